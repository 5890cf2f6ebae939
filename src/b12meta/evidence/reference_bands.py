"""Reference intervals and cut-offs from outside MS, in the project's units.

They are what a level is read against, and they differ: each is kept with those in whom it was
measured, none is preferred.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.trace import row_page
from b12meta.tables.units import convert

if TYPE_CHECKING:
    from b12meta.tables import Tables

KINDS = {"reference_interval": "reference", "cutoff": "cutoff"}


def bands(tables: Tables, analyte: str) -> pd.DataFrame:
    """Reference intervals and cut-offs of anchors.csv in the project's unit.

    Parameters
    ----------
    tables : Tables
        Checked raw tables.
    analyte : {"b12", "homocysteine", "folate"}
        What was measured.

    Returns
    -------
    DataFrame
        ``kind`` (``"reference"`` or ``"cutoff"``), ``label``, ``low``, ``high`` (equal for a single
        threshold), ``n``, ``url`` and ``source_url``, in the order of the table.

    Raises
    ------
    UnitError
        When a unit is missing or not known; the rows are named.
    """
    rows = tables.anchors.rename_axis("line").reset_index()
    rows = rows[rows["topic"].isin(KINDS) & rows["analyte"].eq(analyte)]
    ends = {
        end: convert(rows[limit].fillna(rows["value"]).astype(float), rows["unit"], analyte)
        for end, limit in (("low", "ci_low"), ("high", "ci_high"))
    }
    return pd.DataFrame(
        {
            "kind": rows["topic"].map(KINDS),
            "label": _labels(rows),
            **ends,
            "n": rows["n"],
            "url": [row_page("anchors", int(line)) for line in rows["line"]],
            "source_url": rows["source_url"],
        }
    ).reset_index(drop=True)


def _labels(rows: pd.DataFrame) -> list[str]:
    """Who was measured, or what the threshold is; with the key of the row where that is shared."""
    named = rows["population"].where(rows["topic"].eq("reference_interval"), rows["quantity"])
    named = named.fillna(rows["fact_id"]).str.replace("_", " ")
    shared = named.duplicated(keep=False)
    return list(named.where(~shared, named + " (" + rows["fact_id"] + ")"))
