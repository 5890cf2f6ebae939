"""What the studies that could not be read might change."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.overview import OUTCOMES
from b12meta.evidence.pools import pool_every
from b12meta.evidence.verdict import verdict

if TYPE_CHECKING:
    from b12meta.stats.bounded.result import BoundedPool
    from b12meta.tables import Tables

SUPPOSED = (-0.5, -0.2, 0.0, 0.2, 0.5)
"""Effects that unread studies are supposed to show: none, the smallest of interest, medium."""

CLOSE = 1e-6
"""Standard deviations to which the pooled estimate meets its target."""


def unread_studies(tables: Tables, analyte: str) -> pd.DataFrame:
    """Records awaiting their full text that should compare the analyte in MS with controls.

    Records of another disease, and studies that are known to have no controls, are left out.
    """
    rows = tables.screening
    waiting = rows["decision"].eq("awaiting_full_text")
    holds = rows["outcome_set"].str.split(";").map(lambda outcomes: OUTCOMES[analyte] in outcomes)
    alone = rows["study_id"].isin(_without_controls(tables))
    return rows[waiting & holds & ~alone & ~rows["citation"].str.contains("NMO")]


def _without_controls(tables: Tables) -> pd.Series:
    studies = tables.studies
    return studies.loc[studies["control_type"].eq("none"), "study_id"]


def needed(rows: pd.DataFrame, target: float, k: int) -> float:
    """Mean effect that `k` unread studies would need to move the pooled estimate to `target`.

    Parameters
    ----------
    rows : DataFrame
        From `contrasts`.
    target : float
        Standardised mean difference to reach.
    k : int
        Number of unread studies; each is given the median sampling variance of `rows`.

    Returns
    -------
    float
        By the secant method on the headline pool; NaN for ``k = 0``.
    """
    if k == 0:
        return math.nan
    one, two = target, 2 * target - pool_every(rows).estimate
    at_one, at_two = (with_more(rows, effect, k) - target for effect in (one, two))
    for _ in range(30):
        if abs(at_two) < CLOSE or at_one == at_two:
            break
        one, two = two, two - at_two * (two - one) / (at_two - at_one)
        at_one, at_two = at_two, with_more(rows, two, k) - target
    return two


def with_more(rows: pd.DataFrame, effect: float, k: int) -> float:
    """The headline estimate with `k` more studies that all show `effect`."""
    return pool_with_more(rows, effect, k).estimate


def pool_with_more(rows: pd.DataFrame, effect: float, k: int) -> BoundedPool:
    """The headline pool with `k` more studies that all show `effect`, each of median variance."""
    columns = {"yi": effect, "low": effect, "high": effect, "vi": float(rows["vi"].median())}
    more = pd.DataFrame([columns] * k)
    return pool_every(pd.concat([rows[list(columns)], more], ignore_index=True))


def if_unread_showed(rows: pd.DataFrame, k: int, *, claimed: str) -> pd.DataFrame:
    """The headline pool if `k` unread studies all showed one effect, for several such effects.

    Parameters
    ----------
    rows : DataFrame
        From `contrasts`.
    k : int
        Number of unread studies.
    claimed : {"lower", "higher"}
        What the claim says, for the verdict.

    Returns
    -------
    DataFrame
        ``effect`` of each unread study; ``estimate``, ``ci_low``, ``ci_high`` and ``verdict``.
    """
    pools = {effect: pool_with_more(rows, effect, k) for effect in SUPPOSED}
    return pd.DataFrame(
        {
            "effect": effect,
            "estimate": pool.estimate,
            "ci_low": pool.ci.low,
            "ci_high": pool.ci.high,
            "verdict": verdict(pool.ci, claimed=claimed),
        }
        for effect, pool in pools.items()
    )
