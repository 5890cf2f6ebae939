"""What a plot of points shows and where: its window on the data, its panel, its ticks.

Positions across are in the unit of the data; upwards they are pixels from the top of the panel,
so that marks keep their shape.
"""

from __future__ import annotations

from typing import NamedTuple

from b12meta.figures import theme
from b12meta.figures.forest_axis import tick_labels
from b12meta.figures.label import Style
from b12meta.figures.numbers import Scale

__all__ = ["MARGIN", "PAGE", "QUIET", "Ground", "Panel", "View", "ground"]

PAGE = 700.0
MARGIN = 4.0
TOP, RIGHT = 30.0, 30.0
LEAST, PER_STUDY = 340.0, 18.0
GAP = 8.0
"""From the numbers of the upward axis to the panel."""
QUIET = Style(theme.SMALL, opacity=theme.QUIET)

Tick = tuple[float, str]


class Panel(NamedTuple):
    """Edges of the panel, in pixels from the top left corner of the figure."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Pixels across."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Pixels upwards."""
        return self.bottom - self.top


class View(NamedTuple):
    """What a panel shows: `low` to `high` from left to right, `floor` to `roof` upwards.

    An inverted axis has its greatest value as the floor.
    """

    low: float
    high: float
    floor: float
    roof: float
    width: float
    height: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in pixels."""
        return self.width, self.height

    def x(self, value: float) -> float:
        """Pixels from the left edge; what lies beyond an edge stands on it."""
        inside = min(max(value, self.low), self.high)
        return self.width * (inside - self.low) / (self.high - self.low)

    def y(self, value: float) -> float:
        """Pixels from the top."""
        return self.height * (self.roof - value) / (self.roof - self.floor)


class Ground(NamedTuple):
    """A panel, what it shows, and the ticks of both axes, as values with their words."""

    panel: Panel
    view: View
    across: list[Tick]
    up: list[Tick]


def ground(
    across: tuple[float, float],
    up: tuple[float, float],
    count: int,
    *,
    scale: Scale | None = None,
    scale_up: Scale | None = None,
    right: float = RIGHT,
) -> Ground:
    """Lay out a panel as wide as the page, high enough for so many names.

    Parameters
    ----------
    across : tuple of float
        Least and greatest value from left to right.
    up : tuple of float
        Value at the floor and at the roof.
    count : int
        Number of names.
    scale, scale_up : Scale, optional
        How the numbers of each axis are written; as they are by default.
    right : float
        From the panel to the edge of the page, in pixels.
    """
    plain = Scale(ratio=False)
    height = max(LEAST, PER_STUDY * count)
    numbers = _ticks(min(up), max(up), scale_up or plain, height)
    left = MARGIN + max((QUIET.width(words) for _, words in numbers), default=0.0) + GAP
    panel = Panel(left, TOP, PAGE - right, TOP + height)
    view = View(*across, *up, panel.width, height)
    return Ground(panel, view, _ticks(*across, scale or plain, panel.width), numbers)


def _ticks(low: float, high: float, scale: Scale, length: float) -> list[Tick]:
    values, words = tick_labels(low, high, scale, length)
    return list(zip(values, words, strict=True))
