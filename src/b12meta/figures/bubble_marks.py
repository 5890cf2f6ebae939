"""The marks of a bubble plot: bubbles, upright bars of bounds, the line with its band.

Across, positions are in the unit of the data; upwards they are pixels from the top of the panel.
A bar is that of a forest plot, turned upright.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.patches import Polygon
from matplotlib.transforms import Affine2D

from b12meta.figures import shapes, theme
from b12meta.figures.bubble_layout import side
from b12meta.figures.legend import PICTURE, Key
from b12meta.figures.shapes import Stretch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.transforms import Transform

    from b12meta.figures.bubble_input import Bubble, LinePoint
    from b12meta.figures.legend import Picture
    from b12meta.figures.scatter_view import View

__all__ = ["PICTURES", "draw_bars", "draw_bubbles", "draw_line", "draw_none", "keys_of"]

FILL = 0.45
"""Opacity of a bubble, through which others are seen."""
BAND = 0.15
RING = 0.9
WIDTH = 1.2
DASHES = (0, (4, 2.4))
TALL = 8.0
"""Half the height of a bar in the legend."""
SAMPLE = 11.0
_SWAP = Affine2D([[0, 1, 0], [1, 0, 0], [0, 0, 1]])

KEYS = (
    Key("sized", "estimate, its area in proportion to its weight"),
    Key("equal", "estimate"),
    Key("bounds", "bounds only: the estimate must lie between them"),
    Key("open", "no bound on this side"),
    Key("line", "fitted line with its interval"),
    Key("predicted", "prediction interval"),
)


def keys_of(bubbles: list[Bubble], line: list[LinePoint]) -> list[Key]:
    """Explain the marks, unless there are plain estimates only."""
    bars = [bubble for bubble in bubbles if not bubble.exact]
    sized = any(bubble.weight is not None for bubble in bubbles)
    wanted = {
        "sized": sized,
        "equal": bool(bars or line) and not sized and len(bars) < len(bubbles),
        "bounds": bool(bars),
        "open": any(math.isinf(bar.low) or math.isinf(bar.high) for bar in bars),
        "line": bool(line),
        "predicted": any(point.predicted for point in line),
    }
    return [key for key in KEYS if wanted[key.mark]]


def draw_none(ax: Axes, seen: View) -> None:
    """Draw no effect from left to right."""
    ax.plot([seen.low, seen.high], [seen.y(0.0)] * 2, color=theme.ink(theme.LINE), linewidth=0.75,
            zorder=1)  # fmt: skip


def draw_bubbles(ax: Axes, bubbles: list[Bubble], seen: View) -> None:
    """Draw the estimates, the largest first, so that none is hidden."""
    heaviest = max((bubble.weight or 0.0 for bubble in bubbles), default=0.0)
    exact = [bubble for bubble in bubbles if bubble.exact]
    for bubble in sorted(exact, key=lambda one: -(one.weight or 0.0)):
        _bubble(ax, bubble.x, seen.y(bubble.effect), side(bubble.weight, heaviest), ax.transData)


def draw_bars(ax: Axes, bubbles: list[Bubble], seen: View) -> None:
    """Draw the bounds, upright."""
    window = Stretch(seen.floor, seen.roof, (seen.roof - seen.floor) / seen.height)
    for bubble in bubbles:
        if not bubble.exact:
            shapes.bar(ax, bubble.low, bubble.high, seen.x(bubble.x), window, _upright(ax, seen))


def draw_line(ax: Axes, line: list[LinePoint], seen: View) -> None:
    """Draw the line, its interval as a band, and its prediction interval dashed."""
    if not line:
        return
    across = [point.x for point in line]
    low = [(point.x, _height(point.low, seen)) for point in line]
    high = [(point.x, _height(point.high, seen)) for point in line]
    corners = [*low, *reversed(high)]
    ax.add_patch(Polygon(corners, facecolor=(theme.POOLED, BAND), linewidth=0, zorder=0.5))
    heights = [seen.y(point.estimate) for point in line]
    ax.plot(across, heights, color=theme.POOLED, linewidth=WIDTH, zorder=1.5)
    predicted = [(point.x, point.predicted) for point in line if point.predicted]
    for end in (0, 1) if predicted else ():
        ax.plot(
            [x for x, _ in predicted], [_height(limits[end], seen) for _, limits in predicted],
            color=theme.POOLED, linewidth=RING, linestyle=DASHES, zorder=1.5,
        )  # fmt: skip


def _height(effect: float, seen: View) -> float:
    """Pixels from the top; what is far outside, or infinite, stands a panel's height outside."""
    return min(max(seen.y(effect), -seen.height), 2 * seen.height)


def _bubble(ax: Axes, x: float, y: float, wide: float, transform: Transform) -> None:
    ax.scatter(
        [x], [y], s=theme.points(wide) ** 2, marker="o", facecolor=(theme.STUDY, FILL),
        edgecolor=theme.STUDY, linewidth=RING, clip_on=False, zorder=3, transform=transform,
    )  # fmt: skip


def _upright(ax: Axes, seen: View) -> Transform:
    """From (effect, pixels from the left) to where that is drawn."""
    up = seen.height / (seen.roof - seen.floor)
    along = (seen.high - seen.low) / seen.width
    turn: list[list[float]] = [[0, along, seen.low], [-up, 0, seen.roof * up], [0, 0, 1]]
    return Affine2D(turn) + ax.transData


def _estimate(ax: Axes, x: float, y: float, sheet: Transform) -> None:
    _bubble(ax, x + PICTURE / 2, y, SAMPLE, sheet)


def _bounds(ax: Axes, x: float, y: float, sheet: Transform) -> None:
    shapes.bar(ax, y - TALL, y + TALL, x + PICTURE / 2, _sample(y), _SWAP + sheet)


def _open(ax: Axes, x: float, y: float, sheet: Transform) -> None:
    shapes.bar(ax, -math.inf, y + TALL, x + PICTURE / 2, _sample(y), _SWAP + sheet)


def _sample(y: float) -> Stretch:
    return Stretch(y - TALL, y + TALL, 1.0)


def _line(ax: Axes, x: float, y: float, sheet: Transform) -> None:
    corners = [(x, y - 6), (x + PICTURE, y - 6), (x + PICTURE, y + 6), (x, y + 6)]
    ax.add_patch(
        Polygon(
            corners, facecolor=(theme.POOLED, BAND), linewidth=0, clip_on=False, transform=sheet
        )
    )
    shapes.interval(ax, x, x + PICTURE, y, theme.POOLED, sheet)


def _predicted(ax: Axes, x: float, y: float, sheet: Transform) -> None:
    ax.plot([x, x + PICTURE], [y, y], color=theme.POOLED, linewidth=RING, linestyle=DASHES,
            clip_on=False, scalex=False, scaley=False, transform=sheet)  # fmt: skip


PICTURES: Mapping[str, Picture] = {
    "sized": _estimate, "equal": _estimate, "bounds": _bounds, "open": _open, "line": _line,
    "predicted": _predicted,
}  # fmt: skip
