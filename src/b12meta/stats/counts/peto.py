"""Peto's one-step odds ratio: observed minus expected events, summed.

Meant for rare events, groups of similar size and effects that are not large; elsewhere it is
biased. All tables are taken to share one true effect.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.checks import check_level
from b12meta.stats.counts.mantel_haenszel import notes_on_tables
from b12meta.stats.counts.result import PooledTables
from b12meta.stats.counts.tables import Sum, cells_of, q_test, wald
from b12meta.stats.effects.core import Effect

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Floats

__all__ = ["peto"]

LOPSIDED = 4.0
"""Ratio of group sizes, and odds ratio, beyond which the method's bias is no longer small."""


def peto(
    ai: ArrayLike, bi: ArrayLike, ci: ArrayLike, di: ArrayLike, *, level: float = 0.95
) -> PooledTables:
    """Pool two-by-two tables by Peto's method; the estimate is a log odds ratio.

    Parameters
    ----------
    ai, bi, ci, di : array-like of shape (k,)
        Group 1 with and without the event, group 2 with and without it.
    level : float
        Coverage of the interval.

    Returns
    -------
    PooledTables
        NaN, with a sentence, when one of the two outcomes never occurs.

    Raises
    ------
    ValueError
        For a negative or missing count, an empty group, or unequal lengths; rows are named.

    References
    ----------
    Yusuf et al. (1985), *Progress in Cardiovascular Diseases* 27, appendix; Greenland & Salvan
    (1990), *Statistics in Medicine* 9 (bias).

    Examples
    --------
    >>> pooled = peto([4, 6], [119, 300], [11, 29], [128, 274])
    >>> round(pooled.estimate, 4), round(pooled.se, 4), round(pooled.q, 4)
    (-1.2401, 0.2912, 0.7279)
    """
    level = check_level(level)
    x = cells_of(ai, bi, ci, di)
    off = x.a * (x.d / x.total) - x.b * (x.c / x.total)
    variance = (x.a + x.c) * ((x.b + x.d) / (x.total - 1)) * (x.n1 / x.total) * (x.n2 / x.total)
    own = effects(off, variance)
    total = float(variance.sum())
    if total:
        found = Sum(float(off.sum()) / total, 1 / math.sqrt(total))
    else:
        said = "One of the two outcomes never occurs in any table: the odds ratio is undefined."
        found = Sum(math.nan, math.nan, (said,))
    said_of_bias = notes_on_bias(found.estimate, x.n1, x.n2)
    return PooledTables(
        **wald(found, level),
        **q_test(own, found.estimate),
        cmh=None,
        tarone=None,
        breslow_day=None,
        k=x.a.size,
        method="Peto",
        measure="OR",
        level=level,
        warnings=(*found.said, *notes_on_tables(own.yi), *said_of_bias),
        yi=own.yi,
        vi=own.vi,
        labels=x.labels,
    )


def effects(off: Floats, variance: Floats) -> Effect:
    """Each table's own effect: observed minus expected over its variance, NaN where that is 0."""
    known = np.where(variance > 0, variance, math.nan)
    return Effect(off / known, 1 / known)


def notes_on_bias(estimate: float, n1: Floats, n2: Floats) -> tuple[str, ...]:
    """Say where Peto's approximation is known to be biased."""
    said = []
    if abs(estimate) > math.log(LOPSIDED):
        said.append(
            f"The pooled odds ratio, {math.exp(estimate):.3g}, lies beyond {LOPSIDED:g} or "
            f"1/{LOPSIDED:g}: Peto's estimate is biased towards 1; prefer mantel_haenszel."
        )
    uneven = int(np.sum(np.maximum(n1, n2) > LOPSIDED * np.minimum(n1, n2)))
    if uneven:
        said.append(
            f"Groups differ more than {LOPSIDED:g}-fold in size in {uneven} of {n1.size} tables: "
            "Peto's estimate may be biased; prefer mantel_haenszel."
        )
    return tuple(said)
