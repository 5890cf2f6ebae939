"""Sentences about small and silent studies, each from the result that it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.pools import pool_every
from b12meta.evidence.rows import records
from b12meta.evidence.simulated import by_mechanism
from b12meta.evidence.small_studies.moves import moved
from b12meta.evidence.small_studies.prints import (
    exact_test,
    printing,
    side_by_side,
    significant,
    stated,
)
from b12meta.evidence.small_studies.rule import enough, testable, too_few
from b12meta.evidence.small_studies.studies import points
from b12meta.evidence.text import Sentence
from b12meta.evidence.words import count, interval, joined, number, p_value, percent
from b12meta.stats.pooling import pool
from b12meta.stats.small_study.fitness import FEW

if TYPE_CHECKING:
    from b12meta.evidence.small_studies.moves import Moved
    from b12meta.stats.bounded.result import BoundedPool
    from b12meta.tables import Tables

SILENT_AS_ZERO = 2
"""Place, in `moved`, of the scenario that the answer tells."""


def answer(tables: Tables) -> Sentence:
    """The answer of the page: what can be tested, who prints numbers, and what silence may hide."""
    names = {"b12": "serum B12", "homocysteine": "homocysteine"}
    return (
        told_testable(testable(tables))
        + told_printing(stated(tables))
        + told_moved({name: moved(tables, analyte) for analyte, name in names.items()})
    )


def told_testable(table: pd.DataFrame) -> Sentence:
    """How many point effects each analyte has, against the number that tests need."""
    rows = records(table)
    able = [row["analyte"] for row in rows if enough(row["points"])]
    have = joined([f"{row['points']} of {row['studies']} studies of {row['analyte']}"
                   for row in rows])  # fmt: skip
    verdict = f"can be tested for {joined(able)} only" if able else "cannot be tested here"
    return Sentence(
        f"Whether small studies mislead {verdict}: tests need at least {FEW} studies with an "
        f"effect, and only {have} give one."
    )


def told_printing(rows: pd.DataFrame) -> Sentence:
    """Numbers among significant and other comparisons, with the exact test in three ways."""
    every, called = (records(printing(rows, name))[-1] for name in ("significant", "called"))
    within = {name: p_value(exact_test(rows, name)) for name in ("analyte", "study_id")}
    return Sentence(
        "How a study prints decides whether it enters a funnel: where printed means decide what is "
        f"significant, {every['significant_numbers']} of {every['significant']} significant "
        f"comparisons come with means or an exact p and {every['other_numbers']} of "
        f"{every['other']} others (exact {p_value(every['pval'])}; within analytes "
        f"{within['analyte']}, within studies {within['study_id']}); by the words of the pages it "
        f"is {called['significant_numbers']} of {called['significant']} and "
        f"{called['other_numbers']} of {called['other']} (exact {p_value(called['pval'])})."
    )


def told_strata(rows: pd.DataFrame) -> Sentence:
    """The same within analytes, and within studies that print both kinds of result."""
    by_analyte, by_study = exact_test(rows, "analyte"), exact_test(rows, "study_id")
    both = side_by_side(rows)
    differing, others = both[both["significant"]], both[~both["significant"]]
    return Sentence(
        "A part of this belongs to the analyte, for homocysteine differs more often and is printed "
        f"better: within analytes the exact test gives {p_value(by_analyte)}. Within the "
        f"{count(both['study_id'].nunique(), 'study', 'studies')} that print both kinds of result "
        f"side by side, {differing['numbers'].sum()} of {len(differing)} significant comparisons "
        f"come with numbers and {others['numbers'].sum()} of {len(others)} others "
        f"({p_value(by_study)})."
    )


def told_moved(found: dict[str, list[Moved]]) -> Sentence:
    """Where each estimate would stand if the studies with silent abstracts had found zero.

    Parameters
    ----------
    found : dict of str to list
        From `moved`, by the name of the analyte in a sentence.
    """
    parts = [
        f"{name} would stand at {_estimate(scenarios[SILENT_AS_ZERO].pool)} instead of "
        f"{_estimate(scenarios[0].pool)} "
        f"({count(scenarios[SILENT_AS_ZERO].added, 'study', 'studies')} added)"
        for name, scenarios in found.items()
    ]
    return Sentence(
        "If the studies that measured and whose abstracts are silent had found exactly no "
        f"difference, {joined(parts)}."
    )


def _estimate(pool: BoundedPool) -> str:
    return f"{number(pool.estimate)} ({interval(*pool.ci)})"


def told_silent(found: pd.DataFrame, *, name: str) -> Sentence:
    """How many studies are silent, how many break off, and the people in them."""
    people = int(found["n1i"].sum() + found["n2i"].sum())
    unsized = found[["n1i", "n2i"]].isna().any(axis=1)
    return Sentence(
        f"{count(len(found), 'study', 'studies').capitalize()} measured {name} in people with MS "
        f"and in controls and print no comparison of them; of "
        f"{count(int((~found['read']).sum()), 'page', 'pages')} only the part before the results "
        f"was seen. They hold at least {people} people; "
        f"{count(int(unsized.sum()), 'study lacks', 'studies lack')} a group size and cannot be "
        "added to a pool."
    )


def why_untested(rows: pd.DataFrame, *, name: str) -> Sentence:
    """Why nothing can be tested where bounds prevail."""
    effects = points(rows)
    bounds = rows[rows["yi"].isna()]
    far = (bounds["low"].abs().eq(float("inf")) | bounds["high"].abs().eq(float("inf"))).sum()
    return Sentence(
        f"Of the {count(len(rows), 'study', 'studies')} of {name}, "
        f"{count(len(effects), 'gives', 'give')} an effect. Through so few points any line fits; "
        f"the other {len(bounds)} are bounds, {far} of them open to one side, and no test of "
        "asymmetry takes a bound."
    )


def lopsided(rows: pd.DataFrame, *, name: str) -> Sentence:
    """What setting aside the bounded studies does to the pooled effect, and to null results."""
    effects = points(rows)
    alone = pool(effects["yi"], effects["vi"], method="REML", test="adhoc")
    null = ~pd.Series(significant(rows), index=rows.index)
    kept = int((null & rows["yi"].notna()).sum())
    said = Sentence(
        f"The {count(len(effects), 'study', 'studies')} of {name} with an effect pool to "
        f"{number(alone.estimate)} ({interval(*alone.ci)}) by themselves, and to "
        f"{_estimate(pool_every(rows))} together with the "
        f"{count(len(rows) - len(effects), 'bounded study', 'bounded studies')}. Of "
        f"{count(int(null.sum()), 'null result')}, where printed means decide what is null, {kept} "
        "would be in a funnel of effects alone."
    )
    if kept == null.sum():
        return said
    return said + Sentence(
        "Such a funnel is lopsided by what was printed, before any study goes missing."
    )


def footnotes(rows: pd.DataFrame) -> tuple[str, ...]:
    """What the foot of a funnel says: how many points it has, and whether it may be judged."""
    effects = points(rows)
    verdict = "tests may be read" if enough(len(effects)) else too_few()
    return (f"{count(len(effects), 'study', 'studies').capitalize()} with an effect: {verdict}.",)


def told_unmentioned(cells: pd.DataFrame) -> Sentence:
    """What the simulation says of abstracts that leave out half of the null results."""
    found = {(row["mechanism"], row["method"]): row for row in records(by_mechanism(cells))}
    ours, usual = (found["unmentioned", name] for name in ("bayes", "exact_only"))
    return Sentence(
        "In the simulation in which half of the null results go unmentioned, the headline interval "
        f"held the truth in {percent(ours['coverage'], 1)} of replicates (in the worst situation "
        f"{percent(ours['least'], 1)}) and its estimate was off by {number(ours['bias'], 3)} "
        f"standard deviations on average; the usual practice of means only was off by "
        f"{number(usual['bias'], 3)} (worst coverage {percent(usual['least'], 1)}). The true "
        "differences there are zero or negative, so a negative error leans away from zero."
    )
