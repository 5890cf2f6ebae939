"""What an interval allows to be said about a claimed direction (decision 11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from b12meta.stats.interval import Interval

SMALLEST = 0.2
"""Smallest standardised difference of interest."""

VERDICTS = (
    "supported",
    "association only",
    "mixed",
    "inconclusive",
    "contradicted",
    "no usable evidence",
    "not a numeric claim",
)
"""Every verdict that a claim can get."""


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


def at_most_association(found: str) -> str:
    """Verdict on a claim about a cause: studies that observe can show an association at most.

    Examples
    --------
    >>> at_most_association("supported"), at_most_association("mixed")
    ('association only', 'mixed')
    """
    return "association only" if found == "supported" else found


def agreement(found: set[str]) -> str:
    """Verdict on a claim from the verdicts of several results: theirs if one, else mixed.

    Examples
    --------
    >>> agreement({"inconclusive"}), agreement({"supported", "inconclusive"})
    ('inconclusive', 'mixed')
    """
    return found.copy().pop() if len(found) == 1 else "mixed"
