"""Profile-likelihood intervals of the mean: every mean that is hardly less likely than the best.

A mean belongs to the interval if *some* tau2 makes it likely enough. For one tau2 such means form
an interval, as the log-likelihood is concave in the mean; so the profile interval reaches from the
lowest of these lower ends to the highest of the upper ones. The ends are found on the grid of the
scan, then polished along their curve to where it turns.

References
----------
Hardy & Thompson (1996), *Statistics in Medicine* 15, 619-629.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.bounded.likelihood import Surface, surface
from b12meta.stats.bounded.profile import turning
from b12meta.stats.interval import Interval

if TYPE_CHECKING:
    from b12meta.stats.bounded.profile import Scan
    from b12meta.stats.bounded.rows import Rows
    from b12meta.stats.types import Floats

__all__ = ["crossings", "level_set", "profile_ends"]

STEPS = 60
"""Newton steps for one end; it is approached from outside, so none there is too long."""

FAR = 64.0
"""Longest step, in spreads of the data; only the first one, from inside, can be so long."""


def profile_ends(rows: Rows, found: Scan, floors: Floats) -> tuple[list[Interval], bool]:
    """Profile intervals in scaled units, one for each floor of the log-likelihood.

    Also whether the searches settled. `found` must reach to where the ridge is below all floors.
    """
    side, floor = np.tile([-1.0, 1.0], floors.size), np.repeat(floors, 2)
    reach = level_set(rows, found, side[:, None], floor[:, None], settled=1e-3)
    best = np.argmax(side[:, None] * np.where(np.isnan(reach), -np.inf * side[:, None], reach), 1)
    mean, start = reach[np.arange(side.size), best], found.tau2[best]
    last = found.tau2.size - 1
    ends = turning(
        lambda t, m: crossings(rows, t, m, side, floor),
        along_level,
        found.tau2[np.maximum(best - 1, 0)],
        found.tau2[np.minimum(best + 1, last)],
        start,
        mean,
    )
    pairs = ends.mean.reshape(-1, 2)
    return [Interval(float(a), float(b)) for a, b in pairs], ends.converged


def level_set(rows: Rows, found: Scan, side: Floats, floor: Floats, settled: float) -> Floats:
    """Means at which the log-likelihood passes `floor`, for each tau2 of a scan; NaN where none.

    `side` and `floor` have shape (m, 1) or (m, n) for n points of the scan.
    """
    at = found.surface
    low, high = rows.span()
    above = np.maximum(at.value - floor, 0)
    most = high - low + np.sqrt(2 * above * (rows.v.max() + found.tau2))
    step = np.minimum(np.sqrt(2 * above / np.maximum(-at.mm, np.finfo(float).tiny)), most)
    start = np.where(at.value < floor, np.nan, found.mean + side * step)
    mean, ended = crossings(rows, found.tau2 + 0 * start, start, side, floor, settled)
    return np.where(np.isnan(ended.t), np.nan, mean)


def crossings(
    rows: Rows,
    tau2: Floats,
    start: Floats,
    side: Floats,
    floor: Floats,
    settled: float = 1e-9,
) -> tuple[Floats, Surface]:
    """Newton's method for where the log-likelihood passes `floor`, on one side of the ridge.

    The surface is that just before the last step. Where the ridge is below the floor the slope
    changes its sign underway: the mean is given back as it came, with a surface of NaN.
    """
    low, high = rows.span()
    most = FAR * (high - low + np.sqrt(rows.v.max() + tau2))
    mean = start
    for _ in range(STEPS):
        at = surface(rows, mean, tau2)
        lost = ~(side * at.m < 0)
        step = np.where(lost, 0.0, (floor - at.value) / np.where(lost, 1.0, at.m))
        mean = mean + np.clip(step, -most, most)
        if (lost | (np.abs(step * at.m) <= settled)).all():
            break
    mean = np.where(lost, start, mean)
    return mean, Surface(*(np.where(lost, math.nan, part) for part in at))


def along_level(at: Surface) -> tuple[Floats, Floats]:
    """Slopes, along a curve of equal likelihood, of the mean and of the derivative in tau2."""
    drift = -at.t / at.m
    return drift, at.tt + at.mt * drift
