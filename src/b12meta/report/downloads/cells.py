"""A shown table as CSV: the cells as a reader sees them, in a form that programs read safely.

The page's table is the source, so file and page cannot differ.
"""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser

from b12meta.evidence.words import DASH, MINUS

__all__ = ["TableCells", "csv_text", "plain_cell"]

NUMBER = re.compile(rf"[{MINUS}+-]?(\d+\.?\d*|\.\d+)([eE][{MINUS}+-]?\d+)?")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


class TableCells(HTMLParser):
    """Caption and rows of the first table in some HTML; the first row holds the headings.

    Examples
    --------
    >>> found = TableCells("<table><caption>Two</caption><tr><th>a</th><td>1 &lt; 2</td></tr>")
    >>> found.caption, found.rows
    ('Two', [['a', '1 < 2']])
    """

    def __init__(self, html: str):
        super().__init__()
        self.caption = ""
        self.rows: list[list[str]] = []
        self._inside = ""
        self._ended = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  base's signature
        """Open a caption, row or cell."""
        if self._ended:
            return
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self.rows[-1].append("")
        if tag in {"td", "th", "caption"}:
            self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        """Close it; what follows the table is not looked at."""
        self._ended = self._ended or tag == "table"
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        """Add to what is open."""
        if self._inside == "caption":
            self.caption += data
        elif self._inside:
            self.rows[-1][-1] += data


def plain_cell(text: str) -> str:
    """A cell for programs: missing is empty, numbers have an ASCII minus, formulas are defused.

    Examples
    --------
    >>> plain_cell("−0.95"), plain_cell("–"), plain_cell("−0.35 to 0.20")
    ('-0.95', '', '−0.35 to 0.20')
    >>> plain_cell("=SUM(A1)"), plain_cell("="), plain_cell("@home"), plain_cell("+1.5")
    ("'=SUM(A1)", '=', "'@home", '+1.5')
    """
    if text == DASH:
        return ""
    if NUMBER.fullmatch(text):
        return text.replace(MINUS, "-")
    return f"'{text}" if text.startswith(FORMULA) and len(text) > 1 else text


def csv_text(table: TableCells) -> str:
    """The table as comma-separated values with a line of headings."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(
        [plain_cell(cell) for cell in row] for row in table.rows
    )
    return stream.getvalue()
