"""Tests and adjustments for small-study effects, run on the point effects and read by a rule.

Each is a door of the library. Below the number of studies that `enough` asks for, its numbers are a
description of these studies and nothing else; the column ``verdict`` says so.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from b12meta.evidence.small_studies.rule import reading
from b12meta.evidence.words import count, interval, number, p_value
from b12meta.stats.small_study.begg import begg
from b12meta.stats.small_study.egger import egger
from b12meta.stats.small_study.excess import excess_significance
from b12meta.stats.small_study.fail_safe import fail_safe_n
from b12meta.stats.small_study.pet_peese import pet_peese
from b12meta.stats.small_study.selection.model import selection_model
from b12meta.stats.small_study.trim_fill import trim_and_fill

if TYPE_CHECKING:
    from collections.abc import Iterator

    from b12meta.stats.interval import Interval

NEEDED = 3
"""Fewest effects through which a line is more than a join of its points."""

LINES = {
    "Egger": "do effects rise with their standard error? Weights: 1/variance",
    "Egger, on the group sizes": "do effects rise with √(1/n₁ + 1/n₂)? Weights: 1/variance",
    "Egger, on and weighted by the group sizes":
        "do effects rise with √(1/n₁ + 1/n₂)? Weights: 1/(1/n₁ + 1/n₂)",
}  # fmt: skip
"""What each line is drawn against, and with which weights.

The second is the test of Pustejovsky & Rodgers (2019), *Research Synthesis Methods* 10, 57-71, as
R's ``meta`` (``method.bias = "Pustejovsky"``) computes it; its weights still hold the effect. Those
of the third do not.
"""

RULES = {"rosenthal": "Rosenthal", "orwin": "Orwin", "rosenberg": "Rosenberg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """One method: what it asks, the number it gives, and the words for it."""

    method: str
    asks: str
    estimate: float
    ci_low: float = math.nan
    ci_high: float = math.nan
    pval: float | None = None
    result: str
    verdict: str


def described(effects: pd.DataFrame) -> pd.DataFrame:
    """Every method on the same point effects.

    Parameters
    ----------
    effects : DataFrame
        From `points`.

    Returns
    -------
    DataFrame
        One row per method: ``method asks estimate ci_low ci_high pval result verdict``; the
        estimate is what the method is about (a slope, a tau, an adjusted effect, a count). Empty
        below three effects, for which a line cannot be drawn.
    """
    names = list(Described.__dataclass_fields__)
    if len(effects) < NEEDED:
        return pd.DataFrame(columns=names)
    found = [*_asymmetry(effects), *_adjusted(effects), *_counts(effects)]
    return pd.DataFrame([asdict(one) for one in found], columns=names)


def _asymmetry(effects: pd.DataFrame) -> Iterator[Described]:
    """Egger on two measures of size, one of them weighted in two ways, and Begg."""
    yi, vi, k = effects["yi"], effects["vi"], len(effects)
    lines = {
        "Egger": egger(yi, vi),
        "Egger, on the group sizes": egger(yi, vi, predictor="sqrtninv", ni=effects["ni"]),
        "Egger, on and weighted by the group sizes": egger(yi, 1 / effects["ni"]),
    }
    for name, line in lines.items():
        said = f"slope {number(line.slope)}; {p_value(line.pval)}"
        yield _test(name, LINES[name], line.slope, line.pval, said, k)
    ranks = begg(yi, vi)
    said = f"Kendall's τ {number(ranks.tau)}; {p_value(ranks.pval)}"
    yield _test("Begg", "are effects ranked like their variances?", ranks.tau, ranks.pval, said, k)


def _adjusted(effects: pd.DataFrame) -> Iterator[Described]:
    """Effects as they would be without small-study effects, if each model held."""
    yi, vi, k = effects["yi"], effects["vi"], len(effects)
    filled = trim_and_fill(yi, vi, test="adhoc")
    added = f"{count(filled.k0, 'study', 'studies')} added on the {filled.side}; "
    asks = "how would a symmetric funnel pool?"
    yield _effect("Trim and fill", asks, filled.pooled.estimate, filled.pooled.ci, k, added)
    lines = pet_peese(yi, vi)
    for name, line in (("PET", lines.pet), ("PEESE", lines.peese)):
        taken = "chosen by its rule; " if name.lower() == lines.chosen else "not chosen; "
        yield _effect(name, "what would an endless study find?", line.estimate, line.ci, k, taken)
    side: Any = "less" if yi.mean() < 0 else "greater"
    chosen = selection_model(yi, vi, alternative=side)
    asks = "what if significant results are seen more often?"
    seen = f"{_in_intervals(chosen.counts)}; "
    yield _effect("Selection model, one step", asks, chosen.estimate, chosen.ci, k, seen)


def _counts(effects: pd.DataFrame) -> Iterator[Described]:
    """Excess significance, and fail-safe numbers."""
    yi, vi, k = effects["yi"], effects["vi"], len(effects)
    excess = excess_significance(yi, vi)
    said = f"{excess.observed} significant, {number(excess.expected, 1)} expected"
    asks = "are more results significant than power allows?"
    words = f"{said}; {p_value(excess.pval)}"
    yield _test("Excess significance", asks, excess.observed, excess.pval, words, k)
    for kind, name in RULES.items():
        n = fail_safe_n(yi, vi, kind=kind).n  # type: ignore[arg-type]
        yield _test(f"Fail-safe N, {name}", "how many nulls undo it?", n, None, f"{n:g} studies", k)


def _test(
    method: str, asks: str, estimate: float, pval: float | None, said: str, k: int
) -> Described:
    return Described(
        method=method,
        asks=asks,
        estimate=float(estimate),
        pval=pval,
        result=said,
        verdict=reading(k, pval),
    )


def _effect(
    method: str, asks: str, estimate: float, ci: Interval, k: int, before: str
) -> Described:
    limits = "no estimate"
    if not math.isnan(estimate):
        limits = f"{number(estimate)} ({interval(*ci)})"
    return Described(
        method=method,
        asks=asks,
        estimate=estimate,
        ci_low=ci.low,
        ci_high=ci.high,
        result=f"{before}{limits}",
        verdict=reading(k, None),
    )


def _in_intervals(counts: Any) -> str:
    """How many effects are significant on the pooled side, and how many are not."""
    return f"{counts[0]} significant, {int(sum(counts[1:]))} not"
