"""Judge many rows: each must be named once, and what it points to must exist.

A key may span several columns, and some of its parts may be empty (an arm without treatment): two
rows are the same when all parts are. A foreign key is looked up only in a table that could be read
whole, so that one unreadable file does not turn every row of the others into an orphan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.tables.problems import Problem, Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from b12meta.tables.schema import Resource
    from b12meta.tables.sheet import Row, Sheet


def key_problems(sheets: Mapping[str, Sheet]) -> Iterator[Problem]:
    """Give repeated keys, repeated values of unique columns, and keys that point nowhere."""
    for sheet in sheets.values():
        yield from _repeated(sheet, sheet.resource.primary_key, "a key")
        for field in sheet.resource.fields:
            if field.constraints.unique:
                yield from _repeated(sheet, (field.name,), f"a {field.name}")
        yield from _orphans(sheet, sheets)


def _repeated(sheet: Sheet, columns: tuple[str, ...], what: str) -> Iterator[Problem]:
    first: dict[tuple[str, ...], int] = {}
    for row in sheet.rows if columns else ():
        if not set(columns) <= row.cells.keys():
            return
        key = tuple(row.cells[column] for column in columns)
        if any(key) and first.setdefault(key, row.line) != row.line:
            trouble = Trouble(
                f"{what} that no row above has",
                f"line {first[key]} has it; remove one of the rows, or correct it",
            )
            yield _problem(sheet.resource, row, "+".join(columns), ", ".join(key), trouble)


def _orphans(sheet: Sheet, sheets: Mapping[str, Sheet]) -> Iterator[Problem]:
    for key in sheet.resource.foreign_keys:
        target = sheets.get(key.table)
        if target is None or not target.whole:
            continue
        known = {row.cells[key.target] for row in target.rows}
        mend = f"correct it, or add it to {target.resource.path}"
        trouble = Trouble(f"a {key.target} of {target.resource.path}", mend)
        for row in sheet.rows:
            value = row.cells.get(key.column, "")
            if value and value not in known:
                yield _problem(sheet.resource, row, key.column, value, trouble)


def _problem(resource: Resource, row: Row, column: str, value: str, trouble: Trouble) -> Problem:
    return Problem(
        file=resource.path, line=row.line, column=column, value=value, message=str(trouble)
    )
