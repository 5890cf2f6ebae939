"""Points in tau: where the posterior lives, and a rule of Gauss there.

Tau is written as ``scale * sinh(u)``, which is linear near 0 and logarithmic far out, so that a
posterior of any shape is a smooth bump in u. A coarse scan finds where it is more than a 1e-14th of
its height; a second sinh puts most points on the bulk, and few on long tails. One rule of Gauss
then integrates every smooth function of tau, and the polynomial through its points is the posterior
density between them.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from b12meta.stats.bayes.priors import TauPrior
    from b12meta.stats.types import Floats

__all__ = ["POINTS", "Range", "Rule", "existing_moments", "rule", "tau_range"]

POINTS = 64
"""Points of the rule; 32 give about six digits, 48 eight, 64 ten or more."""

DROP = 34.0
"""Log-height below the top at which the posterior is cut off."""

WIDTH = 0.3
"""Width in u of a cell of the coarse scan."""

ENOUGH = 6
"""Points of the scan that must lie on the bump; else it is scanned again, finer."""

SPREAD = 2.0
"""Width of the region of even points, in standard deviations of the posterior in u."""

FAR = 600.0
"""No posterior reaches so far in u."""


class Range(NamedTuple):
    """Where the posterior of tau lives.

    ``tau = scale * sinh(u)``, where ``u = centre + width * sinh(z)``; `low` and `high` are the
    ends in z. The points of the rule, -1 to 1, are spread evenly over z.
    """

    low: float
    high: float
    scale: float
    centre: float
    width: float

    @property
    def half(self) -> float:
        """Half the range in z."""
        return (self.high - self.low) / 2

    def tau(self, x: Floats) -> Floats:
        """Tau at x, -1 to 1."""
        z = (self.low + self.high) / 2 + self.half * x
        u = np.maximum(self.centre + self.width * np.sinh(z), 0.0)
        return self.scale * np.sinh(u)

    def x(self, tau: Floats) -> Floats:
        """X at tau, held within -1 to 1."""
        u = np.arcsinh(np.maximum(tau, 0.0) / self.scale)
        z = np.arcsinh((u - self.centre) / self.width)
        return np.clip((z - (self.low + self.high) / 2) / self.half, -1.0, 1.0)

    def stretch(self, tau: Floats) -> Floats:
        """Derivative of tau in x."""
        u = np.arcsinh(tau / self.scale)
        return self.half * np.hypot(u - self.centre, self.width) * np.hypot(tau, self.scale)


class Rule(NamedTuple):
    """Rule of Gauss and Legendre on -1 to 1, with what interpolation and integration need."""

    x: Floats
    share: Floats
    barycentric: Floats
    integral: Floats
    """Matrix of shape (n, n): integrals from -1 to each point of the polynomial through values."""


@lru_cache(maxsize=4)
def rule(n: int = POINTS) -> Rule:
    """Rule of n points.

    Examples
    --------
    >>> x, share, _, integral = rule(8)
    >>> bool(np.allclose(integral @ x**3, (x**4 - 1) / 4))
    True
    """
    legendre = np.polynomial.legendre
    x, share = legendre.leggauss(n)
    barycentric = np.sqrt((1 - x * x) * share) * (-1.0) ** np.arange(n)
    p = legendre.legvander(x, n)
    order = np.arange(1, n)
    primitive = np.column_stack([1 + x, (p[:, 2:] - p[:, :-2]) / (2 * order + 1)])
    coefficients = (np.arange(n) + 0.5)[:, None] * p[:, :n].T * share
    return Rule(x, share, barycentric, primitive @ coefficients)


def existing_moments(power: float) -> int:
    """How many of the moments 1 and 2 exist where the density falls like ``tau ** -power``.

    Examples
    --------
    >>> existing_moments(2.0), existing_moments(2.5), existing_moments(math.inf)
    (0, 1, 2)
    """
    return sum(power > n + 1 for n in (1, 2))


def tau_range(
    log_posterior: Callable[[Floats], Floats],
    *,
    prior: TauPrior,
    unit: float,
    least: float,
    moments: int,
) -> Range:
    """Find where the posterior of tau lives.

    `log_posterior` (approximate, up to a constant) takes tau of shape (m,) in scaled units, `unit`
    of the data each; `least` is the smallest standard error, scaled; the upper end is so far out
    that `moments` moments are there too.
    """
    scale = min(least, (prior.size or math.inf) / unit)
    end = min(FAR, math.asinh(prior.end / unit / scale)) if prior.end < math.inf else FAR
    low, high, cells = 0.0, min(end, math.asinh(64 * least / scale) + 2), 0
    while True:
        cells = max(24, math.ceil((high - low) / WIDTH))
        u = np.linspace(low, high, cells + 1)
        value, reach = heights(log_posterior, u, scale, moments)
        if reach[-1] >= -DROP and high < end:
            high = min(end, high + max(4.0, (high - low) / 2))
            continue
        inside = np.flatnonzero((value >= -DROP) | (reach >= -DROP))
        first, last = max(inside[0] - 1, 0), min(inside[-1] + 1, cells)
        if last - first >= ENOUGH:
            return placed(u, value, first, last, scale)
        low, high, end = float(u[first]), float(u[last]), float(u[last])


def placed(u: Floats, value: Floats, first: int, last: int, scale: float) -> Range:
    """Centre the points on the bulk of the posterior, and spread them by its width."""
    share = np.exp(value) / np.exp(value).sum()
    centre = float(share @ u)
    width = SPREAD * max(math.sqrt(float(share @ (u - centre) ** 2)), float(u[1] - u[0]) / 2)
    low, high = (math.asinh((float(u[i]) - centre) / width) for i in (first, last))
    return Range(low, high, scale, centre, width)


def heights(
    log_posterior: Callable[[Floats], Floats], u: Floats, scale: float, moments: int
) -> tuple[Floats, Floats]:
    """Log-heights of the posterior in u, relative to the top; the same times tau to a power."""
    tau = scale * np.sinh(u)
    value = log_posterior(tau) + np.log(np.cosh(u))
    top = int(np.argmax(value))
    value = value - value[top]
    further = np.where(u > u[top], u - u[top], 0.0)
    return value, value + moments * further
