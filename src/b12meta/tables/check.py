"""Check a folder of tables against its rule book, and report everything at once.

The check is a line of small steps, each of which only adds findings: bytes to rows (`reader`),
cells alone (`cells`), cells of a row together (`rules`), rows together (`keys`). Nothing is
written, nothing is mended, and time and memory grow with the size of the files. A folder with a
``datapackage.json`` of its own is checked against that; any other folder against the one of the
project's ``data/raw``.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from b12meta.paths import ROOT, raw_folder
from b12meta.tables.cells import cell_trouble
from b12meta.tables.keys import key_problems
from b12meta.tables.problems import Problem, Trouble
from b12meta.tables.reader import read_sheet
from b12meta.tables.rulebook import FILE, read_schema
from b12meta.tables.rules import rule_troubles
from b12meta.tables.schema import Resource, Schema, SchemaError

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from pathlib import Path

    from b12meta.tables.sheet import Row, Sheet

SHIPPED = ROOT / "data" / "raw" / FILE
"""The rule book of the source tree, for folders without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check has seen: the tables as typed, their digests, and every problem."""

    folder: Path
    sheets: dict[str, Sheet]
    sha256: dict[str, str]
    problems: tuple[Problem, ...]


def check_tables(path: str | os.PathLike[str] | None = None) -> list[Problem]:
    """Check every table of a folder.

    Parameters
    ----------
    path : path, optional
        The folder; None: ``$B12META_DATA``, else ``data/raw`` of the source tree. A folder without
        a ``datapackage.json`` is checked against the one shipped in ``data/raw``.

    Returns
    -------
    list of Problem
        Every finding, in the order of files and lines; empty when the tables are sound.

    Raises
    ------
    FileNotFoundError
        Only with ``path=None``, when the package was installed without its data.

    Examples
    --------
    >>> check_tables()
    []
    >>> print(*check_tables("no/such/folder"))
    no/such/folder, got nothing, expected a folder of tables, how to mend: correct the path
    """
    return list(check_folder(raw_folder(path)).problems)


def check_folder(folder: Path) -> Checked:
    """Check a folder and keep what was read, so that what is loaded is what was checked."""
    schema = _rule_book(folder)
    if isinstance(schema, Problem):
        return Checked(folder=folder, sheets={}, sha256={}, problems=(schema,))
    sheets, digests, missing = {}, {}, []
    for resource in schema.resources:
        data = _read(folder, resource)
        if isinstance(data, Problem):
            missing.append(data)
            continue
        sheets[resource.name] = read_sheet(resource, data)
        digests[resource.path] = sha256(data).hexdigest()
    found = [*missing, *_problems(sheets)]
    return Checked(folder=folder, sheets=sheets, sha256=digests, problems=_sorted(schema, found))


def _rule_book(folder: Path) -> Schema | Problem:
    if not folder.is_dir():
        value = "a file" if folder.exists() else None
        return _whole_file(str(folder), value, Trouble("a folder of tables", "correct the path"))
    path = folder / FILE if (folder / FILE).exists() else SHIPPED
    if not path.exists():
        mend = "copy the datapackage.json of the project's data/raw into the folder"
        return _whole_file(FILE, None, Trouble("the rule book of the tables", mend))
    try:
        return read_schema(path)
    except SchemaError as error:
        mend = "correct the file, or remove it to use the project's own"
        return _whole_file(
            FILE, str(error), Trouble("a data package that the checker can follow", mend)
        )


def _read(folder: Path, resource: Resource) -> bytes | Problem:
    path = folder / resource.path
    try:
        return path.read_bytes()
    except FileNotFoundError:
        mend = f"restore {resource.path}, or correct its name"
        return _whole_file(resource.path, None, Trouble("a file of this name in the folder", mend))
    except OSError as error:
        mend = "make it a file that you may read"
        return _whole_file(resource.path, error.strerror, Trouble("a file that can be read", mend))


def _whole_file(file: str, value: str | None, trouble: Trouble) -> Problem:
    return Problem(file=file, line=None, column=None, value=value, message=str(trouble))


def _problems(sheets: dict[str, Sheet]) -> Iterator[Problem]:
    for sheet in sheets.values():
        yield from sheet.problems
        for row in sheet.rows:
            for column, trouble in _row_troubles(sheet.resource, row):
                yield Problem(
                    file=sheet.resource.path,
                    line=row.line,
                    column=column,
                    value=row.cells[column],
                    message=str(trouble),
                )
    yield from key_problems(sheets)


def _row_troubles(resource: Resource, row: Row) -> Iterator[tuple[str, Trouble]]:
    """Judge each cell alone, then the sound ones together."""
    sound = dict(row.cells)
    for field in resource.fields:
        trouble = cell_trouble(field, row.cells[field.name]) if field.name in row.cells else None
        if trouble:
            del sound[field.name]
            yield field.name, trouble
    for rule in resource.rules:
        for column, trouble in list(rule_troubles(rule, sound)):
            sound.pop(column, None)
            yield column, trouble


def _sorted(schema: Schema, problems: list[Problem]) -> tuple[Problem, ...]:
    """Order as in the rule book: tables, then lines."""
    places = {resource.path: number for number, resource in enumerate(schema.resources)}
    return tuple(sorted(problems, key=lambda problem: (places[problem.file], problem.line or 0)))
