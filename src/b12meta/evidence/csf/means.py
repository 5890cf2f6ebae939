"""The study that prints means of B12 in cerebrospinal fluid without the sizes of its groups."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from b12meta.evidence.integrity.finding import half_unit
from b12meta.evidence.rows import records
from b12meta.stats.recompute import Arm

if TYPE_CHECKING:
    from b12meta.tables import Tables

STUDY = "scalabrino2010"
COURSES = {"rr": "rrms", "sp": "spms"}
CONTROLS = "neuro_control"


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What the study prints: an arm of each course and of controls, p bounds, and all patients."""

    arms: dict[str, Arm]
    controls: Arm
    below: dict[str, float]
    not_below: dict[str, float]
    patients: int

    def exactly(self) -> Printed:
        """The same numbers without any allowance for their rounding."""
        arms = {name: _exact(arm) for name, arm in self.arms.items()}
        return replace(self, arms=arms, controls=_exact(self.controls))


def printed(tables: Tables) -> Printed:
    """What the study prints about B12 in cerebrospinal fluid; group sizes of courses are NaN.

    Raises
    ------
    ValueError
        When the note with the number of all patients is missing.
    """
    rows = {row["group"]: row for row in records(_of_study(tables.arms))}
    tests = {row["group1"]: row for row in records(_of_study(tables.contrasts))}
    below = {name: float(tests[group]["p_value"]) for name, group in COURSES.items()}
    steps = tables.contrasts.loc[tables.contrasts["study_id"].eq(STUDY), "p_value"]
    return Printed(
        arms={name: _arm(rows[group]) for name, group in COURSES.items()},
        controls=_arm(rows[CONTROLS]),
        below=below,
        not_below={name: _next_step(steps, p) for name, p in below.items()},
        patients=_all_patients(rows[COURSES["rr"]]["notes"]),
    )


def _of_study(table: pd.DataFrame) -> pd.DataFrame:
    same = table["study_id"].eq(STUDY) & table["analyte"].eq("b12") & table["matrix"].eq("csf")
    return table[same]


def _arm(row: dict[str, Any]) -> Arm:
    halves = half_unit(row["centre"], row["fragment"]), half_unit(row["spread"], row["fragment"])
    n = float("nan") if pd.isna(row["n"]) else float(row["n"])
    return Arm(float(row["centre"]), float(row["spread"]), n, *halves)


def _exact(arm: Arm) -> Arm:
    return arm._replace(mean_half=0.0, sd_half=0.0)


def _next_step(printed: pd.Series, p: float) -> float:
    """The largest bound below p that the study prints anywhere; 0 when there is none."""
    return float(printed[printed.lt(p)].max()) if printed.lt(p).any() else 0.0


def _all_patients(note: object) -> int:
    found = re.search(r"\((\d+) MS in all\)", str(note))
    if not found:
        raise ValueError(f"{STUDY}, arms.csv: got notes {note!r}, expected '(n MS in all)'")
    return int(found[1])
