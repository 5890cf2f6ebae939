"""From bytes to rows: the part of reading where files, not cells, go wrong.

The standard library reads the CSV, strictly; this module counts lines as an editor does, and turns
whatever stops the reading into a sentence. No bytes make it raise.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from b12meta.tables.decode import separated_by_commas, text_of
from b12meta.tables.header import header_fits
from b12meta.tables.problems import Trouble
from b12meta.tables.sheet import Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from b12meta.tables.schema import Resource

_QUOTES = Trouble(
    "quotes that close before a comma or the end of a line (and cells below 131,072 characters)",
    'close the quote, and double each " inside a quoted cell; the lines below were not read',
)


def read_sheet(resource: Resource, data: bytes) -> Sheet:
    """Read the bytes of a CSV file; never raises, whatever the bytes."""
    sheet = Sheet(resource)
    text = text_of(sheet, data)
    if text is None or not separated_by_commas(sheet, text):
        return sheet
    lines = _lines(sheet, text)
    _, header = next(lines, (1, None))
    if header is not None and header_fits(sheet, header):
        sheet.rows.extend(_rows(sheet, header, lines))
        if not sheet.rows and sheet.whole:
            sheet.broken(
                Trouble("at least one row below the header", "add the rows, or restore the file"), 2
            )
    return sheet


def _lines(sheet: Sheet, text: str) -> Iterator[tuple[int, list[str]]]:
    """Give the first line and the cells of each row, down to a quote that goes wrong."""
    reader = csv.reader(io.StringIO(text), strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        sheet.broken(_QUOTES, line, None, text.split("\n", line)[line - 1])


def _rows(sheet: Sheet, header: list[str], lines: Iterator[tuple[int, list[str]]]) -> Iterator[Row]:
    sound = len(header) == len(sheet.resource.columns)
    for line, cells in lines:
        if not cells:
            sheet.report(Trouble("a row, the line is blank", "remove the line"), line)
        elif len(cells) == len(header):
            yield Row(line, dict(zip(header, cells, strict=True)))
        elif sound:
            mend = "put a cell that holds a comma in double quotes, or add or remove a comma"
            sheet.broken(Trouble(f"{len(header)} cells", mend), line, None, f"{len(cells)} cells")
        else:
            sheet.whole = False  # the header was reported; it is what does not fit
