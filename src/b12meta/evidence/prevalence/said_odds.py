"""Sentences on low B12 against healthy people, each computed from the raw tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.evidence.pools import FEWEST_MEANS
from b12meta.evidence.prevalence.names import link, ratio, ratio_interval
from b12meta.evidence.prevalence.odds import CELLS
from b12meta.evidence.rows import records
from b12meta.evidence.text import Sentence
from b12meta.evidence.words import count, joined, p_value, percent
from b12meta.stats.counts.exact_homogeneity import zelen_p

if TYPE_CHECKING:
    from b12meta.evidence.prevalence.odds import OddsAgainst

DOUBTFUL = 0.1
"""P below which one common odds ratio is doubted: with few small studies a test sees little."""


def each_ratio(found: OddsAgainst) -> str:
    """The odds ratio of every study with its exact interval; below three studies nothing else.

    Returns
    -------
    str
        "7.07 (0.82 to 338) in [Kocer 2009](...) and ..."; from three studies on the common odds
        ratio follows.
    """
    limits = map(ratio_interval, found.rows["ratio_low"], found.rows["ratio_high"])
    each = [
        f"{ratio(row['ratio'])} ({ends}) in {link(row)}"
        for row, ends in zip(records(found.rows), limits, strict=True)
    ]
    return f"{joined(each)}{'' if found.k < FEWEST_MEANS else f'; taken as one, {common(found)}'}"


def common(found: OddsAgainst) -> str:
    """The common odds ratio with its interval."""
    ends = ratio_interval(*found.ci)
    return f"{ratio(found.estimate)}, exact {percent(found.level)} interval {ends}"


def against_healthy(found: OddsAgainst) -> Sentence:
    """Each odds ratio against healthy people, the common one where it may be, and the verdict."""
    few = ", and so few studies are no pool" if found.k < FEWEST_MEANS else ""
    return Sentence(
        f"{count(found.k, 'study', 'studies').capitalize()} with {found.people} people counted low "
        "B12 in people with MS and in healthy people. "
        f"The odds ratio was {each_ratio(found)}{few}. "
        f"That low B12 is more common in MS is **{found.verdict}**."
    )


def disagreement(found: OddsAgainst) -> Sentence:
    """Whether the studies could share one odds ratio (Zelen's exact test)."""
    if len(found.rows) < 2:
        return Sentence("One study alone cannot show whether studies would agree.")
    p = zelen_p(*(found.rows[cell] for cell in CELLS))
    said = (
        "The studies disagree by more than chance would have it"
        if p < 1 - found.level
        else "The studies may disagree"
        if p < DOUBTFUL
        else "No disagreement between the studies is shown, which is not agreement"
    )
    return Sentence(
        f"{said} (Zelen's exact test of one odds ratio: {p_value(p)}); a common odds ratio would "
        "hide whatever sets them apart."
    )
