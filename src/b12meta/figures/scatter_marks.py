"""Marks that plots of points share: points, and small pictures of lines about the pooled effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.figures import shapes, theme
from b12meta.figures.legend import PICTURE
from b12meta.figures.scatter_names import POINT, Spot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.transforms import Transform

    from b12meta.figures.legend import Picture
    from b12meta.figures.scatter_input import Point
    from b12meta.figures.scatter_view import View

__all__ = ["DASHED", "DOTTED", "Dashes", "draw_points", "spots_of", "stroke"]

Dashes = tuple[float, tuple[float, float]]
DOTTED: Dashes = (0, (1.2, 2.4))
DASHED: Dashes = (0, (5, 3))


def spots_of(points: Sequence[Point], view: View) -> list[Spot]:
    """Where points stand, in pixels of the panel."""
    return [
        Spot(point.label, point.url, view.y(point.y), ((view.x(point.x), view.x(point.x)),))
        for point in points
    ]


def draw_points(ax: Axes, points: Sequence[Point], view: View) -> None:
    """Draw a point for each study."""
    for point in points:
        shapes.point(ax, point.x, view.y(point.y), POINT, "o", theme.STUDY)


def stroke(style: Dashes) -> Picture:
    """Small picture of a line about the pooled effect."""

    def draw(ax: Axes, x: float, y: float, sheet: Transform) -> None:
        ax.plot(
            [x, x + PICTURE], [y, y], color=theme.POOLED, linewidth=0.9, linestyle=style,
            clip_on=False, scalex=False, scaley=False, transform=sheet,
        )  # fmt: skip

    return draw
