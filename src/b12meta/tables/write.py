"""Write derived tables so that the same numbers always give the same bytes.

``data/processed`` is a pure function of ``data/raw``: it is rebuilt at every turn, and a file
changes only when a number in it does. So cells have nine significant digits, which hides the last
bits in which two machines differ, and a file is replaced only where a text differs, or a number by
more than 1e-8 of itself (or of 1, if it is small). A new file is first written beside the old one
and then takes its name in one step; an interruption leaves the old one.
"""

from __future__ import annotations

import csv
import io
import math
import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

import pandas as pd

from b12meta.tables.describe import package_text
from b12meta.tables.frame import kind_of, texts, typed
from b12meta.tables.rulebook import FILE, read_schema

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TOLERANCE = 1e-8
"""Relative to max(1, |x|); ten times what nine digits may hide."""


def csv_text(frame: pd.DataFrame) -> str:
    r"""Write a frame as CSV, without its index: nine significant digits, LF, missing is empty.

    Examples
    --------
    >>> csv_text(pd.DataFrame({"study_id": ["a", None], "yi": [1 / 3, -0.0]}))
    'study_id,yi\na,0.333333333\n,0\n'
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows(zip(*(texts(frame[name]) for name in frame.columns), strict=True))
    return buffer.getvalue()


def rewrite_if_changed(
    folder: str | os.PathLike[str],
    frames: Mapping[str, pd.DataFrame],
    keys: Mapping[str, Sequence[str]],
    *,
    titles: Mapping[str, str] | None = None,
    meanings: Mapping[str, str] | None = None,
) -> tuple[str, ...]:
    """Bring a folder of derived tables up to date, touching only the files that change.

    Parameters
    ----------
    folder : path
        Made where it does not exist.
    frames : mapping of str to DataFrame
        Table name to its frame; the file is ``<name>.csv``. The index is not written.
    keys : mapping of str to sequence of str
        Table name to the columns that name a row; compared exactly, also where they are numbers.
    titles : mapping of str to str, optional
        Table name to what one of its rows is.
    meanings : mapping of str to str, optional
        Column, or ``table.column`` where the same name means different things, to its meaning with
        the unit. When given, every column must have one.

    Returns
    -------
    tuple of str
        Names of the files that were written, ``datapackage.json`` among them when columns or words
        changed.

    Raises
    ------
    ValueError
        When a frame is empty of columns, its key is missing or repeated, or a column has no
        meaning; nothing is written then.
    """
    folder = Path(folder)
    for name, frame in frames.items():
        _fit_to_write(name, frame, keys.get(name, ()))
    wanted = {FILE: package_text(frames, keys, titles or {}, meanings)}
    wanted |= {f"{name}.csv": csv_text(frame) for name, frame in frames.items()}
    loose = {f"{name}.csv": _loose(frame, keys[name]) for name, frame in frames.items()}
    folder.mkdir(parents=True, exist_ok=True)
    changed = tuple(
        file for file, text in wanted.items() if _differs(folder / file, text, loose.get(file, ()))
    )
    for file in changed:
        _replace(folder / file, wanted[file])
    return changed


def read_processed(folder: str | os.PathLike[str]) -> dict[str, pd.DataFrame]:
    """Read a folder that `rewrite_if_changed` wrote.

    Returns
    -------
    dict of str to DataFrame
        Table name to its frame, typed as its ``datapackage.json`` says.

    Raises
    ------
    FileNotFoundError, SchemaError
        When the folder was not written by `rewrite_if_changed`.
    """
    schema = read_schema(Path(folder) / FILE)
    frames = {}
    for table in schema.resources:
        with (Path(folder) / table.path).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        index = pd.RangeIndex(len(rows))
        columns = {
            field.name: typed([row[field.name] for row in rows], field.type, index)
            for field in table.fields
        }
        frames[table.name] = pd.DataFrame(columns)
    return frames


def _fit_to_write(name: str, frame: pd.DataFrame, key: Sequence[str]) -> None:
    missing = [column for column in key if column not in frame.columns]
    if not len(key) or missing:
        raise ValueError(
            f"{name}: got the key {list(key)}, expected columns of the table "
            f"({', '.join(frame.columns)})"
        )
    if not frame.columns.is_unique:
        raise ValueError(f"{name}: got a column twice, expected each once")
    repeated = frame.duplicated(list(key))
    if repeated.any():
        values = ", ".join(map(str, frame.loc[repeated, list(key)].iloc[0]))
        raise ValueError(
            f"{name}: got the key ({values}) twice, expected each once; add a column to the key"
        )


def _loose(frame: pd.DataFrame, key: Sequence[str]) -> tuple[int, ...]:
    """Positions of the columns that may differ in their last digits."""
    return tuple(
        place
        for place, column in enumerate(frame.columns)
        if column not in key and kind_of(frame[column]) == "number"
    )


def _differs(path: Path, text: str, loose: Sequence[int]) -> bool:
    try:
        old = path.read_bytes().decode("utf-8")
    except (FileNotFoundError, UnicodeDecodeError):
        return True
    if old == text or not loose:
        return old != text
    try:
        before, after = (
            list(csv.reader(io.StringIO(version), strict=True)) for version in (old, text)
        )
    except csv.Error:
        return True
    return len(before) != len(after) or not all(
        _same_row(one, two, loose) for one, two in zip(before, after, strict=True)
    )


def _same_row(before: list[str], after: list[str], loose: Sequence[int]) -> bool:
    return len(before) == len(after) and all(
        one == two or (place in loose and _close(one, two))
        for place, (one, two) in enumerate(zip(before, after, strict=True))
    )


def _close(one: str, two: str) -> bool:
    try:
        a, b = float(one), float(two)
    except ValueError:
        return False
    return math.isclose(a, b, rel_tol=0.0, abs_tol=TOLERANCE * max(1.0, abs(b)))


def _replace(path: Path, text: str) -> None:
    """Write beside the file, then take its name in one step."""
    with NamedTemporaryFile("wb", dir=path.parent, prefix=f".{path.name}.", delete=False) as new:
        try:
            new.write(text.encode("utf-8"))
            new.flush()
            os.fsync(new.fileno())
            Path(new.name).chmod(0o644)
            Path(new.name).replace(path)
        except BaseException:
            Path(new.name).unlink(missing_ok=True)
            raise
