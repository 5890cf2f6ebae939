"""Estimators of tau2 when there are moderators.

Each sets a sum of squared residuals equal to what is expected of it, or climbs the likelihood. With
an intercept alone they are the estimators of `b12meta.stats.tau2`.

References
----------
Viechtbauer, Lopez-Lopez, Sanchez-Meca & Marin-Martinez (2015), *Psychological Methods* 20, 360-374
(the estimators with moderators); standard errors as in Viechtbauer (2005), *Journal of Educational
and Behavioral Statistics* 30, 261-293.
"""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.distributions import chi2_quantile
from b12meta.stats.regression.curves import curves, q_and_slope, residuals
from b12meta.stats.regression.optima import global_maximum
from b12meta.stats.roots import EPS, LIMIT
from b12meta.stats.tau2.fit import Tau2, truncated

if TYPE_CHECKING:
    from collections.abc import Callable

    from b12meta.stats.regression.design import Design
    from b12meta.stats.types import Floats, Method

__all__ = ["ESTIMATORS", "estimate_spread"]


def residual_df(design: Design) -> int:
    """Studies less columns."""
    k, p = design.x.shape
    return int(k - p)


def moment(design: Design, w: Floats, expected: float, size: float) -> Tau2:
    """Solve ``Q(w) = expected + size * tau2``; the se follows from the variance of Q.

    Under tau2 the variance of ``y'Py`` is twice the trace of ``(P(V + tau2 I))**2``.
    """
    found = residuals(design, w[None])
    raw = (float(found.e[0] @ found.e[0]) - expected) / size
    value = truncated(raw)
    spread = (w * (design.data.v + value))[None]
    variance = 2 * float(found.projection.squares(spread, spread)[0])
    return Tau2(value, math.sqrt(variance) / abs(size), raw, at_bound=value == 0)


def weighted_trace(design: Design, w: Floats, g: Floats) -> float:
    """Trace of M times the diagonal matrix of `g`."""
    return float(residuals(design, w[None]).projection.diagonal()[0] @ g)


def dersimonian_laird(design: Design) -> Tau2:
    """Method of moments with weights 1 / v."""
    w = 1 / design.data.v
    return moment(design, w, residual_df(design), weighted_trace(design, w, w))


def hedges(design: Design) -> Tau2:
    """Method of moments with equal weights (Hedges & Olkin 1985)."""
    flat = np.ones_like(design.data.v)
    expected = weighted_trace(design, flat, design.data.v)
    return moment(design, flat, expected, residual_df(design))


def hunter_schmidt(design: Design) -> Tau2:
    """Method of moments of Hunter & Schmidt: ``(Q - k) / sum(w)``."""
    w = 1 / design.data.v
    return moment(design, w, w.size, float(w.sum()))


def hunter_schmidt_corrected(design: Design) -> Tau2:
    """The same with Q multiplied by k / (k - p), against its bias at few studies."""
    w = 1 / design.data.v
    factor = w.size / residual_df(design)
    return moment(design, w, w.size / factor, float(w.sum()) / factor)


def sidik_jonkman(design: Design) -> Tau2:
    """Sidik & Jonkman (2005): the plain variance of the effects, times a Q that takes it as tau2.

    With no variance among the effects the estimate is 0.
    """
    y, v = design.data.y, design.data.v
    start = float(((y - y.mean()) ** 2).mean())
    if start == 0:
        return Tau2(0.0, 0.0, at_bound=True)
    return moment(design, start / (v + start), 0.0, residual_df(design))._replace(raw=None)


def paule_mandel(design: Design) -> Tau2:
    """Tau2 at which Q equals its expectation, k - p; empirical Bayes has the same root."""
    return with_target(design, residual_df(design))


def paule_mandel_median(design: Design) -> Tau2:
    """Tau2 at which Q equals the median of its distribution (Viechtbauer 2021)."""
    return with_target(design, chi2_quantile(0.5, residual_df(design)))


def with_target(design: Design, target: float) -> Tau2:
    """Smallest ``tau2 >= 0`` at which Q is at most `target`, by Newton's method on 1/Q from 0.

    1/Q is a concave function of tau2, so that the steps never overshoot.
    """
    value, converged = 0.0, False
    for _ in range(LIMIT):
        q, slope = q_and_slope(design, value)
        step = q / target * (q - target) / slope if q > target else 0.0
        value += step
        converged = step <= 2 * EPS * value
        if converged:
            break
    total = float((1 / (design.data.v + value)).sum())
    se = math.sqrt(2 / residual_df(design)) * design.data.v.size / total
    return Tau2(value, se, at_bound=value == 0, converged=converged)


def maximum_likelihood(design: Design) -> Tau2:
    """Global maximum of the likelihood; se from the expected information."""
    found = global_maximum(design, restricted=False)
    w = 1 / (design.data.v + found.value)
    return found._replace(se=math.sqrt(2 / float(w @ w)))


def restricted_likelihood(design: Design) -> Tau2:
    """Global maximum of the restricted likelihood; se from the expected information."""
    found = global_maximum(design, restricted=True)
    information = curves(design, np.array([found.value]), restricted=True).c[0]
    return found._replace(se=math.sqrt(2 / float(information)))


def none_at_all(design: Design) -> Tau2:
    """All differences come from the moderators: tau2 is 0 by assumption."""
    del design
    return Tau2(0.0)


ESTIMATORS: MappingProxyType[str, Callable[[Design], Tau2]] = MappingProxyType(
    {
        "EE": none_at_all,
        "DL": dersimonian_laird,
        "HE": hedges,
        "HS": hunter_schmidt,
        "HSk": hunter_schmidt_corrected,
        "SJ": sidik_jonkman,
        "ML": maximum_likelihood,
        "REML": restricted_likelihood,
        "EB": paule_mandel,
        "PM": paule_mandel,
        "PMM": paule_mandel_median,
    }
)


def estimate_spread(design: Design, method: Method) -> Tau2:
    """Tau2 in scaled units, by a method that `check_method` has passed."""
    if isinstance(method, float):
        return Tau2(method / design.data.unit / design.data.unit)
    return ESTIMATORS[method](design)
