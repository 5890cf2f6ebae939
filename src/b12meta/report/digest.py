"""Fingerprints: two folders with the same bytes under the same names have the same digest.

Time stamps play no part, so a fresh clone, a touched file or another day change nothing. What
Python and editors leave behind (`__pycache__`, names that begin with a dot) is not looked at.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


def digest_text(*parts: str) -> str:
    """SHA-256 of some strings, each told apart from its neighbours.

    Examples
    --------
    >>> digest_text("ab", "c") == digest_text("a", "bc")
    False
    """
    total = hashlib.sha256()
    for part in parts:
        data = part.encode()
        total.update(f"{len(data)}:".encode() + data)
    return total.hexdigest()


def digest_file(path: Path) -> str:
    """SHA-256 of a file's bytes, as `sha256sum` prints it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def digest_tree(*paths: Path, without: tuple[str, ...] = ()) -> str:
    """SHA-256 of files and folders: the names below each path and their bytes.

    A path that does not exist counts as such; it is no error. Entries of a folder that are named
    in `without` (what is derived from the rest) are not looked at.
    """
    return digest_text(*(line for path in paths for line in _lines(path, without)))


def _lines(path: Path, without: tuple[str, ...]) -> Iterable[str]:
    if path.is_file():
        return [path.name, digest_file(path)]
    files = ((file.relative_to(path), file) for file in _files(path))
    names = sorted((name.as_posix(), file) for name, file in files if name.parts[0] not in without)
    return ["folder" if path.is_dir() else "missing", *(f"{n} {digest_file(f)}" for n, f in names)]


def _files(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for entry in folder.iterdir():
        if entry.name.startswith(".") or entry.name == "__pycache__":
            continue
        if entry.is_dir():
            yield from _files(entry)
        elif entry.is_file():
            yield entry
