"""Where everything in an effect-direction plot stands, in pixels from the top left corner.

    study   year   n  |  outcome   outcome   outcome

Columns are as wide as their widest word; the page is 700 px wide, and grows when outcomes need it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from b12meta.figures import theme
from b12meta.figures.direction_input import FINDINGS
from b12meta.figures.direction_marks import PICTURE
from b12meta.figures.direction_words import NAMES, people
from b12meta.figures.forest_columns import Column
from b12meta.figures.label import Style
from b12meta.figures.legend import SPACE, flow
from b12meta.figures.measure import shorten, wrap
from b12meta.figures.numbers import count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from b12meta.figures.direction_input import Finding, Record
    from b12meta.figures.legend import Entry, Key

__all__ = ["COUNTED", "HEADER_HEIGHT", "MARK", "Layout", "Line", "arrange"]

PAGE = 700.0
MARGIN = 4.0
GAP = 16.0
GUTTER = 28.0
HEADER_HEIGHT = 30.0
ROOM = 6.0
ROW = 24.0
COUNT_ROW = 20.0
NOTE_ROW = 17.0
MARK = 16.0
"""Room for the widest mark."""
NAME = 170.0
"""Most room for a name."""
BODY, SMALL = Style(), Style(theme.SMALL)
HEADER = Style(theme.SMALL, bold=True)
COUNTED = "Studies: {}"
_LEFT = {"study": "Study", "year": "Year", "n": "n"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A study, the middle of its line, its words; `full` is its name where it was shortened."""

    record: Record
    middle: float
    cells: Mapping[str, str]
    full: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """All positions; `outcomes` are left edges, `counts` middles of the lines that count."""

    columns: Mapping[str, Column]
    headers: Mapping[str, str]
    outcomes: Mapping[str, float]
    lines: tuple[Line, ...]
    counts: tuple[tuple[Finding, float], ...]
    legend: tuple[Entry, ...]
    notes: tuple[tuple[str, float], ...]
    panel: tuple[float, float, float, float]
    size: tuple[float, float]
    row: float = COUNT_ROW


def arrange(
    records: list[Record], outcomes: Sequence[str], keys: Sequence[Key], notes: list[str]
) -> Layout:
    """Measure and place."""
    cells = [_cells(record) for record in records]
    columns, x = _left(cells)
    start = x + GUTTER
    places, end = _outcomes(outcomes, start)
    width = max(PAGE, end + GAP)
    top = HEADER_HEIGHT + ROOM
    lines = tuple(
        _line(record, cell, top + (place + 0.5) * ROW, columns["study"].width)
        for place, (record, cell) in enumerate(zip(records, cells, strict=True))
    )
    bottom = top + len(lines) * ROW + ROOM
    counts = tuple(
        (finding, bottom + ROOM + (place + 0.5) * COUNT_ROW)
        for place, finding in enumerate(FINDINGS)
    )
    below = bottom + 3 * ROOM + len(FINDINGS) * COUNT_ROW
    entries, below = flow(keys, MARGIN, width - MARGIN, below, picture=PICTURE)
    foot, height = _foot(notes, width - 4 * MARGIN, below)
    heads = {name: Column(x, 0.0, "left") for name, x in places.items()}
    return Layout(
        columns=columns | {f"outcome {name}": column for name, column in heads.items()},
        headers={name: _LEFT[name] for name in columns}
        | {f"outcome {name}": name for name in heads},
        outcomes=places,
        lines=lines,
        counts=counts,
        legend=entries,
        notes=foot,
        panel=(start, HEADER_HEIGHT, width - MARGIN, bottom),
        size=(width, height),
    )


def _cells(record: Record) -> dict[str, str]:
    cells = {"study": record.name, "year": count(record.year), "n": people(record)}
    return {name: text for name, text in cells.items() if text}


def _left(cells: list[dict[str, str]]) -> tuple[dict[str, Column], float]:
    columns: dict[str, Column] = {}
    x = MARGIN
    for name, header in _LEFT.items():
        texts = [cell[name] for cell in cells if name in cell]
        if texts:
            wide = max([HEADER.width(header), *(BODY.width(text) for text in texts)])
            if name == "study":
                counted = max(BODY.width(COUNTED.format(words)) for words in NAMES.values())
                wide = max(min(wide, NAME), counted)
            columns[name] = Column(x, wide, "left" if name == "study" else "right")
            x += wide + GAP
    return columns, x - GAP


def _outcomes(outcomes: Sequence[str], start: float) -> tuple[dict[str, float], float]:
    """Left edges of the outcomes, spread over the page where there is room."""
    words = max(SMALL.width(text) for text in NAMES.values())
    widths = [max(MARK + SPACE / 2 + words, HEADER.width(name)) for name in outcomes]
    spare = PAGE - MARGIN - start - sum(widths) - GAP * (len(widths) - 1)
    gap = GAP + max(0.0, min(spare / len(widths), 4 * GAP))
    places, x = {}, start
    for name, wide in zip(outcomes, widths, strict=True):
        places[name] = x
        x += wide + gap
    return places, x - gap


def _line(record: Record, cells: dict[str, str], middle: float, room: float) -> Line:
    name = cells.get("study", "")
    short = shorten(name, room)
    full = None if short == name else name
    return Line(record=record, middle=middle, cells={**cells, "study": short}, full=full)


def _foot(notes: list[str], room: float, top: float) -> tuple[tuple[tuple[str, float], ...], float]:
    words = [part for note in notes for part in wrap(note, room, theme.SMALL)]
    placed = tuple((text, top + ROOM + (i + 0.5) * NOTE_ROW) for i, text in enumerate(words))
    return placed, top + ROOM + len(words) * NOTE_ROW
