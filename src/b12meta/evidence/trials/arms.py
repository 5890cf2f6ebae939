"""Two arms of a trial, each printed before and after: three contrasts over the correlation.

The trial's arms may differ at baseline. Final values then keep that difference, changes take it off
whole, and adjustment takes off the part that the baseline foretells. All three are shown side by
side at every correlation (decision 7); none is called the result. A correlation at which the
printed means and standard deviations would not give an arm's own printed p is marked, and the least
one that would is added to the sweep.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from b12meta.evidence.changes.correlation import implied_table
from b12meta.evidence.changes.sweep import CORRELATIONS, before_after, moments, swept
from b12meta.evidence.rows import records
from b12meta.stats.effects.contrast_of_changes import (
    adjusted_difference,
    difference_of_changes,
    final_difference,
)
from b12meta.stats.effects.core import hedges_j

if TYPE_CHECKING:
    from b12meta.stats.effects.contrast_of_changes import Difference
    from b12meta.tables import Tables

CONTRASTS = {
    "final values": final_difference,
    "changes": difference_of_changes,
    "adjusted for baseline": adjusted_difference,
}

TRIAL = ["study_id", "analyte", "matrix"]

USED = (0.0, 0.99)
"""An implied correlation counts only between these (decision 7)."""


def two_arms(tables: Tables) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Pairs of a treated and a placebo arm of one trial and outcome, as rows of `before_after`."""
    arms = before_after(tables)
    sources = tables.arms["source_url"]
    arms = arms.assign(source_url=sources.reindex(arms["arms_line1"]).to_numpy())
    placebo = arms["treatment"].str.startswith("placebo")
    controls = {tuple(row[name] for name in TRIAL): row for row in records(arms[placebo])}
    treated = [(tuple(row[name] for name in TRIAL), row) for row in records(arms[~placebo])]
    return [(row, controls[key]) for key, row in treated if key in controls]


def contrasts_over_r(tables: Tables) -> pd.DataFrame:
    """Each pair of arms by three contrasts at each correlation.

    Returns
    -------
    DataFrame
        ``study_id analyte unit``, ``contrast``, ``ri`` (NaN for final values, which need none),
        ``least_ri`` (from `least_r`, NaN without one), ``fits_printed_p`` (whether ``ri`` is that
        or more; always true for final values), ``yi se df ci_low ci_high pval``
        (treated minus placebo, in the unit of the scale, t interval), ``g g_low g_high`` (the same
        over the pooled SD after treatment, times J), and the lines of arms.csv.
    """
    pairs = two_arms(tables)
    parts = [_contrasted(one, two, _least(tables, one, two)) for one, two in pairs]
    return pd.concat(parts, ignore_index=True)


def least_r(tables: Tables) -> float:
    """Least correlation at which both arms of the first trial can have their printed p.

    The p is taken to be that of a paired t test, and the correlation to be the same in both arms.
    NaN where no printed p gives a bound between 0 and 0.99 (decision 7).
    """
    return _least(tables, *two_arms(tables)[0])


def _least(tables: Tables, one: dict[str, Any], two: dict[str, Any]) -> float:
    bounds = implied_table(tables, pd.DataFrame([one, two]))["least"]
    return float(bounds[bounds.gt(USED[0]) & bounds.lt(USED[1])].max())


def _contrasted(one: dict[str, Any], two: dict[str, Any], least: float) -> pd.DataFrame:
    parts, swept_r = [], sorted({*CORRELATIONS, *([least] if least > 0 else [])})
    for name, contrast in CONTRASTS.items():
        r = np.array(swept_r if name != "final values" else [0.0])
        found = _frame(contrast(moments(one, r), moments(two, r)))
        parts.append(found.assign(contrast=name, ri=r if name != "final values" else np.nan))
    rows = pd.concat(parts, ignore_index=True).assign(least_ri=least)
    rows["fits_printed_p"] = ~rows["ri"].lt(rows["least_ri"])
    unit = _unit(one, two)
    for g, points in {"g": "yi", "g_low": "ci_low", "g_high": "ci_high"}.items():
        rows[g] = rows[points] / unit
    return rows.assign(
        **{name: one[name] for name in [*TRIAL, "unit"]},
        arms_line1=one["arms_line1"], arms_line2=two["arms_line1"],
    )  # fmt: skip


def _frame(found: Difference) -> pd.DataFrame:
    low, high = found.interval()
    limits = {"ci_low": low, "ci_high": high, "pval": found.pval}
    return pd.DataFrame({**found._asdict(), **limits})


def _unit(one: dict[str, Any], two: dict[str, Any]) -> float:
    """Pooled SD after treatment over J, so that final values become Hedges' g."""
    df = one["ni"] + two["ni"] - 2
    pooled = ((one["ni"] - 1) * one["sd1i"] ** 2 + (two["ni"] - 1) * two["sd1i"] ** 2) / df
    return float(np.sqrt(pooled) / hedges_j(np.array(df)))


def within_arms(tables: Tables, *analytes: str) -> pd.DataFrame:
    """The change of each arm by itself, in the unit of the scale, over the correlation.

    Returns
    -------
    DataFrame
        ``study_id analyte treatment group_label unit``, ``ri``, ``yi ci_low ci_high`` (after minus
        before), ``pval`` of the paired t test at that correlation, ``fits_printed_p`` (whether the
        arm's own printed p allows the correlation), lines of arms.csv.
    """
    arms = before_after(tables)
    parts = []
    for arm in records(arms[arms["analyte"].isin(analytes)]):
        rows = swept(arm)
        least = implied_table(tables, pd.DataFrame([arm]))["least"].max()
        about = {name: arm[name] for name in ARM} | {"fits_printed_p": ~rows["ri"].lt(least)}
        parts.append(rows.assign(**about)[rows["measure"].eq("MC")])
    return pd.concat(parts, ignore_index=True)[[*ARM, *SWEPT]]


SWEPT = ["ri", "yi", "ci_low", "ci_high", "pval", "fits_printed_p"]
ARM = ["study_id", "analyte", "matrix", "treatment", "group_label", "unit", "ni", "arms_line1",
       "arms_line2"]  # fmt: skip
