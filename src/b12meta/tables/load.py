"""Checked tables as typed frames.

`load_tables` is the only way from the files to the rest of the package: it refuses tables with a
problem, and names all problems when it does. What it gives is as typed by hand: same rows, same
order, no value filled in. Whole numbers are ``Int64``, numbers ``float64``, text is ``string``; an
empty cell is missing. The index, named `line`, is the line of the CSV on which the row begins, so
that every later number can name the line that it came from.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import pandas as pd

from b12meta.paths import raw_folder
from b12meta.tables.check import Checked, check_folder
from b12meta.tables.frame import typed
from b12meta.tables.problems import Problem, TableError, Trouble
from b12meta.tables.rulebook import FILE

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping
    from pathlib import Path

    from b12meta.tables.sheet import Sheet

NAMES = (
    "studies",
    "arms",
    "contrasts",
    "counts",
    "reviews",
    "anchors",
    "claims",
    "screening",
    "agreement",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tables:
    """The raw tables, checked: one frame per file, and what they were read from.

    Parameters
    ----------
    studies, arms, contrasts, counts, reviews, anchors, claims, screening, agreement : DataFrame
        One frame per CSV; the columns are those of the data dictionary, the index is the line in
        the file.
    path : Path
        The folder.
    sha256 : mapping of str to str
        File name to SHA-256 digest of its bytes.
    """

    studies: pd.DataFrame
    arms: pd.DataFrame
    contrasts: pd.DataFrame
    counts: pd.DataFrame
    reviews: pd.DataFrame
    anchors: pd.DataFrame
    claims: pd.DataFrame
    screening: pd.DataFrame
    agreement: pd.DataFrame
    path: Path
    sha256: Mapping[str, str]

    @property
    def digest(self) -> str:
        """One SHA-256 digest over all files: that of their list in the form of ``SHA256SUMS``."""
        listing = "".join(f"{self.sha256[file]}  {file}\n" for file in sorted(self.sha256))
        return sha256(listing.encode()).hexdigest()

    def __str__(self) -> str:
        rows = ", ".join(f"{name} {len(getattr(self, name))}" for name in NAMES)
        return f"raw tables (rows: {rows}; SHA-256 {self.digest[:12]}…)"

    __repr__ = __str__


def load_tables(path: str | os.PathLike[str] | None = None) -> Tables:
    """Read and check the raw tables.

    Parameters
    ----------
    path : path, optional
        The folder; None: ``$B12META_DATA``, else ``data/raw`` of the source tree. A folder without
        a ``datapackage.json`` is checked against the one shipped in ``data/raw``.

    Raises
    ------
    TableError
        With every problem of every table.
    FileNotFoundError
        Only with ``path=None``, when the package was installed without its data.

    Examples
    --------
    >>> tables = load_tables()
    >>> tables.arms.loc[20:21, ["study_id", "group", "n", "centre", "spread", "unit"]]
            study_id    group   n  centre  spread   unit
    line
    20    najafi2012       ms  60   108.9    45.3  pg/mL
    21    najafi2012  healthy  38    98.9    44.4  pg/mL
    """
    checked = check_folder(raw_folder(path))
    problems = [*checked.problems, *_tables_not_described(checked)]
    if problems:
        raise TableError(str(checked.folder), problems)
    frames = {name: _frame(checked.sheets[name]) for name in NAMES}
    return Tables(**frames, path=checked.folder, sha256=dict(checked.sha256))


def _tables_not_described(checked: Checked) -> list[Problem]:
    """Refuse a folder whose own rule book leaves tables out."""
    if checked.problems:
        return []
    mend = "describe it, or remove the file to use the project's own"
    return [
        Problem(
            file=FILE,
            line=None,
            column=None,
            value=None,
            message=str(Trouble(f"the table {name}", mend)),
        )
        for name in NAMES
        if name not in checked.sheets
    ]


def _frame(sheet: Sheet) -> pd.DataFrame:
    index = pd.Index([row.line for row in sheet.rows], name="line", dtype="int64")
    return pd.DataFrame(
        {
            field.name: typed([row.cells[field.name] for row in sheet.rows], field.type, index)
            for field in sheet.resource.fields
        }
    )
