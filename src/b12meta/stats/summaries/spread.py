"""The SD of one group, from the standard error or the interval that was printed instead.

A standard error taken for an SD makes an effect too large by the root of the group size, so each
has a door of its own, and neither guesses which one it was given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from b12meta.stats.checks import check_choice, check_level
from b12meta.stats.summaries.rows import rows

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Floats

__all__ = ["from_ci", "from_se", "quantile"]

DISTRIBUTIONS = ("t", "z")


def from_se(*, se: ArrayLike, n: ArrayLike) -> Floats:
    """SD of a group from the standard error of its mean, in the unit of `se`.

    Parameters
    ----------
    se : array-like of shape (k,)
        Standard errors, above 0.
    n : array-like of shape (k,)
        Group sizes.

    Raises
    ------
    ValueError
        For a standard error not above 0 or a group of fewer than two; rows are named.

    References
    ----------
    Cochrane Handbook 6.5.2.2.

    Examples
    --------
    >>> from_se(se=[10, 15], n=[36, 16])
    array([60., 60.])
    """
    x = rows({"se": se, "n": n})
    x.require("se", x["se"] > 0, "a standard error above 0")
    x.require_size("n", 2, "as an SD is asked for")
    x.settle()
    return x["se"] * np.sqrt(x["n"])


def from_ci(
    *,
    low: ArrayLike,
    high: ArrayLike,
    n: ArrayLike,
    mean: ArrayLike | None = None,
    level: float = 0.95,
    distribution: str = "t",
) -> Floats:
    """SD of a group from the confidence interval of its mean, in the unit of the ends.

    Parameters
    ----------
    low, high : array-like of shape (k,)
        Ends of the interval.
    n : array-like of shape (k,)
        Group sizes.
    mean : array-like of shape (k,), optional
        The means, only to check that they lie inside.
    level : float
        Coverage of the interval.
    distribution : {"t", "z"}
        How the interval was made: from t with n - 1 df, or from the normal distribution.

    Raises
    ------
    ValueError
        For ends in the wrong order or equal, a mean outside, or a group of fewer than two; rows are
        named.

    References
    ----------
    Cochrane Handbook 6.5.2.2.

    Examples
    --------
    >>> from_ci(low=30, high=34.2, n=25, distribution="z").round(3)
    array([5.357])
    """
    x = rows({"low": low, "high": high, "n": n}, {"mean": mean})
    x.require("high", x["high"] > x["low"], "an upper end above the lower one")
    inside = (x["low"] <= x["mean"]) & (x["mean"] <= x["high"])
    x.require("mean", inside | ~x.given("mean"), "a mean inside its own interval")
    x.require_size("n", 2, "as an SD is asked for")
    x.settle()
    half = quantile(level, x["n"] - 1, distribution)
    return np.sqrt(x["n"]) * (x["high"] - x["low"]) / (2 * half)


def quantile(level: float, df: Floats, distribution: str) -> Floats:
    """Quantile that a central interval of coverage `level` reaches, arrays of shape (k,)."""
    check_choice("distribution", distribution, DISTRIBUTIONS)
    tail = (1 - check_level(level)) / 2
    found = (
        special.stdtrit(df, tail) if distribution == "t" else np.full_like(df, special.ndtri(tail))
    )
    return -np.asarray(found)
