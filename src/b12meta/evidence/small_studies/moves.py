"""How far a pool would go if its silent studies had found nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.pools import pool_every
from b12meta.evidence.small_studies.silence import silent
from b12meta.evidence.small_studies.studies import placed
from b12meta.stats.summaries.bounds import smd_bounds_from_p

if TYPE_CHECKING:
    from b12meta.stats.bounded.result import BoundedPool
    from b12meta.tables import Tables

POOLED = ["yi", "vi", "low", "high"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One way in which the silent studies might have found nothing, and the pool with them.

    Attributes
    ----------
    scenario : str
        Who is added, and how.
    added, people : int
        Silent studies that are added, and the people in them.
    unsized : int
        Silent studies that cannot be added, for the sizes of their groups are not known.
    pool : BoundedPool
        The headline pool with them.
    """

    scenario: str
    added: int
    people: int
    unsized: int
    pool: BoundedPool


def moved(tables: Tables, analyte: str) -> list[Moved]:
    """The headline, and the pool with the silent studies as "not different", then as zero.

    "Not different" is a bound that says p > 0.05; zero is an effect of exactly nothing at the size
    of the study, and so the most that silence can hide unless it hides the other direction.
    """
    rows, every = placed(tables, analyte), silent(tables, analyte)
    read = every[every["read"]]
    return [
        _with("the headline", rows, read.iloc[:0]),
        _with("abstract read and silent, each as not different", rows, as_bounds(read)),
        _with("abstract read and silent, each as exactly zero", rows, as_zeros(read)),
        _with("also those that break off, each as not different", rows, as_bounds(every)),
        _with("also those that break off, each as exactly zero", rows, as_zeros(every)),
    ]


def as_zeros(found: pd.DataFrame) -> pd.DataFrame:
    """Silent studies as effects of zero with the variance of their size, NaN where unknown."""
    sizes = found[["n1i", "n2i"]].astype("float64")
    variance = 1 / sizes["n1i"] + 1 / sizes["n2i"]
    return found.assign(yi=0.0, vi=variance, low=0.0, high=0.0)


def as_bounds(found: pd.DataFrame) -> pd.DataFrame:
    """Silent studies as bounds that p > 0.05 leaves, NaN where the sizes are unknown."""
    sized = found.dropna(subset=["n1i", "n2i"])
    if sized.empty:
        return found.assign(**dict.fromkeys(POOLED, float("nan")))
    bounds = smd_bounds_from_p(
        n1i=sized["n1i"].astype("float64"),
        n2i=sized["n2i"].astype("float64"),
        significance=["not_significant"] * len(sized),
    )
    limits = {name: pd.Series(getattr(bounds, name), sized.index) for name in ("vi", "low", "high")}
    return found.assign(yi=float("nan"), **limits)


def as_frame(found: list[Moved]) -> pd.DataFrame:
    """Scenarios as a tidy frame: ``scenario added people unsized estimate ci_low ci_high``."""
    return pd.DataFrame(
        {
            "scenario": one.scenario,
            "added": one.added,
            "people": one.people,
            "unsized": one.unsized,
            "estimate": one.pool.estimate,
            "ci_low": one.pool.ci.low,
            "ci_high": one.pool.ci.high,
        }
        for one in found
    )


def _with(scenario: str, rows: pd.DataFrame, more: pd.DataFrame) -> Moved:
    sized = more.dropna(subset=["n1i", "n2i"])
    both = pd.concat([rows[POOLED], sized[POOLED]]) if len(sized) else rows
    return Moved(
        scenario=scenario,
        added=len(sized),
        people=int(sized["n1i"].sum() + sized["n2i"].sum()),
        unsized=len(more) - len(sized),
        pool=pool_every(both),
    )
