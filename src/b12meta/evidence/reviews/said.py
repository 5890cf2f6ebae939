"""Why earlier reviews of B12 disagree, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.pools import pool_every
from b12meta.evidence.readable import plain
from b12meta.evidence.reviews.reasons import overlapping
from b12meta.evidence.reviews.results import (
    NO_INTERVAL,
    drawn,
    every_result,
    ours,
    random_models,
)
from b12meta.evidence.rows import records
from b12meta.evidence.text import Sentence
from b12meta.evidence.trace import linked
from b12meta.evidence.words import count, interval, joined, number, percent

if TYPE_CHECKING:
    from typing import Any

    from b12meta.tables import Tables


def answer(tables: Tables) -> Sentence:
    """The answer: how far the reviews disagree, what faded, and what narrowed the umbrella."""
    return compatible(tables, "b12") + moved(tables) + overlapping(tables)


def compatible(tables: Tables, analyte: str) -> Sentence:
    """The range of the reviews' estimates, which exclude zero, and the values that all hold."""
    rows = random_models(tables, analyte).sort_values("yi")
    pool = pool_every(ours(tables, analyte))
    low, high = max(rows["ci_low"].max(), pool.ci.low), min(rows["ci_high"].min(), pool.ci.high)
    whose, all_of_them = _those(len(rows))
    common = (
        f"{whose} {all_of_them} hold the values from {number(low)} to {number(high)}"
        if low <= high
        else f"no value lies in all of {whose}"
    )
    return Sentence(
        f"On {plain(analyte)}, {_span(records(rows))} as the standardised difference of MS from "
        f"controls{_without_interval(tables, analyte)}, beside ours of {number(pool.estimate)} "
        f"({percent(pool.level)} credible interval {interval(*pool.ci)}). "
        f"{_decided(tables, analyte)}; {common}."
    )


def _without_interval(tables: Tables, analyte: str) -> str:
    """Reviews that pooled the same and print no interval."""
    rows = every_result(tables)
    rows = rows[rows["analyte"].eq(analyte) & rows["reason"].eq(NO_INTERVAL)]
    said = [_unsure(row) for row in records(rows)]
    return f", and {joined(said)}" if said else ""


def _unsure(row: dict[str, Any]) -> str:
    name = linked(f"{row['review']} {row['year']}", row["page_url"])
    k = "" if pd.isna(row["k"]) else f"k = {row['k']}, "
    return f"{name} {number(row['estimate'])} ({k}no interval printed)"


def moved(tables: Tables) -> Sentence:
    """How far the estimate moved from the first review, against that review's own interval."""
    first, *later = records(random_models(tables, "b12").dropna(subset=["year"]))
    inside = sum(first["ci_low"] <= row["yi"] <= first["ci_high"] for row in later)
    steps = [f"by {number(row['yi'] - first['yi'])} to {_name(row)}" for row in later]
    return Sentence(
        f"The pooled difference moved from {_name(first)} {joined(steps)}; "
        f"{_of_them(inside, len(later))} within {first['study']}'s own interval."
    )


def _of_them(inside: int, whole: int) -> str:
    """How many of some estimates lie, in words.

    >>> _of_them(2, 2), _of_them(1, 2), _of_them(0, 1)
    ('both estimates lie', 'one of the two estimates lies', 'that estimate does not lie')
    """
    if whole == 1:
        return f"that estimate {'lies' if inside else 'does not lie'}"
    if inside == whole:
        return f"{'both' if whole == 2 else f'all {in_letters(whole)}'} estimates lie"
    part = "none" if not inside else in_letters(inside)
    return f"{part} of the {in_letters(whole)} estimates {'lies' if inside < 2 else 'lie'}"


def in_letters(n: int) -> str:
    """A small number in letters.

    >>> in_letters(3), in_letters(12)
    ('three', '12')
    """
    return count(n, "estimate").partition(" ")[0]


def single(tables: Tables) -> Sentence:
    """The first review under both models, and how it was extracted."""
    raw = tables.reviews
    rows = raw[raw["analyte"].eq("b12") & raw["model"].isin(["random", "fixed"])]
    key = rows.loc[rows["model"].eq("fixed"), "review_id"].iloc[0]
    both = records(drawn(tables, "b12").query("review_id == @key"))
    said = [
        f"{number(row['yi'])} ({interval(row['ci_low'], row['ci_high'])}; "
        f"{row['note'].partition(',')[0]})"
        for row in both
    ]
    alone = rows.loc[rows["review_id"].eq(key), "agreement"].ne("both").all()
    extracted = (
        "Its page could not be found again, so one extractor alone read these numbers."
        if alone
        else "Both extractors read these numbers."
    )
    return Sentence(f"{_name(both[0])} prints {joined(said)}. {extracted}")


def _decided(tables: Tables, analyte: str) -> str:
    """Which intervals exclude zero, and which touch it."""
    rows = drawn(tables, analyte).drop_duplicates("review_id")
    touching = rows[rows["ci_low"].eq(0) | rows["ci_high"].eq(0)]
    names = _names(rows[rows["ci_low"].gt(0) | rows["ci_high"].lt(0)])
    if len(names) == len(rows):
        return "Every review's interval excludes zero"
    said = f"Only {joined(names)} {'excludes' if len(names) == 1 else 'exclude'} zero"
    said = said if names else "No review's interval excludes zero"
    touches = "touches it" if len(touching) == 1 else "touch it"
    return f"{said}; {joined(_names(touching))} {touches}" if len(touching) else said


def _names(rows: pd.DataFrame) -> list[str]:
    return [_name(row) for row in records(rows)]


def _those(n: int) -> tuple[str, str]:
    """Whose intervals are compared, and what to call all of them."""
    if n == 1:
        return "the interval of that review and ours", "both"
    return f"the intervals of those {count(n, 'review')} and ours", "all"


def _span(rows: list[dict[str, Any]]) -> str:
    """The reviews and the range of their estimates, given in order of the estimate."""
    if len(rows) == 1:
        return f"one review pooled {_value(rows[0])}"
    return f"{count(len(rows), 'review')} pooled {_value(rows[0])} to {_value(rows[-1])}"


def _value(row: dict[str, Any]) -> str:
    return f"{number(row['yi'])} ({_name(row)})"


def _name(row: dict[str, Any]) -> str:
    year = "" if pd.isna(row["year"]) else f" {row['year']}"
    return linked(f"{row['study']}{year}", row["url"])
