"""Tables for readers: what was printed and what became of it, and the same question otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.trace import site, study_page
from b12meta.evidence.words import interval, number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from b12meta.evidence.pools import Analysis


def routes(rows: pd.DataFrame) -> pd.DataFrame:
    """Each study with what it printed, the door it went through, and the effect or bounds."""
    bounds = [
        _bounds(low, high) if pd.isna(yi) else f"{number(yi)} ({interval(first, last)})"
        for yi, low, high, first, last in zip(
            rows["yi"], rows["low"], rows["high"], rows["ci_low"], rows["ci_high"], strict=True
        )
    ]
    return pd.DataFrame(
        {
            "study": rows["study"],
            "year": rows["year"],
            "printed": rows["fragment"],
            "read as": rows["route"],
            "effect or bounds": bounds,
            "source": rows["source_url"].map(site, na_action="ignore"),
            "source_url": rows["source_url"],
            "page_url": rows["url"],
        }
    )


def analyses_table(found: Iterable[Analysis]) -> pd.DataFrame:
    """Analyses with their intervals in words."""
    return pd.DataFrame(
        {
            "analysis": one.name,
            "studies": len(one.rows),
            "estimate": number(one.estimate),
            "95% interval": interval(*one.ci),
            "new study": interval(*one.pi) if one.pi else None,
            "τ": number(one.tau),
        }
        for one in found
    )


def leave_one_out_table(table: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """The pool without each study in turn."""
    kept = rows.loc[table.index]
    return pd.DataFrame(
        {
            "without": kept["study"] + " " + kept["year"].astype("string").fillna(""),
            "estimate": [number(value) for value in table["estimate"]],
            "95% interval": list(map(interval, table["ci_low"], table["ci_high"])),
            "τ": [number(value) for value in table["tau"]],
            "page_url": [study_page(str(key)) for key in kept.index],
        }
    )


def _bounds(low: float, high: float) -> str:
    if low == float("-inf"):
        return f"below {number(high)}"
    if high == float("inf"):
        return f"above {number(low)}"
    return interval(low, high)
