"""One group: the proportion of people with an event, on four scales.

The raw proportion is the plainest and the worst behaved near 0 and 1. The logit is what a binomial
model uses. The two arcsine scales have a variance that depends on the size alone, and need nothing
added to an empty cell; the double arcsine has no inverse that fits all studies at once, so prefer
the logit or the single arcsine (Schwarzer et al. 2019, *Research Synthesis Methods* 10).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.effects.cells import events_of, fill
from b12meta.stats.effects.core import Effect, nothing_or

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Zeros

__all__ = [
    "arcsine_proportion",
    "double_arcsine_proportion",
    "logit_proportion",
    "raw_proportion",
]


def raw_proportion(
    *, xi: ArrayLike, ni: ArrayLike, add: float = 0.5, to: Zeros = "only0"
) -> Effect:
    """Proportion as it is; arguments and errors as `logit_proportion`.

    References
    ----------
    Newcombe (1998), *Statistics in Medicine* 17, 857-872, method 1.

    Examples
    --------
    >>> raw_proportion(xi=5, ni=10)
    Effect(yi=array([0.5]), vi=array([0.025]))
    """
    a, b = fill(events_of(xi, ni), add, to)
    n = a + b
    return Effect(a / n, a * b / n**3)


def logit_proportion(
    *, xi: ArrayLike, ni: ArrayLike, add: float = 0.5, to: Zeros = "only0"
) -> Effect:
    """Logit of a proportion.

    Parameters
    ----------
    xi, ni : array-like of shape (k,)
        Events and people.
    add, to : float, {"only0", "all", "if0all", "none"}
        What is added to events and non-events, and in which rows; see
        `b12meta.stats.effects.counts.odds_ratio`.

    Raises
    ------
    ValueError
        For a negative count, an empty group, or more events than people; rows are named.

    References
    ----------
    Stijnen, Hamza & Ozdemir (2010), *Statistics in Medicine* 29, section 3.

    Examples
    --------
    >>> logit_proportion(xi=5, ni=10)
    Effect(yi=array([0.]), vi=array([0.4]))
    """
    a, b = fill(events_of(xi, ni), add, to)
    with np.errstate(divide="ignore", invalid="ignore"):
        return nothing_or(np.log(a / b), 1 / a + 1 / b)


def arcsine_proportion(*, xi: ArrayLike, ni: ArrayLike) -> Effect:
    """Arcsine of the square root of a proportion, in radians.

    Parameters
    ----------
    xi, ni : array-like of shape (k,)
        Events and people.

    Raises
    ------
    ValueError
        For a negative count, an empty group, or more events than people; rows are named.

    References
    ----------
    Rücker et al. (2009), *Statistics in Medicine* 28, 721-738.

    Examples
    --------
    >>> arcsine_proportion(xi=0, ni=10)
    Effect(yi=array([0.]), vi=array([0.025]))
    """
    x, others = events_of(xi, ni)
    n = x + others
    return Effect(np.arcsin(np.sqrt(x / n)), 1 / (4 * n))


def double_arcsine_proportion(*, xi: ArrayLike, ni: ArrayLike) -> Effect:
    """Freeman-Tukey double arcsine of a proportion, in radians (half the sum of the two arcsines).

    Parameters
    ----------
    xi, ni : array-like of shape (k,)
        Events and people.

    Raises
    ------
    ValueError
        For a negative count, an empty group, or more events than people; rows are named.

    References
    ----------
    Freeman & Tukey (1950), *Annals of Mathematical Statistics* 21; the inverse is Miller's (1978),
    see `b12meta.stats.effects.back`.

    Examples
    --------
    >>> effect = double_arcsine_proportion(xi=0, ni=10)
    >>> effect.yi.round(4), effect.vi.round(4)
    (array([0.1531]), array([0.0238]))
    """
    x, others = events_of(xi, ni)
    n = x + others
    angles = np.arcsin(np.sqrt(x / (n + 1))) + np.arcsin(np.sqrt((x + 1) / (n + 1)))
    return Effect(angles / 2, 1 / (4 * n + 2))
