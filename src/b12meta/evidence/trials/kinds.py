"""What a printed row is: only some are outcomes of a trial, and only trials are counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from b12meta.evidence.changes.printed import BLOOD_COUNT
from b12meta.evidence.changes.shown import label
from b12meta.evidence.overview import awaiting
from b12meta.evidence.rows import records
from b12meta.evidence.trace import site, study_page

if TYPE_CHECKING:
    from b12meta.tables import Tables

OUTCOME, LEVEL = "trial outcome", "level"
NOT_READ, NO_TRIAL, OTHER = "not read", "not a trial", "other vitamin"
RANDOMISED = "rct"


def kinds(rows: pd.DataFrame) -> pd.Series:
    """Kind of each row of `isolating_b12`; the first rule that holds decides.

    Not read; not a trial (its study is not randomised); other vitamin (no B12 was given to
    anybody); level (measured in blood, the blood count included); else trial outcome.
    """
    rules = {
        NOT_READ: rows["analyte"].isna(),
        NO_TRIAL: rows["study_design"].ne(RANDOMISED),
        OTHER: rows["reason"].eq(NO_B12),
        LEVEL: rows["matrix"].ne("outcome") | rows["analyte"].isin(BLOOD_COUNT),
    }
    held = [rule.to_numpy(dtype=bool, na_value=True) for rule in rules.values()]
    return pd.Series(np.select(held, list(rules), default=OUTCOME), index=rows.index)


NO_B12 = "no B12 was given"


def randomised_trials(tables: Tables, rows: pd.DataFrame) -> pd.DataFrame:
    """Randomised trials with a printed result, one row per cohort, from `isolating_b12`.

    Returns
    -------
    DataFrame
        By name: ``study_id``, ``study``, ``outcomes`` (rows that are trial outcomes), ``levels``,
        ``isolates_b12``, ``why`` (what speaks against the row against which least speaks; empty
        where nothing does), ``page_url``.
    """
    told = rows[rows["study_design"].eq(RANDOMISED) & rows["kind"].ne(NOT_READ)]
    told = told.assign(against=[len(words.split("; ")) for words in told["reason"]])
    best = told.sort_values(["isolates_b12", "against"], ascending=[False, True], kind="stable")
    best = best.drop_duplicates("outcome_of").sort_values("outcome_of")
    counts = pd.crosstab(told["outcome_of"], told["kind"]).reindex(
        index=best["outcome_of"], columns=[OUTCOME, LEVEL], fill_value=0
    )
    return pd.DataFrame(
        {
            "study_id": best["outcome_of"].to_list(),
            "study": [label(tables, key) for key in best["outcome_of"]],
            "outcomes": counts[OUTCOME].to_list(),
            "levels": counts[LEVEL].to_list(),
            "isolates_b12": best["isolates_b12"].to_list(),
            "why": [words.partition("; ")[0] for words in best["reason"]],
            "page_url": [study_page(key) for key in best["outcome_of"]],
        }
    )


def unread(tables: Tables) -> pd.DataFrame:
    """Records on supplementation whose results were not read.

    Returns
    -------
    DataFrame
        Indexed by line of screening.csv: ``record_id``, ``title`` (start of the citation),
        ``citation``, ``year``, ``reason``, ``page_url`` of the row, ``source`` and ``source_url``
        (missing where no page was found).
    """
    rows = awaiting(tables)
    wanted = ["supplementation" in outcomes for outcomes in rows["outcome_set"].str.split(", ")]
    rows = rows[wanted]
    found = tables.screening["source_url"].reindex(rows.index)
    return rows.drop(columns="outcome_set").assign(
        title=[row["citation"].partition(". ")[0] for row in records(rows)],
        source=found.map(site, na_action="ignore"),
        source_url=found,
    )
