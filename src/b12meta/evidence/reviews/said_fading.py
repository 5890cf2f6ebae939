"""Why the difference of the first review faded, in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeAlias

from b12meta.evidence.reviews.fading import before_and_since
from b12meta.evidence.reviews.results import ours, random_models
from b12meta.evidence.rows import records
from b12meta.evidence.text import Sentence
from b12meta.evidence.trace import linked
from b12meta.evidence.words import interval, joined, number

if TYPE_CHECKING:
    from collections.abc import Hashable

    import pandas as pd

    from b12meta.tables import Tables

Part: TypeAlias = "dict[Hashable, Any]"
"""A row of `before_and_since`."""


def faded(tables: Tables) -> Sentence:
    """Why the first difference faded, by our own studies before the first review and since."""
    parts = before_and_since(tables).to_dict("index")
    year = int(random_models(tables, "b12")["year"].min())
    early, late, every = (parts[name] for name in ("before", "since", "all"))
    if not late["k"]:
        return Sentence(f"None of our studies is later than {year}, the year of the first review.")
    names = ours(tables, "b12")
    return Sentence(
        f"Our own studies up to {year}, the year of the first review, give {_pool(early)}, those "
        f"since {_pool(late)}, and all of them {_pool(every)}. Wholly below zero lie "
        f"{_who(names, early)} of the earlier and {_who(names, late)} of the later ones. "
        f"{_nearer(early, late)}"
    )


def _pool(row: Part) -> str:
    return f"{number(row['estimate'])} ({interval(row['ci_low'], row['ci_high'])}; k = {row['k']})"


def _who(rows: pd.DataFrame, part: Part) -> str:
    """How many studies of a part lie below zero, by name."""
    found = rows.loc[part["below"]]
    names = [linked(f"{row['study']} {row['year']}", row["url"]) for row in records(found)]
    return f"{len(names)} of {part['k']} ({joined(names)})" if names else f"none of {part['k']}"


def _nearer(early: Part, late: Part) -> str:
    """What changed between earlier and later studies, and whether chance could have done it."""
    if any(math.isnan(part["estimate"]) for part in (early, late)):
        return "One of the two parts gives no estimate by itself, so they are not compared."
    nearer = abs(late["estimate"]) < abs(early["estimate"])
    what = (
        "So among our studies the difference faded, for later ones came nearer to zero"
        if nearer
        else "So among our studies it did not fade"
    )
    apart = early["ci_high"] < late["ci_low"] or late["ci_high"] < early["ci_low"]
    chance = (
        "and the two intervals do not overlap"
        if apart
        else "and as their intervals overlap, chance alone could have done it"
    )
    return f"{what}, {chance}."
