"""Claims that only a trial can decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from b12meta.evidence.claims.decision import Decision, Source, unread
from b12meta.evidence.rows import records
from b12meta.evidence.trials import contrasts_over_r, randomised
from b12meta.evidence.trials.shown import reading
from b12meta.evidence.verdict import at_most_association, verdict
from b12meta.evidence.words import count, interval, number
from b12meta.stats.interval import Interval

if TYPE_CHECKING:
    import pandas as pd

    from b12meta.evidence.claims.decision import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Pilot:
    """Pilot work suggests a benefit: by the outcomes that it reports, an association at most.

    Attributes
    ----------
    outcomes : str
        Pattern of the names of outcomes, of which a higher value is the better one.
    """

    outcomes: str
    page: str

    def decide(self, facts: Facts) -> Decision:
        """Supported when some outcome is significantly better, and none worse."""
        rows = facts.tables.contrasts
        rows = rows[rows["analyte"].str.contains(self.outcomes) & rows["design"].eq("paired")]
        better = rows["direction"].eq("higher")
        clear = better & rows["significance"].eq("significant")
        said = "supported" if clear.any() and better.all() else "inconclusive"
        return Decision(
            verdict=at_most_association(said) if len(rows) else "no usable evidence",
            number=f"{int(better.sum())} of {len(rows)} outcomes better, "
            f"{int(clear.sum())} of them significantly",
            rule="before and after, without a group that was not treated, and with other vitamins",
            page=self.page,
            sources=facts.studies("contrasts", rows),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AgainstPlacebo:
    """Vitamins help: by the contrast with placebo, adjusted for baseline, at every correlation."""

    page: str

    def decide(self, facts: Facts) -> Decision:
        """Inconclusive unless the verdict is the same over the whole range of the correlation."""
        rows = contrasts_over_r(facts.tables)
        rows = rows[rows["contrast"].eq("adjusted for baseline") & rows["fits_printed_p"]]
        ends = [Interval(row["g_low"], row["g_high"]) for row in records(rows)]
        found = {verdict(one, claimed="higher") for one in ends}
        arms = facts.tables.arms.loc[rows[["arms_line1", "arms_line2"]].iloc[0]]
        first, last = records(rows)[0], records(rows)[-1]
        return Decision(
            verdict=found.pop() if len(found) == 1 else "inconclusive",
            number=f"mental score of the MSQOL-54, vitamins minus placebo: {_points(first)} at "
            f"{reading(first['ri'])} to {_points(last)} at {reading(last['ri'])}",
            rule="B12 with folic acid; inconclusive unless the interval says the same at every "
            "correlation of before and after that the printed p allows",
            page=self.page,
            sources=facts.studies("arms", arms),
            people=int(arms["n"].sum()),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Alone:
    """Evidence is too weak for B12 by itself: supported while no trial isolates it."""

    page: str

    def decide(self, facts: Facts) -> Decision:
        """Count the randomised trials that isolate B12."""
        rows = randomised(facts.tables)
        isolating = int(rows["isolates_b12"].sum())
        waiting = unread(facts, "supplementation", "outcome_set")
        return Decision(
            verdict="inconclusive" if isolating else "supported",
            number=f"{isolating} of {len(rows)} randomised trials that print a result isolate B12",
            rule="supported while no randomised trial has arms that differ by B12 alone; "
            f"{count(len(waiting), 'further record')} could not be read",
            page=self.page,
            sources=(*_studies(rows), *waiting),
        )


def _studies(rows: pd.DataFrame) -> tuple[Source, ...]:
    """Trials as sources."""
    pairs = zip(rows["study"], rows["page_url"], strict=True)
    return tuple(Source(words=study, address=page) for study, page in pairs)


def _points(row: dict[str, Any]) -> str:
    return f"{number(row['yi'], 1)} ({interval(row['ci_low'], row['ci_high'], 1)})"
