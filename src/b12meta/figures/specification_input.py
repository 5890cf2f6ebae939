"""What a specification curve is given: an estimate with its interval for each set of choices."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from b12meta.figures.cells import has, number, words
from b12meta.figures.measure import clean

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence
    from typing import Any

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Marks = NDArray[np.bool_]
    Row = Mapping[Hashable, Any]

__all__ = ["Choice", "Specifications", "read_specifications"]

NUMBERS = ("estimate", "ci_low", "ci_high")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A choice, its options in order, and who uses which: truth values of shape (n, options)."""

    name: str
    options: tuple[str, ...]
    used: Marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Specifications:
    """All specifications, from the least estimate to the greatest.

    `estimate`, `low` and `high` have shape (n,); both limits are NaN where there is no interval.
    `headline` is the place of the highlighted one.
    """

    estimate: Numbers
    low: Numbers
    high: Numbers
    choices: tuple[Choice, ...]
    headline: int | None

    @property
    def n(self) -> int:
        """How many there are."""
        return self.estimate.size

    @property
    def below(self) -> Marks:
        """Whose interval lies wholly below no effect."""
        return self.high < 0

    @property
    def above(self) -> Marks:
        """Whose interval lies wholly above no effect."""
        return self.low > 0

    @property
    def known(self) -> Marks:
        """Who has an interval."""
        return ~np.isnan(self.low)


def read_specifications(
    table: pd.DataFrame,
    choices: Sequence[str] | Mapping[str, str],
    highlight: Hashable | None,
) -> Specifications:
    """Check a table and sort it by estimate; equal ones keep their order.

    Raises
    ------
    ValueError
        If there is no row or no choice, a column is missing, a number is not possible (every such
        row is named), or the highlighted row is not one of the table.
    """
    named = dict(choices) if hasattr(choices, "keys") else {name: name for name in choices}
    if not named:
        raise ValueError("choices: got none, expected the columns that say what was chosen")
    has(table, [*NUMBERS, *named], "table")
    found = _numbers(table)
    order = np.argsort(found[:, 0], kind="stable")
    estimate, low, high = found[order].T
    return Specifications(
        estimate=estimate, low=low, high=high,
        choices=tuple(_choice(table[column], clean(name), order) for column, name in named.items()),
        headline=_place(table, highlight, order),
    )  # fmt: skip


def _numbers(table: pd.DataFrame) -> Numbers:
    """Estimates and limits, shape (n, 3)."""
    problems, found = [], []
    for label, row in zip(table.index, table[[*NUMBERS]].to_dict("records"), strict=True):
        faults: list[str] = []
        found.append(_checked(row, faults))
        problems += [f"row {label}: {fault}" for fault in faults]
    if problems:
        raise ValueError(f"table: {'; '.join(problems)}")
    return np.array(found, dtype=np.float64)


def _checked(row: Row, faults: list[str]) -> tuple[float, float, float]:
    estimate, low, high = (number(row[name], name, faults) for name in NUMBERS)
    if faults:
        return estimate, low, high
    if not math.isfinite(estimate):
        faults.append(f"estimate: got {estimate:g}, expected a finite number")
    elif math.isnan(low) != math.isnan(high):
        faults.append(f"ci_low, ci_high: got {low:g} and {high:g}, expected both or neither")
    elif not (math.isnan(low) or low <= estimate <= high):
        got = f"{low:g}, {estimate:g}, {high:g}"
        faults.append(f"ci_low, estimate, ci_high: got {got}; expected an estimate between limits")
    return estimate, low, high


def _choice(column: pd.Series[Any], name: str, order: NDArray[np.intp]) -> Choice:
    """Options that are used; where nothing was chosen the table holds nothing."""
    said = np.array([words(value) for value in column], dtype=object)[order]
    options = [word for word in _in_order(column) if word]
    used = np.array([said == option for option in options], dtype=bool).reshape(-1, said.size).T
    return Choice(name=name, options=tuple(options), used=used)


def _in_order(column: pd.Series[Any]) -> list[str]:
    """Options in the order of their categories, rising, or as they come."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        present = set(column.dropna())
        values = [value for value in column.cat.categories if value in present]
    elif pd.api.types.is_numeric_dtype(column.dtype):
        values = sorted(column.dropna().unique())
    else:
        values = list(column)
    return list(dict.fromkeys(words(value) for value in values))


def _place(table: pd.DataFrame, highlight: Hashable | None, order: NDArray[np.intp]) -> int | None:
    """Where the highlighted row went."""
    if highlight is None:
        return None
    at = [place for place, label in enumerate(table.index) if label == highlight]
    if len(at) != 1:
        raise ValueError(
            f"highlight: {highlight!r} labels {len(at)} rows of table, expected one of its index"
        )
    return int(np.flatnonzero(order == at[0])[0])
