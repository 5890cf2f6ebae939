"""Files beside each page, and the links to them below each table and figure.

Works on a prepared notebook, whose outputs are what the page will show. Only what exists is
offered: a figure without a picture has no PNG.
"""

from __future__ import annotations

import base64
import re
from html import escape
from typing import TYPE_CHECKING, Any

from b12meta.report.downloads.cells import TableCells, csv_text
from b12meta.report.downloads.drawings import drawn, svg_file, title

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["FOLDER", "offer", "write_offers"]

FOLDER = "_downloads"
UNSEEN = {"remove-cell", "remove-output"}
TABLE = '<table class="b12-table">'
SAFE = re.compile(r"[A-Za-z][\w-]*")
KINDS = {"csv": "text/csv", "svg": "image/svg+xml", "png": "image/png"}

Files = dict[str, bytes]


def offer(notebook: dict[str, Any], name: str) -> Files:
    """Add links to the outputs of a prepared notebook, in place; return the files by name.

    Parameters
    ----------
    notebook : dict
        As `prepare` leaves it: HTML is one string, with the links of the site.
    name : str
        Of the notebook, without ending; its files go to ``_downloads/<name>/``.
    """
    taken: Files = {}
    for cell, output in _shown(notebook):
        data = output["data"]
        html = data["text/html"]
        if TABLE in html:
            what, files = _table(html, taken)
        elif svg := drawn(html):
            what, files = title(svg), _figure(svg, data, _figure_name(cell, taken))
        else:
            continue
        taken |= files
        data["text/html"] = f"{html}\n{links(files, what, name)}"
    return taken


def write_offers(files: Files, folder: Path) -> None:
    """Write files by name into `folder`, which is made if there are some."""
    for name, content in files.items():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def links(files: Files, what: str, page: str) -> str:
    """One short line of links, each with a name that says what it leads to.

    Examples
    --------
    >>> links({"table-1.csv": b""}, "Table: Effects", "02_b12")[-60:]
    'type="text/csv" aria-label="CSV, Table: Effects">CSV</a></p>'
    """
    each = " ".join(_link(file, what, page) for file in files)
    return f'<p class="b12-downloads"><span>Download</span> {each}</p>'


def _link(file: str, what: str, page: str) -> str:
    kind = file.rpartition(".")[2]
    label = escape(f"{kind.upper()}, {what}", quote=True)
    return (
        f'<a href="../{FOLDER}/{page}/{file}" download="{page}-{file}" type="{KINDS[kind]}" '
        f'aria-label="{label}">{kind.upper()}</a>'
    )


def _shown(notebook: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each cell with an output that is HTML and is seen."""
    for cell in notebook["cells"]:
        if not UNSEEN & set(cell["metadata"].get("tags", [])):
            for output in cell.get("outputs", []):
                if "text/html" in output.get("data", {}):
                    yield cell, output


def _table(html: str, taken: Files) -> tuple[str, Files]:
    cells = TableCells(html)
    number = 1 + sum(name.endswith(".csv") for name in taken)
    return f"Table: {cells.caption}", {f"table-{number}.csv": csv_text(cells).encode()}


def _figure(svg: str, data: dict[str, Any], name: str) -> Files:
    files = {f"{name}.svg": svg_file(svg).encode()}
    if picture := "".join(data.get("image/png", "")):
        files[f"{name}.png"] = base64.b64decode(picture)
    return files


def _figure_name(cell: dict[str, Any], taken: Files) -> str:
    """The figure's own name if it has one that no other took, else its number on the page."""
    given = cell["metadata"].get("mystnb", {}).get("figure", {}).get("name", "")
    if SAFE.fullmatch(given) and f"{given}.svg" not in taken:
        return str(given)
    return f"figure-{1 + sum(name.endswith('.svg') for name in taken)}"
