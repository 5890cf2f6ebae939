"""Names of studies and outcomes for a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.evidence.readable import WORDS, plain
from b12meta.evidence.trace import linked, study_page
from b12meta.evidence.words import number, study_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from b12meta.tables import Tables


LARGE = 20
"""Odds ratio from which on decimals are not shown."""


def outcome_words(outcome: str) -> str:
    """An outcome of counts.csv as words.

    >>> outcome_words("raised_mma_or_homocysteine"), outcome_words("low_rbc_b12")
    ('raised MMA or homocysteine', 'low red cell B12')
    """
    special = WORDS | {"rbc": "red cell", "r": "R", "binder": "binder capacity"}
    return " ".join(special.get(word, word) for word in outcome.split("_"))


def group_words(group: str) -> str:
    """A group of counts.csv as words.

    >>> group_words("ms_or_neuro_control")
    'MS or neurological controls'
    """
    return " or ".join(map(plain, group.split("_or_")))


def ratio(value: float) -> str:
    """An odds ratio as text; no decimals where they mean nothing.

    >>> ratio(1.3146), ratio(337.77), ratio(float("inf"))
    ('1.31', '338', '∞')
    """
    return number(value, 2 if value < LARGE else 0)


def ratio_interval(low: float, high: float) -> str:
    """Two limits of an odds ratio.

    >>> ratio_interval(0.8223, 337.77)
    '0.82 to 338'
    """
    return f"{ratio(low)} to {ratio(high)}"


def with_names(rows: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Rows with `study`, `year` and `country`, and the page of the study, by ``study_id``."""
    studies = tables.studies.set_index("study_id")
    about = studies.loc[rows["study_id"], ["first_author", "year", "country"]]
    names = [study_name(key, author) for key, author in about["first_author"].items()]
    return rows.assign(
        study=names,
        year=about["year"].to_numpy(),
        country=about["country"].to_numpy(),
        page_url=rows["study_id"].map(study_page),
    )


def link(row: Mapping[str, object]) -> str:
    """A study's name and year that lead to its page."""
    return linked(f"{row['study']} {row['year']}", str(row["page_url"]))
