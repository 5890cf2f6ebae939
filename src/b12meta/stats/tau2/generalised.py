"""The generalised Q: a sum of squares about a mean, both with weights that do not depend on tau2.

Cochran's Q takes ``1 / v`` as weights, Hedges' sum of squares takes 1, Jackson proposes ``1 /
sqrt(v)``. For any of them the expectation and the variance of Q are known, so one formula serves
all moment estimators with fixed weights and their standard errors.

The sums go over the other studies where a difference of nearly equal numbers would lose digits
beside a giant study.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.tau2.fit import Tau2, truncated

if TYPE_CHECKING:
    from b12meta.stats.scaled import Scaled
    from b12meta.stats.types import Floats

__all__ = ["GeneralisedTraces", "generalised_moment", "generalised_q", "generalised_traces"]


class GeneralisedTraces(NamedTuple):
    """Traces of P, PV, PVPV, PVP and PP, where ``P = A - A 1 1' A / sum(a)`` and V holds v."""

    p: float
    pv: float
    pvpv: float
    pvp: float
    pp: float


def others(x: Floats) -> Floats:
    """For each entry, the sum of all the other ones, without a subtraction."""
    rest = np.zeros_like(x)
    rest[1:] += np.cumsum(x)[:-1]
    rest[:-1] += np.cumsum(x[::-1])[::-1][1:]
    return rest


def generalised_traces(a: Floats, v: Floats) -> GeneralisedTraces:
    """Traces for positive weights a and variances v, both of shape (k,)."""
    total = a.sum()
    diagonal = a * others(a) / total
    square, weighted = (a / total) ** 2, a**2 * v
    return GeneralisedTraces(
        p=float(diagonal.sum()),
        pv=float(diagonal @ v),
        pvpv=float((diagonal * v) @ (diagonal * v) + square * v @ others(weighted)),
        pvp=float(diagonal**2 @ v + square @ others(weighted)),
        pp=float(diagonal @ diagonal + square @ others(a**2)),
    )


def generalised_q(data: Scaled, a: Floats) -> float:
    """Weighted sum of squares about the mean with the same weights."""
    r = data.y - (a @ data.y) / a.sum()
    return float(a @ (r * r))


def generalised_moment(data: Scaled, a: Floats) -> Tau2:
    """Tau2 at which the generalised Q equals its expectation.

    References
    ----------
    DerSimonian & Kacker (2007), *Contemporary Clinical Trials* 28; Jackson, Turner, Rhodes &
    Viechtbauer (2014), *BMC Medical Research Methodology* 14:103 (variance of Q).
    """
    trace = generalised_traces(a, data.v)
    raw = (generalised_q(data, a) - trace.pv) / trace.p
    return Tau2(
        truncated(raw), spread_of_q(trace, truncated(raw)) / trace.p, raw, at_bound=raw <= 0
    )


def spread_of_q(trace: GeneralisedTraces, tau2: float) -> float:
    """Give the standard deviation of the generalised Q at a tau2."""
    return math.sqrt(2 * trace.pvpv + 4 * tau2 * trace.pvp + 2 * tau2 * tau2 * trace.pp)
