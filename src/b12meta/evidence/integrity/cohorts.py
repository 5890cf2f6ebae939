"""The same people under two names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.evidence.integrity.finding import DOUBTFUL, Finding
from b12meta.evidence.rows import records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from b12meta.tables import Tables


def same_people(tables: Tables) -> Iterator[Finding]:
    """Studies of one trial or cohort, which count once."""
    studies = tables.studies.reset_index()
    for row in records(studies[studies["same_cohort_as"].notna()]):
        yield Finding(
            study_id=row["study_id"],
            row=f"studies.csv:{row['line']}",
            check="same people",
            printed=f"same trial or cohort as {row['same_cohort_as']}",
            recomputed="one group of people",
            verdict=DOUBTFUL,
            action="counted once (decision 4)",
        )
