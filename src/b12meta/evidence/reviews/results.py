"""Every pooled result of an earlier review, and ours beside it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from b12meta.evidence.answers import diamonds
from b12meta.evidence.chooser import choose
from b12meta.evidence.compare import comparisons
from b12meta.evidence.levels import contrasts
from b12meta.evidence.pools import pool_every
from b12meta.evidence.readable import plain
from b12meta.evidence.rows import records
from b12meta.evidence.trace import paged, site
from b12meta.evidence.words import DASH, interval, joined, number, study_name

if TYPE_CHECKING:
    from b12meta.tables import Tables

ANALYTES = ("b12", "homocysteine", "folate")

NAMES = {
    "hhcy_meta": "Unnamed, homocysteine",
    "nutrhealth2022": "Nutrition and Health",
    "mr2021": "Genetic letter",
    "mthfr_mr": "MTHFR variant",
    "unnamed_review": "Unnamed, consumer page",
}
"""What to call reviews whose authors are not printed."""

ALL, FIXED, PARTS, UMBRELLA = (
    "All people with MS",
    "All people with MS, fixed effect",
    "Parts of the patients",
    "Umbrella review: counts studies more than once",
)
EXTRACTED = {
    "both": "twice",
    "not_blind": "twice, once not blind",
    "first_only": "once",
    "second_only": "once",
}
ALONE = {"first_only": "read by one extractor", "second_only": "read by one extractor"}

MODELS = {
    "random": "random effects",
    "random (mainly)": "mainly random effects",
    "fixed": "fixed effect",
}

BELOW_ZERO = "its upper limit is printed with a minus sign"

FOOTNOTES = ("The diamond pools our own studies, not the reviews above it.",)

SIZE_ONLY = "the size of the review only"
GENETIC = "about genes, not about measured levels"
ANOTHER = "a difference in {unit}, not in standard deviations"
NO_INTERVAL = "no interval is printed"


def every_result(tables: Tables) -> pd.DataFrame:
    """The rows of reviews.csv with a name, a group, and the reason why a row is not drawn.

    Returns
    -------
    DataFrame
        Indexed by line: the columns of reviews.csv, and ``review`` (name), ``group`` (heading in a
        forest plot), ``reason`` (empty for results that can be drawn), ``source``, ``page_url``.
    """
    rows = tables.reviews
    names = [NAMES.get(key, study_name(key, author)) for key, author in zip(
        rows["review_id"], rows["first_author"], strict=True)]  # fmt: skip
    return paged(rows, "reviews").assign(
        review=names,
        group=[_group(row) for row in records(rows)],
        reason=[_reason(row) for row in records(rows)],
        source=rows["source_url"].map(site),
    )


def table(tables: Tables) -> pd.DataFrame:
    """Every row in words, by year, for `show_table`; the review's name leads to the raw row."""
    rows = every_result(tables).sort_values(["year", "review_id"], kind="stable")
    return pd.DataFrame(
        {
            "review": rows["review"],
            "year": rows["year"],
            "analyte": [joined(list(map(plain, text.split("+")))) for text in rows["analyte"]],
            "patients": rows["subgroup"],
            "studies": rows["k"],
            "measure": rows["measure"],
            "estimate": rows["estimate"].map(number, na_action="ignore"),
            "95% interval": [_interval(row) for row in records(rows)],
            "model": rows["model"],
            "extracted": rows["agreement"].map(EXTRACTED),
            "why not drawn": rows["reason"],
            "source": rows["source"],
            "source_url": rows["source_url"],
            "page_url": rows["page_url"],
        }
    )


def drawn(tables: Tables, analyte: str) -> pd.DataFrame:
    """Standardised differences with an interval, as rows of `figures.forest`, oldest first."""
    rows = every_result(tables)
    rows = rows[rows["analyte"].eq(analyte) & rows["reason"].eq("")]
    order = [ALL, FIXED, PARTS, UMBRELLA]
    rows = rows.assign(place=rows["group"].map(order.index), url=rows["page_url"])
    rows = rows.assign(study=rows["review"], note=[_note(row) for row in records(rows)])
    named = rows.rename(columns={"estimate": "yi", "n_ms": "n1i", "n_control": "n2i",
                                 "k": "studies"})  # fmt: skip
    columns = ["review_id", "study", "year", "studies", "n1i", "n2i", "yi", "ci_low", "ci_high",
               "group", "note", "url"]  # fmt: skip
    return named.sort_values(["place", "year"], kind="stable")[columns]


def random_models(tables: Tables, analyte: str) -> pd.DataFrame:
    """One row per review: all MS against controls, not the fixed effect, not the umbrella."""
    rows = drawn(tables, analyte)
    return rows[rows["group"].eq(ALL)].set_index("review_id")


def ours(tables: Tables, analyte: str) -> pd.DataFrame:
    """The studies that we pool, by year."""
    rows = contrasts(choose(comparisons(tables, analyte)).chosen, analyte).rows
    return rows.assign(key=rows.index).sort_values(["year", "key"]).drop(columns="key")


def our_diamond(tables: Tables, analyte: str) -> dict[str, Any]:
    """Our headline as the fields of `figures.Diamond`, without its predictive interval."""
    rows = ours(tables, analyte)
    pool = pool_every(rows)
    headline = diamonds(pool, rows)[-1]
    drawn_fields = ("estimate", "low", "high", "interval")
    label = f"This analysis, every study (k = {pool.k})"
    return {"label": label} | {name: headline[name] for name in drawn_fields}


def _group(row: dict[str, Any]) -> str:
    if row["subgroup"] == "umbrella":
        return UMBRELLA
    if row["subgroup"] != "all MS":
        return PARTS
    return FIXED if row["model"] == "fixed" else ALL


def _reason(row: dict[str, Any]) -> str:
    """Why a result is not drawn; empty when it is."""
    if "genetic" in row["subgroup"] or "variant" in row["subgroup"]:
        return GENETIC
    if pd.isna(row["estimate"]):
        return SIZE_ONLY
    if row["measure"] != "SMD":
        return ANOTHER.format(unit=row["unit"])
    return NO_INTERVAL if pd.isna(row["ci_low"]) or pd.isna(row["ci_high"]) else ""


def _note(row: dict[str, Any]) -> str:
    k = "" if pd.isna(row["k"]) else f"{row['k']} studies"
    part = row["subgroup"] if row["group"] == PARTS else ""
    model = MODELS.get(row["model"], "")
    alone = ALONE.get(row["agreement"], "")
    below = BELOW_ZERO if row["ci_high"] == 0 and math.copysign(1, row["ci_high"]) < 0 else ""
    return ", ".join(words for words in (part, k, model, alone, below) if words)


def _interval(row: dict[str, Any]) -> str:
    missing = pd.isna(row["ci_low"]) or pd.isna(row["ci_high"])
    return DASH if missing else interval(row["ci_low"], row["ci_high"])
