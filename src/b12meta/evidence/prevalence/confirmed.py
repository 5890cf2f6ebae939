"""How many low values were confirmed: methylmalonic acid (MMA) or homocysteine raised as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.evidence.prevalence.names import with_names
from b12meta.evidence.prevalence.placed import CONFIRMED, with_uses

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


def any_raised(tables: Tables) -> pd.DataFrame:
    """Of each study, the row with most raised values among those with low B12."""
    rows = confirmed(tables)
    low = rows[rows["among_low"]].sort_values("events", ascending=False, kind="stable")
    return low.drop_duplicates("study_id").sort_values("year")
