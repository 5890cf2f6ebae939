"""Counts whose denominator is in doubt, read the other way.

Where a page prints a percentage and two possible numbers of people, the tables hold the likelier
one and the note names both. Here the percentage is taken of the other one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.integrity.shares import PERCENT, fits
from b12meta.evidence.rows import records

if TYPE_CHECKING:
    from b12meta.tables import Tables

UNCERTAIN = re.compile(r"denominator uncertain \((\d+) or (\d+)")
"""How the extractors' notes name both denominators."""


def other_counts(tables: Tables) -> pd.DataFrame:
    """Counts of low B12 by the other denominator.

    Returns
    -------
    DataFrame
        Indexed by ``line`` of counts.csv: ``study_id``, ``group``, ``events`` and ``total`` as
        recorded, ``other_events`` and ``other_total``.
    """
    rows = tables.counts[tables.counts["outcome"].eq("low_b12")]
    rows = rows[[UNCERTAIN.search(str(note)) is not None for note in rows["notes"]]]
    others = [_other(row) for row in records(rows)]
    other = pd.DataFrame(others, index=rows.index, columns=["other_events", "other_total"])
    kept = rows[["study_id", "group", "events", "total"]]
    return kept.join(other.astype("Int64")).dropna()


def read_the_other_way(tables: Tables) -> Tables:
    """The same tables with every doubtful denominator of low B12 replaced by the other one."""
    others = other_counts(tables)
    counts = tables.counts.copy()
    counts.loc[others.index, "events"] = others["other_events"]
    counts.loc[others.index, "total"] = others["other_total"]
    return replace(tables, counts=counts)


def _other(row: dict[str, object]) -> tuple[int, int] | tuple[None, None]:
    """Events and total by the other denominator; nothing where no count fits the percentage."""
    named, printed = UNCERTAIN.search(str(row["notes"])), PERCENT.search(str(row["fragment"]))
    if named is None or printed is None:
        return None, None
    totals = [int(total) for total in named.groups() if int(total) != row["total"]]
    found = [(n, total) for total in totals for n in range(total + 1) if fits(printed[1], n, total)]
    return found[0] if len(found) == 1 else (None, None)
