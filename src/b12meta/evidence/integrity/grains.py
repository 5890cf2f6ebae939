"""Means and standard deviations of whole numbers can only take certain values.

The mean of n whole numbers is a multiple of 1/n, and the sum of their squares has the parity of
their sum. Ages in years are the only whole numbers whose means are printed here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.evidence.integrity.finding import AGREES, DISAGREES, UNCHECKED, Finding, half_unit
from b12meta.evidence.rows import records
from b12meta.stats.grim import grim, grimmer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from b12meta.tables import Tables


def whole_numbers(tables: Tables) -> Iterator[Finding]:
    """GRIM and GRIMMER on the printed ages."""
    arms = tables.arms.reset_index()
    for row in records(arms[arms["analyte"].eq("age") & arms["n"].notna()]):
        halves = (
            half_unit(row["centre"], row["fragment"]),
            half_unit(row["spread"], row["fragment"]),
        )
        testable = row["n"] * halves[0] * 2 < 1
        mean = grim(row["centre"], int(row["n"]), half=halves[0])
        both = mean and grimmer(
            row["centre"], row["spread"], int(row["n"]), half=halves[0], sd_half=halves[1]
        )
        yield Finding(
            study_id=row["study_id"],
            row=f"arms.csv:{row['line']}",
            check="mean and spread of whole numbers",
            printed=f"{row['centre']:g} ± {row['spread']:g}, n = {row['n']}",
            recomputed="possible" if both else "no such whole numbers exist",
            verdict=(AGREES if both else DISAGREES) if testable else UNCHECKED,
        )
