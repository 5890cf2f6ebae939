"""What the studies that could not be read might change."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.overview import OUTCOMES
from b12meta.evidence.pools import pool_every

if TYPE_CHECKING:
    from b12meta.tables import Tables

CLOSE = 1e-6
"""Standard deviations to which the pooled estimate meets its target."""


def unread_studies(tables: Tables, analyte: str) -> pd.DataFrame:
    """Records awaiting their full text that should hold the analyte in blood."""
    rows = tables.screening
    waiting = rows["decision"].eq("awaiting_full_text")
    holds = rows["outcome_set"].str.split(";").map(lambda outcomes: OUTCOMES[analyte] in outcomes)
    return rows[waiting & holds]


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
    columns = {"yi": effect, "low": effect, "high": effect, "vi": float(rows["vi"].median())}
    more = pd.DataFrame([columns] * k)
    both = pd.concat([rows[list(columns)], more], ignore_index=True)
    return pool_every(both).estimate
