"""Cells to columns and back: the one place where text becomes numbers, and numbers become text.

Reading is exact (a number is what Python makes of its digits), and an empty cell is missing.
Writing is deterministic: nine significant digits, no negative zero, so that the same numbers give
the same bytes on every machine.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DIGITS = 9

_READ: dict[str, tuple[str, Callable[[str], Any], Any]] = {
    "string": ("string", str, pd.NA),
    "integer": ("Int64", int, pd.NA),
    "number": ("float64", float, math.nan),
    "boolean": ("boolean", "true".__eq__, pd.NA),
}


def typed(texts: Sequence[str], kind: str, index: pd.Index) -> pd.Series:
    """Make a typed column of cells that are known to be sound.

    Parameters
    ----------
    texts : sequence of str, shape (k,)
        The cells; the empty one is missing.
    kind : {"string", "integer", "number", "boolean"}
        The type of Table Schema.
    index : Index, shape (k,)
        The index of the column.

    Examples
    --------
    >>> typed(["35", ""], "integer", pd.RangeIndex(2)).tolist()
    [35, <NA>]
    """
    dtype, convert, missing = _READ[kind]
    return pd.Series(
        [convert(text) if text else missing for text in texts], index=index, dtype=dtype
    )


def kind_of(column: pd.Series) -> str:
    """Type of Table Schema in which a column is written."""
    if pd.api.types.is_bool_dtype(column):
        return "boolean"
    if pd.api.types.is_integer_dtype(column):
        return "integer"
    return "number" if pd.api.types.is_float_dtype(column) else "string"


def texts(column: pd.Series) -> list[str]:
    """Write a column as cells: nine significant digits, missing as the empty cell.

    Examples
    --------
    >>> texts(pd.Series([1 / 3, -0.0, 1e-7, float("nan"), float("-inf")]))
    ['0.333333333', '0', '1e-07', '', '-INF']
    """
    write = _WRITE[kind_of(column)]
    return ["" if pd.isna(value) else write(value) for value in column]


def _number(value: float) -> str:
    if math.isinf(value):
        return "INF" if value > 0 else "-INF"
    return format(value + 0.0, f".{DIGITS}g")


_WRITE: dict[str, Callable[[Any], str]] = {
    "string": str,
    "integer": lambda value: str(int(value)),
    "number": _number,
    "boolean": lambda value: "true" if value else "false",
}
