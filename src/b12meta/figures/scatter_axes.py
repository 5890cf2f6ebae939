"""The axes of a plot of points, quieter than the studies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.figures import theme
from b12meta.figures.label import Style, write
from b12meta.figures.measure import shorten
from b12meta.figures.scatter_view import GAP, MARGIN, PAGE, QUIET

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes

    from b12meta.figures.scatter_view import Ground, Panel, Tick

__all__ = ["HEADER", "draw_across", "draw_frame", "draw_ground", "draw_title", "draw_up"]

HEAD_MIDDLE, TICK_MIDDLE, TITLE_MIDDLE = 12.0, 15.0, 36.0
HEADER = Style(theme.SMALL, bold=True)
SIDE = Style(theme.SMALL)
_AROUND = 16.0
"""From the title to what left and right mean."""


def draw_ground(ax: Axes, base: Ground, words: str) -> None:
    """Draw both axes without the title across; `words` name the upward one."""
    draw_frame(ax, base.view.low, base.view.high)
    draw_up(ax, [(base.view.y(at), value) for at, value in base.up], base.panel, words)
    draw_across(ax, base.across, base.panel)


def draw_frame(ax: Axes, low: float, high: float) -> None:
    """Set what is shown across; leave only the lower edge."""
    ax.set_xlim(low, high)
    ax.set_xticks([])
    ax.set_yticks([])
    for side in ("right", "top", "left"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set(color=theme.ink(theme.LINE), linewidth=0.75)


def draw_up(
    ax: Axes, ticks: Iterable[Tick], panel: Panel, words: str, *, apart: float = GAP
) -> None:
    """Draw the upward axis: hairlines at pixels from the top, with words `apart` from the panel."""
    low, high = ax.get_xlim()
    for y, value in ticks:
        ax.plot([low, high], [y, y], color=theme.ink(0.1), linewidth=0.75, zorder=0)
        write(ax, panel.left - apart, panel.top + y, value, QUIET, align="right")
    head = shorten(words, panel.width / 2, HEADER.size, bold=True)
    write(ax, MARGIN, HEAD_MIDDLE, head, HEADER, full=None if head == words else words)


def draw_across(ax: Axes, ticks: Iterable[Tick], panel: Panel) -> None:
    """Draw the ticks of the axis across, at values, and their words below."""
    low, high = ax.get_xlim()
    for value, words in ticks:
        ax.plot([value, value], [panel.height, panel.height + 4], color=theme.ink(theme.LINE),
                linewidth=0.75, clip_on=False)  # fmt: skip
        x = panel.left + panel.width * (value - low) / (high - low)
        write(ax, x, panel.bottom + TICK_MIDDLE, words, QUIET, align="center")


def draw_title(
    ax: Axes, panel: Panel, middle: float, words: str, sides: tuple[str, str] | None = None
) -> None:
    """Name the axis across below its ticks, at `middle`, and beside it what its sides mean."""
    room = panel.width / 3 if sides else panel.width
    title = shorten(words, room, HEADER.size, bold=True)
    half = HEADER.width(title) / 2
    least, most = MARGIN + half, PAGE - MARGIN - half
    if sides:
        low, high = _sides(sides, panel.width / 2 - half - _AROUND)
        least += _AROUND + SIDE.width(low[0])
        most -= _AROUND + SIDE.width(high[0])
    middle, y = min(max(middle, least), most), panel.bottom + TITLE_MIDDLE
    full = None if title == words else words
    write(ax, middle, y, title, HEADER, align="center", full=full)
    if sides:
        gap = half + _AROUND
        write(ax, middle - gap, y, low[0], SIDE, align="right", full=low[1])
        write(ax, middle + gap, y, high[0], SIDE, full=high[1])


def _sides(sides: tuple[str, str], room: float) -> tuple[tuple[str, str | None], ...]:
    """Words with their arrows, cut where they have no room, and the full words of those cut."""
    short = [shorten(words, room - SIDE.width("← "), SIDE.size) for words in sides]
    full = [None if cut == words else words for cut, words in zip(short, sides, strict=True)]
    return (f"← {short[0]}", full[0]), (f"{short[1]} →", full[1])
