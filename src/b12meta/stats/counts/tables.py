"""What Mantel-Haenszel and Peto share: the cells, the test of the sum, and heterogeneity.

Pooled sums take the counts as they are. Only the tables' own effects, which the test of
heterogeneity needs, get half a count in each cell where one is zero; a table without events (or
without anything else) in both groups has no effect of its own.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from b12meta.stats.checks import labels_of
from b12meta.stats.distributions import chi2_tail, critical, two_sided_p
from b12meta.stats.effects.cells import two_by_two
from b12meta.stats.inference import ratio
from b12meta.stats.interval import Interval

if TYPE_CHECKING:
    from b12meta.stats.effects.core import Effect
    from b12meta.stats.types import ArrayLike, Floats, Labels

__all__ = ["Cells", "Sum", "cells_of", "q_test", "wald"]


class Cells(NamedTuple):
    """Checked tables: each field is an array of shape (k,)."""

    a: Floats
    b: Floats
    c: Floats
    d: Floats
    n1: Floats
    n2: Floats
    total: Floats
    labels: Labels

    @property
    def effects(self) -> dict[str, Any]:
        """Keywords of the functions that give each table's own effect."""
        return {"ai": self.a, "bi": self.b, "ci": self.c, "di": self.d}


class Sum(NamedTuple):
    """An estimate from sums over tables, its standard error, and what is to be said about it."""

    estimate: float
    se: float
    said: tuple[str, ...] = ()


def cells_of(ai: ArrayLike, bi: ArrayLike, ci: ArrayLike, di: ArrayLike) -> Cells:
    """Check the four columns.

    Raises
    ------
    ValueError
        For a negative or missing count, an empty group, or columns of unequal length; rows are
        named.
    """
    a, b, c, d = two_by_two(ai, bi, ci, di, None, None)
    n1, n2 = a + b, c + d
    return Cells(a, b, c, d, n1, n2, n1 + n2, labels_of(ai, bi, ci, di))


def wald(found: Sum, level: float) -> dict[str, Any]:
    """Estimate, standard error, z test and normal interval."""
    half = critical(level, math.inf) * found.se
    stat = ratio(found.estimate, found.se) if math.isfinite(found.estimate) else math.nan
    return {
        "estimate": found.estimate,
        "se": found.se,
        "stat": stat,
        "pval": two_sided_p(stat, math.inf),
        "ci": Interval(found.estimate - half, found.estimate + half),
    }


def q_test(own: Effect, estimate: float) -> dict[str, Any]:
    """Heterogeneity of the tables' own effects about the estimate."""
    known = np.isfinite(own.yi)
    k = int(known.sum())
    if not math.isfinite(estimate):
        lost = dict.fromkeys(("q", "q_pval", "i2_q", "h2"), math.nan)
        return lost | {"q_df": max(k - 1, 0), "k_q": k}
    if k < 2:
        return {"q": 0.0, "q_df": 0, "q_pval": 1.0, "i2_q": 0.0, "h2": 1.0, "k_q": k}
    q = float(np.sum((own.yi[known] - estimate) ** 2 / own.vi[known]))
    i2 = max(0.0, 1 - (k - 1) / q) if q else 0.0
    tail = chi2_tail(q, k - 1)
    return {"q": q, "q_df": k - 1, "q_pval": tail, "i2_q": i2, "h2": q / (k - 1), "k_q": k}
