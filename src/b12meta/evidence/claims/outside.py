"""Claims that only facts from outside MS bear on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.claims.decision import Decision, outside, unread
from b12meta.evidence.readable import plain
from b12meta.evidence.verdict import agreement
from b12meta.evidence.words import interval, joined, number, percent
from b12meta.stats.counts.exact_shares import exact_shares

if TYPE_CHECKING:
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
        """Outside MS, and for the medicines only; some of the sources are trials."""
        rows = _topic(facts, "drug_effect")
        rows = rows[rows["analyte"].isin(["b12", "b12_deficiency"]) & rows["ci_low"].notna()]
        none = rows["unit"].map(NONE).fillna(0.0)
        excluded = (rows["ci_low"] > none) | (rows["ci_high"] < none)
        said = agreement({"supported" if one else "inconclusive" for one in excluded})
        return Decision(
            verdict=said,
            number="; ".join(_effect(row) for _, row in rows.iterrows()),
            rule="for medicines only, outside MS: supported when every printed interval excludes "
            "no effect; the other causes were not examined",
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
        """No usable evidence unless both shares print their intervals."""
        rows = facts.tables.anchors.reset_index().set_index("fact_id")
        rows = rows.loc[[self.before, self.after]]
        first, last = (row for _, row in rows.iterrows())
        printed = pd.notna([first["ci_low"], last["ci_high"]]).all()
        grown, fallen = last["ci_low"] > first["ci_high"], last["ci_high"] < first["ci_low"]
        said = "supported" if grown else "contradicted" if fallen else "inconclusive"
        return Decision(
            verdict=said if printed else "no usable evidence",
            number=f"{_share(first)}; {_share(last)}",
            rule="two shares decide a trend only with their intervals; nothing was found in MS",
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
            number=f"normal serum B12 in {joined(shares)} people who responded to treatment",
            rule="an exact interval that covers one half speaks for it, one that excludes it "
            "against; selected patients outside MS, whose deficiency was not subclinical; the "
            "source of the claim could not be read",
            page=self.page,
            sources=(
                *outside("anchors", _sources(facts), "source"),
                *unread(facts, "subclinical"),
            ),
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


def _share(row: pd.Series) -> str:
    return f"{number(row['value'], 1)}% of {row['population']}, {plain(row['quantity'])}"


def _effect(row: pd.Series) -> str:
    unit = "" if row["unit"] == "ratio" else f" {row['unit']}"
    digits = 2 if row["unit"] == "ratio" else 0
    ends = interval(row["ci_low"], row["ci_high"], digits)
    named = f"{row['population']}: {plain(row['quantity'])}"
    return f"{named} {number(row['value'], digits)}{unit} ({ends})"
