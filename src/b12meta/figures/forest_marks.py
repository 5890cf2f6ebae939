"""The picture in a forest plot: squares, intervals, bars of bounds, diamonds, prediction bars.

Horizontal positions are effects, in the unit of `yi`; vertical ones are pixels from the top of
the panel, so that heights are what they say. Every mark sits exactly on the numbers it was given.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.patches import Polygon, Rectangle

from b12meta.figures import legend, shapes, theme
from b12meta.figures.legend import PICTURE, Key
from b12meta.figures.results import is_drawable
from b12meta.figures.shapes import Stretch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.transforms import Transform

    from b12meta.figures.forest_layout import Layout
    from b12meta.figures.forest_lines import Mark
    from b12meta.figures.legend import Picture

__all__ = ["KEYS", "draw_legend", "draw_lines", "draw_marks", "square_side"]

LARGEST = 13.0
SMALLEST = 2.0
EQUAL = 7.0
DIAMOND = 7.0
REFIT = 6.0
BAR = 5.0

KEYS = (
    Key("estimate", "estimate with its interval"),
    Key("bounds", "bounds only: the estimate must lie between them"),
    Key("open", "no bound on this side"),
)
"""What the marks mean; said only where both kinds are drawn."""


def square_side(weight: float | None, largest: float) -> float:
    """Side of a study's square in pixels: area in proportion to weight, the heaviest 13 px.

    Below 2 px a square would vanish, so it stays there.

    >>> square_side(0.1, 0.4)
    6.5
    """
    if weight is None:
        return EQUAL
    return max(SMALLEST, LARGEST * math.sqrt(weight / largest)) if largest else SMALLEST


def draw_marks(ax: Axes, layout: Layout) -> None:
    """Draw what each line holds; the Axes must have its window."""
    left, top, right, _ = layout.panel
    window = Stretch.of(ax, right - left)
    rows = [
        (item.line.kind, mark, item.middle - top)
        for item in layout.lines
        if (mark := item.line.mark)
    ]
    heaviest = max((mark.weight or 0.0 for _, mark, _ in rows), default=0.0)
    for kind, mark, y in rows:
        if kind == "study":
            _interval(ax, mark, y, theme.INK)
            shapes.point(ax, mark.effect, y, square_side(mark.weight, heaviest), "s", theme.STUDY)
        elif kind == "bounds":
            shapes.bar(ax, mark.low, mark.high, y, window)
        elif kind == "context":
            _interval(ax, mark, y, theme.CONTEXT)
            shapes.point(ax, mark.effect, y, EQUAL, "D", theme.CONTEXT)
        elif kind == "refit":
            _refit(ax, mark, y)
        elif kind == "pooled":
            _diamond(ax, mark, y)
        elif kind == "prediction":
            _bar(ax, mark, y)


def draw_lines(ax: Axes, bottom: float, pooled: tuple[float, float] | None) -> None:
    """Draw no effect from top to bottom, the pooled effect dotted down to its diamond."""
    ax.plot([0, 0], [0, bottom], color=theme.ink(theme.LINE), linewidth=0.75, zorder=1)
    if pooled is not None:
        effect, y = pooled
        ax.plot(
            [effect, effect],
            [0, y],
            color=theme.POOLED,
            linewidth=0.9,
            linestyle=(0, (1.2, 2.4)),
            zorder=1,
        )


def draw_legend(ax: Axes, layout: Layout) -> None:
    """Draw the line that explains the marks."""
    legend.draw(ax, layout.legend, _PICTURES)


def _estimate_picture(ax: Axes, x: float, y: float, sheet: Transform) -> None:
    shapes.interval(ax, x, x + PICTURE, y, theme.INK, sheet)
    shapes.point(ax, x + PICTURE / 2, y, EQUAL, "s", theme.STUDY, sheet)


def _bounds_picture(ax: Axes, x: float, y: float, sheet: Transform) -> None:
    shapes.bar(ax, x, x + PICTURE, y, Stretch(x, x + PICTURE, 1.0), sheet)


def _open_picture(ax: Axes, x: float, y: float, sheet: Transform) -> None:
    shapes.bar(ax, -math.inf, x + PICTURE, y, Stretch(x, x + PICTURE, 1.0), sheet)


_PICTURES: Mapping[str, Picture] = {
    "estimate": _estimate_picture,
    "bounds": _bounds_picture,
    "open": _open_picture,
}


def _interval(ax: Axes, mark: Mark, y: float, color: str) -> None:
    low, high = ax.get_xlim()
    shapes.interval(ax, max(mark.low, low), min(mark.high, high), y, color)
    shapes.arrows(ax, mark.low, mark.high, y, color)


def _refit(ax: Axes, mark: Mark, y: float) -> None:
    """Draw a pooled result that is one of many: a small diamond; none where it is infinite."""
    if is_drawable(mark.low, mark.high):
        _interval(ax, mark, y, theme.INK)
    if math.isfinite(mark.effect):
        shapes.point(ax, mark.effect, y, REFIT, "D", theme.POOLED)


def _diamond(ax: Axes, mark: Mark, y: float) -> None:
    low, high = ax.get_xlim()
    corners = [
        (max(mark.low, low), y),
        (mark.effect, y - DIAMOND),
        (min(mark.high, high), y),
        (mark.effect, y + DIAMOND),
    ]
    ax.add_patch(Polygon(corners, facecolor=theme.POOLED, linewidth=0, clip_on=False, zorder=3))
    shapes.arrows(ax, mark.low, mark.high, y, theme.POOLED)


def _bar(ax: Axes, mark: Mark, y: float) -> None:
    low, high = ax.get_xlim()
    start, end = max(mark.low, low), min(mark.high, high)
    corner = (start, y - BAR / 2)
    ax.add_patch(
        Rectangle(
            corner, end - start, BAR, facecolor=theme.POOLED, linewidth=0, clip_on=False, zorder=3
        )
    )
    shapes.arrows(ax, mark.low, mark.high, y, theme.POOLED)
