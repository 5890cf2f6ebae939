"""A verdict on a claim, with the number that decides it and the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from b12meta.evidence.summary import answered
from b12meta.evidence.trace import row_page, study_page
from b12meta.evidence.words import study_name

if TYPE_CHECKING:
    import pandas as pd

    from b12meta.evidence.summary import Answer
    from b12meta.tables import Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One raw row behind a verdict: its name for a reader, and its address."""

    words: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a rule found.

    Attributes
    ----------
    verdict : str
        One of `b12meta.evidence.verdict.VERDICTS`.
    number : str
        The number that decides, in words; empty where there is none.
    rule : str
        Why that number gives this verdict.
    page : str
        The notebook that shows it; empty where none does.
    sources : tuple of Source
        The raw rows behind the number.
    people : int or None
        How many people stand behind it, where that is known.
    """

    verdict: str
    number: str = ""
    rule: str
    page: str = ""
    sources: tuple[Source, ...] = ()
    people: int | None = None


class Rule(Protocol):
    """How a claim is read: what would decide it."""

    def decide(self, facts: Facts) -> Decision:
        """The verdict on the claim, from what is known."""


@dataclass(frozen=True)
class Facts:
    """What rules ask for; pools are made once."""

    tables: Tables

    @cached_property
    def _answers(self) -> dict[str, Answer]:
        return {}

    def answer(self, analyte: str) -> Answer:
        """The pooled answer for an analyte."""
        if analyte not in self._answers:
            self._answers[analyte] = answered(self.tables, analyte)
        return self._answers[analyte]

    @cached_property
    def names(self) -> dict[str, str]:
        """Name and year of each study."""
        studies = self.tables.studies
        columns = (studies["study_id"], studies["first_author"], studies["year"].astype("string"))
        return {
            str(key): f"{study_name(key, author)} {year}".removesuffix(" <NA>")
            for key, author, year in zip(*columns, strict=True)
        }

    def studies(self, table: str, rows: pd.DataFrame) -> tuple[Source, ...]:
        """Rows of a table of studies, indexed by line, as sources."""
        pairs = zip(rows["study_id"], rows.index, strict=True)
        return tuple(
            Source(words=self.names[key], address=study_page(key, table, int(line)))
            for key, line in pairs
        )


def unread(facts: Facts, pattern: str, column: str = "citation") -> tuple[Source, ...]:
    """Records that await their full text and match a pattern, as sources."""
    rows = facts.tables.screening
    waiting = rows["decision"].eq("awaiting_full_text")
    hit = rows[column].str.contains(pattern).fillna(value=False)
    return outside("screening", rows[waiting & hit], "citation")


def outside(table: str, rows: pd.DataFrame, name: str) -> tuple[Source, ...]:
    """Rows of a table that is not about one study, indexed by line, as sources."""
    pairs = zip(rows[name], rows.index, strict=True)
    return tuple(
        Source(words=str(words), address=row_page(table, int(line))) for words, line in pairs
    )
