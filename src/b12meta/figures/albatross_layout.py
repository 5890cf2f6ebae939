"""Where everything in an albatross plot stands.

Across: -log10(p), to the left for lower, to the right for higher. Upwards: the square root of the
number of people, as pixels from the top of the panel. Contours are cut where they leave it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from matplotlib.ticker import MaxNLocator

if TYPE_CHECKING:
    from b12meta.figures.albatross_input import Curve, Report

__all__ = ["P_TICKS", "View", "contour", "n_ticks", "view"]

LEAST, MOST = 3.0, 8.0
"""The axis reaches at least p = 0.001 and at most 1e-8."""
AIR = 0.35
P_TICKS = (1.0, 0.5, 0.1, 0.05, 0.01, 0.001, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8)


class View(NamedTuple):
    """What the panel shows: distances to `reach` either side, roots of n from `floor` to `roof`."""

    reach: float
    floor: float
    roof: float
    width: float
    height: float

    def x(self, distance: float) -> float:
        """Pixels from the left edge; what is farther than the panel stands on its edge."""
        inside = min(max(distance, -self.reach), self.reach)
        return self.width * (inside + self.reach) / (2 * self.reach)

    def y(self, n: float) -> float:
        """Pixels from the top."""
        return self.height * (self.roof - math.sqrt(n)) / (self.roof - self.floor)


def view(reports: list[Report], width: float, height: float) -> View:
    """Window that holds all studies."""
    ends = [abs(end) for report in reports for pair in report.stretches for end in pair]
    finite = [end for end in ends if math.isfinite(end)]
    reach = min(max([LEAST, *finite]) + AIR, MOST + AIR)
    roots = [math.sqrt(report.n) for report in reports]
    floor, roof = 0.8 * min(roots), 1.06 * max(roots)
    return View(reach, floor, roof, width, height)


def n_ticks(window: View) -> list[int]:
    """Round numbers of people."""
    values = MaxNLocator(7, steps=[1, 2, 2.5, 5, 10], integer=True).tick_values(
        window.floor**2, window.roof**2
    )
    inside = [round(value) for value in values if window.floor**2 <= value <= window.roof**2]
    return [value for value in inside if value > 0]


def contour(curve: Curve, window: View) -> list[tuple[float, float]]:
    """Cut a contour at the edges of the panel: distances and pixels from the top, upwards."""
    points = [(distance, window.y(n)) for distance, n in curve.points]
    inside = [(x, y) for x, y in points if x <= window.reach and 0 <= y <= window.height]
    if not inside:
        return []
    first, last = points.index(inside[0]), points.index(inside[-1])
    before = [_cut(inside[0], points[first - 1], window)] if first else []
    after = [_cut(inside[-1], points[last + 1], window)] if last + 1 < len(points) else []
    return [*before, *inside, *after]


def _cut(
    inner: tuple[float, float], outer: tuple[float, float], window: View
) -> tuple[float, float]:
    """Where the way from a point inside to one outside leaves the panel."""
    (x0, y0), (x1, y1) = inner, (min(outer[0], 1e6), outer[1])
    shares = [1.0]
    if x1 > window.reach:
        shares.append((window.reach - x0) / (x1 - x0))
    for edge in (0.0, window.height):
        if (y0 - edge) * (y1 - edge) < 0:
            shares.append((edge - y0) / (y1 - y0))
    share = min(shares)
    return x0 + share * (x1 - x0), y0 + share * (y1 - y0)
