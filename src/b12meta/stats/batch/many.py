"""Many data sets of equal length, each with effects and variances of its own."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.batch.describe import Asked, check_columns
from b12meta.stats.batch.fits import Fits, in_chunks
from b12meta.stats.batch.rows import separate
from b12meta.stats.checks import check_choice, check_level, floats
from b12meta.stats.inference import TESTS
from b12meta.stats.tau2.estimate import check_method

if TYPE_CHECKING:
    from collections.abc import Iterable

    from b12meta.stats.batch.describe import Column
    from b12meta.stats.types import ArrayLike, Bools, Floats, Method, Test

__all__ = ["check_asked", "fit_many"]

SHOWN = 20
"""Bad values that an error names; a million would help nobody."""


def fit_many(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    method: Method = "REML",
    test: Test = "knha",
    level: float = 0.95,
    columns: Iterable[str] = Fits._fields,
    chunk: int | None = None,
) -> dict[str, Column]:
    """Pool many data sets, as `b12meta.stats.pooling.pool` would one by one.

    Parameters
    ----------
    yi, vi : array-like of shape (n, k)
        Effects and their sampling variances, one data set per row; one of them may have shape
        (k,) if it is the same for all.
    method, test, level
        As in `b12meta.stats.pooling.pool`.
    columns : iterable of str
        What to compute, of `b12meta.stats.batch.describe.COLUMNS`; p values take longest.
    chunk : int, optional
        Data sets fitted together; no answer depends on it beyond rounding.

    Returns
    -------
    dict
        Arrays of shape (n,), by the names in `columns`.

    Raises
    ------
    ValueError
        As `pool`; bad values are named by row and position.

    Examples
    --------
    >>> fits = fit_many([[0.1, 0.5, 0.3], [0.2, 0.9, 0.4]], [0.02, 0.03, 0.05], columns=["tau2"])
    >>> fits["tau2"].round(4)
    array([0.0213, 0.1087])
    """
    y, v = check_sets(yi, vi)
    asked = check_asked(method, test, level)
    return in_chunks(
        lambda part: separate(y[part], v[part]), y.shape, asked, check_columns(columns), chunk
    )


def check_asked(method: Method, test: Test, level: float) -> Asked:
    """Check the choices."""
    check_choice("test", test, TESTS)
    return Asked(check_method(method), test, check_level(level))


def check_sets(yi: ArrayLike, vi: ArrayLike) -> tuple[Floats, Floats]:
    """Effects and variances as arrays of one shape (n, k).

    Raises
    ------
    ValueError
        For other shapes, no study, values that are not finite, and variances not above 0.

    Examples
    --------
    >>> check_sets([[0.1, 0.2]], [0.01, -1])
    Traceback (most recent call last):
    ValueError: vi[0, 1]: got -1.0, expected a finite number above 0
    """
    y, v = floats("yi", yi), floats("vi", vi)
    try:
        y, v = np.broadcast_arrays(y, v)
    except ValueError:
        raise ValueError(f"yi, vi: got shapes {y.shape} and {v.shape}, expected one") from None
    if y.ndim != 2 or y.shape[1] == 0:
        raise ValueError(f"yi, vi: got shape {y.shape}, expected (n, k) with k at least 1")
    if not (inside(y, -math.inf) and inside(v, 0.0)):
        found = bad(y, ~np.isfinite(y), "yi", "a finite number")
        found += bad(v, ~(np.isfinite(v) & (v > 0)), "vi", "a finite number above 0")
        raise ValueError("\n".join(found))
    return y, v


def inside(values: Floats, low: float) -> bool:
    """Whether all values are above `low` and finite; NaN is not."""
    return values.size == 0 or bool(low < values.min() and values.max() < math.inf)


def bad(values: Floats, where: Bools, name: str, expected: str) -> list[str]:
    """Words for bad values, of which the first few are named."""
    places = np.argwhere(where)
    found = [
        f"{name}[{row}, {at}]: got {float(values[row, at])!r}, expected {expected}"
        for row, at in places[:SHOWN].tolist()
    ]
    more = len(places) - SHOWN
    return [*found, f"{name}: {more} more bad value(s)"] if more > 0 else found
