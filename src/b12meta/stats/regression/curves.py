"""What depends on tau2, at one value or at many: Q, the likelihood and its derivatives.

Write P for the matrix of the weighted regression at tau2 = t. Since dP/dt = -PP, whatever the
moderators, the parts ``a = y'PPy`` and ``b = trace(P)`` of the score fall in t, and so do ``c =
trace(PP)`` and ``d = 2 y'PPPy``, the parts of its slope. That is what makes the search in
`b12meta.stats.regression.optima` certain.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.regression.projection import Projection, project

if TYPE_CHECKING:
    from b12meta.stats.regression.design import Design
    from b12meta.stats.types import Floats

__all__ = ["Curves", "curves", "loglik", "q_and_slope", "residuals", "score_bound"]


class Curves(NamedTuple):
    """Four falling curves at m values of tau2: score = a - b, its slope = c - d (both doubled)."""

    a: Floats
    b: Floats
    c: Floats
    d: Floats


class Residuals(NamedTuple):
    """Weights, their projection, and residuals in units of their standard deviations."""

    w: Floats
    projection: Projection
    e: Floats


def residuals(design: Design, w: Floats) -> Residuals:
    """Weighted regression with weights `w` of shape (m, k)."""
    projection = project(design.x, w)
    return Residuals(w, projection, projection.residual(np.sqrt(w) * design.data.y))


def at(design: Design, t: Floats) -> Residuals:
    """Weighted regression at each tau2 of `t`, shape (m,), scaled."""
    return residuals(design, 1 / (design.data.v + t[:, None]))


def curves(design: Design, t: Floats, restricted: bool) -> Curves:
    """Evaluate the four curves at `t`, shape (m,)."""
    w, projection, e = at(design, t)
    third = projection.residual(w * e)
    a, d = np.vecdot(w * e, e), 2 * np.vecdot(third, third)
    if restricted:
        return Curves(a, np.vecdot(w, projection.diagonal()), projection.squares(w, w), d)
    return Curves(a, w.sum(axis=1), np.vecdot(w, w), d)


def q_and_slope(design: Design, t: float) -> tuple[float, float]:
    """Give the generalised Q at tau2 = `t`, and minus its derivative."""
    w, _, e = at(design, np.array([t]))
    return float(np.vecdot(e, e)[0]), float(np.vecdot(w * e, e)[0])


def loglik(design: Design, t: float, restricted: bool) -> float:
    """Log-likelihood of tau2, the coefficients maximised out, without constants."""
    w, projection, e = at(design, np.array([t]))
    extra = float(projection.log_determinant()[0]) if restricted else 0.0
    return -0.5 * float(-np.log(w).sum() + np.vecdot(e, e)[0] + extra)


def score_bound(design: Design, restricted: bool) -> float:
    """Tau2 beyond which the score is negative for certain.

    From ``a <= SS / (v_min + t)**2`` and ``b >= m / (v_max + t)``, where SS is the sum of squared
    residuals of the plain regression and m is k - p (restricted) or k.
    """
    k, p = design.x.shape
    low, high = float(design.data.v[0]), float(design.data.v[-1])
    e = residuals(design, np.ones((1, k))).e[0]
    s2 = float(e @ e) / (k - p if restricted else k)
    root = (s2 - 2 * low + math.sqrt(s2 * (s2 + 4 * (high - low)))) / 2
    return float(max(0.0, root) * 1.05 + 0.05 * low)
