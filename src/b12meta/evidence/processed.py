"""The tidy frames of data/processed: a pure function of the raw tables.

`build` makes them, `rebuild` writes those that changed. A test rebuilds them and compares, so what
is committed can never drift from what is extracted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.changes import effects as changes
from b12meta.evidence.chooser import choose
from b12meta.evidence.claims import ledger
from b12meta.evidence.compare import comparisons
from b12meta.evidence.dictionary import MEANINGS, TITLES
from b12meta.evidence.every_pool import every_pool
from b12meta.evidence.integrity import findings
from b12meta.evidence.levels import contrasts
from b12meta.evidence.overview import ANALYTES
from b12meta.evidence.prevalence import counts
from b12meta.evidence.sizes import effects
from b12meta.paths import ROOT
from b12meta.tables.write import rewrite_if_changed

if TYPE_CHECKING:
    from pathlib import Path

    from b12meta.tables import Tables

FOLDER = ROOT / "data" / "processed"

KEYS = {
    "comparisons": ["study_id", "analyte", "matrix", "group1", "group2"],
    "set_aside": ["study_id", "analyte", "matrix", "group1", "group2"],
    "contrasts": ["study_id", "analyte"],
    "effects": ["study_id", "analyte", "measure"],
    "counts": ["study_id", "outcome", "group"],
    "changes": ["study_id", "analyte", "matrix", "treatment", "measure", "reading"],
    "pooled": ["analyte", "measure", "analysis"],
    "claims": ["claim_id"],
    "findings": ["study_id", "row", "check"],
}

MEASURES = ("SMD", "ROM")
COLUMNS = {
    "contrasts": ["study_id", "analyte", "level", "yi", "vi", "low", "high", "route", "n1i", "n2i",
                  "contrasts_line", "arms_line1", "arms_line2"],
    "effects": ["study_id", "analyte", "measure", "yi", "vi", "ci_low", "ci_high", "sd_route"],
}  # fmt: skip


def build(tables: Tables) -> dict[str, pd.DataFrame]:
    """Every frame of data/processed by name, from checked raw tables."""
    choice = choose(comparisons(tables, *ANALYTES))
    placed = {analyte: contrasts(choice.chosen, analyte) for analyte in ANALYTES}
    unplaced = pd.concat([found.aside for found in placed.values()]).reset_index()
    return {
        "comparisons": choice.chosen,
        "set_aside": pd.concat([choice.aside, unplaced[choice.aside.columns]], ignore_index=True),
        "contrasts": _stacked([found.rows for found in placed.values()], "contrasts"),
        "effects": _stacked(_effects(choice.chosen), "effects"),
        "counts": counts(tables),
        "changes": changes(tables),
        "pooled": every_pool(tables, choice.chosen, placed),
        "claims": ledger(tables),
        "findings": findings(tables),
    }


def rebuild(tables: Tables, folder: Path = FOLDER) -> tuple[str, ...]:
    """Write the frames that differ from what is there; returns the names of the files."""
    return rewrite_if_changed(folder, build(tables), KEYS, titles=TITLES, meanings=MEANINGS)


def _stacked(frames: list[pd.DataFrame], name: str) -> pd.DataFrame:
    whole = pd.concat([frame.reset_index() for frame in frames], ignore_index=True)
    return whole[COLUMNS[name]]


def _effects(chosen: pd.DataFrame) -> list[pd.DataFrame]:
    """Effects of the studies that print means, by analyte and measure."""
    printed = chosen.loc[chosen["level"].eq("means"), "analyte"]
    wanted = [analyte for analyte in ANALYTES if analyte in set(printed)]
    return [
        effects(chosen, analyte, measure=measure).rows.assign(measure=measure)
        for analyte in wanted
        for measure in MEASURES
    ]
