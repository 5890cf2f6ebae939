"""Tails of t and chi-square for long arrays that share their degrees of freedom.

With whole degrees of freedom both tails are finite sums, ten times as quick as the general
functions. For chi-square every term is positive. For t the sum gives the middle, not the tail; so
it is taken where the tail is not small, and the general function elsewhere.

References
----------
Abramowitz & Stegun (1964), *Handbook of Mathematical Functions*, 26.4.4, 26.4.5 (chi-square),
26.7.3 and 26.7.4 (t).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from b12meta.stats.types import Floats

__all__ = ["chi2_tail", "two_sided_t"]

TERMS = 40
"""Terms up to which a sum is quicker."""

MANY = 64
"""Values from which a sum is quicker."""

SMALL = 1e-3
"""Two-sided p value below which it is the tail that is computed: 13 digits are left."""


FAR = 600.0
"""Exponent below which exp(-x) keeps its digits."""


def chi2_tail(q: Floats, df: Floats) -> Floats:
    """Probability of a value above `q`, under chi-square with `df`.

    Examples
    --------
    >>> chi2_tail(np.full(99, 3.0), np.full(99, 4.0))[0]
    np.float64(0.5578...)
    """
    if not countable(df):
        found: Floats = special.chdtrc(df, q)
        return found
    half, odd = q / 2, int(df[0]) % 2
    total, term = np.zeros_like(q), np.exp(-half)
    if odd:
        total, term = special.erfc(np.sqrt(half)), term * np.sqrt(half) * (2 / math.sqrt(math.pi))
    for j in range(int(df[0]) // 2):
        total = total + term
        term = term * (half / (j + 1 + odd / 2))
    far = np.flatnonzero(~(half < FAR))
    total[far] = special.chdtrc(df[far], q[far])
    return total


def two_sided_t(stat: Floats, df: Floats) -> Floats:
    """Probability of a value at least as far from 0 as `stat`, under t with `df`.

    Examples
    --------
    >>> two_sided_t(np.full(99, -2.0), np.full(99, 10.0))[0]
    np.float64(0.07338...)
    """
    if not countable(df):
        found: Floats = 2 * special.stdtr(df, -np.abs(stat))
        return found
    middle = 1 - inside(np.abs(stat), int(df[0]))
    far = np.flatnonzero(~(middle >= SMALL))
    middle[far] = 2 * special.stdtr(df[far], -np.abs(stat[far]))
    return middle


def countable(df: Floats) -> bool:
    """Whether there are many degrees of freedom, all one number, and not a large one."""
    return df.size >= MANY and 0 < df[0] <= 2 * TERMS and bool((df == df[0]).all())


def inside(t: Floats, df: int) -> Floats:
    """Probability between -t and t."""
    odd, cos2 = df % 2, df / (df + t * t)
    sine = t / np.sqrt(df + t * t)
    total, factor = np.zeros_like(t), 1.0
    coefficients = []
    for j in range(1, df // 2 + 1):
        coefficients.append(factor)
        factor *= (2 * j) / (2 * j + 1) if odd else (2 * j - 1) / (2 * j)
    for coefficient in reversed(coefficients):
        total = total * cos2 + coefficient
    if not odd:
        return sine * total
    found: Floats = (2 / math.pi) * (np.arctan(t / math.sqrt(df)) + sine * np.sqrt(cos2) * total)
    return found
