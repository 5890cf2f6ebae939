"""Claims that only a trial can decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from b12meta.evidence.claims.decision import Decision
from b12meta.evidence.rows import records
from b12meta.evidence.trials import contrasts_over_r, isolating_b12
from b12meta.evidence.verdict import verdict
from b12meta.evidence.words import count, interval, number
from b12meta.stats.interval import Interval

if TYPE_CHECKING:
    import pandas as pd

    from b12meta.evidence.claims.decision import Facts, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingIsolates:
    """B12 helps with an outcome: decided by trials with an arm that differs by B12 alone.

    Attributes
    ----------
    outcomes : str
        Pattern of the names of outcomes.
    """

    outcomes: str
    page: str

    def decide(self, facts: Facts) -> Decision:
        """No usable evidence when no such trial prints such an outcome."""
        rows = isolating_b12(facts.tables)
        rows = rows[rows["analyte"].str.contains(self.outcomes).fillna(value=False)]
        isolating = rows[rows["isolates_b12"]]
        return Decision(
            verdict="inconclusive" if len(isolating) else "no usable evidence",
            number=_how_many(len(isolating), len(rows)),
            rule="only a trial whose arms differ by B12 alone can show what B12 does",
            page=self.page,
            sources=_rows(facts, rows),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AgainstPlacebo:
    """Vitamins help: by the contrast with placebo, adjusted for baseline, at every correlation."""

    page: str

    def decide(self, facts: Facts) -> Decision:
        """Inconclusive unless the verdict is the same over the whole range of the correlation."""
        rows = contrasts_over_r(facts.tables)
        rows = rows[rows["contrast"].eq("adjusted for baseline")]
        ends = [Interval(row["g_low"], row["g_high"]) for row in records(rows)]
        found = {verdict(one, claimed="higher") for one in ends}
        arms = facts.tables.arms.loc[rows[["arms_line1", "arms_line2"]].iloc[0]]
        first, last = records(rows)[0], records(rows)[-1]
        return Decision(
            verdict=found.pop() if len(found) == 1 else "inconclusive",
            number=f"{_points(first)} to {_points(last)}, as the correlation of before and after "
            f"goes from {first['ri']:g} to {last['ri']:g}",
            rule="one trial, of B12 with folic acid; the answer depends on a correlation that is "
            "not printed",
            page=self.page,
            sources=facts.studies("arms", arms),
            people=int(arms["n"].sum()),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Alone:
    """Evidence is too weak for B12 by itself: supported while no trial isolates it."""

    page: str

    def decide(self, facts: Facts) -> Decision:
        """Count the outcomes of trials that isolate B12."""
        rows = isolating_b12(facts.tables)
        isolating = rows[rows["isolates_b12"]]
        return Decision(
            verdict="inconclusive" if len(isolating) else "supported",
            number=_how_many(len(isolating), len(rows)),
            rule="supported while no outcome comes from a trial whose arms differ by B12 alone",
            page=self.page,
            sources=_rows(facts, rows),
        )


def _how_many(isolating: int, rows: int) -> str:
    """How many outcomes isolate B12; empty where there is none of the kind."""
    what = count(rows, "reported outcome", "reported outcomes")
    return f"{isolating} of {what} from a trial that isolates B12" if rows else ""


def _rows(facts: Facts, rows: pd.DataFrame) -> tuple[Source, ...]:
    lines = rows["contrasts_line"].dropna().astype(int)
    return facts.studies("contrasts", facts.tables.contrasts.loc[lines])


def _points(row: dict[str, Any]) -> str:
    return f"{number(row['yi'], 1)} ({interval(row['ci_low'], row['ci_high'], 1)})"
