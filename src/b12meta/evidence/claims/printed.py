"""Claims that rows decide which are never pooled: correlations, directions, changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from b12meta.evidence import csf
from b12meta.evidence.associations import with_course
from b12meta.evidence.changes import effects
from b12meta.evidence.claims.decision import Decision, Source, outside
from b12meta.evidence.readable import NAMES
from b12meta.evidence.rows import records
from b12meta.evidence.verdict import agreement, at_most_association, verdict
from b12meta.evidence.words import count, interval, joined, number
from b12meta.stats.interval import Interval

if TYPE_CHECKING:
    from b12meta.evidence.claims.decision import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Correlations:
    """Low B12 goes with worse disease: from correlations within patients, tested one by one."""

    analyte: str
    page: str

    def decide(self, facts: Facts) -> Decision:
        """Mixed when correlations of some studies are significant that way and others are not."""
        rows = with_course(facts.tables, self.analyte)
        tested = rows[rows["significance"].ne("not_stated")]
        clear = tested["significance"].eq("significant") & tested["direction"].eq(tested["worse"])
        by_study = clear.groupby(tested["study_id"]).all()
        said = agreement({"supported" if one else "inconclusive" for one in by_study})
        return Decision(
            verdict=at_most_association(said),
            number=f"low {NAMES.get(self.analyte, self.analyte)} with worse disease: significant "
            f"in {int(by_study.sum())} of {len(by_study)} studies that tested it",
            rule="each study's tested correlations speak for the claim or do not; mixed when "
            "studies disagree",
            page=self.page,
            sources=facts.studies("contrasts", rows),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """B12 falls after a treatment: decided by the bounds of each change that can be placed.

    Attributes
    ----------
    treatment : str
        Pattern of the treatments that the claim names.
    matrix : str
        Where the claim is firm.
    nearest : tuple of str
        Second groups of contrasts.csv that bear on it without deciding it.
    """

    treatment: str
    matrix: str
    page: str
    nearest: tuple[str, ...] = ()

    def decide(self, facts: Facts) -> Decision:
        """An association at most: before and after, without a group that was not treated."""
        found = effects(facts.tables)
        named = found["treatment"].str.contains(self.treatment) & found["analyte"].eq("b12")
        rows = found[named & found["matrix"].eq(self.matrix)]
        placed = rows[rows["low"].notna()]
        ends = [Interval(row["low"], row["high"]) for row in records(placed)]
        said = agreement({verdict(one, claimed="lower") for one in ends}) if ends else NOTHING
        elsewhere = found[named & found["low"].notna() & found["matrix"].ne(self.matrix)]
        lines = facts.tables.contrasts.loc[found.loc[named, "contrasts_line"]]
        near = facts.tables.contrasts[facts.tables.contrasts["group2"].isin(self.nearest)]
        return Decision(
            verdict=at_most_association(said),
            number="; ".join(_bound(row) for row in records(pd.concat([placed, elsewhere]))),
            rule=_why_changed(said, len(rows)),
            page=self.page,
            sources=facts.studies("contrasts", pd.concat([lines, near])),
            people=int(placed["n"].sum()) or None,
        )


NOTHING = "no usable evidence"


def _why_changed(said: str, rows: int) -> str:
    return {
        NOTHING: f"{count(rows, 'statement', 'statements')} without the number of patients",
        "supported": "the bounds of the change lie wholly below zero; before and after, without a "
        "group that was not treated",
        "inconclusive": "the bounds of the change reach zero",
        "contradicted": "the bounds of the change exclude a fall",
        "mixed": "the bounds of some changes lie below zero, of others not",
    }[said]


def _bound(row: dict[str, Any]) -> str:
    """Bounds of a fall, in standard deviations of the change."""
    where = "spinal fluid" if row["matrix"] == "csf" else row["matrix"]
    size = "standard deviations of the change (no level printed)"
    if row["low"] == float("-inf"):
        return f"{where}: a fall of at least {number(-row['high'])} {size}"
    return f"{where}: a change of {interval(row['low'], row['high'])} {size}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brain:
    """A substance is lower in brain, cord or spinal fluid: decided by directions, never pooled."""

    analyte: str
    page: str

    def decide(self, facts: Facts) -> Decision:
        """Mixed when significant results lie on both sides, or beside null ones."""
        rows = csf.directions(facts.tables)
        rows = rows[rows["analyte"].eq(self.analyte)]
        tested = rows[rows["significance"].ne("not_stated")]
        lines = facts.tables.contrasts.loc[rows["line"]]
        return Decision(
            verdict=csf.by_direction(rows, claimed="lower"),
            number=joined([_told(row) for row in records(tested)]),
            rule="results without group sizes are read by direction and significance; "
            + _in_the_brain(rows),
            page=self.page,
            sources=facts.studies("contrasts", lines),
        )


def _told(row: dict[str, Any]) -> str:
    significant = row["significance"] == "significant"
    how = f"significantly {row['direction']}" if significant else "not different"
    where = PLACES.get(row["matrix"], row["matrix"])
    return f"{how} in the {where} ({row['study']} {row['year']})"


PLACES = {"csf": "spinal fluid", "spinal_cord": "spinal cord", "brain": "brain"}


def _in_the_brain(rows: pd.DataFrame) -> str:
    """What was tested in the brain itself."""
    brain = rows[rows["matrix"].eq("brain")]
    tested = int(brain["significance"].ne("not_stated").sum())
    if tested:
        return f"{count(tested, 'test', 'tests')} in the brain itself"
    return f"nothing was tested in the brain itself ({count(len(brain), 'direction')} stated)"


@dataclass(frozen=True, slots=True, kw_only=True)
class BloodAndFluid:
    """Blood does not show B12 in the brain: mixed when some sources say so and others do not."""

    page: str

    def decide(self, facts: Facts) -> Decision:
        """By what each source says of the two levels; none prints a coefficient."""
        said = csf.correlations(facts.tables)
        apart = facts.tables.anchors
        apart = apart[apart["quantity"].eq("count_csf_deficient")]
        low = [f"{int(row['value'])} of {int(row['n'])}" for row in records(apart)]
        named = [f"{row['says']} ({row['study']})" for row in records(said)]
        sources = [Source(words=row["study"], address=row["page_url"]) for row in records(said)]
        return Decision(
            verdict="mixed" if len(set(said["says"])) > 1 else NOTHING,
            number=f"levels in blood and spinal fluid {joined(named)}; low in spinal fluid with "
            f"normal serum: {joined(low)} people selected for unexplained deficits, not MS",
            rule="mixed when some sources find the two levels correlated and others do not",
            page=self.page,
            sources=(*sources, *outside("anchors", apart, "source")),
        )
