"""Where everything in a forest plot stands, in pixels from the top left corner.

Columns are as wide as their widest word, measured; the plot takes what is left of a 700 px page,
and the page grows when the numbers leave too little. Only names of studies are ever shortened.
Because every width is known, nothing can overlap.

    study   year  n MS  n control |  plot  | effect [low, high]  weight
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from b12meta.figures import theme
from b12meta.figures.forest_columns import (
    HEADER,
    MARGIN,
    TITLES,
    Column,
    headers,
    left_columns,
    right_columns,
    right_width,
    widths_of,
)
from b12meta.figures.label import Style
from b12meta.figures.legend import Entry, Key, flow
from b12meta.figures.measure import shorten, wrap

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from b12meta.figures.forest_lines import Line

__all__ = ["HEADER", "HEADER_HEIGHT", "NOTE", "Column", "Layout", "Placed", "arrange"]

PAGE = 700.0
PANEL = 210.0
"""Least width of the plot."""
GUTTER = 20.0
"""Space either side of the plot."""
HEADER_HEIGHT = 30.0
HEADER_ROOM = 6.0
AXIS_HEIGHT = 48.0
FOOT = 10.0
NOTE_ROW = 17.0
NOTE = Style(theme.SMALL, opacity=theme.QUIET)


@dataclass(frozen=True, slots=True)
class Placed:
    """A line and the height of its middle; `full` is the name where it was shortened."""

    line: Line
    middle: float
    full: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """All positions.

    `panel` is left, top, right and bottom of the plot; `notes` are words and their middle.
    """

    columns: Mapping[str, Column]
    headers: Mapping[str, str]
    lines: tuple[Placed, ...]
    legend: tuple[Entry, ...]
    notes: tuple[tuple[str, float], ...]
    panel: tuple[float, float, float, float]
    size: tuple[float, float]


def arrange(
    lines: list[Line],
    effect_header: str,
    notes: list[str],
    keys: Sequence[Key] = (),
    page: float = PAGE,
    titles: Mapping[str, str] = TITLES,
) -> Layout:
    """Measure and place.

    Parameters
    ----------
    lines : list of Line
        From top to bottom.
    effect_header : str
        Over the effects.
    notes : list of str
        Below the plot, broken where they need to be.
    keys : sequence of Key
        What the marks mean, between plot and notes.
    page : float
        Width to fill; more is taken when the numbers need it.
    titles : mapping of str to str
        Words over the other columns.
    """
    lines = _place_k(lines)
    widths = widths_of(lines, titles)
    right = right_width(widths, effect_header)
    room = page - 2 * MARGIN - 2 * GUTTER - right - PANEL
    left, block = left_columns(lines, widths, room)
    lines, names = _fit(lines, left["study"].width, block)
    start = MARGIN + block + GUTTER
    end = max(start + PANEL, page - MARGIN - right - GUTTER)
    columns = left | right_columns(widths, end + GUTTER, right)
    placed, bottom = _stack(lines, names)
    width = end + GUTTER + right + MARGIN
    legend, below = _legend(keys, width - MARGIN, bottom + AXIS_HEIGHT)
    foot, height = _foot(notes, width - 2 * MARGIN, below)
    return Layout(
        columns=columns,
        headers=headers(columns, effect_header, titles),
        lines=placed,
        legend=legend,
        notes=foot,
        panel=(start, HEADER_HEIGHT, end, bottom),
        size=(width, height),
    )


def _place_k(lines: list[Line]) -> list[Line]:
    """Put the number of studies of a review under the n columns if free, else by its name."""
    has_column = any("n2" in line.cells for line in lines)
    return [_with_k(line, has_column) if "k" in line.cells else line for line in lines]


def _with_k(line: Line, has_column: bool) -> Line:
    cells = dict(line.cells)
    if has_column and not cells.keys() & {"n1", "n2"}:
        return line
    k = cells.pop("k")
    return replace(line, cells={**cells, "study": f"{cells['study']}, {k}"})


def _fit(lines: list[Line], room: float, block: float) -> tuple[list[Line], list[str | None]]:
    """Shorten names and small words; return the full ones where they were shortened."""
    fitted: list[Line] = []
    names: list[str | None] = []
    for line in lines:
        name = line.cells.get("study", "") or line.span
        short = shorten(name, block if line.span else room, line.style.size, bold=line.style.bold)
        if short == name:
            fitted.append(line)
        elif line.span:
            fitted.append(replace(line, span=short))
        else:
            fitted.append(replace(line, cells={**line.cells, "study": short}))
        names.append(None if short == name else name)
    return fitted, names


def _legend(keys: Sequence[Key], right: float, top: float) -> tuple[tuple[Entry, ...], float]:
    return flow(keys, MARGIN, right, top + FOOT / 2) if keys else ((), top)


def _stack(lines: list[Line], names: list[str | None]) -> tuple[tuple[Placed, ...], float]:
    y = HEADER_HEIGHT + HEADER_ROOM
    placed = []
    for line, full in zip(lines, names, strict=True):
        y += line.above
        placed.append(Placed(line, y + line.height / 2, full))
        y += line.height
    return tuple(placed), y + HEADER_ROOM


def _foot(notes: list[str], room: float, top: float) -> tuple[tuple[tuple[str, float], ...], float]:
    words = [part for note in notes for part in wrap(note, room, NOTE.size)]
    if not words:
        return (), top
    start = top + FOOT + NOTE_ROW / 2
    return (
        tuple((text, start + place * NOTE_ROW) for place, text in enumerate(words)),
        top + FOOT + len(words) * NOTE_ROW + FOOT / 2,
    )
