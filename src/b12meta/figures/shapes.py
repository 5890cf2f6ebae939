"""Marks that several figures share: an interval, a point, and the bar of what is only bounded.

An interval says how sure an estimate is; a bar says that there is no estimate, only a stretch in
which it must lie. So the bar is pale, has edges instead of a middle, and points outwards where it
has no end. Positions are in the unit of the transform; sizes are pixels.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from matplotlib.patches import Polygon
from matplotlib.path import Path

from b12meta.figures import theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import Transform

__all__ = ["Stretch", "arrows", "bar", "interval", "point"]

LINE = 1.0
BAR = 8.0
"""Height of a bar."""
TICK = 14.0
"""Height of the ticks at its ends."""
HEAD = 7.0
"""Length of the point of an open end."""
PALE = 0.2
_ARROW = Path([(0, 0), (-1, 0.55), (-1, -0.55), (0, 0)], [1, 2, 2, 79])
_BACK = Path([(0, 0), (1, 0.55), (1, -0.55), (0, 0)], [1, 2, 2, 79])


class Stretch(NamedTuple):
    """What the plot shows from left to right, and how wide a pixel is in its unit."""

    low: float
    high: float
    pixel: float

    @classmethod
    def of(cls, ax: Axes, width: float) -> Stretch:
        """The window of an Axes that is `width` pixels wide."""
        low, high = ax.get_xlim()
        return cls(low, high, (high - low) / width)


def interval(
    ax: Axes, low: float, high: float, y: float, color: str, transform: Transform | None = None
) -> None:
    """Draw a line from limit to limit."""
    ax.plot(
        (low, high), [y, y], color=color, linewidth=LINE, solid_capstyle="butt", clip_on=False,
        scalex=False, scaley=False, zorder=2, transform=transform or ax.transData,
    )  # fmt: skip


def arrows(ax: Axes, low: float, high: float, y: float, color: str) -> None:
    """Point to what the window of the Axes cuts off."""
    left, right = ax.get_xlim()
    for beyond, edge, shape in ((low < left, left, _BACK), (high > right, right, _ARROW)):
        if beyond:
            size = 4 * theme.points(7) ** 2
            ax.scatter(
                [edge], [y], s=size, marker=shape, color=color, linewidth=0, clip_on=False, zorder=3
            )


def point(
    ax: Axes,
    x: float,
    y: float,
    side: float,
    shape: str | Path,
    color: str,
    transform: Transform | None = None,
    *,
    hollow: bool = False,
) -> None:
    """Draw a mark; `side` as matplotlib measures markers, in pixels."""
    ax.scatter(
        [x], [y], s=theme.points(side) ** 2, marker=shape,
        facecolor="none" if hollow else color, edgecolor=color, linewidth=0.9 if hollow else 0,
        clip_on=False, zorder=3, transform=transform or ax.transData,
    )  # fmt: skip


def bar(
    ax: Axes, low: float, high: float, y: float, window: Stretch, transform: Transform | None = None
) -> None:
    """Draw the stretch between two bounds, pointed where it has none or leaves the window."""
    how = transform or ax.transData
    start, end = max(low, window.low), min(high, window.high)
    head = min(HEAD * window.pixel, (end - start) / 2)
    left, right = (head if low < start else 0.0), (head if high > end else 0.0)
    half = BAR / 2
    corners = [
        (start, y), (start + left, y - half), (end - right, y - half),
        (end, y), (end - right, y + half), (start + left, y + half),
    ]  # fmt: skip
    ax.add_patch(
        Polygon(
            corners,
            facecolor=(theme.STUDY, PALE),
            edgecolor=theme.STUDY,
            linewidth=0.75,
            joinstyle="miter",
            clip_on=False,
            zorder=2,
            transform=how,
        )
    )
    for bound, reached in ((low, low == start), (high, high == end)):
        if reached and math.isfinite(bound):
            _tick(ax, bound, y, how)


def _tick(ax: Axes, x: float, y: float, transform: Transform) -> None:
    ax.plot(
        [x, x], [y - TICK / 2, y + TICK / 2], color=theme.STUDY, linewidth=1.2, clip_on=False,
        solid_capstyle="butt", scalex=False, scaley=False, zorder=3, transform=transform,
    )  # fmt: skip
