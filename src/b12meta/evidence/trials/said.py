"""Sentences about trials of B12 in people with MS, each computed from the rows behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from b12meta.evidence.changes.correlation import implied_table
from b12meta.evidence.changes.shown import cited
from b12meta.evidence.changes.sweep import before_after
from b12meta.evidence.rows import records
from b12meta.evidence.text import Sentence
from b12meta.evidence.trials.arms import CONTRASTS, contrasts_over_r, two_arms, within_arms
from b12meta.evidence.trials.given import isolating_b12, others_given
from b12meta.evidence.trials.shown import outcome_name
from b12meta.evidence.words import (
    count,
    interval,
    joined,
    number,
    p_value,
    what_was_printed,
)
from b12meta.stats.recompute import Arm, student_p

if TYPE_CHECKING:
    import pandas as pd

    from b12meta.tables import Tables


def answer(tables: Tables) -> Sentence:
    """Whether a trial isolates B12, and what the one that prints both arms says."""
    return isolated(tables) + both_arms(tables)


def isolated(tables: Tables) -> Sentence:
    """How many treatment studies isolate B12."""
    rows = isolating_b12(tables)
    rows = rows[rows["analyte"].notna() & rows["group2"].ne("healthy").fillna(value=True)]
    studies = rows.groupby("outcome_of")["isolates_b12"].any()
    designs = tables.studies.set_index("study_id")["design"].reindex(studies.index)
    trials = count(int(designs.eq("rct").sum()), "randomised trial")
    which = f"{count(len(studies), 'study', 'studies')} ({trials}) that treated people with MS"
    found = studies[studies]
    if found.empty:
        return Sentence(f"None of the {which} and print an outcome tests B12 by itself.")
    names = joined([cited(tables, key) for key in found.index])
    return Sentence(f"Of the {which} and print an outcome, {len(found)} test B12: {names}.")


def both_arms(tables: Tables) -> Sentence:
    """Treated minus placebo arm by the three contrasts, and what the correlation decides."""
    one, two = two_arms(tables)[0]
    rows = contrasts_over_r(tables)
    final, changes, adjusted = (rows[rows["contrast"].eq(name)] for name in CONTRASTS)
    value = records(final)[0]
    gains = [number(arm["m1i"] - arm["m2i"]) for arm in (one, two)]
    return Sentence(
        "In the only one that prints both arms before and after "
        f"({cited(tables, one['study_id'])}, {_what(one)} against placebo, {one['ni']:g} and "
        f"{two['ni']:g} people), vitamins minus placebo, {outcome_name(one['analyte'])} "
        f"differs by {number(value['yi'])} points in final values "
        f"({interval(value['ci_low'], value['ci_high'])}), {_range(changes['yi'])} in changes and "
        f"{_range(adjusted['yi'])} adjusted for a baseline that differed by "
        f"{number(one['m2i'] - two['m2i'])}. Over the unprinted correlation of before and after, "
        f"the interval of the changes {_excludes(changes)}, that of the adjusted difference "
        f"{_excludes(adjusted)}; and the placebo arm changed too, by {gains[1]} points beside "
        f"{gains[0]}."
    )


def _what(arm: dict[str, Any]) -> str:
    """What the treated arm received, by name."""
    return " with ".join(["B12", *[joined(others_given(arm["treatment"]))]])


def baseline(tables: Tables) -> Sentence:
    """How far the arms differed before treatment."""
    one, two = two_arms(tables)[0]
    p = student_p(*(Arm(arm["m2i"], arm["sd2i"], arm["ni"]) for arm in (one, two))).low
    return Sentence(
        f"Before treatment the means were {number(one['m2i'])} with vitamins and "
        f"{number(two['m2i'])} with placebo ({p_value(p)}). Randomised arms differ by chance, and "
        "people who start low tend to rise by themselves: changes then flatter the arm that "
        "started lower, final values the one that started higher."
    )


def correlations(tables: Tables) -> Sentence:
    """What the printed p of each arm says of its correlation, and what it rules out."""
    arms = before_after(tables)
    analyte = two_arms(tables)[0][0]["analyte"]
    found = records(implied_table(tables, arms[arms["analyte"].eq(analyte)]))
    said = [f"in the {row['group_label']} {row['words']}" for row in found]
    swept = within_arms(tables, analyte)
    out = [_ruled_out(row, swept) for row in found]
    return Sentence(
        f"If the printed p of each arm came from a paired t test, it would imply a correlation: "
        f"{'; '.join(said)}. {' '.join(words for words in out if words)}".strip()
    )


def _ruled_out(row: dict[str, Any], swept: pd.DataFrame) -> str:
    below = swept[swept["group_label"].eq(row["group_label"]) & swept["ri"].lt(row["least"])]
    if below.empty:
        return ""
    return (
        f"In the {row['group_label']} correlations of {joined([f'{r:g}' for r in below['ri']])} "
        f"would not give the printed p = {row['p']:g}."
    )


def conflict(tables: Tables) -> Sentence:
    """Two papers of one cohort that disagree on an outcome."""
    rows = isolating_b12(tables)
    rows = rows[rows["design"].eq("paired") & rows["significance"].isin(SIDES)]
    said = []
    for (_, analyte), group in rows.groupby(["outcome_of", "analyte"]):
        if all(len(set(group[name])) > 1 for name in ("study_id", "significance")):
            parts = [_by(tables, row) for row in records(group)]
            said.append(f"On {outcome_name(analyte)} the papers disagree: {joined(parts)}.")
    return Sentence(" ".join(["Papers on the same people are counted once.", *said]))


SIDES = ("significant", "not_significant")


def _by(tables: Tables, row: dict[str, Any]) -> str:
    return (
        f"{what_was_printed(row)} in {cited(tables, row['study_id'])} "
        f"({str(row['treatment']).partition(' (')[0]})"
    )


def _range(values: pd.Series) -> str:
    low, high = number(values.min()), number(values.max())
    return low if low == high else f"{low} to {high}"


def _excludes(rows: pd.DataFrame) -> str:
    """From which correlation on an interval leaves out zero."""
    beyond = rows[rows["ci_low"].gt(0) | rows["ci_high"].lt(0)]
    if beyond.empty:
        return "always includes zero"
    if len(beyond) == len(rows):
        return "never includes zero"
    return f"excludes zero only at r = {beyond['ri'].min():g} or more"
