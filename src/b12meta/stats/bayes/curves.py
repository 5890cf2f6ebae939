"""Posterior distributions of one quantity: a mixture of normals, or a polynomial in u.

Each answers three questions at many points: the density, the probability below, and the quantile.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from scipy import special

from b12meta.stats.bayes.grid import Range, rule

if TYPE_CHECKING:
    from b12meta.stats.types import Floats

__all__ = ["Curve", "Mixture", "TauCurve", "quantiles"]

ROOT_2PI = math.sqrt(2 * math.pi)

STEPS = 80
"""Steps for a quantile; usual ones take 5, an interval in doubles can be halved 60 times."""

SETTLED = 1e-8
"""Relative excess after which one more Newton step ends a search: its error is this squared."""

NEGLIGIBLE = 1e-17
"""Weight of a component that cannot change a probability."""


class Curve(Protocol):
    """A distribution with a density."""

    def cdf(self, x: Floats) -> Floats:
        """Probability below x."""

    def pdf(self, x: Floats) -> Floats:
        """Density at x."""

    def start(self, p: Floats) -> Floats:
        """Rough quantiles."""

    def support(self) -> tuple[float, float]:
        """Where all but 1e-14 of the probability lies."""


class Mixture(NamedTuple):
    """A mixture of normals; components of shape (m,), weights that sum to 1."""

    weight: Floats
    mean: Floats
    sd: Floats

    @classmethod
    def of(cls, weight: Floats, mean: Floats, sd: Floats) -> Mixture:
        """Flatten the components, and leave out those that cannot matter."""
        weight, mean, sd = (np.ravel(x) for x in np.broadcast_arrays(weight, mean, sd))
        kept = np.abs(weight) > NEGLIGIBLE
        return cls(weight[kept], mean[kept], sd[kept])

    def cdf(self, x: Floats) -> Floats:
        """Probability below x."""
        found: Floats = special.ndtr((x[..., None] - self.mean) / self.sd) @ self.weight
        return found

    def pdf(self, x: Floats) -> Floats:
        """Density at x."""
        z = (x[..., None] - self.mean) / self.sd
        found: Floats = np.exp(-0.5 * z * z) @ (self.weight / self.sd) / ROOT_2PI
        return found

    def moments(self) -> tuple[float, float]:
        """Mean and standard deviation."""
        mean = float(self.weight @ self.mean)
        off = self.mean - mean
        return mean, math.sqrt(float(self.weight @ (off * off + self.sd * self.sd)))

    def start(self, p: Floats) -> Floats:
        """Quantiles of the normal distribution with the same moments, drawn in a little."""
        mean, sd = self.moments()
        guess: Floats = mean + 0.9 * sd * special.ndtri(p)
        return guess

    def support(self) -> tuple[float, float]:
        """Where all but 1e-14 of the probability lies, and more."""
        return float((self.mean - 8 * self.sd).min()), float((self.mean + 8 * self.sd).max())


class TauCurve(NamedTuple):
    """The posterior of tau: its density in x, -1 to 1, at the points of the rule."""

    density: Floats
    span: Range

    @classmethod
    def of(cls, weight: Floats, span: Range) -> TauCurve:
        """From the posterior weights of the points, which sum to 1."""
        return cls(weight / rule(weight.size).share, span)

    def at_points(self) -> Floats:
        """Probability below each point of the rule."""
        found: Floats = rule(self.density.size).integral @ self.density
        return found

    def cdf(self, x: Floats) -> Floats:
        """Probability below tau."""
        place = self.span.x(x)
        found = interpolated(self.at_points(), place)
        return np.clip(np.where(place <= -1, 0.0, np.where(place >= 1, 1.0, found)), 0.0, 1.0)

    def pdf(self, x: Floats) -> Floats:
        """Density at tau; 0 outside the range."""
        low, high = self.support()
        found = np.maximum(interpolated(self.density, self.span.x(x)), 0.0) / self.span.stretch(x)
        return np.where((x < low) | (x > high), 0.0, found)

    def start(self, p: Floats) -> Floats:
        """Quantiles by linear interpolation between the points."""
        below = np.maximum.accumulate(self.at_points())
        return self.span.tau(np.interp(p, below, rule(self.density.size).x))

    def support(self) -> tuple[float, float]:
        """Ends of the range."""
        low, high = self.span.tau(np.array([-1.0, 1.0]))
        return float(low), float(high)


def interpolated(values: Floats, x: Floats) -> Floats:
    """The polynomial through values at the points of the rule, at x of any shape.

    References
    ----------
    Berrut & Trefethen (2004), *SIAM Review* 46, 501-517.
    """
    points, _, barycentric, _ = rule(values.size)
    gap = x[..., None] - points
    met = gap == 0
    share = barycentric / np.where(met, 1.0, gap)
    share = np.where(met.any(-1, keepdims=True), met, share)
    found: Floats = share @ values / share.sum(-1)
    return found


def quantiles(curve: Curve, p: Floats) -> Floats:
    """Values below which probabilities `p` lie, by Newton's method inside brackets."""
    x = curve.start(p)
    low, high = (np.full(p.shape, end) for end in curve.support())
    done = np.zeros(p.shape, dtype=bool)
    for _ in range(STEPS):
        excess, slope = curve.cdf(x) - p, curve.pdf(x)
        low, high = np.where(excess < 0, x, low), np.where(excess < 0, high, x)
        step = -excess / np.maximum(slope, np.finfo(float).tiny)
        settled = np.abs(excess) <= SETTLED * np.minimum(p, 1 - p) + 1e-15
        inside = (low < x + step) & (x + step < high)
        other = np.where(settled, x, (low + high) / 2)
        x = np.where(done, x, np.where(inside, x + step, other))
        done |= settled | (high - low <= 4e-16 * np.abs(x))
        if done.all():
            break
    return x
