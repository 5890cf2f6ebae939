"""Who was studied, when and where: the moderators of each study that can be pooled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.moderators.regions import region
from b12meta.evidence.pools import FEWEST_MEANS
from b12meta.evidence.readable import plain
from b12meta.evidence.small_studies.studies import funnel_rows, placed

if TYPE_CHECKING:
    from b12meta.tables import Tables

MODERATORS = ("period", "region", "phase", "controls", "patients", "matrix", "assay")
"""What differs between studies and is printed of at least one of them; year is beside them."""

NAMES = {
    "period": "year of publication",
    "region": "region",
    "phase": "relapse or remission",
    "controls": "controls",
    "patients": "patients",
    "matrix": "matrix",
    "assay": "assay",
}

SMALLEST_GROUP = FEWEST_MEANS
"""Fewest studies of a group that are pooled by themselves, as for the pool of means."""


def moderators(tables: Tables, analyte: str) -> pd.DataFrame:
    """The rows of an analyte with what is known of each study.

    Parameters
    ----------
    tables : Tables
        Checked raw tables.
    analyte : str
        For example ``"homocysteine"``.

    Returns
    -------
    DataFrame
        The rows of `placed` by year, with ``sei``, ``country``, and a column for each of
        `MODERATORS`; what is not printed is missing. ``controls`` are those of the comparison that
        is pooled, ``period`` splits at the median year, which counts as early.
    """
    rows = funnel_rows(placed(tables, analyte))
    about = tables.studies.set_index("study_id").loc[rows.index]
    phase = about["ms_phase"].map(plain, na_action="ignore")
    return rows.assign(
        country=about["country"],
        period=_period(rows["year"]),
        region=about["country"].map(region, na_action="ignore"),
        phase=phase.mask(about["ms_phase"].eq("not_reported")),
        controls=rows["group2"].map(plain).replace("controls", "controls of unstated kind"),
        patients=rows["group1"].map({"ms": "all courses of MS", "rrms": "RRMS only"}),
        assay=about["assay"],
    ).sort_values("year", kind="stable")


def _period(years: pd.Series) -> pd.Series:
    """Early or late, split at the median year; the words name it."""
    middle = int(years.astype("float64").median())
    early = years.astype("float64").le(middle)
    words = early.map({True: f"until {middle}", False: f"after {middle}"})
    return words.mask(years.isna())


def coverage(rows: pd.DataFrame) -> pd.DataFrame:
    """How much is known of each moderator: ``studies``, ``missing``, ``groups``, ``poolable``.

    ``poolable`` counts the groups with at least `SMALLEST_GROUP` studies.
    """
    counts = {name: rows[name].value_counts() for name in MODERATORS}
    return pd.DataFrame(
        {
            "moderator": NAMES[name],
            "studies": int(rows[name].notna().sum()),
            "missing": int(rows[name].isna().sum()),
            "groups": len(sizes),
            "poolable": int((sizes >= SMALLEST_GROUP).sum()),
        }
        for name, sizes in counts.items()
    )
