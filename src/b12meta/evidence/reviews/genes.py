"""What genetic studies say of homocysteine, B12 and folate in MS, and how far that carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.evidence.readable import plain
from b12meta.evidence.reviews.results import GENETIC, every_result
from b12meta.evidence.rows import records
from b12meta.evidence.text import Sentence
from b12meta.evidence.trace import linked
from b12meta.evidence.words import interval, joined, number

if TYPE_CHECKING:
    from typing import Any

    from b12meta.tables import Tables


def genetic(tables: Tables) -> Sentence:
    """What genetic studies print, what their silence does not mean, and that they can mislead.

    Parameters
    ----------
    tables : Tables
        Checked raw tables.
    """
    rows = every_result(tables)
    rows = rows[rows["reason"].eq(GENETIC)]
    letter, others = rows[rows["model"].notna()], rows[rows["model"].isna()]
    printed = joined([_odds(row) for row in records(letter[letter["estimate"].notna()])])
    silent = letter[letter["estimate"].isna()]
    names = joined([plain(name) for name in silent["analyte"]])
    said = [f"{linked(row['review'], row['page_url'])}: {_noted(row)}" for row in records(others)]
    return Sentence(
        f"On genes, {printed}"
        + (f"; on {names} it states no significant relation without an estimate, which is not "
           "the same as no relation" if len(silent) else "")
        + (f". Beside it stands, without an interval, {joined(said)}" if said else "")
        + ". Genetic results can be confounded too, where a gene acts in other ways (pleiotropy) "
        "or differs between populations (stratification); they do not support reading the measured "
        "differences as more than an association."
    )  # fmt: skip


def _odds(row: dict[str, Any]) -> str:
    """A printed odds ratio, and how it stands to the higher homocysteine that is measured."""
    side = "opposite to" if row["estimate"] < 1 else "in line with"
    name = linked(f"{row['review']} {row['year']}", row["page_url"])
    return (
        f"one letter ({name}) prints an odds ratio of MS of {number(row['estimate'])} "
        f"({interval(row['ci_low'], row['ci_high'])}) per standard deviation of "
        f"genetically higher {plain(row['analyte'])}, {side} the higher levels that are measured"
    )


def _noted(row: dict[str, Any]) -> str:
    """What the extractors noted of a result that has no estimate with an interval."""
    page, _, words = str(row["notes"]).partition("; ")[0].partition(": ")
    return f"{words} ({page})" if words else page
