"""Trials as a reader sees them: tables, and the rows of forest plots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from b12meta.evidence.changes.shown import OUTCOMES, named
from b12meta.evidence.readable import plain
from b12meta.evidence.rows import records
from b12meta.evidence.trace import study_page
from b12meta.evidence.trials.arms import contrasts_over_r, within_arms
from b12meta.evidence.trials.given import isolating_b12
from b12meta.evidence.words import interval, minus, number, p_value, what_was_printed

if TYPE_CHECKING:
    from b12meta.tables import Tables

SCALES = {
    "msqol54_mental": "mental quality of life (MSQOL-54)",
    "msqol54_physical": "physical quality of life (MSQOL-54)",
    "gnds": "disability (GNDS)",
    "edss": "disability (EDSS)",
    "b12_retention": "retention of a B12 dose",
    "t1_lesion_number": "number of T1 lesions",
}


def outcome_name(analyte: object) -> str:
    """An outcome as words.

    Examples
    --------
    >>> outcome_name("gnds"), outcome_name("visual_acuity"), outcome_name(None)
    ('disability (GNDS)', 'visual acuity', 'not read')
    """
    if not isinstance(analyte, str):
        return "not read"
    return SCALES.get(analyte, OUTCOMES.get(analyte, plain(analyte)))


def outcome_table(tables: Tables) -> pd.DataFrame:
    """Each printed outcome: what was given, whether somebody went without B12, and what it says."""
    rows = isolating_b12(tables)
    rows = named(rows.assign(level=""), tables)
    return pd.DataFrame(
        {
            "study": rows["study"],
            "outcome": rows["analyte"].map(outcome_name),
            "kind": rows["kind"],
            "given": rows["treatment"],
            "a group without B12": rows["without_b12"],
            "printed": [_printed(row) for row in records(rows)],
            "isolates B12": rows["isolates_b12"],
            "why": rows["reason"],
            "source": rows["source"],
            "page_url": rows["page_url"],
            "source_url": rows["source_url"],
        }
    )


def _printed(row: dict[str, Any]) -> str:
    if row["design"] == "between arms":
        return "both arms before and after, no comparison"
    if row["design"] == "not read":
        return "results not read"
    if pd.isna(row["value"]):
        return what_was_printed(row)
    size = minus(f"{row['value']:g}")
    return f"{what_was_printed(row)}; {row['statistic'].replace('_', ' ')} {size}"


def contrast_rows(tables: Tables) -> pd.DataFrame:
    """Treated minus placebo arm by each contrast and correlation, for a forest plot in points."""
    rows = contrasts_over_r(tables)
    names = [_reading(row) for row in records(rows)]
    groups = rows["contrast"].map(HEADINGS)
    notes = [fit(row) for row in records(rows)]
    pages = [study_page(row["study_id"], "arms", int(row["arms_line1"])) for row in records(rows)]
    return rows.assign(study=names, group=groups, note=notes, url=pages)[FOREST]


HEADINGS = {
    "final values": "Final values (keep the difference at baseline)",
    "changes": "Changes (take it off whole)",
    "adjusted for baseline": "Adjusted for baseline (take off what it foretells)",
}
FOREST = ["study", "yi", "ci_low", "ci_high", "group", "note", "url"]

MISFIT = "would not give the printed p"
LEAST = "least r that gives the printed p"


def fit(row: dict[str, Any]) -> str:
    """How the correlation of a row stands to the printed p; empty where it simply fits."""
    if not row["fits_printed_p"]:
        return MISFIT
    return LEAST if row["ri"] == row.get("least_ri") else ""


def reading(r: float) -> str:
    """A correlation as text, with no more decimals than tell it from the others.

    Examples
    --------
    >>> reading(0.5757420734688756), reading(0.3), reading(float("nan"))
    ('r = 0.58', 'r = 0.3', 'any r')
    """
    return "any r" if pd.isna(r) else f"r = {round(r, 2):g}"


def _reading(row: dict[str, Any]) -> str:
    return reading(row["ri"])


def contrast_table(tables: Tables) -> pd.DataFrame:
    """The same contrasts in points and in standard deviations, with p."""
    rows = contrasts_over_r(tables)
    return pd.DataFrame(
        {
            "contrast": rows["contrast"],
            "r": [_reading(row).removeprefix("r = ") for row in records(rows)],
            "points": [_span(row, "yi", "ci_low", "ci_high") for row in records(rows)],
            "standard deviations": [_span(row, "g", "g_low", "g_high") for row in records(rows)],
            "p": [p_value(p).removeprefix("p = ").removeprefix("p ") for p in rows["pval"]],
            "beside the printed p": [fit(row) for row in records(rows)],
        }
    )


def _span(row: dict[str, Any], *names: str) -> str:
    value, low, high = (row[name] for name in names)
    return f"{number(value)} ({interval(low, high)})"


def arm_rows(tables: Tables, *analytes: str) -> pd.DataFrame:
    """The change of each arm by itself at each correlation, for a forest plot in points."""
    rows = within_arms(tables, *analytes)
    pages = [study_page(row["study_id"], "arms", row["arms_line1"]) for row in records(rows)]
    names = [outcome_name(key) for key in rows["analyte"]]
    return rows.assign(
        study=[_reading(row) for row in records(rows)],
        note=[fit(row) for row in records(rows)],
        group=pd.Series(names, index=rows.index) + ", " + rows["group_label"],
        url=pages,
    )[FOREST]
