"""`data.zip`: raw and processed tables, checksums, licences, and a script that redoes the numbers.

The same tables give the same bytes: names are sorted, times and permissions fixed.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import zipfile
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from b12meta.report.provenance import Provenance

__all__ = ["BUNDLE", "bundle", "set_beside", "write_bundle"]

BUNDLE = "data.zip"
TOP = "b12meta-data"
"""Folder into which the archive unpacks."""

TABLES = ("data/raw", "data/processed")
LEGAL = ("LICENSE", "data/LICENSE", "data/README.md")
SUMS = "SHA256SUMS"
TIME = (1980, 1, 1, 0, 0, 0)
READABLE = 0o100644 << 16
UNIX = 3


def write_bundle(root: Path, about: Provenance, target: Path) -> bool:
    """Write the archive of the tree `root` to `target`, and say whether there was one to write.

    There is none where the tree has no processed tables, or where the pages were made from other
    raw tables than its own: numbers and tables would not belong together.
    """
    own = about.tables_from == "data/raw"
    if not own or not (root / "data" / "processed" / "datapackage.json").is_file():
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(bundle(root, about))
    return True


def set_beside(site: Path, archive: Path) -> None:
    """Copy an archive of the site to the folder around it; without one, drop what was there."""
    beside = site.parent / BUNDLE
    if archive.is_file():
        partial = beside.with_suffix(".partial")
        shutil.copyfile(archive, partial)
        partial.replace(beside)
    else:
        beside.unlink(missing_ok=True)


def bundle(root: Path, about: Provenance) -> bytes:
    """The archive's bytes."""
    contents = _contents(root, about)
    contents[SUMS] = checksums(contents).encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in sorted(contents):
            archive.writestr(_entry(name), contents[name], compresslevel=9)
    return stream.getvalue()


def checksums(contents: dict[str, bytes]) -> str:
    """A line for each file, as `sha256sum` writes it.

    Examples
    --------
    >>> checksums({"b": b"", "a": b""}).split()[1::2]
    ['a', 'b']
    """
    return "".join(
        f"{hashlib.sha256(contents[name]).hexdigest()}  {name}\n" for name in sorted(contents)
    )


def _contents(root: Path, about: Provenance) -> dict[str, bytes]:
    """Files by name: tables and licences verbatim, then what explains and redoes them."""
    tables = (file for folder in TABLES for file in (root / folder).iterdir() if _wanted(file))
    legal = (root / name for name in LEGAL if (root / name).is_file())
    found = {file.relative_to(root).as_posix(): file.read_bytes() for file in (*tables, *legal)}
    own = files("b12meta.report.downloads")
    readme = own.joinpath("bundle.md").read_text(encoding="utf-8")
    versions = ", ".join(f"{name} {version}" for name, version in about.versions.items())
    made = {"{commit}": about.commit, "{versions}": versions, "{tables}": about.tables}
    for mark, text in made.items():
        readme = readme.replace(mark, text)
    return found | {
        "README.md": readme.encode(),
        "redo.R": own.joinpath("redo.R").read_bytes(),
    }


def _wanted(file: Path) -> bool:
    return file.is_file() and not file.name.startswith(".")


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(f"{TOP}/{name}", TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = UNIX
    entry.external_attr = READABLE
    return entry
