"""Long work in chunks: one after the other here, or wherever joblib sends them.

A chunk is a piece of the task, cut at places that the task alone decides, with random numbers that
its number alone decides. So who computes it, when, and beside what cannot change an answer, and
the same call runs in one process, on all cores, or on a cluster::

    with joblib.parallel_config(n_jobs=4):
        b12meta.gosh(yi, vi)

Nobody needs joblib who does not ask for more than one process: a configuration can only be active
where joblib has been imported, and where it has not, chunks are a plain loop.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

__all__ = ["blocks", "each", "generator", "known_seed"]

Task = TypeVar("Task")
Found = TypeVar("Found")

PATIENCE = 1.0
"""Seconds after which a bar appears."""


def each(
    work: Callable[[Task], Found],
    tasks: Sequence[Task],
    *,
    progress: str | None = None,
    workers: int | None = None,
) -> Iterator[Found]:
    """Do `work` on each task, and give the results in the order of the tasks, as they come.

    Parameters
    ----------
    work : callable
        Something that can be sent to another process.
    tasks : sequence
        What it is called with.
    progress : str, optional
        Words before a progress bar; it is shown on a terminal, after a second.
    workers : int, optional
        Processes; by default what ``joblib.parallel_config`` says, else one.

    Examples
    --------
    >>> list(each(abs, [-1, 2]))
    [1, 2]
    """
    found = run(work, tasks, workers)
    return found if progress is None else shown(found, len(tasks), progress)


def run(
    work: Callable[[Task], Found], tasks: Sequence[Task], workers: int | None
) -> Iterator[Found]:
    """Do the work where it is wanted."""
    alone = len(tasks) < 2 or workers == 1
    if alone or (workers is None and "joblib" not in sys.modules):
        return map(work, tasks)
    return elsewhere(work, tasks, workers)


def elsewhere(
    work: Callable[[Task], Found], tasks: Sequence[Task], workers: int | None
) -> Iterator[Found]:
    """Let joblib run the chunks; when the reader stops, so do they."""
    try:
        from joblib import Parallel, delayed
    except ImportError:
        raise ImportError(
            "more than one process needs joblib; install b12meta[cluster], or use one worker"
        ) from None
    results: Any = Parallel(n_jobs=workers, return_as="generator")(
        delayed(work)(task) for task in tasks
    )
    try:
        yield from results
    finally:
        results.close()


def shown(found: Iterator[Found], total: int, words: str) -> Iterator[Found]:
    """Show a bar while the results come in, on a terminal only."""
    yield from bar(found, total, words) if sys.stderr.isatty() else found


def bar(found: Iterator[Found], total: int, words: str) -> Iterable[Found]:
    """Put a bar around the results, where there is tqdm."""
    try:
        from tqdm import tqdm
    except ImportError:
        return found
    layout = "{desc}: {bar:24} {percentage:3.0f} %, {remaining} left"
    around: Iterable[Found] = tqdm(
        found, words, total, leave=False, delay=PATIENCE, bar_format=layout
    )
    return around


def blocks(total: int, size: int) -> list[range]:
    """Cut ``range(total)`` into pieces of one size; the last may be shorter.

    Examples
    --------
    >>> blocks(5, 2)
    [range(0, 2), range(2, 4), range(4, 5)]
    """
    return [range(start, min(total, start + size)) for start in range(0, total, size)]


def known_seed(seed: int | None) -> int:
    """Give the seed, or a new one, which can be written down.

    Raises
    ------
    ValueError
        Unless it is None or a whole number from 0.

    Examples
    --------
    >>> known_seed(7)
    7
    """
    if seed is None:
        return int(np.random.SeedSequence().entropy)  # type: ignore[arg-type]
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        raise ValueError(f"seed: got {seed!r}, expected None or a whole number from 0")
    return int(seed)


def generator(seed: int, number: int) -> np.random.Generator:
    """Random numbers of one chunk: those of the seed's child of that number.

    Examples
    --------
    >>> child = np.random.SeedSequence(7).spawn(3)[2]
    >>> generator(7, 2).random() == np.random.default_rng(child).random()
    True
    """
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(number,)))
