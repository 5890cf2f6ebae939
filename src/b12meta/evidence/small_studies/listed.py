"""Every comparison that is known to exist and cannot be used, once: the list for all chapters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.chooser import choose
from b12meta.evidence.compare import comparisons
from b12meta.evidence.levels import contrasts
from b12meta.evidence.missing import unread_studies
from b12meta.evidence.small_studies.silence import silent
from b12meta.evidence.small_studies.studies import placed
from b12meta.evidence.trace import comparison_page, row_page
from b12meta.evidence.words import study_name

if TYPE_CHECKING:
    from b12meta.tables import Tables

READ = "abstract read, no comparison printed"
CUT = "page breaks off before the results"
UNREAD = "full text awaited"
COLUMNS = ["study", "year", "reason", "study_id", "record_id", "page_url"]


def silence_list(tables: Tables, analyte: str) -> pd.DataFrame:
    """Comparisons of an analyte that are known and say nothing, or nothing that can be weighed.

    Parameters
    ----------
    tables : Tables
        Checked raw tables.
    analyte : {"b12", "homocysteine", "folate"}
        What was measured.

    Returns
    -------
    DataFrame
        One row per study or record, each once, by year within a reason: ``study`` (its name, or
        how it is cited), ``year``, ``reason``, ``study_id`` and ``record_id`` (missing where there
        is none) and ``page_url``. First `silent` studies, then chosen comparisons that cannot be
        pooled, then `unread_studies`. A study that says something else, as `elsewhere` lists, is
        only here when it has a comparison that cannot be pooled.
    """
    found = pd.concat(
        [_silent(tables, analyte), _not_pooled(tables, analyte), _unread(tables, analyte)],
        ignore_index=True,
    )
    twice = found["study_id"].notna() & found["study_id"].duplicated()
    pooled = found["study_id"].isin(placed(tables, analyte).index)
    return found[~twice & ~pooled].reset_index(drop=True).astype({"year": "Int64"})


def silent_count(tables: Tables, analyte: str) -> tuple[int, int]:
    """How many comparisons of an analyte say nothing, and how many are known: these and the pooled.

    Returns
    -------
    tuple of int
        ``(silent, known)``: rows of `silence_list`, and these with those of the headline pool.
    """
    count = len(silence_list(tables, analyte))
    return count, count + len(placed(tables, analyte))


def _silent(tables: Tables, analyte: str) -> pd.DataFrame:
    rows = silent(tables, analyte).reset_index()
    reasons = rows["read"].map({True: READ, False: CUT})
    return rows.assign(reason=reasons, record_id=None)[COLUMNS]


def _not_pooled(tables: Tables, analyte: str) -> pd.DataFrame:
    """Comparisons that stand for their studies and can be neither an effect nor a bound."""
    rows = contrasts(choose(comparisons(tables, analyte)).chosen, analyte).aside
    keys = list(rows.index)
    return pd.DataFrame(
        {
            "study": [study_name(*pair) for pair in zip(keys, rows["first_author"], strict=True)],
            "year": list(rows["year"]),
            "reason": list(rows["reason"]),
            "study_id": keys,
            "record_id": None,
            "page_url": [comparison_page(key, rows.loc[key].to_dict()) for key in keys],
        }
    )[COLUMNS]


def _unread(tables: Tables, analyte: str) -> pd.DataFrame:
    rows = unread_studies(tables, analyte)
    pages = [row_page("screening", int(line)) for line in rows.index]
    return rows.assign(study=rows["citation"], reason=UNREAD, page_url=pages)[COLUMNS]
