"""Claims that only facts from outside MS bear on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from b12meta.evidence.claims.decision import Decision, outside
from b12meta.evidence.verdict import agreement, at_most_association
from b12meta.evidence.words import interval, joined, number, percent
from b12meta.stats.counts.exact_shares import exact_shares

if TYPE_CHECKING:
    import pandas as pd

    from b12meta.evidence.claims.decision import Facts

NONE = {"ratio": 1.0}
"""Value of no effect, by unit; zero for every other unit."""

RESPONDERS = ("solomon2005_b12_normal", "zhou2018_below_200")
"""Facts about people who responded to B12: the share with a normal level, the count below it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Medicines:
    """Medicines lower B12: supported when every printed interval excludes no effect."""

    page: str

    def decide(self, facts: Facts) -> Decision:
        """An association at most, and outside MS only."""
        rows = _topic(facts, "drug_effect")
        rows = rows[rows["analyte"].isin(["b12", "b12_deficiency"]) & rows["ci_low"].notna()]
        none = rows["unit"].map(NONE).fillna(0.0)
        excluded = (rows["ci_low"] > none) | (rows["ci_high"] < none)
        said = agreement({"supported" if one else "inconclusive" for one in excluded})
        return Decision(
            verdict=at_most_association(said),
            number="; ".join(_effect(row) for _, row in rows.iterrows()),
            rule="outside MS, and for medicines only: every printed interval excludes no effect",
            page=self.page,
            sources=outside("anchors", rows, "source"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """A share grows: two printed shares without an interval cannot settle it."""

    before: str
    after: str
    page: str

    def decide(self, facts: Facts) -> Decision:
        """Inconclusive unless both shares print their intervals and these lie apart."""
        rows = facts.tables.anchors.reset_index().set_index("fact_id")
        rows = rows.loc[[self.before, self.after]]
        first, last = (row for _, row in rows.iterrows())
        grown = bool(last["ci_low"] > first["ci_high"])
        fallen = bool(last["ci_high"] < first["ci_low"])
        said = "supported" if grown else "contradicted" if fallen else "inconclusive"
        return Decision(
            verdict=said,
            number=f"{number(first['value'], 1)}% before, {number(last['value'], 1)}% after",
            rule="two shares of one country without intervals; nothing in MS",
            page=self.page,
            sources=outside("anchors", rows.set_index("line"), "source"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """About half of those who respond to B12 had a normal level: by exact intervals."""

    page: str

    def decide(self, facts: Facts) -> Decision:
        """Mixed when one source covers one half and another excludes it."""
        events, totals = _normal_b12(facts)
        ends = list(zip(*exact_shares(events, totals), strict=True))
        said = agreement({"supported" if a <= 0.5 <= b else "contradicted" for a, b in ends})
        shares = [
            f"{x} of {n} ({percent(low)} to {percent(high)})"
            for x, n, (low, high) in zip(events, totals, ends, strict=True)
        ]
        return Decision(
            verdict=said,
            number=joined(shares),
            rule="an exact interval that covers one half speaks for it, one that excludes it "
            "against; selected patients, outside MS",
            page=self.page,
            sources=outside("anchors", _sources(facts), "source"),
        )


def _normal_b12(facts: Facts) -> tuple[list[int], list[int]]:
    """People who responded to B12 although their serum level was normal, of all who responded."""
    by_id = _sources(facts).set_index("fact_id").loc[list(RESPONDERS)]
    values, totals = by_id["value"].tolist(), by_id["n"].astype(int).tolist()
    return [round(values[0] / 100 * totals[0]), round(totals[1] - values[1])], totals


def _sources(facts: Facts) -> pd.DataFrame:
    anchors = facts.tables.anchors
    return anchors[anchors["fact_id"].isin(RESPONDERS)]


def _topic(facts: Facts, topic: str) -> pd.DataFrame:
    anchors = facts.tables.anchors
    return anchors[anchors["topic"].eq(topic)]


def _effect(row: pd.Series) -> str:
    unit = "" if row["unit"] == "ratio" else f" {row['unit']}"
    digits = 2 if row["unit"] == "ratio" else 0
    ends = interval(row["ci_low"], row["ci_high"], digits)
    return f"{row['population']}: {number(row['value'], digits)}{unit} ({ends})"
