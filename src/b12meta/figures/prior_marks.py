"""The marks of a figure of priors: curves over an interval with its median, and dashed priors.

The first prior is the one concluded from, orange and filled; the others are grey outlines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import PathPatch, Polygon
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from b12meta.figures import theme
from b12meta.figures.canvas import pixels
from b12meta.figures.forest_axis import TICK, tick_labels
from b12meta.figures.label import write
from b12meta.figures.prior_layout import CLOUD
from b12meta.figures.shapes import interval, point

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import Transform

    from b12meta.figures.legend import Picture
    from b12meta.figures.prior_input import Found, Points
    from b12meta.figures.prior_layout import Panel

__all__ = ["PICTURES", "across", "cut", "cut_off", "draw_row", "guide", "second_axis"]

SIDE = 7.5
TALL = 0.88 * CLOUD
"""Height of the highest curve."""
ARROW = 6.0
FILL = 0.3
DASHES = (0, (3, 2))
DOTS = (0, (1, 2.5))
BELL = ((0, 5), (6, 5), (6, -6), (11, -6), (16, -6), (17, 5), (28, 5), (0, 5))
BELL_CODES = (1, 4, 4, 4, 4, 4, 4, 79)


def across(ax: Axes, panel: Panel) -> Transform:
    """From values of a panel, and pixels from the top of the figure, to the screen."""
    scale = (panel.right - panel.left) / (panel.high - panel.low)
    return Affine2D().translate(-panel.low, 0).scale(scale, 1).translate(panel.left, 0) + pixels(ax)


def draw_row(
    ax: Axes, found: Found, panel: Panel, foot: float, middle: float, peak: float, *, first: bool
) -> None:
    """Draw curve, interval and median of one posterior; `peak` is the density at full height."""
    hue, to = (theme.POOLED if first else theme.CONTEXT), across(ax, panel)
    inside = cut(found.curve, panel)
    ups = [(x, foot - TALL * min(up / peak, 1.0)) for x, up in inside]
    if ups:
        corners = [(ups[0][0], foot), *ups, (ups[-1][0], foot)]
        face = (hue, FILL) if first else "none"
        ax.add_patch(
            Polygon(corners, facecolor=face, edgecolor=hue, linewidth=0.9, zorder=2, transform=to,
                    clip_on=False)
        )  # fmt: skip
    before = [(x, foot - TALL * up / peak) for x, up in cut(found.before, panel) if up <= peak]
    if before:
        _line(ax, [x for x, _ in before], [y for _, y in before], to, DASHES)
    interval(ax, max(found.low, panel.low), min(found.high, panel.high), middle, hue, to)
    for beyond, edge, shape in (
        (found.low < panel.low, panel.low, "<"),
        (found.high > panel.high, panel.high, ">"),
    ):
        if beyond:
            point(ax, edge, middle, ARROW, shape, hue, to)
    point(ax, found.median, middle, SIDE, "D" if first else "o", hue, to)


def cut(curve: Points, panel: Panel) -> Points:
    """The part of a curve that a panel shows."""
    if not curve:
        return ()
    xs, ups = np.array(curve).T
    low, high = max(panel.low, xs[0]), min(panel.high, xs[-1])
    inside = xs[(xs > low) & (xs < high)]
    shown = np.concatenate([[low], inside, [high]])
    return tuple(zip(shown.tolist(), np.interp(shown, xs, ups).tolist(), strict=True))


def cut_off(curve: Points, panel: Panel) -> bool:
    """Whether a curve goes on beyond its panel."""
    return bool(curve) and (curve[0][0] < panel.low or curve[-1][0] > panel.high)


def guide(ax: Axes, panel: Panel, value: float, top: float, bottom: float, *, dots: bool) -> None:
    """Draw a vertical line at a value: no effect, or dotted the median under the first prior."""
    style = DOTS if dots else "-"
    to = across(ax, panel)
    _line(ax, [value, value], [top, bottom], to, style, 1, theme.POOLED if dots else None)


def second_axis(ax: Axes, panel: Panel, y: float) -> None:
    """Draw the axis of a panel beside the Axes, in the manner of the Axes' own."""
    to = across(ax, panel)
    ticks, words = tick_labels(panel.low, panel.high, panel.scale, panel.right - panel.left)
    _line(ax, [panel.low, panel.high], [y, y], to, "-", 1)
    for tick, said in zip(ticks, words, strict=True):
        _line(ax, [tick, tick], [y, y + 4], to, "-", 1)
        write(ax, panel.x(tick), y + 16, said, TICK, align="center")


def _line(
    ax: Axes, xs: list[float], ys: list[float], to: Transform, style: object, zorder: float = 3,
    color: str | None = None,
) -> None:  # fmt: skip
    ax.plot(
        xs, ys, color=color or theme.ink(theme.LINE), linewidth=0.75 if zorder < 3 else 1.0,
        linestyle=style, zorder=zorder, transform=to, clip_on=False, scalex=False, scaley=False,
        solid_capstyle="butt",
    )  # fmt: skip


def _key_of_curve(*, first: bool) -> Picture:
    def picture(ax: Axes, x: float, y: float, sheet: Transform) -> None:
        hue = theme.POOLED if first else theme.CONTEXT
        bell = Path([(x + right, y + down) for right, down in BELL], BELL_CODES)
        face = (hue, FILL) if first else "none"
        ax.add_patch(
            PathPatch(bell, facecolor=face, edgecolor=hue, linewidth=0.9, transform=sheet,
                      clip_on=False)
        )  # fmt: skip

    return picture


def _key_of_prior(ax: Axes, x: float, y: float, sheet: Transform) -> None:
    _line(ax, [x, x + 28], [y, y], sheet, DASHES)


def _key_of_median(ax: Axes, x: float, y: float, sheet: Transform) -> None:
    interval(ax, x + 2, x + 26, y, theme.POOLED, sheet)
    point(ax, x + 14, y, SIDE, "D", theme.POOLED, sheet)


def _key_of_guide(ax: Axes, x: float, y: float, sheet: Transform) -> None:
    _line(ax, [x + 14, x + 14], [y - 7, y + 7], sheet, DOTS, 1, theme.POOLED)


PICTURES: dict[str, Picture] = {
    "first": _key_of_curve(first=True),
    "other": _key_of_curve(first=False),
    "prior": _key_of_prior,
    "median": _key_of_median,
    "guide": _key_of_guide,
}
