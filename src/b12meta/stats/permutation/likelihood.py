"""Highest maximum of the likelihood for many shuffles at once.

The search is that of `b12meta.stats.regression.optima`, on all data sets side by side: cells in
``log(1 + t / v_min)`` are closed, or known to hold one root of the score, or cut.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.regression.curves import Curves
from b12meta.stats.regression.optima import judged
from b12meta.stats.roots import EPS
from b12meta.stats.tau2.likelihood import SETTLED

if TYPE_CHECKING:
    from b12meta.stats.permutation.spectrum import Spectrum
    from b12meta.stats.types import Bools, Floats, Ints

__all__ = ["best"]

CELLS = 12
"""Cells to begin with."""

CUT = 4
"""Parts into which an open cell is cut."""

DEPTH = 20
"""Cuts after which two roots are one to the last digit."""

STEPS = 100
"""Steps towards a root; bisection alone takes about 60."""


class Cells(NamedTuple):
    """Cells of tau2: whose they are, their ends, and the curves there."""

    row: Ints
    low: Floats
    high: Floats
    at_low: Curves
    at_high: Curves

    def take(self, which: Bools) -> Cells:
        """Some of the cells."""
        ends = (Curves(*(part[which] for part in curves)) for curves in self[3:])
        return Cells(self.row[which], self.low[which], self.high[which], *ends)


def best(sets: Spectrum, *, restricted: bool) -> Floats:
    """Tau2 of the highest maximum of each data set; NaN where a search did not settle."""
    cells = first_cells(sets, restricted)
    single = isolated(sets, cells, restricted)
    n = sets.y.shape[1]
    start = cells.take(np.arange(cells.row.size) < n)
    level = start.row[start.at_low.a <= start.at_low.b]
    row = np.concatenate([level, single.row])
    t = np.concatenate([np.zeros(level.size), polished(sets, single, restricted)])
    height = np.zeros(row.size)
    several = np.flatnonzero(np.bincount(row, minlength=n)[row] > 1)
    height[several] = sets.take(row[several]).loglik(t[several], restricted)
    found = np.full(n, np.nan)
    order = np.argsort(height, kind="stable")
    found[row[order]] = t[order]
    return found


def first_cells(sets: Spectrum, restricted: bool) -> Cells:
    """Cut from 0 to where the score is negative for certain; the lowest cells come first.

    The bound is that of `b12meta.stats.regression.curves.score_bound`.
    """
    n = sets.y.shape[1]
    low, high = sets.v.min(0), sets.v.max(0)
    s2 = sets.z2.sum(0) / (len(sets.e) if restricted else len(sets.v))
    root = (s2 - 2 * low + np.sqrt(s2 * (s2 + 4 * (high - low)))) / 2
    end = np.maximum(root, 0.0) * 1.05 + 0.05 * low
    share = np.linspace(0.0, 1.0, CELLS + 1)[:, None]
    t = low * np.expm1(share * np.log1p(end / low))
    row = np.tile(np.arange(n), CELLS + 1)
    values = sets.take(row).curves(t.ravel(), restricted)
    before, after = slice(None, -n), slice(n, None)
    return Cells(
        row[before],
        t.ravel()[before],
        t.ravel()[after],
        Curves(*(part[before] for part in values)),
        Curves(*(part[after] for part in values)),
    )


def isolated(sets: Spectrum, cells: Cells, restricted: bool) -> Cells:
    """Cells in which the score falls through 0, once each."""
    found = []
    for depth in range(DEPTH + 1):
        closed, single = judged(cells.at_low, cells.at_high)
        single |= depth == DEPTH
        falling = (cells.at_low.a > cells.at_low.b) & (cells.at_high.a <= cells.at_high.b)
        found.append(cells.take(~closed & single & falling))
        cells = cells.take(~closed & ~single)
        if cells.row.size == 0:
            break
        cells = parts_of(sets, cells, restricted)
    return joined(found)


def parts_of(sets: Spectrum, cells: Cells, restricted: bool) -> Cells:
    """Cut cells, even in the logarithm."""
    low = sets.v.min(0)[cells.row]
    ratio = (cells.high + low) / (cells.low + low)
    ends, values = [cells.low], [cells.at_low]
    here = sets.take(cells.row)
    for part in range(1, CUT):
        ends.append((cells.low + low) * ratio ** (part / CUT) - low)
        values.append(here.curves(ends[-1], restricted))
    ends.append(cells.high)
    values.append(cells.at_high)
    return joined(
        [Cells(cells.row, ends[i], ends[i + 1], values[i], values[i + 1]) for i in range(CUT)]
    )


def joined(parts: list[Cells]) -> Cells:
    """Several lots of cells."""
    row, low, high = (np.concatenate([cells[i] for cells in parts]) for i in range(3))
    at_low, at_high = (
        Curves(*map(np.concatenate, zip(*lots, strict=True)))
        for lots in ([cells.at_low for cells in parts], [cells.at_high for cells in parts])
    )
    return Cells(row, low, high, at_low, at_high)


def polished(sets: Spectrum, cells: Cells, restricted: bool) -> Floats:
    """Root of the score in each cell: Newton's method, kept inside by bisection."""
    low, high, t = cells.low.copy(), cells.high.copy(), (cells.low + cells.high) / 2
    left = np.arange(t.size)
    for _ in range(STEPS):
        if left.size == 0:
            return t
        here = sets.take(cells.row[left])
        a, b, c, d = here.curves(t[left], restricted)
        at, rising = t[left], a > b
        low[left] = np.where(rising, at, low[left])
        high[left] = np.where(rising, high[left], at)
        flat = c == d
        newton = at + (a - b) / np.where(flat, 1.0, d - c)
        inside = ~flat & (newton >= low[left]) & (newton <= high[left])
        t[left] = np.where(inside, newton, (low[left] + high[left]) / 2)
        width = EPS * (t[left] + here.v.min(0))
        near = (np.abs(newton - at) <= 8 * width) | (np.abs(a - b) <= SETTLED * (a + b))
        left = left[~(inside & near) & (high[left] - low[left] > width)]
    t[left] = np.nan
    return t
