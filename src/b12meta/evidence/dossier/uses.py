"""What the headline pools make of each raw row, in a few words per row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from b12meta.evidence.compare import BLOOD
from b12meta.evidence.levels import LEVEL_NAMES
from b12meta.evidence.overview import ANALYTES
from b12meta.evidence.readable import plain
from b12meta.evidence.rows import records

if TYPE_CHECKING:
    from b12meta.tables import Tables

Place = tuple[str, int]

LINES = {"contrasts_line": "contrasts", "arms_line1": "arms", "arms_line2": "arms"}

ASSOCIATION = "an association within one group"
OUTCOME = "an outcome of patients, not a level in blood"
CHANGE = "a change over time, which is never pooled with comparisons between people (decision 8)"
TREATED = "measured under treatment, or after it"
ELSEWHERE = "measured in {matrix}, not in blood"
NO_POOL = "{analyte}, which is not pooled"
ALONE = "no controls to compare with"
COUNT = "a count of people"

OUTSIDE = "in no headline pool of comparisons"
"""Other questions, such as how common low values are, have pools and pages of their own."""


@dataclass(frozen=True, slots=True)
class Use:
    """What the headline pools make of a raw row: the pool, or why none."""

    pool: str
    why: str = ""

    def __str__(self) -> str:
        return f"in the headline pool of {self.pool}" if self.pool else f"{OUTSIDE}: {self.why}"


def uses(tables: Tables, placed_rows: pd.DataFrame) -> dict[Place, Use]:
    """Each row of arms.csv, contrasts.csv and counts.csv (file, line) with what became of it.

    Parameters
    ----------
    tables : Tables
        Checked raw tables.
    placed_rows : DataFrame
        From `placed`; pooled rows come first, so that they speak for a raw row that stands
        behind several comparisons.
    """
    found: dict[Place, Use] = {}
    for row in records(placed_rows):
        for column, table in LINES.items():
            if not pd.isna(row[column]):
                found.setdefault((table, int(row[column])), _of_placed(row, table))
    for table, frame in (("contrasts", tables.contrasts), ("arms", tables.arms)):
        for line, row in zip(frame.index, records(frame), strict=True):
            found.setdefault((table, int(line)), _by_kind(row, table))
    return found | {("counts", int(line)): Use("", COUNT) for line in tables.counts.index}


def _of_placed(row: dict[str, Any], table: str) -> Use:
    name, level = plain(row["analyte"]), LEVEL_NAMES.get(row["level"], "").lower()
    if not row["pooled"]:
        return Use("", f"{name}: {row['reason']}")
    beside = table == "arms" and row["level"] != "means"
    return Use(f"{name} ({level}{', beside these numbers' if beside else ''})")


def _by_kind(row: dict[str, Any], table: str) -> Use:
    """What speaks against a row that is no comparison with controls in blood."""
    analyte, matrix = plain(row["analyte"]), row["matrix"]
    tests = {
        ASSOCIATION: table == "contrasts" and row["design"] == "association",
        CHANGE: table == "contrasts" and row["design"] == "paired",
        OUTCOME: matrix == "outcome",
        ELSEWHERE.format(matrix=plain(matrix)): matrix not in (*BLOOD, "demographic"),
        TREATED: table == "arms" and not _untreated(row),
        NO_POOL.format(analyte=analyte): row["analyte"] not in ANALYTES,
    }
    return Use("", next((why for why, true in tests.items() if true), ALONE))


def _untreated(row: dict[str, Any]) -> bool:
    return row["timepoint"] in ("single", "baseline") and pd.isna(row["treatment"])
