"""Every study as a number or as bounds: each comparison enters at the level at which it reported.

A comparison with means becomes an effect. One with an exact p becomes the narrow interval that the
rounding of the p leaves; "p > 0.05", "significantly lower" and a direction become wider ones
(decision 5). What cannot be bounded, because a group size or a direction is missing, is set aside
with the words of the door that refused it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

import pandas as pd

from b12meta.evidence.rows import records
from b12meta.evidence.sizes import effects, study_names
from b12meta.evidence.trace import comparison_page
from b12meta.evidence.words import what_was_printed
from b12meta.stats.interval import normal_intervals
from b12meta.stats.summaries.bounds import smd_bounds_from_p
from b12meta.stats.summaries.exact import smd_from_p

if TYPE_CHECKING:
    from collections.abc import Hashable

LEVEL_NAMES = {
    "means": "Means printed",
    "exact_p": "Exact p printed",
    "bounded_p": "Bounded p printed",
    "significance": "Only significance stated",
    "direction": "Only a direction stated",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrasts:
    """The studies that can be pooled, as effects or bounds, and the rest with a reason.

    Attributes
    ----------
    rows : DataFrame
        Indexed by ``study_id``, best level first, then by year: ``level``, ``yi`` with ``ci_low``
        and ``ci_high`` (of printed means, or implied by an exact p; else NaN), ``low``, ``high``
        (equal for means; else the bounds that are pooled), ``vi`` (of yi for means; at no effect
        for bounds), ``route``, and what a forest plot needs.
    aside : DataFrame
        Studies of level ``none``, and those that no door could take, with ``reason``.
    """

    rows: pd.DataFrame
    aside: pd.DataFrame


def contrasts(chosen: pd.DataFrame, analyte: str) -> Contrasts:
    """Standardised mean differences, or their bounds, of every study of an analyte.

    Parameters
    ----------
    chosen : DataFrame
        From `choose`.
    analyte : str
        For example ``"b12"``.

    Returns
    -------
    Contrasts
        Effects by the exact route where means are printed, bounds elsewhere.
    """
    sizes = effects(chosen, analyte)
    exact = sizes.rows.assign(low=sizes.rows["yi"], high=sizes.rows["yi"], route=_route_of_means)
    found = [_bounded(key, row) for key, row in _by_study(sizes.aside)]
    bounded = pd.DataFrame([row for row, _ in found if row], columns=["study_id", *BOUNDS])
    refused = dict(words for _, words in found if words)
    bounded = sizes.aside.join(bounded.set_index("study_id"), how="inner")
    rows = pd.concat([exact, bounded.drop(columns=["printed", "reason"])])
    aside = sizes.aside.loc[list(refused)].assign(reason=list(refused.values()))
    return Contrasts(rows=_arranged(rows), aside=aside)


BOUNDS = ["vi", "low", "high", "route", "yi", "ci_low", "ci_high"]


def _route_of_means(rows: pd.DataFrame) -> pd.Series:
    return "means; " + rows["sd_route"]


def _by_study(rows: pd.DataFrame) -> list[tuple[Hashable, dict[str, Any]]]:
    return list(zip(rows.index, records(rows), strict=True))


def _bounded(
    key: Hashable, row: dict[str, Any]
) -> tuple[dict[str, Any] | None, tuple[Hashable, str] | None]:
    """Bounds of one comparison, or the study and the reason why there are none."""
    if pd.isna(row["n1i"]) or pd.isna(row["n2i"]):
        return None, (key, f"{row['printed']}, but the group sizes are not printed{_where(row)}")
    if row["level"] == "none" and not pd.isna(row["m1i"]):
        return None, (key, f"{row['printed']}, but the means say otherwise{_where(row)}")
    try:
        found = smd_bounds_from_p(**printed_test(row))
    except ValueError as refusal:
        return None, (key, f"{row['printed']}: {_short(refusal)}{_where(row)}")
    values = {name: float(getattr(found, name)[0]) for name in ("vi", "low", "high")}
    shown = _from_exact_p(row) if row["level"] == "exact_p" and isfinite(values["low"]) else {}
    return {"study_id": key, **values, "route": found.route[0], **shown}, None


def _from_exact_p(row: dict[str, Any]) -> dict[str, float]:
    """The effect that an exact p implies, with its interval, to be shown; bounds are pooled."""
    test = printed_test(row)
    effect = smd_from_p(
        p=[float(row["p_value"])], n1i=test["n1i"], n2i=test["n2i"], direction=test["direction"]
    )
    limits = normal_intervals(effect.yi, effect.vi, 0.95)
    return {
        "yi": float(effect.yi[0]),
        "ci_low": float(limits.low[0]),
        "ci_high": float(limits.high[0]),
    }


def printed_test(row: dict[str, Any]) -> dict[str, Any]:
    """What a comparison printed about its test, as the doors want it; the p with its zeros.

    Examples
    --------
    >>> row = {"n1i": 40, "n2i": 80, "p_operator": "=", "p_value": 0.02, "fragment": "p = 0.020",
    ...        "significance": "significant", "direction": "higher"}
    >>> printed_test(row)["p"]
    ['0.020']
    """
    p, operator, stated = row["p_value"], row["p_operator"], row["direction"]
    return {
        "n1i": [float(row["n1i"])],
        "n2i": [float(row["n2i"])],
        "p": [None if pd.isna(p) else as_printed(p, row["fragment"])],
        "operator": ["=" if pd.isna(operator) else operator],
        "significance": [
            row["significance"]
            if row["significance"] in ("significant", "not_significant")
            else None
        ],
        "direction": [stated if stated in ("lower", "higher") else None],
    }


def as_printed(p: float, fragment: object) -> str:
    """The text of a p in the fragment that holds it, with its trailing zeros."""
    texts: list[str] = re.findall(r"\d*\.\d+|\d+", fragment) if isinstance(fragment, str) else []
    return max([text for text in texts if float(text) == p] or [f"{p:g}"], key=len)


def _where(row: dict[str, Any]) -> str:
    """File and line of a comparison, for the person who has to look it up."""
    tables = {"contrasts_line": "contrasts.csv", "arms_line1": "arms.csv", "arms_line2": "arms.csv"}
    places = [f"{file}:{row[name]}" for name, file in tables.items() if not pd.isna(row[name])]
    return f" ({', '.join(places)})"


def _short(refusal: ValueError) -> str:
    reasons = getattr(refusal, "reasons", None)
    text = next(iter(reasons.values()))[0] if reasons else str(refusal)
    return text.partition(": ")[2] or text


def _arranged(rows: pd.DataFrame) -> pd.DataFrame:
    """Best level first, then by year, with the columns of a forest plot."""
    order = {level: place for place, level in enumerate(LEVEL_NAMES)}
    named = rows.assign(
        study=study_names(rows),
        group=rows["level"].map(LEVEL_NAMES),
        url=[comparison_page(key, row) for key, row in _by_study(rows)],
        note=rows["fragment"],
        printed=[what_was_printed(row) for row in records(rows)],
        place=rows["level"].map(order),
        n1i=rows["n1i"].astype("Int64"),
        n2i=rows["n2i"].astype("Int64"),
    )
    return named.sort_values(["place", "year"], kind="stable").drop(columns="place")
