"""Which of our studies each review could have included, by the year of publication.

The lists of studies of the reviews were not read; a year says only what was possible.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from b12meta.evidence.missing import unread_studies
from b12meta.evidence.reviews.results import ours, random_models
from b12meta.evidence.rows import records
from b12meta.evidence.trace import paged
from b12meta.evidence.words import study_name

if TYPE_CHECKING:
    from b12meta.tables import Tables

POOLED, UNREAD = "pooled here", "full text not read"
BEFORE, SAME, AFTER, UNKNOWN = "earlier", "same year", "later", "year not known"


def available(tables: Tables, analyte: str) -> pd.DataFrame:
    """Each study of ours, pooled or unread, beside each review that pooled the analyte.

    Returns
    -------
    DataFrame
        By year: ``study year status page_url``, and a column for each review with its year, which
        holds "earlier", "same year" or "later": when the study appeared, as seen from the review.
    """
    studies = pd.concat([_pooled(tables, analyte), _unread(tables, analyte)], ignore_index=True)
    studies = studies.sort_values("year", kind="stable").reset_index(drop=True)
    for review in _dated(tables, analyte):
        name = f"{review['study']} {review['year']}"
        studies[name] = [_when(year, review["year"]) for year in studies["year"]]
    return studies


def counts(tables: Tables, analyte: str) -> pd.DataFrame:
    """For each review, how many of our studies it could have included.

    Returns
    -------
    DataFrame
        Indexed by ``review_id``: ``review year k url``; ``pooled`` and ``unread``, studies of ours
        up to its year; ``later``, pooled studies that appeared after it; ``others``, the least
        number of its studies that are not among those pooled here (missing without ``k``).
    """
    pooled, unread = _pooled(tables, analyte), _unread(tables, analyte)
    rows = [
        {
            "review_id": key,
            "review": review["study"],
            "year": review["year"],
            "k": review["studies"],
            "pooled": int(pooled["year"].le(review["year"]).sum()),
            "unread": int(unread["year"].le(review["year"]).sum()),
            "later": int(pooled["year"].gt(review["year"]).sum()),
            "page_url": review["url"],
        }
        for key, review in _by_id(tables, analyte)
    ]
    found = pd.DataFrame(rows).set_index("review_id")
    others = (found["k"].astype("Int64") - found["pooled"]).clip(lower=0)
    return found.assign(k=found["k"].astype("Int64"), others=others)


def _by_id(tables: Tables, analyte: str) -> list[tuple[str, dict[str, object]]]:
    rows = random_models(tables, analyte)
    rows = rows[rows["year"].notna()]
    return list(zip(map(str, rows.index), records(rows), strict=True))


def _dated(tables: Tables, analyte: str) -> list[dict[str, object]]:
    return [review for _, review in _by_id(tables, analyte)]


def _pooled(tables: Tables, analyte: str) -> pd.DataFrame:
    rows = ours(tables, analyte)[["study", "year", "url"]].reset_index(drop=True)
    return rows.rename(columns={"url": "page_url"}).assign(status=POOLED)[COLUMNS]


def _unread(tables: Tables, analyte: str) -> pd.DataFrame:
    rows = paged(unread_studies(tables, analyte), "screening")
    authors = tables.studies.set_index("study_id")["first_author"]
    names = [_name(row, authors) for row in records(rows)]
    return rows.assign(study=names, status=UNREAD)[COLUMNS]


def _name(row: dict[str, Any], authors: pd.Series) -> str:
    """First author of a record; of one known by its citation only, the words before its year."""
    if isinstance(row["study_id"], str):
        return study_name(row["study_id"], authors.get(row["study_id"]))
    return re.split(r"[.,]? \d{4}", row["citation"])[0]


COLUMNS = ["study", "year", "status", "page_url"]


def _when(year: object, review: object) -> str:
    if pd.isna(year):  # type: ignore[call-overload]
        return UNKNOWN
    if year == review:
        return SAME
    return BEFORE if int(str(year)) < int(str(review)) else AFTER
