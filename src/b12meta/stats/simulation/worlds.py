"""Made-up studies of a skewed quantity in two groups.

Values are log-normal with the same coefficient of variation in both groups, as those of serum B12
are (about 0.45). A group effect then multiplies every value. The true effect of a study is the
standardised mean difference of the two *populations*, by the SD that Hedges' g estimates: that of
each population, weighted by its degrees of freedom. Group sizes are those of the eight studies that
were extracted.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from b12meta.stats.effects.core import hedges_j

if TYPE_CHECKING:
    from b12meta.stats.types import Floats, Ints

__all__ = ["CV", "REAL", "SIZES", "Studies", "draw", "mean_ratio", "population_smd"]

SIZES = np.array(
    [(24, 20), (60, 38), (41, 42), (45, 20), (29, 31), (72, 23), (88, 57), (75, 75)], dtype=np.intp
)
"""People with MS and controls in the eight studies of serum B12."""

REAL = len(SIZES)
"""This number of studies means: the eight studies themselves, each once."""

CV = 0.45
"""Coefficient of variation in both populations."""

FARTHEST = 2.5
"""True effects are held within this; a larger one needs more than a CV of 0.45 can give."""


class Studies(NamedTuple):
    """Literatures of shape (n, k): what each study found, before anyone decides what to print.

    `pair` is the row of `SIZES`; `g` is Hedges' g, `p` that of Student's t; `rank_p` and
    `rank_sign` are those of the Mann-Whitney test (normal approximation with correction for
    continuity).
    """

    pair: Ints
    g: Floats
    p: Floats
    rank_p: Floats
    rank_sign: Floats


def population_smd(ratio: Floats, share: Floats | float, cv: float = CV) -> Floats:
    """Standardised difference of two populations whose means have this ratio, with equal CV.

    `share` is that of group 1 in the pooled variance, ``(n1 - 1) / (n1 + n2 - 2)``.

    Examples
    --------
    >>> population_smd(np.array([0.9, 1.0]), 0.5).round(4)
    array([-0.2336,  0.    ])
    """
    return (ratio - 1) / (cv * np.sqrt(share * ratio * ratio + 1 - share))


def mean_ratio(effect: Floats, share: Floats | float, cv: float = CV) -> Floats:
    """Ratio of the means that gives a standardised difference; inverse of `population_smd`.

    Examples
    --------
    >>> population_smd(mean_ratio(np.array([-0.3, 1.2]), 0.7), 0.7).round(12)
    array([-0.3,  1.2])
    """
    part = (effect * cv) ** 2
    a, c = 1 - part * share, 1 - part * (1 - share)
    root = np.sqrt(1 - a * c)
    found: Floats = (1 + np.copysign(root, effect)) / a
    return found


def draw(mu: float, tau: float, k: int, n: int, rng: np.random.Generator) -> Studies:
    """Draw n literatures of k studies each, with true effects about `mu` with SD `tau`."""
    pair = np.tile(np.arange(REAL), (n, 1)) if k == REAL else rng.integers(REAL, size=(n, k))
    effect = np.clip(mu + tau * rng.standard_normal((n, k)), -FARTHEST, FARTHEST)
    found = Studies(pair, *(np.empty((n, k)) for _ in range(4)))
    for row, (n1, n2) in enumerate(SIZES):
        here = pair == row
        ratio = mean_ratio(effect[here], (n1 - 1) / (n1 + n2 - 2))
        fill(found, here, people(ratio, int(n1 + n2), int(n1), rng), int(n1))
    return found


def people(ratio: Floats, n: int, n1: int, rng: np.random.Generator) -> Floats:
    """Values of shape (studies, n), the first `n1` of group 1; the mean of group 2 is 1."""
    log_sd = math.sqrt(math.log1p(CV * CV))
    values = np.exp(log_sd * rng.standard_normal((ratio.size, n)) - log_sd * log_sd / 2)
    values[:, :n1] *= ratio[:, None]
    return values


def fill(found: Studies, here: np.ndarray, values: Floats, n1: int) -> None:
    """Write down what studies of one pair of sizes found."""
    n = values.shape[1]
    g, p = student(values, n1, n)
    rank_sign, rank_p = mann_whitney(values, n1, n)
    for column, numbers in zip(found[1:], (g, p, rank_p, rank_sign), strict=True):
        column[here] = numbers


def student(values: Floats, n1: int, n: int) -> tuple[Floats, Floats]:
    """Hedges' g, and the two-sided p of Student's t."""
    first, second = values[:, :n1], values[:, n1:]
    n2, df = n - n1, n - 2
    pooled = np.sqrt(((n1 - 1) * first.var(1, ddof=1) + (n2 - 1) * second.var(1, ddof=1)) / df)
    d = (first.mean(1) - second.mean(1)) / pooled
    p = 2 * special.stdtr(df, -np.abs(d) / math.sqrt(1 / n1 + 1 / n2))
    return float(hedges_j(np.array(float(df)))) * d, p


def mann_whitney(values: Floats, n1: int, n: int) -> tuple[Floats, Floats]:
    """Sign and two-sided p of the Mann-Whitney test of values without ties."""
    rank = values.argsort(1).argsort(1) + 1
    n2 = n - n1
    off = rank[:, :n1].sum(1) - n1 * (n + 1) / 2
    z = np.maximum(np.abs(off) - 0.5, 0) / math.sqrt(n1 * n2 * (n + 1) / 12)
    return np.sign(off), 2 * special.ndtr(-z)
