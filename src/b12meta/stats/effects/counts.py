"""Counts: two groups with and without an event.

`ai` and `bi` are group 1 with and without the event, `ci` and `di` group 2; with `n1i` and `n2i`
the sizes may stand for `bi` and `di`. What may be added to empty cells stands in `cells`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.effects.cells import fill, two_by_two, without_information
from b12meta.stats.effects.core import Effect, nothing_or
from b12meta.stats.effects.proportions import logit_proportion

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Zeros

__all__ = ["logit_proportion", "odds_ratio", "peto_odds_ratio", "risk_difference", "risk_ratio"]


def odds_ratio(
    *,
    ai: ArrayLike,
    ci: ArrayLike,
    bi: ArrayLike | None = None,
    di: ArrayLike | None = None,
    n1i: ArrayLike | None = None,
    n2i: ArrayLike | None = None,
    add: float = 0.5,
    to: Zeros = "only0",
    drop00: bool = False,
) -> Effect:
    """Log odds ratio.

    Parameters
    ----------
    ai, bi, ci, di : array-like of shape (k,)
        Group 1 with and without the event, group 2 with and without it.
    n1i, n2i : array-like of shape (k,), optional
        Sizes of the groups, in place of `bi` and `di`.
    add, to : float, {"only0", "all", "if0all", "none"}
        What is added to each cell, and in which tables: those with a zero cell, all, all if any has
        one, none.
    drop00 : bool
        Whether tables without events (or with nothing else) in both groups give NaN.

    Returns
    -------
    Effect
        NaN in both places where a zero cell remains.

    Raises
    ------
    ValueError
        For a negative count, an empty group, or more events than people; rows are named.

    References
    ----------
    Woolf (1955), *Annals of Human Genetics* 19; Cochrane Handbook 6.4.1.

    Examples
    --------
    >>> ratio = odds_ratio(ai=4, bi=119, ci=11, di=128)
    >>> ratio.yi.round(4), ratio.vi.round(4)
    (array([-0.9387]), array([0.3571]))
    """
    cells = without_information(two_by_two(ai, bi, ci, di, n1i, n2i), drop00)
    a, b, c, d = fill(cells, add, to)
    with np.errstate(divide="ignore", invalid="ignore"):
        return nothing_or(np.log(a / b) - np.log(c / d), 1 / a + 1 / b + 1 / c + 1 / d)


def risk_ratio(
    *,
    ai: ArrayLike,
    ci: ArrayLike,
    bi: ArrayLike | None = None,
    di: ArrayLike | None = None,
    n1i: ArrayLike | None = None,
    n2i: ArrayLike | None = None,
    add: float = 0.5,
    to: Zeros = "only0",
    drop00: bool = False,
) -> Effect:
    """Log risk ratio; arguments and errors as `odds_ratio`.

    References
    ----------
    Katz et al. (1978), *Biometrics* 34, method C; Cochrane Handbook 6.4.1.

    Examples
    --------
    >>> ratio = risk_ratio(ai=4, n1i=123, ci=11, n2i=139)
    >>> ratio.yi.round(4), ratio.vi.round(4)
    (array([-0.8893]), array([0.3256]))
    """
    cells = without_information(two_by_two(ai, bi, ci, di, n1i, n2i), drop00)
    a, b, c, d = fill(cells, add, to)
    n1, n2 = a + b, c + d
    with np.errstate(divide="ignore", invalid="ignore"):
        return nothing_or(np.log(a / n1) - np.log(c / n2), 1 / a - 1 / n1 + 1 / c - 1 / n2)


def risk_difference(
    *,
    ai: ArrayLike,
    ci: ArrayLike,
    bi: ArrayLike | None = None,
    di: ArrayLike | None = None,
    n1i: ArrayLike | None = None,
    n2i: ArrayLike | None = None,
    add: float = 0.5,
    to: Zeros = "only0",
    drop00: bool = False,
) -> Effect:
    """Risk difference; arguments and errors as `odds_ratio`.

    References
    ----------
    Cochrane Handbook 6.4.1; Newcombe (1998), *Statistics in Medicine* 17, method 1.

    Examples
    --------
    >>> difference = risk_difference(ai=4, bi=119, ci=11, di=128)
    >>> difference.yi.round(4), difference.vi.round(6)
    (array([-0.0466]), array([0.00078]))
    """
    cells = without_information(two_by_two(ai, bi, ci, di, n1i, n2i), drop00)
    a, b, c, d = fill(cells, add, to)
    n1, n2 = a + b, c + d
    return Effect(a / n1 - c / n2, a * b / n1**3 + c * d / n2**3)


def peto_odds_ratio(
    *,
    ai: ArrayLike,
    ci: ArrayLike,
    bi: ArrayLike | None = None,
    di: ArrayLike | None = None,
    n1i: ArrayLike | None = None,
    n2i: ArrayLike | None = None,
    add: float = 0.5,
    to: Zeros = "only0",
    drop00: bool = False,
) -> Effect:
    """Log odds ratio by Peto's one-step method; arguments and errors as `odds_ratio`.

    Observed minus expected events of group 1, over the hypergeometric variance. An empty cell does
    no harm here, yet by default (as in metafor) something is added; ``to="none"`` leaves it alone.

    References
    ----------
    Yusuf et al. (1985), *Progress in Cardiovascular Diseases* 27, 335-371.

    Examples
    --------
    >>> ratio = peto_odds_ratio(ai=4, bi=119, ci=11, di=128)
    >>> ratio.yi.round(4), ratio.vi.round(4)
    (array([-0.8604]), array([0.2828]))
    """
    cells = without_information(two_by_two(ai, bi, ci, di, n1i, n2i), drop00)
    a, b, c, d = fill(cells, add, to)
    n1, n2 = a + b, c + d
    n = n1 + n2
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = (a + c) * (b + d) * (n1 / n) * (n2 / n) / (n - 1)
        return nothing_or((a - (a + c) * (n1 / n)) / variance, 1 / variance)
