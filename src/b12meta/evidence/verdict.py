"""What an interval allows to be said about a claimed direction (decision 11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from b12meta.stats.interval import Interval

SMALLEST = 0.2
"""Smallest standardised difference of interest."""


def verdict(ci: Interval, *, claimed: str) -> str:
    """Verdict on the claim that a level is ``"lower"`` or ``"higher"``.

    Returns
    -------
    str
        "supported" when the interval lies wholly on the claimed side of zero, "contradicted" when
        it excludes even the smallest effect of interest on that side, "inconclusive" when it
        covers both zero and that effect.

    Raises
    ------
    ValueError
        For another direction.

    Examples
    --------
    >>> from b12meta.stats.interval import Interval
    >>> verdict(Interval(-0.75, 0.09), claimed="lower")
    'inconclusive'
    >>> verdict(Interval(0.4, 0.9), claimed="lower")
    'contradicted'
    """
    if claimed not in ("lower", "higher"):
        raise ValueError(f"claimed: got {claimed!r}, expected 'lower' or 'higher'")
    low, high = (ci.low, ci.high) if claimed == "higher" else (-ci.high, -ci.low)
    if low > 0:
        return "supported"
    return "contradicted" if high < SMALLEST else "inconclusive"
