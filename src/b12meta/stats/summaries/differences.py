"""The SD inside two groups, from what was printed about the difference of their means.

A difference of means and its standard error, interval, t or p hold one more number than the SD that
both groups share; so that one SD can be got back, not one for each group. At t = 0 or p = 1 nothing
can: a difference of nothing says nothing about spread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.summaries.designs import check_sides, independent, t_of_p
from b12meta.stats.summaries.p_values import require_p
from b12meta.stats.summaries.rows import Rows, rows
from b12meta.stats.summaries.spread import quantile

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Floats

__all__ = [
    "sd_from_difference_ci",
    "sd_from_difference_p",
    "sd_from_difference_se",
    "sd_from_difference_t",
]


def sd_from_difference_se(*, se: ArrayLike, n1i: ArrayLike, n2i: ArrayLike) -> Floats:
    """SD that both groups share, from the standard error of the difference of their means.

    Parameters
    ----------
    se : array-like of shape (k,)
        Standard error of the difference, above 0.
    n1i, n2i : array-like of shape (k,)
        Group sizes.

    Raises
    ------
    ValueError
        For a standard error not above 0 or a group of fewer than two; rows are named.

    References
    ----------
    Cochrane Handbook 6.5.2.3.

    Examples
    --------
    >>> sd_from_difference_se(se=1.5, n1i=25, n2i=22).round(3)
    array([5.131])
    """
    x = rows({"se": se, "n1i": n1i, "n2i": n2i})
    x.require("se", x["se"] > 0, "a standard error above 0")
    test = independent(x, False)
    return x["se"] / test.unit


def sd_from_difference_ci(
    *,
    low: ArrayLike,
    high: ArrayLike,
    n1i: ArrayLike,
    n2i: ArrayLike,
    level: float = 0.95,
    distribution: str = "t",
) -> Floats:
    """SD that both groups share, from the confidence interval of the difference of their means.

    Parameters
    ----------
    low, high, n1i, n2i : array-like of shape (k,)
        Ends of the interval, and group sizes.
    level : float
        Coverage of the interval.
    distribution : {"t", "z"}
        How the interval was made: from t with n1 + n2 - 2 df, or from the normal distribution.

    Raises
    ------
    ValueError
        For ends in the wrong order or equal, or a group of fewer than two; rows are named.

    References
    ----------
    Cochrane Handbook 6.5.2.3.

    Examples
    --------
    >>> sd_from_difference_ci(low=0.78, high=6.82, n1i=25, n2i=22).round(3)
    array([5.129])
    """
    x = rows({"low": low, "high": high, "n1i": n1i, "n2i": n2i})
    x.require("high", x["high"] > x["low"], "an upper end above the lower one")
    test = independent(x, False)
    se = (x["high"] - x["low"]) / (2 * quantile(level, test.df, distribution))
    return se / test.unit


def sd_from_difference_t(
    *, difference: ArrayLike, ti: ArrayLike, n1i: ArrayLike, n2i: ArrayLike
) -> Floats:
    """SD that both groups share, from the difference of their means and Student's t.

    Parameters
    ----------
    difference, ti, n1i, n2i : array-like of shape (k,)
        Difference of means, its t (the sign of either is not used), and group sizes.

    Raises
    ------
    ValueError
        For a difference or t of 0, or a group of fewer than two; rows are named.

    References
    ----------
    Cochrane Handbook 6.5.2.3.

    Examples
    --------
    >>> sd_from_difference_t(difference=3.8, ti=2.533, n1i=25, n2i=22).round(3)
    array([5.132])
    """
    x = rows({"difference": difference, "ti": ti, "n1i": n1i, "n2i": n2i})
    x.require("ti", x["ti"] != 0, "a t other than 0, which says nothing about spread")
    require_difference(x)
    test = independent(x, False)
    return np.abs(x["difference"] / x["ti"]) / test.unit


def sd_from_difference_p(
    *, difference: ArrayLike, p: ArrayLike, n1i: ArrayLike, n2i: ArrayLike, sides: int = 2
) -> Floats:
    """SD that both groups share, from the difference of their means and the p of Student's t test.

    Parameters
    ----------
    difference, p, n1i, n2i : array-like of shape (k,)
        Difference of means, its exact p, and group sizes.
    sides : {2, 1}
        Sides of the test.

    Raises
    ------
    ValueError
        For a difference of 0, a p outside (0, 1) or at which t is 0, or a group of fewer than two;
        rows are named.

    References
    ----------
    Cochrane Handbook 6.5.2.3.

    Examples
    --------
    >>> sd_from_difference_p(difference=3.8, p=0.008, n1i=25, n2i=22).round(3)
    array([4.683])
    """
    x = rows({"difference": difference, "p": p, "n1i": n1i, "n2i": n2i})
    require_difference(x)
    require_spread(x, sides)
    test = independent(x, False)
    return np.abs(x["difference"] / t_of_p(x["p"], test.df, sides)) / test.unit


def require_spread(x: Rows, sides: int) -> None:
    """Refuse a ``p`` that no test gives, or at which t is 0."""
    check_sides(sides)
    require_p(x)
    even = 1.0 if sides == 2 else 0.5
    x.require("p", x["p"] != even, f"a p other than {even:g}, which says nothing about spread")


def require_difference(x: Rows, name: str = "difference") -> None:
    """Refuse differences of 0."""
    x.require(name, x[name] != 0, "a difference other than 0, as spread is read from it")
