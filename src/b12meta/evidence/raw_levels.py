"""The levels themselves: every group of people in whom a mean or median in blood was printed.

Pools compare patients with controls and need no unit. Whoever wants to see how high a level is
needs one: levels are converted to the project's unit, and a group whose unit was not printed, or
whose level the extractors doubt, is set aside with the reason. Groups without
controls are kept, for few levels are printed at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from b12meta.evidence.chooser import OTHER_DISEASE
from b12meta.evidence.compare import BLOOD, CONTROLS, PATIENTS
from b12meta.evidence.readable import plain
from b12meta.evidence.rows import records
from b12meta.evidence.trace import study_page
from b12meta.evidence.words import study_name
from b12meta.stats.level_curves import level_curve
from b12meta.tables.units import convert, standard_unit, units_of

if TYPE_CHECKING:
    from b12meta.tables import Tables

DOUBTED = "use standardised differences"
"""How arms.csv marks a level that must not be converted."""

CHANGE = "a change over time, not a level"
PART = "a part of the patients ({part}), not all of them"
NO_UNIT = "unit not printed, so not converted"
IN_DOUBT = "level in doubt ({notes})"

ASSUMED = (
    "Curves are log-normal with the printed mean and SD: an assumption about their shape, for "
    "no page prints the values themselves."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawLevels:
    """Levels of one analyte in one unit, and the groups whose level is not shown.

    Attributes
    ----------
    unit : str
        The project's unit of the analyte, as shown.
    kept : DataFrame
        One row per group, by year and study, patients first: ``study``, ``year``, ``group``
        (``"MS"`` or ``"control"``), ``who``, ``n``, ``stat`` (``"mean"`` or ``"median"``),
        ``centre``, ``sd``, ``low``, ``high`` (a printed range), all in that unit; the log-normal
        curve as arrays ``x`` and ``density`` where there is an SD; ``route``, ``line``, ``url``.
    aside : DataFrame
        The other groups as printed, with ``reason``.
    """

    unit: str
    kept: pd.DataFrame
    aside: pd.DataFrame


def levels(tables: Tables, analyte: str) -> RawLevels:
    """Levels of an analyte in serum, plasma or blood.

    Parameters
    ----------
    tables : Tables
        Checked raw tables.
    analyte : {"b12", "homocysteine", "folate"}
        What was measured.

    Raises
    ------
    UnitError
        When no unit is laid down for the analyte.
    """
    rows = _measured(tables, analyte)
    said = [_reason(row, analyte) for row in records(rows)]
    reason = pd.Series(said, index=rows.index, dtype="str")
    spoken = reason.ne("")
    return RawLevels(
        unit=standard_unit(analyte).replace("umol", "µmol"),
        kept=_shown(rows[~spoken], analyte),
        aside=rows[spoken].assign(reason=reason[spoken])[ASIDE],
    )


def footnotes(found: RawLevels) -> tuple[str, ...]:
    """What a figure of the levels assumes, and which studies it does not show, each with why."""
    rows = found.aside[~found.aside["study_id"].isin(found.kept["study_id"])]
    pairs = [(_study_and_year(row), row["reason"]) for row in records(rows)]
    said = "; ".join(f"{name}: {reason}" for name, reason in dict.fromkeys(pairs))
    return (ASSUMED, *([f"Not drawn: {said}."] if said else []))


ASIDE = ["study_id", "study", "year", "group", "group_label", "n", "centre", "spread", "unit",
         "fragment", "reason", "line", "page_url", "source_url"]  # fmt: skip


def _measured(tables: Tables, analyte: str) -> pd.DataFrame:
    """Rows of arms.csv in blood, with what is known of their studies."""
    arms = tables.arms.rename_axis("line").reset_index()
    arms = arms[arms["analyte"].eq(analyte) & arms["matrix"].isin(BLOOD)]
    about = tables.studies[["study_id", "first_author", "year", "population"]]
    rows = arms.merge(about, on="study_id", how="left", validate="many_to_one")
    whole = rows["study_id"].isin(rows.loc[rows["group"].eq("ms"), "study_id"])
    stands = rows["group"].isin([*PATIENTS, *CONTROLS]) & ~(rows["group"].eq("rrms") & whole)
    return rows.assign(
        study=list(map(study_name, rows["study_id"], rows["first_author"])),
        page_url=[study_page(str(key)) for key in rows["study_id"]],
        control=rows["group"].isin(CONTROLS),
        part=~stands,
    ).sort_values(["year", "study_id", "control", "line"], na_position="last", kind="stable")


def _reason(row: dict[str, Any], analyte: str) -> str:
    """Why a group is not shown; empty for one that is."""
    if row["timepoint"] == "change":
        return CHANGE
    if row["population"] in ("cis", "nmosd"):
        return OTHER_DISEASE.format(group=str(row["population"]).upper())
    if row["part"]:
        return PART.format(part=plain(str(row["group"])))
    return _reason_of_level(row, analyte)


def _reason_of_level(row: dict[str, Any], analyte: str) -> str:
    if isinstance(row["treatment"], str):
        return PART.format(part=row["treatment"])
    if row["unit"] not in units_of(analyte):
        return NO_UNIT
    if isinstance(row["notes"], str) and DOUBTED in row["notes"]:
        return IN_DOUBT.format(notes=row["notes"].rpartition("; ")[2])
    return ""


def _shown(rows: pd.DataFrame, analyte: str) -> pd.DataFrame:
    """Groups with their level in the project's unit, and their curve."""
    numbers = {
        name: convert(rows[name].astype(float), rows["unit"], analyte)
        for name in ("centre", "spread", "low", "high")
    }
    is_se = rows["stat"].eq("mean_se").to_numpy(dtype=bool)
    sizes = rows["n"].astype(float).to_numpy()
    sd = numbers["spread"] * np.where(is_se, np.sqrt(sizes), 1.0)
    kept = pd.DataFrame(
        {
            "study_id": rows["study_id"],
            "study": rows["study"],
            "year": rows["year"],
            "group": np.where(rows["control"], "control", "MS"),
            "who": rows["group"].map(plain),
            "n": rows["n"],
            "stat": rows["stat"].str.partition("_")[0],
            "centre": numbers["centre"],
            "sd": sd,
            "low": numbers["low"],
            "high": numbers["high"],
            "route": [_route(row) for row in records(rows)],
            "line": rows["line"],
            "url": list(map(_address, rows["study_id"], rows["line"])),
            "source_url": rows["source_url"],
        }
    ).reset_index(drop=True)
    return kept.join(_curves(kept))


def _study_and_year(row: dict[str, Any]) -> str:
    year = "" if pd.isna(row["year"]) else str(row["year"])
    return row["study"] if row["study"].endswith(year) else f"{row['study']} {year}"


def _address(study_id: str, line: int) -> str:
    return study_page(study_id, "arms", int(line))


def _curves(kept: pd.DataFrame) -> pd.DataFrame:
    """Points of the curve of every group with a mean and an SD; missing for the others."""
    curves = [
        level_curve(mean, sd) if np.isfinite(sd) else None
        for mean, sd in zip(kept["centre"], kept["sd"], strict=True)
    ]
    points = {
        "x": [curve and curve.x for curve in curves],
        "density": [curve and curve.density for curve in curves],
    }
    return pd.DataFrame(points, index=kept.index, dtype=object)


def _route(row: dict[str, Any]) -> str:
    """How the spread was read, or that there is none."""
    if row["stat"] == "mean_se":
        return "± read as SE, times √n"
    if row["stat"] == "mean_sd":
        return "printed SD" if row["spread_stated"] == "sd" else "± read as SD"
    return "no spread printed" if pd.isna(row["low"]) else "range or quartiles printed"
