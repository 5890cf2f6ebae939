"""Printed p values against the numbers printed beside them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from b12meta.evidence.compare import comparisons
from b12meta.evidence.integrity.finding import (
    AGREES,
    DISAGREES,
    NO_CHANGE,
    Finding,
    half_unit,
)
from b12meta.evidence.rows import records
from b12meta.stats.recompute import Arm, PRange, correlation_p, student_p, welch_p

if TYPE_CHECKING:
    from collections.abc import Iterator

    from b12meta.tables import Tables

MEANS_DECIDE = "the means decide; the printed p is run as sensitivity (decision 6)"
NOT_USED = "the association is not pooled"
ALPHA = 0.05


def p_from_means(tables: Tables) -> Iterator[Finding]:
    """Recompute the p of each comparison that prints means, by Welch's and Student's test."""
    rows = comparisons(tables)
    for row in records(rows[rows["level"].eq("means") & rows["contrasts_line"].notna()]):
        arms = [_arm(tables, row, number) for number in (1, 2)]
        ranges = {"Welch": welch_p(*arms), "Student": student_p(*arms)}
        if row["sd_route"].endswith("times √n"):
            continue  # its spread was chosen to fit; `doubtful_spreads` speaks of it
        yield _compare(row, "p from the means", ranges, MEANS_DECIDE)


def split_of_groups(tables: Tables) -> Iterator[Finding]:
    """Where group sizes are missing: can any split of the whole group give the printed p?"""
    rows = tables.contrasts.rename_axis("contrasts_line").reset_index()
    unsized = rows["design"].eq("independent") & rows["n1"].isna() & rows["p_value"].notna()
    for row in records(rows[unsized]):
        pairs = re.findall(r"(\d+(?:\.\d+)?)\s*±\s*(\d+(?:\.\d+)?)", str(row["fragment"]))
        total = _whole_group(tables, row)
        if len(pairs) == 2 and total:
            ranges = {"any split": _over_splits(pairs, total, str(row["fragment"]))}
            words = f"{total} people in two groups of unknown size"
            yield _compare(row, "p over every split", ranges, NOT_USED, words=words)


def p_from_r(tables: Tables) -> Iterator[Finding]:
    """Recompute the p of each printed correlation from r and n."""
    rows = tables.contrasts.rename_axis("contrasts_line").reset_index()
    for row in records(rows[rows["statistic"].eq("r").fillna(value=False) & rows["n1"].notna()]):
        half = half_unit(row["value"], row["fragment"])
        p = correlation_p(row["value"], int(row["n1"]), half)
        words = f"r = {row['value']:g}, n = {row['n1']}"
        yield _compare(row, "p of a correlation", {"r": p}, NOT_USED, words=words)


def word_and_p(tables: Tables) -> Iterator[Finding]:
    """Does the word "significant" fit the printed p?"""
    rows = tables.contrasts.rename_axis("contrasts_line").reset_index()
    decided = rows["significance"].isin(["significant", "not_significant"])
    for row in records(rows[decided & rows["p_operator"].eq("=").fillna(value=False)]):
        says = row["significance"] == "significant"
        fits = says == (row["p_value"] <= ALPHA)
        yield Finding(
            study_id=row["study_id"],
            row=f"contrasts.csv:{row['contrasts_line']}",
            check="word and p",
            printed=f"{row['significance'].replace('_', ' ')}, p = {row['p_value']:g}",
            recomputed="significant" if row["p_value"] <= ALPHA else "not significant",
            verdict=AGREES if fits else DISAGREES,
            action=NO_CHANGE if fits else "kept as printed, noted",
        )


def printed_range(row: dict[str, Any]) -> PRange:
    """The p values that a printed p, or a word, allows (decision 5).

    Examples
    --------
    >>> printed_range({"p_operator": "=", "p_value": 0.02, "fragment": "p = 0.02"})
    PRange(low=0.015, high=0.025)
    >>> printed_range({"p_operator": "=", "p_value": 0.001, "fragment": "p = 0.001"})
    PRange(low=0.0, high=0.0015)
    """
    operator, p = row["p_operator"], row["p_value"]
    if operator == "<":
        return PRange(0.0, p)
    if operator == ">":
        return PRange(p, 1.0)
    if operator == "=":
        half = half_unit(p, row["fragment"])
        return PRange(0.0 if p <= 0.001 else p - half, p + half)
    return PRange(0.0, ALPHA) if row["significance"] == "significant" else PRange(ALPHA, 1.0)


def _compare(
    row: dict[str, Any], check: str, found: dict[str, PRange], action: str, *, words: str = ""
) -> Finding:
    """The finding of a p that is printed, and of the ranges that it should meet."""
    stated = not pd.isna(row["p_operator"])
    allowed = printed_range(row if stated else row | {"p_operator": ""})
    fits = any(p.low <= allowed.high and p.high >= allowed.low for p in found.values())
    p_words = f"p {row['p_operator']} {row['p_value']:g}" if stated else row["significance"]
    return Finding(
        study_id=row["study_id"],
        row=f"contrasts.csv:{row['contrasts_line']}",
        check=check,
        printed="; ".join(filter(None, [words, p_words.replace("_", " ")])),
        recomputed="; ".join(f"{name} {_span(p)}" for name, p in found.items()),
        verdict=AGREES if fits else DISAGREES,
        action=NO_CHANGE if fits else action,
    )


def _span(p: PRange) -> str:
    low, high = f"{p.low:.2g}", f"{p.high:.2g}"
    return low if low == high else f"{low} to {high}"


def _arm(tables: Tables, row: dict[str, Any], number: int) -> Arm:
    fragment = tables.arms.loc[row[f"arms_line{number}"], "fragment"]
    mean, sd = row[f"m{number}i"], row[f"sd{number}i"]
    halves = half_unit(mean, fragment), half_unit(sd, fragment)
    return Arm(mean, sd, row[f"n{number}i"], *halves)


def _whole_group(tables: Tables, row: dict[str, Any]) -> int:
    """The size of the study's whole patient group for the same analyte, 0 when not printed."""
    arms = tables.arms
    same = arms["study_id"].eq(row["study_id"]) & arms["analyte"].eq(row["analyte"])
    sizes = arms.loc[same & arms["treatment"].isna(), "n"].dropna()
    return int(sizes.max()) if len(sizes) else 0


def _over_splits(pairs: list[tuple[str, str]], total: int, fragment: str) -> PRange:
    (m1, s1), (m2, s2) = [(float(mean), float(sd)) for mean, sd in pairs]
    halves = [(half_unit(m, fragment), half_unit(s, fragment)) for m, s in ((m1, s1), (m2, s2))]
    found = [
        test(Arm(m1, s1, n, *halves[0]), Arm(m2, s2, total - n, *halves[1]))
        for n in range(2, total - 1)
        for test in (welch_p, student_p)
    ]
    return PRange(min(p.low for p in found), max(p.high for p in found))


__all__ = ["p_from_means", "p_from_r", "printed_range", "split_of_groups", "word_and_p"]
