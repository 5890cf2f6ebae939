"""The ground of an albatross plot: its two axes and the contours, all quieter than the studies."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from b12meta.figures import theme
from b12meta.figures.albatross_input import distance
from b12meta.figures.albatross_layout import P_TICKS, n_ticks
from b12meta.figures.label import Style, write
from b12meta.figures.measure import shorten
from b12meta.figures.numbers import power

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from b12meta.figures.albatross_labels import Name
    from b12meta.figures.albatross_layout import View

__all__ = ["LEFT", "MARGIN", "QUIET", "RIGHT", "TOP", "draw_axes", "draw_contours"]

MARGIN = 4.0
LEFT, RIGHT, TOP = 76.0, 36.0, 46.0
COLUMN = 40.0
"""From the numbers of people to the panel; names of contours stand between."""
QUIET = Style(theme.SMALL, opacity=theme.QUIET)
HEADER = Style(theme.SMALL, bold=True)
SIDE = Style(theme.SMALL)


def draw_axes(ax: Axes, window: View, sides: tuple[str, str]) -> None:
    """Draw people upwards, p across, and what left and right mean."""
    ax.set_xlim(-window.reach, window.reach)
    ax.set_xticks([])
    ax.set_yticks([])
    for side in ("right", "top", "left"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set(color=theme.ink(theme.LINE), linewidth=0.75)
    ax.plot([0, 0], [0, window.height], color=theme.ink(theme.LINE), linewidth=0.75, zorder=1)
    bottom, middle = TOP + window.height, LEFT + window.width / 2
    for n in n_ticks(window):
        _hair(ax, window.y(n), window)
        write(ax, LEFT - COLUMN, TOP + window.y(n), str(n), QUIET, align="right")
    for at, words in _p_ticks(window):
        ax.plot([at, at], [window.height, window.height + 4], color=theme.ink(theme.LINE),
                linewidth=0.75, clip_on=False)  # fmt: skip
        write(ax, LEFT + window.x(at), bottom + 15, words, QUIET, align="center")
    write(ax, MARGIN, 12, "People (n)", HEADER)
    write(ax, middle, bottom + 36, "two-sided p", HEADER, align="center")
    gap = HEADER.width("two-sided p") / 2 + 16
    room = window.width / 2 - gap - SIDE.width("← ")
    low, high = (shorten(words, room, SIDE.size) for words in sides)
    full = [None if cut == words else words for cut, words in zip((low, high), sides, strict=True)]
    write(ax, middle - gap, bottom + 36, f"← {low}", SIDE, align="right", full=full[0])
    write(ax, middle + gap, bottom + 36, f"{high} →", SIDE, full=full[1])


def _hair(ax: Axes, y: float, window: View) -> None:
    ax.plot([-window.reach, window.reach], [y, y], color=theme.ink(0.1), linewidth=0.75, zorder=0)


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
