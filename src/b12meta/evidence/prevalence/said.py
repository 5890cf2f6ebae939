"""Sentences about low B12, each computed from the raw tables.

`answer` is the answer of the notebook; the others state one thing each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.evidence.pools import FEWEST_MEANS
from b12meta.evidence.prevalence.background import background
from b12meta.evidence.prevalence.cut_offs import band
from b12meta.evidence.prevalence.names import link
from b12meta.evidence.prevalence.odds import odds_against_healthy
from b12meta.evidence.prevalence.otherwise import lower_first, share_lines
from b12meta.evidence.prevalence.placed import with_uses
from b12meta.evidence.prevalence.said_metabolites import (
    by_mma,
    confirmation,
    limits,
    not_ruled_out,
)
from b12meta.evidence.prevalence.said_odds import against_healthy, disagreement, each_ratio
from b12meta.evidence.prevalence.shares import in_band, shares
from b12meta.evidence.rows import records
from b12meta.evidence.text import Sentence
from b12meta.evidence.trace import linked
from b12meta.evidence.words import count, joined, number, percent

if TYPE_CHECKING:
    from b12meta.evidence.prevalence.shares import InBand
    from b12meta.tables import Tables

__all__ = [
    "against_healthy", "answer", "beside_others", "by_mma", "comparable", "confirmation",
    "disagreement", "each_ratio", "not_ruled_out", "pooled_all_the_same", "spread", "used",
]  # fmt: skip

METHODS = 3
"""Lines of `share_lines` that differ by method alone."""


def answer(tables: Tables) -> Sentence:
    """The answer: shares by cut-off, the comparable ones, healthy people, and confirmation."""
    against = odds_against_healthy(tables)
    return (
        spread(tables)
        + comparable(in_band(tables))
        + Sentence(
            f"Against healthy people of the same study the odds ratio of low B12 was "
            f"{each_ratio(against)}: that it is more common in MS is **{against.verdict}**."
        )
        + by_mma(tables)
    )


def spread(tables: Tables) -> Sentence:
    """From where to where the shares run, and the cut-offs."""
    rows = shares(tables)
    named = rows["cutoff_pmol"].dropna()
    return Sentence(
        f"In {count(len(rows), 'study', 'studies')} of people with MS who were not chosen for it, "
        f"between {percent(rows['share'].min())} and {percent(rows['share'].max())} had low B12; "
        f"but their cut-offs, which {count(len(named), 'study prints', 'studies print')}, run from "
        f"{number(named.min(), 0)} to {number(named.max(), 0)} pmol/L, so that one overall figure "
        "would mean nothing."
    )


def comparable(found: InBand) -> Sentence:
    """The studies whose cut-offs are near one another; their pool from three studies on."""
    rows = found.rows.assign(**found.rows[["ci_low", "ci_high"]] / 100)
    each = [f"{percent(row['share'])} ({limits(row)}) in {link(row)}" for row in records(rows)]
    low, high = found.ci
    few = found.k < FEWEST_MEANS
    said = (
        f"{count(found.k, 'study is', 'studies are')} too few for a pool"
        if few
        else f"pooled {percent(found.estimate)} ({percent(low)} to {percent(high)}), by the "
        "binomial-normal model"
    )
    return Sentence(f"With comparable cut-offs ({band()}) it was {joined(each)}; {said}.")


def pooled_all_the_same(tables: Tables) -> Sentence:
    """What a pool of the comparable studies would be by each method, and which one knows least."""
    methods = share_lines(tables)[:METHODS]
    name, k, _, _ = max(methods, key=lambda line: line[3].high - line[3].low)
    said = [
        f"{percent(share)} ({percent(low)} to {percent(high)}; {lower_first(method)})"
        for method, _, share, (low, high) in methods
    ]
    return Sentence(
        f"Forced into one pool, these {count(k, 'study', 'studies')} would give {joined(said)}. "
        f"The widest interval, by {lower_first(name)}, is the one that allows for how little "
        f"{count(k, 'study tells', 'studies tell')} of the scatter between clinics."
    )


def beside_others(tables: Tables) -> Sentence:
    """How common levels below a cut-off are in people without MS, and who these people are."""
    rows = background(tables)
    rows = rows[rows["plain"] & rows["quantity"].str.startswith("below_")]
    parts = [
        f"{linked(row['printed'] + '%', row['page_url'])} {row['what']} ({row['population']})"
        for row in records(rows)
    ]
    return Sentence(
        f"Surveys outside MS found {'; '.join(parts)}. People in a survey and "
        "patients of a clinic are not drawn alike, and age, country, years and laboratory differ, "
        "so the two stand side by side and are not compared by a test."
    )


def used(tables: Tables) -> Sentence:
    """What became of the rows of counts.csv."""
    uses = with_uses(tables)["use"].value_counts()
    parts = [f"{n} {use}" for use, n in uses.items()]
    return Sentence(f"Of {uses.sum()} printed counts, by their place: {joined(parts)}.")
