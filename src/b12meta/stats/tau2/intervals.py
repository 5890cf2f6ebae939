"""How large may tau2 be? Intervals by inverting a test.

The Q-profile interval holds each tau2 at which the generalised Q is not unusual for its chi-square
distribution; the profile-likelihood interval each tau2 that is hardly less likely than the best
one. Neither search has a cap.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from b12meta.stats.distributions import chi2_quantile
from b12meta.stats.interval import Interval
from b12meta.stats.roots import crossing, solve_q
from b12meta.stats.tau2.likelihood import loglik, score, stationary_points

if TYPE_CHECKING:
    from b12meta.stats.scaled import Scaled

__all__ = ["profile_likelihood", "q_profile", "q_profile_is_empty"]


def q_profile(data: Scaled, level: float) -> Interval:
    """Q-profile interval in scaled units; 0 to 0 when the set is empty, NaN for one study.

    References
    ----------
    Viechtbauer (2007), *Statistics in Medicine* 26, 37-52.
    """
    df = data.y.size - 1
    if df == 0:
        return Interval(math.nan, math.nan)
    tail = (1 - level) / 2
    low = solve_q(data, chi2_quantile(tail, df)).at
    return Interval(low, solve_q(data, chi2_quantile(1 - tail, df)).at)


def q_profile_is_empty(q: float, df: int, level: float) -> bool:
    """Whether Q is so small that no ``tau2 >= 0`` belongs to the set."""
    return df > 0 and q < chi2_quantile((1 + level) / 2, df)


def profile_likelihood(data: Scaled, level: float, restricted: bool, best: float) -> Interval:
    """Profile-likelihood interval in scaled units around the maximum at `best`.

    Where the likelihood has several maxima the set may have gaps; its outermost ends are given.

    References
    ----------
    Hardy & Thompson (1996), *Statistics in Medicine* 15.
    """
    floor = loglik(data, best, restricted) - chi2_quantile(1 - level, 1) / 2
    turns = sorted({0.0, best, *(p.at for p in stationary_points(data, restricted))})
    inside = [i for i, t in enumerate(turns) if loglik(data, t, restricted) >= floor]
    first, last = inside[0], inside[-1]
    low = (
        0.0
        if first == 0
        else level_crossing(data, restricted, floor, turns[first - 1], turns[first])
    )
    far = turns[last + 1] if last + 1 < len(turns) else beyond(data, restricted, floor, turns[last])
    return Interval(low, level_crossing(data, restricted, floor, turns[last], far))


def beyond(data: Scaled, restricted: bool, floor: float, start: float) -> float:
    """Find a tau2 above `start` at which the likelihood has fallen below `floor`."""
    width = start + float(data.v[0])
    while loglik(data, start + width, restricted) >= floor:
        width *= 4
    return start + width


def level_crossing(data: Scaled, restricted: bool, floor: float, low: float, high: float) -> float:
    """Where the likelihood passes `floor` between two tau2, solved in ``log(v_min + tau2)``."""
    shift = float(data.v[0])

    def curve(x: float) -> tuple[float, float]:
        t = shift * math.expm1(x)
        return loglik(data, t, restricted) - floor, score(data, t, restricted)[0] * (t + shift)

    left, right = math.log1p(low / shift), math.log1p(high / shift)
    return shift * math.expm1(crossing(curve, left, right, (left + right) / 2).at)
