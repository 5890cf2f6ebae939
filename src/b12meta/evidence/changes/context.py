"""What is known outside MS: drugs that go with lower B12, and how far a level wanders by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from b12meta.evidence.readable import plain
from b12meta.evidence.rows import records
from b12meta.evidence.trace import paged, site
from b12meta.evidence.words import interval, number

if TYPE_CHECKING:
    from b12meta.tables import Tables

WITHIN_ONE_PERSON = ("cv_within", "within_patient_variation", "reference_change_value_95")


def drug_effects(tables: Tables) -> pd.DataFrame:
    """Drugs and levels outside MS, one row per fact of anchors.csv (topic ``drug_effect``)."""
    return facts(tables, "drug_effect")


def own_variation(tables: Tables, *analytes: str) -> pd.DataFrame:
    """How far a level varies within one person, and what change exceeds that."""
    rows = tables.anchors
    wanted = rows["quantity"].isin(WITHIN_ONE_PERSON) & rows["analyte"].isin(analytes)
    return _shown(rows[rows["topic"].eq("biological_variation") & wanted])


def facts(tables: Tables, topic: str) -> pd.DataFrame:
    """Facts of one topic of anchors.csv for a reader, each linked to its row."""
    return _shown(tables.anchors[tables.anchors["topic"].eq(topic)])


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    """Facts with the citation first, which leads to the row, and the site that was read."""
    about = paged(rows, "anchors")
    measured = zip(about["analyte"], about["quantity"], strict=True)
    return pd.DataFrame(
        {
            "fact": about["source"],
            "who": about["population"],
            "what": [f"{plain(analyte)}, {plain(quantity)}" for analyte, quantity in measured],
            "value": [value_in_words(row) for row in records(about)],
            "unit": about["unit"],
            "notes": about["notes"],
            "source": about["source_url"].map(site, na_action="ignore"),
            "page_url": about["page_url"],
            "source_url": about["source_url"],
        }
    )


def value_in_words(row: dict[str, Any]) -> str:
    """A value with the limits beside it, in as many decimals as they have themselves.

    Examples
    --------
    >>> value_in_words({"value": 1.83, "ci_low": 1.36, "ci_high": 2.46})
    '1.83 (1.36 to 2.46)'
    """
    digits = max(_decimals(row[name]) for name in ("value", "ci_low", "ci_high"))
    limits = interval(row["ci_low"], row["ci_high"], digits)
    if pd.isna(row["ci_low"]):
        return number(row["value"], digits)
    return limits if pd.isna(row["value"]) else f"{number(row['value'], digits)} ({limits})"


def _decimals(value: float) -> int:
    return 0 if pd.isna(value) else len(f"{value:g}".partition(".")[2])
