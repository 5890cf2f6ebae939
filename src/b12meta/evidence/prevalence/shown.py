"""Tables about low B12 for readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.compare import CONTROLS
from b12meta.evidence.overview import awaiting as every_awaiting
from b12meta.evidence.prevalence.background import background
from b12meta.evidence.prevalence.confirmed import confirmed
from b12meta.evidence.prevalence.names import ratio, ratio_interval, with_names
from b12meta.evidence.prevalence.odds import odds_rows
from b12meta.evidence.prevalence.placed import BESIDE, CONTEXT, with_uses
from b12meta.evidence.prevalence.shares import shares
from b12meta.evidence.readable import plain, readable
from b12meta.evidence.rows import records
from b12meta.evidence.trace import site, study_page
from b12meta.evidence.words import DASH, interval, number, percent

if TYPE_CHECKING:
    from b12meta.tables import Tables


def by_cut_off(tables: Tables) -> pd.DataFrame:
    """Every share that may be read as a prevalence, by cut-off."""
    rows = shares(tables)
    in_pmol = [DASH if pd.isna(value) else number(value, 0) for value in rows["cutoff_pmol"]]
    return pd.DataFrame(
        {
            "study": _named(rows),
            "country": rows["country"],
            "low means": rows["printed"],
            "in pmol/L": in_pmol,
            "low": _of(rows),
            "share": _percents(rows["share"]),
            "95% interval": _percent_intervals(rows["ci_low"] / 100, rows["ci_high"] / 100),
            "notes": rows["notes"],
            **_addresses(rows),
        }
    )


def against_controls(tables: Tables) -> pd.DataFrame:
    """Odds ratios of low B12 within studies, against healthy people and against others."""
    parts = [(kind, odds_rows(tables, kind)) for kind in ("healthy", "neuro_control", "control")]
    frames = [_odds(rows, plain(kind)) for kind, rows in parts if len(rows)]
    return pd.concat(frames)


def without_control_counts(tables: Tables) -> pd.DataFrame:
    """Studies that had controls, but print no count of theirs."""
    rows = shares(tables)
    controls = tables.studies.set_index("study_id")["control_type"].reindex(rows.index)
    printed = tables.counts[tables.counts["outcome"].eq("low_b12")]
    counted = printed.loc[printed["group"].isin(CONTROLS), "study_id"]
    silent = rows[controls.ne("none") & ~rows.index.isin(counted)]
    return pd.DataFrame(
        {
            "study": _named(silent),
            "controls": controls[silent.index].str.replace("_", " "),
            "low in MS": _of(silent),
            "notes": silent["notes"],
            **_addresses(silent),
        }
    )


def confirmation(tables: Tables) -> pd.DataFrame:
    """How many low values had a raised metabolite."""
    rows = confirmed(tables)
    among = rows["among_low"].map({True: "low B12", False: "everybody tested"})
    return pd.DataFrame(
        {
            "study": _named(rows),
            "among": among,
            "counted": rows["what"],
            "events": _of(rows),
            "share": _percents(rows["share"]),
            "95% interval": _percent_intervals(rows["ci_low"], rows["ci_high"]),
            "notes": rows["notes"],
            **_addresses(rows),
        }
    )


def other_surveys(tables: Tables) -> pd.DataFrame:
    """Shares of people without MS below a level of B12, as printed."""
    rows = background(tables)
    printed = [
        DASH if pd.isna(row["ci_low"]) else f"{interval(row['ci_low'], row['ci_high'], 1)}"
        for row in records(rows)
    ]
    return pd.DataFrame(
        {
            "population": rows["population"],
            "counted": rows["what"],
            "percent": rows["printed"],
            "95% interval": printed,
            "people": rows["n"],
            "source": rows["source"],
            "source_url": rows["source_url"],
            "page_url": rows["page_url"],
        }
    )


def beside(tables: Tables) -> pd.DataFrame:
    """Low folate and high homocysteine in the same studies: context."""
    rows = with_uses(tables)
    rows = rows[rows["use"].eq(CONTEXT) & rows["outcome"].isin(BESIDE)]
    rows = with_names(rows, tables).sort_values(["outcome", "year"], kind="stable")
    return pd.DataFrame(
        {
            "study": _named(rows),
            "counted": rows["what"],
            "group": rows["people"],
            "events": _of(rows),
            "share": _percents(rows["share"]),
            "95% interval": _percent_intervals(rows["ci_low"], rows["ci_high"]),
            "notes": rows["notes"],
            **_addresses(rows),
        }
    )


def every_count(tables: Tables) -> pd.DataFrame:
    """Every row of counts.csv with its use and reason; the name leads to the row."""
    rows = with_names(with_uses(tables), tables)
    pages = [study_page(row["study_id"], "counts", row["line"]) for row in records(rows)]
    return pd.DataFrame(
        {
            "study": _named(rows),
            "counted": rows["what"],
            "group": rows["people"],
            "events": _of(rows),
            "use": rows["use"],
            "reason": rows["reason"],
            "page_url": pages,
        }
    )


def awaiting(tables: Tables) -> pd.DataFrame:
    """Records that should hold such counts, and whose full text has not been read."""
    rows = every_awaiting(tables)
    return readable(rows[rows["outcome_set"].str.contains("prevalence").fillna(value=False)])


def _odds(rows: pd.DataFrame, controls: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "study": _named(rows),
            "controls": controls,
            "low in MS": [f"{a} of {n}" for a, n in zip(rows["ai"], rows["n1i"], strict=True)],
            "low in controls": [
                f"{c} of {n}" for c, n in zip(rows["ci"], rows["n2i"], strict=True)
            ],
            "odds ratio": list(map(ratio, rows["ratio"])),
            "95% interval": list(map(ratio_interval, rows["ratio_low"], rows["ratio_high"])),
            "notes": rows["notes"],
            **_addresses(rows),
        }
    )


def _named(rows: pd.DataFrame) -> pd.Series:
    return rows["study"] + " " + rows["year"].astype("string").fillna("")


def _of(rows: pd.DataFrame) -> list[str]:
    return [f"{n} of {total}" for n, total in zip(rows["events"], rows["total"], strict=True)]


def _percents(values: pd.Series) -> list[str]:
    return [percent(value) for value in values]


def _percent_intervals(low: pd.Series, high: pd.Series) -> list[str]:
    return [f"{percent(a)} to {percent(b)}" for a, b in zip(low, high, strict=True)]


def _addresses(rows: pd.DataFrame) -> dict[str, object]:
    """Where a study's name and its source lead."""
    return {
        "source": rows["source_url"].map(site, na_action="ignore"),
        "source_url": rows["source_url"],
        "page_url": rows["page_url"],
    }
