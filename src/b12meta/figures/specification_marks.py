"""The marks of a specification curve: estimates in their intervals, and who chose what.

Thousands of intervals are one path for each shade. Where there are too many specifications to show
each one's choices, stretches of them are shaded by the share that chose an option.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from b12meta.figures import theme
from b12meta.figures.gosh_raster import draw_shades, ramp
from b12meta.figures.legend import PICTURE
from b12meta.figures.shapes import interval, point
from b12meta.stats.densities import shares, stretches

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import Transform

    from b12meta.figures.legend import Picture
    from b12meta.figures.specification_input import Marks, Numbers, Specifications
    from b12meta.figures.specification_layout import Plot

__all__ = ["LEAST", "MANY", "PICTURES", "draw_choices", "draw_curve", "draw_headline"]

MANY = 400
"""Specifications of which each one's choices are drawn, at most."""
BINS = 120
"""Stretches of specifications when there are more."""
LEAST = (1e-9, 0.1, 0.25, 0.5, 0.75)
"""Least share of each shade."""
STRONG, PALE = 0.8, 0.3
"""Opacity of intervals that exclude no effect, and of the others."""
BAND = 0.08
MOST_WIDE = 1.4
"""Width of a line at most."""
DASH = 8.0
"""Length of the stroke of an estimate at most."""
TICK = 9.0
TICK_WIDE = 5.0
STRIP = 11.0
DIAMOND, SMALL_DIAMOND = 10.0, 7.0
DOTS = (0, (1, 2.5))


def draw_curve(ax: Axes, found: Specifications, plot: Plot, smallest: float) -> None:
    """Draw no effect with the band around it, all intervals, all estimates."""
    view, x = plot.view, _middles(found.n)
    if smallest:
        top, bottom = view.y(smallest), view.y(-smallest)
        ax.add_patch(
            Rectangle((0, top), view.high, bottom - top, facecolor=theme.ink(BAND), linewidth=0,
                      zorder=0.5)
        )  # fmt: skip
    low, high = (_down(plot, limit) for limit in (found.low, found.high))
    away = found.below | found.above
    wide = min(MOST_WIDE, max(0.8 * plot.pitch, 0.1))
    for chosen, opacity in ((found.known & ~away, PALE), (away, STRONG)):
        ends = x[chosen], low[chosen], x[chosen], high[chosen]
        _strokes(ax, ends, (theme.STUDY, opacity), wide)
    ax.plot(
        [0, view.high], [view.y(0)] * 2, color=theme.ink(theme.LINE), linewidth=0.75, zorder=2.2
    )
    _draw_estimates(ax, x, _down(plot, found.estimate), plot.pitch)


def _draw_estimates(ax: Axes, x: Numbers, y: Numbers, pitch: float) -> None:
    """Draw a stroke for each estimate, or one line where they are closer than pixels."""
    if pitch < 1:
        ax.plot(x, y, color=theme.ink(), linewidth=1.2, zorder=2.4, clip_on=False)
    else:
        half = min(DASH / pitch, 1.0) / 2
        _strokes(ax, (x - half, y, x + half, y), theme.ink(), 1.6, zorder=2.4)


def draw_choices(ax: Axes, found: Specifications, plot: Plot) -> None:
    """Draw a line for each option, and on it who chose it."""
    middles = [row.middle - plot.panel.top for row in plot.rows]
    for y in middles:
        ax.plot([0, found.n], [y, y], color=theme.ink(0.12), linewidth=0.75, zorder=0.5,
                clip_on=False)  # fmt: skip
    used = np.concatenate([choice.used for choice in found.choices], axis=1)
    if found.n > MANY:
        edges = stretches(found.n, BINS).astype(float).tolist()
        rows = [(y - STRIP / 2, y + STRIP / 2) for y in middles]
        draw_shades(ax, shares(used, BINS), edges, rows, LEAST, theme.CONTEXT)
    else:
        _draw_ticks(ax, used, middles, min(TICK_WIDE, max(0.7 * plot.pitch, 0.7)))


def _draw_ticks(ax: Axes, used: Marks, middles: list[float], wide: float) -> None:
    place, row = np.nonzero(used)
    x, y = _middles(len(used))[place], np.array(middles)[row]
    _strokes(ax, (x, y - TICK / 2, x, y + TICK / 2), theme.ink(0.65), wide)


def draw_headline(ax: Axes, found: Specifications, plot: Plot) -> None:
    """Set off the highlighted specification, and its options."""
    if found.headline is None:
        return
    place, view = found.headline, plot.view
    x = place + 0.5
    bottom = plot.bottom - plot.panel.top
    ax.plot([x, x], [0, bottom], color=theme.POOLED, linewidth=0.9, linestyle=DOTS, zorder=2.5,
            clip_on=False)  # fmt: skip
    if found.known[place]:
        ends = [float(_down(plot, limit[[place]])[0]) for limit in (found.low, found.high)]
        ax.plot([x, x], ends, color=theme.POOLED, linewidth=1.8, zorder=2.6,
                solid_capstyle="butt")  # fmt: skip
    point(ax, x, view.y(float(found.estimate[place])), DIAMOND, "D", theme.POOLED)
    for row in plot.rows:
        if found.choices[row.choice].used[place, row.option]:
            point(ax, x, row.middle - plot.panel.top, SMALL_DIAMOND, "D", theme.POOLED)


def _middles(n: int) -> Numbers:
    """Middle of the place of each specification."""
    return np.arange(n, dtype=np.float64) + 0.5


def _down(plot: Plot, values: Numbers) -> Numbers:
    """Pixels from the top of the panel; what lies beyond an edge stands on it."""
    view = plot.view
    inside = np.clip(values, view.floor, view.roof)
    return np.asarray(view.height * (view.roof - inside) / (view.roof - view.floor))


def _strokes(
    ax: Axes,
    ends: tuple[Numbers, Numbers, Numbers, Numbers],
    color: tuple[str, float],
    wide: float,
    zorder: float = 2.0,
) -> None:
    """Draw strokes as one path; `ends` are x and y of where they begin, and of where they end."""
    if not ends[0].size:
        return
    points = np.stack(ends, axis=1).reshape(-1, 2)
    path = Path(points, np.tile([Path.MOVETO, Path.LINETO], len(points) // 2))
    ax.add_patch(
        PathPatch(path, facecolor="none", edgecolor=color, linewidth=theme.points(wide),
                  capstyle="butt", zorder=zorder, clip_on=False)
    )  # fmt: skip


def _key_of_interval(opacity: float, ax: Axes, x: float, y: float, sheet: Transform) -> None:
    for place in range(5):
        at = x + 4 + 5 * place
        ax.plot([at, at], [y - 6, y + 6], color=theme.STUDY, alpha=opacity, linewidth=1.0,
                transform=sheet, clip_on=False, scalex=False, scaley=False)  # fmt: skip


def _key_of_estimate(ax: Axes, x: float, y: float, sheet: Transform) -> None:
    ax.plot([x + 4, x + PICTURE - 4], [y, y], color=theme.ink(), linewidth=1.2, transform=sheet,
            clip_on=False, scalex=False, scaley=False)  # fmt: skip


def _key_of_headline(ax: Axes, x: float, y: float, sheet: Transform) -> None:
    interval(ax, x + 2, x + PICTURE - 2, y, theme.POOLED, sheet)
    point(ax, x + PICTURE / 2, y, DIAMOND, "D", theme.POOLED, sheet)


def _key_of_band(ax: Axes, x: float, y: float, sheet: Transform) -> None:
    ax.add_patch(
        Rectangle((x, y - 6), PICTURE, 12, facecolor=theme.ink(2 * BAND), linewidth=0,
                  transform=sheet, clip_on=False)
    )  # fmt: skip


PICTURES: dict[str, Picture] = {
    "away": partial(_key_of_interval, STRONG),
    "across": partial(_key_of_interval, PALE),
    "estimate": _key_of_estimate,
    "headline": _key_of_headline,
    "band": _key_of_band,
    "strip": ramp(len(LEAST), theme.CONTEXT),
}
