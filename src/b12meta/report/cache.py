"""Executed notebooks, kept until anything that could change them changes.

A copy is found again by a key over the notebook's own text and the *state*: data, package, lock
file, Python, and which folder of tables is in force. Keys over code alone are not enough: a
corrected number in a table would then leave yesterday's figures on the page.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from b12meta.paths import DATA_VARIABLE
from b12meta.report.digest import digest_file, digest_text, digest_tree

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def tables_folder(root: Path) -> Path:
    """Folder of raw tables that a notebook of `root` reads: ``$B12META_DATA``, else `data/raw`.

    Raises
    ------
    FileNotFoundError
        When the folder does not exist.
    """
    named = os.environ.get(DATA_VARIABLE)
    folder = (root / "data" / "raw").resolve() if not named else _resolved(named)
    if not folder.is_dir():
        origin = f"named by {DATA_VARIABLE}" if named else "which the notebooks read"
        raise FileNotFoundError(f"no raw tables: {folder}, {origin}, is not a folder")
    return folder


def _resolved(named: str) -> Path:
    from pathlib import Path

    return Path(named).expanduser().resolve()


def state_digest(root: Path) -> str:
    """Digest of all that a notebook's results depend on, besides the notebook itself."""
    return digest_text(
        sys.version,
        os.environ.get(DATA_VARIABLE, ""),
        digest_tree(tables_folder(root), root / "data", root / "src", root / "requirements.lock"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutedCache:
    """Executed copies in `folder`, one file per notebook and key."""

    folder: Path
    state: str

    def path(self, notebook: Path) -> Path:
        """Where the executed copy of `notebook` is kept, whether it exists or not."""
        key = digest_text(digest_file(notebook), self.state)
        return self.folder / f"{notebook.stem}.{key[:20]}.ipynb"

    def store(self, copy: Path, text: str) -> None:
        """Keep an executed copy; a half-written file is never seen under its final name."""
        self.folder.mkdir(parents=True, exist_ok=True)
        partial = copy.with_suffix(".partial")
        partial.write_text(text, encoding="utf-8", newline="\n")
        partial.replace(copy)

    def purge(self, notebooks: Iterable[Path]) -> None:
        """Drop every copy that belongs to none of `notebooks` as they are now."""
        wanted = {self.path(notebook) for notebook in notebooks}
        if self.folder.is_dir():
            for file in self.folder.iterdir():
                if file not in wanted:
                    file.unlink()
