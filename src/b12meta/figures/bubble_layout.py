"""Where everything in a bubble plot stands: its window, its ticks, the room of each mark."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.ticker import MaxNLocator

from b12meta.figures.forest_axis import tick_labels, window
from b12meta.figures.forest_lines import Line, Mark
from b12meta.figures.numbers import Scale, count
from b12meta.figures.scatter_names import LABEL, Spot, along
from b12meta.figures.scatter_view import ground
from b12meta.figures.shapes import TICK

if TYPE_CHECKING:
    from b12meta.figures.bubble_input import Bubble, LinePoint
    from b12meta.figures.forest_lines import Kind
    from b12meta.figures.scatter_names import Box
    from b12meta.figures.scatter_view import Ground, View

__all__ = ["Across", "crossed", "lay", "side", "spots"]

LARGEST, SMALLEST, EQUAL = 26.0, 4.0, 11.0
NAME = 140.0
"""Room for the name of the last study, at most."""
EDGE = LARGEST / 2 + 6
"""From the outermost marks to the edge of the panel."""
WIDTH = 600.0
"""Of the panel at least, unless the numbers beside it are very long."""
RIGHT = 16.0
WANTED, MOST = 9, 1e5
"""Ticks of whole numbers, as long as these are short."""


class Across:
    """Values across: whole numbers where all of them are, such as years."""

    def __init__(self, values: list[float]):
        self._whole = all(value == round(value) for value in values)
        self._scale = Scale.of(values, ratio=False)

    def text(self, value: float) -> str:
        """Value in words."""
        return count(value) if self._whole else self._scale.text(value)

    def ticks(self, low: float, high: float, width: float) -> list[tuple[float, str]]:
        """Values and words of the axis."""
        if not self._whole or high - low > MOST:
            values, words = tick_labels(low, high, self._scale, width)
            return list(zip(values, words, strict=True))
        locator = MaxNLocator(WANTED, steps=[1, 2, 5, 10], integer=True)
        whole = [float(value) for value in locator.tick_values(low, high)]
        return [(value, count(value)) for value in whole if low <= value <= high]


def side(weight: float | None, heaviest: float) -> float:
    """Diameter of a bubble in pixels: area in proportion to weight, the heaviest 26 px.

    Below 4 px a bubble would vanish, so it stays there.

    >>> side(0.1, 0.4), side(None, 0.4)
    (13.0, 11.0)
    """
    if weight is None:
        return EQUAL
    return max(SMALLEST, LARGEST * math.sqrt(weight / heaviest)) if heaviest else SMALLEST


def lay(bubbles: list[Bubble], line: list[LinePoint], across: Across, scale: Scale) -> Ground:
    """Lay out the panel: as high as a forest plot chooses its window, with room across."""
    marks = [Line(kind=_kind(bubble), mark=_mark(bubble)) for bubble in bubbles]
    marks += [
        Line(kind="refit", mark=Mark(effect=point.estimate, low=point.low, high=point.high))
        for point in line
    ]
    reach = _reach(bubbles, line)
    base = ground(reach, window(marks), len(bubbles), scale_up=scale, right=RIGHT)
    return base._replace(across=across.ticks(*reach, base.panel.width))


def _reach(bubbles: list[Bubble], line: list[LinePoint]) -> tuple[float, float]:
    """Least and greatest value across, with room for the marks at its ends and the last name."""
    values = [bubble.x for bubble in bubbles] + [point.x for point in line]
    low, high = min(values), max(values)
    if low == high:
        pad = max(1.0, 1e-6 * abs(low))
        return low - pad, high + pad
    last = max(bubbles, key=lambda bubble: bubble.x)
    name = min(LABEL.width(last.label), NAME)
    pixel = (high - low) / (WIDTH - 2 * EDGE - name)
    return low - EDGE * pixel, high + (EDGE + name) * pixel


def spots(bubbles: list[Bubble], seen: View) -> tuple[list[Spot], list[Box]]:
    """Each study as a thing with a name, and the boxes that the marks fill."""
    heaviest = max((bubble.weight or 0.0 for bubble in bubbles), default=0.0)
    found, boxes = [], []
    for bubble in bubbles:
        x = seen.x(bubble.x)
        top, bottom, half = _extent(bubble, seen, heaviest)
        found.append(Spot(bubble.label, bubble.url, (top + bottom) / 2, ((x - half, x + half),)))
        boxes.append((x - half, top, x + half, bottom))
    return found, boxes


def crossed(line: list[LinePoint], seen: View) -> list[Box]:
    """Boxes of the lines, which no name should cross without need."""
    points = [(seen.x(point.x), seen.y(point.estimate)) for point in line]
    none = [(0.0, seen.y(0.0)), (seen.width, seen.y(0.0))]
    return along(points, finely=True) + along(none)


def _extent(bubble: Bubble, seen: View, heaviest: float) -> tuple[float, float, float]:
    """Top, bottom and half the width of a mark, in pixels."""
    if bubble.exact:
        half = side(bubble.weight, heaviest) / 2
        y = seen.y(bubble.effect)
        return y - half, y + half, half
    return seen.y(min(bubble.high, seen.roof)), seen.y(max(bubble.low, seen.floor)), TICK / 2


def _kind(bubble: Bubble) -> Kind:
    """A point without interval widens the window by itself only, as earlier reviews do."""
    return "context" if bubble.exact else "bounds"


def _mark(bubble: Bubble) -> Mark:
    low, high = (bubble.effect,) * 2 if bubble.exact else (bubble.low, bubble.high)
    return Mark(effect=bubble.effect, low=low, high=high)
