"""Studies that say something of an analyte, though not as a comparison that can be pooled.

They are not silent. Some count low values in patients and controls (notebook 04), some state a
direction without the sizes of the groups, or for red cells, or for a part of the patients. And who
measured only people chosen for a low value never had patients and controls to compare.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.compare import BLOOD, CONTROLS, PATIENTS
from b12meta.evidence.readable import plain
from b12meta.evidence.rows import records
from b12meta.evidence.small_studies.studies import placed, with_controls
from b12meta.evidence.trace import study_page
from b12meta.evidence.words import study_name

if TYPE_CHECKING:
    from b12meta.tables import Tables

SAME = {"b12": ["b12"], "homocysteine": ["homocysteine"], "folate": ["folate", "rbc_folate"]}
"""Names under which a substance stands in the tables, whatever part of the blood it is in."""

IN_BLOOD = [*BLOOD, "rbc"]
"""Cerebrospinal fluid and tissue are left out: they say nothing of the level in blood."""

UNSELECTED = "consecutive/unselected"


def elsewhere(tables: Tables, analyte: str) -> pd.DataFrame:
    """Studies that are neither pooled nor silent, and what they say.

    Parameters
    ----------
    tables : Tables
        Checked raw tables.
    analyte : {"b12", "homocysteine", "folate"}
        What was measured.

    Returns
    -------
    DataFrame
        Indexed by ``study_id``: ``study year says page_url``, the address of the row that says it.
    """
    said = _chosen(tables, analyte) | _directed(tables, analyte) | _counted(tables, analyte)
    pooled, studies = placed(tables, analyte).index, with_controls(tables)
    keys = [key for key in studies.index if key in said and key not in pooled]
    found = pd.DataFrame(
        {
            "study": [study_name(key, studies.at[key, "first_author"]) for key in keys],
            "year": studies.loc[keys, "year"],
            "says": [said[key][0] for key in keys],
            "page_url": [study_page(key, *said[key][1]) for key in keys],
        },
        index=pd.Index(keys, name="study_id", dtype="str"),
    )
    return found.sort_values("year")


Said = dict[str, tuple[str, tuple[str, int]]]
"""What each study says, with the table and the line that say it."""


def _counted(tables: Tables, analyte: str) -> Said:
    """Studies that count an outcome of the analyte in patients and in controls."""
    rows = tables.counts[tables.counts["analyte"].eq(analyte)]
    patients, controls = rows[rows["group"].isin(PATIENTS)], rows[rows["group"].isin(CONTROLS)]
    both = patients.reset_index().merge(controls, on=["study_id", "outcome"], suffixes=("", "2"))
    return {
        row["study_id"]: (
            f"{_plain(row['outcome'])}: {row['events']} of {row['total']} patients, "
            f"{row['events2']} of {row['total2']} {plain(row['group2'])}",
            ("counts", row["line"]),
        )
        for row in records(both)
    }


def _directed(tables: Tables, analyte: str) -> Said:
    """Studies that state a direction against controls, be it in red cells or for some patients."""
    rows = tables.contrasts[tables.contrasts["design"].eq("independent")]
    rows = rows[rows["analyte"].isin(SAME[analyte]) & rows["matrix"].isin(IN_BLOOD)]
    rows = rows[rows["group2"].isin(CONTROLS) & rows["direction"].isin(["lower", "higher"])]
    return {
        row["study_id"]: (
            f"{plain(row['analyte'])} {row['direction']} in {_plain(row['group1'])} than in "
            f"{plain(row['group2'])}{_sizes(row)}",
            ("contrasts", row["line"]),
        )
        for row in records(rows.reset_index())
    }


def _plain(code: str) -> str:
    """A code made of words and substances.

    Examples
    --------
    >>> _plain("ms_low_b12")
    'MS low B12'
    """
    return " ".join(plain(word) for word in code.split("_"))


def _sizes(row: dict[str, object]) -> str:
    return ", group sizes not printed" if pd.isna(row["n1"]) else ""  # type: ignore[call-overload]


def _chosen(tables: Tables, analyte: str) -> Said:
    """Studies that measured the analyte only in people chosen for a low value of something."""
    rows = tables.counts[tables.counts["analyte"].eq(analyte)].reset_index()
    unselected = rows["sampling"].eq(UNSELECTED).groupby(rows["study_id"]).transform("any")
    measured = pd.concat([tables.contrasts, tables.arms])
    others = measured.loc[measured["analyte"].eq(analyte), "study_id"]
    rows = rows[~unselected & ~rows["study_id"].isin(others)]
    return {
        row["study_id"]: ("measured only in people chosen for low B12", ("counts", row["line"]))
        for row in records(rows)
    }
