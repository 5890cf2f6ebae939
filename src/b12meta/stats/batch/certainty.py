"""Whether the maximum that was found is the only one.

A and S are the concave rising curves of `b12meta.stats.batch.likelihood`; the score is positive
where A lies below S. A tangent lies above its curve and a chord below it, so on any cell

- A stays below S, if a tangent of A at one end passes below S at the other (and A is not above S
  where it touches): S stays above the chord, the chord above the tangent;
- with A and S exchanged, A stays above S.

Left of the maximum the first is wanted, right of it the second. As a first try each side is one
cell. On the right A rises at least like t / sqrt(SS) for ever, SS the sum of squares of the effects
about their plain mean, for that is where its falling slope tends to; so if the tangent of S at the
maximum is flatter than that, nothing more is to be done. Where a side stays open, one more point
cuts it in two: on the left half-way; on the right the point from which the line through the maximum
that rises by 1 / sqrt(SS) is, squared, above the tangent of 1 / b for good.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.batch.sums import sums

if TYPE_CHECKING:
    from b12meta.stats.batch.climb import Peaks
    from b12meta.stats.batch.rows import Rows
    from b12meta.stats.batch.shape import Shape
    from b12meta.stats.batch.sums import Sums
    from b12meta.stats.types import Bools, Floats, Ints

__all__ = ["Nodes", "bound", "certain", "halfway", "nodes", "stays_above", "stays_below"]

ROUNDING = 1e-13
"""Relative error of a value on a curve."""

SLACK = 1e-6
"""Relative error of a slope: a maximum is known to a step of `b12meta.stats.batch.climb.NEAR`."""


class Nodes(NamedTuple):
    """Points on both curves: tau2, then values and slopes of A and of S."""

    t: Floats
    a: Floats
    a_slope: Floats
    s: Floats
    s_slope: Floats

    def take(self, which: Ints | Bools) -> Nodes:
        """Some of the points."""
        return Nodes(*(part[which] for part in self))


def certain(rows: Rows, shape: Shape, zero: Sums, peaks: Peaks, *, restricted: bool) -> Bools:
    """Tell for each data set whether the maximum is known to be the only one."""
    top, slope = at_peak(peaks), 1 / np.sqrt(bound(shape))
    back = top.a_slope * top.t
    left = (peaks.t == 0) | below(top.a - back, 1 / np.sqrt(zero.b), back)
    right = top.s_slope < slope * (1 - SLACK)
    lefts, rights = np.flatnonzero(~left), np.flatnonzero(~right)
    which = np.concatenate([lefts, rights])
    if which.size:
        start = nodes(np.zeros(lefts.size), zero.take(lefts))
        t = np.concatenate(
            [
                halfway(rows.top[lefts], start, top.take(lefts)),
                overtaken(top.take(rights), slope[rights]),
            ]
        )
        middle = nodes(t, sums(rows.take(which), t, restricted))
        for_left, for_right = np.arange(lefts.size), np.arange(lefts.size, which.size)
        first = middle.take(for_left)
        left[lefts] = stays_below(start, first) & stays_below(first, top.take(lefts))
        right[rights] = stays_above(top.take(rights), middle.take(for_right))
    found: Bools = left & right
    return found


def halfway(least: Floats, start: Nodes, end: Nodes) -> Floats:
    """Middle of a cell in log(v_min + t)."""
    found: Floats = np.sqrt((start.t + least) * (end.t + least)) - least
    return found


def overtaken(top: Nodes, slope: Floats) -> Floats:
    """Where A, if it rose no faster than it ever does, would have overtaken the tangent of S²."""
    lag = 2 * (top.s * top.s_slope - top.a * slope)
    found: Floats = top.t + (1 + SLACK) * np.maximum(lag, SLACK * top.s * slope) / slope**2
    return found


def bound(shape: Shape) -> Floats:
    """Sum of squares of the effects, not too small by rounding."""
    found: Floats = np.maximum(shape.squares, 0.0) + shape.error
    return found


def nodes(t: Floats, found: Sums) -> Nodes:
    """Both curves at `t`, from the sums there."""
    a, s = 1 / np.sqrt(found.a), 1 / np.sqrt(found.b)
    return Nodes(t, a, found.d / (2 * found.a) * a, s, found.c / (2 * found.b) * s)


def at_peak(peaks: Peaks) -> Nodes:
    """Both curves at the maximum; where it is not at 0 they meet there."""
    found = nodes(peaks.t, peaks.sums)
    s = found.s + found.s_slope * peaks.step
    return found._replace(a=np.where(peaks.t > 0, s, found.a), s=s)


def stays_below(start: Nodes, end: Nodes) -> Bools:
    """Whether A stays below S on a cell for certain, but for its ends."""
    width = end.t - start.t
    ahead, back = start.a_slope * width, end.a_slope * width
    from_start = below(start.a + ahead, end.s, ahead) & (start.a <= start.s)
    from_end = below(end.a - back, start.s, back) & (end.a <= end.s)
    return from_start | from_end


def stays_above(start: Nodes, end: Nodes) -> Bools:
    """Whether A stays above S on a cell for certain, but for its ends."""
    return stays_below(exchanged(start), exchanged(end))


def exchanged(ends: Nodes) -> Nodes:
    """Give A the place of S, and S that of A."""
    return Nodes(ends.t, ends.s, ends.s_slope, ends.a, ends.a_slope)


def below(low: Floats, high: Floats, rise: Floats) -> Bools:
    """Whether one value lies below another for certain."""
    found: Bools = high - low > ROUNDING * high + SLACK * rise
    return found
