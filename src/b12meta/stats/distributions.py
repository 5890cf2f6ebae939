"""Quantiles and tails of the three distributions that pooling needs.

They come from ``scipy.special``, which is quick to import and to call. Tails are always computed as
tails, never as one minus something: a p value of 1e-300 keeps its digits. The normal distribution
is t with infinite df. Quantiles are remembered, as the same few are asked for again and again.
"""

from __future__ import annotations

import math
from functools import lru_cache

from scipy import special

__all__ = ["chi2_quantile", "chi2_tail", "critical", "two_sided_p"]


@lru_cache(maxsize=512)
def critical(level: float, df: float) -> float:
    """Quantile of t that a central interval of coverage `level` reaches; NaN when ``df <= 0``.

    Examples
    --------
    >>> round(critical(0.95, math.inf), 6), round(critical(0.95, 12), 6)
    (1.959964, 2.178813)
    """
    tail = (1 - level) / 2
    if df == math.inf:
        return -float(special.ndtri(tail))
    return -float(special.stdtrit(df, tail)) if df > 0 else math.nan


def two_sided_p(stat: float, df: float) -> float:
    """Probability, under t with `df`, of a value at least as far from 0 as `stat`.

    Examples
    --------
    >>> f"{two_sided_p(-37, math.inf):.4g}"
    '1.145e-299'
    """
    if df == math.inf:
        return 2 * float(special.ndtr(-abs(stat)))
    return 2 * float(special.stdtr(df, -abs(stat)))


def chi2_tail(value: float, df: float) -> float:
    """Probability, under chi-square with `df`, of a value above `value`; 1 when ``df == 0``.

    Examples
    --------
    >>> f"{chi2_tail(152.23, 12):.4g}"
    '2e-26'
    """
    return float(special.chdtrc(df, value)) if df > 0 else 1.0


@lru_cache(maxsize=512)
def chi2_quantile(tail: float, df: float) -> float:
    """Value that chi-square with `df` exceeds with probability `tail`.

    Examples
    --------
    >>> round(chi2_quantile(0.025, 12), 5)
    23.33666
    """
    return float(special.chdtri(df, tail))
