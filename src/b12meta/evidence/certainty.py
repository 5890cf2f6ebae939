"""How sure a pooled result can be: informed by GRADE, by thresholds that are written down.

Every result here starts low, for the studies observe, and cannot rise, for their risk of bias
cannot be judged from abstracts (decision 12). Each further doubt is a number with a threshold; one
beyond its threshold makes the certainty very low.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.small_studies import silent_count
from b12meta.evidence.verdict import SMALLEST
from b12meta.evidence.words import count, interval, joined, percent

if TYPE_CHECKING:
    from b12meta.stats.bounded.result import BoundedPool
    from b12meta.stats.interval import Interval
    from b12meta.tables import Tables

SILENT = 0.25
"""Share of studies without a usable result above which reporting bias is a doubt."""

OTHER_CONTROLS = 0.5
"""Share of studies with other than healthy controls above which indirectness is a doubt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One domain: what was measured, and whether it lowers the certainty."""

    domain: str
    found: str
    rule: str
    lowers: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Certainty:
    """Certainty of one pooled result, with the steps that led to it."""

    steps: tuple[Step, ...]

    @property
    def level(self) -> str:
        """``"low"``, or ``"very low"`` when any step lowers it."""
        return "very low" if any(step.lowers for step in self.steps) else "low"

    @property
    def reason(self) -> str:
        """The domains that lower it, in words."""
        doubts = [step.domain for step in self.steps if step.lowers]
        return joined(doubts) or "observational studies, read as abstracts"

    def as_frame(self) -> pd.DataFrame:
        """The steps as a table for readers."""
        return pd.DataFrame(
            {
                "domain": step.domain,
                "what was found": step.found,
                "lowers the certainty when": step.rule,
                "lowered": step.lowers,
            }
            for step in self.steps
        )


def certainty(tables: Tables, pool: BoundedPool, rows: pd.DataFrame, analyte: str) -> Certainty:
    """Certainty of the headline pool of an analyte.

    Parameters
    ----------
    tables : Tables
        Checked raw tables.
    pool : BoundedPool
        From `pool_every`.
    rows : DataFrame
        The rows that it pooled, from `contrasts`.
    analyte : str
        For example ``"b12"``.

    References
    ----------
    The domains are those of Guyatt et al. (2008), *BMJ* 336, 924-926; the thresholds are ours.
    """
    assert pool.pi is not None
    return Certainty(
        steps=(
            _risk_of_bias(tables, rows),
            _inconsistency(pool.pi),
            _imprecision(pool.ci),
            _indirectness(rows),
            _reporting(tables, analyte),
        )
    )


def of_unpooled(said: str) -> str:
    """Certainty of an answer that no pool gives, with its reason; it can never be low.

    Examples
    --------
    >>> of_unpooled("mixed"), of_unpooled("no usable evidence")
    ('very low: results disagree', 'none: nothing to be certain of')
    """
    if said == "no usable evidence":
        return "none: nothing to be certain of"
    reason = "results disagree" if said == "mixed" else "too few studies to pool"
    return f"very low: {reason}"


def _risk_of_bias(tables: Tables, rows: pd.DataFrame) -> Step:
    kinds = tables.studies.set_index("study_id").loc[rows.index, "source_kind"]
    full = int(kinds.eq("full_text").sum())
    return Step(
        domain="risk of bias",
        found=f"{count(full, 'study', 'studies')} of {len(rows)} read in full",
        rule="never by itself: it keeps the certainty from rising above low",
        lowers=False,
    )


def _inconsistency(pi: Interval) -> Step:
    return Step(
        domain="inconsistency",
        found=f"true effects of new studies from {interval(*pi)}",
        rule=f"effects of {SMALLEST:g} in either direction cannot be excluded for new studies",
        lowers=pi.low < -SMALLEST and pi.high > SMALLEST,
    )


def _imprecision(ci: Interval) -> Step:
    covers = ci.low <= 0 <= ci.high and (ci.low <= -SMALLEST or ci.high >= SMALLEST)
    return Step(
        domain="imprecision",
        found=f"interval from {interval(*ci)}",
        rule=f"the interval covers both no difference and one of {SMALLEST:g}",
        lowers=covers,
    )


def _indirectness(rows: pd.DataFrame) -> Step:
    others = float(rows["group2"].ne("healthy").mean())
    return Step(
        domain="indirectness",
        found=f"{percent(others)} of studies have controls who are not known to be healthy",
        rule=f"more than {percent(OTHER_CONTROLS)}",
        lowers=others > OTHER_CONTROLS,
    )


def _reporting(tables: Tables, analyte: str) -> Step:
    silent, known = silent_count(tables, analyte)
    return Step(
        domain="reporting bias",
        found=f"{silent} of {known} known comparisons are silent or could not be read",
        rule=f"more than {percent(SILENT)}",
        lowers=silent / known > SILENT,
    )
