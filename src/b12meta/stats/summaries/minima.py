"""The lowest point of a curve on a grid, then to the last digit.

A grid cannot miss the deepest of several valleys by much, and a root of the slope can be found far
more exactly than a lowest value. The slope comes from a difference formula of fourth order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from b12meta.stats.types import Floats

__all__ = ["lowest", "slope"]

STEP = 1e-3
"""Of the difference formula: its error (step to the fourth) and rounding are near 1e-12."""


def slope(curve: Callable[[float], float], at: float, step: float = STEP) -> float:
    """Derivative of a smooth curve.

    Examples
    --------
    >>> round(slope(lambda x: x**3, 2.0), 9)
    12.0
    """
    near = curve(at + step) - curve(at - step)
    far = curve(at + 2 * step) - curve(at - 2 * step)
    return (8 * near - far) / (12 * step)


def lowest(curve: Callable[[float], float], grid: Floats) -> float:
    """Where a smooth curve is lowest between the ends of a grid (an end, if it is lowest there).

    The curve must be defined a little beyond the ends.

    Examples
    --------
    >>> round(lowest(lambda x: (x * x - 2) ** 2, np.linspace(0, 3, 31)), 9)
    1.414213562
    """
    from scipy import optimize

    best = int(np.argmin([curve(float(point)) for point in grid]))
    low, high = float(grid[max(best - 1, 0)]), float(grid[min(best + 1, grid.size - 1)])
    if slope(curve, low) >= 0:
        return low
    if slope(curve, high) <= 0:
        return high
    return float(optimize.brentq(lambda at: slope(curve, at), low, high, xtol=1e-14, rtol=1e-14))
