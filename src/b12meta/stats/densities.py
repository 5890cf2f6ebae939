"""How many points lie where: counts in cells, the numbers that describe a spread, shares by place.

A million points drawn one by one are a blot and a large file. Counted in cells first, they become
a picture of their density, whose size no longer depends on how many there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.checks import floats

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Bools, Floats, Ints

__all__ = ["Binned", "Spread", "binned", "reach", "shares", "spread", "stretches"]

NAMED = 5
"""Bad values that a message names; it counts the others."""
TAIL = 0.0025
"""Share of the values in each tail that may be left out of a picture."""
STRETCH = 2.0
"""They are left out if all values together stretch so many times as far as the others."""


class Binned(NamedTuple):
    """Counts in cells of one size.

    `x` and `y` are the edges of the cells, (nx + 1,) and (ny + 1,), rising; `counts` has shape
    (nx, ny); `beyond` counts the points outside.
    """

    x: Floats
    y: Floats
    counts: Ints
    beyond: int


class Spread(NamedTuple):
    """Smallest value, quartiles and median, greatest value."""

    low: float
    first: float
    median: float
    third: float
    high: float


def binned(
    x: ArrayLike,
    y: ArrayLike,
    bins: tuple[int, int] = (94, 50),
    *,
    across: tuple[float, float] | None = None,
    up: tuple[float, float] | None = None,
) -> Binned:
    """Count points in cells.

    Parameters
    ----------
    x, y : array-like of shape (n,)
        Coordinates, finite.
    bins : tuple of int
        Number of cells in each direction.
    across, up : tuple of float, optional
        First and last edge in each direction; the least and greatest value by default. Values of
        one size get a cell of width 1 about them.

    Returns
    -------
    Binned
        A cell holds its lower edges, the last one its upper edge too.

    Raises
    ------
    ValueError
        If there is no point, lengths differ, a value is not finite, or cells are not possible.

    Examples
    --------
    >>> found = binned([0.0, 0.1, 0.9, 1.0], [0.0, 0.0, 0.0, 2.0], (2, 2))
    >>> found.counts
    array([[2, 0],
           [1, 1]])
    >>> found.x, found.y, found.beyond
    (array([0. , 0.5, 1. ]), array([0., 1., 2.]), 0)
    """
    one, other = _finite("x", x), _finite("y", y)
    if one.shape != other.shape:
        raise ValueError(f"x, y: got {one.size} and {other.size} values, expected as many of each")
    if min(bins) < 1:
        raise ValueError(f"bins: got {bins}, expected at least one cell in each direction")
    window = (_window("across", one, across), _window("up", other, up))
    counts, xs, ys = np.histogram2d(one, other, bins, window)
    whole: Ints = counts.astype(np.intp)
    return Binned(xs, ys, whole, one.size - int(whole.sum()))


def spread(values: ArrayLike) -> Spread:
    """Describe a spread by five of its quantiles (with linear interpolation).

    Raises
    ------
    ValueError
        If there is no value or one is not finite.

    Examples
    --------
    >>> tuple(spread([3, 1, 2, 5, 4]))
    (1.0, 2.0, 3.0, 4.0, 5.0)
    """
    return Spread(*map(float, np.quantile(_finite("values", values), [0, 0.25, 0.5, 0.75, 1])))


def reach(values: ArrayLike) -> tuple[float, float]:
    """Stretch of values that a picture should show: all of them, unless a few lie far out.

    Then it is the middle 99.5 %.

    Raises
    ------
    ValueError
        If there is no value or one is not finite.

    Examples
    --------
    >>> reach(range(1000))
    (0.0, 999.0)
    >>> reach([*range(999), 1e6])
    (2.4975, 996.5025)
    """
    array = _finite("values", values)
    low, inner, outer, high = map(float, np.quantile(array, [0, TAIL, 1 - TAIL, 1]))
    return (low, high) if high - low <= STRETCH * (outer - inner) else (inner, outer)


def shares(used: Bools, bins: int) -> Floats:
    """Share of what is true in successive stretches of an ordered table.

    Parameters
    ----------
    used : array of bool of shape (n, m)
        Row by row in their order, m properties of each.
    bins : int
        Number of stretches, at most n; they differ by no more than one row.

    Returns
    -------
    array of shape (bins, m)
        From 0 to 1.

    Raises
    ------
    ValueError
        If there are fewer rows than stretches.

    Examples
    --------
    >>> shares(np.array([[True], [False], [True], [True]]), 2)
    array([[0.5],
           [1. ]])
    """
    if not 1 <= bins <= len(used):
        raise ValueError(f"bins: got {bins}, expected 1 to {len(used)}, the number of rows")
    edges = stretches(len(used), bins)
    sums = np.add.reduceat(used.astype(np.float64), edges[:-1], axis=0)
    return np.asarray(sums / np.diff(edges)[:, None], dtype=np.float64)


def stretches(n: int, bins: int) -> Ints:
    """Row at which each of `bins` stretches of n rows begins, and n.

    Examples
    --------
    >>> stretches(5, 2)
    array([0, 2, 5])
    """
    return np.arange(bins + 1) * n // bins


def _finite(name: str, values: ArrayLike) -> Floats:
    """Finite numbers in one dimension."""
    array = floats(name, values)
    if array.ndim != 1 or not array.size:
        raise ValueError(f"{name}: got shape {array.shape}, expected one dimension, not empty")
    bad = np.flatnonzero(~np.isfinite(array))
    if bad.size:
        first = ", ".join(f"{name}[{row}] = {array[row]:g}" for row in bad[:NAMED])
        others = f" and {bad.size - NAMED} others" if bad.size > NAMED else ""
        raise ValueError(f"{first}{others}: expected finite numbers")
    return array


def _window(name: str, values: Floats, given: tuple[float, float] | None) -> tuple[float, float]:
    low, high = (float(values.min()), float(values.max())) if given is None else given
    if given is not None and not (np.isfinite([low, high]).all() and low < high):
        raise ValueError(f"{name}: got {low:g} and {high:g}, expected two finite edges, rising")
    return (low, high) if low < high else (low - 0.5, high + 0.5)
