"""Two groups from the raw scale to the log scale, and back.

B12 is skewed to the right, so some papers print means of logarithms (or geometric means) and others
means. Three routes between the scales; a `TwoGroups` on either goes straight into an effect size.

``separate``: each group is log-normal with an SD of its own.
``common``: both are log-normal and share one SD of logarithms (the pooled one).
``taylor``: first terms of the series, log of the mean and coefficient of variation; what the ratio
of means assumes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.checks import check_choice
from b12meta.stats.summaries.rows import Rows, rows

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Floats

__all__ = ["TwoGroups", "log_to_raw", "raw_to_log"]

METHODS = ("separate", "common", "taylor")


class TwoGroups(NamedTuple):
    """Means, SDs and sizes of groups 1 and 2, arrays of shape (k,)."""

    m1i: Floats
    sd1i: Floats
    n1i: Floats
    m2i: Floats
    sd2i: Floats
    n2i: Floats


def raw_to_log(
    *,
    m1i: ArrayLike,
    sd1i: ArrayLike,
    n1i: ArrayLike,
    m2i: ArrayLike,
    sd2i: ArrayLike,
    n2i: ArrayLike,
    method: str = "separate",
) -> TwoGroups:
    """Means and SDs of natural logarithms, from means and SDs.

    Parameters
    ----------
    m1i, sd1i, n1i, m2i, sd2i, n2i : array-like of shape (k,)
        Mean (above 0), SD and size of groups 1 and 2.
    method : {"separate", "common", "taylor"}
        What is assumed; see the head of this module.

    Raises
    ------
    ValueError
        For a mean not above 0, a negative SD, or a group of fewer than two; rows are named.

    References
    ----------
    Higgins, White & Anzures-Cabrera (2008), *Statistics in Medicine* 27, 6072-6092.

    Examples
    --------
    >>> logs = raw_to_log(m1i=250, sd1i=90, n1i=30, m2i=300, sd2i=80, n2i=20)
    >>> logs.m1i.round(4), logs.sd1i.round(4)
    (array([5.4605]), array([0.3491]))
    """
    x = two_groups(method, m1i=m1i, sd1i=sd1i, n1i=n1i, m2i=m2i, sd2i=sd2i, n2i=n2i)
    for name in ("m1i", "m2i"):
        x.require(name, x[name] > 0, "a mean above 0, as its logarithm is taken")
    x.settle()
    cv1, cv2 = x["sd1i"] / x["m1i"], x["sd2i"] / x["m2i"]
    log1, log2 = np.log(x["m1i"]), np.log(x["m2i"])
    if method == "taylor":
        return TwoGroups(log1, cv1, x["n1i"], log2, cv2, x["n2i"])
    var1, var2 = shared(x, np.log1p(cv1**2), np.log1p(cv2**2), method)
    return TwoGroups(
        log1 - var1 / 2, np.sqrt(var1), x["n1i"], log2 - var2 / 2, np.sqrt(var2), x["n2i"]
    )


def log_to_raw(
    *,
    m1i: ArrayLike,
    sd1i: ArrayLike,
    n1i: ArrayLike,
    m2i: ArrayLike,
    sd2i: ArrayLike,
    n2i: ArrayLike,
    method: str = "separate",
) -> TwoGroups:
    """Means and SDs, from means and SDs of natural logarithms.

    The inverse of `raw_to_log` for ``separate`` and ``taylor``; with ``common`` the two groups keep
    one coefficient of variation.

    Parameters
    ----------
    m1i, sd1i, n1i, m2i, sd2i, n2i : array-like of shape (k,)
        Mean and SD of logarithms (a geometric mean enters as its logarithm), and size.
    method : {"separate", "common", "taylor"}
        What is assumed; see the head of this module.

    Raises
    ------
    ValueError
        For a negative SD, or a group of fewer than two; rows are named.

    References
    ----------
    Higgins, White & Anzures-Cabrera (2008), *Statistics in Medicine* 27, 6072-6092.

    Examples
    --------
    >>> raw = log_to_raw(m1i=5.46053, sd1i=0.3491, n1i=30, m2i=5.66943, sd2i=0.2621, n2i=20)
    >>> raw.m1i.round(1), raw.sd1i.round(1)
    (array([250.]), array([90.]))
    """
    x = two_groups(method, m1i=m1i, sd1i=sd1i, n1i=n1i, m2i=m2i, sd2i=sd2i, n2i=n2i)
    x.settle()
    if method == "taylor":
        mean1, mean2 = np.exp(x["m1i"]), np.exp(x["m2i"])
        return TwoGroups(mean1, mean1 * x["sd1i"], x["n1i"], mean2, mean2 * x["sd2i"], x["n2i"])
    var1, var2 = shared(x, x["sd1i"] ** 2, x["sd2i"] ** 2, method)
    mean1, mean2 = np.exp(x["m1i"] + var1 / 2), np.exp(x["m2i"] + var2 / 2)
    sd1, sd2 = mean1 * np.sqrt(np.expm1(var1)), mean2 * np.sqrt(np.expm1(var2))
    return TwoGroups(mean1, sd1, x["n1i"], mean2, sd2, x["n2i"])


def two_groups(method: str, **given: ArrayLike) -> Rows:
    """Check the method, SDs and sizes."""
    check_choice("method", method, METHODS)
    x = rows(given)
    for name in ("sd1i", "sd2i"):
        x.require(name, x[name] >= 0, "an SD not below 0")
    for name in ("n1i", "n2i"):
        x.require_size(name, 2, "as its SD is used")
    return x


def shared(x: Rows, var1: Floats, var2: Floats, method: str) -> tuple[Floats, Floats]:
    """Variances of logarithms, pooled by df where they are taken as common."""
    if method == "separate":
        return var1, var2
    df1, df2 = x["n1i"] - 1, x["n2i"] - 1
    pooled = (df1 * var1 + df2 * var2) / (df1 + df2)
    return pooled, pooled
