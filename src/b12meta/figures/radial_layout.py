"""Where everything in a radial plot stands: the window, the lines, and the scale at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from b12meta.figures.forest_axis import tick_labels
from b12meta.figures.scatter_names import along
from b12meta.figures.scatter_view import MARGIN, QUIET, Ground, ground

if TYPE_CHECKING:
    from collections.abc import Sequence

    from b12meta.figures.conclusions import Diamond
    from b12meta.figures.numbers import Scale
    from b12meta.figures.scatter_input import Point
    from b12meta.figures.scatter_names import Box
    from b12meta.figures.scatter_view import Tick, View

__all__ = ["BAND", "DIAMOND", "TICK", "Radial", "arrange", "crossed", "rays", "taken"]

BAND = 2.0
"""Half the height of the band about the pooled line, as Galbraith draws it."""
AIR = 1.06
PAD = 0.04
WIDEN = 0.5
"""How far the pooled interval may widen the window, in its heights."""
DIAMOND = 9.0
"""Width of the pooled interval in the panel."""
TICK = 10.0
"""From the panel to the numbers of the scale at the right."""

Ray = tuple[tuple[float, float], tuple[float, float]]


class Radial(NamedTuple):
    """Axes, and the ticks of the scale at the right: values upwards, and the effects there."""

    base: Ground
    scale: list[Tick]


def rays(pooled: Diamond | None, far: float) -> list[Ray]:
    """Ends of the pooled line and of the edges of its band, from the origin to `far`."""
    if pooled is None or not pooled.drawn:
        return []
    end = pooled.limits[0] * far
    return [((0.0, shift), (far, end + shift)) for shift in (0.0, -BAND, BAND)]


def arrange(points: Sequence[Point], pooled: Diamond | None, scale: Scale) -> Radial:
    """Lay out a window that holds all studies and the band."""
    far = AIR * (max(point.x for point in points) or 1.0)
    heights = [0.0, *(point.y for point in points)]
    heights += [y for ray in rays(pooled, far) for _, y in ray]
    low, high = _with_interval(min(heights), max(heights), pooled, far)
    pad = PAD * ((high - low) or 1.0)
    floor, roof = low - pad, high + pad
    tall = ground((0.0, far), (floor, roof), len(points)).panel.height
    effects, words = tick_labels(floor / far, roof / far, scale, tall)
    right = max((QUIET.width(word) for word in words), default=0.0) + TICK + MARGIN
    ticks = [(effect * far, word) for effect, word in zip(effects, words, strict=True)]
    return Radial(ground((0.0, far), (floor, roof), len(points), right=right), ticks)


def _with_interval(
    low: float, high: float, pooled: Diamond | None, far: float
) -> tuple[float, float]:
    """Make room for the pooled interval, unless that would squeeze the studies."""
    if pooled is None or not pooled.drawn:
        return low, high
    _, least, most = pooled.limits
    room = WIDEN * (high - low)
    return max(min(low, least * far), low - room), min(max(high, most * far), high + room)


def taken(pooled: Diamond | None, view: View) -> list[Box]:
    """Box of the pooled interval, where no name may stand."""
    if pooled is None or not pooled.drawn:
        return []
    _, low, high = (view.y(limit * view.high) for limit in pooled.limits)
    return [(view.width - DIAMOND, high, view.width, low)]


def crossed(pooled: Diamond | None, view: View) -> list[Box]:
    """Boxes along the lines that names should keep clear of."""
    lines = [((0.0, 0.0), (view.high, 0.0)), *rays(pooled, view.high)]
    return [
        part
        for line in lines
        for part in along([(view.x(x), view.y(y)) for x, y in line], finely=True)
    ]
