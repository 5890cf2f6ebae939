"""The words of an effect-direction plot: cells, counts, and a description."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from b12meta.figures.direction_input import FINDINGS
from b12meta.figures.numbers import count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from b12meta.figures.direction_input import Cell, Finding, Record

__all__ = ["NAMES", "alt_text", "bands_in_words", "people", "tally"]

NAMES: Mapping[Finding, str] = {
    "lower": "lower",
    "higher": "higher",
    "not_different": "not different",
    "not_stated": "not stated",
}
_TESTED = {"significant": "significant", "not_significant": "not significant", "not_stated": ""}


def people(record: Record) -> str:
    """Number of people, or the range over its outcomes.

    >>> from b12meta.figures.direction_input import Cell, Record
    >>> cell = Cell(finding="lower", significance="not_stated", n=44.0)
    >>> people(Record(name="Sener", year=None, url=None, cells={"B12": cell}))
    '44'
    """
    sizes = record.sizes
    if not sizes:
        return ""
    return count(sizes[0]) if len(sizes) == 1 else f"{count(sizes[0])}–{count(sizes[-1])}"


def bands_in_words(bands: Sequence[float]) -> list[str]:
    """Name the bands of sample size, smallest first.

    >>> bands_in_words((50, 300))
    ['fewer than 50 people', '50 to 299', '300 or more']
    """
    edges = list(bands)
    between = [f"{a:g} to {b - 1:g}" for a, b in pairwise(edges)]
    return [f"fewer than {edges[0]:g} people", *between, f"{edges[-1]:g} or more"]


def tally(records: list[Record], outcome: str) -> dict[Finding, int]:
    """How many studies say what of one outcome."""
    said = [record.cells[outcome].finding for record in records if outcome in record.cells]
    return {finding: said.count(finding) for finding in FINDINGS}


def alt_text(records: list[Record], outcomes: Sequence[str]) -> str:
    """Describe the plot in words; the first sentence stands alone as its title."""
    many = "study" if len(records) == 1 else "studies"
    sentences = [f"Effect-direction plot of {len(records)} {many}: {', '.join(outcomes)}."]
    for outcome in outcomes:
        found = tally(records, outcome)
        numbers = ", ".join(f"{found[finding]} {NAMES[finding]}" for finding in FINDINGS)
        sentences.append(f"{outcome}, number of studies: {numbers}.")
    each = "; ".join(_record(record, outcomes) for record in records)
    return " ".join([*sentences, f"Each study: {each}."])


def _record(record: Record, outcomes: Sequence[str]) -> str:
    name = " ".join(filter(None, (record.name, count(record.year))))
    cells = [
        f"{outcome} {_cell(record.cells[outcome])}"
        for outcome in outcomes
        if outcome in record.cells
    ]
    return f"{name}: {', '.join(cells)}"


def _cell(cell: Cell) -> str:
    tested = "" if cell.finding == "not_different" else _TESTED[cell.significance]
    aside = ", ".join(filter(None, (tested, f"n = {cell.n:.0f}" if cell.n is not None else "")))
    return f"{NAMES[cell.finding]}{f' ({aside})' if aside else ''}"
