"""Which comparison stands for a study, and why each other one does not.

A pool needs independent rows: one comparison per study, one study per cohort (decision 4). Each
rule here is a sentence and a condition; a row is set aside by the first rule that speaks against
it and keeps that sentence. Chosen and set-aside rows together are always all rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from b12meta.evidence.compare import CONTROLS, LEVELS, PATIENTS
from b12meta.evidence.readable import plain
from b12meta.evidence.rows import records

OTHER_DISEASE = "the patients have {group}, a disease that is never pooled with MS"
PATIENTS_ONLY = "compares patients with patients: {group1} with {group2}"
PART_OF_GROUP = "covers a part of the patients ({group1}); the whole group stands for the study"
SAME_COHORT = "the same people as {same_cohort_as}, which stands for them"
SECOND_CHOICE = "the comparison of {best} stands for the study"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The comparisons that stand for their studies, and all others with a reason."""

    chosen: pd.DataFrame
    aside: pd.DataFrame


def choose(rows: pd.DataFrame) -> Choice:
    """One comparison per study and analyte.

    Parameters
    ----------
    rows : DataFrame
        From `comparisons`.

    Returns
    -------
    Choice
        ``chosen``: at most one row per study and analyte, healthy controls before others, then
        the better level. ``aside``: the rest, with the column ``reason``.
    """
    reason = _unsuitable(rows).mask(lambda text: text.eq(""), _linked(rows))
    reason = reason.mask(reason.eq(""), _second_choice(rows[reason.eq("")]))
    return Choice(
        chosen=rows[reason.eq("")].reset_index(drop=True),
        aside=rows.assign(reason=reason)[reason.ne("")].reset_index(drop=True),
    )


def _unsuitable(rows: pd.DataFrame) -> pd.Series:
    """The sentence against a row that does not compare people with MS with controls, else ''."""
    disease = rows["population"].where(rows["population"].isin(["nmosd", "cis"]))
    disease = disease.fillna(rows["group1"].where(rows["group1"].isin(["nmosd", "cis"])))
    tests = {
        OTHER_DISEASE: disease.notna(),
        PATIENTS_ONLY: ~rows["group2"].str.contains("|".join(CONTROLS)),
        PART_OF_GROUP: ~rows["group1"].isin(PATIENTS) | ~rows["group2"].isin(CONTROLS),
    }
    words = np.select([t.to_numpy(dtype=bool) for t in tests.values()], list(tests), default="")
    spoken = rows.assign(group=disease.str.upper(), words=words)
    return _fill(spoken, "words")


def _linked(rows: pd.DataFrame) -> pd.Series:
    """The sentence against a study whose cohort is already in the rows under another name."""
    present = set(zip(rows["study_id"], rows["analyte"], strict=True))
    twin = [
        (cohort, analyte) in present
        for cohort, analyte in zip(rows["same_cohort_as"], rows["analyte"], strict=True)
    ]
    return _fill(rows.assign(words=np.where(twin, SAME_COHORT, "")), "words")


def _second_choice(rows: pd.DataFrame) -> pd.Series:
    """The sentence against every row of a study but its best, '' for the best."""
    rank = rows.assign(
        by_control=rows["group2"].map(CONTROLS.index),
        by_patients=rows["group1"].map(PATIENTS.index),
        by_level=rows["level"].map(LEVELS.index),
        pair=rows["group1"].map(plain) + " with " + rows["group2"].map(plain),
    ).sort_values(["by_control", "by_patients", "by_level"], kind="stable")
    best = rank.groupby(["study_id", "analyte"])["pair"].transform("first")
    is_best = ~rank.duplicated(["study_id", "analyte"])
    spoken = rank.assign(best=best, words=np.where(is_best, "", SECOND_CHOICE))
    return _fill(spoken, "words").reindex(rows.index)


def _fill(rows: pd.DataFrame, column: str) -> pd.Series:
    """The sentences of a column with the names of the row filled in, groups in plain words."""
    named = rows.assign(group1=rows["group1"].map(plain), group2=rows["group2"].map(plain))
    sentences = [row[column].format(**row) for row in records(named)]
    return pd.Series(sentences, index=rows.index, dtype="str")
