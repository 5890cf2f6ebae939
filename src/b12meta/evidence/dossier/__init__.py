"""All that is known of one study: what was read, what was printed, and what became of it.

A dossier is a pure function of the raw tables, so a page made of it is one too. It repeats nothing
that is computed elsewhere: comparisons, choices, effects and findings are those of the answers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from b12meta.evidence.dossier.placed import measured, placed
from b12meta.evidence.dossier.standing import standing
from b12meta.evidence.dossier.uses import Place, Use, uses
from b12meta.evidence.integrity import findings
from b12meta.evidence.rows import records
from b12meta.evidence.words import study_name

if TYPE_CHECKING:
    import pandas as pd

    from b12meta.evidence.text import Sentence
    from b12meta.tables import Tables

__all__ = ["RAW", "Dossier", "dossiers", "study_label"]

RAW = ("arms", "contrasts", "counts", "screening")
"""Raw tables with rows of a study, besides studies.csv itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One study.

    Attributes
    ----------
    study_id, name : str
        Its key, and its name for readers, "Sener 1996".
    study : DataFrame, one row
        Its row of studies.csv, indexed by line.
    rows : dict of str to DataFrame
        Its rows of each raw table in `RAW`, indexed by line.
    twins : tuple of str
        Studies of the same people.
    placed : DataFrame
        Its comparisons with controls in blood; see `b12meta.evidence.dossier.placed`.
    measured : DataFrame
        Effects of those that print means, in each measure.
    findings : DataFrame
        What the checks of printed numbers say of it.
    uses : dict of (str, int) to Use
        Raw row (table, line) to what the headline pools make of it; shared by all dossiers.
    standing : Sentence
        In which pools it stands, or why in none.
    """

    study_id: str
    name: str
    study: pd.DataFrame
    rows: dict[str, pd.DataFrame]
    twins: tuple[str, ...]
    placed: pd.DataFrame
    measured: pd.DataFrame
    findings: pd.DataFrame
    uses: dict[Place, Use]
    standing: Sentence


def dossiers(tables: Tables) -> dict[str, Dossier]:
    """The dossier of every study, by ``study_id``, in the order of studies.csv.

    Examples
    --------
    >>> from b12meta import load_tables
    >>> print(dossiers(load_tables())["najafi2012"].standing)
    In the headline pool of B12 (means printed).
    """
    everywhere = placed(tables)
    found = findings(tables)
    sizes = measured(everywhere, found)
    used = uses(tables, everywhere)
    twins = _twins(tables)
    return {
        row["study_id"]: _dossier(tables, row, twins, everywhere, sizes, found, used)
        for row in records(tables.studies)
    }


def study_label(key: str, author: object, year: object) -> str:
    """Name and year for readers; a key that is all there is says its own year.

    Examples
    --------
    >>> study_label("nozari2019b", "Nozari E", 2019), study_label("uaq_thesis", "", "")
    ('Nozari 2019b', 'uaq_thesis')
    """
    if not isinstance(author, str) or not author:
        return key
    if not str(year).isdecimal():
        return study_name(key, author)
    letter = re.search(rf"{year}([a-z])$", key)
    return f"{study_name(key, author)} {year}{letter[1] if letter else ''}"


def _dossier(
    tables: Tables,
    row: dict[str, Any],
    twins: dict[str, tuple[str, ...]],
    everywhere: pd.DataFrame,
    sizes: pd.DataFrame,
    found: pd.DataFrame,
    used: dict[Place, Use],
) -> Dossier:
    key = str(row["study_id"])
    rows = {table: _of(getattr(tables, table), key) for table in RAW}
    own = _of(everywhere, key)
    return Dossier(
        study_id=key,
        name=study_label(key, row["first_author"], row["year"]),
        study=_of(tables.studies, key),
        rows=rows,
        twins=twins.get(key, ()),
        placed=own,
        measured=_of(sizes, key),
        findings=_of(found, key),
        uses=used,
        standing=standing(own, rows, used),
    )


def _of(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    return frame[frame["study_id"].eq(key).fillna(value=False)]


def _twins(tables: Tables) -> dict[str, tuple[str, ...]]:
    """Studies of the same people, named from both sides."""
    found: dict[str, tuple[str, ...]] = {}
    linked = tables.studies[tables.studies["same_cohort_as"].notna()]
    for one, other in zip(linked["study_id"], linked["same_cohort_as"], strict=True):
        found[one] = (*found.get(one, ()), other)
        found[other] = (*found.get(other, ()), one)
    return found
