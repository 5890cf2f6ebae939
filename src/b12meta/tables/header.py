"""The first line: are all columns there, once, in order, and under their own names.

Cells are judged by the name above them, so a doubtful header is settled first. A column that is
missing or unknown leaves the others readable; repeated or exchanged names do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.tables.problems import Trouble

if TYPE_CHECKING:
    from b12meta.tables.sheet import Sheet


def header_fits(sheet: Sheet, header: list[str]) -> bool:
    """Compare the names of the columns; False when the cells below cannot be told apart."""
    if not set(header) & set(sheet.resource.columns):
        mend = f"write the header {','.join(sheet.resource.columns)}"
        sheet.broken(Trouble("the names of the columns", mend), 1, None, ",".join(header) or None)
        return False
    if repeated := sorted({name for name in header if header.count(name) > 1}):
        for name in repeated:
            trouble = Trouble("each column once", "remove or rename one of the columns")
            sheet.broken(trouble, 1, None, name)
        return False
    _report_names(sheet, header)
    return _in_order(sheet, header)


def _report_names(sheet: Sheet, header: list[str]) -> None:
    expected = sheet.resource.columns
    missing = [name for name in expected if name not in header]
    for name in header:
        if name not in expected:
            _report_unknown(sheet, header, name, missing)
    for name in missing:
        trouble = Trouble(
            f"the column {name} (number {expected.index(name) + 1})",
            "add the column, with empty cells where nothing was reported",
        )
        sheet.broken(trouble, 1, name)


def _report_unknown(sheet: Sheet, header: list[str], name: str, missing: list[str]) -> None:
    """Name one fault, not two, where an unknown name stands in the place of a missing one."""
    place = header.index(name)
    expected = sheet.resource.columns
    if len(header) == len(expected) and expected[place] in missing:
        missing.remove(expected[place])
        sheet.broken(
            Trouble(f"the column name {expected[place]}", f"write {expected[place]}"),
            1,
            expected[place],
            name,
        )
    else:
        mend = "remove the column, or describe it in the datapackage.json"
        sheet.report(
            Trouble(f"no column of this name in {sheet.resource.path}", mend), 1, None, name
        )


def _in_order(sheet: Sheet, header: list[str]) -> bool:
    found = [name for name in header if name in sheet.resource.columns]
    expected = [name for name in sheet.resource.columns if name in header]
    for name, right in zip(found, expected, strict=True):
        if name != right:
            mend = f"put the columns in the order {', '.join(sheet.resource.columns)}"
            sheet.broken(Trouble(f"the column {right} here", mend), 1, right, name)
            return False
    return True
