"""What was printed about levels before and after a treatment, one row per study and analyte.

Blood and cerebrospinal fluid, and the two blood values that a lack of B12 changes (haemoglobin and
the volume of red cells). Outcomes that people feel, such as quality of life, belong to `trials`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.evidence.changes.sweep import KEY, before_after
from b12meta.evidence.compare import BLOOD, reporting_level

if TYPE_CHECKING:
    import pandas as pd

    from b12meta.tables import Tables

MATRICES = (*BLOOD, "csf")

BLOOD_COUNT = ("haemoglobin", "mcv")
"""Analytes of the blood count; the tables file them under outcomes."""

MEANS = ["m1i", "sd1i", "m2i", "sd2i", "ni", "unit", "arms_line1", "arms_line2", "group_label"]
CHANGE = ["change", "spread", "spread_stat", "change_unit", "arms_line"]


def printed_changes(tables: Tables) -> pd.DataFrame:
    """Every change of a level between baseline and after a treatment, and its reporting level.

    Returns
    -------
    DataFrame
        One row per row of contrasts.csv with design ``paired`` in blood, cerebrospinal fluid or of
        the blood count: its columns, ``contrasts_line``, ``n``, the ``level`` (decision 5), and
        where printed the means (as `before_after`) or the mean ``change`` with its ``spread`` and
        ``spread_stat`` (``mean_sd`` or ``mean_se``, as recorded).
    """
    rows = tables.contrasts.rename_axis("contrasts_line").reset_index()
    measured = rows["matrix"].isin(MATRICES) | rows["analyte"].isin(BLOOD_COUNT)
    rows = rows[rows["design"].eq("paired") & measured]
    rows = rows.merge(before_after(tables)[[*KEY, *MEANS]], on=KEY, how="left")
    rows = rows.merge(_mean_changes(tables), on=KEY, how="left")
    rows = rows.assign(n=rows["n1"], n1i=rows["n1"], n2i=rows["n2"])
    level = reporting_level(rows)
    spread = rows["spread"].notna() & rows["n"].notna()
    return rows.assign(level=level.mask(spread, "means"))


def _mean_changes(tables: Tables) -> pd.DataFrame:
    """Mean changes with a spread."""
    arms = tables.arms.rename_axis("arms_line").reset_index()
    arms = arms[arms["timepoint"].eq("change") & arms["spread"].notna()]
    names = {"centre": "change", "stat": "spread_stat", "unit": "change_unit"}
    return arms.rename(columns=names)[[*KEY, *CHANGE]]
