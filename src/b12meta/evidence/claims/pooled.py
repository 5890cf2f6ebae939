"""Claims that a pool, or the studies in it, can decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from b12meta.evidence.claims.decision import Decision, Source, outside
from b12meta.evidence.prevalence import odds_rows
from b12meta.evidence.prevalence.odds import as_differences
from b12meta.evidence.rows import records
from b12meta.evidence.verdict import SMALLEST, agreement, at_most_association, verdict
from b12meta.evidence.words import interval, joined, number
from b12meta.stats.interval import Interval

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
            number=f"reported significantly {found.claimed} in {int(clear.sum())} of "
            f"{len(clear)} studies",
            rule="supported when some studies are significant on that side and others are not; a "
            "study that is not significant may still have missed a difference",
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
    "; age, sex, diet and supplements may lie behind any difference; the genetic study, with other "
    "weaknesses, is listed too"
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
        Source(words=facts.names[str(key)], address=url)
        for key, url in zip(rows.index, rows["url"], strict=True)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Odds:
    """Low B12 is commoner in MS: by odds ratios against healthy controls of the same study."""

    page: str

    def decide(self, facts: Facts) -> Decision:
        """Each study by its own exact interval; nothing is pooled into a verdict."""
        rows = odds_rows(facts.tables)
        ends = [Interval(row["ratio_low"], row["ratio_high"]) for row in records(rows)]
        said = agreement({verdict(as_differences(one), claimed="higher") for one in ends})
        ratios = [
            f"{_ratio(row['ratio'])} ({_ratio(row['ratio_low'])} to {_ratio(row['ratio_high'])}) "
            f"in {row['study']}"
            for row in records(rows)
        ]
        return Decision(
            verdict=at_most_association(said),
            number=f"odds ratio {joined(ratios)}",
            rule="each study's interval speaks for itself",
            page=self.page,
            sources=facts.studies("counts", facts.tables.counts.loc[rows["line1"]]),
            people=int(rows["n1i"].sum() + rows["n2i"].sum()),
        )


def _ratio(value: float) -> str:
    """An odds ratio; a large one needs no decimals."""
    return number(value, 0 if value >= 100 else 2)
