"""Other defensible sets of rows: each choice of a reader who would have chosen otherwise.

Every alternative starts from the chosen comparisons, changes one thing, and goes through the same
door as the headline. An alternative that changes nothing for an analyte is not listed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.evidence.integrity import findings
from b12meta.evidence.levels import contrasts

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from b12meta.tables import Tables

    Change = Callable[[Tables, pd.DataFrame], pd.DataFrame]

MEANS = ["m1i", "sd1i", "m2i", "sd2i"]


def alternatives(tables: Tables, chosen: pd.DataFrame, analyte: str) -> dict[str, pd.DataFrame]:
    """Rows of each alternative that differs from the headline, by its name.

    Parameters
    ----------
    tables : Tables
        Checked raw tables.
    chosen : DataFrame
        From `choose`.
    analyte : str
        For example ``"b12"``.
    """
    ours = chosen[chosen["analyte"].eq(analyte)]
    changed = {name: change(tables, ours) for name, change in CHANGES.items()}
    differing = {name: rows for name, rows in changed.items() if not rows.equals(ours)}
    return {name: contrasts(rows, analyte).rows for name, rows in differing.items()}


def serum_only(_: Tables, rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out plasma and unspecified blood (decision 4)."""
    return rows[rows["matrix"].eq("serum")]


def healthy_only(_: Tables, rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out controls who are not known to be healthy."""
    return rows[rows["group2"].eq("healthy")]


def primary_pages(tables: Tables, rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out studies that were read on a secondary page."""
    kind = tables.studies.set_index("study_id")["source_kind"]
    return rows[rows["study_id"].map(kind).ne("secondary").fillna(value=True)]


def silent_as_null(_: Tables, rows: pd.DataFrame) -> pd.DataFrame:
    """Enter studies that measured and printed no comparison as "not different"."""
    return _as_null(rows, rows["n1i"].notna() & rows["n2i"].notna())


def silent_with_assumed(controls: float) -> Change:
    """The same, with an assumed number of controls for each patient where none is printed."""

    def change(_: Tables, rows: pd.DataFrame) -> pd.DataFrame:
        assumed = _silent(rows) & rows["n1i"].notna() & rows["n2i"].isna()
        if not assumed.any():
            return rows
        guess = (rows["n1i"].astype("float64") * controls).round().astype("Int64")
        return _as_null(rows.assign(n2i=rows["n2i"].mask(assumed, guess)), rows["n1i"].notna())

    return change


def _silent(rows: pd.DataFrame) -> pd.Series:
    return rows["level"].eq("none") & rows["direction"].eq("none_stated")


def _as_null(rows: pd.DataFrame, sized: pd.Series) -> pd.DataFrame:
    silent = _silent(rows) & sized
    return rows.assign(
        significance=rows["significance"].mask(silent, "not_significant"),
        level=rows["level"].mask(silent, "significance"),
    )


def spread_as_sd(_: Tables, rows: pd.DataFrame) -> pd.DataFrame:
    """Read every plus-minus sign as a standard deviation (decision 6)."""
    read_as_se = rows["sd_route"].str.endswith("times √n").fillna(value=False)
    roots = {arm: rows[f"n{arm}i"].astype("float64") ** 0.5 for arm in "12"}
    spreads = {
        f"sd{arm}i": rows[f"sd{arm}i"].mask(read_as_se, rows[f"sd{arm}i"] / root)
        for arm, root in roots.items()
    }
    return rows.assign(**spreads)


def without_doubtful_spread(_: Tables, rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out studies whose spread was read as a standard error."""
    return rows[~rows["sd_route"].str.endswith("times √n").fillna(value=False)]


def printed_p_decides(tables: Tables, rows: pd.DataFrame) -> pd.DataFrame:
    """Where means and printed p disagree, take the p (decision 6)."""
    found = findings(tables)
    wrong = found[found["check"].eq("p from the means") & found["verdict"].eq("disagrees")]
    lines = wrong["row"].str.partition(":")[2].astype("int64")
    disagree = rows["contrasts_line"].isin(lines)
    level = rows["level"].mask(disagree, "bounded_p")
    return rows.assign(level=level, **{name: rows[name].mask(disagree) for name in MEANS})


CHANGES: dict[str, Change] = {
    "Serum only": serum_only,
    "Healthy controls only": healthy_only,
    "No secondary pages": primary_pages,
    "Silent studies as not different": silent_as_null,
    "… and half as many controls as patients where not printed": silent_with_assumed(0.5),
    "… and as many controls as patients where not printed": silent_with_assumed(1.0),
    "… and twice as many controls as patients where not printed": silent_with_assumed(2.0),
    "Every ± read as a standard deviation": spread_as_sd,
    "Without spreads read as standard errors": without_doubtful_spread,
    "Printed p instead of means where they disagree": printed_p_decides,
}
