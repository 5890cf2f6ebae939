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
"""Steps for a quantile inside brackets; an interval in doubles can be halved 60 times."""

QUICK = 8
"""Steps without brackets before they are put up; usual quantiles take 3."""

SETTLED = 1e-8
"""Relative excess after which one more Newton step ends a search: its error is this squared."""

ROUNDED = 1e-9
"""Where the range begins at tau = 0, its computed end may lie this far above, in scales."""

MET = 1e-280
"""Stands for no distance at all in a quotient of two sums that both contain it."""

NEGLIGIBLE = 1e-17
"""Weight of a component that cannot change a probability."""


class Curve(Protocol):
    """A distribution with a density, in its own variable `place`, which rises with the quantity."""

    def cdf(self, x: Floats) -> Floats:
        """Probability below x."""

    def pdf(self, x: Floats) -> Floats:
        """Density at x."""

    def start(self, p: Floats) -> Floats:
        """Places of rough quantiles."""

    def both(self, place: Floats) -> tuple[Floats, Floats]:
        """Probability below, and its slope, at places of shape (m,)."""

    def at(self, place: Floats) -> Floats:
        """Values at places."""

    def ends(self) -> tuple[float, float]:
        """Places between which all but 1e-14 of the probability lies."""

    def support(self) -> tuple[float, float]:
        """Values between which all but 1e-14 of the probability lies."""


class Mixture(NamedTuple):
    """A mixture of normals; components of shape (m,), weights that sum to 1."""

    weight: Floats
    mean: Floats
    sd: Floats

    @classmethod
    def of(cls, weight: Floats, mean: Floats, sd: Floats) -> Mixture:
        """Flatten the components, and leave out those that cannot matter."""
        if not weight.shape == mean.shape == sd.shape:
            weight, mean, sd = np.broadcast_arrays(weight, mean, sd)
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
        """Quantiles of a normal distribution of typical width, whatever the tails."""
        mean = self.weight @ self.mean
        off = self.mean - mean
        width = math.exp(0.5 * float(self.weight @ np.log(off * off + self.sd * self.sd)))
        guess: Floats = mean + width * special.ndtri(p)
        return guess

    def both(self, place: Floats) -> tuple[Floats, Floats]:
        """Probability below, and density."""
        z = (place[:, None] - self.mean) / self.sd
        below: Floats = special.ndtr(z) @ self.weight
        z *= z
        z *= -0.5
        slope: Floats = np.exp(z, out=z) @ (self.weight / self.sd)
        return below, slope / ROOT_2PI

    def at(self, place: Floats) -> Floats:
        """Return the places: they are values."""
        return place

    def ends(self) -> tuple[float, float]:
        """Where all but 1e-14 of the probability lies, and more."""
        return float((self.mean - 8 * self.sd).min()), float((self.mean + 8 * self.sd).max())

    def support(self) -> tuple[float, float]:
        """Give the ends: places are values."""
        return self.ends()


class TauCurve(NamedTuple):
    """The posterior of tau: density and probability below in x, -1 to 1, at the rule's points."""

    density: Floats
    below: Floats
    span: Range

    @classmethod
    def of(cls, weight: Floats, span: Range) -> TauCurve:
        """From the posterior weights of the points, which sum to 1."""
        points = rule(weight.size)
        density = weight / points.share
        return cls(density, points.integral @ density, span)

    def cdf(self, x: Floats) -> Floats:
        """Probability below tau."""
        place = self.span.x(x)
        found = interpolated(self.below, place)
        return np.clip(np.where(place <= -1, 0.0, np.where(place >= 1, 1.0, found)), 0.0, 1.0)

    def pdf(self, x: Floats) -> Floats:
        """Density at tau; 0 outside the range."""
        low, high = self.support()
        found = np.maximum(interpolated(self.density, self.span.x(x)), 0.0) / self.span.stretch(x)
        outside = (x < low - ROUNDED * self.span.scale) | (x > high)
        return np.where(outside, 0.0, found)

    def start(self, p: Floats) -> Floats:
        """Quantiles by linear interpolation between the points."""
        below = np.maximum.accumulate(self.below)
        return np.interp(p, below, rule(self.density.size).x)

    def both(self, place: Floats) -> tuple[Floats, Floats]:
        """Probability below x, and density in x."""
        found = interpolated(np.column_stack([self.below, self.density]), place)
        return found[:, 0], found[:, 1]

    def at(self, place: Floats) -> Floats:
        """Tau at x."""
        return self.span.tau(place)

    def ends(self) -> tuple[float, float]:
        """Ends of x."""
        return -1.0, 1.0

    def support(self) -> tuple[float, float]:
        """Ends of the range."""
        low, high = self.span.tau(np.array([-1.0, 1.0]))
        return float(low), float(high)


def interpolated(values: Floats, x: Floats) -> Floats:
    """The polynomial through values, (n,) or (n, c), at the points of the rule; x of any shape.

    References
    ----------
    Berrut & Trefethen (2004), *SIAM Review* 46, 501-517.
    """
    points, _, barycentric, _ = rule(values.shape[0])
    gap = x[..., None] - points
    gap[gap == 0] = MET
    share = barycentric / gap
    share /= np.add.reduce(share, axis=-1, keepdims=True)
    found: Floats = share @ values
    return found


def quantiles(curve: Curve, p: Floats) -> Floats:
    """Values below which probabilities `p` of shape (m,) lie, by Newton's method."""
    start = curve.start(p)
    quick = newton(curve, p, start)
    return curve.at(bracketed(curve, p, start) if quick is None else quick)


def newton(curve: Curve, p: Floats, place: Floats) -> Floats | None:
    """Newton's method on the scale of normal quantiles, where most curves are nearly straight."""
    wanted = special.ndtri(p)
    enough = SETTLED * np.minimum(p, 1 - p) + 1e-15
    low, high = curve.ends()
    for _ in range(QUICK):
        below, slope = curve.both(place)
        if not (below.min() > 0 and below.max() < 1 and slope.min() > 0):
            return None
        score = special.ndtri(below)
        settled = (np.abs(below - p) <= enough).all()
        place = place + (wanted - score) * np.exp(-0.5 * score * score) / (ROOT_2PI * slope)
        if not (low <= place.min() and place.max() <= high):
            return None
        if settled:
            return place
    return None


def bracketed(curve: Curve, p: Floats, place: Floats) -> Floats:
    """Newton's method inside brackets, which halves them where a step would leave them."""
    low, high = (np.full(p.shape, end) for end in curve.ends())
    done = np.zeros(p.shape, dtype=bool)
    enough = SETTLED * np.minimum(p, 1 - p) + 1e-15
    for _ in range(STEPS):
        below, slope = curve.both(place)
        excess = below - p
        low, high = np.where(excess < 0, place, low), np.where(excess < 0, high, place)
        step = -excess / np.maximum(slope, np.finfo(float).tiny)
        settled = np.abs(excess) <= enough
        inside = (low < place + step) & (place + step < high)
        other = np.where(settled, place, (low + high) / 2)
        place = np.where(done, place, np.where(inside, place + step, other))
        done |= settled | (high - low <= 4e-16 * np.abs(place))
        if done.all():
            break
    return place
