"""What was printed about cerebrospinal fluid, spinal cord and brain, row by row.

No comparison here can become an effect, for group sizes are missing; each row says what it printed
and what keeps it out. Directions can still be laid side by side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.compare import CONTROLS, reporting_level
from b12meta.evidence.csf.names import plain_word
from b12meta.evidence.readable import plain
from b12meta.evidence.rows import records
from b12meta.evidence.trace import study_page
from b12meta.evidence.words import study_name, what_was_printed

if TYPE_CHECKING:
    from typing import Any

    from b12meta.tables import Tables

MATRICES = ("csf", "spinal_cord", "brain")
"""Where a row must have been measured to count here."""

COBALAMIN = ("b12", "holotc", "cd320")
"""B12, the part of it that cells can take up, and the receptor by which they do."""

CHANGE = "a change under treatment, not a comparison with controls"
WITHIN = "a correlation within one group"
OTHER = "measures {analyte}, not B12"
MIXED_GROUP = "the comparison group holds people with MS too ({group2})"
NO_SIZE = {
    (True, True): "the size of neither group is printed",
    (True, False): "the size of the patient group is not printed",
    (False, True): "the size of the control group is not printed",
}
NO_RESULT = "no result is printed"
USABLE = "can be used as printed: {level}"


def every_row(tables: Tables) -> pd.DataFrame:
    """Every row of contrasts.csv from cerebrospinal fluid, spinal cord or brain.

    Returns
    -------
    DataFrame
        By year: ``study_id study year analyte matrix design group1 group2 n1i n2i direction
        significance p_operator p_value fragment``, the ``level`` of reporting, what was ``printed``
        in words, whether it is a ``comparison`` of B12 with controls, the ``reason`` why it gives
        no effect, ``page_url``, ``source_url`` and ``line``.
    """
    rows = tables.contrasts.reset_index()
    rows = rows[rows["matrix"].isin(MATRICES)].merge(
        tables.studies[["study_id", "first_author", "year"]], on="study_id", how="left"
    )
    rows = _with_arms(rows, tables.arms).sort_values(["year", "line"], kind="stable")
    rows["level"] = reporting_level(rows).where(rows["design"].eq("independent"))
    against = [_against(row) for row in records(rows)]
    printed = [_in_words(row) for row in records(rows)]
    return rows.assign(
        study=list(map(study_name, rows["study_id"], rows["first_author"])),
        printed=printed,
        comparison=[not words for words in against],
        reason=[words or _why(row) for words, row in zip(against, records(rows), strict=True)],
        page_url=list(map(_page, rows["study_id"], rows["line"])),
    )[COLUMNS].reset_index(drop=True)


COLUMNS = ["study_id", "study", "year", "analyte", "matrix", "design", "group1", "group2", "n1i",
           "n2i", "direction", "significance", "p_operator", "p_value", "fragment", "level",
           "printed", "comparison", "reason", "page_url", "source_url", "line"]  # fmt: skip


def _with_arms(rows: pd.DataFrame, arms: pd.DataFrame) -> pd.DataFrame:
    """Sizes, means and SDs of both groups, where the study printed the arms of a comparison."""
    wanted = arms[arms["stat"].eq("mean_sd") & arms["timepoint"].eq("single")]
    for arm in "12":
        found = wanted.rename(
            columns={"group": f"group{arm}", "n": "arm_n", "centre": f"m{arm}i",
                     "spread": f"sd{arm}i"}
        )  # fmt: skip
        key = ["study_id", "analyte", "matrix", f"group{arm}"]
        rows = rows.merge(found[[*key, "arm_n", f"m{arm}i", f"sd{arm}i"]], on=key, how="left")
        rows[f"n{arm}i"] = rows[f"n{arm}"].fillna(rows.pop("arm_n"))
    return rows


def _against(row: dict[str, Any]) -> str:
    """What keeps a row from being a comparison of B12 with controls; empty when nothing does."""
    if row["design"] != "independent":
        return CHANGE if row["design"] == "paired" else WITHIN
    if row["analyte"] not in COBALAMIN:
        return OTHER.format(analyte=plain_word(row["analyte"]))
    if "ppms" in row["group2"] and row["group2"] not in CONTROLS:
        return MIXED_GROUP.format(group2=plain_word(row["group2"]))
    return ""


def _why(row: dict[str, Any]) -> str:
    """Why a comparison gives no effect or bound by itself."""
    if row["level"] != "none":
        return USABLE.format(level=plain(row["level"]))
    missing = pd.isna(row["n1i"]), pd.isna(row["n2i"])
    return NO_SIZE.get(missing, NO_RESULT)


def _in_words(row: dict[str, Any]) -> str:
    if row["design"] == "association":
        known = {"higher": "correlated", "lower": "inversely correlated"}
        return known.get(row["direction"], "correlation without a stated sign")
    return what_was_printed(row)


def _page(study_id: str, line: int) -> str:
    return study_page(study_id, "contrasts", line)
