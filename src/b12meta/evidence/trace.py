"""Where a number comes from: the page of a study, or of a table of facts, in the report.

Addresses are relative to `notebooks/`, so that they work in JupyterLab; the report turns them into
links within the site.
"""

from __future__ import annotations

PAGES = "../docs"


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
