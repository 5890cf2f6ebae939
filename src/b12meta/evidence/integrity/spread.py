"""Is a printed spread a standard deviation, and does the mean suit it?

A standard error is smaller than the standard deviation by the square root of the group size, so
the coefficient of variation of a misread study falls far below that of the others (decision 6).
A mean below twice its standard deviation tells that the values are skewed, for a concentration
cannot be negative (Altman & Bland 1996, *BMJ* 313, 1200).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from b12meta.evidence.compare import BLOOD
from b12meta.evidence.integrity.finding import AGREES, DOUBTFUL, Finding
from b12meta.evidence.rows import records

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from b12meta.tables import Tables

LEAST_SHARE = 1 / 3
"""Share of the median coefficient of variation below which a spread is not read as an SD."""

LARGEST_CHANGE = 3.0
"""Standard deviations of change beyond which a mean change is not believed."""

READ_AS_SE = "read as a standard error; left out once (decision 6)"


def doubtful_spreads(tables: Tables) -> Iterator[Finding]:
    """Spreads too small to be standard deviations, whatever they were recorded as."""
    rows = _with_spread(tables)
    for row in records(rows[rows["timepoint"].ne("change")]):
        usual = _usual_variation(rows, row["study_id"], row["analyte"])
        own = row["spread"] / row["centre"]
        if np.isfinite(usual):
            yield _judged(
                row,
                check="spread against other studies",
                recomputed=f"coefficient of variation {own:.2f}, median of others {usual:.2f}",
                small=own < LEAST_SHARE * usual,
            )
    for row in records(rows[rows["timepoint"].eq("change")]):
        size = abs(row["centre"]) / row["spread"]
        yield _judged(
            row,
            check="spread of a change",
            recomputed=f"the mean change is {size:.1f} times its spread",
            small=size > LARGEST_CHANGE,
        )


def skewed_spreads(tables: Tables) -> Iterator[Finding]:
    """Groups whose mean lies below twice the standard deviation."""
    rows = _with_spread(tables)
    rows = rows[rows["stat"].eq("mean_sd") & rows["timepoint"].ne("change")]
    for row in records(rows):
        ratio = row["centre"] / row["spread"]
        skewed = ratio < 2
        yield Finding(
            study_id=row["study_id"],
            row=f"arms.csv:{row['line']}",
            check="skewness",
            printed=f"{row['centre']:g} ± {row['spread']:g}",
            recomputed=f"the mean is {ratio:.1f} standard deviations above zero",
            verdict=DOUBTFUL if skewed else AGREES,
            action="ratio of means beside the difference" if skewed else "used as printed",
        )


def _with_spread(tables: Tables) -> pd.DataFrame:
    arms = tables.arms.reset_index()
    measured = arms["spread"].gt(0) & arms["matrix"].isin([*BLOOD, "csf"])
    return arms[measured & ~arms["analyte"].isin(["age"])]


def _usual_variation(rows: pd.DataFrame, study_id: str, analyte: str) -> float:
    """Median coefficient of variation of other studies of the analyte; NaN when there are none."""
    others = rows[rows["analyte"].eq(analyte) & rows["study_id"].ne(study_id)]
    others = others[others["stat"].eq("mean_sd") & others["timepoint"].ne("change")]
    return float((others["spread"] / others["centre"]).median()) if len(others) else np.nan


def _judged(row: dict[str, object], *, check: str, recomputed: str, small: bool) -> Finding:
    return Finding(
        study_id=str(row["study_id"]),
        row=f"arms.csv:{row['line']}",
        check=check,
        printed=f"{row['centre']:g} ± {row['spread']:g}",
        recomputed=recomputed,
        verdict=DOUBTFUL if small else AGREES,
        action=READ_AS_SE if small else "used as printed",
    )
