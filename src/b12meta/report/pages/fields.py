"""A raw row as names and values for a reader: all that was extracted, and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from b12meta.evidence.readable import plain
from b12meta.evidence.trace import site
from b12meta.report.pages.markdown import code, definitions, heading, link, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Cells = dict[str, str]

NAMES = {
    "fragment": "Printed",
    "n": "People",
    "n1": "People, first group",
    "n2": "People, second group",
    "n_ms": "People with MS",
    "n_control": "Controls",
    "stat": "Kind of numbers",
    "spread_stated": "Spread, as named",
    "centre": "Mean or median",
    "group_label": "Group, as worded",
    "timepoint": "Time",
    "derived_from_percent": "From a percentage",
    "sampling": "How people were chosen",
    "agreement": "Extracted by",
    "k": "Studies",
    "i2": "I²",
    "pmid": "PubMed",
    "ms_phase": "Phase of MS",
    "control_type": "Controls",
    "age_matched": "Same age",
    "outcome_set": "Outcomes",
    "status_note": "Evidence at hand",
    "n_compared": "Fields compared",
    "n_agree": "Fields that agree",
    "answerable_by": "Answerable by",
}
"""What stands before a value, where it is not the column's own name."""

MERGED = {
    "p": ("p_operator", "p_value"),
    "95% interval": ("ci_low", "ci_high"),
    "From … to": ("low", "high"),
    "Cut-off": ("cutoff_operator", "cutoff", "cutoff_unit"),
}
"""Columns that are one value to a reader."""

BETWEEN = {"95% interval": " to ", "From … to": " to "}

EXTRACTED = {
    "both": "both extractors, in agreement",
    "first_only": "the first extractor only",
    "second_only": "the second extractor only",
    "not_blind": "both extractors; the second had seen the value",
    "disputed": "both extractors, differently",
}

NO_NUMBER = "no number"
KINDS = {
    "mean_sd": "mean and standard deviation",
    "mean_se": "mean and standard error",
    "mean_only": "mean",
    "median_range": "median and range",
    "median_iqr": "median and quartiles",
    "median_only": "median",
}

LAST = ("notes", "agreement", "source_url")
CODED = ("direction", "significance", "stat", "spread_stated", "statistic", "timepoint", "matrix",
         "sampling", "topic", "decision", "design", "population", "ms_phase", "control_type",
         "quantity", "model", "unit", "analyte", "group", "group1", "group2", "outcome",
         "outcome_set")  # fmt: skip


def typed_rows(frame: pd.DataFrame) -> Iterator[tuple[int, Cells]]:
    """Rows of a raw table as typed, with their lines; empty cells are empty texts."""
    columns = [list(map(_typed, frame[name])) for name in frame.columns]
    for line, cells in zip(frame.index, zip(*columns, strict=True), strict=True):
        yield int(line), dict(zip(frame.columns, cells, strict=True))


def _typed(cell: Any) -> str:
    """Digits of a number as they were typed, but for zeros at its end."""
    if pd.isna(cell):
        return ""
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell)


def row_block(
    table: str,
    line: int,
    cells: Mapping[str, str],
    title: str,
    *,
    said: frozenset[str] = frozenset(),
    more: tuple[tuple[str, str], ...] = (),
    target: bool = True,
) -> str:
    """One raw row under a heading of its own, which links find.

    Parameters
    ----------
    table, line : str, int
        Name of the raw table, and line of the file.
    cells : mapping of str to str
        The row as typed.
    title : str
        What the row is about.
    said : set of str
        Columns that the title has said already.
    more : tuple of pairs
        Names and values, as Markdown, to stand before notes and source.
    target : bool
        False where another page owns the name of the row.
    """
    name = f"{table}-{line}"
    top = heading(3, title, target=name if target else "")
    pairs = [*_values(cells, said), *more, *_ending(cells), ("File", place(table, line))]
    own = "" if target else f'\n\n<span id="{name}"></span>'
    return f"{top}{own}\n\n{definitions(pairs)}"


def place(table: str, line: int) -> str:
    """File and line, as Markdown."""
    return f"data/raw/{table}.csv, line {line}"


def source(address: str, kind: str = "page") -> str:
    """A link to the page that was read, by its kind and the name of its site."""
    return link(f"{plain(kind)} on {site(address)}", address) if address else "no page located"


def _values(cells: Mapping[str, str], said: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Printed words first, then everything else in the order of the file."""
    if "fragment" in cells:
        yield _name("fragment"), code(cells["fragment"]) if cells["fragment"] else NO_NUMBER
    owner = {column: name for name, columns in MERGED.items() for column in columns}
    left = [name for name in cells if name not in said and name not in ("fragment", *LAST)]
    for column in left:
        name = owner.get(column)
        if name is None:
            yield _name(column), _value(column, cells[column])
        elif column == next(one for one in MERGED[name] if one in cells):
            parts = [cells[one] for one in MERGED[name] if cells.get(one)]
            yield name, text(BETWEEN.get(name, " ").join(parts)) if parts else ""


def _ending(cells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    shown: dict[str, Callable[[str], str]] = {
        "notes": text,
        "agreement": lambda cell: text(EXTRACTED.get(cell, cell)),
        "source_url": lambda cell: link(site(cell), cell),
    }
    names = {"source_url": "Read on"}
    for column in LAST:
        if cells.get(column):
            yield names.get(column, _name(column)), shown[column](cells[column])


def _name(column: str) -> str:
    words = NAMES.get(column, plain(column))
    return words[0].upper() + words[1:] if words[1:2].islower() else words


def _value(column: str, cell: str) -> str:
    if column == "stat":
        return KINDS.get(cell, text(plain(cell)))
    if column not in CODED or not cell:
        return text(cell)
    return text(", ".join(plain(part) for part in cell.split(";")))
