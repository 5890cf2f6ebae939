"""Claims that rows decide which are never pooled: correlations, directions, changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from b12meta.evidence import csf
from b12meta.evidence.changes import effects
from b12meta.evidence.claims.decision import Decision, outside
from b12meta.evidence.compare import BLOOD, PATIENTS
from b12meta.evidence.rows import records
from b12meta.evidence.verdict import agreement, at_most_association, verdict
from b12meta.evidence.words import count, joined, number
from b12meta.stats.interval import Interval

if TYPE_CHECKING:
    import pandas as pd

    from b12meta.evidence.claims.decision import Facts

WORSE = {
    "progression_rate": "higher",
    "ace_iii_total": "lower",
    "trail_making_time": "higher",
    "prolonged_evoked_potentials": "higher",
    "onset_age_duration_subtype_edss": "higher",
    "age_onset_age_duration": "higher",
    "depression_change": "higher",
}
"""Clinical outcomes that B12 was correlated with, and which end of each is the worse one."""

OPPOSITE = {"lower": "higher", "higher": "lower"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Correlations:
    """Low B12 goes with worse disease: from correlations within patients, tested one by one."""

    analyte: str
    page: str

    def decide(self, facts: Facts) -> Decision:
        """Mixed when some tested correlations are significant that way and others are not."""
        rows = _correlations(facts.tables.contrasts, self.analyte)
        tested = rows[rows["significance"].ne("not_stated")]
        worse = tested["group2"].map(WORSE).map(OPPOSITE)
        clear = tested["significance"].eq("significant") & tested["direction"].eq(worse)
        said = agreement({"supported" if one else "inconclusive" for one in clear})
        return Decision(
            verdict=at_most_association(said),
            number=f"{int(clear.sum())} of {len(tested)} tested correlations",
            rule="a significant correlation of low B12 with a worse outcome speaks for it; "
            "mixed when others do not",
            page=self.page,
            sources=facts.studies("contrasts", rows),
        )


def _correlations(rows: pd.DataFrame, analyte: str) -> pd.DataFrame:
    """Correlations of a level in blood with a clinical outcome, in people with MS."""
    within = rows["design"].eq("association") & rows["group1"].isin(PATIENTS)
    measured = rows["analyte"].eq(analyte) & rows["matrix"].isin(BLOOD)
    return rows[within & measured & rows["group2"].isin(WORSE)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """B12 falls after a treatment: decided by the bounds of each change that can be placed.

    Attributes
    ----------
    treatment : str
        Pattern of the treatments that the claim names.
    matrix : str
        Where the claim is firm.
    """

    treatment: str
    matrix: str
    page: str

    def decide(self, facts: Facts) -> Decision:
        """An association at most: before and after, without a group that was not treated."""
        found = effects(facts.tables)
        named = found["treatment"].str.contains(self.treatment) & found["analyte"].eq("b12")
        rows = found[named & found["matrix"].eq(self.matrix)]
        placed = rows[rows["low"].notna()]
        ends = [Interval(row["low"], row["high"]) for row in records(placed)]
        said = agreement({verdict(one, claimed="lower") for one in ends}) if ends else NOTHING
        lines = facts.tables.contrasts.loc[found.loc[named, "contrasts_line"]]
        return Decision(
            verdict=at_most_association(said),
            number=joined([_bound(row) for row in records(placed)]),
            rule=_how_many(len(placed), len(rows)),
            page=self.page,
            sources=facts.studies("contrasts", lines),
            people=int(placed["n"].sum()) or None,
        )


NOTHING = "no usable evidence"


def _how_many(placed: int, rows: int) -> str:
    if not placed:
        return f"{count(rows, 'statement', 'statements')} without the number of patients"
    return "the bounds of the change lie wholly on one side of zero, or leave both open"


def _bound(row: dict[str, Any]) -> str:
    """Bounds of a change, in standard deviations of the change."""
    where = "spinal fluid" if row["matrix"] == "csf" else row["matrix"]
    return f"{where}: a fall of at least {number(-row['high'])} standard deviations of the change"


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
        clear = tested[tested["significance"].eq("significant")]["direction"].value_counts()
        said = f"significantly lower in {clear.get('lower', 0)}, higher in {clear.get('higher', 0)}"
        lines = facts.tables.contrasts.loc[rows["line"]]
        return Decision(
            verdict=csf.by_direction(rows, claimed="lower"),
            number=f"{said} of {count(len(tested), 'tested result', 'tested results')}"
            if len(tested)
            else "",
            rule="results without group sizes are read by direction and significance"
            if len(tested)
            else f"{count(len(rows), 'direction', 'directions')} without a test or a number",
            page=self.page,
            sources=facts.studies("contrasts", lines),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BloodAndFluid:
    """Blood does not show B12 in the brain: one source speaks against it, another for it."""

    page: str

    def decide(self, facts: Facts) -> Decision:
        """Mixed when levels go together in one source and part in another."""
        contrasts, anchors = facts.tables.contrasts, facts.tables.anchors
        together = contrasts[contrasts["group2"].eq("serum_b12") & contrasts["matrix"].eq("csf")]
        apart = anchors[anchors["quantity"].eq("count_csf_deficient")]
        both = bool(together["direction"].eq("higher").any()) and bool(apart["value"].gt(0).any())
        low = [f"{int(row['value'])} of {int(row['n'])}" for row in records(apart)]
        return Decision(
            verdict="mixed" if both else NOTHING,
            number=f"low in spinal fluid with normal serum: {joined(low)} (not MS)",
            rule="correlated in one study of MS; apart in selected patients without MS",
            page=self.page,
            sources=(
                *facts.studies("contrasts", together),
                *outside("anchors", apart, "source"),
            ),
        )
