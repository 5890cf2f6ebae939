"""What a figure of growth is given: cost at several sizes, for one or more ways to do the work."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from b12meta.evidence.words import number as decimals
from b12meta.figures.cells import has, number, words

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from typing import Any

    import pandas as pd

    Row = Mapping[Hashable, Any]

__all__ = ["Series", "read_series"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A way to do the work: sizes, rising, each with its cost, and the slope if it is known."""

    name: str
    points: tuple[tuple[float, float], ...]
    slope: float | None
    ours: bool

    @property
    def label(self) -> str:
        """Name and slope."""
        return self.name if self.slope is None else f"{self.name}, {self.slope_words}"

    @property
    def slope_words(self) -> str:
        """Slope in words; nothing if it is not known."""
        return "" if self.slope is None else f"slope {decimals(self.slope)}"


def read_series(rows: pd.DataFrame) -> list[Series]:
    """Turn rows into series, in the order in which they come.

    Raises
    ------
    ValueError
        If there is no row, a column is missing, or a number is not possible; every such row is
        named.
    """
    has(rows, ("series", "x", "y"), "rows")
    problems: list[str] = []
    found: dict[str, list[tuple[float, float, float, bool]]] = {}
    for place, row in enumerate(rows.to_dict("records")):
        faults: list[str] = []
        name = words(row["series"])
        found.setdefault(name, []).append(_read(row, name, faults))
        problems += [f"row {place} ({name or 'no name'}): {fault}" for fault in faults]
    series = [_series(name, each, problems) for name, each in found.items()]
    if problems:
        raise ValueError(f"rows: {'; '.join(problems)}")
    return series


def _read(row: Row, name: str, faults: list[str]) -> tuple[float, float, float, bool]:
    """Size, cost, slope, and whether it is ours."""
    if not name:
        faults.append("series is missing; give the name to show")
    x, y = (number(row[column], column, faults) for column in ("x", "y"))
    for column, value in (("x", x), ("y", y)):
        if not (math.isfinite(value) and value > 0):
            faults.append(f"{column}: got {value:g}, expected a finite number above 0")
    slope = number(row.get("slope"), "slope", faults)
    if math.isinf(slope):
        faults.append(f"slope: got {slope:g}, expected a finite number or nothing")
    return x, y, slope, bool(row.get("ours", True))


def _series(name: str, each: list[tuple[float, float, float, bool]], problems: list[str]) -> Series:
    slopes = {slope for _, _, slope, _ in each if not math.isnan(slope)}
    kinds = {ours for *_, ours in each}
    if len(slopes) > 1 or len(kinds) > 1:
        problems.append(
            f"series {name or 'no name'}: got {len(slopes)} slopes and {len(kinds)} values of "
            "ours, expected one of each in all its rows"
        )
    points = sorted((x, y) for x, y, *_ in each)
    return Series(name=name, points=tuple(points), slope=next(iter(slopes), None), ours=each[0][-1])
