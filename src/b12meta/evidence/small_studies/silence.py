"""Studies that measured an analyte in patients and controls and say nothing of how they compare.

Some pages break off before the results; of others the abstract was read and says nothing. Full
texts were not read and may hold more. `silent` lists the studies with the sizes of their groups;
those that say something else than a comparison, such as counts, are in `elsewhere`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.chooser import choose
from b12meta.evidence.compare import comparisons
from b12meta.evidence.overview import ANALYTES, reported
from b12meta.evidence.readable import plain
from b12meta.evidence.remember import remembered
from b12meta.evidence.rows import records
from b12meta.evidence.small_studies.elsewhere import elsewhere
from b12meta.evidence.small_studies.studies import placed, with_controls
from b12meta.evidence.trace import site, study_page
from b12meta.evidence.words import study_name

if TYPE_CHECKING:
    from b12meta.tables import Tables

WORDS = {"b12": "B12", "homocysteine": "homocysteine", "folate": "folate|folic acid"}
"""What the extractors call an analyte in a note that says that it was measured."""

SIZES = re.compile(r"(\d+) (?:MS|patients)\b(?:[^;]*?(\d+) healthy|[^;]*? and (\d+))")
"""Group sizes at the head of a note: "42 MS and 31 healthy"."""

UNREAD = "results not read"
"""What `reported` says of a study of which it has no row."""

CUT_OFF = "the page breaks off before the results"
SAYS_NOTHING = "measured; the abstract does not come back to it"


@remembered
def silent(tables: Tables, analyte: str) -> pd.DataFrame:
    """Every silent study of an analyte, with the sizes of its groups where any page tells them.

    Parameters
    ----------
    tables : Tables
        Checked raw tables.
    analyte : {"b12", "homocysteine", "folate"}
        What was measured.

    Returns
    -------
    DataFrame
        Indexed by ``study_id``: ``study year controls printed`` (what there is instead), ``read``
        (False where the page breaks off), ``n1i n2i``, ``sizes`` (where they were found), ``notes``
        of the extractors, ``page_url source source_url``.
    """
    instead, rows = _instead(tables, analyte), with_controls(tables)
    heard = [*placed(tables, analyte).index, *elsewhere(tables, analyte).index]
    rows = rows[rows.index.isin(instead) & ~rows.index.isin(heard)].sort_values("year")
    printed = [_printed(str(note), instead[str(key)]) for key, note in rows["notes"].items()]
    return pd.DataFrame(
        {
            "study": [study_name(key, name) for key, name in rows["first_author"].items()],
            "year": rows["year"],
            "controls": rows["control_type"].str.replace("+", "_and_").map(plain),
            "printed": printed,
            "read": [words != CUT_OFF for words in printed],
            **_sizes(tables, rows),
            "notes": rows["notes"],
            "page_url": [study_page(str(key)) for key in rows.index],
            "source": rows["source_url"].map(site, na_action="ignore"),
            "source_url": rows["source_url"],
        },
        index=rows.index,
    )


def _instead(tables: Tables, analyte: str) -> dict[str, str]:
    """What studies with any trace of the analyte print: a row, the screening, or a note."""
    clause = re.compile(rf"(?:{WORDS[analyte]})[^;]*\bmeasured\b")
    notes = tables.studies.set_index("study_id")["notes"].dropna()
    noted = {str(key): UNREAD for key, note in notes.items() if clause.search(note)}
    found = reported(tables, analyte)["printed"]
    return noted | {str(key): str(words) for key, words in found.items()}


def _printed(note: str, instead: str) -> str:
    if instead != UNREAD:
        return instead
    return CUT_OFF if "cut off" in note else SAYS_NOTHING


def _sizes(tables: Tables, rows: pd.DataFrame) -> dict[str, object]:
    """Sizes from a comparison of any analyte, else from the head of the note, else missing."""
    chosen = choose(comparisons(tables, *ANALYTES)).chosen.dropna(subset=["n1i"])
    known = chosen.sort_values("n2i", na_position="last").drop_duplicates("study_id")
    found = known.set_index("study_id")[["n1i", "n2i"]].reindex(rows.index).astype("Int64")
    read = [_from_note(str(note)) for note in rows["notes"]]
    noted = pd.DataFrame(read, index=rows.index, columns=["n1i", "n2i"], dtype="Int64")
    sizes = found.mask(found["n1i"].isna(), noted)
    places = found["n1i"].notna().map({True: "the tables", False: "the extractors' note"})
    sources = [_source(*pair) for pair in zip(places, records(sizes), strict=True)]
    return {"n1i": sizes["n1i"], "n2i": sizes["n2i"], "sizes": sources}


def _from_note(note: str) -> tuple[int, int] | tuple[None, None]:
    """Group sizes at the head of a note.

    Examples
    --------
    >>> _from_note("80 MS, 86 neurological and 80 healthy controls; results cut off")
    (80, 80)
    >>> _from_note("208 consecutive clinic patients, blood from 165")
    (None, None)
    """
    read = SIZES.match(note)
    return (int(read[1]), int(read[2] or read[3])) if read else (None, None)


def _source(place: str, row: dict[str, object]) -> str:
    if pd.isna(row["n1i"]):  # type: ignore[call-overload]
        return "not printed"
    return f"{place}; controls not printed" if pd.isna(row["n2i"]) else place  # type: ignore[call-overload]
