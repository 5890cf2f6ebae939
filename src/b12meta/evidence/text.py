"""Sentences with numbers, computed where they are shown.

No notebook and no page types a number: a sentence is made here from the result that it states,
shows itself as Markdown in JupyterLab and in the exported page alike, and changes when the
data change. Each function states one thing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from b12meta.evidence.extraction import OF_STUDIES, extracted
from b12meta.evidence.rows import records
from b12meta.evidence.words import (
    count,
    interval,
    joined,
    number,
    p_value,
    percent,
)

if TYPE_CHECKING:
    import pandas as pd

    from b12meta.evidence.sizes import Effects
    from b12meta.stats.result import Pooled
    from b12meta.tables import Tables

SEARCHED = "20 November 2026"
"""Date of the search, as the data dictionary states it."""

NAMES = {"SMD": "standardised mean difference", "ROM": "ratio of means", "MD": "mean difference"}

LEVEL_WORDS = {
    "means": "means with standard deviations",
    "exact_p": "an exact p",
    "bounded_p": "a bounded p, such as p > 0.05",
    "significance": "only whether the difference was significant",
    "direction": "only a direction",
    "none": "no usable result",
}


READ_AS = {
    "abstract": "as an abstract",
    "full_text": "in the opening of a full text",
    "table": "in a table",
    "secondary": "on secondary pages such as news or a forum",
}
"""Where a study was read, the codes of ``source_kind``, in words."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words for a reader; shows itself as Markdown."""

    words: str

    def __str__(self) -> str:
        return self.words

    def __add__(self, other: Sentence) -> Sentence:
        return Sentence(f"{self.words} {other.words}")

    def _repr_markdown_(self) -> str:
        return self.words


def found(tables: Tables) -> Sentence:
    """How many records were seen, and what became of them."""
    decisions = tables.screening["decision"].value_counts()
    return Sentence(
        f"The search of {SEARCHED} led to {len(tables.screening)} records: "
        f"{decisions['included']} contribute data, {decisions['context_only']} give context, "
        f"{decisions['excluded']} were excluded and {decisions['awaiting_full_text']} await "
        f"their full text. {_read(tables.studies['source_kind'])}"
    )


def _read(kinds: pd.Series) -> str:
    """On what kind of page each study was read."""
    found = kinds.value_counts()
    parts = [f"{n} {READ_AS[str(kind)]}" for kind, n in found.items()]
    return f"None of the {len(kinds)} studies was read in full: {joined(parts)}."


def levels(counts: pd.DataFrame, analyte: str, name: str) -> Sentence:
    """How studies of one analyte reported their comparison, from `level_counts`."""
    column = counts[analyte]
    parts = [
        f"{count(int(n), 'prints', 'print')} {LEVEL_WORDS[str(level)]}"
        for level, n in column.items()
        if n
    ]
    total = count(int(column.sum()), "study compares", "studies compare")
    return Sentence(f"{total.capitalize()} {name} in people with MS and controls: {joined(parts)}.")


def agreement(tables: Tables) -> Sentence:
    """Who extracted what, and how far the two extractors agreed."""
    rows = {row["item"]: row for row in records(tables.agreement)}
    every, both = rows["all fields"], rows["all fields recorded by both extractors"]
    alone = every["n_compared"] - both["n_compared"]
    contradicted = both["n_compared"] - both["n_agree"]
    disputed = int(extracted(tables)["disputed"].sum())
    return _extracted(extracted(tables)) + Sentence(
        f"Of the {every['n_compared']} fields that could be compared, {every['n_agree']} agree; "
        f"{alone} were recorded by one extractor only, and "
        f"{count(contradicted, 'field', 'fields')} by both but differently; "
        f"{count(disputed, 'row remains', 'rows remain')} in dispute."
    )


def _extracted(found: pd.DataFrame) -> Sentence:
    """How many rows both extractors have, of studies and of the rest."""
    studies = found[found.index.isin(OF_STUDIES)].sum(numeric_only=True)
    others = joined(
        [
            f"{row['once']} of {row['rows']} {row['holds']}"
            for row in records(found[~found.index.isin(OF_STUDIES)])
        ]
    )
    return Sentence(
        f"Both extractors have {studies['both']} of the {studies['rows']} rows that studies "
        f"printed; {studies['once']} come from one of them only. The second worked from a "
        "check-list that named study, analyte, group and page, and so was not fully blind; for "
        f"{count(int(studies['not_blind']), 'row')} the value itself was visible. Of the rest, "
        f"{others} were extracted once only."
    )


def pooled(result: Pooled, *, name: str, measure: str = "SMD", people: int) -> Sentence:
    """A pooled estimate with its interval and method."""
    ratio = measure == "ROM"
    return Sentence(
        f"In {count(result.k, 'study', 'studies')} with {people} people, {name} was "
        f"{_side(result.estimate)} in MS: pooled {NAMES[measure]} "
        f"{number(_shown(result.estimate, ratio=ratio))} "
        f"({percent(result.level)} confidence interval "
        f"{_interval(result.ci.low, result.ci.high, ratio=ratio)}; {p_value(result.pval)})."
    )


def heterogeneity(result: Pooled) -> Sentence:
    """How far the studies differ, and what I² means."""
    low, high = result.tau2_interval()
    return Sentence(
        f"Between-study standard deviation τ = {number(result.tau2**0.5)} "
        f"({percent(result.level)} interval {interval(low**0.5, high**0.5)}); "
        f"I² = {percent(result.i2)}: of the variance seen between the results, that share "
        f"is more than sampling error would give. It says nothing about how large the "
        f"differences are; τ and the prediction interval do."
    )


def people(effects: Effects) -> int:
    """How many people stand behind the effects, both groups together."""
    return int(effects.rows["n1i"].sum() + effects.rows["n2i"].sum())


def _side(effect: float) -> str:
    return "lower" if effect < 0 else "higher"


def _shown(effect: float, *, ratio: bool) -> float:
    return math.exp(effect) if ratio else effect


def _interval(low: float, high: float, *, ratio: bool) -> str:
    return interval(_shown(low, ratio=ratio), _shown(high, ratio=ratio))
