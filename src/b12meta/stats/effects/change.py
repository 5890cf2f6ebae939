"""The same people twice: how a mean changed, in four units.

`m1i` and `m2i` are the two means of one sample (the effect is the first minus the second), `ri` the
correlation between the two measurements, which papers rarely print. The raw change keeps the unit.
SMCC divides by the SD of the changes, SMCR and SMCRH by the SD of `m1i`'s measurement; for one data
set they give 0.63 and 0.53, so they are different quantities and never pooled together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.checks import check_choice
from b12meta.stats.effects.core import Columns, Effect, columns, hedges_j
from b12meta.stats.effects.smdh import BONETT

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Floats

__all__ = ["mean_change", "ratio_change", "smcc", "smcr", "smcrh"]


def pairs(**given: ArrayLike) -> Columns:
    """Check one sample measured twice: SDs not negative, a correlation, at least two people."""
    x = columns(**given)
    for name in ("sd1i", "sd2i"):
        x.require(name, x[name] >= 0, "an SD not below 0")
    x.require("ri", np.abs(x["ri"]) <= 1, "a correlation from -1 to 1")
    x.require("ni", x["ni"] >= 2, "a sample of at least 2, as its SD is used")
    return x


def variance_of_change(x: Columns) -> Floats:
    """Variance of the differences between the two measurements; not below 0 by rounding."""
    s1, s2 = x["sd1i"], x["sd2i"]
    variance: Floats = (s1 - s2) ** 2 + 2 * (1 - x["ri"]) * s1 * s2
    return variance


def correction(x: Columns, correct: bool) -> Floats:
    """J with n - 1 df; it needs three people."""
    if not correct:
        return np.ones_like(x["ni"])
    x.require("ni", x["ni"] >= 3, "a sample of at least 3, as J needs 2 df; or correct=False")
    x.settle()
    return hedges_j(x["ni"] - 1)


def mean_change(
    *,
    m1i: ArrayLike,
    m2i: ArrayLike,
    sd1i: ArrayLike,
    sd2i: ArrayLike,
    ri: ArrayLike,
    ni: ArrayLike,
) -> Effect:
    """Change of a mean (MC), in its unit.

    Parameters
    ----------
    m1i, m2i, sd1i, sd2i : array-like of shape (k,)
        Means and standard deviations of the two measurements.
    ri, ni : array-like of shape (k,)
        Correlation between them, and number of people.

    Raises
    ------
    ValueError
        For a negative SD, a correlation outside -1 to 1, or fewer than two people; rows are named.

    References
    ----------
    Borenstein et al. (2009), *Introduction to Meta-Analysis*, chapter 4.

    Examples
    --------
    >>> mean_change(m1i=300, m2i=250, sd1i=90, sd2i=80, ri=0.6, ni=20)
    Effect(yi=array([50.]), vi=array([293.]))
    """
    x = pairs(m1i=m1i, m2i=m2i, sd1i=sd1i, sd2i=sd2i, ri=ri, ni=ni)
    x.settle()
    return Effect(x["m1i"] - x["m2i"], variance_of_change(x) / x["ni"])


def smcc(
    *,
    m1i: ArrayLike,
    m2i: ArrayLike,
    sd1i: ArrayLike,
    sd2i: ArrayLike,
    ri: ArrayLike,
    ni: ArrayLike,
    correct: bool = True,
) -> Effect:
    """Change over the SD of the changes (SMCC); other arguments as `mean_change`.

    Parameters
    ----------
    m1i, m2i, sd1i, sd2i, ri, ni
        As in `mean_change`.
    correct : bool
        Whether to multiply by J with n - 1 df (see `hedges_j`).

    Raises
    ------
    ValueError
        As `mean_change`; and for changes that do not vary, or fewer than three people for J.

    References
    ----------
    Gibbons, Hedeker & Davis (1993), *Journal of Educational Statistics* 18, 271-279.

    Examples
    --------
    >>> change = smcc(m1i=300, m2i=250, sd1i=90, sd2i=80, ri=0.6, ni=20)
    >>> change.yi.round(4), change.vi.round(4)
    (array([0.627]), array([0.0598]))
    """
    x = pairs(m1i=m1i, m2i=m2i, sd1i=sd1i, sd2i=sd2i, ri=ri, ni=ni)
    x.require(
        "ri", variance_of_change(x) > 0, "changes that vary (equal SDs and ri = 1: they do not)"
    )
    x.settle()
    g = correction(x, correct) * (x["m1i"] - x["m2i"]) / np.sqrt(variance_of_change(x))
    return Effect(g, 1 / x["ni"] + g**2 / (2 * x["ni"]))


def smcr(
    *,
    m1i: ArrayLike,
    m2i: ArrayLike,
    sd1i: ArrayLike,
    sd2i: ArrayLike,
    ri: ArrayLike,
    ni: ArrayLike,
    correct: bool = True,
) -> Effect:
    """Change over the SD of the first measurement (SMCR), variances taken as equal.

    Arguments and errors as `smcc`; `sd1i` above 0. `sd2i` is only checked.

    References
    ----------
    Becker (1988), *British Journal of Mathematical and Statistical Psychology* 41, 257-278.

    Examples
    --------
    >>> change = smcr(m1i=300, m2i=250, sd1i=90, sd2i=80, ri=0.6, ni=20)
    >>> change.yi.round(4), change.vi.round(4)
    (array([0.5333]), array([0.0471]))
    """
    x = pairs(m1i=m1i, m2i=m2i, sd1i=sd1i, sd2i=sd2i, ri=ri, ni=ni)
    g = over_first(x, correct)
    return Effect(g, 2 * (1 - x["ri"]) / x["ni"] + g**2 / (2 * x["ni"]))


def over_first(x: Columns, correct: bool) -> Floats:
    """Change over the SD of the first measurement, which must vary."""
    x.require("sd1i", x["sd1i"] > 0, "an SD above 0, as it is the unit of the change")
    x.settle()
    change: Floats = correction(x, correct) * (x["m1i"] - x["m2i"]) / x["sd1i"]
    return change


def smcrh(
    *,
    m1i: ArrayLike,
    m2i: ArrayLike,
    sd1i: ArrayLike,
    sd2i: ArrayLike,
    ri: ArrayLike,
    ni: ArrayLike,
    vtype: str = "LS",
    correct: bool = True,
) -> Effect:
    """Change over the SD of the first measurement (SMCRH); the two variances may differ.

    Parameters
    ----------
    m1i, m2i, sd1i, sd2i, ri, ni, correct
        As in `smcc`; `sd1i` above 0.
    vtype : {"LS", "LS-3.8"}
        Bonett's variance as metafor computes it since 4.6, or as before (times J squared).

    Raises
    ------
    ValueError
        As `smcc`, and for an unknown `vtype`.

    References
    ----------
    Bonett (2008), *Psychological Methods* 13, 99-109.

    Examples
    --------
    >>> change = smcrh(m1i=300, m2i=250, sd1i=90, sd2i=80, ri=0.6, ni=20)
    >>> change.yi.round(4), change.vi.round(4)
    (array([0.5333]), array([0.0456]))
    """
    check_choice("vtype", vtype, BONETT)
    x = pairs(m1i=m1i, m2i=m2i, sd1i=sd1i, sd2i=sd2i, ri=ri, ni=ni)
    g = over_first(x, correct)
    df = x["ni"] - 1
    v = variance_of_change(x) / (x["sd1i"] ** 2 * df) + g**2 / (2 * df)
    return Effect(g, v * correction(x, correct) ** 2 if vtype == "LS-3.8" else v)


def ratio_change(
    *,
    m1i: ArrayLike,
    m2i: ArrayLike,
    sd1i: ArrayLike,
    sd2i: ArrayLike,
    ri: ArrayLike,
    ni: ArrayLike,
    correct: bool = True,
) -> Effect:
    """Log ratio of the two means of one sample (ROMC), both above 0.

    Parameters
    ----------
    m1i, m2i, sd1i, sd2i, ri, ni
        As in `mean_change`.
    correct : bool
        Whether to add the second-order correction for bias (metafor's default since 5.0).

    Raises
    ------
    ValueError
        As `mean_change`; and for a mean that is not above 0.

    References
    ----------
    Lajeunesse (2011), *Ecology* 92, eq. 6 (variance); Lajeunesse (2015), *Ecology* 96, eq. 8
    (correction, for which the correlation does not matter).

    Examples
    --------
    >>> ratio = ratio_change(m1i=300, m2i=250, sd1i=90, sd2i=80, ri=0.6, ni=20)
    >>> ratio.yi.round(4), ratio.vi.round(4)
    (array([0.182]), array([0.0039]))
    """
    x = pairs(m1i=m1i, m2i=m2i, sd1i=sd1i, sd2i=sd2i, ri=ri, ni=ni)
    for name in ("m1i", "m2i"):
        x.require(name, x[name] > 0, "a mean above 0, as its logarithm is taken")
    x.settle()
    c1, c2 = x["sd1i"] / x["m1i"], x["sd2i"] / x["m2i"]
    bias = (c1**2 - c2**2) / (2 * x["ni"]) if correct else 0.0
    variance = ((c1 - c2) ** 2 + 2 * (1 - x["ri"]) * c1 * c2) / x["ni"]
    return Effect(np.log(x["m1i"] / x["m2i"]) + bias, variance)
