"""Low B12 in adults in general, from surveys: for comparison, never pooled."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from b12meta.evidence.rows import records
from b12meta.evidence.trace import row_page
from b12meta.evidence.words import number

if TYPE_CHECKING:
    import pandas as pd

    from b12meta.tables import Tables

CONTEXT_GROUP = "Adults in general: for comparison, not pooled"
PLAIN = r"below_\d+_(?:pmol_per_l|without_anaemia)"
"""Quantities that are a share below one level, whatever else was measured."""


def background(tables: Tables) -> pd.DataFrame:
    """Shares of people below a level of serum B12, in surveys.

    Parameters
    ----------
    tables : Tables
        Checked raw tables.

    Returns
    -------
    DataFrame
        Indexed by ``line`` of anchors.csv: ``population``, ``what`` (the quantity in words),
        ``plain`` (whether it is a share below one level alone), ``value``, ``ci_low``,
        ``ci_high`` in percent (intervals as printed), ``printed`` (the value with as many decimals
        as the source has), ``n``, ``source``, ``source_url``,
        ``page_url``.
    """
    rows = tables.anchors
    wanted = rows["topic"].eq("background_prevalence") & rows["analyte"].eq("b12")
    rows = rows[wanted]
    return rows.assign(
        what=rows["quantity"].map(quantity_words),
        plain=rows["quantity"].str.fullmatch(PLAIN),
        printed=[_as_printed(row) for row in records(rows)],
        page_url=[row_page("anchors", int(line)) for line in rows.index],
    )


def survey_rows(tables: Tables) -> pd.DataFrame:
    """Those with a printed interval, as rows of a forest plot in percent."""
    rows = background(tables)
    rows = rows[rows["plain"] & rows["ci_low"].notna()]
    return rows.assign(
        study=rows["population"],
        yi=rows["value"],
        group=CONTEXT_GROUP,
        note=rows["what"],
        url=rows["page_url"],
    )[["study", "yi", "ci_low", "ci_high", "group", "note", "url"]]


def quantity_words(quantity: str) -> str:
    """A quantity of anchors.csv in words; levels are in pmol/L.

    >>> quantity_words("below_148_pmol_per_l_with_homocysteine_above_10")
    'below 148 pmol/L with homocysteine above 10'
    >>> quantity_words("from_148_to_258_without_anaemia")
    'from 148 to 258 pmol/L without anaemia'
    """
    words = quantity.replace("_", " ").replace(" pmol per l", "")
    return re.sub(r"^((?:below|above|from \d+ to) \d+)", r"\1 pmol/L", words)


def _as_printed(row: dict[str, Any]) -> str:
    """A share with the decimals that its source prints."""
    exact = number(row["value"], 1)
    return exact if exact in str(row["fragment"]) else number(row["value"], 0)
