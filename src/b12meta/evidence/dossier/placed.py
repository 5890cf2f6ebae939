"""Every comparison of every study: in which headline pool it stands, or why in none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.chooser import choose
from b12meta.evidence.compare import comparisons
from b12meta.evidence.integrity.finding import AGREES
from b12meta.evidence.levels import contrasts
from b12meta.evidence.overview import ANALYTES
from b12meta.evidence.rows import records
from b12meta.evidence.sizes import effects

if TYPE_CHECKING:
    from b12meta.tables import Tables

MEASURES = ("SMD", "SMDH", "ROM", "MD")
"""Measures in which a comparison of means is shown; MD only where levels are plausible."""

ONLY_ONE = "no other study of it can be placed, so there is no pool"

MEASURED = ["analyte", "group1", "group2", "measure", "yi", "vi", "ci_low", "ci_high"]


def placed(tables: Tables) -> pd.DataFrame:
    """Comparisons of patients with controls in blood, pooled ones first.

    Returns
    -------
    DataFrame
        The columns of `comparisons`, with ``pooled`` (bool), ``reason`` (empty for pooled rows)
        and, for pooled rows, ``route yi ci_low ci_high low high vi`` of `contrasts`.
    """
    choice = choose(comparisons(tables, *ANALYTES))
    found = [contrasts(choice.chosen, analyte) for analyte in ANALYTES]
    inside = [_pooled(one.rows.reset_index()) for one in found]
    outside = [one.aside.reset_index().assign(pooled=False) for one in found]
    others = choice.aside.assign(pooled=False)
    parts = [part for part in (*inside, *outside, others) if len(part)]
    return pd.concat(parts, ignore_index=True)


def _pooled(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of one analyte that can be pooled; one row alone has nothing to be pooled with."""
    several = len(rows) > 1
    return rows.assign(pooled=several, reason="" if several else ONLY_ONE)


def measured(placed_rows: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """Effects, in every measure, of the comparisons that print means.

    Parameters
    ----------
    placed_rows : DataFrame
        From `placed`.
    findings : DataFrame
        From `b12meta.evidence.findings`; a difference in the project's unit (``MD``) is shown only
        where the levels of both groups agree with reference intervals.

    Returns
    -------
    DataFrame
        ``study_id analyte group1 group2 measure yi vi ci_low ci_high``; ROM on the log scale.
    """
    sound = findings[findings["check"].eq("level") & findings["verdict"].eq(AGREES)]
    plausible = set(sound["row"])
    means = placed_rows[placed_rows["level"].eq("means")]
    means = means.drop(columns=["yi", "vi", "ci_low", "ci_high"])
    parts = [
        effects(means.loc[[place]], row["analyte"], measure=measure).rows.assign(measure=measure)
        for place, row in zip(means.index, records(means), strict=True)
        for measure in MEASURES
        if measure != "MD" or _arms(row) <= plausible
    ]
    return pd.concat(parts).reset_index()[["study_id", *MEASURED]]


def _arms(row: dict[str, object]) -> set[str]:
    return {f"arms.csv:{row['arms_line1']}", f"arms.csv:{row['arms_line2']}"}
