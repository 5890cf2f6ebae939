"""Directions and p values of every study, for a synthesis without effects.

Where no effect can be had, a study still says on which side it lies, or how surprising its result
would be. Nothing is filled in: a direction that is not stated stays unstated, and a p that is only
bounded stays a range.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from b12meta.evidence.integrity.p_values import printed_range
from b12meta.evidence.readable import plain
from b12meta.evidence.rows import records
from b12meta.evidence.sizes import study_names
from b12meta.evidence.text import Sentence
from b12meta.evidence.trace import comparison_page
from b12meta.evidence.words import count, p_value
from b12meta.stats.albatross import smd_contours
from b12meta.stats.recompute import PRange
from b12meta.stats.synthesis import fisher, sign_test, stouffer

if TYPE_CHECKING:
    from b12meta.stats.albatross import Contours
    from b12meta.stats.synthesis import SignTest

DIRECTED = ("lower", "higher")


def directions(chosen: pd.DataFrame, analyte: str) -> pd.DataFrame:
    """Direction, size and p of every chosen comparison of an analyte.

    Returns
    -------
    DataFrame
        Indexed by ``study_id``: ``study year outcome direction significance n url``, and the
        two-sided ``p_low``, ``p_high`` that its print allows (0 to 1 when it printed no test).
    """
    rows = chosen[chosen["analyte"].eq(analyte)].sort_values(["year", "study_id"])
    rows = rows.set_index("study_id")
    limits = [p_range(row) for row in records(rows)]
    sizes = rows["n1i"].astype("Int64") + rows["n2i"].astype("Int64")
    return pd.DataFrame(
        {
            "study": study_names(rows),
            "year": rows["year"],
            "outcome": plain(analyte),
            "direction": rows["direction"].fillna("none_stated"),
            "significance": rows["significance"].fillna("not_stated"),
            "n": sizes,
            "p_low": [p.low for p in limits],
            "p_high": [p.high for p in limits],
            "url": list(map(comparison_page, rows.index, records(rows))),
        },
        index=rows.index,
    )


def p_range(row: dict[str, Any]) -> PRange:
    """Two-sided p values that a comparison's print allows; all of them when it printed no test."""
    if isinstance(row["p_operator"], str):
        return printed_range(row)
    if row["significance"] in ("significant", "not_significant"):
        return printed_range(row | {"p_operator": ""})
    return PRange(0.0, 1.0)


def one_sided(rows: pd.DataFrame, side: str) -> pd.DataFrame:
    """Limits ``low``, ``high`` of each study's one-sided p for ``side``, "lower" or "higher"."""
    same = rows["direction"].eq(side)
    other = rows["direction"].isin(DIRECTED) & ~same
    near, far = rows["p_low"] / 2, rows["p_high"] / 2
    low = near.where(~other, 1 - far)
    high = far.where(same, 1 - near)
    return pd.DataFrame({"low": low, "high": high})


def signs(rows: pd.DataFrame) -> SignTest:
    """Sign test of the stated directions, and its range over the unstated ones."""
    counts = rows["direction"].value_counts()
    lower, higher = (int(counts.get(side, 0)) for side in DIRECTED)
    return sign_test(lower, higher, len(rows) - lower - higher)


def told_by_directions(rows: pd.DataFrame) -> Sentence:
    """Counts of directions, and the sign test."""
    found = signs(rows)
    return Sentence(
        f"{count(found.lower, 'study says', 'studies say').capitalize()} lower, "
        f"{found.higher} higher, and {found.unstated} state no direction. Among the stated ones "
        f"the exact sign test gives {p_value(found.pval)}; over every way in which the others "
        f"could point, p is {_span(found.extremes)}."
    )


def told_by_p(rows: pd.DataFrame, *, side: str) -> Sentence:
    """Fisher's and Stouffer's combined p for one side, as ranges, of the studies with a test."""
    tested = rows[rows["p_low"].gt(0) | rows["p_high"].lt(1)]
    limits = one_sided(tested, side)
    parts = [
        f"{name}'s method gives p {_span(combine(limits['low'], limits['high']))}"
        for name, combine in (("Fisher", fisher), ("Stouffer", stouffer))
    ]
    return Sentence(
        f"Combining the one-sided p values of the {count(len(tested), 'study', 'studies')} that "
        f"report a test, for “{side}”: {' and '.join(parts)}."
    )


def _span(p: PRange) -> str:
    low, high = _p(p.low), _p(p.high)
    return low if low == high else f"from {low} to {high}"


def _p(p: float) -> str:
    return "below 0.001" if p < 0.001 else f"{p:.3f}" if p < 0.1 else f"{p:.2f}"


def contours(told: pd.DataFrame, points: int = 60) -> Contours:
    """Curves of equal effect for the numbers of people in `directions`, for an albatross plot."""
    return smd_contours(np.linspace(20, told["n"].max() * 1.2, points))
