"""What the studies that could not be read might change."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import ndtri

from b12meta.evidence.overview import OUTCOMES
from b12meta.evidence.pools import pool_every
from b12meta.evidence.verdict import verdict

if TYPE_CHECKING:
    from b12meta.stats.bounded.result import BoundedPool
    from b12meta.stats.types import Floats
    from b12meta.tables import Tables

SUPPOSED = (-0.5, -0.2, 0.0, 0.2, 0.5)
"""Effects that unread studies are supposed to show: none, the smallest of interest, medium."""

CLOSE = 1e-6
"""Standard deviations to which the pooled estimate meets its target."""


NO_CONTROLS = "its study has no controls"
OTHER_DISEASE = "its patients have another disease"


def unread_studies(tables: Tables, analyte: str) -> pd.DataFrame:
    """Records awaiting their full text that should compare the analyte in MS with controls.

    Records of another disease, and studies that are known to have no controls, are left out;
    `not_counted` names them.
    """
    rows = _waiting(tables, analyte)
    return rows[_against(tables, rows).eq("")]


def not_counted(tables: Tables, analyte: str) -> pd.DataFrame:
    """Records awaiting their full text that cannot compare the analyte in MS with controls.

    Returns
    -------
    DataFrame
        Rows of screening.csv with ``why``.
    """
    rows = _waiting(tables, analyte)
    why = _against(tables, rows)
    return rows.assign(why=why)[why.ne("")]


def _waiting(tables: Tables, analyte: str) -> pd.DataFrame:
    """Every record awaiting its full text that should hold the analyte."""
    rows = tables.screening
    waiting = rows["decision"].eq("awaiting_full_text")
    holds = rows["outcome_set"].str.split(";").map(lambda outcomes: OUTCOMES[analyte] in outcomes)
    return rows[waiting & holds]


def _against(tables: Tables, rows: pd.DataFrame) -> pd.Series:
    """What speaks against counting a record as an unread comparison; empty where nothing does."""
    studies = tables.studies
    alone = studies.loc[studies["control_type"].eq("none"), "study_id"]
    why = pd.Series("", index=rows.index).mask(rows["study_id"].isin(alone), NO_CONTROLS)
    return why.mask(rows["citation"].str.contains("NMO"), OTHER_DISEASE)


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
    """The headline estimate with `k` more studies that show `effect` on average."""
    return pool_with_more(rows, effect, k).estimate


def pool_with_more(rows: pd.DataFrame, effect: float, k: int) -> BoundedPool:
    """The headline pool with `k` more studies that scatter about `effect` as real ones would.

    Each is given the median sampling variance of `rows`; their effects are normal scores about
    `effect` whose variance is that of sampling and of the spread between the studies of `rows`.
    """
    variance = float(rows["vi"].median())
    effects = effect + scattered(k, math.sqrt(variance + spread_between(rows) ** 2))
    more = pd.DataFrame({"yi": effects, "low": effects, "high": effects, "vi": variance})
    return pool_every(pd.concat([rows[list(more.columns)], more], ignore_index=True))


def spread_between(rows: pd.DataFrame) -> float:
    """Posterior median of the standard deviation between the studies of the headline pool."""
    tau = pool_every(rows).tau
    assert tau is not None
    return tau.median


def scattered(k: int, sd: float) -> Floats:
    """Normal scores of `k` ranks with mean 0 and standard deviation `sd`; 0 for a single one.

    Examples
    --------
    >>> scattered(3, 1.0).round(3)
    array([-1.,  0.,  1.])
    """
    scores = ndtri((np.arange(k) + 0.5) / max(k, 1))
    own = scores.std(ddof=1) if k > 1 else 1.0
    return np.asarray(scores / own * sd, dtype=np.float64)


def if_unread_showed(rows: pd.DataFrame, k: int, *, claimed: str) -> pd.DataFrame:
    """The headline pool if `k` unread studies showed an effect on average, for several effects.

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
        ``effect`` of the unread studies; ``estimate``, ``ci_low``, ``ci_high`` and ``verdict``.
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
