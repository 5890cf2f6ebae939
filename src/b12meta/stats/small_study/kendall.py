"""Kendall's rank correlation and its distribution under no association.

Without ties the number of discordant pairs among k ranks is distributed as the number of inversions
of a random permutation: the k-th rank adds 0 to k - 1 of them, each with the same chance. That
gives a short recursion, exact at every k. With ties the normal distribution has to serve, its
variance corrected for them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.distributions import two_sided_p

if TYPE_CHECKING:
    from b12meta.stats.types import Floats, Ints

__all__ = ["Kendall", "inversions_at_most", "kendall"]


class Kendall(NamedTuple):
    """Tau-b, its two-sided p value, and whether that is exact."""

    tau: float
    pval: float
    exact: bool


def kendall(x: Floats, y: Floats) -> Kendall:
    """Rank correlation of two arrays of shape (k,), neither of them constant.

    References
    ----------
    Kendall (1970), *Rank Correlation Methods*, 4th ed. (recursion, tau-b, variance with ties).

    Examples
    --------
    >>> kendall(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 3.0, 2.0, 4.0]))
    Kendall(tau=0.666..., pval=0.333..., exact=True)
    """
    k = x.size
    score = sum(
        float(np.sign(x[i] - x[:i]) @ np.sign(y[i] - y[:i])) for i in range(1, k)
    )  # concordant less discordant pairs
    ties = [np.unique(values, return_counts=True)[1] for values in (x, y)]
    pairs = k * (k - 1) / 2
    free = [pairs - float((t * (t - 1)).sum()) / 2 for t in ties]
    tau = score / math.sqrt(free[0] * free[1])
    if free == [pairs, pairs]:
        discordant = round((pairs - abs(score)) / 2)
        return Kendall(tau, min(1.0, 2 * inversions_at_most(k, discordant)), True)
    return Kendall(
        tau, two_sided_p(score / math.sqrt(variance_with_ties(k, *ties)), math.inf), False
    )


def inversions_at_most(k: int, m: int) -> float:
    """Probability that a random permutation of `k` has at most `m` inversions, ``m <= k(k-1)/4``.

    Examples
    --------
    >>> inversions_at_most(3, 1)
    0.5
    """
    chances = np.zeros(m + 1)
    chances[0] = 1.0
    for n in range(2, k + 1):
        sums = np.cumsum(chances)
        sums[n:] -= sums[:-n].copy()
        chances = sums / n
    return float(chances.sum())


def variance_with_ties(k: int, one: Ints, two: Ints) -> float:
    """Variance of the score, given how often each value occurs."""

    def total(values: Ints) -> float:
        return float(values.sum())

    plain = float(k * (k - 1) * (2 * k + 5))
    for t in (one, two):
        plain -= total(t * (t - 1) * (2 * t + 5))
    twice = total(one * (one - 1)) * total(two * (two - 1)) / (2 * k * (k - 1))
    if k == 2:
        return plain / 18 + twice
    thrice = total(one * (one - 1) * (one - 2)) * total(two * (two - 1) * (two - 2))
    return plain / 18 + twice + thrice / (9 * k * (k - 1) * (k - 2))
