"""What counting studies more than once does to an interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.reviews.fading import standard_errors
from b12meta.evidence.reviews.results import ALL, FIXED, UMBRELLA, drawn, random_models
from b12meta.stats.pooling import pool

if TYPE_CHECKING:
    from b12meta.stats.result import Pooled
    from b12meta.tables import Tables


def widths(tables: Tables, analyte: str = "b12") -> pd.DataFrame:
    """Width of each review's interval, and how many times that of the umbrella review it is.

    Returns
    -------
    DataFrame
        The umbrella review last: ``review year model width ratio page_url``. Reviews of the years
        that it could cover; which of them it did is not printed.
    """
    rows = drawn(tables, analyte)
    rows = rows[rows["group"].isin([ALL, FIXED, UMBRELLA])]
    umbrella = rows[rows["group"].eq(UMBRELLA)].iloc[-1]
    rows = rows[rows["year"].le(umbrella["year"])]
    width = rows["ci_high"] - rows["ci_low"]
    whole = float(umbrella["ci_high"] - umbrella["ci_low"])
    return pd.DataFrame(
        {
            "review": rows["study"],
            "year": rows["year"],
            "group": rows["group"],
            "width": width,
            "ratio": width / whole,
            "page_url": rows["url"],
        }
    ).reset_index(drop=True)


def as_if_independent(tables: Tables, analyte: str = "b12") -> Pooled:
    """Pool the reviews as if they shared no study: a demonstration of the mistake, not a result."""
    rows = random_models(tables, analyte)
    rows = rows[rows["year"].notna()]
    return pool(rows["yi"], standard_errors(rows) ** 2, method="EE", test="z")
