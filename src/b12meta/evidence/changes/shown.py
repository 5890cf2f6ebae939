"""Changes as a reader sees them: tables, and the rows of forest and effect-direction plots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from b12meta.evidence.changes.table import effects, families
from b12meta.evidence.readable import plain
from b12meta.evidence.rows import records
from b12meta.evidence.trace import comparison_page, linked, site, study_page
from b12meta.evidence.words import interval, number, study_name

if TYPE_CHECKING:
    from b12meta.tables import Tables

PLACES = {"csf": "cerebrospinal fluid"}
"""Matrices whose code is no word."""

UNIT = {"SMCC": "SDs of the change", "SMCR": "SDs of the people", "SMD": "SDs of the people"}


def measured(row: dict[str, Any]) -> str:
    """What was measured and where.

    Examples
    --------
    >>> measured({"analyte": "b12", "matrix": "csf"})
    'B12 in cerebrospinal fluid'
    >>> measured({"analyte": "mcv", "matrix": "outcome"})
    'red cell volume'
    """
    name = OUTCOMES.get(row["analyte"], plain(row["analyte"]))
    if row["matrix"] == "outcome":
        return name
    return f"{name} in {PLACES.get(row['matrix'], row['matrix'])}"


OUTCOMES = {"mcv": "red cell volume"}


def named(rows: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """The rows with ``study`` (name and year), ``page_url`` of the raw row, and ``source``."""
    labels = {key: label(tables, key) for key in rows["study_id"].unique()}
    pages = [comparison_page(row["study_id"], row) for row in records(rows)]
    return rows.assign(
        study=rows["study_id"].map(labels),
        page_url=pages,
        source=rows["source_url"].map(site, na_action="ignore"),
    )


def cited(tables: Tables, study_id: str) -> str:
    """Name and year of a study, leading to its page."""
    return linked(label(tables, study_id), study_page(study_id))


def label(tables: Tables, study_id: str) -> str:
    """Name and year of a study, with the letter that tells two papers of one year apart."""
    row = records(tables.studies[tables.studies["study_id"].eq(study_id)])[0]
    name = study_name(study_id, row["first_author"])
    if name == study_id or pd.isna(row["year"]):
        return name
    letter = study_id[-1] if study_id[-2:-1].isdigit() and study_id[-1].isalpha() else ""
    return f"{name} {row['year']}{letter}"


def placed_table(tables: Tables) -> pd.DataFrame:
    """Each change with what it printed, how it was read, and what it comes to; one r for each."""
    rows = effects(tables)
    rows = named(rows[rows["ri"].isna() | rows["ri"].eq(MIDDLE)], tables)
    return pd.DataFrame(
        {
            "study": rows["study"],
            "treatment": rows["treatment"],
            "measured": [measured(row) for row in records(rows)],
            "n": rows["n"],
            "printed": rows["printed"],
            "read as": rows["reading"],
            "comes to": [_comes_to(row) for row in records(rows)],
            "not pooled": rows["reason"],
            "source": rows["source"],
            "page_url": rows["page_url"],
            "source_url": rows["source_url"],
        }
    )


MIDDLE = 0.7
"""The correlation shown where a table has room for one; the others are in the figure."""


def _comes_to(row: dict[str, Any]) -> str:
    if row["measure"] == "none":
        return "nothing"
    unit = row["unit"] if row["measure"] == "MC" else UNIT[row["measure"]]
    shown = "unit not printed" if unit == "not_stated" else unit.replace("umol", "µmol")
    if pd.isna(row["yi"]):
        return f"{interval(row['low'], row['high'])} {shown}"
    return f"{number(row['yi'])} ({interval(row['ci_low'], row['ci_high'])}) {shown}"


def forest_rows(tables: Tables) -> pd.DataFrame:
    """Changes in blood and cerebrospinal fluid in SDs of the change, for a forest plot.

    Bounds and points of one measure (SMCC). A printed mean change is drawn as it was recorded; its
    other reading, and the bounds by its printed p, are in the table.
    """
    rows = effects(tables)
    rows = rows[rows["design"].eq("paired") & rows["matrix"].ne("outcome")]
    rows = rows[rows["measure"].isin(["SMCC", "none"])]
    rows = named(rows.drop_duplicates(CHANGE), tables)
    short = [measured(row).replace(PLACES["csf"], "CSF") for row in records(rows)]
    sizes = ["n not printed" if pd.isna(n) else f"n = {n}" for n in rows["n"]]
    shown = rows.assign(
        study=[words[0].upper() + words[1:] for words in short],
        group=families(rows) + ": " + rows["study"],
        note=rows["printed"].str.replace(" (no p printed)", "")
        + "; "
        + pd.Series(sizes, index=rows.index),
        url=rows["page_url"],
    )
    return shown[["study", *FOREST]]


CHANGE = ["study_id", "treatment", "analyte", "matrix"]
FOREST = ["yi", "ci_low", "ci_high", "low", "high", "level", "group", "note", "url"]


def sweep_rows(tables: Tables, *analytes: str) -> pd.DataFrame:
    """Changes from means before and after, in SDs of the change, one row per correlation."""
    rows = effects(tables)
    rows = rows[rows["analyte"].isin(analytes) & rows["measure"].eq("SMCC") & rows["ri"].notna()]
    rows = named(rows, tables)
    groups = [f"{measured(row)}, {row['printed']}" for row in records(rows)]
    return rows.assign(
        study=rows["study"] + ", " + rows["reading"], group=groups, url=rows["page_url"]
    )[["study", "yi", "ci_low", "ci_high", "group", "url"]]


def direction_rows(tables: Tables) -> pd.DataFrame:
    """Direction of every change in blood and cerebrospinal fluid, for an effect-direction plot."""
    rows = effects(tables)
    rows = rows[rows["design"].eq("paired") & rows["matrix"].ne("outcome")]
    rows = named(rows.drop_duplicates(CHANGE), tables)
    short = families(rows).str.replace("with supplements", "+ suppl.")
    places = rows["matrix"].where(rows["matrix"].eq("csf"), "blood").str.replace("csf", "CSF")
    return rows.assign(
        study=rows["study"].str.rpartition(" ")[0] + ", " + short,
        outcome=rows["analyte"].map(plain) + ", " + places,
        url=[study_page(key) for key in rows["study_id"]],
    )[["study", "outcome", "direction", "significance", "n", "url"]]
