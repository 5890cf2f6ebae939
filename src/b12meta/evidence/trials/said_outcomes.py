"""Sentences on disability and vision, which no comparison of arms with and without B12 measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from b12meta.evidence.changes.shown import cited
from b12meta.evidence.rows import records
from b12meta.evidence.text import Sentence
from b12meta.evidence.trace import linked
from b12meta.evidence.trials.given import isolating_b12
from b12meta.evidence.trials.kinds import unread
from b12meta.evidence.trials.shown import outcome_name
from b12meta.evidence.words import DASH, count, joined, minus, what_was_printed

if TYPE_CHECKING:
    from b12meta.tables import Tables

VISION = ("foveal_sensitivity", "visual_acuity", "visual_field")


def disability(tables: Tables) -> Sentence:
    """Disability in both arms of the trial that gave B12 to both."""
    rows = isolating_b12(tables)
    rows = rows[rows["analyte"].eq("gnds") & rows["value"].notna()]
    inside = [_change(row) for row in records(rows[rows["design"].eq("paired")])]
    between = [
        f"{_size(row)} points for {row['treatment']}, {what_was_printed(row)}"
        for row in records(rows[rows["design"].eq("independent")])
    ]
    first = records(rows)[0]
    return Sentence(
        f"On {outcome_name('gnds')}, where less is better, {cited(tables, first['study_id'])} "
        f"prints a change of {joined(inside)}. The randomised difference was {joined(between)}. "
        "Both arms received B12, so the fall in each is beside no group without it, and the "
        "difference between them is not of B12."
    )


def vision(tables: Tables) -> Sentence:
    """Vision in the one study of B vitamins, which had a single arm."""
    rows = isolating_b12(tables)
    rows = rows[rows["analyte"].isin(VISION)]
    said = [f"{outcome_name(row['analyte'])} {what_was_printed(row)}" for row in records(rows)]
    sized = records(rows[rows["n1"].notna()])[0]
    return Sentence(
        f"On vision, {cited(tables, sized['study_id'])} gave {sized['treatment']}, to "
        f"{count(int(sized['n1']), 'patient')}: afterwards {joined(said)}, with no size printed. "
        "There was one arm, so there is no second one to show, and nothing tells the vitamins from "
        "time."
    )


def not_read(tables: Tables) -> Sentence:
    """Which records on supplementation were not read, each linked to its row."""
    rows = unread(tables)
    names = [linked(row["title"], row["page_url"]) for row in records(rows)]
    were = count(len(rows), "record on supplementation was", "records on supplementation were")
    return Sentence(f"{were.capitalize()} not read: {joined(names) or DASH}.")


def _change(row: dict[str, Any]) -> str:
    return f"{_size(row)} points with {row['treatment']}"


def _size(row: dict[str, Any]) -> str:
    return minus(f"{row['value']:g}")
