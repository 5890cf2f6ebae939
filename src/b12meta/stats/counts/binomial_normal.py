"""The binomial-normal model: each study has its own logit, drawn from a normal distribution.

Given its logit, the events of a study are binomial; nothing is added to zero cells, and nothing is
taken to be normal that is not. The price is an integral per study over u, the study's distance from
the mean in units of tau. It is taken by the trapezoidal rule about the mode of the integrand, with
steps that are fine in the middle and stretch to the tails (sinh): for such integrands the error
falls faster than any power of the step, also with large tau and few people, where the
Gauss-Hermite points of other programs come to their limits.

The integrand's logarithm is concave with a curvature of at least 1, so 9 units on either side of
the mode hold all of it (exp(-40) is left). Derivatives of the log-likelihood are moments of u.

References
----------
Hamza, van Houwelingen & Stijnen (2008), *Journal of Clinical Epidemiology* 61 (model); Stijnen,
Hamza & Ozdemir (2010), *Statistics in Medicine* 29, section 3; Louis (1982), *JRSS B* 44
(derivatives as moments); Trefethen & Weideman (2014), *SIAM Review* 56 (trapezoidal rule).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from b12meta.stats.types import Bools, Floats

__all__ = [
    "Events",
    "Likelihood",
    "height",
    "information_at_zero",
    "likelihood",
    "pooled_logit",
    "prepare",
    "score_at_zero",
]

REACH = 9.0
"""Distance from the mode, in units of tau, at which the sum may end."""

WIDE = 4.0
"""Tau above which the integrand has edges so sharp that points are added in proportion."""

STEPS = 60
"""Newton steps for the modes; usual searches take 4 to 8."""


class Events(NamedTuple):
    """Events and people of each study, arrays of shape (k,), and what never changes about them.

    `own` is the logit of the study's own proportion (0 where that is infinite, as `inside` tells),
    `peak` its log-likelihood there; `logit` and `variance` have half a count added, to start from.
    """

    x: Floats
    n: Floats
    inside: Bools
    own: Floats
    peak: Floats
    logit: Floats
    variance: Floats


def prepare(x: Floats, n: Floats) -> Events:
    """Take checked counts, arrays of shape (k,)."""
    a, b = x + 0.5, n - x + 0.5
    inside = (x > 0) & (x < n)
    own = np.log(np.where(inside, x, 1.0)) - np.log(np.where(inside, n - x, 1.0))
    return Events(x, n, inside, own, peaks(x, n, inside), np.log(a / b), 1 / a + 1 / b)


def peaks(x: Floats, n: Floats, inside: Bools) -> Floats:
    """Binomial log-likelihood of each study at its own proportion; 0 where that is 0 or 1.

    References
    ----------
    Loader (2000), *Fast and Accurate Computation of Binomial Probabilities*, eq. 5.
    """
    x, n = np.where(inside, x, 1.0), np.where(inside, n, 2.0)
    spread = np.log(x) + np.log(n - x) - np.log(n) + math.log(2 * math.pi)
    peak = stirling(n) - stirling(x) - stirling(n - x) - spread / 2
    return np.where(inside, peak, 0.0)


def stirling(n: Floats) -> Floats:
    """``log(n!)`` less Stirling's formula, without cancellation at large n."""
    r = 1 / np.maximum(n, 16.0) ** 2
    series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r / 1188)))) / n
    plain = special.gammaln(n + 1) - (n + 0.5) * np.log(n) + n - math.log(2 * math.pi) / 2
    return np.where(n >= 16, series, plain)


class Likelihood(NamedTuple):
    """Log-likelihood at one (mu, tau), with its first and second derivatives, (2,) and (2, 2).

    `parts` are what each study adds to the second derivative in mu, all below 0.
    """

    loglik: float
    score: Floats
    curvature: Floats
    parts: Floats


def likelihood(data: Events, mu: float, tau: float, points: int) -> Likelihood:
    """Log-likelihood of mean `mu` and standard deviation `tau` of the logits.

    Examples
    --------
    >>> data = prepare(np.array([1.0]), np.array([3.0]))
    >>> round(math.exp(likelihood(data, 0.0, 0.0, 61).loglik), 6)
    0.375
    """
    if tau == 0:
        return without_spread(data, mu)
    u0, width = modes(data, mu, tau)
    theta = (mu + tau * u0)[:, None]
    reach = np.arcsinh(REACH / width)
    steps = (points - 1) * math.ceil(max(1.0, tau / WIDE))
    t = np.linspace(-1.0, 1.0, steps + 1) * reach[:, None]
    du = width[:, None] * np.sinh(t)
    lean = residual(data, theta[:, 0])[:, None] * tau - u0[:, None]
    fall = (lean - du / 2) * du - data.n[:, None] * bend(theta, tau * du)
    mass = np.exp(fall) * np.cosh(t)
    total = mass.sum(1)
    logs = height(data, theta[:, 0]) - u0 * u0 / 2 + np.log(total * width * reach / steps)
    constant = math.log(2 / math.pi) / 2 * data.x.size
    return Likelihood(
        float(logs.sum()) + constant, *derivatives(u0, du, mass / total[:, None], tau)
    )


def modes(data: Events, mu: float, tau: float) -> tuple[Floats, Floats]:
    """Mode of each integrand and its width; Newton's method kept in a bracket."""
    low, high = tau * (data.x - data.n), tau * data.x
    u = np.clip(tau * (data.logit - mu) / (tau * tau + data.variance), low, high)
    for _ in range(STEPS):
        theta = mu + tau * u
        slope = tau * residual(data, theta) - u
        fall = tau * tau * noise(data, theta) + 1
        low, high = np.where(slope > 0, u, low), np.where(slope > 0, high, u)
        following = u + slope / fall
        outside = (following < low) | (following > high)
        following = np.where(outside, (low + high) / 2, following)
        still = np.abs(following - u) * np.sqrt(fall) <= 1e-9
        u = following
        if still.all():
            break
    return u, 1 / np.sqrt(tau * tau * noise(data, mu + tau * u) + 1)


def residual(data: Events, theta: Floats) -> Floats:
    """Events less those expected at a logit; small ones are not left over from large numbers."""
    less: Floats = data.x * special.expit(-theta) - (data.n - data.x) * special.expit(theta)
    return less


def noise(data: Events, theta: Floats) -> Floats:
    """Binomial variance of the events at a logit."""
    variance: Floats = data.n * special.expit(theta) * special.expit(-theta)
    return variance


def height(data: Events, theta: Floats) -> Floats:
    """Binomial log-likelihood of each study at its logit, from its peak down: no digits lost."""
    below = data.peak - data.n * bend(data.own, theta - data.own)
    flat = data.n * special.log_expit(np.where(data.x > 0, theta, -theta))
    tall: Floats = np.where(data.inside, below, flat)
    return tall


def bend(theta: Floats, d: Floats) -> Floats:
    """``log(1 + exp(theta + d))`` less its tangent at `theta`, without cancellation."""
    size, d = np.abs(theta), np.where(theta > 0, -d, d)
    rare = special.expit(-size)
    far = d > 30
    excess = np.log1p(rare * np.expm1(np.where(far, 0.0, d)))
    if far.any():
        beyond = np.logaddexp(0, d - size) + special.log_expit(size)
        excess = np.where(far, beyond, excess)
    bent: Floats = excess - rare * d
    return bent


def derivatives(u0: Floats, du: Floats, mass: Floats, tau: float) -> tuple[Floats, Floats, Floats]:
    """Score, curvature and parts, from each study's distribution of ``u = u0 + du``.

    By Louis' formulas, and integration by parts: the events drop out, and with them their rounding.
    """
    mean = np.vecdot(mass, du)
    off = du - mean[:, None]
    e1 = u0 + mean
    square = (2 * e1[:, None] + off) * off
    e2 = e1 * e1 + np.vecdot(mass, off * off)
    turn = square - np.vecdot(mass, square)[:, None]
    mm = np.vecdot(mass, off * off) - 1
    mt = float((np.vecdot(mass, off * turn) - 2 * e1).sum())
    tt = float((np.vecdot(mass, turn * turn) - 3 * e2 + 1).sum())
    score = np.array([float(e1.sum()), float((e2 - 1).sum())]) / tau
    return score, np.array([[float(mm.sum()), mt], [mt, tt]]) / tau**2, mm / tau**2


def without_spread(data: Events, mu: float) -> Likelihood:
    """Log-likelihood at tau = 0, where each study has the same logit."""
    theta = np.full_like(data.x, mu)
    r, v = residual(data, theta), noise(data, theta)
    return Likelihood(
        float(height(data, theta).sum()),
        np.array([float(r.sum()), 0.0]),
        np.diag([-float(v.sum()), float(np.sum(r * r - v))]),
        -v,
    )


def pooled_logit(data: Events) -> float:
    """Logit of all events among all people: the best mean at tau = 0."""
    return math.log(float(data.x.sum())) - math.log(float((data.n - data.x).sum()))


def score_at_zero(data: Events, mu: float) -> float:
    """Slope of the log-likelihood in tau2 at tau2 = 0, for a mean `mu`."""
    theta = np.full_like(data.x, mu)
    return float(np.sum(residual(data, theta) ** 2 - noise(data, theta))) / 2


def information_at_zero(data: Events, mu: float) -> float:
    """Expected information about tau2 at tau2 = 0, that about the mean taken out."""
    theta = np.full_like(data.x, mu)
    p, v = special.expit(theta), noise(data, theta)
    own = float(np.sum(v * (1 + (2 * data.n - 6) * p * (1 - p)))) / 4
    shared = float(np.sum(v * (1 - 2 * p))) ** 2 / float(v.sum()) / 4
    return max(0.0, own - shared)
