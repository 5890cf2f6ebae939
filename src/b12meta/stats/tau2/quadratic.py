"""The distribution of a weighted sum of chi-square variables, each with 1 df.

The generalised Q of normal effects is such a sum, its weights the eigenvalues of a matrix. Its tail
is an integral over the moment generating function along a path in the complex plane. The path used
here leaves the real axis at the saddle point, where the integrand is largest, and bends to the
right, where it dies away; there the trapezoidal rule gains digits in proportion to the number of
its points. No series, so eigenvalues of very different size do no harm; and both tails keep their
digits.

References
----------
Imhof (1961), *Biometrika* 48 (the inversion); Daniels (1987), *International Statistical Review*
55 (the saddle point); Trefethen & Weideman (2014), *SIAM Review* 56 (the trapezoidal rule).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.roots import crossing

if TYPE_CHECKING:
    from b12meta.stats.types import Floats

__all__ = ["Tail", "lower_tail", "upper_tail"]

STEP = 0.125
"""First width of a step along the path; it is halved until two results agree."""

AGREED = 1e-9
"""Relative difference of two results after which the finer is taken; its error is the square."""

FAINT = 38.0
"""Logarithm by which the integrand has fallen where the path ends: 3e-17 of its greatest value."""


class Tail(NamedTuple):
    """A tail probability, and its derivative when the eigenvalues move with the given slopes."""

    value: float
    slope: float


def upper_tail(q: float, eigenvalues: Floats, slopes: Floats) -> Tail:
    """Probability that the sum exceeds `q`, positive.

    Parameters
    ----------
    q : float
        Value of the sum, above 0.
    eigenvalues, slopes : array of shape (m,)
        Weights of the chi-squares, above 0, and their derivatives in some parameter.

    Examples
    --------
    >>> f"{upper_tail(3.841458820694124, np.ones(1), np.ones(1)).value:.12f}"
    '0.050000000000'
    """
    if q < eigenvalues.sum():
        value, slope = lower_tail(q, eigenvalues, slopes)
        return Tail(1 - value, -slope)
    return along(q, eigenvalues, slopes, saddle(q, eigenvalues, right=True))


def lower_tail(q: float, eigenvalues: Floats, slopes: Floats) -> Tail:
    """Probability that the sum is at most `q`; parameters as in `upper_tail`.

    Examples
    --------
    >>> f"{lower_tail(2.0, np.ones(2), np.ones(2)).value:.12f}"
    '0.632120558829'
    """
    if q >= eigenvalues.sum():
        value, slope = upper_tail(q, eigenvalues, slopes)
        return Tail(1 - value, -slope)
    value, slope = along(q, eigenvalues, slopes, saddle(q, eigenvalues, right=False))
    return Tail(-value, -slope)


def saddle(q: float, eigenvalues: Floats, *, right: bool) -> float:
    """Real point where the integrand is stationary, right or left of its pole at 0.

    The brackets are where bounds of the sum have a known sign.
    """
    top = float(eigenvalues.max())

    def beyond(s: float) -> tuple[float, float]:
        ratio = eigenvalues / (1 - 2 * s * eigenvalues)
        return float(ratio.sum()) - q - 1 / s, 2 * float(ratio @ ratio) + 1 / (s * s)

    def before(x: float) -> tuple[float, float]:
        ratio = 1 / (1 + 2 * x * eigenvalues)
        return x * (float(eigenvalues @ ratio) - q) + 1, float(eigenvalues @ (ratio * ratio)) - q

    if right:
        low, high = min(1 / q, 1 / (4 * top)), (1 - top / (q + 4 * top)) / (2 * top)
        return crossing(beyond, low, high, (low + high) / 2).at
    far = (eigenvalues.size / 2 + 1) / q
    return -crossing(before, 0.0, far, far / 2).at


def along(q: float, eigenvalues: Floats, slopes: Floats, start: float) -> Tail:
    """Integral along the path that leaves the real axis at `start`, with its derivative."""
    width, bend = shape(eigenvalues, start)
    end = max(math.sqrt(FAINT / (q * bend)), math.sqrt(2 * FAINT))
    step = STEP
    total = terms(q, eigenvalues, slopes, start, width, bend, np.arange(0.0, end, step))
    value = step * total
    for _ in range(8):
        between = np.arange(step / 2, end, step)
        total += terms(q, eigenvalues, slopes, start, width, bend, between)
        step /= 2
        value, before = step * total, value
        if np.all(np.abs(value - before) <= AGREED * np.abs(value)):
            break
    return Tail(float(value[0]), float(value[1]))


def shape(eigenvalues: Floats, s: float) -> tuple[float, float]:
    """Width of the integrand across the real axis at s, and how fast its path bends to the right.

    From the second and third derivative of its logarithm, as on the path of steepest descent, but
    never straight.
    """
    ratio = eigenvalues / (1 - 2 * s * eigenvalues)
    square = ratio * ratio
    width = 1 / math.sqrt(2 * float(square.sum()) + 1 / (s * s))
    third = 8 * float(square @ ratio) - 2 / s**3
    return width, width * min(0.5, max(0.1, third * width**3 / 6))


def terms(
    q: float,
    eigenvalues: Floats,
    slopes: Floats,
    start: float,
    width: float,
    bend: float,
    u: Floats,
) -> Floats:
    """Sum of the integrand at the places u of the path, and of its derivative, over pi."""
    s = start + bend * u * u + 1j * width * u
    factors = 1 - 2 * np.outer(s, eigenvalues)
    share = np.where(u == 0, 0.5, 1.0) / np.pi
    weight = share * (2 * bend * u + 1j * width)
    f = weight * np.exp(-q * s - np.log(factors).sum(1) / 2)
    moved = ((1 / factors) @ slopes) * f
    return np.array([(f / s).imag.sum(), moved.imag.sum()])
