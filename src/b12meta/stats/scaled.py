"""The same data in a unit of their own.

Whether B12 is typed in pmol/L or in nmol/L must not change an answer. So each computation starts by
choosing its own unit, a power of two near the typical standard error (dividing by it is exact),
takes effects as differences from the most precise study, and sorts the studies from most to least
precise. Tolerances then mean the same for every data set, and the order of the rows cannot matter.
`Scaled` knows the way back.

The sums below are written so that one giant study among tiny ones costs no digits: what would be a
difference of nearly equal numbers is formed as a sum of positive ones, the largest weight (always
the first) apart.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from b12meta.stats.types import Floats, Ints

__all__ = ["Mean", "Scaled", "Traces", "standardise", "traces", "traces_at", "weighted"]


class Scaled(NamedTuple):
    """Effects and variances, most precise first, in units of their own."""

    y: Floats
    v: Floats
    order: Ints
    centre: float
    unit: float

    def variance(self, scaled: float) -> float:
        """Bring a variance back to the unit of the data."""
        return scaled * self.unit * self.unit

    def in_order(self, scaled: Floats) -> Floats:
        """Bring one value per study back to the order of the data."""
        values = np.empty_like(scaled)
        values[self.order] = scaled
        return values


def standardise(yi: Floats, vi: Floats) -> Scaled:
    """Centre, scale and sort checked effects and variances, both of shape (k,).

    Examples
    --------
    >>> data = standardise(np.array([310.0, 302.0]), np.array([64.0, 16.0]))
    >>> data.y, data.v, data.unit
    (array([0., 1.]), array([0.25, 1. ]), 8.0)
    """
    order = np.lexsort((yi, vi))
    y, v = yi[order], vi[order]
    unit = math.ldexp(1.0, math.frexp(v[v.size // 2])[1] // 2)
    centre = float(y[0])
    return Scaled((y - centre) / unit, v / unit / unit, order, centre, unit)


class Mean(NamedTuple):
    """An inverse-variance mean: weights (not yet shares), their sum, the mean, and Q about it."""

    w: Floats
    total: float
    mean: float
    q: float


def weighted(data: Scaled, tau2: float) -> Mean:
    """Mean with weights ``1 / (v + tau2)``, and the generalised Q statistic about it.

    References
    ----------
    DerSimonian & Kacker (2007), *Contemporary Clinical Trials* 28.
    """
    w = 1 / (data.v + tau2)
    total = float(np.add.reduce(w))
    mean = float(w @ data.y) / total
    r = data.y - mean
    return Mean(w, total, mean, float(w @ (r * r)))


class Traces(NamedTuple):
    """Sum of weights, trace of P and trace of PP, where ``P = W - W 1 1' W / sum(W)``."""

    total: Floats
    p: Floats
    pp: Floats


def traces(w: Floats) -> Traces:
    """Traces of P and PP for weights of shape (..., k), the largest weight first.

    Examples
    --------
    >>> [float(x) for x in traces(np.array([3.0, 1.0]))]
    [4.0, 1.5, 2.25]
    """
    top, rest = w[..., 0], w[..., 1:]
    square = rest * rest
    return Traces(
        *assembled(
            top,
            rest.sum(-1),
            np.vecdot(rest, rest),
            np.vecdot(square, rest),
            np.vecdot(square, square),
        )
    )


def traces_at(w: Floats) -> tuple[float, float, float]:
    """Give the same for one set of weights, as plain numbers, in about half the time.

    Examples
    --------
    >>> traces_at(np.array([3.0, 1.0]))
    (4.0, 1.5, 2.25)
    """
    rest = w[1:]
    square = rest * rest
    return assembled(
        float(w[0]),
        float(np.add.reduce(rest)),
        float(rest @ rest),
        float(square @ rest),
        float(square @ square),
    )


def assembled(top: Any, s1: Any, s2: Any, s3: Any, s4: Any) -> tuple[Any, Any, Any]:
    """Sum, trace of P and trace of PP from the largest weight and power sums of the others."""
    total = top + s1
    p = (2 * top * s1 + (s1 * s1 - s2)) / total
    diagonal = (top * s1) ** 2 + (total * total * s2 - 2 * total * s3 + s4)
    pp = (diagonal + 2 * top * top * s2 + (s2 * s2 - s4)) / (total * total)
    return total, p, pp
