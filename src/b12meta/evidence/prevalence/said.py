"""Sentences about low B12, each computed from the raw tables.

`answer` is the answer of the notebook; the others state one thing each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.evidence.pools import FEWEST_MEANS
from b12meta.evidence.prevalence.background import background
from b12meta.evidence.prevalence.confirmed import any_raised, confirmed
from b12meta.evidence.prevalence.cut_offs import BAND, band
from b12meta.evidence.prevalence.names import link, ratio, ratio_interval
from b12meta.evidence.prevalence.odds import odds_against_healthy
from b12meta.evidence.prevalence.placed import with_uses
from b12meta.evidence.prevalence.shares import in_band, shares
from b12meta.evidence.rows import records
from b12meta.evidence.text import Sentence
from b12meta.evidence.trace import linked, row_page
from b12meta.evidence.words import count, joined, number, p_value, percent
from b12meta.stats.counts.mantel_haenszel import mantel_haenszel

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from b12meta.evidence.prevalence.odds import OddsAgainst
    from b12meta.evidence.prevalence.shares import InBand
    from b12meta.tables import Tables

FEW = "an estimate from {studies}, and no verdict"


def answer(tables: Tables) -> Sentence:
    """The answer: shares by cut-off, the comparable ones, healthy people, and confirmation."""
    against = odds_against_healthy(tables)
    checked = [f"{_of(row)} in {link(row)}" for row in records(any_raised(tables))]
    return (
        spread(tables)
        + comparable(in_band(tables))
        + Sentence(
            f"Whether it is more common than in healthy people is **{against.verdict}** (odds "
            f"ratio {_ratio(against)}; {count(against.k, 'study', 'studies')}); of the low values "
            f"that were checked, a raised metabolite confirmed {joined(checked)}."
        )
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
    """The studies whose cut-offs are near one another, and their pool."""
    rows = found.rows.assign(**found.rows[["ci_low", "ci_high"]] / 100)
    each = [f"{percent(row['share'])} ({_limits(row)}) in {link(row)}" for row in records(rows)]
    few = found.k < FEWEST_MEANS
    said = FEW.format(studies=count(found.k, "study", "studies")) if few else "binomial-normal"
    low, high = found.ci
    return Sentence(
        f"With comparable cut-offs ({band()}) it was {joined(each)}; pooled "
        f"{percent(found.estimate)} ({percent(low)} to {percent(high)}), {said}."
    )


def against_healthy(found: OddsAgainst) -> Sentence:
    """Each odds ratio against healthy people, and the common one."""
    each = [
        f"{ratio(row['ratio'])} ({limits}) in {link(row)}"
        for row, limits in zip(records(found.rows), _limits_of(found.rows), strict=True)
    ]
    return Sentence(
        f"{count(found.k, 'study', 'studies').capitalize()} with {found.people} people counted low "
        f"B12 in people with MS and in healthy people. The odds ratio was {joined(each)}; taken as "
        f"one, it is {_ratio(found)}. That low B12 is more common in MS is **{found.verdict}**."
    )


def disagreement(found: OddsAgainst) -> Sentence:
    """Whether the studies could share one odds ratio (Tarone's test)."""
    tables = mantel_haenszel(*(found.rows[cell] for cell in ("ai", "bi", "ci", "di")))
    if tables.tarone is None:
        return Sentence("One study alone cannot show whether studies would agree.")
    disagree = tables.tarone.pval < 1 - found.level
    return Sentence(
        f"The studies {'disagree' if disagree else 'do not disagree'} by more than chance would "
        f"have it (Tarone's test of one odds ratio: {p_value(tables.tarone.pval)}), and a common "
        "odds ratio hides whatever sets them apart."
    )


def confirmation(tables: Tables) -> Sentence:
    """How many low values had a raised metabolite, study by study."""
    rows = confirmed(tables)
    return Sentence(" ".join(_checked(own) for _, own in rows.groupby("study_id", sort=False)))


def _checked(rows: pd.DataFrame) -> str:
    """What one study found of metabolites, most frequent first."""
    low = rows[rows["among_low"]].sort_values("events", ascending=False, kind="stable")
    parts = [f"{row['what']} in {_of(row)} ({_share(row)})" for row in records(low)]
    whole = [
        f"; low B12 together with a raised metabolite was found in {_of(row)} ({_share(row)}) of "
        "all who were tested"
        for row in records(rows[~rows["among_low"]])
    ]
    return f"Where B12 was low, {link(records(rows)[0])} found {joined(parts)}{''.join(whole)}."


def beside_others(tables: Tables) -> Sentence:
    """How common such levels are in adults in general."""
    rows = background(tables)
    rows = rows[rows["plain"] & rows["quantity"].str.startswith(f"below_{BAND[1]:g}_")]
    parts = [
        f"{linked(percent(row['value'] / 100, 1), row['page_url'])} of {row['population']} "
        f"({row['what']})"
        for row in records(rows)
    ]
    return Sentence(
        f"In surveys of adults in general it was {'; '.join(parts)}. People in a survey and "
        "patients of a clinic are not drawn alike, and country, years and laboratory differ, so "
        "the two stand side by side and are not compared by a test."
    )


def not_ruled_out(tables: Tables) -> Sentence:
    """How often people who responded to B12 had a normal level before: outside MS."""
    rows = tables.anchors[tables.anchors["fact_id"].eq("solomon2005_b12_normal")]
    row = records(rows.reset_index())[0]
    return Sentence(
        f"A normal level does not rule a deficiency out: outside MS, "
        f"{linked(percent(row['value'] / 100), row_page('anchors', row['line']))} of "
        f"{row['n']} people who responded to treatment had a normal level before it."
    )


def used(tables: Tables) -> Sentence:
    """What became of the rows of counts.csv."""
    uses = with_uses(tables)["use"].value_counts()
    parts = [f"{n} {use}" for use, n in uses.items()]
    return Sentence(f"Of {uses.sum()} printed counts, by their place: {joined(parts)}.")


def _of(row: Mapping[str, object]) -> str:
    return f"{row['events']} of {row['total']}"


def _share(row: Mapping[str, float]) -> str:
    """A share with its exact interval."""
    return f"{percent(row['share'])}, {_limits(row)}"


def _limits(row: Mapping[str, float]) -> str:
    return f"{percent(row['ci_low'])} to {percent(row['ci_high'])}"


def _limits_of(rows: pd.DataFrame) -> list[str]:
    return list(map(ratio_interval, rows["ratio_low"], rows["ratio_high"]))


def _ratio(found: OddsAgainst) -> str:
    limits = ratio_interval(*found.ci)
    return f"{ratio(found.estimate)}, exact {percent(found.level)} interval {limits}"
