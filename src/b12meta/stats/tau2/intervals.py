"""How large may tau2 be? Intervals by inverting a test.

The Q-profile interval holds each tau2 at which the Q with weights ``1 / (v + tau2)`` is not unusual
for its chi-square distribution; Jackson's (in `jackson`) does so with fixed weights; the profile-
likelihood interval holds each tau2 that is hardly less likely than the best one. No search has a
cap.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from b12meta.stats.checks import check_choice
from b12meta.stats.distributions import chi2_quantile
from b12meta.stats.heterogeneity import h2_from_q, typical_variance
from b12meta.stats.interval import Interval
from b12meta.stats.roots import crossing, solve_q
from b12meta.stats.scaled import weighted
from b12meta.stats.tau2.likelihood import loglik, score, stationary_points

if TYPE_CHECKING:
    from b12meta.stats.scaled import Scaled
    from b12meta.stats.types import Floats, Method

__all__ = [
    "KINDS",
    "interval_of_tau2",
    "profile_likelihood",
    "q_profile",
    "q_profile_is_empty",
]

KINDS = ("QP", "PL", "GENQ", "HT")


def interval_of_tau2(
    data: Scaled,
    kind: str,
    level: float,
    *,
    method: Method,
    best: float,
    weights: Floats | None = None,
) -> Interval:
    """Interval of tau2 by one of `KINDS`, in scaled units; NaN for one study.

    `best` is the estimate by `method`, which only ``PL`` uses; `weights` (data order) are those of
    ``GENQ``, inverse variances by default.

    Raises
    ------
    ValueError
        For an unknown kind, weights without ``GENQ``, or ``PL`` of a fit without a likelihood.
    """
    check_choice("kind", kind, KINDS)
    if weights is not None and kind != "GENQ":
        raise ValueError(f"kind={kind!r}: got weights, which only GENQ takes")
    if data.y.size == 1:
        return Interval(math.nan, math.nan)
    if kind == "QP":
        return q_profile(data, level)
    if kind == "HT":
        return from_cochran_q(data, level)
    if kind == "GENQ":
        from b12meta.stats.tau2.jackson import generalised_interval

        fixed = 1 / data.v if weights is None else weights[data.order]
        return generalised_interval(data, fixed / fixed.max(), level)
    if method in ("ML", "REML"):
        return profile_likelihood(data, level, method == "REML", best)
    raise ValueError(f"kind='PL': got method {method!r}, expected a fit by ML or REML")


def from_cochran_q(data: Scaled, level: float) -> Interval:
    """Interval of tau2 that Higgins and Thompson's interval of H2 implies."""
    fixed = weighted(data, 0.0)
    typical = typical_variance(fixed.w)
    low, high = h2_from_q(fixed.q, data.y.size - 1, level)
    return Interval(typical * (low - 1), typical * (high - 1))


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
