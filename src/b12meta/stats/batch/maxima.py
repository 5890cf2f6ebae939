"""All maxima of the likelihood of tau2, for data sets in which one climb leaves a doubt.

From 0 to where the score is negative for good the axis is cut into cells, even in log(v_min + t).
With the concave curves A and S of `b12meta.stats.batch.likelihood` a cell is settled if one of
them stays above the other, or if one rises faster throughout: then they cross once if they have
changed places, else not at all. Cells that stay open are halved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.batch.certainty import Nodes, bound, halfway, nodes, stays_above, stays_below
from b12meta.stats.batch.climb import Peaks, further, write
from b12meta.stats.batch.found import Found
from b12meta.stats.batch.shape import shape_of, tangent_step
from b12meta.stats.batch.sums import Means, means, moved, sums

if TYPE_CHECKING:
    from b12meta.stats.batch.rows import Rows
    from b12meta.stats.batch.sums import Sums
    from b12meta.stats.types import Bools, Floats, Ints

__all__ = ["best_of_all"]

CELLS = 4
"""Cells to begin with."""

DEPTH = 12
"""Times that open cells are halved before a data set goes to the single fit."""

ROUNDS = 8
"""Rounds of steps in a cell before it does."""

STEEPER = 1e-9
"""Relative difference of two slopes that rounding cannot feign."""


class Cells(NamedTuple):
    """Cells of tau2: whose they are, and both curves at their ends."""

    row: Ints
    start: Nodes
    end: Nodes

    def take(self, which: Bools) -> Cells:
        """Some of the cells."""
        return Cells(self.row[which], self.start.take(which), self.end.take(which))


def best_of_all(rows: Rows, restricted: bool) -> Found:
    """Highest maximum of each data set; not converged where one stays in doubt."""
    zero = sums(rows, 0.0, restricted)
    cells, settled = isolated(rows, zero, restricted)
    peaks = inside(rows, cells, restricted)
    settled[cells.row[~peaks.settled]] = False
    level = np.flatnonzero(zero.a <= zero.b)
    row = np.concatenate([level, cells.row])
    t = np.concatenate([np.zeros(level.size), peaks.t])
    optima = np.bincount(row, minlength=settled.size)
    best = highest(rows, row, t, optima, restricted)
    row, tau2, at = row[best], np.zeros_like(rows.top), Means(*(part.copy() for part in zero.at))
    tau2[row] = t[best]
    for part, first, new in zip(at, zero.at, moved(peaks.sums, peaks.step), strict=True):
        part[row] = np.concatenate([first[level], new])[best]
    return Found(tau2, at, zero.at, optima, settled & (optima > 0))


def isolated(rows: Rows, zero: Sums, restricted: bool) -> tuple[Cells, Bools]:
    """Cells with one maximum each, and the data sets of which no cell stayed open."""
    cells = first_cells(rows, zero, restricted)
    found = []
    for _ in range(DEPTH):
        single, closed = judged(cells)
        found.append(cells.take(single))
        cells = halves(rows, cells.take(~closed), restricted)
        if cells.row.size == 0:
            break
    settled = np.ones(rows.top.size, np.bool_)
    settled[cells.row] = False
    return joined(found), settled


def first_cells(rows: Rows, zero: Sums, restricted: bool) -> Cells:
    """Cut the axis, from 0 to where the score is negative for good."""
    n, low = rows.top.size, rows.top
    length = np.log1p(beyond(rows, restricted) / low)
    t = (low * np.expm1(np.arange(1, CELLS + 1)[:, None] * (length / CELLS))).ravel()
    row = np.tile(np.arange(n), CELLS)
    ends = nodes(t, sums(rows.take(row), t, restricted))
    starts = nodes(np.zeros(n), zero)
    starts = Nodes(
        *(np.concatenate([first, part[:-n]]) for first, part in zip(starts, ends, strict=True))
    )
    return Cells(row, starts, ends)


def beyond(rows: Rows, restricted: bool) -> Floats:
    """Tau2 beyond which each score is negative for certain, as for the single fit."""
    low = rows.top
    high = np.maximum(np.where(np.isinf(rows.v), 0.0, rows.v).max(0, initial=0.0), low)
    s2 = bound(shape_of(rows)) / (rows.size - restricted)
    root = (s2 - 2 * low + np.sqrt(s2 * (s2 + 4 * (high - low)))) / 2
    found: Floats = np.maximum(0.0, root) * 1.05 + 0.05 * low
    return found


def judged(cells: Cells) -> tuple[Bools, Bools]:
    """Which cells hold exactly one maximum and no minimum, and which need not be cut."""
    start, end = cells.start, cells.end
    before, after = start.a >= start.s, end.a >= end.s
    rising = end.a_slope > start.s_slope * (1 + STEEPER)
    falling = end.s_slope > start.a_slope * (1 + STEEPER)
    apart = stays_above(start, end) | stays_below(start, end)
    return rising & ~before & after, apart | rising | falling


def halves(rows: Rows, cells: Cells, restricted: bool) -> Cells:
    """Cut cells in two, even in log(v_min + t)."""
    t = halfway(rows.top[cells.row], cells.start, cells.end)
    middle = nodes(t, sums(rows.take(cells.row), t, restricted))
    return joined([cells._replace(end=middle), cells._replace(start=middle)])


def joined(parts: list[Cells]) -> Cells:
    """Several lots of cells."""
    row, *ends = zip(*parts, strict=True)
    start, end = (Nodes(*map(np.concatenate, zip(*lots, strict=True))) for lots in ends)
    return Cells(np.concatenate(row), start, end)


def inside(rows: Rows, cells: Cells, restricted: bool) -> Peaks:
    """Find the maximum in each cell; not settled where the search leaves the cell."""
    here = rows.take(cells.row)
    gaps = [np.log(ends.a / ends.s) for ends in (cells.start, cells.end)]
    t = cells.start.t + (cells.end.t - cells.start.t) * gaps[0] / (gaps[0] - gaps[1])
    now = sums(here, t, restricted)
    step = tangent_step(now)
    peaks = further(here, Peaks(t + step, now, step, np.zeros(t.size, np.bool_)), restricted)
    for _ in range(ROUNDS):
        left = np.flatnonzero(~peaks.settled)
        if left.size == 0:
            break
        write(peaks, left, further(here.take(left), peaks.take(left), restricted))
    held = (cells.start.t <= peaks.t) & (peaks.t <= cells.end.t)
    return peaks._replace(settled=peaks.settled & held)


def highest(rows: Rows, row: Ints, t: Floats, optima: Ints, restricted: bool) -> Ints:
    """Positions of the maxima that are the highest of their data set, the first of equal ones."""
    level = np.zeros_like(t)
    several = np.flatnonzero(optima[row] > 1)
    level[several] = height(rows.take(row[several]), t[several], restricted)
    order = np.lexsort((-t, level, row))
    last = np.append(row[order][1:] != row[order][:-1], True)[: order.size]
    found: Ints = order[last]
    return found


def height(rows: Rows, tau2: Floats, restricted: bool) -> Floats:
    """Log-likelihood of tau2, the mean maximised out, without constants."""
    at = means(rows, tau2)
    spread = rows.v + tau2
    logs = np.log(np.where(np.isinf(spread), 1.0, spread)).sum(0) + np.log(rows.top + tau2)
    found: Floats = -0.5 * (logs + at.q + (np.log(at.total) if restricted else 0.0))
    return found
