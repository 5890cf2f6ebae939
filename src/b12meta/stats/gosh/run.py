"""Pooling all subsets, chunk by chunk."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.batch import fit_members
from b12meta.stats.batch.describe import KINDS
from b12meta.stats.checks import check_studies
from b12meta.stats.chunks import blocks, each
from b12meta.stats.gosh.result import Gosh
from b12meta.stats.gosh.subsets import check_subsets, choose
from b12meta.stats.pooling import pool

if TYPE_CHECKING:
    from b12meta.stats.batch.describe import Column
    from b12meta.stats.types import ArrayLike, Method, Test

__all__ = ["gosh"]

CHUNK = 2**15
"""Subsets sent to a worker at a time."""

COLUMNS = ("estimate", "tau2", "i2", "q", "k")


def gosh(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    method: Method = "REML",
    test: Test = "knha",
    level: float = 0.95,
    subsets: int | None = None,
    seed: int | None = None,
    progress: bool = True,
) -> Gosh:
    """Pool every subset of the studies.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects and their sampling variances.
    method : str or float
        As in `b12meta.stats.pooling.pool`.
    test, level
        As there, for `Gosh.overall`; no subset depends on them.
    subsets : int, optional
        Most subsets to pool: if there are more, so many are drawn, each equally likely, with
        replacement. By default all up to k = 20, beyond that 1,000,000.
    seed : int, optional
        Of the draw; the one used is part of the result.
    progress : bool
        Whether a terminal shows a bar after a second.

    Returns
    -------
    Gosh
        Arrays over subsets. In row ``code - 1`` of all subsets stand the studies whose bits are
        set in ``code``.

    Raises
    ------
    ValueError
        As `pool`; for fewer than two subsets, and for a bad seed.

    Notes
    -----
    Chunks run through joblib, where it is configured; see `b12meta.stats.chunks`.

    References
    ----------
    Olkin, Dahabreh & Trikalinos (2012), *Research Synthesis Methods* 3, 214-223.

    Examples
    --------
    >>> found = gosh([0.1, 0.5, 0.3], [0.02, 0.03, 0.05], method="EE")
    >>> found.estimate.round(3)
    array([0.1  , 0.5  , 0.26 , 0.3  , 0.157, 0.425, 0.268])
    >>> found.members(4), found.contains(2).sum()
    (array([ True, False,  True]), np.int64(4))
    """
    checked = check_studies(yi, vi)
    overall = pool(yi, vi, method=method, test=test, level=level)
    size = checked.yi.size
    codes, drawn = choose(size, check_subsets(subsets), seed)
    found: dict[str, Column] = {
        name: np.empty(len(codes), KINDS.get(name, np.float64)) for name in COLUMNS
    }
    work = partial(fit_members, checked.yi, checked.vi, method=overall.method, columns=COLUMNS)
    parts = blocks(len(codes), CHUNK)
    tasks = [codes[part.start : part.stop] for part in parts]
    words = "GOSH" if progress else None
    for part, columns in zip(parts, each(work, tasks, progress=words), strict=True):
        for name, values in columns.items():
            found[name][part.start : part.stop] = values
    for values in found.values():
        values.setflags(write=False)
    return Gosh(
        **found,  # type: ignore[arg-type]
        codes=codes,
        size=size,
        exact=drawn is None,
        seed=drawn,
        overall=overall,
        labels=checked.labels,
        method=overall.method,
        warnings=overall.warnings,
    )
