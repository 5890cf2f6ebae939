"""Counts against the percentages printed with them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from b12meta.evidence.integrity.finding import AGREES, DISAGREES, DOUBTFUL, NO_CHANGE, Finding
from b12meta.evidence.rows import records

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from b12meta.tables import Tables

PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s?%")


def counts_from_percents(tables: Tables) -> Iterator[Finding]:
    """Does the percentage belong to the count and its total, and to them alone?"""
    counts = tables.counts.reset_index()
    for row in records(counts[counts["fragment"].str.contains("%").fillna(value=False)]):
        printed = PERCENT.search(row["fragment"])
        if printed:
            others = _other_totals(counts, row["study_id"], int(row["total"]))
            derived = row["derived_from_percent"] == "yes"
            yield _judged(row, printed[1], others if derived else [])


def fits(text: str, events: int, total: int) -> bool:
    """Whether a printed percentage is that of a count, rounded or cut off.

    Examples
    --------
    >>> fits("26.3", 10, 38), fits("21.6", 13, 60), fits("16.6", 14, 83)
    (True, True, False)
    """
    decimals = len(text.partition(".")[2])
    share = 100 * events / total
    unit = 10.0**-decimals
    return -unit / 2 <= share - float(text) <= unit + 1e-9


def _judged(row: dict[str, object], text: str, others: list[int]) -> Finding:
    events, total = int(str(row["events"])), int(str(row["total"]))
    good = fits(text, events, total)
    near = others if good else sorted({*others, *range(total - 2, total + 3)} - {total})
    also = [f"{n} of {size}" for size in near for n in range(size + 1) if fits(text, n, size)]
    verdict = (DOUBTFUL if also else AGREES) if good else DISAGREES
    exact = f"{events} of {total} is {100 * events / total:.1f}%"
    return Finding(
        study_id=str(row["study_id"]),
        row=f"counts.csv:{row['line']}",
        check="count and percentage",
        printed=f"{text}%",
        recomputed=f"{exact}; {text}% fits {' or '.join(also)}" if also else exact,
        verdict=verdict,
        action=NO_CHANGE if verdict == AGREES else "used as recorded; the total is uncertain",
    )


def _other_totals(counts: pd.DataFrame, study_id: str, total: int) -> list[int]:
    """Other totals that the same study prints."""
    same = counts[counts["study_id"].eq(study_id)]["total"]
    return sorted({int(size) for size in same} - {total})
