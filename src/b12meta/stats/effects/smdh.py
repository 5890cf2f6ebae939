"""Standardised mean difference when the two groups do not share a variance.

The pooled SD of the usual measure weighs the groups by size; here the standardiser is the square
root of the plain average of the two variances, which means the same whatever the sizes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.checks import check_choice
from b12meta.stats.effects.core import Effect, hedges_j
from b12meta.stats.effects.means import two_groups

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike

__all__ = ["BONETT", "smdh"]

BONETT = ("LS", "LS-3.8")
"""Bonett's variance with the corrected difference; that times J squared (metafor before 4.6)."""


def smdh(
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
    """Mean difference over the root of the average variance; the groups may differ in variance.

    Parameters
    ----------
    m1i, sd1i, n1i, m2i, sd2i, n2i : array-like of shape (k,)
        Mean, standard deviation and size of groups 1 and 2.
    vtype : {"LS", "LS-3.8"}
        Bonett's variance as metafor computes it since 4.6, or as before.
    correct : bool
        Whether to multiply by J with n1 + n2 - 2 df (see `hedges_j`).

    Raises
    ------
    ValueError
        For a negative SD, two SDs of 0, a group of fewer than two, or an unknown `vtype`.

    References
    ----------
    Bonett (2008), *Psychological Methods* 13, 99-109 (variance); Bonett (2009), *Psychological
    Methods* 14, 225-238.

    Examples
    --------
    >>> g = smdh(m1i=250, sd1i=90, n1i=30, m2i=300, sd2i=80, n2i=20)
    >>> g.yi.round(4), g.vi.round(4)
    (array([-0.578]), array([0.0885]))
    """
    check_choice("vtype", vtype, BONETT)
    x = two_groups(m1i=m1i, sd1i=sd1i, n1i=n1i, m2i=m2i, sd2i=sd2i, n2i=n2i)
    x.require("sd1i", (x["sd1i"] > 0) | (x["sd2i"] > 0), "an SD above 0 in at least one group")
    x.settle()
    df1, df2 = x["n1i"] - 1, x["n2i"] - 1
    average = (x["sd1i"] ** 2 + x["sd2i"] ** 2) / 2
    j = hedges_j(df1 + df2) if correct else np.ones_like(df1)
    g = j * (x["m1i"] - x["m2i"]) / np.sqrt(average)
    first, second = x["sd1i"] ** 2 / average, x["sd2i"] ** 2 / average
    v = g**2 * (first**2 / df1 + second**2 / df2) / 8 + first / df1 + second / df2
    return Effect(g, v * j**2 if vtype == "LS-3.8" else v)
