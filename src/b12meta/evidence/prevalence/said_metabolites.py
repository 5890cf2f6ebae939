"""Sentences on whether low values are confirmed, each computed from the raw tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.evidence.prevalence.confirmed import by_marker, confirmed
from b12meta.evidence.prevalence.names import link
from b12meta.evidence.rows import records
from b12meta.evidence.text import Sentence
from b12meta.evidence.trace import linked, row_page
from b12meta.evidence.words import joined, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from b12meta.tables import Tables


def by_mma(tables: Tables) -> Sentence:
    """Of the low values that were checked, how many MMA confirms; homocysteine beside it."""
    mma, homocysteine = by_marker(tables), by_marker(tables, "homocysteine")
    sure = [f"{of(row)} ({limits(row)}) in {link(row)}" for row in records(mma)]
    other = [of(row) for row in records(homocysteine)]
    return Sentence(
        f"Of the low values that were checked, methylmalonic acid (MMA) was raised in "
        f"{joined(sure)}; homocysteine, which also rises when folate is short, in {joined(other)}."
    )


def confirmation(tables: Tables) -> Sentence:
    """Every printed count of raised metabolites, study by study."""
    rows = confirmed(tables)
    return Sentence(" ".join(_checked(own) for _, own in rows.groupby("study_id", sort=False)))


def not_ruled_out(tables: Tables) -> Sentence:
    """How often people who responded to B12 had a normal level before: outside MS."""
    rows = tables.anchors[tables.anchors["fact_id"].eq("solomon2005_b12_normal")]
    row = records(rows.reset_index())[0]
    return Sentence(
        f"A normal level does not rule a deficiency out: outside MS, "
        f"{linked(percent(row['value'] / 100), row_page('anchors', row['line']))} of "
        f"{row['n']} people who responded to treatment had a normal level before it."
    )


def of(row: Mapping[str, object]) -> str:
    """Events out of people."""
    return f"{row['events']} of {row['total']}"


def limits(row: Mapping[str, float]) -> str:
    """Limits of a share."""
    return f"{percent(row['ci_low'])} to {percent(row['ci_high'])}"


def _checked(rows: pd.DataFrame) -> str:
    """What one study found of metabolites, most frequent first."""
    low = rows[rows["among_low"]].sort_values("events", ascending=False, kind="stable")
    parts = [f"{row['what']} in {of(row)} ({_share(row)})" for row in records(low)]
    whole = [
        f"; low B12 together with a raised metabolite was found in {of(row)} ({_share(row)}) of "
        "all who were tested"
        for row in records(rows[~rows["among_low"]])
    ]
    return f"Where B12 was low, {link(records(rows)[0])} found {joined(parts)}{''.join(whole)}."


def _share(row: Mapping[str, float]) -> str:
    """A share with its exact interval."""
    return f"{percent(row['share'])}, {limits(row)}"
