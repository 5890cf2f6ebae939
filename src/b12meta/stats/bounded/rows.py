"""What comes in: exact and bounded studies, checked, sorted, in units of their own.

A row is *exact* where its limits meet, a *half-line* where one of them is infinite, a *gap* where
both are finite, and *silent* where neither says anything; silent rows are not in the likelihood.
As for exact studies, limits are taken as differences from a centre and divided by a power of two,
and rows are sorted, so that neither unit nor order can matter.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.checks import Problems, check_shapes, floats, labels_of

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Bools, Floats, Ints, Labels

__all__ = ["BoundedStudies", "Rows", "check_bounded", "scaled_rows"]


class BoundedStudies(NamedTuple):
    """Checked arrays of shape (k,); `yi` of bounded rows is as it was given."""

    yi: Floats
    vi: Floats
    low: Floats
    high: Floats
    labels: Labels

    @property
    def exact(self) -> Bools:
        """Which rows have an estimate."""
        exact: Bools = self.low == self.high
        return exact

    @property
    def silent(self) -> Bools:
        """Which rows say nothing."""
        silent: Bools = np.isneginf(self.low) & np.isposinf(self.high)
        return silent


class Rows(NamedTuple):
    """Rows in scaled units, by kind, most precise first.

    `bound` and `side` describe the half-lines: side 1 means above the bound, -1 below it.
    """

    y: Floats
    y_v: Floats
    bound: Floats
    side: Floats
    bound_v: Floats
    low: Floats
    high: Floats
    gap_v: Floats
    order: Ints
    centre: float
    unit: float

    @property
    def v(self) -> Floats:
        """Variances of all rows, exact ones first, then half-lines, then gaps."""
        return np.concatenate([self.y_v, self.bound_v, self.gap_v])

    @property
    def width(self) -> Floats:
        """Widths of the gaps."""
        return self.high - self.low

    @property
    def k(self) -> int:
        """Number of rows in the likelihood."""
        return self.order.size

    @property
    def anchors(self) -> int:
        """Number of rows that hold the mean from both sides: exact ones and gaps."""
        return self.y.size + self.low.size

    def span(self) -> tuple[float, float]:
        """Smallest and largest finite number among effects and limits."""
        ends = np.concatenate([self.y, self.bound, self.low, self.high])
        return float(ends.min()), float(ends.max())


def check_bounded(yi: ArrayLike, vi: ArrayLike, low: ArrayLike, high: ArrayLike) -> BoundedStudies:
    """Effects, variances and limits as arrays of shape (k,).

    Raises
    ------
    ValueError
        For ``low > high``, limits that are NaN, ``low == high`` unequal to the effect or infinite,
        variances that are not positive, unequal lengths or labels, or no study; each row is named.

    Examples
    --------
    >>> check_bounded([0.1, float("nan")], [0.1, 0.1], [0.1, 0.3], [0.1, -0.3])
    Traceback (most recent call last):
    ValueError: 1 bad value(s)
    low[1]: got 0.3, expected at most high, which is -0.3
    correct these rows; where low < high, yi is ignored
    """
    columns = {"yi": yi, "vi": vi, "low": low, "high": high}
    y, v, a, b = (floats(name, values) for name, values in columns.items())
    check_shapes(y, v)
    strange = [name for name, x in (("low", a), ("high", b)) if x.shape != y.shape]
    if strange:
        raise ValueError(
            f"{', '.join(strange)}: got shapes {a.shape} and {b.shape}, expected {y.shape}, "
            "one pair of limits per study"
        )
    labels = common_labels(columns)
    problems = Problems(labels)
    problems.refuse(~(np.isfinite(v) & (v > 0)), "vi", v, "a finite number above 0")
    refuse_limits(problems, y, a, b)
    problems.raise_any("correct these rows; where low < high, yi is ignored")
    return BoundedStudies(y, v, a, b, labels)


def refuse_limits(problems: Problems, y: Floats, low: Floats, high: Floats) -> None:
    """Note every row whose limits make no sense."""
    for name, limit in (("low", low), ("high", high)):
        problems.refuse(np.isnan(limit), name, limit, "a number, -inf or inf")
    for row in map(int, np.flatnonzero(low > high)):
        problems.refuse(
            np.arange(low.size) == row, "low", low, f"at most high, which is {float(high[row])!r}"
        )
    meets = low == high
    problems.refuse(meets & ~np.isfinite(low), "low", low, "a finite number where it equals high")
    for row in map(int, np.flatnonzero(meets & np.isfinite(low) & (y != low))):
        expected = f"the limits of this exact row, which are {float(low[row])!r}"
        problems.refuse(np.arange(low.size) == row, "yi", y, expected)


def common_labels(columns: dict[str, ArrayLike]) -> Labels:
    """Labels of the columns that have some; raise when two differ."""
    found = {name: labels_of(values) for name, values in columns.items()}
    named = [(name, labels) for name, labels in found.items() if labels is not None]
    for name, labels in named[1:]:
        if labels != named[0][1]:
            raise ValueError(f"{named[0][0]} and {name} are labelled differently; align them first")
    return named[0][1] if named else None


def scaled_rows(studies: BoundedStudies) -> Rows:
    """Sort, centre and scale the rows that say something.

    Examples
    --------
    >>> rows = scaled_rows(check_bounded([8, 9], [4, 4], [8, -np.inf], [8, 12]))
    >>> rows.y, rows.bound, rows.side, rows.unit
    (array([0.]), array([2.]), array([-1.]), 2.0)
    """
    _, v, low, high, _ = studies
    exact = studies.exact
    half = (np.isinf(low) ^ np.isinf(high)) & ~exact
    between = np.isfinite(low) & np.isfinite(high) & ~exact
    end = np.where(np.isinf(low), high, low)
    order = np.concatenate(
        [ranked(exact, low, high, v), ranked(half, end, low, v), ranked(between, low, high, v)]
    )
    if not order.size:
        none = np.empty(0)
        return Rows(none, none, none, none, none, none, none, none, order, 0.0, 1.0)
    n, m = int(exact.sum()), int(exact.sum() + half.sum())
    unit = math.ldexp(1.0, math.frexp(np.sort(v[order])[order.size // 2])[1] // 2)
    ends = np.sort(np.concatenate([low[between], high[between], end[half]]))
    centre = float(low[order[0]] if n else ends[ends.size // 2])
    i, j, g = order[:n], order[n:m], order[m:]
    square = unit * unit
    return Rows(
        y=(low[i] - centre) / unit,
        y_v=v[i] / square,
        bound=(end[j] - centre) / unit,
        side=np.where(np.isinf(low[j]), -1.0, 1.0),
        bound_v=v[j] / square,
        low=(low[g] - centre) / unit,
        high=(high[g] - centre) / unit,
        gap_v=v[g] / square,
        order=order,
        centre=centre,
        unit=unit,
    )


def ranked(which: Bools, first: Floats, second: Floats, v: Floats) -> Ints:
    """Rows of one kind, most precise first."""
    rows = np.flatnonzero(which)
    return rows[np.lexsort((second[rows], first[rows], v[rows]))]
