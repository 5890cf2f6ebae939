"""The standard normal distribution between two limits: how probable, and which moments.

All that a bounded study contributes follows from these: its probability, and the mean and variance
that its hidden estimate has, given that it lies between the limits. Everything is expressed by
Mills' ratio, ``M(x) = (1 - Phi(x)) / phi(x)``, of the limit nearer to 0, so that no tail underflows
and a probability of 1e-300 keeps its digits; a narrow gap between two limits is integrated, not
subtracted.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from b12meta.stats.types import Bools, Floats

__all__ = ["LOG_ROOT_2PI", "Moments", "above", "between", "log_above", "log_between"]

LOG_ROOT_2PI = 0.5 * math.log(2 * math.pi)
ROOT_HALF = math.sqrt(0.5)
ROOT_HALF_PI = math.sqrt(math.pi / 2)

SURE = -37.0
"""Below this limit the density is 0, even beside a probability of 1e-300."""

CERTAIN = -9.0
"""Below this limit the probability is 1, to the last digit."""

NARROW = 0.05
"""Gap under which a difference of two Mills ratios would lose digits."""

NODES, SHARES = (np.polynomial.legendre.leggauss(6)[i] / 2 + (0.5, 0.0)[i] for i in (0, 1))
"""Rule of Gauss on 0 to 1; six points are exact to the last digit for a narrow gap."""


class Moments(NamedTuple):
    """Log-probability, and moments of z between its limits.

    `square` is E(z²) - 1, `var` the variance of z, `cov` its covariance with z², `var2` the
    variance of z².
    """

    logp: Floats
    mean: Floats
    square: Floats
    var: Floats
    cov: Floats
    var2: Floats


class Gap(NamedTuple):
    """Limits turned so that the one nearer to 0 is `low`; where they were turned, sign is -1."""

    low: Floats
    high: Floats
    width: Floats
    sign: Floats
    fall: Floats
    """``(high² - low²) / 2``: the density at `high` is exp(-fall) of that at `low`."""
    mass: Floats
    """Probability divided by the density at `low`."""
    narrow: Bools


def mills(x: Floats) -> Floats:
    """Mills' ratio.

    Examples
    --------
    >>> float(mills(np.array(0.0))) == ROOT_HALF_PI
    True
    """
    ratio: Floats = ROOT_HALF_PI * special.erfcx(x * ROOT_HALF)
    return ratio


def log_above(x: Floats) -> Floats:
    """Log-probability that z exceeds `x`.

    Examples
    --------
    >>> log_above(np.array([0.0, 40.0])).tolist()
    [-0.693147..., -804.608442...]
    """
    x = np.maximum(x, SURE)
    return log_mass(x, mills(x))


def log_mass(near: Floats, mass: Floats) -> Floats:
    """Log-probability from the limit nearer to 0 and the mass relative to the density there."""
    value = np.log(mass) - 0.5 * near * near - LOG_ROOT_2PI
    return np.where(near < CERTAIN, 0.0, value)


def above(x: Floats) -> Moments:
    """Log-probability and moments of z above `x`."""
    x = np.maximum(x, SURE)
    ratio = mills(x)
    h = 1 / ratio
    square, more = x * h, h - x
    var2 = 2 + h * x * (x * x + 1) - square * square
    cov = h * (1 + x * x - square)
    return Moments(log_mass(x, ratio), h, square, 1 - h * more, cov, var2)


def gap(low: Floats, width: Floats) -> Gap:
    """Turn the limits, and compare the densities at both.

    The width is given and not the upper limit, as limits far out may differ by less than a digit.
    """
    turned = 2 * low + width < 0
    first = np.where(turned, -(low + width), low)
    near = np.maximum(first, SURE)
    width = width - (near - first)
    far = near + width
    fall = width * (near + 0.5 * width)
    mass = mills(near) - np.exp(-fall) * mills(far)
    narrow = (width < NARROW) & (fall < 1)
    if narrow.any():
        mass[narrow] = densities(near[narrow], width[narrow]).sum(-1)
    return Gap(near, far, width, np.where(turned, -1.0, 1.0), fall, mass, narrow)


def log_between(low: Floats, width: Floats) -> Floats:
    """Log-probability that z lies between `low` and ``low + width``, both finite, of one shape.

    Examples
    --------
    >>> log_between(np.array([-1.0, 40.0]), np.array([2.0, 1.0])).tolist()
    [-0.381715..., -804.608442...]
    """
    g = gap(low, width)
    return log_mass(g.low, g.mass)


def densities(low: Floats, width: Floats) -> Floats:
    """Parts of the mass of narrow gaps, one for each node."""
    x = width[..., None] * NODES
    parts: Floats = SHARES * width[..., None] * np.exp(-x * (low[..., None] + 0.5 * x))
    return parts


def between(low: Floats, width: Floats) -> Moments:
    """Log-probability and moments of z between `low` and ``low + width``, both finite."""
    g = gap(low, width)
    a = 1 / g.mass
    b = np.exp(-g.fall) * a
    mean = -np.expm1(-g.fall) * a
    square = g.low * a - g.high * b
    third = 2 * mean + g.low**2 * a - g.high**2 * b
    fourth = 3 * (square + 1) + g.low**3 * a - g.high**3 * b
    second = square + 1
    var, cov, var2 = second - mean * mean, third - mean * second, fourth - second * second
    found = Moments(log_mass(g.low, g.mass), mean, square, var, cov, var2)
    if g.narrow.any():
        for whole, part in zip(found, narrow(g.low[g.narrow], g.width[g.narrow]), strict=True):
            whole[g.narrow] = part
    return found._replace(mean=g.sign * mean, cov=g.sign * cov)


def narrow(low: Floats, width: Floats) -> Moments:
    """Log-probability and moments of z in narrow gaps, by central moments about `low`."""
    parts = densities(low, width)
    mass = parts.sum(-1)
    share = parts / mass[..., None]
    first = width * (share @ NODES)
    off = width[..., None] * NODES - first[..., None]
    var, skew, kurt = ((share * off**n).sum(-1) for n in (2, 3, 4))
    mean = low + first
    var2 = 4 * mean * (mean * var + skew) + kurt - var * var
    return Moments(
        log_mass(low, mass), mean, mean * mean + var - 1, var, 2 * mean * var + skew, var2
    )
