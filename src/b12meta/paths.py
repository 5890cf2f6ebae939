"""Where the project's files are.

One place knows: notebooks and library ask for `ROOT` or `raw_folder()`, and so work from any
working folder.
"""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The source tree: the folder that holds `pyproject.toml`, `data` and `notebooks`."""

DATA_VARIABLE = "B12META_DATA"
"""Name of the environment variable that points to another folder of raw tables."""


def raw_folder(path: str | os.PathLike[str] | None = None) -> Path:
    """Folder of the raw tables.

    Parameters
    ----------
    path : path, optional
        Taken as it is when given; else the variable ``B12META_DATA``, else ``data/raw`` of the
        source tree.

    Raises
    ------
    FileNotFoundError
        When neither is given and the package was installed without its data.

    Examples
    --------
    >>> raw_folder("my/tables").as_posix()
    'my/tables'
    """
    if path is not None:
        return Path(path)
    if named := os.environ.get(DATA_VARIABLE):
        return Path(named)
    folder = ROOT / "data" / "raw"
    if not folder.is_dir():
        raise FileNotFoundError(
            f"no raw tables: {folder} does not exist; the installed package carries no data, "
            f"so name a folder, or set {DATA_VARIABLE} to one"
        )
    return folder
