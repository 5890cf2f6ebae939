"""Jackson's interval for tau2: the values at which the generalised Q is not unusual.

With fixed weights Q is, for each tau2, a weighted sum of chi-squares whose distribution is known
exactly; the larger tau2, the larger the sum. So each end solves one equation, and nothing is
approximated. Weights ``1 / v`` make it the interval of Biggerstaff and Jackson, weights ``1 /
sqrt(v)`` the one that Jackson recommends.

References
----------
Jackson (2013), *Research Synthesis Methods* 4, 220-229; Biggerstaff & Jackson (2008), *Statistics
in Medicine* 27, 6093-6110.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.interval import Interval
from b12meta.stats.roots import Root, crossing
from b12meta.stats.tau2.generalised import generalised_q
from b12meta.stats.tau2.quadratic import Tail, lower_tail, upper_tail

if TYPE_CHECKING:
    from collections.abc import Callable

    from b12meta.stats.scaled import Scaled
    from b12meta.stats.types import Floats

__all__ = ["QDistribution", "generalised_interval", "rising_end"]

SETTLED = 1e-11
"""Relative Newton step that ends the search; its error is this squared, less than rounding."""


class QDistribution:
    """The distribution of the generalised Q with weights a, at any tau2.

    Q is y'Py with P as in `generalised`. In coordinates orthogonal to the root of the weights its
    matrix is ``within + tau2 * between``.
    """

    def __init__(self, data: Scaled, a: Floats) -> None:
        self.q = generalised_q(data, a)
        basis = orthogonal(np.sqrt(a / a.sum()))
        self.within = basis.T @ ((a * data.v)[:, None] * basis)
        self.between = basis.T @ (a[:, None] * basis)

    def eigenvalues(self, tau2: float) -> tuple[Floats, Floats]:
        """Weights of the chi-squares, and their derivatives in tau2."""
        found, vectors = np.linalg.eigh(self.within + tau2 * self.between)
        slopes = np.vecdot(vectors.T, (self.between @ vectors).T)
        return np.maximum(found, 0.0), slopes

    def upper(self, tau2: float) -> Tail:
        """Probability of a Q above the one found, which rises in tau2."""
        return upper_tail(self.q, *self.eigenvalues(tau2))

    def lower(self, tau2: float) -> Tail:
        """Probability of a Q not above the one found, which falls in tau2."""
        return lower_tail(self.q, *self.eigenvalues(tau2))


def orthogonal(u: Floats) -> Floats:
    """Orthonormal columns, shape (k, k - 1), that complete the unit vector u of positive entries.

    By a Householder reflection of u onto the first axis; beside one giant entry it loses nothing.
    """
    w = u.copy()
    w[0] += 1.0
    basis: Floats = np.eye(u.size)[:, 1:] - np.outer(w / w[0], w[1:])
    basis[0] = -u[1:]
    return basis


def generalised_interval(data: Scaled, a: Floats, level: float) -> Interval:
    """Jackson's interval in scaled units; 0 to 0 when the set is empty, NaN for one study."""
    if data.y.size == 1:
        return Interval(math.nan, math.nan)
    tail = (1 - level) / 2
    q = QDistribution(data, a)
    if q.q <= 0 or q.lower(0.0).value < tail:
        return Interval(0.0, 0.0)
    unit = float(data.v[0])
    low = rising_end(q.upper, tail, unit).at
    return Interval(low, falling_end(q.lower, tail, max(unit, low)).at)


def rising_end(curve: Callable[[float], Tail], tail: float, unit: float) -> Root:
    """Tau2 at which a rising probability reaches `tail`; 0 if it starts above."""
    if curve(0.0).value >= tail:
        return Root(0.0, True)
    high = unit
    while curve(high).value < tail:
        high *= 8
    return level_crossing(curve, tail, high, unit)


def falling_end(curve: Callable[[float], Tail], tail: float, unit: float) -> Root:
    """Tau2 at which a falling probability reaches `tail`, which it exceeds at 0."""
    high = unit
    while curve(high).value > tail:
        high *= 8
    return level_crossing(curve, tail, high, unit)


def level_crossing(curve: Callable[[float], Tail], tail: float, high: float, unit: float) -> Root:
    """Solve for the logarithm of the probability, in ``log(1 + tau2 / unit)``."""

    def gap(x: float) -> tuple[float, float]:
        t = unit * math.expm1(x)
        value, slope = curve(t)
        safe = max(value, 1e-300)
        return math.log(safe / tail), slope / safe * (t + unit)

    top = math.log1p(high / unit)
    root = crossing(gap, 0.0, top, top / 2, SETTLED)
    return Root(unit * math.expm1(root.at), root.converged)
