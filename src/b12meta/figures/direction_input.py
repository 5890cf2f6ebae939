"""What an effect-direction plot is given: one row per study and outcome, checked.

Only what a study says of the direction is read as a finding. A study that says "not different"
states no direction; neither does one that says nothing. Both are shown and counted, apart.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from b12meta.figures.cells import has, link, number, one_of, words

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import pandas as pd

__all__ = ["FINDINGS", "Cell", "Finding", "Record", "read_directions"]

Finding = Literal["lower", "higher", "not_different", "not_stated"]
FINDINGS: tuple[Finding, ...] = ("lower", "higher", "not_different", "not_stated")

_DIRECTIONS = ("lower", "higher", "none_stated")
_SIGNIFICANCE = ("significant", "not_significant", "not_stated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one study says of one outcome; `n` is how many people, both groups together."""

    finding: Finding
    significance: str
    n: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A study: its cells by outcome."""

    name: str
    year: float | None
    url: str | None
    cells: Mapping[str, Cell]

    @property
    def sizes(self) -> list[float]:
        """Its numbers of people, each once, least first."""
        return sorted({cell.n for cell in self.cells.values() if cell.n is not None})


def read_directions(frame: pd.DataFrame) -> list[Record]:
    """Turn a tidy frame into studies, in the order of their first rows.

    Raises
    ------
    ValueError
        If there is no row, a column is missing, a word is not of the vocabulary, or a study says
        two things of one outcome; every such row is named.
    """
    has(frame, ("study", "outcome", "direction"), "rows")
    records: dict[tuple[str, float | None], Record] = {}
    problems: list[str] = []
    for place, row in enumerate(frame.to_dict("records")):
        faults: list[str] = []
        record, outcome, cell = _read(row, faults)
        known = records.setdefault((record.name, record.year), record)
        if outcome in known.cells:
            faults.append(f"outcome: {outcome} a second time; expected one row for each")
        cells = {**known.cells, outcome: cell}
        records[record.name, record.year] = Record(
            name=known.name, year=known.year, url=known.url or record.url, cells=cells
        )
        problems += [f"row {place} ({record.name or 'no name'}): {fault}" for fault in faults]
    if problems:
        raise ValueError(f"rows: {'; '.join(problems)}")
    return list(records.values())


def _read(row: Mapping[Hashable, object], faults: list[str]) -> tuple[Record, str, Cell]:
    name, outcome = words(row["study"]), words(row["outcome"])
    faults += [
        f"{column} is missing; give the name to show"
        for column, value in (("study", name), ("outcome", outcome))
        if not value
    ]
    year, n = (_known(number(row.get(column), column, faults)) for column in ("year", "n"))
    if n is not None and n <= 0:
        faults.append(f"n: got {n:g}, expected a number above 0 or nothing")
    direction = one_of(row["direction"], "direction", _DIRECTIONS, faults)
    significance = words(row.get("significance")) or "not_stated"
    one_of(significance, "significance", _SIGNIFICANCE, faults)
    record = Record(name=name, year=year, url=link(row.get("url"), faults), cells={})
    finding = _finding(direction, significance)
    return record, outcome, Cell(finding=finding, significance=significance, n=n)


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _finding(direction: str, significance: str) -> Finding:
    if direction == "lower":
        return "lower"
    if direction == "higher":
        return "higher"
    return "not_different" if significance == "not_significant" else "not_stated"
