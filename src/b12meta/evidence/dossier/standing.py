"""In which headline pools a study stands; or, in plain words, why in none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.evidence.levels import LEVEL_NAMES
from b12meta.evidence.readable import plain
from b12meta.evidence.rows import records
from b12meta.evidence.text import Sentence
from b12meta.evidence.words import joined

if TYPE_CHECKING:
    import pandas as pd

    from b12meta.evidence.dossier.uses import Place, Use


def standing(
    placed_rows: pd.DataFrame, rows: dict[str, pd.DataFrame], uses: dict[Place, Use]
) -> Sentence:
    """A study's place in the headline pools.

    Parameters
    ----------
    placed_rows : DataFrame
        The study's rows of `placed`.
    rows : dict of str to DataFrame
        Its raw rows by table.
    uses : dict
        From `uses`.
    """
    pooled = records(placed_rows[placed_rows["pooled"].astype(bool)])
    if pooled:
        pools = [f"{plain(row['analyte'])} ({LEVEL_NAMES[row['level']].lower()})" for row in pooled]
        return Sentence(f"In the headline {'pools' if pools[1:] else 'pool'} of {joined(pools)}.")
    places = [(table, line) for table in rows for line in rows[table].index]
    reasons = dict.fromkeys(uses[place].why for place in places if place in uses)
    if reasons:
        return Sentence(f"In no headline pool of comparisons: {'; '.join(reasons)}.")
    return Sentence(
        f"In no headline pool of comparisons: no row was extracted{_screened(rows['screening'])}."
    )


def _screened(screening: pd.DataFrame) -> str:
    """What the screening says of a study without rows."""
    parts = [[plain(row["decision"]), row["reason"]] for row in records(screening)]
    said = [": ".join(part for part in pair if isinstance(part, str)) for pair in parts]
    return f" ({'; '.join(said)})" if said else ""
