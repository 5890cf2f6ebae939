"""Below which level B12 was called low: each printed cut-off in pmol/L."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from b12meta.tables.units import convert, standard_unit

if TYPE_CHECKING:
    from collections.abc import Mapping

BAND = (138.0, 148.0)
"""Cut-offs (pmol/L) near enough to be pooled: around the usual limit of deficiency, 148 pmol/L."""


def in_pmol(rows: pd.DataFrame) -> pd.Series:
    """Cut-offs of low B12 in pmol/L; NaN where none was printed, and for other outcomes.

    Raises
    ------
    UnitError
        When a cut-off has no unit, or an unknown one.

    Examples
    --------
    >>> rows = pd.DataFrame({"outcome": ["low_b12", "low_folate"], "cutoff": [200.0, 3.0],
    ...     "cutoff_unit": ["pg/mL", "ng/mL"]})
    >>> in_pmol(rows).round(1).tolist()
    [147.6, nan]
    """
    named = rows[rows["outcome"].str.startswith("low_b12") & rows["cutoff"].notna()]
    values = convert(named["cutoff"], named["cutoff_unit"], "b12")
    return pd.Series(values, index=named.index).reindex(rows.index)


def is_in_band(cut_offs: pd.Series) -> pd.Series:
    """Whether each cut-off lies in `BAND`, ends included."""
    return cut_offs.between(*BAND)


def band() -> str:
    """The band in words.

    >>> band()
    '138 to 148 pmol/L'
    """
    return f"{BAND[0]:g} to {BAND[1]:g} {standard_unit('b12')}"


def heading(cut_off: float | None) -> str:
    """Under which a study stands: by the place of its cut-off.

    >>> heading(55.3), heading(147.0), heading(float("nan"))
    ('Cut-off below 138 pmol/L', 'Cut-off 138 to 148 pmol/L', 'Cut-off not printed')
    """
    if cut_off is None or math.isnan(cut_off):
        return "Cut-off not printed"
    low, high = BAND
    place = f"below {low:g} pmol/L" if cut_off < low else f"above {high:g} pmol/L"
    return f"Cut-off {band() if low <= cut_off <= high else place}"


def as_printed(row: Mapping[str, object]) -> str:
    """A cut-off as it was printed.

    >>> as_printed({"cutoff_operator": "<", "cutoff": 301.0, "cutoff_unit": "pg/mL"})
    '< 301 pg/mL'
    """
    if pd.isna(row["cutoff"]):  # type: ignore[call-overload]
        return "not printed"
    return f"{row['cutoff_operator']} {row['cutoff']:g} {row['cutoff_unit']}"
