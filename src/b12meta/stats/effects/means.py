"""Two means: their difference, the difference in standard deviations, and their ratio.

Group 1 minus group 2 (or over it) throughout. The mean difference keeps the unit of the
measurement; the standardised one and the log ratio have none, so they can pool assays that differ
in level.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.checks import check_choice
from b12meta.stats.effects.core import Columns, Effect, columns, hedges_j

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Floats

__all__ = ["md", "rom", "smd"]


def two_groups(**given: ArrayLike) -> Columns:
    """Check means, SDs and sizes of two groups: SDs not negative, at least two people in each."""
    got = columns(**given)
    for name in ("sd1i", "sd2i"):
        got.require(name, got[name] >= 0, "an SD not below 0")
    for name in ("n1i", "n2i"):
        got.require(name, got[name] >= 2, "a group of at least 2, as its SD is used")
    return got


def md(
    *,
    m1i: ArrayLike,
    sd1i: ArrayLike,
    n1i: ArrayLike,
    m2i: ArrayLike,
    sd2i: ArrayLike,
    n2i: ArrayLike,
) -> Effect:
    """Mean difference, in the unit of the means; variances of the groups may differ.

    Parameters
    ----------
    m1i, sd1i, n1i, m2i, sd2i, n2i : array-like of shape (k,)
        Mean, standard deviation and size of groups 1 and 2.

    Raises
    ------
    ValueError
        For a negative SD or a group of fewer than two; rows are named.

    References
    ----------
    Borenstein et al. (2009), *Introduction to Meta-Analysis*, chapter 4 (variance).

    Examples
    --------
    >>> md(m1i=250, sd1i=90, n1i=30, m2i=300, sd2i=80, n2i=20)
    Effect(yi=array([-50.]), vi=array([590.]))
    """
    x = two_groups(m1i=m1i, sd1i=sd1i, n1i=n1i, m2i=m2i, sd2i=sd2i, n2i=n2i)
    x.settle()
    return Effect(x["m1i"] - x["m2i"], x["sd1i"] ** 2 / x["n1i"] + x["sd2i"] ** 2 / x["n2i"])


def smd(
    *,
    m1i: ArrayLike,
    sd1i: ArrayLike,
    n1i: ArrayLike,
    m2i: ArrayLike,
    sd2i: ArrayLike,
    n2i: ArrayLike,
    vtype: str = "LS",
    correct: bool = True,
) -> Effect:
    """Standardised mean difference by the pooled SD: Hedges' g, or d with ``correct=False``.

    Parameters
    ----------
    m1i, sd1i, n1i, m2i, sd2i, n2i : array-like of shape (k,)
        Mean, standard deviation and size of groups 1 and 2.
    vtype : {"LS", "LS2", "UB", "AV"}
        Variance: large-sample with g; large-sample with d, times J squared; unbiased; large-sample
        with the average g of all rows, weighted by size.
    correct : bool
        Whether to multiply by the exact J (see `hedges_j`).

    Raises
    ------
    ValueError
        For a negative SD, a pooled SD of 0, a group of fewer than two, or an unknown `vtype`.

    References
    ----------
    Hedges (1981), *Journal of Educational Statistics* 6, eq. 6e (J); Hedges & Olkin (1985),
    *Statistical Methods for Meta-Analysis*, p. 86, eq. 15 (LS); Borenstein et al. (2009),
    *Introduction to Meta-Analysis*, eq. 4.24 (LS2); Hedges (1983), *Psychological Bulletin* 93,
    eq. 9 (UB); Osburn & Callender (1992), *Journal of Applied Psychology* 77 (AV).

    Examples
    --------
    >>> g = smd(m1i=250, sd1i=90, n1i=30, m2i=300, sd2i=80, n2i=20)
    >>> g.yi.round(4), g.vi.round(4)
    (array([-0.5711]), array([0.0866]))
    """
    check_choice("vtype", vtype, tuple(SMD_VARIANCES))
    x = two_groups(m1i=m1i, sd1i=sd1i, n1i=n1i, m2i=m2i, sd2i=sd2i, n2i=n2i)
    x.require("sd1i", (x["sd1i"] > 0) | (x["sd2i"] > 0), "an SD above 0 in at least one group")
    x.settle()
    df = x["n1i"] + x["n2i"] - 2
    pooled = np.sqrt(((x["n1i"] - 1) * x["sd1i"] ** 2 + (x["n2i"] - 1) * x["sd2i"] ** 2) / df)
    j = hedges_j(df) if correct else np.ones_like(df)
    g = j * (x["m1i"] - x["m2i"]) / pooled
    return Effect(g, SMD_VARIANCES[vtype](g, j, x["n1i"], x["n2i"]))


def large_sample(g: Floats, j: Floats, n1: Floats, n2: Floats) -> Floats:
    """Hedges & Olkin's large-sample variance with g in place of the true value."""
    del j
    return 1 / n1 + 1 / n2 + g**2 / (2 * (n1 + n2))


def large_sample_of_d(g: Floats, j: Floats, n1: Floats, n2: Floats) -> Floats:
    """Variance of d, times J squared."""
    return j**2 * large_sample(g / j, j, n1, n2)


def unbiased(g: Floats, j: Floats, n1: Floats, n2: Floats) -> Floats:
    """Unbiased estimate of the variance of g."""
    df = n1 + n2 - 2
    return 1 / n1 + 1 / n2 + (1 - (df - 2) / (df * j**2)) * g**2


def averaged(g: Floats, j: Floats, n1: Floats, n2: Floats) -> Floats:
    """Large-sample variance with the average g of all rows, weighted by size."""
    mean = np.average(g, weights=n1 + n2)
    return large_sample(np.full_like(g, mean), j, n1, n2)


SMD_VARIANCES = {"LS": large_sample, "LS2": large_sample_of_d, "UB": unbiased, "AV": averaged}


def rom(
    *,
    m1i: ArrayLike,
    sd1i: ArrayLike,
    n1i: ArrayLike,
    m2i: ArrayLike,
    sd2i: ArrayLike,
    n2i: ArrayLike,
    correct: bool = True,
) -> Effect:
    """Log ratio of two means, both above 0.

    Parameters
    ----------
    m1i, sd1i, n1i, m2i, sd2i, n2i : array-like of shape (k,)
        Mean, standard deviation and size of groups 1 and 2.
    correct : bool
        Whether to add the second-order correction for bias (metafor's default since 5.0).

    Raises
    ------
    ValueError
        For a mean that is not above 0, a negative SD, or a group of fewer than two; rows are named.

    References
    ----------
    Hedges, Gurevitch & Curtis (1999), *Ecology* 80, eq. 1 (variance); Lajeunesse (2015),
    *Ecology* 96, eq. 8 (correction).

    Examples
    --------
    >>> ratio = rom(m1i=250, sd1i=90, n1i=30, m2i=300, sd2i=80, n2i=20)
    >>> ratio.yi.round(4), ratio.vi.round(4)
    (array([-0.1819]), array([0.0079]))
    """
    x = two_groups(m1i=m1i, sd1i=sd1i, n1i=n1i, m2i=m2i, sd2i=sd2i, n2i=n2i)
    for name in ("m1i", "m2i"):
        x.require(name, x[name] > 0, "a mean above 0, as its logarithm is taken")
    x.settle()
    first = (x["sd1i"] / x["m1i"]) ** 2 / x["n1i"]
    second = (x["sd2i"] / x["m2i"]) ** 2 / x["n2i"]
    bias = (first - second) / 2 if correct else 0.0
    return Effect(np.log(x["m1i"] / x["m2i"]) + bias, first + second)
