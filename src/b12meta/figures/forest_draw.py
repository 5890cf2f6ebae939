"""A forest plot that is arranged, put on its canvas: axis, marks and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.figures.canvas import rule
from b12meta.figures.forest_axis import draw_axis, draw_sides
from b12meta.figures.forest_columns import HEADER
from b12meta.figures.forest_layout import HEADER_HEIGHT, NOTE
from b12meta.figures.forest_marks import draw_legend, draw_lines, draw_marks
from b12meta.figures.label import write

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from b12meta.figures.forest_layout import Layout
    from b12meta.figures.numbers import Scale

__all__ = ["draw"]


def draw(
    ax: Axes, layout: Layout, stretch: tuple[float, float], scale: Scale, sides: tuple[str, str]
) -> None:
    """Draw all of a layout.

    Parameters
    ----------
    ax : Axes
        Of a canvas of the layout's size.
    layout : Layout
        What stands where.
    stretch : tuple of float
        Least and greatest effect shown.
    scale : Scale
        How effects are written.
    sides : tuple of str
        What an effect below and above none means.
    """
    left, top, right, bottom = layout.panel
    low, high = stretch
    draw_axis(ax, low, high, scale, right - left)
    draw_lines(ax, bottom - top, _pooled_at(layout))
    draw_marks(ax, layout)
    _write_headers(ax, layout)
    _write_lines(ax, layout)
    draw_sides(ax, layout, left + (right - left) * (0 - low) / (high - low), sides)
    draw_legend(ax, layout)


def _pooled_at(layout: Layout) -> tuple[float, float] | None:
    for item in reversed(layout.lines):
        if item.line.kind == "pooled" and item.line.mark is not None:
            return item.line.mark.effect, item.middle - layout.panel[1]
    return None


def _write_headers(ax: Axes, layout: Layout) -> None:
    for name, words in layout.headers.items():
        column = layout.columns[name]
        write(ax, column.anchor, HEADER_HEIGHT / 2, words, HEADER, align=column.align)
    rule(ax, HEADER_HEIGHT)


def _write_lines(ax: Axes, layout: Layout) -> None:
    start = layout.columns["study"].anchor
    for item in layout.lines:
        line = item.line
        if line.span:
            write(ax, start, item.middle, line.span, line.style, full=item.full)
        for name, text in line.cells.items():
            column, style = layout.columns[name], line.style_of(name)
            named = {"full": item.full, "href": line.url} if name == "study" else {}
            write(ax, column.anchor, item.middle, text, style, align=column.align, **named)
    for text, middle in layout.notes:
        write(ax, start, middle, text, NOTE)
