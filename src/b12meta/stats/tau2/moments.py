"""Moment estimators: set a sum of squares equal to what is expected of it.

DerSimonian-Laird does so for Cochran's Q with fixed weights, in closed form; Paule-Mandel for the Q
whose weights hold tau2 itself. Either can come out below 0 and is then cut off there; the uncut
value is kept where it is known.
"""

from __future__ import annotations

import math

from b12meta.stats.roots import solve_q
from b12meta.stats.scaled import Scaled, traces, weighted
from b12meta.stats.tau2.fit import Tau2, truncated

__all__ = ["dersimonian_laird", "paule_mandel"]


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
    _, p, pp = map(float, traces(fixed.w))
    raw = (fixed.q - df) / p
    value = truncated(raw)
    se = math.sqrt(2 * df + 4 * value * p + 2 * value * value * pp) / p
    return Tau2(value, se, raw, at_bound=value == 0)


def paule_mandel(data: Scaled) -> Tau2:
    """Estimate tau2 by Paule-Mandel: the value at which Q equals its expectation, k - 1.

    References
    ----------
    Paule & Mandel (1982), *Journal of Research of the NBS* 87; standard error as
    for empirical Bayes, Viechtbauer (2005), *Journal of Educational and Behavioral Statistics* 30,
    261-293.
    """
    k = data.y.size
    root = solve_q(data, k - 1.0)
    total = weighted(data, root.at).total
    se = math.sqrt(2 / (k - 1)) * k / total
    return Tau2(root.at, se, at_bound=root.at == 0, converged=root.converged)
