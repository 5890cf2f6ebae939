"""The likelihood of exact and bounded studies for many literatures at once, on one fixed grid.

There are eight pairs of group sizes and three things that a study without means can say, hence only
24 kinds of bounded studies. What each kind says about a mean and a tau is tabulated once; the
bounded part of any literature is then a weighted sum of these tables, and the exact part a parabola
in the mean. `b12meta.stats.bounded` searches and integrates each literature on a grid of its own;
here all share one, and the few that do not fit on it go to that function.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from b12meta.stats.bounded.truncated import log_above, log_between
from b12meta.stats.effects.core import hedges_j
from b12meta.stats.simulation.worlds import SIZES

if TYPE_CHECKING:
    from b12meta.stats.simulation.reporting import Reports
    from b12meta.stats.types import Floats, Ints

__all__ = ["MEAN", "Nodes", "bound_of", "kinds", "log_likelihood", "nodes"]

MEAN = np.linspace(-4.0, 4.0, 401)
"""Means; the step, 0.02, is a third of the smallest standard error that occurs."""

TAU_END, TAU_BEND, POINTS = 3.0, 0.15, 60
"""Tau is `TAU_BEND` sinh(u), u evenly from 0 to where tau is `TAU_END`."""

PRIOR_SCALE = 0.5
"""Scale of the half-normal prior on tau."""


class Nodes(NamedTuple):
    """Points in tau, with their weights under the prior.

    All is even in u, so half the weight of an inner point at 0 gives the rule of trapezia over both
    signs, which is all but exact for a smooth bump.
    """

    u: Floats
    tau: Floats
    weight: Floats


@lru_cache(maxsize=1)
def nodes() -> Nodes:
    """Give the points in tau."""
    u = np.linspace(0.0, math.asinh(TAU_END / TAU_BEND), POINTS)
    tau = TAU_BEND * np.sinh(u)
    weight = np.cosh(u) * np.exp(-0.5 * (tau / PRIOR_SCALE) ** 2)
    weight[0] /= 2
    return Nodes(u, tau, weight)


@lru_cache(maxsize=1)
def bound_of() -> Floats:
    """Hedges' g at p = 0.05 for each pair of sizes."""
    n1, n2 = SIZES.T
    df = (n1 + n2 - 2).astype(float)
    found: Floats = hedges_j(df) * -special.stdtrit(df, 0.025) * np.sqrt(1 / n1 + 1 / n2)
    return found


def kinds(reports: Reports) -> Ints:
    """Kind of each bounded study: three times its pair, plus 0 (lower), 1 (null) or 2 (higher)."""
    found: Ints = 3 * reports.pair + reports.word + 1
    return found


@lru_cache(maxsize=1)
def tables() -> Floats:
    """Log-probability of each kind, shape (24, points in tau times points in the mean)."""
    null = (1 / SIZES).sum(1)
    found = []
    for bound, v in zip(bound_of(), null, strict=True):
        s = np.sqrt(v + nodes().tau ** 2)[:, None]
        low, width = np.broadcast_arrays((-bound - MEAN) / s, 2 * bound / s)
        found += [log_above((bound + MEAN) / s), log_between(low, width)]
        found += [log_above((bound - MEAN) / s)]
    return np.array(found).reshape(len(found), -1)


def log_likelihood(reports: Reports) -> Floats:
    """Log-likelihood up to a constant, shape (literatures, points in tau, points in the mean)."""
    bounded = reports.present & ~reports.exact
    n, kind = len(bounded), kinds(reports)
    place = np.arange(n)[:, None] * 24 + kind
    counts = np.bincount(place[bounded], minlength=24 * n).reshape(n, 24).astype(float)
    total = (counts @ tables()).reshape(n, -1, MEAN.size)
    s2 = reports.vi[:, None] + (nodes().tau ** 2)[:, None]
    w = np.where(reports.exact[:, None], 1 / s2, 0.0)
    y = reports.g[:, None]
    level = -0.5 * (np.where(reports.exact[:, None], np.log(s2), 0.0) + w * y * y).sum(-1)
    total += level[..., None]
    total += (w * y).sum(-1)[..., None] * MEAN
    total -= 0.5 * w.sum(-1)[..., None] * (MEAN * MEAN)
    return total
