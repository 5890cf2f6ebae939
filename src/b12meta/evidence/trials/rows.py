"""Every printed outcome of a vitamin or diet in people with MS, and whose cohort it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from b12meta.evidence.trials.arms import two_arms

if TYPE_CHECKING:
    from b12meta.tables import Tables


def outcome_rows(tables: Tables) -> pd.DataFrame:
    """Every printed outcome of a vitamin, diet or similar treatment in people with MS.

    Returns
    -------
    DataFrame
        Rows of contrasts.csv with a treatment, of studies that screening.csv files under
        ``supplementation`` or whose treatment names supplements; outcomes that stand in arms.csv
        alone, and the comparison of two arms that arms.csv allows (design ``between arms``); a
        study whose results were not read has one row. Columns ``study_id``,
        ``outcome_of`` (the study that stands for the cohort), ``analyte matrix design group1 group2
        treatment n1 n2 direction significance p_operator p_value fragment source_url``, ``control``
        (type of control of the cohort), ``study_design`` (of the cohort), ``contrasts_line``,
        ``arms_line1``.
    """
    rows = tables.contrasts.rename_axis("contrasts_line").reset_index()
    given = rows["treatment"].notna() & rows["design"].isin(["paired", "independent"])
    wanted = rows["study_id"].isin(_supplementation(tables)) | _supplements(rows["treatment"])
    found = pd.concat(
        [rows[given & wanted], _arms_alone(tables, rows), _between_arms(tables)], ignore_index=True
    )
    silent = sorted(_supplementation(tables) - set(found["study_id"]))
    return _with_cohort(tables, pd.concat([found, _unread(tables, silent)], ignore_index=True))


def _supplementation(tables: Tables) -> set[str]:
    """Studies that screening.csv files under supplementation."""
    filed = tables.screening["outcome_set"].str.split(";")
    wanted = ["supplementation" in outcomes for outcomes in filed]
    return set(tables.screening.loc[wanted, "study_id"].dropna())


def _supplements(treatment: pd.Series) -> pd.Series:
    return treatment.str.contains("supplements|B12", regex=True).fillna(value=False).astype(bool)


def _arms_alone(tables: Tables, rows: pd.DataFrame) -> pd.DataFrame:
    """Outcomes with a change in two arms of a trial and no row in contrasts.csv."""
    arms = tables.arms.rename_axis("arms_line1").reset_index()
    changes = arms["timepoint"].eq("change") & arms["study_id"].isin(_supplementation(tables))
    arms = arms[changes & ~arms["analyte"].isin(rows["analyte"])]
    return arms.rename(columns={"n": "n1", "group_label": "group1"}).assign(
        design="paired", direction=_side(arms["centre"]), significance="not_stated"
    )[[*COLUMNS, "arms_line1"]]


COLUMNS = ["study_id", "analyte", "matrix", "design", "group1", "treatment", "n1", "direction",
           "significance", "fragment", "source_url"]  # fmt: skip


def _side(change: pd.Series) -> pd.Series:
    return change.gt(0).map({True: "higher", False: "lower"})


def _between_arms(tables: Tables) -> pd.DataFrame:
    """Comparisons that no paper prints, but that two printed arms allow."""
    rows: list[dict[str, Any]] = [
        {
            "study_id": one["study_id"],
            "analyte": one["analyte"],
            "matrix": one["matrix"],
            "design": "between arms",
            "group1": one["group_label"],
            "group2": two["group_label"],
            "treatment": one["treatment"],
            "n1": one["ni"],
            "n2": two["ni"],
            "direction": "none_stated",
            "significance": "not_stated",
            "source_url": one["source_url"],
            "arms_line1": one["arms_line1"],
        }
        for one, two in two_arms(tables)
    ]
    return pd.DataFrame(rows)


def _unread(tables: Tables, studies: list[str]) -> pd.DataFrame:
    rows = tables.studies[tables.studies["study_id"].isin(studies)]
    return rows[["study_id", "source_url"]].assign(
        design="not read", direction="none_stated", significance="not_stated"
    )


def _with_cohort(tables: Tables, rows: pd.DataFrame) -> pd.DataFrame:
    """The study that stands for each cohort, and the control that this cohort had."""
    studies = tables.studies.set_index("study_id")
    own = rows["study_id"].map(studies["same_cohort_as"])
    cohort = own.where(own.notna(), rows["study_id"])
    lines = rows[["contrasts_line", "arms_line1"]].astype("Int64")
    about = {"control": "control_type", "study_design": "design"}
    known = {name: cohort.map(studies[column]) for name, column in about.items()}
    return rows.assign(outcome_of=cohort, **known, **lines)
