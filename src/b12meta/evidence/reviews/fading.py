"""Why the difference of the first review faded: our studies by year, and the reviews by size."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd

from b12meta.evidence.integrity.finding import half_unit
from b12meta.evidence.pools import pool_every
from b12meta.evidence.reviews.results import ours, random_models
from b12meta.evidence.rows import records
from b12meta.stats.distributions import critical

if TYPE_CHECKING:
    from b12meta.tables import Tables


def cumulative(tables: Tables, analyte: str = "b12") -> pd.DataFrame:
    """The headline pool of our studies up to each one, by year, as `figures.cumulative` draws it.

    Returns
    -------
    DataFrame
        One row per study in the order of publication: ``study year estimate ci_low ci_high tau k
        url``. Where the studies so far say only that the mean lies below a bound, there is no
        estimate, and all numbers are missing.
    """
    rows = ours(tables, analyte)
    found = [_so_far(rows.head(k)) for k in range(1, len(rows) + 1)]
    about = rows[["study", "year", "url"]]
    return about.join(pd.DataFrame(found, index=rows.index)).assign(k=range(1, len(rows) + 1))


def _so_far(rows: pd.DataFrame) -> dict[str, float]:
    pool = pool_every(rows)
    if not math.isfinite(pool.estimate) or pool.tau is None:
        return dict.fromkeys(("estimate", "ci_low", "ci_high", "tau"), math.nan)
    return {
        "estimate": pool.estimate,
        "ci_low": pool.ci.low,
        "ci_high": pool.ci.high,
        "tau": pool.tau.median,
    }


def standard_errors(rows: pd.DataFrame) -> pd.Series:
    """Standard errors that printed 95% intervals imply."""
    return (rows["ci_high"] - rows["ci_low"]) / (2 * critical(0.95, math.inf))


def steps(tables: Tables, analyte: str = "b12") -> pd.DataFrame:
    """From each review to the next: how far the estimate moved, and what its interval did.

    If a review held all studies of the one before, and every study estimated one common effect,
    the inverse squared standard errors (``information``) would add up, and their difference would
    be what the added studies brought. It is negative where the later interval is wider, so the
    added studies' effect cannot be found in this way. With equal weights for all studies instead,
    which random effects approach as studies scatter more, their mean follows from the numbers of
    studies alone.

    Returns
    -------
    DataFrame
        One row per pair: ``earlier later difference``; ``information_earlier
        information_later`` and ``width_ratio``, later over earlier; ``added``, studies more; and
        ``implied`` with ``implied_low implied_high``, the mean of the added studies under equal
        weights, over what the printed digits allow (missing where a number of studies is).
    """
    rows = random_models(tables, analyte)
    rows = rows[rows["year"].notna()].sort_values("year")
    se = standard_errors(rows)
    fragments = tables.reviews.set_index("review_id")["fragment"]
    reviews = [
        row | {"information": 1 / error**2, "half": half_unit(row["yi"], _first(fragments, key))}
        for key, row, error in zip(rows.index, records(rows), se, strict=True)
    ]
    return pd.DataFrame([_step(one, two) for one, two in pairwise(reviews)])


def _first(fragments: pd.Series, key: object) -> object:
    return fragments[fragments.index == key].iloc[0]


def _step(one: dict[str, Any], two: dict[str, Any]) -> dict[str, Any]:
    added = (
        two["studies"] - one["studies"]
        if pd.notna(one["studies"]) and pd.notna(two["studies"])
        else pd.NA
    )
    return {
        "earlier": f"{one['study']} {one['year']}",
        "later": f"{two['study']} {two['year']}",
        "difference": two["yi"] - one["yi"],
        "information_earlier": one["information"],
        "information_later": two["information"],
        "width_ratio": math.sqrt(one["information"] / two["information"]),
        "added": added,
        **_implied(one, two, added),
    }


def _implied(one: dict[str, Any], two: dict[str, Any], added: Any) -> dict[str, float]:
    if pd.isna(added) or added <= 0:
        return dict.fromkeys(("implied", "implied_low", "implied_high"), math.nan)
    middle = (two["studies"] * two["yi"] - one["studies"] * one["yi"]) / added
    slack = (two["studies"] * two["half"] + one["studies"] * one["half"]) / added
    return {"implied": middle, "implied_low": middle - slack, "implied_high": middle + slack}
