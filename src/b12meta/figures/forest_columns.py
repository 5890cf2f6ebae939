"""The columns of words in a forest plot: how wide they are, and where they stand.

Left of the plot names give way when there is little room; numbers never do. Right of it the
effects and their limits stand under one heading, and bounds, which are no limits, end with their
digits.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from b12meta.figures import theme
from b12meta.figures.label import Align, Style

if TYPE_CHECKING:
    from collections.abc import Mapping

    from b12meta.figures.forest_lines import Line

__all__ = [
    "HEADER", "MARGIN", "TITLES", "Column", "headers", "left_columns", "right_columns",
    "right_width", "widths_of",
]  # fmt: skip

NAME = 130.0
"""Least room left to long names."""
MARGIN = 4.0
GAP = 16.0
WORD_SPACE = 5.0
BRACKET = round(Style().width("]"), 2)
"""Bounds end where the digits of the limits end, a bracket before their column."""
HEADER = Style(theme.SMALL, bold=True)

TITLES: Mapping[str, str] = MappingProxyType({
    "study": "Study", "year": "Year", "n1": "n MS", "n2": "n control", "count": "Studies",
    "weight": "Weight",
})  # fmt: skip
"""Words over the columns, but for the effects."""

_LEFT = ("study", "year", "n1", "n2", "count")
_OUTER = ("spread", "weight")


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


def widths_of(lines: list[Line], titles: Mapping[str, str] = TITLES) -> dict[str, float]:
    """Widest word of each column that has any, its header included."""
    widths: dict[str, float] = {}
    for line in lines:
        for name, text in line.cells.items():
            widths[name] = max(widths.get(name, 0.0), line.style_of(name).width(text))
    for name, header in titles.items():
        if name in widths:
            widths[name] = max(widths[name], HEADER.width(header))
    if "k" in widths:
        spare = widths["n2"] + (GAP + widths["n1"] if "n1" in widths else 0.0)
        widths["n2"] += max(0.0, widths.pop("k") - spare)
    return widths


def left_columns(
    lines: list[Line], widths: dict[str, float], room: float
) -> tuple[dict[str, Column], float]:
    """Columns left of the plot and their whole width: long names give way, other words do not."""
    others = sum(GAP + widths[name] for name in _LEFT[1:] if name in widths)
    spans = [line.style.width(line.span) for line in lines if line.kind != "note"]
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


def right_width(widths: dict[str, float], effect_header: str) -> float:
    """Width of all columns right of the plot."""
    cells = [widths[name] for name in ("effect", "low", "high") if name in widths]
    interval = sum(cells) + 2 * WORD_SPACE
    bounds = widths["bounds"] + BRACKET if "bounds" in widths else 0.0
    outer = _outer_width(widths)
    return max(interval, bounds, HEADER.width(effect_header)) + outer


def _outer_width(widths: Mapping[str, float]) -> float:
    """Width of what stands right of the effects."""
    return sum(GAP + widths[name] for name in _OUTER if name in widths)


def right_columns(widths: dict[str, float], x: float, whole: float) -> dict[str, Column]:
    """Columns right of the plot, from the outer edge inwards."""
    columns: dict[str, Column] = {}
    end = x + whole
    outer = end - _outer_width(widths)
    columns["header"] = Column(x, outer - x, "right")
    columns["bounds"] = Column(x, outer - BRACKET - x, "right")
    for key in (*_OUTER, "high", "low", "effect"):
        if key in widths:
            columns[key] = Column(end - widths[key], widths[key], "right")
            end -= widths[key] + (GAP if key in _OUTER else WORD_SPACE)
    return columns


def headers(
    columns: Mapping[str, Column], effect_header: str, titles: Mapping[str, str] = TITLES
) -> dict[str, str]:
    """Words over the columns; those over the effects end where the limits end."""
    named = {name: words for name, words in titles.items() if name in columns}
    return named | {"header": effect_header}
