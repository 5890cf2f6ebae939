"""Run notebooks, two at a time, and say exactly what went wrong where.

Most of a notebook's two seconds are start-up and imports of its kernel, so threads of one process
are enough: they only wait. A notebook that fails stops nobody else. No kernel outlives this
module, also when the user presses Ctrl-C.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from b12meta.report.cache import ExecutedCache, state_digest, tables_folder
from b12meta.report.checks import Notebook, error_message, faults, place
from b12meta.report.kernel import kernel_environment, kernel_manager, private_folder
from b12meta.report.progress import progress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A notebook that could not be shown, and why."""

    notebook: Path
    message: str

    def __str__(self) -> str:
        return f"{self.notebook.name}, {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What became of the notebooks: where each executed copy is, and what failed."""

    copies: dict[Path, Path]  # notebook: executed copy
    executed: tuple[Path, ...]
    cached: tuple[Path, ...]
    failed: tuple[Failure, ...]


def run_notebooks(
    notebooks: Sequence[Path],
    *,
    root: Path,
    cache: Path,
    jobs: int = 2,
    timeout: int = 600,
    quiet: bool = False,
) -> Run:
    """Execute notebooks that changed, or whose data, package, lock or Python changed.

    Parameters
    ----------
    notebooks : sequence of path
        Each is run on its own, with `root` as working folder.
    root : path
        The source tree; its data, src and requirements.lock are part of the cache key.
    cache : path
        Folder of executed copies; those of notebooks that are gone are deleted.
    jobs : int, default 2
        How many at a time.
    timeout : int, default 600
        Seconds that one cell may take.
    quiet : bool, default False
        Show no progress.
    """
    store = ExecutedCache(folder=cache / "notebooks", state=state_digest(root))
    store.purge(notebooks)
    known = tuple(nb for nb in notebooks if store.path(nb).is_file())
    todo = [nb for nb in notebooks if nb not in known]
    work = _Work(root=root, fonts=cache / "fonts", store=store, timeout=timeout, managers=set())
    failed = _run_all(work, todo, jobs=jobs, quiet=quiet)
    ran = tuple(nb for nb in todo if nb not in {failure.notebook for failure in failed})
    copies = {nb: store.path(nb) for nb in (*known, *ran)}
    return Run(copies=copies, executed=ran, cached=known, failed=tuple(failed))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    root: Path
    fonts: Path
    store: ExecutedCache
    timeout: int
    managers: set[Any]  # of the kernels that are alive


def _run_all(work: _Work, todo: Sequence[Path], *, jobs: int, quiet: bool) -> list[Failure]:
    if not todo:
        return []
    shown = progress(len(todo), quiet=quiet)
    pool = ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="notebook")
    running = {pool.submit(_run_one, work, nb): nb for nb in todo}
    outcome: dict[Path, str | None] = {}
    try:
        while running:
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                notebook = running.pop(future)
                outcome[notebook] = _tell(shown, notebook, future)
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        while any(future.running() for future in running):  # a kernel may still be starting
            _kill(work.managers)
            time.sleep(0.1)
        raise
    finally:
        pool.shutdown(wait=True)
        shown.close()
    said = [(nb, outcome[nb]) for nb in todo]
    return [Failure(notebook=nb, message=text) for nb, text in said if text is not None]


def _tell(shown: Any, notebook: Path, future: Future[tuple[str | None, float]]) -> str | None:
    message, seconds = future.result()
    shown.done(notebook.name, seconds, message)
    return message


def _kill(managers: set[Any]) -> None:
    for manager in list(managers):
        pid = getattr(manager.provisioner, "pid", None)
        if pid:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)


def _run_one(work: _Work, path: Path) -> tuple[str | None, float]:
    start = time.perf_counter()
    try:
        notebook = read_notebook(path)
    except ValueError as error:
        return str(error), time.perf_counter() - start
    message = _execute(work, notebook)
    if message is None:
        message = "; ".join(faults(notebook)) or None
    if message is None:
        work.store.store(work.store.path(path), _as_text(notebook))
    return message, time.perf_counter() - start


def read_notebook(path: Path) -> Any:
    """Read a notebook without trusting it.

    Raises
    ------
    ValueError
        When the file is no notebook of format 4; the message says what is wrong.
    """
    import nbformat
    from nbformat.v4.rwbase import rejoin_lines

    try:
        notebook = nbformat.from_dict(json.loads(path.read_text(encoding="utf-8")))
        for number, cell in enumerate(notebook["cells"]):
            cell.setdefault("id", f"cell-{number + 1}")
        notebook["nbformat_minor"] = max(5, notebook["nbformat_minor"])
        nbformat.validate(notebook)
        rejoin_lines(notebook)
    except (ValueError, KeyError, TypeError, AttributeError, nbformat.ValidationError) as error:
        reason = str(error).splitlines()[0]
        raise ValueError(f"this is not a Jupyter notebook of format 4: {reason}") from error
    return notebook


def _execute(work: _Work, notebook: Any) -> str | None:
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    with private_folder(work.fonts) as folder, (folder / "log").open("w+") as log:
        manager = kernel_manager(folder)
        work.managers.add(manager)
        reached = [0]
        client = NotebookClient(
            notebook,
            km=manager,
            timeout=work.timeout,
            record_timing=False,
            shutdown_kernel="immediate",
            resources={"metadata": {"path": str(work.root)}},
            on_cell_start=lambda cell, cell_index: reached.__setitem__(0, cell_index),  # noqa: ARG005
        )
        client.owns_km = True  # else nbclient leaves the kernel running
        env = kernel_environment(folder, tables_folder(work.root))
        try:
            asyncio.run(client.async_execute(env=env, stdout=log, stderr=log))
        except CellExecutionError:
            return error_message(notebook, reached[0], work.root)
        except CellTimeoutError:
            return f"{place(notebook, reached[0])}: took longer than {work.timeout} s"
        except (DeadKernelError, RuntimeError) as error:
            return _death(notebook, reached[0], error, log)
        finally:
            work.managers.discard(manager)
    return None


def _death(notebook: Notebook, index: int, error: Exception, log: Any) -> str:
    log.seek(0)
    said = [line.strip() for line in log.read().splitlines() if line.strip()]
    reason = f"; its last words: {said[-1]}" if said else ""
    return f"{place(notebook, index)}: the Python of this notebook died ({error}){reason}"


def _as_text(notebook: Any) -> str:
    import nbformat

    return str(nbformat.writes(notebook)) + "\n"
