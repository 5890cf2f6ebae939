"""Sentences about a multiverse, computed from it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from b12meta.evidence.multiverse.flips import FEWEST
from b12meta.evidence.multiverse.summary import STANDARDISED, merged, moves, shares
from b12meta.evidence.rows import records
from b12meta.evidence.text import Sentence
from b12meta.evidence.verdict import SMALLEST
from b12meta.evidence.words import count, joined, number, p_value, percent

if TYPE_CHECKING:
    import pandas as pd

    from b12meta.evidence.multiverse.flips import FlipTest
    from b12meta.evidence.multiverse.run import Universe


def answer(found: Universe, test: FlipTest, *, name: str) -> Sentence:
    """The whole answer for one analyte in two sentences."""
    row = _standardised(found.frame)
    side = "below" if row["below_zero"] >= 0.5 else "above"
    share = max(row["below_zero"], 1 - row["below_zero"])
    excluding = row["interval_below"] + row["interval_above"]
    return Sentence(
        f"**{name}**: {len(_labels(found.frame)):,} combinations of defensible choices come to "
        f"{row['specifications']:,} distinct analyses; {_all(share)} of the estimates lie {side} "
        f"zero, and {_all(excluding)} of the intervals exclude it. {_moved(found.frame)}"
        f"{_tested(test)}."
    )


def _moved(frame: pd.DataFrame) -> str:
    """What moves the estimate most; nothing where nothing was chosen."""
    top, *others = records(moves(frame))
    if not others:
        return ""
    return (
        f"The choice that moves the estimate most is “{_lower(top['name'])}” "
        f"({percent(top['share'])} of the variance). "
    )


def _lower(name: str) -> str:
    """A name within a sentence.

    Examples
    --------
    >>> _lower("Silent studies"), _lower("Prior on τ"), _lower("Patients with CIS among MS")
    ('silent studies', 'prior on τ', 'patients with CIS among MS')
    """
    return name[:1].lower() + name[1:]


def range_of(frame: pd.DataFrame, *, name: str) -> Sentence:
    """From where to where the estimates run, and how they lie to the smallest effect."""
    row = _standardised(frame)
    headline = _headline(frame)
    place = merged(_labels(frame))["estimate"].lt(headline["estimate"]).mean()
    sides = {
        f"below {number(-SMALLEST, 1)}": row["below_smallest"],
        f"above {number(SMALLEST, 1)}": row["above_smallest"],
        "between the two": 1 - row["below_smallest"] - row["above_smallest"],
    }
    parts = [f"{_all(share)} lie {where}" for where, share in sides.items() if share > 0]
    return Sentence(
        f"{name}: estimates run from {number(row['least'])} to {number(row['greatest'])}, with a "
        f"median of {number(row['median'])}; {joined(parts)}. Of all estimates, {_all(place)} lie "
        f"below the headline's {number(headline['estimate'])}."
    )


def told_moves(frame: pd.DataFrame, *, name: str) -> Sentence:
    """The choices that move the estimate most, and what is left to their interplay."""
    *rows, rest = records(moves(frame))
    said = [f"“{_lower(row['name'])}” explains {percent(row['share'])}" for row in rows[:2]]
    return Sentence(
        f"{name}, of the variance of the estimates: {joined(said)}; {percent(rest['share'])} is "
        "left to the interplay of choices."
    )


def told_flips(test: FlipTest, *, name: str) -> Sentence:
    """The permutation test, with what it could have shown."""
    if math.isnan(test.pval):
        return Sentence(
            f"{name}: not tested. With {count(test.studies, 'study', 'studies')} there are fewer "
            f"than {FEWEST}, and no p below 0.05 could come out."
        )
    how = f"all {test.patterns:,} patterns, of mirror images one" if test.exact else _drawn(test)
    return Sentence(
        f"{name}: the median over {test.specifications:,} analyses is {number(test.statistic)}; "
        f"with the signs of studies turned at random, in every analysis at once, it is at least as "
        f"far from zero with {p_value(test.pval)} ({how}). {_turnable(test)}"
    )


def _turnable(test: FlipTest) -> str:
    """How many studies have a side, and what p that allows."""
    return (
        f"Of {count(test.studies, 'study', 'studies')}, {count(test.turnable, 'lies', 'lie')} on "
        f"one side of zero; the others say “not different”, which turning does not change. So the "
        f"least p that could come out is {p_value(test.least).removeprefix('p = ')}."
    ).replace("is p <", "is below")


def _tested(test: FlipTest) -> str:
    if math.isnan(test.pval):
        return "Studies are too few to test it by turning signs"
    return (
        f"Turning signs at random gives {p_value(test.pval)}, where "
        f"{p_value(test.least).removeprefix('p = ')} is the least possible"
    ).replace("where p <", "where below")


def _drawn(test: FlipTest) -> str:
    return f"{test.patterns:,} random patterns, Monte Carlo error {number(test.error, 3)}"


def _standardised(frame: pd.DataFrame) -> dict[str, float]:
    """Shares on the standardised scale."""
    found = shares(frame)
    return records(found[found["scale"].eq(STANDARDISED)])[0]


def _labels(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["scale"].eq(STANDARDISED)]


def _headline(frame: pd.DataFrame) -> dict[str, float]:
    return records(frame.head(1))[0]


def _all(share: float) -> str:
    """A share in words, so that "100%" and "0%" mean all and none.

    Examples
    --------
    >>> _all(1.0), _all(0.0), _all(0.999), _all(0.35)
    ('all', 'none', 'more than 99%', '35%')
    """
    if share in (0.0, 1.0):
        return "all" if share else "none"
    if share > 0.995:
        return "more than 99%"
    return percent(share) if share >= 0.005 else "less than 1%"
