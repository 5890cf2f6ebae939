"""Data sets side by side, one per column, each with its most precise study set apart.

NumPy runs along the last axis, so thousands of data sets stand there, and the few studies of each
one above the other. The most precise study of each, `top`, is kept out of the sums: where its
weight dwarfs all others, what matters is a small difference of large sums, and with the top apart
that difference is never formed.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from b12meta.stats.types import Bools, Floats, Ints

__all__ = [
    "Batch",
    "Rows",
    "chosen",
    "flipped",
    "separate",
    "stacked",
    "subsets",
    "turned",
    "unit_of",
]


USUAL = 1e30
"""Variances up to this, and down to one over it, need no unit of their own."""


class Rows(NamedTuple):
    """Data sets in units of their own.

    `y` and `v` have shape (m, n): effects of the other studies as differences from that of the most
    precise one, and their variances; an absent study has y 0 and v infinite. `top` is the variance
    of the most precise study and `centre` its effect in the unit of the data, `size` counts the
    studies, `unit` is the unit of each data set; all of shape (n,).
    """

    y: Floats
    v: Floats
    top: Floats
    size: Ints
    centre: Floats
    unit: Floats

    @property
    def df(self) -> Floats:
        """Degrees of freedom."""
        return self.size.astype(np.float64) - 1

    def take(self, which: Ints) -> Rows:
        """Some of the data sets."""
        return Rows(
            self.y[:, which],
            self.v[:, which],
            self.top[which],
            self.size[which],
            self.centre[which],
            self.unit[which],
        )


class Batch(NamedTuple):
    """Data sets of unequal length, one per row, most precise study first.

    `y` and `v` have shape (n, k): effects as differences from the first study of the row, and
    variances; an absent study has y 0 and v infinite. `size` counts the studies of each row,
    `centre` is the effect of its first study in the unit of the data, `unit` is that of all rows.
    """

    y: Floats
    v: Floats
    size: Ints
    centre: Floats
    unit: float


def stacked(parts: Sequence[Rows]) -> Rows:
    """Several lots of data sets one after the other."""
    return Rows(*(np.concatenate(arrays, axis=-1) for arrays in zip(*parts, strict=True)))


def unit_of(v: Floats) -> float:
    """Power of two near the typical standard error of sorted variances."""
    return math.ldexp(1.0, math.frexp(v[v.size // 2])[1] // 2)


def subsets(yi: Floats, vi: Floats, members: Bools) -> Batch:
    """Choose subsets of the same studies: row i of `members`, shape (n, k), says who is in set i.

    Every row needs at least one member.

    Examples
    --------
    >>> batch = subsets(np.array([3.0, 1.0]), np.array([4.0, 1.0]), np.array([[1, 1], [1, 0]]) > 0)
    >>> batch.v
    array([[0.25, 1.  ],
           [1.  ,  inf]])
    >>> batch.centre
    array([1., 3.])
    """
    order = np.lexsort((yi, vi))
    unit = unit_of(vi[order])
    inside = members[:, order]
    place = np.argsort(~inside, axis=1, kind="stable")
    size = inside.sum(1)
    place = place[:, : size.max()]
    absent = np.arange(place.shape[1]) >= size[:, None]
    y, v = yi[order][place], vi[order][place]
    centre = y[:, 0].copy()
    y = np.where(absent, 0.0, (y - centre[:, None]) / unit)
    return Batch(y, np.where(absent, math.inf, v / unit / unit), size, centre, unit)


def turned(batch: Batch, part: slice) -> Rows:
    """Some rows of a batch."""
    y, v = batch.y[part].T, batch.v[part].T
    return Rows(
        np.ascontiguousarray(y[1:]),
        np.ascontiguousarray(v[1:]),
        v[0].copy(),
        batch.size[part],
        batch.centre[part],
        np.full(y.shape[1], batch.unit),
    )


def separate(yi: Floats, vi: Floats) -> Rows:
    """Data sets of equal length with effects and variances of their own, both (n, k).

    Examples
    --------
    >>> rows = separate(np.array([[310.0, 302.0]]), np.array([[64.0, 16.0]]))
    >>> rows.y, rows.v, rows.top, rows.centre
    (array([[8.]]), array([[64.]]), array([16.]), array([302.]))
    """
    n, k = yi.shape
    row, best = np.arange(n), vi.argmin(1)
    top, centre = vi[row, best], yi[row, best]
    unit = np.ones(n)
    y, v = np.array(yi.T, order="C"), np.array(vi.T, order="C")
    y[best, row], v[best, row] = y[0], v[0]
    y, v = y[1:], v[1:]
    y -= centre
    if top.min() < 1 / USUAL or v.max(initial=0.0) > USUAL:
        unit = np.ldexp(1.0, np.frexp(top)[1] // 2)
        y, v, top = y / unit, v / unit / unit, top / unit / unit
    return Rows(y, v, top, np.full(n, k), centre, unit)


def chosen(y: Floats, v: Floats, members: Bools) -> Rows:
    """Subsets of the same studies, sorted by variance; `members` has shape (k, n), one set each.

    The first member of each column is taken out of `members`.
    """
    n, unit = members.shape[1], unit_of(v)
    size, first = members.sum(0), members.argmax(0)
    members[first, np.arange(n)] = False
    y, scaled = y / unit, v / unit / unit
    return Rows(
        (y[:, None] - y[first]) * members,
        np.where(members, scaled[:, None], math.inf),
        scaled[first],
        size,
        y[first] * unit,
        np.full(n, unit),
    )


def flipped(y: Floats, v: Floats, flips: Bools) -> Rows:
    """Give the same studies, sorted by variance, with some signs turned; `flips` is (k, n)."""
    k, n = flips.shape
    unit = unit_of(v)
    signed = np.where(flips, -y[:, None], y[:, None])
    scaled = (v / unit / unit)[:, None]
    return Rows(
        (signed[1:] - signed[0]) / unit,
        np.broadcast_to(scaled[1:], (k - 1, n)),
        np.full(n, scaled[0]),
        np.full(n, k),
        signed[0],
        np.full(n, unit),
    )
