"""Where everything in a specification curve stands: the curve above, its choices in rows below."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from b12meta.figures import theme
from b12meta.figures.forest_axis import tick_labels, window
from b12meta.figures.forest_lines import Line, Mark
from b12meta.figures.label import Style
from b12meta.figures.measure import shorten
from b12meta.figures.numbers import Scale
from b12meta.figures.scatter_view import GAP, MARGIN, PAGE, QUIET, Panel, View

if TYPE_CHECKING:
    from b12meta.figures.scatter_view import Tick
    from b12meta.figures.specification_input import Specifications

__all__ = ["HEADING", "OPTION", "Heading", "Plot", "Row", "arrange"]

TOP = 30.0
CURVE = 230.0
"""Height of the curve."""
FIRST = 14.0
"""From the curve to the first choice."""
HEADING_ROW, OPTION_ROW = 20.0, 16.0
BETWEEN = 5.0
NAME = 190.0
"""Most room for the name of an option."""
INDENT = 10.0
HEADING = Style(theme.SMALL, bold=True)
OPTION = Style(theme.SMALL)


class Heading(NamedTuple):
    """Name of a choice, as it is shown and in full, and the middle of its line."""

    middle: float
    name: str
    full: str | None


class Row(NamedTuple):
    """An option: middle of its line, its name and how many use it; and which one it is."""

    middle: float
    name: str
    full: str | None
    total: str
    choice: int
    option: int


class Plot(NamedTuple):
    """The panel of the curve, its window and ticks, the rows below it, and where they end."""

    panel: Panel
    view: View
    up: list[Tick]
    scale: Scale
    headings: list[Heading]
    rows: list[Row]
    bottom: float
    indent: float

    @property
    def pitch(self) -> float:
        """Pixels from one specification to the next."""
        return self.view.width / self.view.high


def arrange(found: Specifications, smallest: float, *, ratio: bool) -> Plot:
    """Measure and place; `smallest` is 0 where there is no smallest effect of interest."""
    floor, roof = reach(found, smallest)
    scale = Scale.of((*found.estimate.tolist(), floor, roof), ratio=ratio)
    up = list(zip(*tick_labels(floor, roof, scale, CURVE), strict=True))
    room = _room(found, [words for _, words in up])
    counts = [f"{total:,}" for one in found.choices for total in one.used.sum(0).tolist()]
    side = max([QUIET.width("n"), *(QUIET.width(words) for words in counts)])
    panel = Panel(
        math.ceil(MARGIN + room + GAP), TOP, math.floor(PAGE - MARGIN - side - GAP), TOP + CURVE
    )
    view = View(0.0, float(found.n), floor, roof, panel.width, panel.height)
    headings, rows, bottom = _rows(found, room, panel.bottom + FIRST)
    return Plot(panel, view, up, scale, headings, rows, bottom, MARGIN + INDENT)


def reach(found: Specifications, smallest: float) -> tuple[float, float]:
    """Least and greatest effect that is shown; a few wide intervals are cut."""
    columns = (found.estimate.tolist(), found.low.tolist(), found.high.tolist())
    marks = [Mark(effect=at, low=low, high=high) for at, low, high in zip(*columns, strict=True)]
    low, high = window([Line(kind="refit", mark=mark) for mark in marks])
    beyond = 1.1 * smallest
    return min(low, -beyond), max(high, beyond)


def _room(found: Specifications, ticks: list[str]) -> float:
    """Width of the names, or of the ticks above them if these are wider."""
    names = [HEADING.width(one.name) for one in found.choices]
    names += [INDENT + OPTION.width(word) for one in found.choices for word in one.options]
    return max(min(max(names), NAME), *(QUIET.width(words) for words in ticks))


def _rows(found: Specifications, room: float, top: float) -> tuple[list[Heading], list[Row], float]:
    """Lines of all choices from the top downwards, and where the last one ends."""
    headings, rows, y = [], [], top
    for place, choice in enumerate(found.choices):
        name, full = _cut(choice.name, room, bold=True)
        headings.append(Heading(y + HEADING_ROW / 2, name, full))
        y += HEADING_ROW
        for option, words in enumerate(choice.options):
            name, full = _cut(words, room - INDENT)
            total = f"{int(choice.used[:, option].sum()):,}"
            rows.append(Row(y + OPTION_ROW / 2, name, full, total, place, option))
            y += OPTION_ROW
        y += BETWEEN
    return headings, rows, y - BETWEEN


def _cut(words: str, room: float, *, bold: bool = False) -> tuple[str, str | None]:
    """Words as far as there is room, and all of them if some had to go."""
    short = shorten(words, room, theme.SMALL, bold=bold)
    return short, None if short == words else words
