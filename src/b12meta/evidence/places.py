"""When and where studies were made, and what each of them brings to the questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.evidence.overview import ANALYTES, study_table
from b12meta.evidence.rows import records
from b12meta.evidence.text import Sentence
from b12meta.evidence.words import DASH, count, joined

if TYPE_CHECKING:
    import pandas as pd

    from b12meta.tables import Tables

KINDS = (
    "compares B12 in blood with controls",
    "compares homocysteine, folate or MMA, not B12",
    "reports something else",
    "results not read",
)
"""What a study brings, the main question first."""


def places(tables: Tables) -> pd.DataFrame:
    """Every study with its year, its country and what it reports.

    Parameters
    ----------
    tables : Tables
        Checked raw tables.

    Returns
    -------
    DataFrame
        Indexed by ``study_id``: ``study``, ``year`` and ``country`` (missing where not printed),
        ``reports`` (one of `KINDS`) and ``url``, by year.
    """
    rows = study_table(tables)
    waiting = tables.screening["decision"].eq("awaiting_full_text")
    unread = rows.index.isin(tables.screening.loc[waiting, "study_id"].dropna())
    found = [
        _kind({name for name in ANALYTES if row[name] != DASH}, unread=bool(waits))
        for row, waits in zip(records(rows), unread, strict=True)
    ]
    named = rows.assign(reports=found).rename(columns={"page_url": "url"})
    return named[["study", "year", "country", "reports", "url"]].sort_values(
        "year", kind="stable", na_position="last"
    )


def where_and_when(rows: pd.DataFrame) -> Sentence:
    """From which countries and years the studies come, from `places`."""
    countries = rows["country"].value_counts()
    top = countries.nlargest(1, keep="all")
    most = f"{top.iloc[0]}{' each' if len(top) > 1 else ''}, from {joined([*top.index])}"
    years = rows["year"].dropna()
    unknown = int(rows["country"].isna().sum())
    silent = f"; {count(unknown, 'page does', 'pages do')} not name one" if unknown else ""
    return Sentence(
        f"{len(rows)} study pages come from {count(len(countries), 'country', 'countries')}, the "
        f"most, {most}{silent}. They were published between {years.min()} and "
        f"{years.max()}, half of them since {int(years.astype(float).median())}."
    )


def _kind(compared: set[str], *, unread: bool) -> str:
    """What a study brings, from the substances that it compares with controls."""
    if unread:
        return KINDS[3]
    if "b12" in compared:
        return KINDS[0]
    return KINDS[1] if compared else KINDS[2]
