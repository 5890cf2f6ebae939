"""From a first guess to the maximum of the likelihood, for many data sets at once.

The curves and the method are described in `b12meta.stats.batch.likelihood`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.batch.shape import Shape, first_guess, tangent_step
from b12meta.stats.batch.sums import Sums, assembled, flat, sums

if TYPE_CHECKING:
    from b12meta.stats.batch.rows import Rows
    from b12meta.stats.types import Bools, Floats, Ints

__all__ = ["Peaks", "climb", "further", "write"]

USUAL = 3
"""Steps that settle nearly all data sets; done on all of them, as gathering costs as much."""

NEAR = 3e-7
"""Last step, relative to tau2 plus the least variance: the sums at its end follow to 1e-13."""

NEXT = 1e-14
"""Relative step that would follow, as the last two foretell; it is not taken."""

MANY = 0.75
"""Share of data sets with a positive score at 0 from which the search is done on all of them."""


class Peaks(NamedTuple):
    """Where the search ended, the sums one step before, that step, and whether it settled."""

    t: Floats
    sums: Sums
    step: Floats
    settled: Bools

    def take(self, which: Ints) -> Peaks:
        """Some of the data sets."""
        return Peaks(self.t[which], self.sums.take(which), self.step[which], self.settled[which])


def climb(rows: Rows, zero: Sums, shape: Shape, *, restricted: bool) -> Peaks:
    """Search where the score at 0 is positive; elsewhere the maximum is taken to be at 0."""
    above = zero.a > zero.b
    if above.mean() > MANY:
        peaks, which = ascend(rows, zero, shape, restricted), np.flatnonzero(~above)
        write(peaks, which, level(zero.take(which)))
        return peaks
    peaks, which = level(assembled(part.copy() for part in flat(zero))), np.flatnonzero(above)
    if which.size:
        some = rows.take(which), zero.take(which), shape.take(which)
        write(peaks, which, ascend(*some, restricted))
    return peaks


def level(zero: Sums) -> Peaks:
    """Peaks at 0."""
    n = zero.a.size
    return Peaks(np.zeros(n), zero, np.zeros(n), np.ones(n, np.bool_))


def ascend(rows: Rows, zero: Sums, shape: Shape, restricted: bool) -> Peaks:
    """Go from 0 to the first guess, and on."""
    t = first_guess(shape, zero, restricted)
    return further(rows, Peaks(t, zero, t, np.zeros(t.size, np.bool_)), restricted)


def further(rows: Rows, peaks: Peaks, restricted: bool) -> Peaks:
    """Take the usual number of steps towards the root of the score."""
    t, width, old = peaks.t, peaks.step, gap_at(peaks.sums)
    for _ in range(USUAL):
        now = sums(rows, t, restricted)
        gap = gap_at(now)
        step, settled = one_step(width, old, gap, t, rows.top)
        far = np.flatnonzero(np.isnan(step))
        if far.size:
            step[far] = np.maximum(tangent_step(now.take(far)), -0.9 * t[far])
        t, width, old = t + step, step, gap
    return Peaks(t, now, step, settled)


def write(peaks: Peaks, which: Ints, found: Peaks) -> None:
    """Put the peaks of some data sets in their places."""
    for name in ("t", "step", "settled"):
        getattr(peaks, name)[which] = getattr(found, name)
    for part, values in zip(flat(peaks.sums), flat(found.sums), strict=True):
        part[which] = values


class Gap(NamedTuple):
    """How far log a lies above log b, and how fast that changes with tau2."""

    value: Floats
    slope: Floats


def gap_at(found: Sums) -> Gap:
    """Give the gap, from the sums."""
    return Gap(np.log(found.a / found.b), found.c / found.b - found.d / found.a)


def one_step(width: Floats, old: Gap, now: Gap, t: Floats, top: Floats) -> tuple[Floats, Bools]:
    """Next step by inverse Hermite interpolation, `width` after the last point; NaN if it strays.

    Newton's method says whether it does.
    """
    rise = now.value - old.value
    left = now.value / rise
    right, newton = 1 - left, -now.value / now.slope
    behind = right * (rise / old.slope - 2 * width) - width
    step = left * (left * behind - right * right * rise / now.slope)
    step = np.where(np.abs(step - newton) <= 0.5 * np.abs(newton), step, newton)
    size, scale = np.abs(step), t + top
    settled = (size <= NEAR * scale) & (size * size * size <= NEXT * scale * width * width)
    stray = (now.slope >= 0) | (size > 0.5 * scale)
    return np.where(stray, math.nan, step), settled | (size <= 1e-13 * scale)
