"""Every comparison of patients with controls, and the level at which it was reported.

Papers print a comparison in many ways: means with standard deviations, an exact p, "p > 0.05",
"significantly lower", or a direction alone. `comparisons` brings all of them into one frame, one
row per study, analyte, matrix and pair of groups, and names the level. Nothing is left out here:
which row stands for a study is decided in `chooser`, where each row set aside gets its reason.

Group 1 is the patients, group 2 the controls, so that a negative difference is lower in MS.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from b12meta.evidence.remember import remembered

if TYPE_CHECKING:
    from b12meta.tables import Tables

LEVELS = ("means", "exact_p", "bounded_p", "significance", "direction", "none")
"""Reporting levels, best first (decision 5)."""

BLOOD = ("serum", "plasma", "blood")
"""Matrices that count as one; cerebrospinal fluid never does (decision 4)."""

CONTROLS = ("healthy", "control", "neuro_control")
"""Control groups in the order in which a study's comparison is chosen (decision 4)."""

PATIENTS = ("ms", "rrms")
"""Groups that stand for MS, all MS before a subtype."""

KEY = ["study_id", "analyte", "matrix", "group1", "group2"]

_REPORTED = [
    "n1", "n2", "direction", "significance", "p_operator", "p_value",
    "fragment", "source_url", "notes",
]  # fmt: skip
_ARM = ["study_id", "analyte", "matrix", "group", "n", "stat", "spread_stated", "centre", "spread",
        "unit", "fragment", "source_url", "line"]  # fmt: skip


@remembered
def comparisons(tables: Tables, *analytes: str) -> pd.DataFrame:
    """All comparisons of a patient group with a control group in blood.

    Parameters
    ----------
    tables : Tables
        Checked raw tables, from `load_tables`.
    *analytes : str
        Analytes to keep, such as ``"b12"``; all when none is named.

    Returns
    -------
    DataFrame
        One row per study, analyte, matrix, ``group1`` and ``group2``, in that order, with what was
        printed (``n1i n2i m1i sd1i m2i sd2i unit``, in the printed unit; ``direction``,
        ``significance``, ``p_operator``, ``p_value``), the ``level`` of reporting, how the
        standard deviations were got (``sd_route``), and the lines of contrasts.csv and arms.csv
        that hold it.
    """
    rows = _printed_contrasts(tables).merge(_pairs_of_arms(tables), on=KEY, how="outer")
    rows = rows.merge(_about_studies(tables), on="study_id", how="left", validate="many_to_one")
    if analytes:
        rows = rows[rows["analyte"].isin(analytes)]
    rows["n1i"] = rows["n1"].fillna(rows["arm_n1"])
    rows["n2i"] = rows["n2"].fillna(rows["arm_n2"])
    rows["fragment"] = rows["fragment"].fillna(rows["arm_fragment"])
    rows["source_url"] = rows["source_url"].fillna(rows["arm_source_url"])
    rows["level"] = reporting_level(rows)
    lines = ["contrasts_line", "arms_line1", "arms_line2"]
    rows[lines] = rows[lines].astype("Int64")
    rows = rows.sort_values(KEY, kind="stable").reset_index(drop=True)
    return rows[_columns()]


def reporting_level(rows: pd.DataFrame) -> pd.Series:
    """Level at which each row reports its comparison (decision 5), best level first.

    Without the size of both groups nothing can be weighed: such a row is ``none``, and so is one
    whose stated direction contradicts its means.
    """
    sized = rows["n1i"].notna() & rows["n2i"].notna() & ~contradicted(rows)
    decided = rows["significance"].isin(["significant", "not_significant"])
    directed = rows["direction"].isin(["lower", "higher"])
    tests = {
        "means": rows[["m1i", "sd1i", "m2i", "sd2i"]].notna().all(axis=1),
        "exact_p": rows["p_operator"].eq("=").fillna(value=False),
        "bounded_p": rows["p_operator"].isin(["<", ">"]),
        "significance": decided,
        "direction": directed,
    }
    found = [(sized & test).to_numpy(dtype=bool) for test in tests.values()]
    return pd.Series(np.select(found, list(tests), default="none"), index=rows.index, dtype="str")


def contradicted(rows: pd.DataFrame) -> pd.Series:
    """Whether the stated direction and the printed means point to different sides."""
    difference = rows["m1i"].astype("float64") - rows["m2i"].astype("float64")
    lower = rows["direction"].eq("lower").fillna(value=False) & difference.gt(0)
    higher = rows["direction"].eq("higher").fillna(value=False) & difference.lt(0)
    return lower | higher


def _printed_contrasts(tables: Tables) -> pd.DataFrame:
    rows = tables.contrasts.rename_axis("contrasts_line").reset_index()
    keep = rows["design"].eq("independent") & rows["matrix"].isin(BLOOD)
    return rows.loc[keep, [*KEY, *_REPORTED, "contrasts_line"]]


def _pairs_of_arms(tables: Tables) -> pd.DataFrame:
    """Each patient arm beside each control arm of the same study, analyte and matrix."""
    arms = tables.arms.reset_index()
    arms = arms[arms["matrix"].isin(BLOOD) & arms["timepoint"].isin(["single", "baseline"])]
    arms = arms[arms["treatment"].isna()][_ARM]
    controls = arms["group"].isin(CONTROLS)
    pairs = arms[~controls].merge(
        arms[controls], on=["study_id", "analyte", "matrix"], suffixes=("1", "2")
    )
    return _with_deviations(pairs)


def _with_deviations(pairs: pd.DataFrame) -> pd.DataFrame:
    """Means, and standard deviations from whatever spread was printed, where units agree."""
    out = pairs.rename(columns={"n1": "arm_n1", "n2": "arm_n2", "unit1": "unit"})
    comparable = out["unit"].eq(out["unit2"])
    for arm in "12":
        sizes = out[f"arm_n{arm}"].astype("float64")
        is_se = out[f"stat{arm}"].eq("mean_se")
        is_mean = out[f"stat{arm}"].isin(["mean_sd", "mean_se"]) & comparable
        out[f"m{arm}i"] = out[f"centre{arm}"].where(is_mean)
        out[f"sd{arm}i"] = (out[f"spread{arm}"] * (sizes**0.5).where(is_se, 1.0)).where(is_mean)
    out["sd_route"] = _sd_route(out)
    out["arm_fragment"] = out["fragment1"] + "; " + out["fragment2"]
    out["arm_source_url"] = out["source_url1"]
    return out.rename(columns={"stat1": "stat", "line1": "arms_line1", "line2": "arms_line2"})


def _sd_route(pairs: pd.DataFrame) -> pd.Series:
    route = np.select(
        [
            pairs["stat1"].eq("mean_se"),
            pairs["stat1"].eq("mean_sd") & pairs["spread_stated1"].eq("sd").fillna(value=False),
            pairs["stat1"].eq("mean_sd"),
        ],
        ["± read as SE, times √n", "printed SD", "± read as SD"],
        default="",
    )
    return pd.Series(route, index=pairs.index, dtype="str")


def _about_studies(tables: Tables) -> pd.DataFrame:
    return tables.studies[["study_id", "first_author", "year", "population", "same_cohort_as"]]


def _columns() -> list[str]:
    numbers = ["n1i", "n2i", "m1i", "sd1i", "m2i", "sd2i", "unit", "stat", "sd_route"]
    printed = ["level", "direction", "significance", "p_operator", "p_value", "fragment"]
    source = ["source_url", "contrasts_line", "arms_line1", "arms_line2", "notes"]
    study = ["first_author", "year", "population", "same_cohort_as"]
    return [*KEY, *numbers, *printed, *source, *study]
