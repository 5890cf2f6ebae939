"""What was given to whom, and whether a comparison can speak of vitamin B12 alone.

A comparison isolates B12 when one group received B12, another did not, and nothing else differed.
Each rule below is a sentence and a condition; every rule that speaks against a row is kept, so that
a reader sees all that stands between the row and an answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from b12meta.evidence.rows import records
from b12meta.evidence.trials.kinds import NO_B12, kinds, randomised_trials
from b12meta.evidence.trials.rows import outcome_rows
from b12meta.evidence.words import joined

if TYPE_CHECKING:
    from collections.abc import Callable

    from b12meta.tables import Tables

OTHERS = {
    "folic acid": "folic acid",
    "B1 ": "vitamin B1",
    "B6": "vitamin B6",
    "lofepramine": "lofepramine",
    "L-phenylalanine": "L-phenylalanine",
    "diet": "a diet",
}
"""Words in a treatment to what else was given."""

WITHOUT_B12 = {
    "placebo": "yes",
    "active_comparator": "yes, with another treatment",
    "placebo_plus_b12": "no, B12 in both",
    "other_diet": "no",
    "none": "no",
}
"""Type of control to whether some group received no B12."""


def isolating_b12(tables: Tables) -> pd.DataFrame:
    """Each printed outcome, and whether it isolates B12.

    Returns
    -------
    DataFrame
        `outcome_rows` with ``without_b12`` (whether some group received none), ``isolates_b12``,
        ``reason`` (every rule that speaks against it; empty where none does) and ``kind`` (trial
        outcome, level, not read, not a trial, other vitamin). Count trials by `randomised`, not by
        these rows.
    """
    rows = outcome_rows(tables)
    found = [[say(row) for holds, say in RULES if holds(row)] for row in records(rows)]
    rows = rows.assign(
        without_b12=rows["control"].map(WITHOUT_B12).fillna("not known"),
        isolates_b12=[not reasons for reasons in found],
        reason=["; ".join(reasons) for reasons in found],
    )
    return rows.assign(kind=kinds(rows))


def randomised(tables: Tables) -> pd.DataFrame:
    """Randomised trials with a printed result, and whether each isolates B12; one row per cohort.

    Returns
    -------
    DataFrame
        From `randomised_trials`.
    """
    return randomised_trials(tables, isolating_b12(tables))


def others_given(treatment: object) -> list[str]:
    """What a treatment holds besides B12.

    Examples
    --------
    >>> others_given("B12 1 mg injection x3 + folic acid 5 mg/d")
    ['folic acid']
    """
    text = str(treatment)
    return [name for word, name in OTHERS.items() if word in text]


Row = dict[str, Any]


def _not_read(row: Row) -> bool:
    return bool(pd.isna(row["analyte"]))


def _in_both(row: Row) -> bool:
    return bool(row["control"] == "placebo_plus_b12")


def _uncontrolled(row: Row) -> bool:
    return row["control"] in NO_CONTROL


def _arm_unknown(row: Row) -> bool:
    return str(row["treatment"]).startswith("arm not stated")


def _no_b12(row: Row) -> bool:
    return not (_not_read(row) or _in_both(row) or "B12" in row["treatment"])


def _mixed(row: Row) -> bool:
    return not _not_read(row) and bool(others_given(row["treatment"]))


def _within(row: Row) -> bool:
    return row["design"] == "paired" and not _uncontrolled(row)


def _not_treated(row: Row) -> bool:
    return bool(row["group2"] == "healthy")


def _what_instead(row: Row) -> str:
    """Words for a row whose treatment does not name B12."""
    if str(row["treatment"]).startswith("placebo"):
        return "the arm without B12"
    if "supplements" in row["treatment"]:
        return "what the supplements held is not stated"
    return NO_B12


def _together(row: Row) -> str:
    return f"together with {joined(others_given(row['treatment']))}"


NO_CONTROL = {"none": "no control group", "other_diet": "no group without supplements"}

RULES: tuple[tuple[Callable[[Row], bool], Callable[[Row], str]], ...] = (
    (_not_read, lambda _: "its results were not in the part that was read"),
    (_in_both, lambda _: "everybody received B12, in both arms"),
    (_uncontrolled, lambda row: NO_CONTROL[row["control"]]),
    (_arm_unknown, lambda _: "the arm is not stated"),
    (_no_b12, _what_instead),
    (_mixed, _together),
    (_within, lambda _: "a change within one arm, not a comparison of arms"),
    (_not_treated, lambda _: "compares patients with healthy people, all of whom received B12"),
)
"""Conditions, and what to say of a row for which they hold."""
