"""When results contradict each other: the rule that calls a question mixed (decision 11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

OPPOSITE = {"lower": "higher", "higher": "lower"}


def by_direction(rows: pd.DataFrame, *, claimed: str) -> str:
    """Verdict on a claimed direction from rows that state direction and significance, no effect.

    "mixed" when significant results lie on both sides, or when significant and null results stand
    side by side; "supported" or "contradicted" when all tested rows are significant on one side;
    "inconclusive" when all tested rows are null, for without a size nothing is excluded; "no usable
    evidence" when no row was tested.

    Parameters
    ----------
    rows : DataFrame
        Columns ``direction`` and ``significance``, as in contrasts.csv.
    claimed : {"lower", "higher"}
        What is claimed.

    Raises
    ------
    ValueError
        For another direction.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"direction": ["lower", "none_stated"],
    ...                      "significance": ["significant", "not_significant"]})
    >>> by_direction(rows, claimed="lower")
    'mixed'
    >>> by_direction(rows.head(1), claimed="higher")
    'contradicted'
    """
    if claimed not in OPPOSITE:
        raise ValueError(f"claimed: got {claimed!r}, expected 'lower' or 'higher'")
    significant = rows["significance"].eq("significant")
    sides = set(rows.loc[significant, "direction"]) & set(OPPOSITE)
    null = bool(rows["significance"].eq("not_significant").any())
    if len(sides) == 2 or (sides and null):
        return "mixed"
    if sides:
        return "supported" if claimed in sides else "contradicted"
    return "inconclusive" if null else "no usable evidence"
