"""Synthesis where effects cannot be pooled: directions and p values.

Each method answers a question of its own, none of them "how large". The sign test asks whether
more studies than chance would point one way. Fisher's method asks whether there is evidence of an
effect in at least one study; Stouffer's whether the studies together point one way. Studies that
state no direction, or bound their p only, make the answer a range, and the range is what is given.

References
----------
Cochrane Handbook (2024), chapter 12, sections 12.2.1.2 and 12.2.1.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from b12meta.stats.checks import floats
from b12meta.stats.distributions import chi2_tail
from b12meta.stats.recompute import PRange

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Floats

__all__ = ["SignTest", "fisher", "sign_test", "stouffer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignTest:
    """Exact two-sided sign test, and its range over every split of the unstated directions.

    Attributes
    ----------
    lower, higher, unstated : int
        Studies by stated direction.
    pval : float
        Among those with a stated direction; NaN when there are none.
    extremes : PRange
        Smallest and largest p over all ways in which the rest could point.
    """

    lower: int
    higher: int
    unstated: int
    pval: float
    extremes: PRange


def sign_test(lower: int, higher: int, unstated: int = 0) -> SignTest:
    """Test whether studies point one way more often than the toss of a coin.

    Parameters
    ----------
    lower, higher, unstated : int
        Counts of studies, not negative.

    Raises
    ------
    ValueError
        For a negative count.

    References
    ----------
    Cochrane Handbook (2024), section 12.2.1.3; exact binomial.

    Examples
    --------
    >>> found = sign_test(7, 1, unstated=2)
    >>> round(found.pval, 4), round(found.extremes.low, 4), round(found.extremes.high, 4)
    (0.0703, 0.0215, 0.3437)
    """
    if min(lower, higher, unstated) < 0:
        raise ValueError(f"got {lower}, {higher} and {unstated} studies, expected none below 0")
    splits = [_two_sided(lower + up, lower + higher + unstated) for up in range(unstated + 1)]
    return SignTest(
        lower=lower,
        higher=higher,
        unstated=unstated,
        pval=_two_sided(lower, lower + higher),
        extremes=PRange(min(splits), max(splits)),
    )


def fisher(low: ArrayLike, high: ArrayLike) -> PRange:
    """Combine one-sided p values: is there an effect in this direction in at least one study?

    Parameters
    ----------
    low, high : array-like of shape (k,)
        Limits of each study's one-sided p, equal where it is exact.

    Raises
    ------
    ValueError
        For limits outside [0, 1] or out of order, no study, or unequal lengths.

    References
    ----------
    Fisher (1932), *Statistical Methods for Research Workers*, section 21.1.

    Examples
    --------
    >>> p = fisher([0.01, 0.2], [0.01, 0.2])
    >>> round(p.low, 4), p.low == p.high
    (0.0144, True)
    """
    limits = _checked(low, high)
    return PRange(*(_fisher(p) for p in limits))


def stouffer(low: ArrayLike, high: ArrayLike, weights: ArrayLike | None = None) -> PRange:
    """Combine one-sided p values: do the studies together point in this direction?

    Parameters
    ----------
    low, high : array-like of shape (k,)
        Limits of each study's one-sided p.
    weights : array-like of shape (k,), optional
        Square roots of the sample sizes are usual; equal by default.

    Raises
    ------
    ValueError
        As `fisher`, and for weights that are not positive.

    References
    ----------
    Stouffer et al. (1949), *The American Soldier* 1, p. 45; weights: Lipták (1958).

    Examples
    --------
    >>> p = stouffer([0.01, 0.2], [0.01, 0.2])
    >>> round(p.low, 4)
    0.0125
    """
    limits = _checked(low, high)
    w = np.ones(limits[0].size) if weights is None else floats("weights", weights)
    if w.shape != limits[0].shape or not (w > 0).all():
        raise ValueError(f"weights: got {w}, expected one positive number for each study")
    return PRange(*(_stouffer(p, w) for p in limits))


def _two_sided(successes: int, n: int) -> float:
    """Exact two-sided binomial p at one half; NaN without trials."""
    if n == 0:
        return float("nan")
    tail = float(special.bdtr(min(successes, n - successes), n, 0.5))
    return min(1.0, 2 * tail)


def _checked(low: ArrayLike, high: ArrayLike) -> tuple[Floats, Floats]:
    a, b = floats("low", low), floats("high", high)
    if a.ndim != 1 or a.shape != b.shape or a.size == 0:
        raise ValueError(f"got shapes {a.shape} and {b.shape}, expected two columns of one length")
    bad = np.flatnonzero(~((a >= 0) & (a <= b) & (b <= 1)))
    if bad.size:
        rows = "; ".join(f"position {i}: {a[i]:g} to {b[i]:g}" for i in bad)
        raise ValueError(f"got {rows}, expected 0 <= low <= high <= 1")
    return a, b


def _fisher(p: Floats) -> float:
    if (p == 0).any():
        return 0.0
    return chi2_tail(-2 * float(np.log(p).sum()), 2 * p.size)


def _stouffer(p: Floats, w: Floats) -> float:
    for_it, against = bool((p == 0).any()), bool((p == 1).any())
    if for_it or against:
        return float("nan") if for_it and against else float(against)
    return float(special.ndtr(w @ special.ndtri(p) / np.sqrt(w @ w)))
