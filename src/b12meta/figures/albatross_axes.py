"""The ground of an albatross plot: its two axes and the contours, all quieter than the studies."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from b12meta.figures import theme
from b12meta.figures.albatross_input import distance
from b12meta.figures.albatross_layout import P_TICKS, n_ticks
from b12meta.figures.label import write
from b12meta.figures.numbers import power
from b12meta.figures.scatter_axes import HEADER, draw_across, draw_frame, draw_title, draw_up
from b12meta.figures.scatter_view import PAGE, QUIET, Panel

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from b12meta.figures.albatross_labels import Name
    from b12meta.figures.albatross_layout import View

__all__ = ["LEFT", "RIGHT", "draw_axes", "draw_contours", "panel_of"]

LEFT, RIGHT, TOP = 76.0, 36.0, 46.0
COLUMN = 40.0
"""From the numbers of people to the panel; names of contours stand between."""


def panel_of(window: View) -> Panel:
    """Where the panel stands in the figure."""
    return Panel(LEFT, TOP, PAGE - RIGHT, TOP + window.height)


def draw_axes(ax: Axes, window: View, sides: tuple[str, str]) -> None:
    """Draw people upwards, p across, and what left and right mean."""
    panel = panel_of(window)
    draw_frame(ax, -window.reach, window.reach)
    ax.plot([0, 0], [0, window.height], color=theme.ink(theme.LINE), linewidth=0.75, zorder=1)
    people = [(window.y(n), str(n)) for n in n_ticks(window)]
    draw_up(ax, people, panel, "People (n)", apart=COLUMN)
    draw_across(ax, _p_ticks(window), panel)
    draw_title(ax, panel, LEFT + window.width / 2, "two-sided p", sides)


def _p_ticks(window: View) -> list[tuple[float, str]]:
    """Ticks from the middle outwards, left out where they would meet."""
    ticks: list[tuple[float, str]] = []
    end = -math.inf
    for p in P_TICKS:
        at, words = distance(p), f"{p:g}" if p >= 1e-3 else power(p)
        half = QUIET.width(words) / 2
        if at <= window.reach and window.x(at) - half >= end + 8:
            ticks += [(at, words)] + ([(-at, words)] if at else [])
            end = window.x(at) + half
    return sorted(ticks)


def draw_contours(
    ax: Axes, lines: list[list[tuple[float, float]]], names: list[Name], window: View
) -> None:
    """Draw each contour on both sides, and the names where they leave the panel."""
    for points in lines:
        for side in (-1, 1):
            across, up = [side * x for x, _ in points], [y for _, y in points]
            ax.plot(across, up, color=theme.CONTEXT, linewidth=0.75, alpha=0.7, zorder=1)
    for name in names:
        write(ax, LEFT + name.x, TOP + name.y, name.words, QUIET, align=name.align)
    if lines:
        write(ax, LEFT + window.width / 2, 12, "SMD", HEADER, align="center")
