"""What is known from outside MS, and what could not be read: beside the answer, never in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from b12meta.evidence.csf.names import outcome_of, plain_word
from b12meta.evidence.csf.printed import every_row
from b12meta.evidence.overview import awaiting
from b12meta.evidence.rows import records
from b12meta.evidence.trace import paged, site
from b12meta.evidence.words import DASH

if TYPE_CHECKING:
    from b12meta.tables import Tables

COBALAMINS = ("b12", "methylcobalamin")
TREATED = " after "
"""In the name of a population: its level was measured after a dose, and is no reference."""

NOT_CORRELATED = "no correlation"


def reference_levels(tables: Tables) -> pd.DataFrame:
    """Mean B12 in cerebrospinal fluid of people without MS who were not given it, by level.

    Returns
    -------
    DataFrame
        ``population analyte mean low high unit n source notes page_url source_url``; ``low`` and
        ``high`` are the limits that the row's notes explain.
    """
    facts = _facts(tables)
    facts = facts[_is_level(facts)].sort_values("value")
    named = facts.rename(columns={"value": "mean", "ci_low": "low", "ci_high": "high"})
    named["analyte"] = named["analyte"].map(plain_word)
    return named[["population", "analyte", "mean", "low", "high", *REST]].reset_index(drop=True)


REST = ["unit", "n", "source", "notes", "page_url", "source_url"]


def other_facts(tables: Tables) -> pd.DataFrame:
    """Every other fact on cerebrospinal fluid: serum beside it, ratios, the soluble receptor."""
    facts = _facts(tables)
    facts = facts[~_is_level(facts)]
    about = facts.assign(
        measured=[outcome_of(row) for row in records(facts)],
        quantity=[_in_words(text) for text in facts["quantity"]],
        value=facts["value"].map("{:g}".format, na_action="ignore"),
        limits=[_limits(row) for row in records(facts)],
    )
    columns = ["population", "measured", "quantity", "value", "limits", *REST]
    return about[columns].reset_index(drop=True)


def correlations(tables: Tables) -> pd.DataFrame:
    """What is said of B12 in cerebrospinal fluid and in serum rising together.

    Returns
    -------
    DataFrame
        ``study population n says notes source source_url page_url``; ``says`` is "correlated",
        "inversely correlated" or "not correlated".
    """
    rows = every_row(tables)
    rows = rows[rows["design"].eq("association") & rows["analyte"].eq("b12")]
    ours = rows.assign(
        study=rows["study"] + " " + rows["year"].astype("string"),
        population="MS",
        n=rows["n1i"],
        says=rows["printed"],
        notes=tables.contrasts["notes"].reindex(rows["line"]).to_numpy(),
    )
    facts = _facts(tables)
    none = facts["notes"].str.contains(NOT_CORRELATED, na=False) & facts["analyte"].eq("b12")
    others = facts[none].assign(study=facts["source"], says="not correlated")
    both = pd.concat([ours, others], ignore_index=True)
    columns = ["study", "population", "n", "says", "notes", "source", "source_url", "page_url"]
    return both.assign(source=both["source_url"].map(site))[columns]


def unread(tables: Tables) -> pd.DataFrame:
    """Records on cerebrospinal fluid whose full text has not been read."""
    rows = awaiting(tables)
    rows = rows[rows["outcome_set"].str.split(", ").map(lambda outcomes: "csf" in outcomes)]
    return rows[["citation", "year", "reason", "page_url"]]


def _facts(tables: Tables) -> pd.DataFrame:
    return paged(tables.anchors[tables.anchors["topic"].eq("csf_reference")], "anchors")


def _is_level(facts: pd.DataFrame) -> pd.Series:
    untreated = ~facts["population"].str.contains(TREATED)
    mean = facts["quantity"].eq("mean") & facts["matrix"].eq("csf")
    return mean & untreated & facts["analyte"].isin(COBALAMINS)


def _in_words(quantity: str) -> str:
    return " ".join(map(plain_word, quantity.split("_")))


def _limits(row: dict[str, Any]) -> str:
    """Limits as printed; their meaning stands in the notes of the row."""
    low, high = row["ci_low"], row["ci_high"]
    return DASH if pd.isna(low) or pd.isna(high) else f"{low:g} to {high:g}"
