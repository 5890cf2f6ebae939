"""Sentences about trials of B12 in people with MS, each computed from the rows behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from b12meta.evidence.changes.correlation import implied_table
from b12meta.evidence.changes.shown import cited
from b12meta.evidence.changes.sweep import before_after
from b12meta.evidence.rows import records
from b12meta.evidence.text import Sentence
from b12meta.evidence.trials.arms import CONTRASTS, contrasts_over_r, two_arms, within_arms
from b12meta.evidence.trials.given import isolating_b12, others_given, randomised
from b12meta.evidence.trials.kinds import NO_TRIAL, unread
from b12meta.evidence.trials.said_outcomes import disability, not_read, vision
from b12meta.evidence.trials.shown import outcome_name, reading
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


__all__ = [
    "answer", "baseline", "both_arms", "conflict", "correlations", "disability", "isolated",
    "not_read", "vision",
]  # fmt: skip


def answer(tables: Tables) -> Sentence:
    """Whether a trial isolates B12, and what the one that prints both arms says."""
    return isolated(tables) + both_arms(tables)


def isolated(tables: Tables) -> Sentence:
    """How many randomised trials isolate B12, why the others do not, and what was not read."""
    found, rows, waiting = randomised(tables), isolating_b12(tables), unread(tables)
    without = rows["kind"].eq(NO_TRIAL) & rows["control"].eq("none")
    alone = rows[without]["outcome_of"].nunique()
    more = count(alone, "more study", "more studies").capitalize()
    were = count(len(waiting), "record was", "records were")
    return Sentence(f"{_which(tables, found)}. {more} had no control group, and {were} not read.")


def _which(tables: Tables, found: pd.DataFrame) -> str:
    """Which trials test B12 by itself, and why the others do not."""
    which = f"the {count(len(found), 'randomised trial')} with a printed result"
    names = [cited(tables, key) for key in found.loc[found["isolates_b12"], "study_id"]]
    others = [
        f"{cited(tables, row['study_id'])} ({row['why']})"
        for row in records(found[~found["isolates_b12"]])
    ]
    if not names:
        return f"None of {which} tests B12 by itself: {joined(others)}"
    rest = f"; {joined(others)} do not" if others else ""
    return f"Of {which}, {len(names)} can test B12 by itself: {joined(names)}{rest}"


def both_arms(tables: Tables) -> Sentence:
    """Both arms, and treated minus placebo where the correlation fits the printed p."""
    one, two = two_arms(tables)[0]
    every = contrasts_over_r(tables)
    rows = every[every["fits_printed_p"]]
    final, changes, adjusted = (records(rows[rows["contrast"].eq(name)]) for name in CONTRASTS)
    gains = [number(arm["m1i"] - arm["m2i"]) for arm in (one, two)]
    least, most = adjusted[0], adjusted[-1]
    why = ", the least that fits the printed p" if least["ri"] == least["least_ri"] else ""
    return Sentence(
        "In the only one that prints both arms before and after "
        f"({cited(tables, one['study_id'])}, {_what(one)} against placebo, {one['ni']:g} and "
        f"{two['ni']:g} people) {outcome_name(one['analyte'])} changed by {gains[0]} points with "
        f"vitamins and by {gains[1]} with placebo; vitamins minus placebo it differs by "
        f"{_points(final[0])} in final values, by {number(changes[0]['yi'])} in changes, and, "
        f"adjusted for a baseline that differed by {number(one['m2i'] - two['m2i'])}, "
        f"by {_points(least)} if before and after correlate by {reading(least['ri'])}{why}, to "
        f"{_points(most)} at {reading(most['ri'])}. "
        "The interval of this adjusted difference "
        f"{_excludes(rows[rows['contrast'].eq('adjusted for baseline')])}."
    )


def _points(row: dict[str, Any]) -> str:
    return f"{number(row['yi'])} ({interval(row['ci_low'], row['ci_high'])})"


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


def _excludes(rows: pd.DataFrame) -> str:
    """From which correlation on an interval leaves out zero."""
    beyond = rows[rows["ci_low"].gt(0) | rows["ci_high"].lt(0)]
    if beyond.empty:
        return "always includes zero"
    if len(beyond) == len(rows):
        return "never includes zero"
    least = f"{reading(beyond['ri'].min())} and more"
    return f"excludes zero, of the correlations tried, only at {least}"
