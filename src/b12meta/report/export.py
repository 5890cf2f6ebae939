"""Notebooks and prose into a site, built aside and swapped in whole.

The source of the site is gathered in a folder of its own, Sphinx runs over it in a process of its
own (so that hash seed and locale are fixed from the start), and only a finished site takes the
place of the old one, by renaming. A build that fails, or is killed, leaves the old report whole.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from b12meta.report.downloads import (
    BUNDLE,
    FOLDER,
    offer,
    set_beside,
    write_bundle,
    write_offers,
)
from b12meta.report.errors import ReportError
from b12meta.report.kernel import fixed_environment
from b12meta.report.polish import polish_site
from b12meta.report.prepare import Notebook, prepare

if TYPE_CHECKING:
    from pathlib import Path

    from b12meta.report.provenance import Provenance
    from b12meta.report.runner import Run

FENCE = "~" * 12
NOT_FOR_READERS = (".buildinfo", "objects.inv", "_sources", "**/*.map")


def export_site(run: Run, *, root: Path, out: Path, about: Provenance) -> None:
    """Build the site of `root` from executed notebooks and put it at `out`.

    Raises
    ------
    ReportError
        When Sphinx fails or warns; `out` is then what it was before. A page that is missing
        because its notebook failed is replaced by a page that says so, and warnings about it are
        not fatal: the caller reports the failure.
    """
    aside = _aside(out)
    shutil.rmtree(aside, ignore_errors=True)
    try:
        _gather(run, root=root, source=aside / "source", about=about)
        _sphinx(aside, root=root, strict=not run.failed)
        _drop(aside / "html")
        polish_site(aside / "html")
        _add_downloads(aside, root=root, about=about)
        _swap(aside / "html", out)
        set_beside(out, out / FOLDER / BUNDLE)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def repair(out: Path) -> None:
    """Bring back the report that an interrupted swap had set aside, and clear what is left."""
    old = _old(out)
    if old.is_dir() and not out.exists():
        old.rename(out)
    shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(_aside(out), ignore_errors=True)


def _aside(out: Path) -> Path:
    return out.with_name(f".{out.name}-new")


def _old(out: Path) -> Path:
    return out.with_name(f".{out.name}-old")


def _gather(run: Run, *, root: Path, source: Path, about: Provenance) -> None:
    shutil.copytree(root / "docs", source, ignore=shutil.ignore_patterns(".*", "__pycache__"))
    _fonts(source / "_static" / "fonts")
    (source / "provenance.json").write_text(json.dumps(about.as_dict()), encoding="utf-8")
    pages = source / "notebooks"
    pages.mkdir()
    for notebook, copy in run.copies.items():
        page = prepare(json.loads(copy.read_text(encoding="utf-8")))
        write_offers(offer(page, notebook.stem), source.parent / FOLDER / notebook.stem)
        (pages / notebook.name).write_text(json.dumps(page), encoding="utf-8")
    for failure in run.failed:
        page = _failed_page(failure.notebook, failure.message)
        (pages / failure.notebook.name).write_text(json.dumps(page), encoding="utf-8")


def _add_downloads(aside: Path, *, root: Path, about: Provenance) -> None:
    """The files that pages offer, which Sphinx does not know, and the archive of all data."""
    target = aside / "html" / FOLDER
    if (aside / FOLDER).is_dir():
        shutil.copytree(aside / FOLDER, target, dirs_exist_ok=True)
    write_bundle(root, about, target / BUNDLE)


def _fonts(folder: Path) -> None:
    from importlib.resources import as_file, files

    folder.mkdir(parents=True, exist_ok=True)
    for font in sorted(files("b12meta.figures").joinpath("fonts").iterdir(), key=lambda f: f.name):
        if font.name.endswith(".ttf") or font.name == "LICENSE":
            with as_file(font) as path:
                shutil.copy(path, folder / font.name)


def _failed_page(notebook: Path, message: str) -> Notebook:
    """A page in place of the failed one, so that links to it hold."""
    text = (
        f"# {notebook.stem}: not available\n\n"
        ":::{error}\nThis notebook failed, so its page could not be made.\n:::\n\n"
        f"{FENCE}text\n{message}\n{FENCE}\n"
    )
    cell = {"cell_type": "markdown", "id": "failed", "metadata": {}, "source": text}
    return {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def _sphinx(aside: Path, *, root: Path, strict: bool) -> None:
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-E", "--keep-going"]
    folders = ["-d", "doctrees", "source", "html"]
    answer = subprocess.run(
        [*command, *(["-W"] if strict else []), *folders],
        cwd=aside,
        env=fixed_environment() | {"PYTHONWARNINGS": "", "COLUMNS": "200"},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if answer.returncode != 0:
        raise ReportError(f"the pages could not be made:\n{_mapped(answer.stderr, aside, root)}")


def _mapped(text: str, aside: Path, root: Path) -> str:
    """Sphinx's messages with the files and cells that a person would open."""
    source = f"{aside / 'source'}{os.sep}"
    notebooks = f"{source}notebooks{os.sep}"
    text = text.replace(notebooks, f"{root.name}/notebooks/").replace(source, f"{root.name}/docs/")
    return re.sub(r"\.ipynb:(\d+)\d{4}:", r".ipynb, cell \1:", text).strip()


def _drop(site: Path) -> None:
    for pattern in NOT_FOR_READERS:
        for path in list(site.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _swap(new: Path, out: Path) -> None:
    old = _old(out)
    if out.exists():
        out.rename(old)
    new.rename(out)
    shutil.rmtree(old, ignore_errors=True)
