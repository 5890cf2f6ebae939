"""Finding where a curve crosses a level, to the last digit, in any unit.

Solvers with absolute tolerances or a fixed search limit are how programs come to print an interval
that does not hold its own estimate. Here brackets come from the mathematics or are widened until
they hold the crossing.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from b12meta.stats.scaled import Scaled, weighted

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Root", "crossing", "solve_q"]

LIMIT = 200
"""Steps after which a search is called not converged; usual searches take 3 to 15."""

EPS = 2.0**-52


class Root(NamedTuple):
    """A root, and whether the search settled."""

    at: float
    converged: bool


def solve_q(data: Scaled, target: float) -> Root:
    """Smallest ``tau2 >= 0`` at which the generalised Q is at most `target`, in scaled units.

    Q falls as tau2 grows, and 1/Q is a concave function of tau2. So Newton's method on 1/Q from 0
    moves up without ever overshooting, however far the root lies: no bracket, no cap.

    References
    ----------
    Viechtbauer (2007), *Statistics in Medicine* 26, 37-52 (Q falls in tau2).
    """
    tau2 = 0.0
    for _ in range(LIMIT):
        w, _total, mean, q = weighted(data, tau2)
        if q <= target:
            return Root(tau2, True)
        u = w * (data.y - mean)
        step = q / target * (q - target) / float(u @ u)
        if step <= 2 * EPS * tau2:
            return Root(tau2 + step, True)
        tau2 += step
    return Root(tau2, False)


def crossing(
    curve: Callable[[float], tuple[float, float]],
    low: float,
    high: float,
    start: float,
    settled: float = 2 * EPS,
) -> Root:
    """Crossing of 0 inside a bracket, by Newton's method kept inside by bisection.

    Parameters
    ----------
    curve : callable
        Gives value and slope; the values at `low` and `high` have different signs.
    low, high, start : float
        The bracket, and where to begin.
    settled : float
        Relative step after which the search ends; larger where the curve itself holds rounding.

    Examples
    --------
    >>> crossing(lambda x: (x * x - 2, 2 * x), 0, 2, 1).at
    1.414213562373095...
    """
    rising = curve(high)[0] > 0
    x = start if low < start < high else (low + high) / 2
    for _ in range(LIMIT):
        value, slope = curve(x)
        if value == 0:
            return Root(x, True)
        low, high = (low, x) if (value > 0) == rising else (x, high)
        newton = x - value / slope if slope else math.nan
        if abs(newton - x) <= settled * abs(x):
            return Root(newton, True)
        following = newton if low < newton < high else (low + high) / 2
        if high - low <= settled * abs(high):
            return Root(following, True)
        x = following
    return Root(x, False)
