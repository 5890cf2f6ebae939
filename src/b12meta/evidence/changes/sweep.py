"""Before and after, over the correlations that the paper did not print (decision 7).

The mean change needs no correlation; how sure it is does, and so does its size in standard
deviations of the change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from b12meta.frames import escalc, study_intervals
from b12meta.stats.distributions import critical, two_sided_p
from b12meta.stats.effects.contrast_of_changes import BeforeAfter

if TYPE_CHECKING:
    from b12meta.tables import Tables

CORRELATIONS = (0.3, 0.5, 0.7, 0.9, 0.95)
"""Correlations of before and after over which every effect is swept (decision 7)."""

MEASURES = ("MC", "SMCC", "SMCR")
"""Change in the unit, in SDs of the change, and in SDs of the people before."""

KEY = ["study_id", "analyte", "matrix", "treatment"]


def before_after(tables: Tables) -> pd.DataFrame:
    """Arms that print means and SDs at baseline and after treatment, one row per arm and outcome.

    Returns
    -------
    DataFrame
        `KEY`, ``group_label``, metafor's ``m1i sd1i`` (after), ``m2i sd2i`` (before), ``ni``,
        ``unit``, and the lines ``arms_line1`` (after), ``arms_line2`` (before) of arms.csv.
    """
    arms = tables.arms[tables.arms["stat"].eq("mean_sd")].rename_axis("line").reset_index()
    columns = [*KEY, "group_label", "unit", "centre", "spread", "n", "line", "fragment"]
    times = {time: arms.loc[arms["timepoint"].eq(time), columns] for time in ("after", "baseline")}
    pairs = times["after"].merge(
        times["baseline"], on=[*KEY, "group_label", "unit"], suffixes=("1", "2")
    )
    names = {"centre1": "m1i", "spread1": "sd1i", "centre2": "m2i", "spread2": "sd2i"}
    pairs = pairs.rename(columns={**names, "line1": "arms_line1", "line2": "arms_line2"})
    numbers = {name: pairs[name].astype("float64") for name in names.values()}
    smaller = pairs[["n1", "n2"]].astype("float64").min(axis=1)
    return pairs.assign(ni=smaller, **numbers).drop(columns=["n1", "n2", "fragment2"])


def moments(arm: dict[str, Any], ri: Any) -> BeforeAfter:
    """An arm of `before_after` at one correlation, or several."""
    return BeforeAfter(arm["m2i"], arm["sd2i"], arm["m1i"], arm["sd1i"], ri, arm["ni"])


def swept(arm: dict[str, Any], ri: tuple[float, ...] = CORRELATIONS) -> pd.DataFrame:
    """The change of an arm of `before_after` in three measures, at each correlation.

    Returns
    -------
    DataFrame
        One row per measure and correlation: ``measure``, ``ri``, ``yi``, ``vi``, ``ci_low``,
        ``ci_high`` (MC: t with n - 1 df; else normal), and ``pval`` of the paired t test.
    """
    rows = pd.DataFrame([arm] * len(ri)).assign(ri=ri)
    change = escalc("MC", rows[["m1i", "m2i", "sd1i", "sd2i", "ri", "ni"]])
    tests = change["yi"] / change["vi"] ** 0.5
    p = [two_sided_p(t, arm["ni"] - 1) for t in tests]
    found = [
        _measured(measure, rows).assign(measure=measure, ri=list(ri), pval=p)
        for measure in MEASURES
    ]
    return pd.concat(found, ignore_index=True)


def _measured(measure: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Effects with intervals; SMCR in SDs before, so that before goes first and the sign turns."""
    if measure == "SMCR":
        turned = {"m1i": "m2i", "m2i": "m1i", "sd1i": "sd2i", "sd2i": "sd1i"}
        effects = escalc(measure, rows[[*turned, "ri", "ni"]].rename(columns=turned))
        return study_intervals(effects.assign(yi=-effects["yi"]))
    effects = escalc(measure, rows[["m1i", "m2i", "sd1i", "sd2i", "ri", "ni"]])
    return by_t(effects, rows["ni"]) if measure == "MC" else study_intervals(effects)


def by_t(effects: pd.DataFrame, ni: pd.Series) -> pd.DataFrame:
    """Intervals of mean changes, from t with n - 1 df."""
    half = np.array([critical(0.95, n - 1) for n in ni]) * effects["vi"] ** 0.5
    return effects.assign(ci_low=effects["yi"] - half, ci_high=effects["yi"] + half)
