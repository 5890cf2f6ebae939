"""How far changes vary, and how closely two measurements go together.

The SD of the change, the SDs before and after, and their correlation are tied by one equation;
papers print some of them. A correlation that follows from the others is used only where it is
between 0 and 0.99: outside, one of the printed numbers is not what it seems.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.summaries.designs import paired, t_of_p
from b12meta.stats.summaries.differences import require_difference, require_spread
from b12meta.stats.summaries.rows import rows

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Floats

__all__ = [
    "change_sd",
    "implied_correlation",
    "sd_change",
    "sd_change_from_p",
    "sd_change_from_t",
]

HIGHEST = 0.99
"""A correlation implied by other numbers is believed only below this (decision 7)."""


def sd_change(*, sd1i: ArrayLike, sd2i: ArrayLike, ri: ArrayLike) -> Floats:
    """SD of the change, from the SDs of the two measurements and their correlation.

    Parameters
    ----------
    sd1i, sd2i, ri : array-like of shape (k,)
        SDs (not below 0, in one unit), and correlation from -1 to 1.

    Raises
    ------
    ValueError
        For a negative SD or a correlation outside -1 to 1; rows are named.

    References
    ----------
    Cochrane Handbook 6.5.2.8.

    Examples
    --------
    >>> sd_change(sd1i=80, sd2i=90, ri=0.6).round(3)
    array([76.551])
    """
    x = rows({"sd1i": sd1i, "sd2i": sd2i, "ri": ri})
    for name in ("sd1i", "sd2i"):
        x.require(name, x[name] >= 0, "an SD not below 0")
    x.require("ri", np.abs(x["ri"]) <= 1, "a correlation from -1 to 1")
    x.settle()
    return change_sd(x["sd1i"], x["sd2i"], x["ri"])


def change_sd(sd1: Floats, sd2: Floats, r: Floats) -> Floats:
    """SD of the change; rounding never makes its square negative."""
    return np.asarray(np.sqrt((sd1 - sd2) ** 2 + 2 * (1 - r) * sd1 * sd2))


def sd_change_from_p(*, change: ArrayLike, p: ArrayLike, ni: ArrayLike, sides: int = 2) -> Floats:
    """SD of the change, from the mean change and the exact p of a paired t test.

    Parameters
    ----------
    change, p, ni : array-like of shape (k,)
        Mean change (its sign is not used), p, and number of people.
    sides : {2, 1}
        Sides of the test.

    Raises
    ------
    ValueError
        For a change of 0, a p outside (0, 1) or at which t is 0, or fewer than two people; rows are
        named.

    References
    ----------
    Cochrane Handbook 6.5.2.8 (by way of 6.5.2.3).

    Examples
    --------
    >>> sd_change_from_p(change=-50, p=0.01, ni=20).round(2)
    array([78.16])
    """
    x = rows({"change": change, "p": p, "ni": ni})
    require_difference(x, "change")
    require_spread(x, sides)
    test = paired(x, False)
    return np.abs(x["change"] / t_of_p(x["p"], test.df, sides)) / test.unit


def sd_change_from_t(*, change: ArrayLike, ti: ArrayLike, ni: ArrayLike) -> Floats:
    """SD of the change, from the mean change and the t of a paired test.

    Parameters
    ----------
    change, ti, ni : array-like of shape (k,)
        Mean change and t (the sign of either is not used), and number of people.

    Raises
    ------
    ValueError
        For a change or t of 0, or fewer than two people; rows are named.

    References
    ----------
    Cochrane Handbook 6.5.2.8 (by way of 6.5.2.3).

    Examples
    --------
    >>> sd_change_from_t(change=-50, ti=2.5, ni=25)
    array([100.])
    """
    x = rows({"change": change, "ti": ti, "ni": ni})
    require_difference(x, "change")
    x.require("ti", x["ti"] != 0, "a t other than 0, which says nothing about spread")
    test = paired(x, False)
    return np.abs(x["change"] / x["ti"]) / test.unit


def implied_correlation(*, sd1i: ArrayLike, sd2i: ArrayLike, sd_change: ArrayLike) -> Floats:
    """Correlation of two measurements, from their SDs and the SD of the change.

    Parameters
    ----------
    sd1i, sd2i, sd_change : array-like of shape (k,)
        SDs of the two measurements and of the change, above 0, in one unit.

    Raises
    ------
    ValueError
        For an SD not above 0, or a correlation not between 0 and 0.99; rows are named.

    References
    ----------
    Cochrane Handbook 6.5.2.8.

    Examples
    --------
    >>> implied_correlation(sd1i=80, sd2i=90, sd_change=76.551).round(3)
    array([0.6])
    """
    x = rows({"sd1i": sd1i, "sd2i": sd2i, "sd_change": sd_change})
    for name in ("sd1i", "sd2i", "sd_change"):
        x.require(name, x[name] > 0, "an SD above 0")
    x.settle()
    s1, s2, change = x["sd1i"], x["sd2i"], x["sd_change"]
    r = (s1**2 + s2**2 - change**2) / (2 * s1 * s2)
    for row in map(int, np.flatnonzero(~((r > 0) & (r < HIGHEST)))):
        implied = f"implies a correlation of {float(r[row]):.3g}"
        x.refuse("sd_change", row, f"{implied}, expected one between 0 and {HIGHEST}")
    x.settle()
    return np.asarray(r)
