"""The marks of a radial plot: the pooled line in its band, and the scale of effects at the right.

The pooled interval is half a diamond on that scale, cut where it leaves the panel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.patches import Polygon

from b12meta.figures import theme
from b12meta.figures.label import write
from b12meta.figures.measure import shorten
from b12meta.figures.radial_layout import DIAMOND, TICK, rays
from b12meta.figures.scatter_axes import HEAD_MIDDLE, HEADER
from b12meta.figures.scatter_marks import DASHED, DOTTED, stroke
from b12meta.figures.scatter_view import MARGIN, PAGE, QUIET

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from b12meta.figures.conclusions import Diamond
    from b12meta.figures.legend import Picture
    from b12meta.figures.radial_layout import Radial
    from b12meta.figures.scatter_view import View

__all__ = ["PICTURES", "draw_pooled", "draw_scale"]

PALE = 0.08


def draw_pooled(ax: Axes, pooled: Diamond | None, view: View) -> None:
    """Draw no effect, the pooled line in its band, and the pooled interval at its end."""
    ax.plot([0, view.high], [view.y(0)] * 2, color=theme.ink(theme.LINE), linewidth=0.75, zorder=1)
    lines = [[(x, view.y(y)) for x, y in ray] for ray in rays(pooled, view.high)]
    for place, line in enumerate(lines):
        across, up = zip(*line, strict=True)
        style = DASHED if place else DOTTED
        ax.plot(across, up, color=theme.POOLED, linewidth=0.9, linestyle=style, zorder=1)
    if pooled is not None and lines:
        corners = [*lines[1], *reversed(lines[2])]
        ax.add_patch(Polygon(corners, facecolor=(theme.POOLED, PALE), linewidth=0, zorder=0.5))
        _diamond(ax, pooled, view)


def _diamond(ax: Axes, pooled: Diamond, view: View) -> None:
    effect, low, high = (view.y(value * view.high) for value in pooled.limits)
    half = DIAMOND * (view.high - view.low) / view.width
    corners = [(view.high, low), (view.high - half, effect), (view.high, high)]
    ax.add_patch(Polygon(corners, facecolor=theme.POOLED, linewidth=0, zorder=3))


def draw_scale(ax: Axes, radial: Radial, measure: str) -> None:
    """Draw the effects at the right edge of the panel."""
    panel, view, _, _ = radial.base
    pixel = (view.high - view.low) / view.width
    ax.plot([view.high, view.high], [0, view.height], color=theme.ink(theme.LINE), linewidth=0.75,
            clip_on=False, zorder=1)  # fmt: skip
    for value, words in radial.scale:
        y = view.y(value)
        ax.plot([view.high, view.high + 4 * pixel], [y, y], color=theme.ink(theme.LINE),
                linewidth=0.75, clip_on=False)  # fmt: skip
        write(ax, panel.right + TICK, panel.top + y, words, QUIET)
    head = shorten(measure, PAGE / 3, HEADER.size, bold=True)
    full = None if head == measure else measure
    write(ax, PAGE - MARGIN, HEAD_MIDDLE, head, HEADER, align="right", full=full)


PICTURES: dict[str, Picture] = {"pooled": stroke(DOTTED), "band": stroke(DASHED)}
