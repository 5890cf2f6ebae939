"""A review that pooled in pmol/L, brought near the others by printed standard deviations.

A mean difference over a standard deviation is a standardised one, but which deviation a review's
studies had is not printed. So each plausible one that a study of ours prints is tried; the range
shows what the choice does. Approximate, and never drawn among the standardised results.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.integrity.levels import unusual_levels
from b12meta.evidence.reviews.results import every_result
from b12meta.evidence.rows import records
from b12meta.evidence.trace import study_page
from b12meta.evidence.words import study_name
from b12meta.tables.units import STANDARD, convert

if TYPE_CHECKING:
    from b12meta.tables import Tables


def approximate(tables: Tables, analyte: str = "b12") -> pd.DataFrame:
    """A review's mean difference over each plausible standard deviation of people with MS.

    Returns
    -------
    DataFrame
        ``study`` whose deviation is taken, ``sd`` and ``unit``, and the approximate ``smd`` with
        ``low`` and ``high``, from the review's printed interval; ``page_url`` of the deviation.
    """
    rows = every_result(tables)
    unit = STANDARD[analyte]
    review = rows[rows["analyte"].eq(analyte) & rows["unit"].eq(unit) & rows["ci_low"].notna()]
    printed = records(review)[0]
    spreads = _spreads(tables, analyte)
    return spreads.assign(
        unit=unit,
        smd=printed["estimate"] / spreads["sd"],
        low=printed["ci_low"] / spreads["sd"],
        high=printed["ci_high"] / spreads["sd"],
    )[["study", "sd", "unit", "smd", "low", "high", "page_url"]]


def _spreads(tables: Tables, analyte: str) -> pd.DataFrame:
    """Standard deviations of people with MS at a plausible level, in the standard unit."""
    plausible = {
        finding.row.removeprefix("arms.csv:")
        for finding in unusual_levels(tables)
        if finding.verdict == "agrees"
    }
    arms = tables.arms[tables.arms["analyte"].eq(analyte) & tables.arms["stat"].eq("mean_sd")]
    arms = arms[arms["group"].isin(["ms", "rrms"]) & arms.index.astype(str).isin(plausible)]
    authors = tables.studies.set_index("study_id")["first_author"]
    keys = list(arms["study_id"])
    return pd.DataFrame(
        {
            "study": [study_name(key, authors[key]) for key in keys],
            "sd": convert(arms["spread"], arms["unit"], analyte, labels=keys),
            "page_url": [study_page(key, "arms", int(line)) for key, line in zip(
                keys, arms.index, strict=True)],
        }
    ).sort_values("sd", ignore_index=True)  # fmt: skip
