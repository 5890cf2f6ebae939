"""Bounds of a standardised mean difference, from "p < 0.05", "not significant" or a direction.

An inexact p still says where the effect lies. With Student's t, a p between two limits puts the
size of the effect between two limits, and a direction says on which side of 0: "lower, not
significant" is from -b to 0, "significantly higher" is b and above, a direction alone is half the
line. Without a direction "not significant" is from -b to b. A significant result without a
direction lies on two half-lines, which no single interval describes; such a row is refused.

An exact p without a direction lies on two intervals. Where it is above `alpha` it is read as "not
significant": that wording is the same for every such result, so that the bound does not depend on
the result through anything but the side of `alpha` on which it fell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from b12meta.stats.checks import check_level
from b12meta.stats.summaries.designs import Design, check_sides, independent, t_of_p
from b12meta.stats.summaries.p_values import NOTHING, Said, said_by
from b12meta.stats.summaries.rows import Rows, rows
from b12meta.stats.summaries.signs import WORDS, stated_signs

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Floats

__all__ = ["EffectBounds", "bounded", "read_limits", "smd_bounds_from_p"]

TWO_SIDED_GAP = (
    "{words} without a direction: the effect lies on two half-lines, not in one interval; "
    "expected a direction (or both means)"
)
NOTHING_SAID = "neither a p, nor a significance, nor a direction: nothing bounds the effect"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EffectBounds:
    """Where effects lie.

    Attributes
    ----------
    low, high : array of shape (k,)
        Ends on the scale of the effect; infinite for half-lines.
    vi : array of shape (k,)
        Sampling variance at no effect.
    p_low, p_high : array of shape (k,)
        The limits of p that were read.
    route : tuple of str
        What was printed, in words, row by row.
    """

    low: Floats
    high: Floats
    vi: Floats
    p_low: Floats
    p_high: Floats
    route: tuple[str, ...]


class Limits(NamedTuple):
    """Limits of p row by row, with signs and words."""

    low: Floats
    high: Floats
    sign: Floats
    route: tuple[str, ...]


def smd_bounds_from_p(
    *,
    n1i: ArrayLike,
    n2i: ArrayLike,
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
    """Bounds of Hedges' g from a printed p, a word, or a direction.

    Parameters
    ----------
    n1i, n2i : array-like of shape (k,)
        Group sizes.
    p : float, str or array-like of shape (k,), optional
        As printed; a string keeps its zeros (``"0.020"``). Missing entries were not printed.
    operator : {"=", "<", ">"} or array-like of shape (k,)
        What stood before `p`. With ``=`` the limits are those of rounding.
    significance : {"significant", "not_significant"} or array-like of shape (k,), optional
        Used where no p was printed.
    direction : {"lower", "higher"} or array-like of shape (k,), optional
        Group 1 relative to group 2. For a one-sided test: the side that it asked about.
    m1i, m2i : array-like of shape (k,), optional
        Means, in any unit; they give the direction, or must agree with it.
    decimals : int, optional
        Decimals printed, for all rows; by default those that `p` shows.
    sides : {2, 1}
        Sides of the test.
    alpha : float
        What "significant" means.
    correct : bool
        Whether bounds are of Hedges' g (J times those of d) or of d.

    Returns
    -------
    EffectBounds
        ``vi`` is ``1 / n1i + 1 / n2i``.

    Raises
    ------
    ValueError
        For an impossible p, an unknown word, means that contradict the direction, a significant
        result without a direction, nothing printed, or a group of fewer than two; rows are named.
        As `UnrecoverableError` it carries the reasons row by row.

    References
    ----------
    Cochrane Handbook 6.5.2.3 and chapter 12 (a p as evidence); the p is that of Student's t test.

    Examples
    --------
    >>> got = smd_bounds_from_p(p=0.05, operator=">", direction="lower", n1i=30, n2i=20)
    >>> got.low.round(4), got.high, got.route
    (array([-0.5713]), array([0.]), ('p > 0.05, lower',))
    >>> smd_bounds_from_p(p="0.000", direction="higher", n1i=30, n2i=20).low.round(4)
    array([1.0609])
    """
    x = rows(
        {"n1i": n1i, "n2i": n2i},
        {"m1i": m1i, "m2i": m2i},
        {"p": p, "operator": operator, "significance": significance, "direction": direction},
    )
    limits = read_limits(x, decimals, sides, alpha)
    test = independent(x, correct)
    return bounded(test, limits, sides)


def read_limits(x: Rows, decimals: int | None, sides: int, alpha: float) -> Limits:
    """Limits of p, and signs, from the printed columns; rows that no interval describes are noted.

    The columns are ``p``, ``operator``, ``significance``, ``direction``, ``m1i`` and ``m2i``.
    """
    check_level(alpha)
    check_decimals(decimals)
    check_sides(sides)
    sign = stated_signs(x)
    said = [
        with_sign(one, float(s), sides, alpha)
        for one, s in zip(read_p(x, decimals, alpha), sign, strict=True)
    ]
    for row in map(int, np.flatnonzero(sign == 0)):
        if row in x.reasons:
            continue
        if said[row].high < 1 or sides == 1:
            x.refuse("direction", row, TWO_SIDED_GAP.format(words=said[row].words))
        elif said[row].low == 0:
            x.refuse("direction", row, NOTHING_SAID)
    low, high = (np.array([getattr(one, end) for one in said]) for end in ("low", "high"))
    return Limits(low, high, sign, tuple(one.words for one in said))


def read_p(x: Rows, decimals: int | None, alpha: float) -> list[Said]:
    """What each row says about its p; what is impossible is noted."""
    columns = (x.words[name] for name in ("p", "operator", "significance"))
    said = []
    for row, (p, operator, word) in enumerate(zip(*columns, strict=True)):
        try:
            said.append(said_by(p, operator, word, decimals, alpha))
        except ValueError as problem:
            x.refuse("p", row, str(problem))
            said.append(NOTHING)
    return said


def check_decimals(decimals: int | None) -> None:
    """Raise unless the number of decimals is not given, or whole and not below 0."""
    if decimals is not None and not (isinstance(decimals, int | np.integer) and decimals >= 0):
        raise ValueError(f"decimals: got {decimals!r}, expected a whole number not below 0")


def bounded(test: Design, limits: Limits, sides: int) -> EffectBounds:
    """Bounds on the scale of the effect."""
    near = t_of_p(limits.high, test.df, sides)
    far = t_of_p(limits.low, test.df, sides)
    return EffectBounds(
        low=test.effect(np.where(limits.sign > 0, near, -far)) + 0.0,
        high=test.effect(np.where(limits.sign < 0, -near, far)) + 0.0,
        vi=test.null_variance,
        p_low=limits.low,
        p_high=limits.high,
        route=limits.route,
    )


def with_sign(said: Said, sign: float, sides: int, alpha: float) -> Said:
    """What a row says, in the words of its direction; an exact p without one as a bound."""
    if sign != 0:
        way = WORDS[sign] + (" (side of the test)" if sides == 1 else "")
        return said._replace(words=f"{said.words}, {way}")
    if said.exact and sides == 2 and alpha <= said.low and said.high < 1:
        words = f"{said.words} without a direction, read as p > {alpha:g}"
        return Said(alpha, 1.0, False, words)
    return said
