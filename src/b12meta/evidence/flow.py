"""The flow of records, from what was seen to what is pooled, as PRISMA 2020 wants it shown.

Every number is counted from screening.csv, and boxes that follow each other have to add up. Two
boxes of PRISMA cannot be filled, for nobody wrote down how many records each search gave and how
many came twice: they stand there as "not recorded".

References
----------
Page MJ et al. (2021). The PRISMA 2020 statement: an updated guideline for reporting systematic
reviews. *BMJ* 372, n71, figure 1.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.chooser import choose
from b12meta.evidence.compare import comparisons
from b12meta.evidence.flow_boxes import Box, Flow, Step
from b12meta.evidence.levels import contrasts
from b12meta.evidence.missing import not_counted
from b12meta.evidence.overview import OUTCOMES
from b12meta.evidence.rows import records
from b12meta.evidence.text import Sentence
from b12meta.evidence.trace import linked, row_page
from b12meta.evidence.words import joined

if TYPE_CHECKING:
    from b12meta.tables import Tables

NOT_LOCATED = "page not located"
"""How screening.csv marks a record that is known from a citation only."""

QUESTIONS = {
    "serum_b12": "serum B12",
    "homocysteine": "homocysteine",
    "folate": "folate",
    "prevalence": "how common low values are",
    "treatment_change": "change with treatment",
    "supplementation": "supplementation",
    "csf": "CSF and brain",
    "review": "earlier reviews",
    "context": "other context",
}
"""What a record may bear on, the codes of ``outcome_set``, in words; the main question first."""


def flow(tables: Tables) -> Flow:
    """Count the records at each step, and by question.

    Parameters
    ----------
    tables : Tables
        Checked raw tables.

    Raises
    ------
    ValueError
        If boxes do not add up: a decision that is not known, for example.
    """
    seen = tables.screening
    by = dict(iter(seen.groupby("decision")))
    none = seen.iloc[:0]
    included, waiting, context, excluded = (
        by.get(name, none)
        for name in ("included", "awaiting_full_text", "context_only", "excluded")
    )
    cited = waiting["reason"].str.contains(NOT_LOCATED, regex=False).fillna(value=False)
    sought = len(included) + len(waiting)
    steps = (
        Step(
            stage="Identification",
            box=Box(words="Records identified, by database"),
            out=Box(words="Duplicates removed before screening"),
        ),
        Step(
            stage="Screening",
            box=Box(words="Records seen or cited, and screened", n=len(seen)),
            out=_left_out(context, excluded),
        ),
        Step(
            stage="Screening",
            box=Box(words="Reports sought for retrieval", n=sought),
            out=Box(words="Not retrieved: known from a citation only", n=int(cited.sum())),
        ),
        Step(
            stage="Screening",
            box=Box(words="Reports read, none in full", n=sought - int(cited.sum())),
            out=Box(words="Awaiting full text: page without the results", n=int((~cited).sum())),
        ),
        Step(stage="Included", box=_included(included)),
    )
    return Flow(steps=steps, questions=_questions(tables, included, waiting))


def by_question(found: Flow) -> Sentence:
    """How many records bear on each pooled question, and how many studies enter its pool."""
    rows = records(found.questions.dropna(subset=["pooled"]))
    bearing = joined([f"{row['included']} bear on {row['question']}" for row in rows])
    pooled = joined([str(row["pooled"]) for row in rows])
    return Sentence(
        f"Of those that contribute data, {bearing}; {pooled} of them compare patients with "
        "controls in a way that can be pooled."
    )


def awaited(found: Flow) -> Sentence:
    """What the records that await their full text should hold."""
    rows = records(found.questions[found.questions["awaiting"].gt(0)])
    parts = [f"{row['question']} ({row['awaiting']})" for row in rows]
    return Sentence(
        f"The records that await their full text should report on {joined(parts)}; a record can "
        "count more than once."
    )


def counted_elsewhere(tables: Tables, found: Flow) -> Sentence:
    """Why other pages speak of fewer unread comparisons than there are waiting records."""
    said = [
        _fewer(QUESTIONS[outcome], int(found.questions["awaiting"][outcome]), rows)
        for analyte, outcome in OUTCOMES.items()
        if len(rows := not_counted(tables, analyte))
    ]
    if not said:
        return Sentence("The pages on each question count all of them as unread comparisons.")
    return Sentence(" ".join(said))


def _fewer(question: str, waiting: int, left: pd.DataFrame) -> str:
    names = [re.split(r"\. |, ", citation)[0] for citation in left["citation"]]
    pages = [row_page("screening", int(line)) for line in left.index]
    each = [
        f"{linked(name, page)} ({why})"
        for name, page, why in zip(names, pages, left["why"], strict=True)
    ]
    return (
        f"The pages on {question} count {waiting - len(left)} of the {waiting} as unread "
        f"comparisons of people with MS and controls: not {joined(each, 'and not')}."
    )


def _left_out(context: pd.DataFrame, excluded: pd.DataFrame) -> Box:
    """Records kept as context, and those excluded with the first words of the reason."""
    reasons = excluded["reason"].fillna("reason not given")
    reasons = reasons.str.split("[,;(]", regex=True).str[0].str.strip().value_counts()
    parts = [("context only", len(context))] if len(context) else []
    parts += [(f"excluded: {reason}", int(n)) for reason, n in reasons.items()]
    return Box(words="Set aside", n=len(context) + len(excluded), parts=tuple(parts))


def _included(included: pd.DataFrame) -> Box:
    primary = int(included["study_id"].notna().sum())
    parts = {
        "primary studies": primary,
        "earlier reviews and genetic studies": len(included) - primary,
    }
    return Box(
        words="Records that contribute data",
        n=len(included),
        parts=tuple((words, n) for words, n in parts.items() if n),
    )


def _questions(tables: Tables, included: pd.DataFrame, waiting: pd.DataFrame) -> pd.DataFrame:
    """Records by question; studies of a pool are counted from the comparisons themselves."""
    analytes = {outcome: analyte for analyte, outcome in OUTCOMES.items()}
    chosen = choose(comparisons(tables, *OUTCOMES)).chosen
    pooled = [
        len(contrasts(chosen, analytes[name]).rows) if name in analytes else pd.NA
        for name in QUESTIONS
    ]
    return pd.DataFrame(
        {
            "question": list(QUESTIONS.values()),
            "included": [_bearing(included, name) for name in QUESTIONS],
            "pooled": pd.array(pooled, dtype="Int64"),
            "awaiting": [_bearing(waiting, name) for name in QUESTIONS],
        },
        index=pd.Index(QUESTIONS, name="outcome_set"),
    )


def _bearing(rows: pd.DataFrame, outcome: str) -> int:
    return sum(outcome in outcomes.split(";") for outcomes in rows["outcome_set"].dropna())
