"""Maximum likelihood of exact and bounded studies, with what may go wrong.

A maximum exists as soon as one row is exact or bounded on both sides. With half-lines alone there
may be none: if all say "lower", nothing stops the mean from being lower still.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.bounded.ends import profile_ends
from b12meta.stats.bounded.profile import (
    Scan,
    has_top,
    limit_at_infinity,
    peak,
    ridge_through,
    scan,
)
from b12meta.stats.distributions import chi2_quantile, critical
from b12meta.stats.interval import Interval

if TYPE_CHECKING:
    from b12meta.stats.bounded.rows import Rows
    from b12meta.stats.types import Floats

__all__ = ["Fit", "bounded_fit", "without_top"]

EVERYWHERE = Interval(-math.inf, math.inf)


class Fit(NamedTuple):
    """Estimate, tau2, log-likelihood and profile intervals in the unit of the data."""

    estimate: float
    tau2: float
    loglik: float
    ci: Interval
    ci_t: Interval
    optima: int
    converged: bool
    exists: bool


def bounded_fit(rows: Rows, level: float) -> Fit:
    """Fit by maximum likelihood."""
    if not has_top(rows):
        return without_top(rows)
    cuts = cut_offs(rows, level)
    found = scan(rows, drop=float(cuts.max()) / 2 + 0.5)
    best = peak(rows, found)
    if best.value <= limit_at_infinity(rows):
        return without_top(rows)
    ends, settled = intervals(rows, ridge_through(rows, found, best), best.value - cuts / 2)
    return Fit(
        estimate=rows.centre + rows.unit * best.mean,
        tau2=best.tau2 * rows.unit * rows.unit,
        loglik=best.value - rows.y.size * math.log(rows.unit),
        ci=ends[0],
        ci_t=ends[-1] if rows.k > 1 else Interval(math.nan, math.nan),
        optima=best.optima,
        converged=best.converged and settled,
        exists=True,
    )


def cut_offs(rows: Rows, level: float) -> Floats:
    """Twice the drops of the log-likelihood: chi-square with 1 df, and squared t with k - 1."""
    chi2 = chi2_quantile(1 - level, 1)
    return np.array([chi2, critical(level, rows.k - 1) ** 2] if rows.k > 1 else [chi2])


def intervals(rows: Rows, found: Scan, floors: Floats) -> tuple[list[Interval], bool]:
    """Profile intervals in the unit of the data, infinite where nothing holds the mean."""
    ends, settled = profile_ends(rows, found, floors)
    placed = [Interval(*(rows.centre + rows.unit * end for end in interval)) for interval in ends]
    beyond = found.surface.value[-1] >= floors if rows.k > 1 else np.zeros(floors.size, dtype=bool)
    return [
        opened(rows, EVERYWHERE if out and rows.anchors else one, floor)
        for one, floor, out in zip(placed, floors, beyond, strict=True)
    ], settled


def opened(rows: Rows, interval: Interval, floor: float) -> Interval:
    """Open the ends that the likelihood does not close, where all rows are half-lines.

    Far out tau2 grows with the mean, and the log-likelihood tends to that of coins which show the
    side of each half-line; a mean of either sign is then as likely as a coin on that side of fair.
    """
    if limit_at_infinity(rows) < floor:
        return interval
    fair = -rows.k * math.log(2) >= floor
    balance = float(rows.side.sum())
    return Interval(
        -math.inf if fair or balance < 0 else interval.low,
        math.inf if fair or balance > 0 else interval.high,
    )


def without_top(rows: Rows) -> Fit:
    """What is left to say where the likelihood has no maximum."""
    balance = float(rows.side.sum())
    one_sided = rows.k > 0 and abs(balance) == rows.k
    return Fit(
        estimate=math.copysign(math.inf, balance) if balance else math.nan,
        tau2=math.nan if one_sided or not rows.k else math.inf,
        loglik=limit_at_infinity(rows) if rows.k else 0.0,
        ci=EVERYWHERE,
        ci_t=EVERYWHERE,
        optima=0,
        converged=False,
        exists=False,
    )
