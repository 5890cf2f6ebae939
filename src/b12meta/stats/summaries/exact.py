"""A standardised mean difference from a test: its p, its t, or its F.

Student's t of two groups is the standardised difference in other units, so an exact p with a
direction and the two sizes gives the same effect as the means and SDs behind it. A p has no sign;
without a direction, or two means, a row is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.checks import check_choice
from b12meta.stats.effects.core import Effect
from b12meta.stats.effects.means import SMD_VARIANCES
from b12meta.stats.summaries.designs import Design, check_sides, independent, t_of_p
from b12meta.stats.summaries.p_values import require_p
from b12meta.stats.summaries.rows import Rows, rows
from b12meta.stats.summaries.signs import stated_signs, word_signs

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Floats

__all__ = ["smd_from_f", "smd_from_p", "smd_from_t", "tested_sign"]


def smd_from_p(
    *,
    p: ArrayLike,
    n1i: ArrayLike,
    n2i: ArrayLike,
    direction: object = None,
    m1i: ArrayLike | None = None,
    m2i: ArrayLike | None = None,
    sides: int = 2,
    vtype: str = "LS",
    correct: bool = True,
) -> Effect:
    """Standardised mean difference from the exact p of Student's t test.

    Parameters
    ----------
    p, n1i, n2i : array-like of shape (k,)
        The p, and the group sizes.
    direction : {"lower", "higher"} or array-like of shape (k,), optional
        Group 1 relative to group 2. For a one-sided test: the side that it asked about, so that a
        p above 0.5 is an effect on the other side.
    m1i, m2i : array-like of shape (k,), optional
        Means, in any unit; they give the direction, or must agree with it.
    sides : {2, 1}
        Sides of the test.
    vtype : {"LS", "LS2", "UB", "AV"}
        Variance, as in `smd`.
    correct : bool
        Whether to multiply by J (see `hedges_j`).

    Returns
    -------
    Effect
        ``yi`` and ``vi``; exact if the p was not rounded (else see `smd_bounds_from_p`).

    Raises
    ------
    ValueError
        For a p outside (0, 1], no direction, means that contradict it, or a group of fewer than
        two; rows are named.

    References
    ----------
    Borenstein (2009), in *The Handbook of Research Synthesis and Meta-Analysis*, table 12.1.

    Examples
    --------
    >>> effect = smd_from_p(p=0.04, direction="lower", n1i=30, n2i=20)
    >>> effect.yi.round(4), effect.vi.round(4)
    (array([-0.5998]), array([0.0869]))
    """
    check_choice("vtype", vtype, tuple(SMD_VARIANCES))
    x = rows({"p": p, "n1i": n1i, "n2i": n2i}, {"m1i": m1i, "m2i": m2i}, {"direction": direction})
    sign = tested_sign(x, sides)
    test = independent(x, correct)
    return sized(x, test, sign * t_of_p(x["p"], test.df, sides), vtype)


def smd_from_t(
    *,
    ti: ArrayLike,
    n1i: ArrayLike,
    n2i: ArrayLike,
    direction: object = None,
    vtype: str = "LS",
    correct: bool = True,
) -> Effect:
    """Standardised mean difference from Student's t (equal variances).

    Parameters
    ----------
    ti, n1i, n2i : array-like of shape (k,)
        The t, and the group sizes. Without a direction the sign of t is that of group 1 minus
        group 2.
    direction : {"lower", "higher"} or array-like of shape (k,), optional
        Group 1 relative to group 2, where t was printed without its sign.
    vtype, correct
        As in `smd_from_p`.

    Raises
    ------
    ValueError
        For a negative t under ``higher``, or a group of fewer than two; rows are named.

    References
    ----------
    Borenstein (2009), in *The Handbook of Research Synthesis and Meta-Analysis*, table 12.1.

    Examples
    --------
    >>> smd_from_t(ti=2.1, n1i=20, n2i=30).yi.round(4)
    array([0.5967])
    """
    check_choice("vtype", vtype, tuple(SMD_VARIANCES))
    x = rows({"ti": ti, "n1i": n1i, "n2i": n2i}, words={"direction": direction})
    sign = word_signs(x)
    x.require("ti", (x["ti"] >= 0) | (sign <= 0), "a t not below 0, as the direction is higher")
    t = np.where(sign == 0, x["ti"], sign * np.abs(x["ti"]))
    return sized(x, independent(x, correct), t, vtype)


def smd_from_f(
    *,
    fi: ArrayLike,
    n1i: ArrayLike,
    n2i: ArrayLike,
    direction: object,
    vtype: str = "LS",
    correct: bool = True,
) -> Effect:
    """Standardised mean difference from the F of a one-way comparison of two groups (1 df).

    Parameters
    ----------
    fi, n1i, n2i : array-like of shape (k,)
        The F, which is t squared, and the group sizes.
    direction : {"lower", "higher"} or array-like of shape (k,)
        Group 1 relative to group 2; F has no sign.
    vtype, correct
        As in `smd_from_p`.

    Raises
    ------
    ValueError
        For a negative F, no direction (unless F is 0), or a group of fewer than two; rows are
        named.

    References
    ----------
    Borenstein (2009), in *The Handbook of Research Synthesis and Meta-Analysis*, table 12.1.

    Examples
    --------
    >>> smd_from_f(fi=4.41, n1i=20, n2i=30, direction="higher").yi.round(4)
    array([0.5967])
    """
    check_choice("vtype", vtype, tuple(SMD_VARIANCES))
    x = rows({"fi": fi, "n1i": n1i, "n2i": n2i}, words={"direction": direction})
    x.require("fi", x["fi"] >= 0, "an F not below 0")
    sign = word_signs(x)
    x.require("fi", (sign != 0) | (x["fi"] == 0), "a direction beside it, as F has no sign")
    return sized(x, independent(x, correct), sign * np.sqrt(np.abs(x["fi"])), vtype)


def tested_sign(x: Rows, sides: int) -> Floats:
    """Sign of the effect (one-sided: side of the test) beside each ``p``; 0 where p says 0."""
    check_sides(sides)
    require_p(x)
    sign = stated_signs(x)
    if sides == 1:
        x.require("p", x["p"] < 1, "a one-sided p below 1, at which the effect is infinite")
    centre = 1.0 if sides == 2 else 0.5
    unknown = (sign == 0) & (x["p"] != centre)
    x.require("p", ~unknown, "a direction (or both means) beside it, as a p has no sign")
    return sign


def sized(x: Rows, test: Design, t: Floats, vtype: str) -> Effect:
    """Effect and variance at a value of the test statistic."""
    g = test.effect(t) + 0.0
    return Effect(g, SMD_VARIANCES[vtype](g, test.j, x["n1i"], x["n2i"]))
