"""What was found: records, studies, and the level at which each study reported each analyte.

A study can matter to an answer without a comparison: it may print counts of low values, a mean
without controls, or a correlation. `reported` says for every study of an analyte what it printed,
so that what is not pooled can be seen beside what is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from b12meta.evidence.chooser import choose
from b12meta.evidence.compare import BLOOD, LEVELS, comparisons
from b12meta.evidence.rows import records
from b12meta.evidence.trace import paged, row_page, site, study_page
from b12meta.evidence.words import DASH, study_name, what_was_printed

if TYPE_CHECKING:
    from b12meta.tables import Tables

ANALYTES = ("b12", "homocysteine", "folate", "mma")
"""What is compared in blood between people with MS and controls."""

OUTCOMES = {"b12": "serum_b12", "homocysteine": "homocysteine", "folate": "folate"}
"""Name of each analyte in the column ``outcome_set`` of screening.csv."""


def screened(tables: Tables) -> pd.DataFrame:
    """Count of records by decision, most frequent first: columns ``decision``, ``records``."""
    counts = tables.screening["decision"].value_counts()
    return counts.rename_axis("decision").reset_index(name="records")


def level_counts(tables: Tables) -> pd.DataFrame:
    """Studies by reporting level (rows, best first) and analyte (columns)."""
    chosen = choose(comparisons(tables, *ANALYTES)).chosen
    counts = pd.crosstab(chosen["level"], chosen["analyte"])
    return counts.reindex(index=list(LEVELS), columns=list(ANALYTES), fill_value=0)


def study_table(tables: Tables) -> pd.DataFrame:
    """One row per study: who was studied, the level of its comparisons by analyte, its page."""
    chosen = choose(comparisons(tables, *ANALYTES)).chosen
    levels = chosen.pivot_table(
        index="study_id", columns="analyte", values="level", aggfunc="first"
    )
    levels = levels.reindex(columns=list(ANALYTES))
    studies = tables.studies.set_index("study_id")
    names = [study_name(key, author) for key, author in studies["first_author"].items()]
    about = studies.assign(study=names)[["study", "year", "country", "population"]]
    about = about.join(levels).fillna(dict.fromkeys(ANALYTES, DASH)).sort_index()
    return about.assign(page_url=[study_page(str(key)) for key in about.index])


def reported(tables: Tables, analyte: str) -> pd.DataFrame:
    """Every study that bears on an analyte in blood, and what it printed.

    Parameters
    ----------
    tables : Tables
        Checked raw tables.
    analyte : {"b12", "homocysteine", "folate"}
        What was measured.

    Returns
    -------
    DataFrame
        Indexed by ``study_id``: ``study`` and ``year``, ``level`` of its comparison with controls
        (missing when it has none), ``printed`` in words, ``why`` it is not among the means,
        ``source`` with ``source_url``, and ``page_url``. Studies with means come first, then by
        level and year.
    """
    studies = tables.studies.set_index("study_id")
    rows = pd.DataFrame(index=studies.index[studies.index.isin(_bearing(tables, analyte))])
    choice = choose(comparisons(tables, analyte))
    compared = choice.chosen.set_index("study_id")
    aside = choice.aside.drop_duplicates("study_id").set_index("study_id")
    rows["study"] = [study_name(key, studies.at[key, "first_author"]) for key in rows.index]
    rows = rows.join(studies["year"]).join(compared["level"])
    printed = _other_findings(tables, analyte) | _in_words(choice.aside) | _in_words(choice.chosen)
    rows["printed"] = [printed.get(key, "results not read") for key in rows.index]
    rows["why"] = [_why(key, compared, aside, printed) for key in rows.index]
    rows = rows.assign(**_addresses(rows.index, studies))
    rank = {level: place for place, level in enumerate(LEVELS)}
    order = rows["level"].map(rank).fillna(len(LEVELS))
    return rows.assign(order=order).sort_values(["order", "year"]).drop(columns="order")


def awaiting(tables: Tables) -> pd.DataFrame:
    """Records whose full text has not been read, with what they should hold."""
    rows = tables.screening[tables.screening["decision"].eq("awaiting_full_text")]
    columns = ["record_id", "citation", "year", "outcome_set", "reason"]
    waiting = rows[columns].assign(outcome_set=rows["outcome_set"].str.replace(";", ", "))
    return paged(waiting, "screening")


def earlier_reviews(tables: Tables, analyte: str) -> pd.DataFrame:
    """Pooled results of earlier reviews as rows for a forest plot, most recent first.

    Standardised differences of all people with MS against controls, from random-effects models;
    an umbrella review, which counts studies more than once, is left out.
    """
    rows = tables.reviews[tables.reviews["analyte"].eq(analyte)]
    rows = rows[rows["measure"].eq("SMD") & rows["subgroup"].eq("all MS")]
    rows = rows[rows["model"].str.startswith("random").fillna(value=False)]
    rows = rows.assign(url=[row_page("reviews", int(line)) for line in rows.index])
    rows = rows[rows["ci_low"].notna()].set_index("review_id")
    rows = rows.sort_values("year", ascending=False)
    names = [study_name(key, author) for key, author in rows["first_author"].items()]
    named = rows.rename(columns={"estimate": "yi", "n_ms": "n1i", "n_control": "n2i"})
    return named.assign(study=names)[
        ["study", "year", "k", "n1i", "n2i", "yi", "ci_low", "ci_high", "url"]
    ]


def _addresses(keys: pd.Index, studies: pd.DataFrame) -> dict[str, Any]:
    """Where studies were read, and their pages."""
    sources = list(studies.loc[keys, "source_url"])
    return {
        "source": [site(address) for address in sources],
        "source_url": sources,
        "page_url": [study_page(str(key)) for key in keys],
    }


def _bearing(tables: Tables, analyte: str) -> set[str]:
    """Studies screened for the analyte, or with any row of it in blood."""
    screened_for = tables.screening["outcome_set"].str.split(";").map(set)
    wanted = [OUTCOMES[analyte] in outcomes for outcomes in screened_for]
    ids = set(tables.screening.loc[wanted, "study_id"].dropna())
    for table in (tables.arms, tables.contrasts):
        rows = table["analyte"].eq(analyte) & table["matrix"].isin(BLOOD)
        ids |= set(table.loc[rows, "study_id"])
    return ids | set(tables.counts.loc[tables.counts["analyte"].eq(analyte), "study_id"].dropna())


def _other_findings(tables: Tables, analyte: str) -> dict[str, str]:
    """What studies without a comparison printed instead, the most telling kind last to win."""
    contrasts = tables.contrasts[tables.contrasts["analyte"].eq(analyte)]
    contrasts = contrasts[contrasts["matrix"].isin(BLOOD)]
    kinds = [
        ("correlations only", contrasts[contrasts["design"].eq("association")]),
        ("a change over time", contrasts[contrasts["design"].eq("paired")]),
        ("counts of low or high values", tables.counts[tables.counts["analyte"].eq(analyte)]),
        ("a mean of patients", tables.arms[_in_blood(tables.arms, analyte)]),
    ]
    return {str(key): words for words, rows in kinds for key in rows["study_id"]}


def _in_blood(arms: pd.DataFrame, analyte: str) -> pd.Series:
    return arms["analyte"].eq(analyte) & arms["matrix"].isin(BLOOD)


def _in_words(rows: pd.DataFrame) -> dict[str, str]:
    """What each study's comparison printed, for the rows that come from contrasts.csv."""
    stated = rows[rows["contrasts_line"].notna()].drop_duplicates("study_id")
    return {row["study_id"]: what_was_printed(row) for row in records(stated)}


def _why(key: str, compared: pd.DataFrame, aside: pd.DataFrame, printed: dict[str, str]) -> str:
    """Why a study is not among the means; empty for those that are."""
    if key in compared.index:
        return _why_no_means(compared.loc[[key]].iloc[0])
    if key in aside.index:
        return str(aside.at[key, "reason"])
    return "no comparison with controls printed" if key in printed else "full text not read"


def _why_no_means(row: pd.Series) -> str:
    """What keeps a comparison from the pool of means."""
    if row["level"] == "means":
        return ""
    if row["level"] == "none":
        sized = pd.notna(row["n1i"]) and pd.notna(row["n2i"])
        return "no result printed" if sized else "group sizes not printed"
    if pd.isna(row["stat"]):
        return "no means printed"
    kind = "medians" if str(row["stat"]).startswith("median") else "means without spread"
    return f"{kind} printed, no means with standard deviations"
