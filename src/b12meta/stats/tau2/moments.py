"""Moment estimators: set a sum of squares equal to what is expected of it.

DerSimonian-Laird, Hedges and Hunter-Schmidt do so with fixed weights, in closed form, and Sidik-
Jonkman with weights that hold a first guess of tau2; Paule-Mandel with weights that hold tau2
itself. Most can come out below 0 and are then cut off there; the uncut value is kept where there is
a closed form. Sidik-Jonkman never reaches 0 unless all effects are identical.

References
----------
Viechtbauer (2005), *Journal of Educational and Behavioral Statistics* 30, 261-293, compares them
and gives the variances from which the standard errors follow.
"""

from __future__ import annotations

import math

import numpy as np

from b12meta.stats.distributions import chi2_quantile
from b12meta.stats.roots import solve_q
from b12meta.stats.scaled import Scaled, traces_at, weighted
from b12meta.stats.tau2.fit import Tau2, truncated
from b12meta.stats.tau2.generalised import (
    generalised_moment,
    generalised_q,
    generalised_traces,
    spread_of_q,
)

__all__ = [
    "dersimonian_laird",
    "hedges",
    "hunter_schmidt",
    "hunter_schmidt_corrected",
    "paule_mandel",
    "paule_mandel_median",
    "sidik_jonkman",
]


def dersimonian_laird(data: Scaled) -> Tau2:
    """Estimate tau2 by DerSimonian-Laird.

    References
    ----------
    DerSimonian & Laird (1986), *Controlled Clinical Trials* 7, eq. 8; the standard error
    follows from the variance of Q under the estimate: Biggerstaff & Tweedie (1997), *Statistics in
    Medicine* 16.
    """
    df = data.y.size - 1
    fixed = weighted(data, 0.0)
    _, p, pp = traces_at(fixed.w)
    raw = (fixed.q - df) / p
    value = truncated(raw)
    return Tau2(value, spread_of_cochran_q(df, p, pp, value) / p, raw, at_bound=value == 0)


def spread_of_cochran_q(df: int, p: float, pp: float, tau2: float) -> float:
    """Give the standard deviation of Cochran's Q at a tau2."""
    return math.sqrt(2 * df + 4 * tau2 * p + 2 * tau2 * tau2 * pp)


def hedges(data: Scaled) -> Tau2:
    """Estimate tau2 by Hedges: the variance of the effects less the mean of their variances.

    References
    ----------
    Hedges (1983), *Psychological Bulletin* 93, 388-395.
    """
    return generalised_moment(data, np.ones_like(data.v))


def hunter_schmidt(data: Scaled) -> Tau2:
    """Estimate tau2 by Hunter-Schmidt, which is too small by about ``1 / k`` of itself.

    References
    ----------
    Hunter & Schmidt (2004), *Methods of Meta-Analysis*; Viechtbauer (2005).
    """
    return hunter_schmidt_times(data, 1.0)


def hunter_schmidt_corrected(data: Scaled) -> Tau2:
    """Hunter-Schmidt with ``k / (k - 1)`` against its bias in small sets.

    References
    ----------
    Brannick, Potter, Benitez & Morris (2019), *Organizational Research Methods* 22, 490-514.
    """
    return hunter_schmidt_times(data, data.y.size / (data.y.size - 1))


def hunter_schmidt_times(data: Scaled, factor: float) -> Tau2:
    """Hunter-Schmidt with Q multiplied by a factor."""
    k = data.y.size
    fixed = weighted(data, 0.0)
    _, p, pp = traces_at(fixed.w)
    raw = (factor * fixed.q - k) / fixed.total
    value = truncated(raw)
    se = factor * spread_of_cochran_q(k - 1, p, pp, value) / fixed.total
    return Tau2(value, se, raw, at_bound=value == 0)


def sidik_jonkman(data: Scaled) -> Tau2:
    """Estimate tau2 by Sidik-Jonkman, starting from the variance of the effects.

    References
    ----------
    Sidik & Jonkman (2005), *Applied Statistics* 54, 367-384.
    """
    df = data.y.size - 1
    off = data.y - data.y.mean()
    first = float(off @ off) / data.y.size
    a = 1 / (data.v + first)
    value = first * generalised_q(data, a) / df
    se = first / df * spread_of_q(generalised_traces(a, data.v), value)
    return Tau2(value, se, at_bound=value == 0)


def paule_mandel(data: Scaled) -> Tau2:
    """Estimate tau2 by Paule-Mandel: the value at which Q equals its expectation, k - 1.

    The empirical Bayes estimate is the same number (Viechtbauer et al. 2015, *Psychological
    Methods* 20).

    References
    ----------
    Paule & Mandel (1982), *Journal of Research of the NBS* 87; standard error as for empirical
    Bayes, Viechtbauer (2005).
    """
    return paule_mandel_at(data, data.y.size - 1.0)


def paule_mandel_median(data: Scaled) -> Tau2:
    """Paule-Mandel for the median: the value at which Q equals its median, so less often 0.

    References
    ----------
    Viechtbauer (2021), *Median-unbiased estimators for the amount of heterogeneity in
    meta-analysis*, European Congress of Methodology, Valencia.
    """
    return paule_mandel_at(data, chi2_quantile(0.5, data.y.size - 1))


def paule_mandel_at(data: Scaled, target: float) -> Tau2:
    """Tau2 at which Q equals `target`."""
    k = data.y.size
    root = solve_q(data, target)
    total = weighted(data, root.at).total
    se = math.sqrt(2 / (k - 1)) * k / total
    return Tau2(root.at, se, at_bound=root.at == 0, converged=root.converged)
