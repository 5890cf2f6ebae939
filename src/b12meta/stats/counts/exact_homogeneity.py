"""Could all tables share one odds ratio? Zelen's test: exact, by listing every outcome.

Given both margins of every table and the sum of the events in group 1, the chance of each way to
spread that sum over the tables no longer depends on the odds ratio, if all tables share one. The p
value adds up the ways that are no likelier than the one that was seen.

References
----------
Zelen (1971), *Biometrika* 58, 129-137; Reis, Hirji & Afifi (1999), *Statistics in Medicine* 18,
893-906 (keeps its size in small tables, where asymptotic tests need not, but has little power).
"""

from __future__ import annotations

import math
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from b12meta.stats.counts.exact_odds import log_ways, whole_cells

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Floats

__all__ = ["zelen_p"]

TIES = 1e-7
"""Chances nearer than this, relatively, count as equal; as in R's ``fisher.test``."""

MOST = 10_000_000
"""Outcomes that are listed at most; they are held in memory at once."""


def zelen_p(ai: ArrayLike, bi: ArrayLike, ci: ArrayLike, di: ArrayLike) -> float:
    """P value of Zelen's exact test that all tables share one odds ratio.

    Parameters
    ----------
    ai, bi, ci, di : array-like of shape (k,)
        Group 1 with and without the event, group 2 with and without it.

    Returns
    -------
    float
        1 for a single table, and where the margins leave no choice.

    Raises
    ------
    ValueError
        For a negative, missing or fractional count, an empty group, unequal lengths, or more than
        ten million outcomes.

    Examples
    --------
    >>> round(zelen_p([7, 13], [28, 47], [1, 10], [29, 28]), 4)
    0.0719
    """
    x = whole_cells(ai, bi, ci, di)
    ways = [log_ways(*margins) for margins in zip(x.n1, x.n2, x.a + x.c, strict=True)]
    outcomes = math.prod(logs.size for _, logs in ways)
    if outcomes > MOST:
        raise ValueError(f"ai, bi, ci, di: got {outcomes} outcomes, expected at most {MOST}")
    sums = _outer([first + np.arange(logs.size, dtype=float) for first, logs in ways])
    logs = _outer([logs for _, logs in ways])[sums == x.a.sum()]
    seen = sum(one[int(a - first)] for a, (first, one) in zip(x.a, ways, strict=True))
    unlikely = logs[logs <= seen + TIES]
    return float(min(1.0, np.exp(special.logsumexp(unlikely) - special.logsumexp(logs))))


def _outer(parts: list[Floats]) -> Floats:
    """Sum of one term from each part, for every choice of terms."""
    whole: Floats = reduce(lambda left, right: np.add.outer(left, right).ravel(), parts)
    return whole
