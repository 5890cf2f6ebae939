"""The picture in a forest plot: squares, intervals, diamond, prediction bar.

Horizontal positions are effects, in the unit of `yi`; vertical ones are pixels from the top of
the panel, so that heights are what they say. Every mark sits exactly on the numbers it was given.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.patches import Polygon, Rectangle
from matplotlib.path import Path

from b12meta.figures import theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from b12meta.figures.forest_layout import Layout
    from b12meta.figures.forest_lines import Mark

__all__ = ["draw_lines", "draw_marks", "square_side"]

LARGEST = 13.0
SMALLEST = 2.0
EQUAL = 7.0
DIAMOND = 7.0
BAR = 5.0
_ARROW = Path([(0, 0), (-1, 0.55), (-1, -0.55), (0, 0)], [1, 2, 2, 79])
_BACK = Path([(0, 0), (1, 0.55), (1, -0.55), (0, 0)], [1, 2, 2, 79])
_LINE = 1.0


def square_side(weight: float | None, largest: float) -> float:
    """Side of a study's square in pixels: area in proportion to weight, the heaviest 13 px.

    Below 2 px a square would vanish, so it stays there.

    >>> square_side(0.1, 0.4)
    6.5
    """
    if weight is None:
        return EQUAL
    return max(SMALLEST, LARGEST * math.sqrt(weight / largest))


def draw_marks(ax: Axes, layout: Layout) -> None:
    """Draw what each line holds; the Axes must have its window."""
    top = layout.panel[1]
    rows = [
        (item.line.kind, mark, item.middle - top)
        for item in layout.lines
        if (mark := item.line.mark)
    ]
    heaviest = max((mark.weight or 0.0 for _, mark, _ in rows), default=0.0)
    for kind, mark, y in rows:
        if kind == "study":
            _interval(ax, mark, y, theme.INK)
            _point(ax, mark, y, square_side(mark.weight, heaviest), "s", theme.STUDY)
        elif kind == "context":
            _interval(ax, mark, y, theme.CONTEXT)
            _point(ax, mark, y, EQUAL, "D", theme.CONTEXT)
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


def _interval(ax: Axes, mark: Mark, y: float, color: str) -> None:
    low, high = ax.get_xlim()
    ends = max(mark.low, low), min(mark.high, high)
    ax.plot(
        ends, [y, y], color=color, linewidth=_LINE, solid_capstyle="butt", clip_on=False, zorder=2
    )
    _arrows(ax, mark, y, color)


def _arrows(ax: Axes, mark: Mark, y: float, color: str) -> None:
    """Point to what the window cuts off."""
    low, high = ax.get_xlim()
    for beyond, edge, shape in ((mark.low < low, low, _BACK), (mark.high > high, high, _ARROW)):
        if beyond:
            size = 4 * theme.points(7) ** 2
            ax.scatter(
                [edge], [y], s=size, marker=shape, color=color, linewidth=0, clip_on=False, zorder=3
            )


def _point(ax: Axes, mark: Mark, y: float, side: float, shape: str, color: str) -> None:
    area = theme.points(side) ** 2
    ax.scatter(
        [mark.effect], [y], s=area, marker=shape, color=color, linewidth=0, clip_on=False, zorder=3
    )


def _diamond(ax: Axes, mark: Mark, y: float) -> None:
    corners = [
        (mark.low, y),
        (mark.effect, y - DIAMOND),
        (mark.high, y),
        (mark.effect, y + DIAMOND),
    ]
    ax.add_patch(Polygon(corners, facecolor=theme.POOLED, linewidth=0, clip_on=False, zorder=3))


def _bar(ax: Axes, mark: Mark, y: float) -> None:
    low, high = ax.get_xlim()
    start, end = max(mark.low, low), min(mark.high, high)
    corner = (start, y - BAR / 2)
    ax.add_patch(
        Rectangle(
            corner, end - start, BAR, facecolor=theme.POOLED, linewidth=0, clip_on=False, zorder=3
        )
    )
    _arrows(ax, mark, y, theme.POOLED)
