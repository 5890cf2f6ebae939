"""Why the difference of the first review faded: our studies by year, and the reviews by size."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd

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
    if rows.empty:
        return dict.fromkeys(("estimate", "ci_low", "ci_high", "tau"), math.nan)
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
    added studies' effect cannot be found in this way, and none is computed.

    Returns
    -------
    DataFrame
        One row per pair: ``earlier later difference``; ``information_earlier
        information_later`` and ``width_ratio``, later over earlier; ``added``, studies more
        (missing where a number of studies is).
    """
    rows = random_models(tables, analyte)
    rows = rows[rows["year"].notna()].sort_values("year")
    se = standard_errors(rows)
    reviews = [
        row | {"information": 1 / error**2} for row, error in zip(records(rows), se, strict=True)
    ]
    return pd.DataFrame([_step(one, two) for one, two in pairwise(reviews)])


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
    }


def before_and_since(tables: Tables, analyte: str = "b12") -> pd.DataFrame:
    """Our studies up to the first review, those since, and all: pools, and who lies below zero.

    Returns
    -------
    DataFrame
        Indexed by ``before``, ``since``, ``all``: ``k estimate ci_low ci_high`` (missing where the
        studies give no estimate) and ``below``, a list of ``study_id`` whose 95% interval, or
        bounds, lie wholly below zero.
    """
    rows = ours(tables, analyte)
    first = random_models(tables, analyte)["year"].min()
    early = rows["year"].le(first).to_numpy(dtype=bool, na_value=False)
    parts = {"before": rows[early], "since": rows[~early], "all": rows}
    found = {
        name: _so_far(part) | {"k": len(part), "below": list(part.index[_below(part)])}
        for name, part in parts.items()
    }
    return pd.DataFrame.from_dict(found, orient="index")[["k", *LIMITS, "below"]]


LIMITS = ["estimate", "ci_low", "ci_high"]


def _below(rows: pd.DataFrame) -> pd.Series:
    half = critical(0.95, math.inf) * rows["vi"] ** 0.5
    return (rows["yi"] + half).where(rows["yi"].notna(), rows["high"]).lt(0)
