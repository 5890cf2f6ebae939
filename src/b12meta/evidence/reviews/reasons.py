"""Reasons behind the differences, in sentences: overlap, other units, other studies, genes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.readable import plain
from b12meta.evidence.reviews.converted import approximate
from b12meta.evidence.reviews.dates import counts
from b12meta.evidence.reviews.fading import steps
from b12meta.evidence.reviews.overlap import as_if_independent, widths
from b12meta.evidence.reviews.results import every_result
from b12meta.evidence.rows import records
from b12meta.evidence.text import Sentence
from b12meta.evidence.trace import linked
from b12meta.evidence.words import count, interval, joined, number

if TYPE_CHECKING:
    from b12meta.tables import Tables


def overlapping(tables: Tables, analyte: str = "b12") -> Sentence:
    """How much narrower the umbrella review's interval is than those of the reviews in its span."""
    rows = widths(tables, analyte)
    umbrella = records(rows)[-1]
    ratios = rows["ratio"].iloc[:-1]
    name = linked(f"{umbrella['review']} {umbrella['year']}", umbrella["page_url"])
    wider = "" if ratios.max() > 1 else ", so here its interval is not the narrower one"
    return Sentence(
        f"The umbrella review {name} counts studies more than once: for {plain(analyte)} the "
        f"intervals of the reviews that it could hold are {number(ratios.min(), 1)} to "
        f"{number(ratios.max(), 1)} times as wide as its own{wider}."
    )


def if_independent(tables: Tables) -> Sentence:
    """What pooling the reviews as if they shared no study gives, beside the umbrella review."""
    found = as_if_independent(tables)
    rows = every_result(tables)
    printed = records(rows[rows["subgroup"].eq("umbrella") & rows["analyte"].eq("b12")])[0]
    return Sentence(
        f"To show it: the {count(found.k, 'review')} with a year, pooled as if they shared no "
        f"study, give {number(found.estimate)} ({interval(*found.ci)}), beside "
        f"{number(printed['estimate'])} ({interval(printed['ci_low'], printed['ci_high'])}) of the "
        "umbrella review. This is a demonstration of the mistake, not a result."
    )


def added(tables: Tables) -> Sentence:
    """Why intervals do not tell the effect of the added studies, and what equal weights say."""
    rows = records(steps(tables))
    wider = [row for row in rows if row["width_ratio"] > 1]
    said = [
        f"that of {row['later']} is {number(row['width_ratio'], 1)} times as wide as that of "
        f"{row['earlier']}, with {count(row['added'], 'study', 'studies')} more"
        for row in wider
    ]
    why = (
        f"But {joined(said)}, so the added studies would have brought less than nothing: the "
        "studies scatter, or the later review left some out. So the printed intervals do not tell "
        "what the added studies showed."
        if said
        else "No later interval is wider than the one before."
    )
    return Sentence(
        "If a later review held all studies of an earlier one and all estimated one effect, its "
        f"interval could only be narrower, and the difference would tell what was added. {why}"
    )


def could_include(tables: Tables, analyte: str) -> Sentence:
    """How many of our studies each review could have included, and how many others it had."""
    parts = [
        f"{row['review']} {row['year']} could include {row['pooled']} of the "
        f"{row['pooled'] + row['later']} studies pooled here"
        + ("" if pd.isna(row["others"]) else f" and pooled at least {row['others']} others")
        for row in records(counts(tables, analyte))
    ]
    return Sentence(
        f"By year of publication, {'; '.join(parts)}. Which ones they included is not known, for "
        "their lists of studies were not read."
    )


def in_pmol(tables: Tables) -> Sentence:
    """The review in pmol/L, and about how many standard deviations that is."""
    rows = every_result(tables)
    review = records(rows[rows["analyte"].eq("b12") & rows["measure"].eq("WMD")])[0]
    near = approximate(tables)
    name = linked(f"{review['review']} {review['year']}", review["page_url"])
    return Sentence(
        f"{name} pooled in {review['unit']}: {number(review['estimate'])} "
        f"({interval(review['ci_low'], review['ci_high'])}). Over the standard deviations that "
        f"{count(len(near), 'study', 'studies')} of ours print at a plausible level, that is "
        f"approximately {interval(near['smd'].min(), near['smd'].max())}, with limits of "
        f"{interval(near['low'].min(), near['high'].max())} at the widest."
    )
