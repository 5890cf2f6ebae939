"""Correlations of a level with the course of the disease, within people with MS, one by one.

They are never pooled: each has an outcome of its own, and most print no more than a word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.compare import BLOOD, PATIENTS
from b12meta.evidence.readable import plain
from b12meta.evidence.sizes import study_names
from b12meta.evidence.trace import site, study_page

if TYPE_CHECKING:
    from b12meta.tables import Tables

WORSE = {
    "progression_rate": "higher",
    "ace_iii_total": "lower",
    "trail_making_time": "higher",
    "bicams_cognition": "lower",
    "prolonged_evoked_potentials": "higher",
    "onset_age_duration_subtype_edss": "higher",
    "depression_change": "higher",
    "beck_depression": "higher",
    "disease_duration": "higher",
}
"""Outcomes that tell of the course of MS, and which end of each is the worse one."""

OPPOSITE = {"lower": "higher", "higher": "lower"}
SIGN = {"higher": "positive", "lower": "negative", "none_stated": "not stated"}


def with_course(tables: Tables, analyte: str) -> pd.DataFrame:
    """Correlations of an analyte in blood with the course of MS.

    Parameters
    ----------
    tables : Tables
        Checked raw tables.
    analyte : str
        For example ``"b12"``.

    Returns
    -------
    DataFrame
        Rows of contrasts.csv, indexed by line, with ``worse``: the direction of the correlation
        in which a low level goes with worse disease.
    """
    rows = tables.contrasts
    within = rows["design"].eq("association") & rows["group1"].isin(PATIENTS)
    measured = rows["analyte"].eq(analyte) & rows["matrix"].isin(BLOOD)
    found = rows[within & measured & rows["group2"].isin(WORSE)]
    return found.assign(worse=found["group2"].map(WORSE).map(OPPOSITE))


def shown(tables: Tables, analyte: str) -> pd.DataFrame:
    """The same as a table for readers."""
    rows = with_course(tables, analyte).reset_index()
    rows = rows.merge(tables.studies[["study_id", "first_author", "year"]], on="study_id")
    low = rows["significance"].eq("significant") & rows["direction"].eq(rows["worse"])
    return pd.DataFrame(
        {
            "study": study_names(rows.set_index("study_id")),
            "year": rows["year"],
            "outcome": rows["group2"].map(plain),
            "n": rows["n1"],
            "correlation": rows["direction"].map(SIGN),
            "significant": rows["significance"].map(plain),
            "printed": rows["fragment"],
            "low level with worse disease": low.map({True: "yes", False: "not shown"}),
            "source": rows["source_url"].map(site),
            "source_url": rows["source_url"],
            "study_url": [
                study_page(key, "contrasts", int(line))
                for key, line in zip(rows["study_id"], rows["line"], strict=True)
            ],
        }
    )
