"""From bytes to text: where a file comes back from a spreadsheet in another coat.

Another encoding, a byte order mark, other line ends: each gets its own sentence, and what can still
be read is read on, so that the cells are judged in the same pass.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from typing import TYPE_CHECKING

from b12meta.tables.problems import Trouble

if TYPE_CHECKING:
    from b12meta.tables.sheet import Sheet

SAVE = "save the table as CSV, UTF-8, with commas and Unix line ends (LF)"

_MARKS = (BOM_UTF16_LE, BOM_UTF16_BE)
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def text_of(sheet: Sheet, data: bytes) -> str | None:
    """Decode a file; None when nothing of it can be read."""
    if not data.removeprefix(BOM_UTF8).strip():
        sheet.broken(Trouble("a header and rows, the file is empty", "restore the file"), 1)
        return None
    if data.startswith(_MARKS) or data[:400].count(0) * 3 > len(data[:400]):
        sheet.broken(Trouble("UTF-8", SAVE), 1, None, "UTF-16")
        return None
    if data.startswith(BOM_UTF8):
        sheet.report(Trouble("UTF-8 without a byte order mark", SAVE), 1, None, "a byte order mark")
        data = data.removeprefix(BOM_UTF8)
    return _without_returns(sheet, _decoded(sheet, data))


def _decoded(sheet: Sheet, data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, place = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
        sheet.broken(
            Trouble("UTF-8", SAVE),
            line,
            None,
            f"byte 0x{data[error.start]:02X} as byte {place} of the line",
        )
        return data.decode("utf-8", errors="replace")


def _without_returns(sheet: Sheet, text: str) -> str:
    if "\r" not in text:
        return text
    line = text.count("\n", 0, text.index("\r")) + 1
    sheet.report(
        Trouble("lines that end with LF alone", SAVE), line, None, "a carriage return (CR)"
    )
    return re.sub("\r\n?", "\n", text)


def separated_by_commas(sheet: Sheet, text: str) -> bool:
    """Say whether the header has commas; other separators are reported."""
    header = text.partition("\n")[0]
    for separator, name in _SEPARATORS.items():
        if header.count(separator) > header.count(","):
            sheet.broken(Trouble("columns separated by commas", SAVE), 1, None, name)
            return False
    return True
