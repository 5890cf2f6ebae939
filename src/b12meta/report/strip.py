"""Notebooks as they are kept in git: no outputs, no counts, no traces of who ran them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def strip_notebooks(folder: Path = ROOT / "notebooks") -> list[Path]:
    """Strip every notebook of a folder; returns those that changed.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> strip_notebooks(pathlib.Path(tempfile.mkdtemp()))
    []
    """
    changed = []
    for path in sorted(folder.glob("*.ipynb")):
        before = path.read_text(encoding="utf-8")
        after = stripped(before)
        if after != before:
            path.write_text(after, encoding="utf-8", newline="\n")
            changed.append(path)
    return changed


def stripped(source: str) -> str:
    """The text of a notebook without outputs, execution counts and traces of a session."""
    import nbformat

    book = nbformat.reads(source, as_version=4)
    book.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    for cell in book.cells:
        keep = ("tags", "mystnb")
        cell.metadata = nbformat.from_dict(
            {k: cell.metadata[k] for k in keep if k in cell.metadata}
        )
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return str(nbformat.writes(book, version=4)) + "\n"
