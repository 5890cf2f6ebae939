"""Who extracted what: how many rows of each table both extractors have, or one of them only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from b12meta.tables import Tables

OF_STUDIES = ("arms", "contrasts", "counts")
"""Tables of what the studies themselves printed."""

TABLES = {
    **dict(zip(OF_STUDIES, ("groups", "comparisons", "counts"), strict=True)),
    "reviews": "results of earlier reviews",
    "anchors": "facts from outside MS",
}

ONCE = ["first_only", "second_only"]
"""Values of ``agreement`` for a row that one extractor has."""


def extracted(tables: Tables) -> pd.DataFrame:
    """Rows of each extracted table by who has them.

    Returns
    -------
    DataFrame
        Indexed by table: ``holds`` in words, ``rows``, ``both``, ``once`` (one extractor only),
        ``not_blind`` (the second extractor could see the value) and ``disputed``.
    """
    found = {name: getattr(tables, name)["agreement"] for name in TABLES}
    return pd.DataFrame(
        {
            "holds": list(TABLES.values()),
            "rows": [len(column) for column in found.values()],
            "both": [int(column.eq("both").sum()) for column in found.values()],
            "once": [int(column.isin(ONCE).sum()) for column in found.values()],
            "not_blind": [int(column.eq("not_blind").sum()) for column in found.values()],
            "disputed": [int(column.eq("disputed").sum()) for column in found.values()],
        },
        index=pd.Index(found, name="table"),
    )


def extracted_table(found: pd.DataFrame) -> pd.DataFrame:
    """From `extracted`, for a reader."""
    names = {"both": "by both", "once": "by one only", "not_blind": "value visible beforehand"}
    return found.rename(columns=names | {"holds": "table"}).reset_index(drop=True)
