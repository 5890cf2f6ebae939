"""Where a number comes from: the page of a study, or of a table of facts, in the report.

Addresses are relative to `notebooks/`, so that they work in JupyterLab; the report turns them into
links within the site.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGES = "../docs"
FOLDERS = ("studies", "rows")
"""Folders of `docs` that hold generated pages and nothing else."""

WITHIN = re.compile(r"(\.\./docs/([\w-]+/)*[\w-]+\.md(#[\w-]+)?)|[\w-]+\.ipynb", re.ASCII)


def study_page(study_id: str, table: str = "", line: int | None = None) -> str:
    """Address of a study's page, or of one raw row on it.

    Examples
    --------
    >>> study_page("najafi2012")
    '../docs/studies/najafi2012.md'
    >>> study_page("najafi2012", "contrasts", 45)
    '../docs/studies/najafi2012.md#contrasts-45'
    """
    return f"{PAGES}/studies/{study_id}.md{_anchor(table, line)}"


def row_page(table: str, line: int | None = None) -> str:
    """Address of a row of a table that is not about one study: reviews, anchors, screening, claims.

    Examples
    --------
    >>> row_page("reviews", 12)
    '../docs/rows/reviews.md#reviews-12'
    """
    return f"{PAGES}/rows/{table}.md{_anchor(table, line)}"


def comparison_page(study_id: object, row: Mapping[str, Any]) -> str:
    """Address of the raw row behind a comparison: its means where they count, else its contrast.

    Examples
    --------
    >>> comparison_page("sener1996", {"level": "direction", "contrasts_line": 7, "arms_line1": 2})
    '../docs/studies/sener1996.md#contrasts-7'
    """
    places = [("contrasts", row["contrasts_line"]), ("arms", row["arms_line1"])]
    ordered = reversed(places) if row["level"] == "means" else places
    table, line = next((place for place in ordered if not pd.isna(place[1])), ("", None))
    return study_page(str(study_id), table, None if line is None else int(line))


def within(address: str) -> bool:
    """Whether an address leads to a page of the report, or to a notebook.

    Examples
    --------
    >>> within(study_page("najafi2012", "arms", 20)), within("../docs/../../etc/x.md")
    (True, False)
    >>> within("02_serum_b12.ipynb")
    True
    """
    return WITHIN.fullmatch(address) is not None


def paged(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """A raw table, or some rows of it, with the address of each row as ``page_url``.

    Examples
    --------
    >>> rows = pd.DataFrame({"fact_id": ["a"]}, index=[7])
    >>> paged(rows, "anchors")["page_url"].item()
    '../docs/rows/anchors.md#anchors-7'
    """
    return frame.assign(page_url=[row_page(table, int(line)) for line in frame.index])


def site(address: object) -> str | None:
    """Name of the site that a page was read on; None where there is no address.

    Examples
    --------
    >>> site("https://www.karger.com/Article/Pdf/381212")
    'karger.com'
    """
    if not isinstance(address, str):
        return None
    return (urlsplit(address).hostname or address).removeprefix("www.")


def linked(words: str, address: str) -> str:
    """Words that lead somewhere, as Markdown.

    Examples
    --------
    >>> linked("Najafi 2012", study_page("najafi2012"))
    '[Najafi 2012](../docs/studies/najafi2012.md)'
    """
    return f"[{words}]({address})"


def _anchor(table: str, line: int | None) -> str:
    return f"#{table}-{line}" if line is not None else ""
