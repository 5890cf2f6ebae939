"""Copies of the real tables, to be broken one cell at a time."""

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from b12meta.paths import ROOT

RAW = ROOT / "data" / "raw"

Alter = Callable[[str, int, str, str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The nine tables without their rule book, so that the one of the project applies."""
    for file in RAW.glob("*.csv"):
        shutil.copy(file, tmp_path)
    return tmp_path


@pytest.fixture
def alter(folder: Path) -> Alter:
    """Type a value into the cell at a line and column of a table."""

    def alter(table: str, line: int, column: str, value: str) -> None:
        path = folder / f"{table}.csv"
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
        rows[line - 1][rows[0].index(column)] = value
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        path.write_bytes(text.getvalue().encode("utf-8"))

    return alter
