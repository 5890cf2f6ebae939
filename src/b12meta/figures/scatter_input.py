"""What a plot of points is given: for each study a name and two numbers, checked beforehand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from b12meta.figures.cells import has, link, number, words
from b12meta.figures.numbers import count

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    import pandas as pd

    Row = Mapping[Hashable, object]

__all__ = ["Point", "full_name", "read_each", "read_points", "study_name"]


class _Named(Protocol):
    @property
    def name(self) -> str: ...


Read = TypeVar("Read", bound=_Named)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A study and its coordinates."""

    name: str
    year: float | None
    url: str | None
    x: float
    y: float

    @property
    def label(self) -> str:
        """Name and year."""
        return full_name(self.name, self.year)


def full_name(name: str, year: float | None) -> str:
    """Name and year.

    >>> full_name("Sener", 1996.0), full_name("Sener", None)
    ('Sener 1996', 'Sener')
    """
    return " ".join(filter(None, (name, count(year))))


def read_each(
    frame: pd.DataFrame, read: Callable[[Row, list[str]], Read], which: str
) -> list[Read]:
    """Turn the rows of a frame into studies, in its order; `read` notes the faults of a row.

    Raises
    ------
    ValueError
        If anything is at fault; every such row is named.
    """
    problems: list[str] = []
    found = []
    for place, row in enumerate(frame.to_dict("records")):
        faults: list[str] = []
        study = read(row, faults)
        problems += [f"row {place} ({study.name or 'no name'}): {fault}" for fault in faults]
        found.append(study)
    if problems:
        raise ValueError(f"{which}: {'; '.join(problems)}")
    return found


def study_name(row: Row, faults: list[str]) -> tuple[str, float | None, str | None]:
    """Name, year and address of a row; only the name must be there."""
    name, year = words(row["study"]), number(row.get("year"), "year", faults)
    if not name:
        faults.append("study is missing; give the name to show")
    return name, year if math.isfinite(year) else None, link(row.get("url"), faults)


def read_points(
    frame: pd.DataFrame,
    which: str = "points",
    *,
    least: tuple[float, float] = (-math.inf, -math.inf),
) -> list[Point]:
    """Read `study`, `x` and `y`, and `year` and `url` where there are such columns.

    Parameters
    ----------
    frame : DataFrame
        One row per study.
    which : str
        Name of the argument, for messages.
    least : tuple of float
        Smallest x and y that are possible.

    Raises
    ------
    ValueError
        If there is no row, a column is missing, or a number is; every such row is named.
    """

    def read(row: Row, faults: list[str]) -> Point:
        name, year, url = study_name(row, faults)
        x, y = (_finite(row, column, low, faults) for column, low in zip("xy", least, strict=True))
        return Point(name=name, year=year, url=url, x=x, y=y)

    has(frame, ("study", "x", "y"), which)
    return read_each(frame, read, which)


def _finite(row: Row, column: str, least: float, faults: list[str]) -> float:
    value = number(row[column], column, faults)
    if not (math.isfinite(value) and value >= least):
        limit = "" if math.isinf(least) else f" of at least {least:g}"
        faults.append(f"{column}: got {value:g}, expected a finite number{limit}")
    return value
