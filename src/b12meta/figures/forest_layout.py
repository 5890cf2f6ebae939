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
from b12meta.figures.forest_lines import ROW, Line
from b12meta.figures.label import Align, Style
from b12meta.figures.measure import shorten, wrap

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["HEADER", "HEADER_HEIGHT", "NOTE", "Column", "Layout", "Placed", "arrange"]

PAGE = 700.0
PANEL = 210.0
"""Least width of the plot."""
NAME = 130.0
"""Least room left to long names."""
MARGIN = 4.0
GAP = 16.0
GUTTER = 20.0
"""Space either side of the plot."""
WORD_SPACE = 5.0
HEADER_HEIGHT = 30.0
HEADER_ROOM = 6.0
AXIS_HEIGHT = 48.0
FOOT = 10.0
NOTE_ROW = 17.0
NOTE = Style(theme.SMALL, opacity=theme.QUIET)
HEADER = Style(theme.SMALL, bold=True)

_LEFT = ("study", "year", "n1", "n2")
_HEADERS = {"study": "Study", "year": "Year", "n1": "n MS", "n2": "n control", "weight": "Weight"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of text: left edge, width, and which edge its words keep to."""

    x: float
    width: float
    align: Align

    @property
    def anchor(self) -> float:
        """Where its words start or end."""
        return self.x if self.align == "left" else self.x + self.width


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
    notes: tuple[tuple[str, float], ...]
    panel: tuple[float, float, float, float]
    size: tuple[float, float]


def arrange(lines: list[Line], effect_header: str, notes: list[str], page: float = PAGE) -> Layout:
    """Measure and place.

    Parameters
    ----------
    lines : list of Line
        From top to bottom.
    effect_header : str
        Over the effects.
    notes : list of str
        Below the plot, broken where they need to be.
    page : float
        Width to fill; more is taken when the numbers need it.
    """
    lines = _place_k(lines)
    widths = _widths(lines)
    right_width = _right_width(widths, effect_header)
    room = page - 2 * MARGIN - 2 * GUTTER - right_width - PANEL
    left, block = _left(lines, widths, room)
    lines, names = _fit(lines, left["study"].width)
    start = MARGIN + block + GUTTER
    end = max(start + PANEL, page - MARGIN - right_width - GUTTER)
    columns = left | _right(widths, end + GUTTER, right_width)
    placed, bottom = _stack(lines, names)
    width = end + GUTTER + right_width + MARGIN
    foot, height = _foot(notes, width - 2 * MARGIN, bottom + AXIS_HEIGHT)
    return Layout(
        columns=columns,
        headers=_headers(columns, effect_header),
        lines=placed,
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


def _widths(lines: list[Line]) -> dict[str, float]:
    """Widest word of each column that has any, its header included."""
    widths: dict[str, float] = {}
    for line in lines:
        for name, text in line.cells.items():
            widths[name] = max(widths.get(name, 0.0), line.style.width(text))
    for name, header in _HEADERS.items():
        if name in widths:
            widths[name] = max(widths[name], HEADER.width(header))
    if "k" in widths:
        spare = widths["n2"] + (GAP + widths["n1"] if "n1" in widths else 0.0)
        widths["n2"] += max(0.0, widths.pop("k") - spare)
    return widths


def _left(
    lines: list[Line], widths: dict[str, float], room: float
) -> tuple[dict[str, Column], float]:
    """Columns left of the plot and their whole width: long names give way, other words do not."""
    others = sum(GAP + widths[name] for name in _LEFT[1:] if name in widths)
    spans = [line.style.width(line.span) for line in lines]
    name = min(widths["study"], max(NAME, room - others))
    block = max(name + others, *spans, NAME)
    widths = widths | {"study": block - others}
    columns, x = {}, MARGIN
    for key in _LEFT:
        if key in widths:
            columns[key] = Column(x, widths[key], "left" if key == "study" else "right")
            x += widths[key] + GAP
    if "n2" in columns:
        columns["k"] = columns["n2"]
    return columns, block


def _right_width(widths: dict[str, float], effect_header: str) -> float:
    interval = widths["effect"] + widths["low"] + widths["high"] + 2 * WORD_SPACE
    weight = GAP + widths["weight"] if "weight" in widths else 0.0
    return max(interval, HEADER.width(effect_header)) + weight


def _right(widths: dict[str, float], x: float, whole: float) -> dict[str, Column]:
    """Columns right of the plot, from the outer edge inwards."""
    columns: dict[str, Column] = {}
    end = x + whole
    for key in ("weight", "high", "low", "effect"):
        if key in widths:
            columns[key] = Column(end - widths[key], widths[key], "right")
            end -= widths[key] + (GAP if key == "weight" else WORD_SPACE)
    return columns


def _fit(lines: list[Line], room: float) -> tuple[list[Line], list[str | None]]:
    """Shorten names; return with each line the full name where it was shortened."""
    fitted: list[Line] = []
    names: list[str | None] = []
    for line in lines:
        name = line.cells.get("study", "")
        short = shorten(name, room, line.style.size)
        fitted.append(
            line if short == name else replace(line, cells={**line.cells, "study": short})
        )
        names.append(None if short == name else name)
    return fitted, names


def _stack(lines: list[Line], names: list[str | None]) -> tuple[tuple[Placed, ...], float]:
    y = HEADER_HEIGHT + HEADER_ROOM
    placed = []
    for line, full in zip(lines, names, strict=True):
        y += line.above
        placed.append(Placed(line, y + ROW / 2, full))
        y += ROW
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


def _headers(columns: Mapping[str, Column], effect_header: str) -> dict[str, str]:
    """Words over the columns; those over the effects end where the limits end."""
    named = {name: words for name, words in _HEADERS.items() if name in columns}
    return named | {"high": effect_header}
