"""The marks of a GOSH plot: the raster of subsets, its marginal densities, the set of all studies.

Subsets with the highlighted study are stripes over the solid cells of those without it, so that
the two differ in print too, and both can be seen where they meet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import PathPatch, Polygon

from b12meta.figures import theme
from b12meta.figures.gosh_layout import BESIDE, side_full, side_shares
from b12meta.figures.gosh_raster import boxes, draw_shades, ramp, steps
from b12meta.figures.legend import PICTURE
from b12meta.figures.shapes import point

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.transforms import Transform

    from b12meta.figures.gosh_cloud import Cloud
    from b12meta.figures.gosh_layout import Plot
    from b12meta.figures.gosh_raster import Numbers
    from b12meta.figures.legend import Picture

__all__ = ["draw_beside", "draw_cells", "draw_none", "draw_together", "least_counts", "pictures"]

DIAMOND, EDGE = 10.0, 3.0
APART = 5.0
FILL = 0.3
STRIPE = 0.6
"""Share of the height of a cell."""
SOLID = 0.5
"""Opacity of the small pictures."""

Corners = list[tuple[float, float]]


def least_counts(cloud: Cloud) -> list[int]:
    """Least counts of the shades, of all layers alike."""
    return steps(max(int(layer.cells.counts.max()) for layer in cloud.layers))


def hue(cloud: Cloud, place: int) -> str:
    """Colour of a layer: grey for what is there only to be compared with."""
    return theme.CONTEXT if cloud.split and place == 0 else theme.STUDY


def draw_cells(ax: Axes, cloud: Cloud, plot: Plot) -> None:
    """Draw the raster, one layer over the other."""
    least = least_counts(cloud)
    for place, layer in enumerate(cloud.layers):
        rows = plot.rows
        if place:
            rows = [(bottom - STRIPE * (bottom - top), bottom) for top, bottom in rows]
        counts = layer.cells.counts.astype(np.float64)
        draw_shades(ax, counts, [float(x) for x in layer.cells.x], rows, least, hue(cloud, place))


def draw_none(ax: Axes, plot: Plot) -> None:
    """Draw no effect from top to bottom."""
    view = plot.base.view
    if view.low < 0 < view.high:
        ax.plot([0, 0], [0, view.height], color=theme.ink(theme.LINE), linewidth=0.75, zorder=2)


def draw_together(ax: Axes, cloud: Cloud, plot: Plot) -> None:
    """Draw the set of all studies."""
    if cloud.together is not None:
        x, y = cloud.together
        _diamond_at(ax, x, plot.base.view.y(y), ax.transData)


def draw_beside(ax: Axes, cloud: Cloud, plot: Plot) -> None:
    """Draw the marginal densities: of the estimate on top, of heterogeneity at the side."""
    view = plot.base.view
    pixel = (view.high - view.low) / view.width
    right = view.high + APART * pixel
    tops = [layer.cells.counts.sum(1) / layer.n for layer in cloud.layers]
    sides = [side_shares(layer) for layer in cloud.layers]
    full = max(float(share.max()) for share in tops)
    full_side = side_full(cloud)
    for place, layer in enumerate(cloud.layers):
        up = -APART - BESIDE * tops[place] / full
        _steps(ax, cloud, place, _stairs([float(x) for x in layer.cells.x], up, -APART))
        out = right + BESIDE * pixel * np.minimum(sides[place] / full_side, 1.0)
        edges = [plot.rows[0][1], *(top for top, _ in plot.rows)]
        corners = [(x, y) for y, x in _stairs(edges, out, right)]
        _steps(ax, cloud, place, corners)


def _stairs(edges: Sequence[float], ends: Numbers, foot: float) -> Corners:
    """Corners of a histogram that stands on a foot: along its edges, then its ends."""
    corners = [(edges[0], foot)]
    for place, end in enumerate(map(float, ends)):
        corners += [(edges[place], end), (edges[place + 1], end)]
    return [*corners, (edges[-1], foot)]


def _steps(ax: Axes, cloud: Cloud, place: int, corners: Corners) -> None:
    filled = not cloud.split or place == 1
    color = hue(cloud, place)
    ax.add_patch(
        Polygon(corners, facecolor=(color, FILL) if filled else "none", edgecolor=color,
                linewidth=0.9, joinstyle="miter", zorder=1.5, clip_on=False)
    )  # fmt: skip


def _solid(cells: Callable[[float, float], Sequence[tuple[float, float, float, float]]], color: str
           ) -> Picture:  # fmt: skip
    def picture(ax: Axes, x: float, y: float, sheet: Transform) -> None:
        ax.add_patch(
            PathPatch(boxes(cells(x, y)), facecolor=(color, SOLID), linewidth=0, clip_on=False,
                      transform=sheet)
        )  # fmt: skip

    return picture


def _whole(x: float, y: float) -> list[tuple[float, float, float, float]]:
    return [(x, y - 6, x + PICTURE, y + 6)]


def _stripes(x: float, y: float) -> list[tuple[float, float, float, float]]:
    return [(x, y + down, x + PICTURE, y + down + 3) for down in (-6, 0)]


def _diamond(ax: Axes, x: float, y: float, sheet: Transform) -> None:
    _diamond_at(ax, x + PICTURE / 2, y, sheet)


def _diamond_at(ax: Axes, x: float, y: float, transform: Transform) -> None:
    """Draw a diamond with an edge of ink, for it may stand on the darkest cells."""
    point(ax, x, y, DIAMOND + EDGE, "D", theme.INK, transform)
    point(ax, x, y, DIAMOND, "D", theme.POOLED, transform)


def pictures(cloud: Cloud) -> dict[str, Picture]:
    """Pictures of the key."""
    return {
        "shades": ramp(len(least_counts(cloud)), theme.CONTEXT if cloud.split else theme.STUDY),
        "without": _solid(_whole, theme.CONTEXT),
        "with": _solid(_stripes, theme.STUDY),
        "together": _diamond,
    }
