"""The whole report in one call: run what changed, export, swap in; nothing to do when unchanged.

What was built from what is remembered beside the site (`reports/.cache`), as a fingerprint of all
inputs and of the finished pages. When neither has changed, the answer takes a fraction of a second.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from b12meta.evidence.trace import FOLDERS
from b12meta.paths import ROOT
from b12meta.report.cache import state_digest, tables_folder
from b12meta.report.digest import digest_text, digest_tree
from b12meta.report.errors import ReportError
from b12meta.report.lock import only_one
from b12meta.report.provenance import provenance

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from b12meta.report.provenance import Provenance
    from b12meta.report.runner import Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildResult:
    """What a build did.

    Attributes
    ----------
    page : path
        The page to open first.
    executed, cached : tuple of str
        Names of notebooks that were run, and of those whose earlier run still holds.
    failed : tuple of Failure
        Notebooks that could not be shown; their pages say so. Empty for a good build.
    unchanged : bool
        Whether there was nothing to do.
    seconds : float
        How long it took.
    """

    page: Path
    executed: tuple[str, ...]
    cached: tuple[str, ...]
    failed: tuple[Failure, ...]
    unchanged: bool
    seconds: float


def build(
    root: Path = ROOT, *, out: Path | None = None, quiet: bool = False, jobs: int = 2
) -> BuildResult:
    """Run the notebooks of `root`, write the pages of studies and rows, and export the site.

    Parameters
    ----------
    root : path
        The source tree: `notebooks`, `docs`, `data`, `src`, `requirements.lock`.
    out : path, optional
        Folder of the site, `reports/html` of `root` by default. Beside it, `.cache` holds executed
        notebooks.
    quiet : bool, default False
        Show no progress.
    jobs : int, default 2
        How many notebooks at a time.

    Returns
    -------
    BuildResult
        With `failed` for notebooks that failed; the rest is built nevertheless.

    Raises
    ------
    ReportError
        When there is no notebook, another build is running, or the pages could not be made; the
        old report is then left as it was.
    FileNotFoundError
        When the folder of raw tables does not exist.
    TableError
        When the raw tables have a problem.
    """
    start = time.perf_counter()
    out = out or root / "reports" / "html"
    notebooks = sorted((root / "notebooks").glob("*.ipynb"))
    if not notebooks:
        raise ReportError(f"no notebooks in {root / 'notebooks'}; nothing to report")
    with only_one(out.parent):
        done = _build(root, out, notebooks, quiet=quiet, jobs=jobs)
    executed, cached, failed, unchanged = done
    return BuildResult(
        page=out / "index.html",
        executed=_names(executed),
        cached=_names(cached),
        failed=failed,
        unchanged=unchanged,
        seconds=time.perf_counter() - start,
    )


_Done = tuple["Sequence[Path]", "Sequence[Path]", "tuple[Failure, ...]", bool]


def _build(root: Path, out: Path, notebooks: Sequence[Path], *, quiet: bool, jobs: int) -> _Done:
    about = provenance(root)
    inputs = _inputs(root, about)
    memory = out.parent / ".cache" / f"{out.name}.built"
    if _remembered(memory) == _digest(inputs, out):
        return (), notebooks, (), True
    from b12meta.report.export import export_site, repair
    from b12meta.report.pages import generated, write_pages
    from b12meta.report.runner import run_notebooks
    from b12meta.tables import load_tables

    repair(out)
    write_pages(root / "docs", generated(load_tables(tables_folder(root))))
    run = run_notebooks(notebooks, root=root, cache=memory.parent, jobs=jobs, quiet=quiet)
    memory.unlink(missing_ok=True)
    export_site(run, root=root, out=out, about=about)
    if not run.failed:
        memory.parent.mkdir(parents=True, exist_ok=True)
        memory.write_text(_digest(inputs, out), encoding="ascii")
    return run.executed, run.cached, run.failed, False


def _digest(inputs: str, out: Path) -> str:
    """Digest of what a build read and of what it left."""
    return digest_text(inputs, digest_tree(out, out.parent / "data.zip"))


def _inputs(root: Path, about: Provenance) -> str:
    """Digest of everything that a byte of the site depends on."""
    pages = digest_tree(root / "notebooks", root / "docs", without=FOLDERS)
    return digest_text(state_digest(root), pages, repr(about))


def _remembered(memory: Path) -> str:
    return memory.read_text(encoding="ascii") if memory.is_file() else ""


def _names(notebooks: Sequence[Path]) -> tuple[str, ...]:
    return tuple(notebook.name for notebook in notebooks)
