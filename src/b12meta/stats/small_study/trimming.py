"""How many studies are missing on one side of a funnel.

Given a centre, the ranks of the distances from it tell how many extreme studies have no partner on
the other side. Without those studies the centre moves, and so on until the number stays the same.

References
----------
Duval & Tweedie (2000), *JASA* 95, 89-98, and *Biometrics* 56, 455-463.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

import numpy as np

from b12meta.stats.scaled import standardise, weighted
from b12meta.stats.tau2.estimate import estimate_tau2

if TYPE_CHECKING:
    from b12meta.stats.types import Floats, Method

__all__ = ["Estimator", "Trimmed", "standard_error", "trim"]

Estimator: TypeAlias = Literal["L0", "R0", "Q0"]


class Trimmed(NamedTuple):
    """Number of extreme studies, that number before rounding, and the centre without them."""

    k0: int
    raw: float
    centre: float
    converged: bool


def trim(y: Floats, v: Floats, method: Method, estimator: Estimator) -> Trimmed:
    """Set aside the largest of the rising effects `y` until their number stays the same."""
    k0, seen = 0, []
    while k0 not in seen:
        seen.append(k0)
        centre = centre_of(y[: y.size - k0], v[: y.size - k0], method)
        raw = missing(y - centre, estimator)
        k0 = min(max(0, round(raw)), y.size - 1)
    turn = seen[seen.index(k0) :]
    if len(turn) == 1:
        return Trimmed(k0, raw, centre, True)
    most = max(turn)
    return Trimmed(most, raw, centre_of(y[: y.size - most], v[: y.size - most], method), False)


def centre_of(y: Floats, v: Floats, method: Method) -> float:
    """Pooled effect, quickly."""
    data = standardise(y, v)
    return data.centre + data.unit * weighted(data, estimate_tau2(data, method).value).mean


def missing(off: Floats, estimator: Estimator) -> float:
    """Number of missing studies, not yet rounded, from rising differences from the centre."""
    k = off.size
    ranks = np.empty(k)
    ranks[np.argsort(np.abs(off), kind="stable")] = np.arange(1, k + 1)
    if estimator == "R0":
        return float(k - ranks[off < 0].max(initial=0.0) - 1)
    above = float(ranks[off > 0].sum())
    if estimator == "L0":
        return (4 * above - k * (k + 1)) / (2 * k - 1)
    square = 2 * k * k - 4 * above + 0.25
    if square < 0:
        raise ValueError(
            "estimator='Q0': it takes the root of a negative number here, as nearly all effects "
            "lie on one side of the trimmed centre; use 'L0' or 'R0'"
        )
    return k - 0.5 - math.sqrt(square)


def standard_error(estimator: Estimator, k: int, raw: float) -> float:
    """Standard error of the number of missing studies."""
    if estimator == "R0":
        return math.sqrt(2 * max(0.0, raw) + 2)
    n = raw
    variance = (
        k * (k + 1) * (2 * k + 1)
        + 10 * n**3
        + 27 * n**2
        + 17 * n
        - 18 * k * n**2
        - 18 * k * n
        + 6 * k**2 * n
    ) / 24
    if variance < 0:
        return math.nan
    if estimator == "L0":
        return 4 * math.sqrt(variance) / (2 * k - 1)
    rest = (k - 0.5) ** 2 - n * (2 * k - n - 1)
    return 2 * math.sqrt(variance / rest) if rest > 0 else math.nan
