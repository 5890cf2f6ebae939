"""Many fits of the same studies: subsets of them, or some of their signs turned.

Which studies are meant is written small: as numbers in which bit i stands for study i (a `range`
costs nothing at all), as rows of `np.packbits` with ``bitorder="little"``, or as truth values. It
is unfolded chunk by chunk, so that the million subsets of 20 studies never stand side by side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from b12meta.stats.batch.describe import check_columns
from b12meta.stats.batch.fits import in_chunks
from b12meta.stats.batch.many import check_asked
from b12meta.stats.batch.rows import chosen, flipped
from b12meta.stats.checks import check_studies

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from b12meta.stats.batch.describe import Column
    from b12meta.stats.types import ArrayLike, Bools, Ints, Method, Test

__all__ = ["Marks", "fit_members", "fit_signs", "unfolded"]

Marks: TypeAlias = "range | NDArray[np.integer[Any]] | NDArray[np.bool_]"
"""Which studies are meant, in each of n fits; see the module."""

LONGEST = 62
"""Studies that a number can stand for."""


def fit_members(
    yi: ArrayLike,
    vi: ArrayLike,
    members: Marks,
    *,
    method: Method = "REML",
    test: Test = "z",
    level: float = 0.95,
    columns: Iterable[str] = ("estimate", "tau2", "i2", "q", "k"),
    chunk: int | None = None,
) -> dict[str, Column]:
    """Pool subsets of the same studies.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects and their sampling variances.
    members : range, or array of shape (n,), (n, ceil(k / 8)) or (n, k)
        Who is in each subset: numbers, packed bits (``uint8``) or truth values; nobody's set is
        empty.
    method, test, level, columns, chunk
        As in `b12meta.stats.batch.many.fit_many`.

    Returns
    -------
    dict
        Arrays of shape (n,), by the names in `columns`.

    Raises
    ------
    ValueError
        As `b12meta.stats.pooling.pool`; for an empty subset, and for bits without a study.

    Examples
    --------
    >>> found = fit_members([0.1, 0.5, 0.3], [0.02, 0.03, 0.05], range(1, 8), method="EE")
    >>> found["estimate"].round(3), found["k"]
    (array([0.1  , 0.5  , 0.26 , 0.3  , 0.157, 0.425, 0.268]), array([1, 1, 2, 1, 2, 2, 3]))
    """
    studies = check_studies(yi, vi)
    order = np.lexsort((studies.yi, studies.vi))
    y, v = studies.yi[order], studies.vi[order]
    marks = check_marks(members, y.size, empty=False)
    return in_chunks(
        lambda part: chosen(y, v, unfolded(marks, order, part)),
        (len(marks), y.size),
        check_asked(method, test, level),
        check_columns(columns),
        chunk,
    )


def fit_signs(
    yi: ArrayLike,
    vi: ArrayLike,
    flips: Marks,
    *,
    method: Method = "REML",
    test: Test = "knha",
    level: float = 0.95,
    columns: Iterable[str] = ("estimate", "stat"),
    chunk: int | None = None,
) -> dict[str, Column]:
    """Pool the same studies with the signs of some of their effects turned.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects and their sampling variances.
    flips : range, or array of shape (n,), (n, ceil(k / 8)) or (n, k)
        Whose sign is turned in each fit: numbers, packed bits (``uint8``) or truth values.
    method, test, level, columns, chunk
        As in `b12meta.stats.batch.many.fit_many`.

    Returns
    -------
    dict
        Arrays of shape (n,), by the names in `columns`.

    Raises
    ------
    ValueError
        As `b12meta.stats.pooling.pool`, and for bits without a study.

    Examples
    --------
    >>> found = fit_signs([0.1, 0.5], [0.02, 0.03], range(4), method="EE", test="z")
    >>> found["estimate"].round(2)
    array([ 0.26,  0.14, -0.14, -0.26])
    """
    studies = check_studies(yi, vi)
    order = np.lexsort((studies.yi, studies.vi))
    y, v = studies.yi[order], studies.vi[order]
    marks = check_marks(flips, y.size, empty=True)
    return in_chunks(
        lambda part: flipped(y, v, unfolded(marks, order, part)),
        (len(marks), y.size),
        check_asked(method, test, level),
        check_columns(columns),
        chunk,
    )


def check_marks(marks: Marks, k: int, *, empty: bool) -> Marks:
    """Marks in one of their forms, every bit of which is a study's."""
    if isinstance(marks, range):
        ends = sorted((marks[0], marks[-1])) if len(marks) else []
    else:
        table: NDArray[Any] = np.asarray(marks)
        if table.ndim == 2:
            check_table(table, k, empty=empty)
            return table
        if table.ndim != 1 or table.dtype.kind not in "iu":
            raise ValueError(f"got {table.dtype} of shape {table.shape}, expected whole numbers")
        marks, ends = table, [int(table.min()), int(table.max())] if len(table) else []
    check_ends(ends, k, int(not empty))
    return marks


def check_ends(ends: list[int], k: int, least: int) -> None:
    """Raise unless the smallest and the largest number mean studies that there are."""
    if ends and k > LONGEST:
        raise ValueError(f"got k = {k}, expected packed bits or truth values above {LONGEST}")
    if ends and not (least <= ends[0] and ends[1] < 2**k):
        raise ValueError(f"got numbers from {ends[0]} to {ends[1]}, expected {least} to {2**k - 1}")


def check_table(marks: NDArray[Any], k: int, *, empty: bool) -> None:
    """Raise unless these are packed bits or truth values, one row per fit."""
    packed, width = marks.dtype == np.uint8, -(-k // 8)
    if marks.shape[1] != (width if packed else k) or marks.dtype not in (np.bool_, np.uint8):
        raise ValueError(
            f"got {marks.dtype} of shape {marks.shape}, expected truth values (n, {k}) or "
            f"uint8 (n, {width})"
        )
    if packed and k % 8 and (marks[:, -1] >> k % 8).any():
        raise ValueError(f"got bits beyond study {k}, expected them to be 0")
    if not empty and not marks.any(1).all():
        raise ValueError(f"row {int(marks.any(1).argmin())} is an empty set")


def unfolded(marks: Marks, order: Ints, part: slice) -> Bools:
    """Truth values of some fits, shape (k, n), the studies in a given order."""
    some: Any = marks[part]
    if isinstance(some, range):
        some = np.arange(some.start, some.stop, some.step)
    if some.ndim == 1:
        bits: Bools = (some >> order[:, None].astype(some.dtype) & 1).astype(np.bool_)
        return bits
    if some.dtype == np.uint8:
        some = np.unpackbits(some, axis=1, count=order.size, bitorder="little").view(np.bool_)
    found: Bools = np.ascontiguousarray(some.T[order])
    return found
