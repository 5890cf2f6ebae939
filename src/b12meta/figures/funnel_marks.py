"""The marks of a funnel plot: shaded regions of p, limits, points, and bars of bounds.

The middle, of the largest p, is clear; the region next to it is the darkest, and the shades fade
outwards from it. So the innermost edge shows best, and a point stands out on all of them. No line
runs through a name: lines stop at names and go on behind them.
"""

from __future__ import annotations

import math
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from matplotlib.patches import Polygon, Rectangle

from b12meta.figures import shapes, theme
from b12meta.figures.funnel_layout import broken
from b12meta.figures.legend import PICTURE
from b12meta.figures.scatter_marks import DASHED, DOTTED, stroke
from b12meta.figures.scatter_names import POINT
from b12meta.figures.shapes import Stretch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.transforms import Transform

    from b12meta.figures.conclusions import Diamond
    from b12meta.figures.funnel_input import Limit, Study
    from b12meta.figures.legend import Picture
    from b12meta.figures.scatter_marks import Dashes
    from b12meta.figures.scatter_names import Box
    from b12meta.figures.scatter_view import View

__all__ = ["draw_limits", "draw_pooled", "draw_regions", "draw_studies", "pictures"]

DARKEST = 0.17
SWATCH = 11.0

Corners = list[tuple[float, float]]


def shade(place: int, count: int) -> float:
    """Opacity of region `place` of `count`, from the middle outwards; 0: clear.

    >>> [round(shade(place, 4), 3) for place in range(4)]
    [0.0, 0.17, 0.113, 0.057]
    """
    return DARKEST * (count - place) / (count - 1) if place else 0.0


def draw_regions(
    ax: Axes, limits: Sequence[Limit], window: View, names: Sequence[Box] = ()
) -> None:
    """Shade what lies beyond each contour up to the next, and draw the contours."""
    contours = [limit for limit in limits if limit.kind == "contour"]
    for side in (1, 2):
        edges = [[(point[side], window.y(point[0])) for point in one.points] for one in contours]
        far = window.low if side == 1 else window.high
        outside = [(far, 0.0), (far, window.height)]
        for place, (inner, outer) in enumerate(pairwise([*edges, outside]), 1):
            _region(ax, [*inner, *reversed(outer)], shade(place, len(contours) + 1))
        for edge in edges:
            _line(ax, edge, theme.CONTEXT, names, alpha=0.5)


def _region(ax: Axes, corners: Corners, opacity: float) -> None:
    ax.add_patch(Polygon(corners, facecolor=theme.ink(opacity), linewidth=0, zorder=0.5))


def _line(
    ax: Axes,
    corners: Corners,
    color: str,
    names: Sequence[Box],
    *,
    alpha: float = 1.0,
    style: Dashes | str = "-",
) -> None:
    gap = (math.nan, math.nan)
    ends = [end for part in broken(corners, names) for end in (*part, gap)][:-1]
    across, up = zip(*ends, strict=True)
    ax.plot(across, up, color=color, alpha=alpha, linewidth=0.9, linestyle=style, zorder=1)


def draw_limits(ax: Axes, limits: Sequence[Limit], window: View, names: Sequence[Box] = ()) -> None:
    """Draw the limits around the pooled effect."""
    for limit in limits:
        for side in (1, 2) if limit.kind == "pooled" else ():
            edge = [(point[side], window.y(point[0])) for point in limit.points]
            _line(ax, edge, theme.POOLED, names, style=DASHED)


def draw_pooled(ax: Axes, pooled: Diamond | None, window: View, names: Sequence[Box] = ()) -> None:
    """Draw no effect, and the pooled effect, from top to bottom."""
    ax.plot([0, 0], [0, window.height], color=theme.ink(theme.LINE), linewidth=0.75, zorder=1)
    if pooled is not None and pooled.drawn:
        effect = pooled.limits[0]
        upright = [(effect, 0.0), (effect, window.height)]
        _line(ax, upright, theme.POOLED, names, style=DOTTED)


def draw_studies(ax: Axes, studies: Sequence[Study], window: View) -> None:
    """Draw what is known of each study, points over bars."""
    stretch = Stretch.of(ax, window.width)
    for study in studies:
        if study.known == "bounds":
            shapes.bar(ax, study.low, study.high, window.y(study.sei), stretch)
    for study in studies:
        if study.known == "estimate":
            shapes.point(ax, study.low, window.y(study.sei), POINT, "o", theme.STUDY)


def _estimate(ax: Axes, x: float, y: float, sheet: Transform) -> None:
    shapes.point(ax, x + PICTURE / 2, y, POINT, "o", theme.STUDY, sheet)


def _bounds(low: float, ax: Axes, x: float, y: float, sheet: Transform) -> None:
    shapes.bar(ax, x + low, x + PICTURE, y, Stretch(x, x + PICTURE, 1.0), sheet)


def _swatch(opacity: float, ax: Axes, x: float, y: float, sheet: Transform) -> None:
    box = Rectangle(
        (x, y - SWATCH / 2), PICTURE, SWATCH, facecolor=theme.ink(opacity),
        edgecolor=(theme.CONTEXT, 0.5), linewidth=0.75, clip_on=False, transform=sheet,
    )  # fmt: skip
    ax.add_patch(box)


def pictures(regions: int) -> dict[str, Picture]:
    """Pictures of the key, for so many regions."""
    found: dict[str, Picture] = {
        "estimate": _estimate,
        "bounds": partial(_bounds, 0.0),
        "open": partial(_bounds, float("-inf")),
        "pooled": stroke(DOTTED),
        "limits": stroke(DASHED),
    }
    for place in range(regions):
        found[f"region{place}"] = partial(_swatch, shade(place, regions))
    return found
