"""Claims that a pool, or the studies in it, can decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from b12meta.evidence.claims.decision import Decision, Source, outside
from b12meta.evidence.prevalence import odds_against_healthy
from b12meta.evidence.trace import study_page
from b12meta.evidence.verdict import SMALLEST, at_most_association
from b12meta.evidence.words import count, interval, number

if TYPE_CHECKING:
    import pandas as pd

    from b12meta.evidence.claims.decision import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """A level is lower or higher in MS: decided by the interval of the headline pool.

    Attributes
    ----------
    analyte : str
        A pooled analyte.
    causal : bool
        Whether the claim is about a cause; it is then an association at most.
    """

    analyte: str
    causal: bool = False

    def decide(self, facts: Facts) -> Decision:
        """Verdict by `b12meta.evidence.verdict.verdict`."""
        found = facts.answer(self.analyte)
        said = at_most_association(found.verdict) if self.causal else found.verdict
        genes = _genetic(facts, self.analyte) if self.causal else ()
        return Decision(
            verdict=said,
            number=f"SMD {number(found.pool.estimate)} ({interval(*found.pool.ci)})",
            rule=_why(found.verdict, found.claimed) + (CONFOUNDED if self.causal else ""),
            page=found.page,
            sources=(*_pooled_studies(facts, found.rows), *genes),
            people=found.people,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SomeNotAll:
    """A level differs in some studies and not in others: supported when both kinds exist."""

    analyte: str

    def decide(self, facts: Facts) -> Decision:
        """Count studies whose result lies wholly on the claimed side of zero, and the others."""
        found = facts.answer(self.analyte)
        clear = clearly(found.rows, found.claimed)
        some = 0 < clear.sum() < len(clear)
        return Decision(
            verdict="supported" if some else "contradicted",
            number=f"{found.claimed} in {int(clear.sum())} of {len(clear)} studies",
            rule="supported when some studies are significant on the claimed side and others not",
            page=found.page,
            sources=_pooled_studies(facts, found.rows),
            people=found.people,
        )


def clearly(rows: pd.DataFrame, claimed: str) -> pd.Series:
    """Whether each study's interval, or its bounds, lie wholly on the claimed side of zero."""
    low = rows["ci_low"].fillna(rows["low"])
    high = rows["ci_high"].fillna(rows["high"])
    return high.lt(0) if claimed == "lower" else low.gt(0)


CONFOUNDED = (
    "; age, sex, diet and supplements may lie behind any difference; genetic studies, which these "
    "do not touch, are listed too"
)


def _genetic(facts: Facts, analyte: str) -> tuple[Source, ...]:
    """Mendelian-randomisation rows of an analyte."""
    rows = facts.tables.reviews
    genetic = rows["model"].eq("mendelian randomisation").fillna(value=False)
    return outside("reviews", rows[genetic & rows["analyte"].eq(analyte)], "review_id")


def _why(said: str, claimed: str) -> str:
    return {
        "supported": f"the interval lies wholly on the {claimed} side of zero",
        "contradicted": f"the interval excludes even {SMALLEST:g} on the {claimed} side",
        "inconclusive": f"the interval covers both zero and {SMALLEST:g} on the {claimed} side",
    }[said]


def _pooled_studies(facts: Facts, rows: pd.DataFrame) -> tuple[Source, ...]:
    return tuple(
        Source(words=facts.names[key], address=study_page(key)) for key in map(str, rows.index)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Odds:
    """Low B12 is commoner in MS: by odds ratios against healthy controls of the same study."""

    page: str

    def decide(self, facts: Facts) -> Decision:
        """With fewer than three studies nothing but inconclusive can follow."""
        found = odds_against_healthy(facts.tables)
        lines = facts.tables.counts.loc[found.rows["line1"]]
        return Decision(
            verdict=at_most_association(found.verdict),
            number=f"odds ratio {number(found.estimate)} ({interval(*found.ci)}), "
            f"{count(found.k, 'study', 'studies')}",
            rule="the interval leaves more and less open, and two studies are no pool",
            page=self.page,
            sources=facts.studies("counts", lines),
            people=found.people,
        )
