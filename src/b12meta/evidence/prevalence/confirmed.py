"""How many low values were confirmed by a metabolite that a lack of B12 raises.

Methylmalonic acid (MMA) decides: homocysteine also rises when folate is short, so that a raised
homocysteine by itself confirms no lack of B12.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.evidence.prevalence.names import with_names
from b12meta.evidence.prevalence.placed import CONFIRMED, with_uses
from b12meta.stats.counts.exact_shares import exact_shares

if TYPE_CHECKING:
    import pandas as pd

    from b12meta.tables import Tables


def confirmed(tables: Tables) -> pd.DataFrame:
    """Counts of raised metabolites where B12 was low.

    Parameters
    ----------
    tables : Tables
        Checked raw tables.

    Returns
    -------
    DataFrame
        One row per study and outcome, by year: ``study_id``, ``study``, ``year``, ``what`` (the
        outcome in words), ``among_low`` (whether the total is those with low B12 alone, else all
        who were tested), ``events``, ``total``, ``share``, ``ci_low``, ``ci_high``, ``notes``,
        ``page_url``, ``source_url``, ``line``.
    """
    rows = with_uses(tables)
    rows = with_names(rows[rows["use"].eq(CONFIRMED)], tables)
    rows = rows.assign(among_low=rows["outcome"].ne("low_b12_and_raised_metabolite"))
    return rows.sort_values(["year", "study_id", "among_low"], kind="stable")


MARKERS = {
    "MMA": ("high_mma", "raised_mma_only", "raised_mma_and_homocysteine"),
    "homocysteine": (
        "high_homocysteine",
        "raised_homocysteine_only",
        "raised_mma_and_homocysteine",
    ),
}
"""Outcomes of counts.csv in which a metabolite is raised; those of one study exclude each other."""


def by_marker(tables: Tables, marker: str = "MMA") -> pd.DataFrame:
    """Of each study's low values, how many had this metabolite raised, with or without another.

    Parameters
    ----------
    tables : Tables
        Checked raw tables.
    marker : {"MMA", "homocysteine"}
        Metabolite.

    Returns
    -------
    DataFrame
        One row per study, by year: ``study_id study year marker events total share ci_low ci_high
        page_url``; exact 95% intervals.
    """
    rows = confirmed(tables)
    rows = rows[rows["among_low"] & rows["outcome"].isin(MARKERS[marker])]
    key = ["study_id", "study", "year", "total", "page_url"]
    found = rows.groupby(key, sort=False)["events"].sum().reset_index()
    events, total = (found[name].astype(float) for name in ("events", "total"))
    low, high = exact_shares(events, total)
    return found.assign(marker=marker, share=events / total, ci_low=low, ci_high=high)
