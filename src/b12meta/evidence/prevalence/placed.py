"""Every printed count and its place: which is compared, context or set aside, and why.

A share of people with low B12 is a prevalence only where nobody was chosen for it, and shares can
be pooled only where "low" means the same. Each rule here is a use, a sentence and a condition; the
first that holds decides, and no row is without one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from b12meta.evidence.chooser import SAME_COHORT
from b12meta.evidence.compare import CONTROLS, PATIENTS
from b12meta.evidence.prevalence.cut_offs import band, in_pmol, is_in_band
from b12meta.evidence.prevalence.names import group_words, outcome_words
from b12meta.evidence.readable import plain
from b12meta.evidence.rows import records
from b12meta.stats.counts.exact_shares import exact_shares

if TYPE_CHECKING:
    from b12meta.tables import Tables

POOLED = f"comparable cut-off ({band()})"
COMPARED = "compared by cut-off"
ODDS = "odds ratio against healthy people"
CONFIRMED = "checked by metabolites"
CONTEXT = "context"
ASIDE = "set aside"

UNSELECTED = "consecutive/unselected"
"""The only sampling whose counts may be read as a prevalence."""

BESIDE = ("low_folate", "high_homocysteine")
"""Outcomes of the same patients that are shown for context."""

IN_BAND = f"cut-off from {band()}, patients not chosen for low B12: could be pooled"
OUTSIDE = f"cut-off outside {band()}, so compared and not pooled"
NO_CUT_OFF = "cut-off not printed, so compared and not pooled"
HEALTHY = "controls of the odds ratio of their own study, no prevalence in MS"
OTHER_CONTROLS = "{people} are not healthy people: their odds ratio is shown apart"
AMONG_LOW = "a metabolite among those with low B12: in how many it was raised too"
AMONG_ALL = "low B12 with a raised metabolite, among all who were tested"
CHOSEN = "{chosen}: people chosen for what is counted show no prevalence"
OTHER_ANALYTE = "{what}: not low B12"
OTHER_OUTCOME = "{what}: not low B12, and no part of this question"
OTHER_PEOPLE = "{people}: neither people with MS nor controls"
ALSO_ODDS = "; also the patients of an odds ratio against healthy people"

COLUMNS = ["study_id", "outcome", "group", "cutoff_pmol", "events", "total", "share", "ci_low",
           "ci_high", "use", "reason", "line"]  # fmt: skip


def counts(tables: Tables) -> pd.DataFrame:
    """Every row of counts.csv with its share, exact interval, use and reason.

    Parameters
    ----------
    tables : Tables
        Checked raw tables.

    Returns
    -------
    DataFrame
        One row per row of counts.csv, in that order: ``study_id``, ``outcome``, ``group``,
        ``cutoff_pmol`` (of B12; NaN where none was printed), ``events``, ``total``, ``share`` with
        its exact 95% interval ``ci_low``, ``ci_high`` (between 0 and 1), ``use``, ``reason`` and
        ``line``.
    """
    return with_uses(tables)[COLUMNS]


def with_uses(tables: Tables) -> pd.DataFrame:
    """The same rows with everything that was printed beside them."""
    rows = tables.counts.reset_index()
    twins = tables.studies.set_index("study_id")["same_cohort_as"]
    low, high = exact_shares(rows["events"].astype(float), rows["total"].astype(float))
    rows = rows.assign(
        cutoff_pmol=in_pmol(rows),
        share=rows["events"].astype(float) / rows["total"].astype(float),
        ci_low=low,
        ci_high=high,
        what=rows["outcome"].map(outcome_words),
        people=rows["group"].map(group_words),
        chosen=rows["sampling"].map(plain),
        same_cohort_as=rows["study_id"].map(twins),
    )
    return _placed(rows)


def _placed(rows: pd.DataFrame) -> pd.DataFrame:
    rules = _rules(rows)
    held = [held.to_numpy(dtype=bool, na_value=False) for _, _, held in rules]
    use = np.select(held, [use for use, _, _ in rules], default=ASIDE)
    words = np.select(held, [words for _, words, _ in rules], default=OTHER_PEOPLE)
    placed = rows.assign(use=use, words=words)
    reasons = [row["words"].format(**row) for row in records(placed)]
    both = placed["use"].isin([POOLED, COMPARED]) & placed["study_id"].isin(
        placed.loc[placed["use"].eq(ODDS), "study_id"]
    )
    return placed.assign(reason=pd.Series(reasons, dtype="str") + np.where(both, ALSO_ODDS, ""))


def _rules(rows: pd.DataFrame) -> list[tuple[str, str, pd.Series]]:
    """Uses with their sentence and condition; the first that holds decides."""
    patients, low = rows["group"].isin(PATIENTS), rows["outcome"].eq("low_b12")
    chosen = rows["sampling"].ne(UNSELECTED)
    return [
        (ASIDE, SAME_COHORT, rows["same_cohort_as"].isin(rows["study_id"])),
        (CONFIRMED, AMONG_LOW, _among_low(rows)),
        (CONFIRMED, AMONG_ALL, rows["outcome"].eq("low_b12_and_raised_metabolite") & ~chosen),
        (ASIDE, CHOSEN, chosen),
        (CONTEXT, OTHER_ANALYTE, rows["outcome"].isin(BESIDE)),
        (ASIDE, OTHER_OUTCOME, ~low),
        (POOLED, IN_BAND, patients & is_in_band(rows["cutoff_pmol"])),
        (COMPARED, OUTSIDE, patients & rows["cutoff_pmol"].notna()),
        (COMPARED, NO_CUT_OFF, patients),
        (ODDS, HEALTHY, rows["group"].eq("healthy")),
        (CONTEXT, OTHER_CONTROLS, rows["group"].isin(CONTROLS)),
    ]


def _among_low(rows: pd.DataFrame) -> pd.Series:
    """Metabolites measured in exactly those patients of a study whose B12 was low."""
    low = rows[rows["outcome"].eq("low_b12") & rows["group"].isin(PATIENTS)]
    events = low.drop_duplicates("study_id").set_index("study_id")["events"]
    metabolite = rows["analyte"].str.contains("mma|homocysteine").fillna(value=False)
    whole = rows["total"].eq(rows["study_id"].map(events)).fillna(value=False)
    return metabolite & rows["sampling"].eq("selected_for_deficiency") & whole
