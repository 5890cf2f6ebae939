"""Every change that was printed, as one tidy frame, and why none of it is pooled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from b12meta.evidence.changes.paired import COLUMNS, paired_effects
from b12meta.evidence.changes.splits import unsized_comparisons
from b12meta.evidence.remember import remembered
from b12meta.evidence.words import what_was_printed

if TYPE_CHECKING:
    from b12meta.evidence.changes.splits import Splits
    from b12meta.tables import Tables

ALONE = "the only study of this treatment"
SHARED = "{k} studies of this treatment, which report at different levels"
ACROSS = "compares people on and off the drug, not the same people; {total} patients in groups \
of unprinted size"


@remembered
def effects(tables: Tables) -> pd.DataFrame:
    """Effects and bounds of every treatment-associated change, long over the correlation.

    Parameters
    ----------
    tables : Tables
        Checked raw tables.

    Returns
    -------
    DataFrame
        One row per ``study_id, analyte, matrix, treatment, measure, reading``: ``design``, ``n``,
        ``level``, ``direction``, ``significance``, ``printed`` in words; ``ri`` (swept
        correlation), ``yi vi ci_low ci_high``, ``low high`` (bounds, or equal to ``yi``), ``unit``
        (of MC), ``reason`` (why it is not pooled), and the lines of contrasts.csv and arms.csv.
        Measures are never mixed: MC in the unit, SMCC in SDs of the change, SMCR in SDs of the
        people before, SMD between people on and off a drug.
    """
    rows = paired_effects(tables)
    across = [_across(one) for one in unsized_comparisons(tables)]
    whole = pd.concat([rows, *(part for part in across if not part.empty)], ignore_index=True)
    studies = whole.groupby("treatment")["study_id"].transform("nunique")
    alone = [ALONE if k == 1 else SHARED.format(k=k) for k in studies]
    lines = ["contrasts_line", "arms_line1", "arms_line2"]
    return whole.assign(
        reason=whole["reason"].where(whole["reason"].ne(""), alone),
        n=whole["n"].astype("Int64"),
        **{name: whole[name].astype("Int64") for name in lines},
    )


def _across(splits: Splits) -> pd.DataFrame:
    """People on and off a drug: the range over splits, and the split nearest to the whole group."""
    kept = splits.fitting if len(splits.fitting) else splits.rows
    which = "splits that fit" if len(splits.fitting) else "every split"
    near = splits.nearest
    nearest = f"nearest split, {near['n1i']} and {near['n2i']}"
    ends = {"low": kept["yi"].min(), "high": kept["yi"].max()}
    point = {name: near[name] for name in ("yi", "vi", "ci_low", "ci_high")}
    readings: list[dict[str, Any]] = [
        {"reading": f"{which} of {splits.total}", **ends},
        {"reading": nearest, **point, "low": near["yi"], "high": near["yi"]},
    ]
    row = splits.row
    about = {name: row.get(name) for name in COLUMNS if name in row}
    shared = {
        **about,
        "n": splits.total,
        "measure": "SMD",
        "level": "none",
        "printed": what_was_printed(row),
        "reason": ACROSS.format(total=splits.total),
    }
    frame = pd.DataFrame([shared | reading for reading in readings]).reindex(columns=COLUMNS)
    return frame.astype({"unit": "object"}).assign(unit=None)


def families(rows: pd.DataFrame) -> pd.Series:
    """Short name of each row's treatment: its words before the dose.

    Examples
    --------
    >>> given = pd.DataFrame({"treatment": ["methylprednisolone 1000 mg/d IV x 10 d",
    ...     "Swank or Wahls diet + supplements", "B12 1 mg injection x3 + folic acid 5 mg/d"]})
    >>> families(given).to_list()
    ['methylprednisolone', 'diet with supplements', 'B12 with folic acid']
    """
    return rows["treatment"].map(family)


FAMILIES = {
    "methylprednisolone": "methylprednisolone",
    "no interferon": "no interferon beta",
    "interferon": "interferon beta",
    "glatiramer": "glatiramer acetate",
    "diet + supplements": "diet with supplements",
    "folic acid": "B12 with folic acid",
    "placebo": "placebo",
}
"""Words of a treatment to its short name, the first that fits."""


def family(treatment: str) -> str:
    """Short name of one treatment; its own words where none is laid down."""
    return next((name for words, name in FAMILIES.items() if words in treatment), treatment)
