"""Where everything in a figure of years and countries stands, in pixels from the top left corner.

    country  n  |  dot name   dot name        name dot  |  year not printed

A country has as many lanes as its names need: each study takes the first lane in which its dot and
its name are clear of the others, with the name right of the dot or, failing that, left of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from b12meta.figures import theme
from b12meta.figures.label import Align, Style
from b12meta.figures.measure import shorten
from b12meta.figures.places_input import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from b12meta.figures.places_input import Spot

__all__ = ["BODY", "HEADER", "HEADER_HEIGHT", "MARGIN", "PAGE", "SMALL", "Dot", "Layout", "Row",
           "arrange"]  # fmt: skip

PAGE = 700.0
MARGIN = 4.0
GAP = 12.0
HEADER_HEIGHT = 30.0
LANE = 18.0
PAD = 4.0
"""Above and below the lanes of a country."""
DOT = 9.0
"""Room for a dot."""
CLEAR = 6.0
"""Least space between two studies of a lane."""
COUNTRY, NAME = 120.0, 130.0
"""Most room for the name of a country, and of a study."""
BODY, SMALL = Style(), Style(theme.SMALL)
HEADER = Style(theme.SMALL, bold=True)
NO_YEAR = f"Year {UNKNOWN}"


class Dot(NamedTuple):
    """A study: middle of its dot, where its name starts or ends, and its name as shown."""

    spot: Spot
    x: float
    y: float
    words_x: float
    align: Align
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A country: middle of its first lane, its words, how many studies, and where it ends."""

    country: str
    shown: str
    n: int
    middle: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """All positions; `no_year` is the left edge of the column of studies without a year."""

    rows: tuple[Row, ...]
    dots: tuple[Dot, ...]
    n_right: float
    panel: tuple[float, float, float, float]
    years: tuple[float, float]
    ticks: tuple[int, ...]
    no_year: float | None

    def x(self, year: float) -> float:
        """Where a year stands."""
        left, _, right, _ = self.panel
        low, high = self.years
        return left + (year - low) / (high - low) * (right - left)


def arrange(countries: Mapping[str, Sequence[Spot]]) -> Layout:
    """Measure and place."""
    spots = [spot for rows in countries.values() for spot in rows]
    named = [BODY.width(country or UNKNOWN) for country in countries]
    country = min(max([HEADER.width("Country"), *named]), COUNTRY)
    n_right = MARGIN + country + GAP + HEADER.width("0000")
    undated = [SMALL.width(_name(spot)) + DOT + PAD for spot in spots if spot.year is None]
    column = max([*undated, HEADER.width(NO_YEAR)]) + GAP if undated else 0.0
    left, right = n_right + GAP, PAGE - MARGIN - column
    years, ticks = _years([spot.year for spot in spots if spot.year is not None])
    layout = Layout(
        rows=(), dots=(), n_right=n_right, panel=(left, HEADER_HEIGHT, right, HEADER_HEIGHT),
        years=years, ticks=ticks, no_year=right + GAP if undated else None,
    )  # fmt: skip
    return _filled(layout, countries, country)


def _filled(layout: Layout, countries: Mapping[str, Sequence[Spot]], room: float) -> Layout:
    """The same layout with its countries and dots, and the panel as high as they need."""
    left, top, right, y = layout.panel
    rows: list[Row] = []
    dots: list[Dot] = []
    for country, spots in countries.items():
        first = y + PAD + LANE / 2
        placed, lanes = _lanes(spots, layout, first)
        dots += placed
        y += 2 * PAD + lanes * LANE
        shown = shorten(country or UNKNOWN, room)
        rows.append(Row(country=country, shown=shown, n=len(spots), middle=first, bottom=y))
    return Layout(
        rows=tuple(rows), dots=tuple(dots), n_right=layout.n_right, panel=(left, top, right, y),
        years=layout.years, ticks=layout.ticks, no_year=layout.no_year,
    )  # fmt: skip


def _lanes(spots: Sequence[Spot], layout: Layout, first: float) -> tuple[list[Dot], int]:
    """Dots of one country, each in the first lane that has room, and the number of lanes."""
    taken: list[list[tuple[float, float]]] = []
    dots = []
    for spot in spots:
        places = _places(spot, layout)
        lane, (start, end, dot) = next(
            (lane, place)
            for lane in range(len(taken) + 1)
            for place in places
            if lane == len(taken) or _is_clear(place, taken[lane])
        )
        taken += [[]] if lane == len(taken) else []
        taken[lane].append((start, end))
        dots.append(dot._replace(y=first + lane * LANE))
    return dots, max(len(taken), 1)


def _is_clear(place: tuple[float, float, Dot], taken: list[tuple[float, float]]) -> bool:
    start, end, _ = place
    return all(end + CLEAR <= other or start - CLEAR >= last for other, last in taken)


def _places(spot: Spot, layout: Layout) -> list[tuple[float, float, Dot]]:
    """Where a study may stand in a lane: start, end, and its dot, the name right of it first."""
    words = _name(spot)
    wide = SMALL.width(words)
    left, _, right, _ = layout.panel
    if spot.year is None:
        start = layout.no_year or right
        x = start + DOT / 2
        return [(start, x + wide, Dot(spot, x, 0.0, start + DOT + PAD, "left", words))]
    x = layout.x(spot.year)
    after, before = x + DOT / 2 + PAD, x - DOT / 2 - PAD
    places = [
        (x - DOT / 2, after + wide, Dot(spot, x, 0.0, after, "left", words)),
        (before - wide, x + DOT / 2, Dot(spot, x, 0.0, before, "right", words)),
    ]
    return [place for place in places if left <= place[0] and place[1] <= right] or places[:1]


def _name(spot: Spot) -> str:
    return shorten(spot.name, NAME, SMALL.size)


def _years(years: Sequence[float]) -> tuple[tuple[float, float], tuple[int, ...]]:
    """Window of the years and its ticks: at most eight, at round years."""
    low, high = (min(years), max(years)) if years else (2000.0, 2000.0)
    pad = max(0.02 * (high - low), 2.0)
    low, high = low - pad, high + pad
    steps = (digit * 10**power for power in range(300) for digit in (1, 2, 5))
    step = next(step for step in steps if (high - low) / step <= 8)
    first = math.ceil(low / step)
    return (low, high), tuple(step * i for i in range(first, math.floor(high / step) + 1))
