"""Claims that no number decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from b12meta.evidence.claims.decision import Decision, outside, unread
from b12meta.evidence.words import count

if TYPE_CHECKING:
    from b12meta.evidence.claims.decision import Facts, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Biology, a definition or advice: no count, difference or correlation in people decides it.

    Attributes
    ----------
    what : str
        What kind of statement it is.
    study : str
        The study that it is about, if any.
    topic : str
        Topic of anchors.csv that bears on it, if any.
    """

    what: str
    study: str = ""
    topic: str = ""

    def decide(self, facts: Facts) -> Decision:
        """Always the same verdict, with what bears on it."""
        contrasts, anchors = facts.tables.contrasts, facts.tables.anchors
        return Decision(
            verdict="not a numeric claim",
            rule=self.what,
            sources=(
                *facts.studies("contrasts", contrasts[contrasts["study_id"].eq(self.study)]),
                *outside("anchors", anchors[anchors["topic"].eq(self.topic)], "source"),
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmeasured:
    """A number could decide it, but nothing that could be read measures it in people with MS.

    Attributes
    ----------
    why : str
        What would decide it.
    nearest : tuple of str
        Analytes of contrasts.csv that bear on it without deciding it.
    facts_outside : tuple of str
        fact_id of anchors.csv that bear on it from outside MS.
    awaited : str
        Outcome of screening.csv whose unread records could decide it.
    """

    why: str
    nearest: tuple[str, ...] = ()
    facts_outside: tuple[str, ...] = ()
    awaited: str = ""

    def decide(self, facts: Facts) -> Decision:
        """The verdict, with the nearest rows and the records that await their full text."""
        rows, anchors = facts.tables.contrasts, facts.tables.anchors
        waiting = unread(facts, self.awaited, "outcome_set") if self.awaited else ()
        return Decision(
            verdict="no usable evidence",
            rule=self.why + _waiting(waiting),
            sources=(
                *facts.studies("contrasts", rows[rows["analyte"].isin(self.nearest)]),
                *outside("anchors", anchors[anchors["fact_id"].isin(self.facts_outside)], "source"),
                *waiting,
            ),
        )


def _waiting(records: tuple[Source, ...]) -> str:
    if not records:
        return ""
    return f"; {count(len(records), 'record', 'records')} that could hold one could not be read"
