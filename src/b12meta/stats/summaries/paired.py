"""The same people before and after: a standardised change from the p of a paired test.

A paired t is the change over its standard error, so p and n give the change in SDs of the change
(SMCC) and nothing else. In SDs of the people (SMCR) the correlation between the two measurements is
needed as well. The two differ and are never pooled together.

After minus before throughout: "lower" is lower after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from b12meta.stats.effects.core import Effect
from b12meta.stats.summaries.bounds import EffectBounds, bounded, read_limits
from b12meta.stats.summaries.change import change_sd
from b12meta.stats.summaries.designs import paired, t_of_p
from b12meta.stats.summaries.exact import tested_sign
from b12meta.stats.summaries.rows import Rows, rows

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Floats

__all__ = ["smcc_bounds_from_p", "smcc_from_p", "smcr_from_p"]


def smcc_from_p(
    *,
    p: ArrayLike,
    ni: ArrayLike,
    direction: object = None,
    m1i: ArrayLike | None = None,
    m2i: ArrayLike | None = None,
    sides: int = 2,
    correct: bool = True,
) -> Effect:
    """Change in SDs of the change (SMCC), from the exact p of a paired t test.

    Parameters
    ----------
    p, ni : array-like of shape (k,)
        The p, and the number of people.
    direction : {"lower", "higher"} or array-like of shape (k,), optional
        After relative to before; for a one-sided test the side that it asked about.
    m1i, m2i : array-like of shape (k,), optional
        Means after and before, in any unit; they give the direction, or must agree with it.
    sides : {2, 1}
        Sides of the test.
    correct : bool
        Whether to multiply by J with n - 1 df.

    Raises
    ------
    ValueError
        For a p outside (0, 1], no direction, means that contradict it, or fewer than three people
        (two without J); rows are named.

    References
    ----------
    Gibbons, Hedeker & Davis (1993), *Journal of Educational Statistics* 18, 271-279.

    Examples
    --------
    >>> change = smcc_from_p(p=0.01, ni=20, direction="lower")
    >>> change.yi.round(4), change.vi.round(4)
    (array([-0.6141]), array([0.0594]))
    """
    x = rows({"p": p, "ni": ni}, {"m1i": m1i, "m2i": m2i}, {"direction": direction})
    sign = tested_sign(x, sides)
    test = paired(x, correct)
    g = test.effect(sign * t_of_p(x["p"], test.df, sides)) + 0.0
    return Effect(g, 1 / x["ni"] + g**2 / (2 * x["ni"]))


def smcc_bounds_from_p(
    *,
    ni: ArrayLike,
    p: Any = None,
    operator: object = "=",
    significance: object = None,
    direction: object = None,
    m1i: ArrayLike | None = None,
    m2i: ArrayLike | None = None,
    decimals: int | None = None,
    sides: int = 2,
    alpha: float = 0.05,
    correct: bool = True,
) -> EffectBounds:
    """Bounds of the change in SDs of the change (SMCC), from a printed p, a word, or a direction.

    Parameters
    ----------
    ni : array-like of shape (k,)
        Number of people.
    direction, m1i, m2i, correct
        As in `smcc_from_p`.
    p, operator, significance, decimals, sides, alpha
        As in `b12meta.stats.summaries.bounds.smd_bounds_from_p`.

    Returns
    -------
    EffectBounds
        ``vi`` is ``1 / ni``.

    Raises
    ------
    ValueError
        As `smcc_from_p`; and for a significant result without a direction, or nothing printed.

    References
    ----------
    Gibbons, Hedeker & Davis (1993), *Journal of Educational Statistics* 18, 271-279.

    Examples
    --------
    >>> smcc_bounds_from_p(significance="significant", direction="lower", ni=20).high.round(4)
    array([-0.4493])
    """
    x = rows(
        {"ni": ni},
        {"m1i": m1i, "m2i": m2i},
        {"p": p, "operator": operator, "significance": significance, "direction": direction},
    )
    limits = read_limits(x, decimals, sides, alpha)
    return bounded(paired(x, correct), limits, sides)


def smcr_from_p(
    *,
    p: ArrayLike,
    ni: ArrayLike,
    ri: ArrayLike,
    direction: object = None,
    m1i: ArrayLike | None = None,
    m2i: ArrayLike | None = None,
    sd1i: ArrayLike | None = None,
    sd2i: ArrayLike | None = None,
    sides: int = 2,
    correct: bool = True,
) -> Effect:
    """Change in SDs before (SMCR), from the exact p of a paired t test and a correlation.

    Parameters
    ----------
    p, ni, direction, m1i, m2i, sides, correct
        As in `smcc_from_p`.
    ri : array-like of shape (k,)
        Correlation between the two measurements, at least -1 and below 1.
    sd1i, sd2i : array-like of shape (k,), optional
        SDs after and before, in one unit; where they were not printed they are taken as equal.

    Returns
    -------
    Effect
        The variance takes the SDs as equal. metafor's SMCR divides by its ``sd1i``: give it the
        measurement before first, and change the sign.

    Raises
    ------
    ValueError
        As `smcc_from_p`; and for a correlation outside [-1, 1), one SD without the other, or an SD
        not above 0.

    References
    ----------
    Becker (1988), *British Journal of Mathematical and Statistical Psychology* 41, 257-278.

    Examples
    --------
    >>> smcr_from_p(p=0.01, ni=20, ri=0.5, direction="lower").yi.round(4)
    array([-0.6141])
    """
    x = rows(
        {"p": p, "ni": ni, "ri": ri},
        {"m1i": m1i, "m2i": m2i, "sd1i": sd1i, "sd2i": sd2i},
        {"direction": direction},
    )
    sign = tested_sign(x, sides)
    require_changes(x)
    test = paired(x, correct)
    change = test.effect(sign * t_of_p(x["p"], test.df, sides))
    g = change * change_in_sd_before(x) + 0.0
    return Effect(g, 2 * (1 - x["ri"]) / x["ni"] + g**2 / (2 * x["ni"]))


def require_changes(x: Rows) -> None:
    """Refuse impossible correlations, and one SD without the other."""
    x.require("ri", (x["ri"] >= -1) & (x["ri"] < 1), "a correlation of at least -1 and below 1")
    for name, other in (("sd1i", "sd2i"), ("sd2i", "sd1i")):
        x.require(name, x.given(name) | ~x.given(other), f"an SD, as there is one in {other}")
        x.require(name, ~(x[name] <= 0), "an SD above 0")


def change_in_sd_before(x: Rows) -> Floats:
    """SD of the change over the SD before; both SDs are taken as equal where not printed."""
    ratio = np.where(x.given("sd1i"), x["sd1i"] / x["sd2i"], 1.0)
    return change_sd(ratio, np.ones_like(ratio), x["ri"])
