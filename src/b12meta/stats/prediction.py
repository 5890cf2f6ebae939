"""A prediction interval that lets tau2 be uncertain, by simulation.

The usual prediction intervals take the estimate of tau2 as if it were known, and are too short
where studies are few. Nagashima, Noma and Furukawa draw tau2 from its confidence distribution, the
mean given that tau2, and a new study's effect given both; the interval holds the middle of the
draws.

The confidence distribution is that of Jackson's test: tau2 is below t with the probability that
Cochran's Q, were tau2 equal to t, exceeds the Q that was found. At t that Q is the sum of ``(1 + t
alpha) * chi2`` over independent chi-squares of 1 df, where the alphas are the eigenvalues of ``W -
w w' / sum(w)``. So a draw needs no inversion of a distribution: draw the chi-squares, and solve for
the t at which the sum is the Q that was found, one division; below 0 it is 0.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.interval import Interval
from b12meta.stats.scaled import weighted
from b12meta.stats.tau2.jackson import QDistribution

if TYPE_CHECKING:
    from b12meta.stats.scaled import Scaled
    from b12meta.stats.types import Floats

__all__ = ["DRAWS", "SEED", "Simulated", "nagashima"]

DRAWS = 25_000
"""Draws, as many as the authors' own program takes."""

SEED = 1804_01054
"""Default seed, so that the same data give the same interval (the paper's number at arXiv)."""

BLOCK = 1 << 20
"""Numbers held at once."""

PIECE = 1 << 11
"""Draws worked on at once, so that their numbers stay in the cache."""


class Simulated(NamedTuple):
    """A simulated interval, and the Monte Carlo standard errors of its ends."""

    interval: Interval
    error: Interval


def nagashima(data: Scaled, level: float, draws: int = DRAWS, seed: int = SEED) -> Simulated:
    """Prediction interval by the parametric bootstrap, in the unit of the data; k >= 2.

    It depends on no estimate of tau2, on no test and on no weights of the user: it has its own
    (DerSimonian-Laird's Q; Hartung's variance with t on k - 1; inverse variances).

    Raises
    ------
    ValueError
        For one study, or fewer than 1,000 draws.

    References
    ----------
    Nagashima, Noma & Furukawa (2019), *Statistical Methods in Medical Research* 28, 1689-1702.
    """
    if data.y.size < 2:
        raise ValueError("a simulated prediction: got 1 study, expected at least 2")
    if draws < 1000:
        raise ValueError(f"draws: got {draws!r}, expected at least 1000")
    random = np.random.Generator(np.random.PCG64(seed))
    alphas = np.maximum(np.linalg.eigvalsh(QDistribution(data, 1 / data.v).between), 0.0)
    q = weighted(data, 0.0).q
    size = max(1, BLOCK // data.y.size)
    parts = [
        new_effects(data, q, alphas, min(size, draws - done), random)
        for done in range(0, draws, size)
    ]
    found = np.concatenate(parts)
    low, high = (quantile(found, tail) for tail in ((1 - level) / 2, (1 + level) / 2))
    return Simulated(
        Interval(data.centre + data.unit * low[0], data.centre + data.unit * high[0]),
        Interval(data.unit * low[1], data.unit * high[1]),
    )


def draw_tau2(q: float, alphas: Floats, draws: int, random: np.random.Generator) -> Floats:
    """Draws of tau2 from its confidence distribution, given Cochran's Q."""
    drawn = np.empty(draws)
    columns = np.column_stack([np.ones_like(alphas), alphas])
    for part in pieces(draws):
        squares = random.standard_normal((part.stop - part.start, alphas.size))
        squares *= squares
        plain, sloped = (squares @ columns).T
        drawn[part] = np.maximum(q - plain, 0.0) / sloped
    return drawn


def pieces(draws: int) -> list[slice]:
    """Cut the draws into pieces."""
    return [slice(start, min(draws, start + PIECE)) for start in range(0, draws, PIECE)]


def new_effects(
    data: Scaled, q: float, alphas: Floats, draws: int, random: np.random.Generator
) -> Floats:
    """Draws of the true effect in a new study, scaled."""
    tau2 = draw_tau2(q, alphas, draws, random)
    mean, variance = means_given(data, tau2)
    spread = np.sqrt(tau2) * random.standard_normal(draws)
    df = data.y.size - 1
    effects: Floats = mean + spread - np.sqrt(variance / df) * random.standard_t(df, draws)
    return effects


def means_given(data: Scaled, tau2: Floats) -> tuple[Floats, Floats]:
    """Weighted mean, and weighted variance about it, at each tau2.

    The variance is a difference of two sums of squares about the most precise study. As no weight
    exceeds that study's, neither sum is more than k + 1 times the difference: no digits are lost.
    """
    columns = np.column_stack([np.ones_like(data.y), data.y, data.y**2])
    mean, variance = np.empty_like(tau2), np.empty_like(tau2)
    for part in pieces(tau2.size):
        w = np.add.outer(tau2[part], data.v)
        np.divide(1.0, w, out=w)
        total, first, second = (w @ columns).T
        mean[part] = first / total
        variance[part] = np.maximum(second / total - mean[part] ** 2, 0.0)
    return mean, variance


def quantile(found: Floats, tail: float) -> tuple[float, float]:
    """Quantile of draws, and its standard error from the draws about it."""
    last = found.size - 1
    at = tail * last
    reach = math.sqrt(found.size * tail * (1 - tail))
    places = np.clip([at, at - reach, at + reach], 0, last)
    lower = np.floor(places).astype(np.intp)
    upper = np.minimum(lower + 1, last)
    ordered = np.partition(found, np.unique([lower, upper]))
    value, below, above = ordered[lower] + (places - lower) * (ordered[upper] - ordered[lower])
    return float(value), float(above - below) / 2
