"""Where everything in a figure of priors stands, in pixels from the top left corner.

    prior  |  curve of the mean effect  |  median [interval]  |  curve of tau  |  median [interval]

The panel of the mean is the Axes; that of tau lies beside it, with a scale of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from b12meta.figures import theme
from b12meta.figures.forest_columns import Column
from b12meta.figures.label import Style
from b12meta.figures.measure import shorten
from b12meta.figures.numbers import Scale
from b12meta.figures.prior_input import QUANTITIES, ends_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from b12meta.figures.prior_input import Found, Row

__all__ = ["BODY", "CLOUD", "HEADER", "MARGIN", "TOP", "Layout", "Panel", "Place", "arrange"]

PAGE = 700.0
MARGIN = 4.0
GUTTER = 18.0
TOP = 30.0
"""Height of the headers."""
CLOUD = 34.0
"""Room for a curve above its line."""
MARK = 9.0
"""From the line of a curve down to its mark."""
LOW = 12.0
"""From a mark to the next row."""
NAME = 170.0
LEAST = {"mu": 170.0, "tau": 120.0}
"""Least width of the panels."""
SHARE = 0.6
"""Of the room for both panels, what that of the mean takes."""
REACH = 1.0
"""How far the picture goes beyond all medians for the sake of an interval, in usual intervals."""
TAILS = 0.25
"""How far it goes beyond the intervals for the sake of curves."""
PAD = 0.04
BODY = Style()
HEADER = Style(theme.SMALL, bold=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A picture: its edges, the values it shows, and how they are written."""

    left: float
    right: float
    low: float
    high: float
    scale: Scale

    def x(self, value: float) -> float:
        """Pixels from the left of the figure."""
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A row: foot of its curves, middle of its words and marks, its words."""

    foot: float
    middle: float
    name: str
    full: str | None
    numbers: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """All positions; `rows` in the order of what they show."""

    name: Column
    numbers: dict[str, Column]
    panels: dict[str, Panel]
    rows: tuple[Place, ...]
    bottom: float
    width: float


def arrange(rows: Sequence[Row], header: str) -> Layout:
    """Measure and place; `header` stands over the columns of numbers."""
    scales = {name: Scale.of(_core(rows, name), ratio=False) for name in QUANTITIES}
    said = [{name: numbers(row.of(name), scales[name]) for name in QUANTITIES} for row in rows]
    wide = {name: max(BODY.width(words[name]) for words in said) for name in QUANTITIES}
    wide = {name: max(width, HEADER.width(header)) for name, width in wide.items()}
    room = min(NAME, max(HEADER.width("Prior on τ"), *(BODY.width(row.name) for row in rows), 60.0))
    taken = 2 * MARGIN + room + 4 * GUTTER + sum(wide.values())
    both = max(sum(LEAST.values()), PAGE - taken)
    x = MARGIN + room + GUTTER
    columns, panels = {}, {}
    for name, width in (("mu", SHARE * both), ("tau", (1 - SHARE) * both)):
        low, high = window(rows, name)
        panels[name] = Panel(left=x, right=x + width, low=low, high=high, scale=scales[name])
        columns[name] = Column(x + width + GUTTER, wide[name], "right")
        x += width + GUTTER + wide[name] + GUTTER
    places = tuple(_place(i, row.name, room, said[i]) for i, row in enumerate(rows))
    return Layout(
        name=Column(MARGIN, room, "left"),
        numbers=columns,
        panels=panels,
        rows=places,
        bottom=places[-1].middle + LOW,
        width=x - GUTTER + MARGIN,
    )


def numbers(found: Found, scale: Scale) -> str:
    """Median and interval."""
    return f"{scale.text(found.median)} [{scale.text(found.low)}, {scale.text(found.high)}]"


def window(rows: Sequence[Row], quantity: str) -> tuple[float, float]:
    """Values that a panel shows: 0, all medians, the first interval, others unless far wider."""
    ends = ends_of(rows, quantity)
    core = [0.0, *_core(rows, quantity)]
    usual = REACH * median(row.of(quantity).high - row.of(quantity).low for row in rows)
    low = max(min(0.0, *ends), min(core) - usual)
    high = min(max(0.0, *ends), max(core) + usual)
    span = (high - low) or 1.0
    curves = [x for row in rows for x, _ in row.of(quantity).curve]
    low = max(min(low, *curves), low - TAILS * span)
    high = min(max(high, *curves), high + TAILS * span)
    pad = PAD * ((high - low) or 1.0)
    return (0.0 if quantity == "tau" else low - pad), high + pad


def _core(rows: Sequence[Row], quantity: str) -> list[float]:
    return [row.of(quantity).median for row in rows] + ends_of(rows[:1], quantity)


def _place(place: int, name: str, room: float, said: dict[str, str]) -> Place:
    foot = TOP + place * (CLOUD + MARK + LOW) + CLOUD
    short = shorten(name, room)
    full = None if short == name else name
    return Place(foot=foot, middle=foot + MARK, name=short, full=full, numbers=said)
