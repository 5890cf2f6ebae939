"""Pooled fits of many data sets, chunk by chunk.

What the quick search of a chunk leaves open is put by, and searched thoroughly when there is enough
of it to be worth the calls.
"""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.batch.describe import KINDS, Asked, columns_of
from b12meta.stats.batch.found import one_by_one
from b12meta.stats.batch.likelihood import quickly, thoroughly
from b12meta.stats.batch.moments import (
    dersimonian_laird,
    fixed,
    paule_mandel,
    paule_mandel_median,
)
from b12meta.stats.batch.rows import stacked, turned

if TYPE_CHECKING:
    from collections.abc import Callable

    from b12meta.stats.batch.describe import Column
    from b12meta.stats.batch.found import Found
    from b12meta.stats.batch.rows import Batch, Rows
    from b12meta.stats.types import Bools, Floats, Ints, Method, Test

__all__ = ["Fits", "chunk_for", "fit_batch", "in_chunks"]

NUMBERS = 2**17
"""Numbers in one array of a chunk (1 MB): enough for Python's own time not to count."""

NEVER_TOUCHED = 2**21 + 2**20
"""Numbers in a block (24 MB) that is reserved, never written to, and released."""

WORTHWHILE = 1000
"""Data sets from which that is worth its microseconds."""

MOST = 8192
"""Data sets in a chunk at most."""

FEW = 1024
"""Data sets searched thoroughly at a time: each is looked at in five places at once."""


class Fits(NamedTuple):
    """One pooled result per row, arrays of shape (n,), in the unit of the data."""

    estimate: Floats
    se: Floats
    stat: Floats
    pval: Floats
    ci_low: Floats
    ci_high: Floats
    q: Floats
    q_pval: Floats
    tau2: Floats
    i2: Floats
    h2: Floats
    factor: Floats
    optima: Ints
    converged: Bools


QUICK: MappingProxyType[str, Callable[[Rows], Found]] = MappingProxyType(
    {
        "EE": lambda rows: fixed(rows, 0.0),
        "DL": dersimonian_laird,
        "ML": partial(quickly, restricted=False),
        "REML": partial(quickly, restricted=True),
        "EB": paule_mandel,
        "PM": paule_mandel,
        "PMM": paule_mandel_median,
    }
)
"""Estimators with a batched form; the others go through the single fit."""

THOROUGH: MappingProxyType[str, Callable[[Rows], Found]] = MappingProxyType(
    {
        "ML": partial(thoroughly, restricted=False),
        "REML": partial(thoroughly, restricted=True),
    }
)
"""What is done with data sets that the former leaves open."""


def fit_batch(batch: Batch, method: Method, test: Test, level: float) -> Fits:
    """Pool every row by a checked method and test; a row of one study keeps its own z interval."""
    asked = Asked(method, test, level)
    return Fits(
        **in_chunks(  # type: ignore[arg-type]
            lambda part: turned(batch, part), batch.y.shape, asked, Fits._fields
        )
    )


def in_chunks(
    rows_of: Callable[[slice], Rows],
    shape: tuple[int, ...],
    asked: Asked,
    columns: tuple[str, ...],
    chunk: int | None = None,
) -> dict[str, Column]:
    """Fit n data sets of up to k studies (`shape`), made chunk by chunk, into arrays of n.

    What a chunk leaves open is put by until there is a chunk of it.
    """
    n, k = shape
    length = chunk_for(k) if chunk is None else chunk
    whole: dict[str, Column] = {name: np.empty(n, KINDS.get(name, np.float64)) for name in columns}
    put_by: list[tuple[Ints, Rows]] = []
    keep_memory(n)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore", under="ignore"):
        for start in range(0, n, length):
            part = slice(start, min(n, start + length))
            rows = rows_of(part)
            found = quick(rows, asked.method)
            for name, values in columns_of(rows, found, asked, columns).items():
                whole[name][part] = values
            left = np.flatnonzero(~found.converged)
            if asked.method in THOROUGH and left.size:
                put_by.append((left + start, rows.take(left)))
            if part.stop == n or sum(places.size for places, _ in put_by) > length:
                finish(put_by, asked, whole)
                put_by.clear()
    return whole


def keep_memory(n: int) -> None:
    """Let malloc keep what a chunk gives back, where `n` is worth it.

    When glibc frees a large block it raises the size up to which free memory stays with the
    process; without that a third of the time goes into getting the same pages again and again.
    """
    if n >= WORTHWHILE:
        np.empty(NEVER_TOUCHED)


def finish(put_by: list[tuple[Ints, Rows]], asked: Asked, whole: dict[str, Column]) -> None:
    """Fit what was left open, and put the answers in their places."""
    if put_by:
        lots = list(zip(*put_by, strict=True))
        places, every = np.concatenate(lots[0]), stacked(lots[1])
        for start in range(0, places.size, FEW):
            part = np.arange(start, min(places.size, start + FEW))
            rows = every.take(part)
            found = THOROUGH[str(asked.method)](rows)
            for name, values in columns_of(rows, found, asked, whole).items():
                whole[name][places[part]] = values


def chunk_for(k: int) -> int:
    """Give the number of data sets in a chunk.

    Examples
    --------
    >>> chunk_for(13), chunk_for(20), chunk_for(5000)
    (8192, 6553, 64)
    """
    return min(MOST, max(64, NUMBERS // k))


def quick(rows: Rows, method: Method) -> Found:
    """Tau2 of each data set by a checked method."""
    if isinstance(method, float):
        return fixed(rows, method)
    if method in QUICK:
        return QUICK[method](rows)
    return one_by_one(rows, method)
