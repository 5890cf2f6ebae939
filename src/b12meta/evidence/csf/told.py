"""The rows as a reader needs them: one finding per study and outcome, and all rows in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.csf.names import outcome_of, plain_word
from b12meta.evidence.csf.printed import every_row
from b12meta.evidence.directions import p_range
from b12meta.evidence.rows import records
from b12meta.evidence.trace import site
from b12meta.evidence.words import joined

if TYPE_CHECKING:
    from typing import Any

    from b12meta.tables import Tables


def directions(tables: Tables) -> pd.DataFrame:
    """Direction and p of every comparison of B12, holotranscobalamin or CD320 with controls.

    Returns
    -------
    DataFrame
        Indexed by ``study_id``, by year: ``study year outcome direction significance n p_low p_high
        url`` as in `evidence.directions`, and ``analyte matrix groups level reason printed
        page_url source_url line``. Groups of a study with the same finding share a row, so that it
        counts once; where their findings differ, each has its row, named after it.
    """
    rows = every_row(tables)
    rows = rows[rows["comparison"]]
    limits = [p_range(row) for row in records(rows)]
    rows = rows.assign(
        outcome=[outcome_of(row) for row in records(rows)],
        direction=rows["direction"].fillna("none_stated"),
        significance=rows["significance"].fillna("not_stated"),
        n=rows["n1i"].astype("Int64") + rows["n2i"].astype("Int64"),
        p_low=[p.low for p in limits],
        p_high=[p.high for p in limits],
        url=rows["page_url"],
    )
    alike = rows.groupby(["study_id", "outcome", "direction", "significance"], sort=False)
    return _named(pd.DataFrame([_as_one(group) for _, group in alike]))


def _as_one(rows: pd.DataFrame) -> dict[str, Any]:
    """Groups of a study with the same finding as one row; its n is known only for a single one."""
    first = records(rows)[0]
    groups = joined([plain_word(group) for group in rows["group1"]])
    return first | {
        "groups": groups,
        "n": first["n"] if len(rows) == 1 else pd.NA,
        "p_low": float(rows["p_low"].min()),
        "p_high": float(rows["p_high"].max()),
        "printed": "; ".join(dict.fromkeys(rows["printed"])),
    }


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows by study; several findings of one outcome named after their groups."""
    several = rows.duplicated(["study_id", "outcome"], keep=False)
    names = rows["study"].where(~several, rows["study"] + ", " + rows["groups"])
    found = rows.assign(study=names, n=rows["n"].astype("Int64")).set_index("study_id")
    return found[TOLD]


TOLD = ["study", "year", "outcome", "direction", "significance", "n", "p_low", "p_high", "url",
        "analyte", "matrix", "groups", "level", "reason", "printed", "page_url", "source_url",
        "line"]  # fmt: skip


def told_table(tables: Tables) -> pd.DataFrame:
    """Every row in words: what was measured and where, what was printed, what became of it."""
    rows = every_row(tables)
    return pd.DataFrame(
        {
            "study": rows["study"],
            "year": rows["year"],
            "measured": [outcome_of(row) for row in records(rows)],
            "groups": [_groups(row) for row in records(rows)],
            "patients": rows["n1i"],
            "controls": rows["n2i"].where(rows["design"].eq("independent")),
            "printed": rows["printed"],
            "level": rows["level"],
            "why no effect": rows["reason"],
            "source": rows["source_url"].map(site),
            "source_url": rows["source_url"],
            "page_url": rows["page_url"],
        }
    )


def _groups(row: dict[str, Any]) -> str:
    """Who was compared with whom, or what was correlated in whom."""
    one, two = plain_word(row["group1"]), plain_word(row["group2"])
    return f"{one}, with {two}" if row["design"] == "association" else f"{one} against {two}"
