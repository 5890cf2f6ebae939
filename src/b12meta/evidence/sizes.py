"""From comparisons that print means to effect sizes, and to the rows of a forest plot.

Only rows of level ``means`` can be turned into a point effect here; every other row is returned
with the sentence that says what it printed instead, so that nothing leaves in silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from b12meta.evidence.rows import records
from b12meta.evidence.trace import comparison_page, site
from b12meta.evidence.words import interval, number, study_name, what_was_printed
from b12meta.frames import escalc, study_intervals
from b12meta.tables.units import convert

if TYPE_CHECKING:
    from collections.abc import Iterable

MEANS = ["m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i"]

NO_MEANS = "{printed}; no means with standard deviations for both groups"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """Effects of the rows that print means, and the rows that print something else."""

    measure: str
    rows: pd.DataFrame
    aside: pd.DataFrame


def effects(chosen: pd.DataFrame, analyte: str, *, measure: str = "SMD") -> Effects:
    """Effect sizes of one analyte from the comparisons that print means.

    Parameters
    ----------
    chosen : DataFrame
        From `choose`: one row per study and analyte.
    analyte : str
        For example ``"b12"``.
    measure : {"SMD", "ROM", "MD"}
        As in `escalc`. ``MD`` is in the unit of the project (pmol/L for B12) and so needs to
        know the printed unit; ``SMD`` and ``ROM`` are free of units.

    Returns
    -------
    Effects
        ``rows``: by year, indexed by ``study_id``, with the means, ``yi``, ``vi`` and the 95%
        interval ``ci_low``, ``ci_high``. ``aside``: the other studies, with ``reason``.

    Raises
    ------
    UnitError
        For ``MD``, when a unit is missing or not known; the rows are named.
    """
    rows = chosen[chosen["analyte"].eq(analyte)].sort_values(["year", "study_id"])
    rows = rows.set_index("study_id")
    printed = rows["level"].eq("means")
    usable = rows[printed].astype(dict.fromkeys(MEANS, "float64"))
    if measure == "MD":
        usable = in_standard_unit(usable, analyte)
    named = usable.join(_sized(measure, usable)).assign(study=study_names(usable))
    return Effects(measure=measure, rows=named, aside=_without_means(rows[~printed]))


def _sized(measure: str, usable: pd.DataFrame) -> pd.DataFrame:
    """Effects with their intervals; an empty frame where no study prints means."""
    if usable.empty:
        columns = ["yi", "vi", "ci_low", "ci_high"]
        return pd.DataFrame(index=usable.index, columns=columns, dtype="float64")
    return study_intervals(escalc(measure, usable[MEANS]))


def as_table(sizes: Effects) -> pd.DataFrame:
    """The effects in words and numbers for a reader; ratios are shown as ratios."""
    rows, ratio = sizes.rows, sizes.measure == "ROM"
    shown = np.exp(rows[["yi", "ci_low", "ci_high"]]) if ratio else rows
    return pd.DataFrame(
        {
            "study": rows["study"] + " " + rows["year"].astype("string"),
            "n MS": rows["n1i"].astype("Int64"),
            "n control": rows["n2i"].astype("Int64"),
            sizes.measure: [number(value) for value in shown["yi"]],
            "95% interval": list(map(interval, shown["ci_low"], shown["ci_high"])),
            "spread": rows["sd_route"],
            "source": rows["source_url"].map(site, na_action="ignore"),
            "source_url": rows["source_url"],
            "page_url": list(map(comparison_page, rows.index, records(rows))),
        }
    )


def in_standard_unit(rows: pd.DataFrame, analyte: str) -> pd.DataFrame:
    """The same rows with means and standard deviations in the project's unit of the analyte."""
    converted = {
        column: convert(rows[column], rows["unit"], analyte, labels=list(rows.index))
        for column in ("m1i", "sd1i", "m2i", "sd2i")
    }
    return rows.assign(**converted)


def study_names(rows: pd.DataFrame) -> list[str]:
    """A display name for each row indexed by ``study_id``."""
    authors: Iterable[object] = rows["first_author"]
    return [study_name(key, author) for key, author in zip(rows.index, authors, strict=True)]


def _without_means(rows: pd.DataFrame) -> pd.DataFrame:
    said = [what_was_printed(row) for row in records(rows)]
    reasons = [NO_MEANS.format(printed=words) for words in said]
    return rows.assign(printed=said, reason=reasons, study=study_names(rows))
