"""The marks of an albatross plot: a point where p is known, a bar where it is only bounded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.figures import shapes, theme
from b12meta.figures.legend import PICTURE
from b12meta.figures.scatter_names import POINT
from b12meta.figures.shapes import Stretch

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import Transform

    from b12meta.figures.albatross_input import Report
    from b12meta.figures.albatross_layout import View
    from b12meta.figures.legend import Picture

__all__ = ["PICTURES", "draw_report"]


def draw_report(ax: Axes, report: Report, window: View) -> None:
    """Draw what is known of the p of one study."""
    y, stretch = window.y(report.n), Stretch.of(ax, window.width)
    hollow = report.direction == "none_stated"
    for low, high in report.stretches:
        if not report.exact:
            shapes.bar(ax, low, high, y, stretch)
        elif abs(low) > window.reach:
            shapes.arrows(ax, low, high, y, theme.STUDY)
        else:
            shapes.point(ax, low, y, POINT, "o", theme.STUDY, hollow=hollow)


def _exact(ax: Axes, x: float, y: float, sheet: Transform) -> None:
    shapes.point(ax, x + PICTURE / 2, y, POINT, "o", theme.STUDY, sheet)


def _hollow(ax: Axes, x: float, y: float, sheet: Transform) -> None:
    for place in (0.2, 0.8):
        shapes.point(ax, x + place * PICTURE, y, POINT, "o", theme.STUDY, sheet, hollow=True)


def _bounds(ax: Axes, x: float, y: float, sheet: Transform) -> None:
    shapes.bar(ax, x, x + PICTURE, y, Stretch(x, x + PICTURE, 1.0), sheet)


def _contour(ax: Axes, x: float, y: float, sheet: Transform) -> None:
    shapes.interval(ax, x, x + PICTURE, y, theme.CONTEXT, sheet)


PICTURES: dict[str, Picture] = {
    "exact": _exact, "bounds": _bounds, "hollow": _hollow, "contour": _contour,
}  # fmt: skip
