"""The best mean and tau of the binomial-normal model, and how far from it the data allow to go.

Tau is tried on a ladder from 0 upwards, the mean at its best on each rung; every local maximum is
then climbed by Newton's method, and the highest wins. The ladder ends where the likelihood has kept
falling, not at a cap. A maximum exists if, and only if, at least one study has both events and
non-events; that is for the caller to see to.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.counts.binomial_normal import (
    Events,
    Likelihood,
    information_at_zero,
    likelihood,
    pooled_logit,
    score_at_zero,
)
from b12meta.stats.distributions import chi2_quantile
from b12meta.stats.interval import Interval
from b12meta.stats.roots import crossing

if TYPE_CHECKING:
    from collections.abc import Callable

    from b12meta.stats.types import Floats

__all__ = ["Fit", "fit", "fit_alone", "mean_interval", "spread_error", "spread_interval"]

START, FINEST = 61, 7681
"""Points per study at first, and where halving the step ends."""

RUNG = 1.6
"""Ratio of neighbouring tau on the ladder."""

MOVED = 1e-10
"""Movement, in standard errors, below which the steps of the sum are fine enough."""

CLIMB = 200
"""Newton steps after which a climb is called not converged; usual climbs take 3 to 8."""

BOTH, MEAN, SPREAD = slice(0, 2), slice(0, 1), slice(1, 2)
"""What may move: mean and tau, the mean alone, tau alone."""


class Fit(NamedTuple):
    """A maximum of the likelihood in what was free to move."""

    mu: float
    tau: float
    at: Likelihood
    points: int
    optima: int = 1
    converged: bool = True

    @property
    def covariance(self) -> Floats:
        """Inverse of the observed information of mean and tau; at tau = 0 of the mean alone."""
        if self.tau == 0:
            return np.array([[-1 / self.at.curvature[0, 0], 0.0], [0.0, math.nan]])
        return np.asarray(np.linalg.inv(-self.at.curvature))


def fit(data: Events) -> Fit:
    """Mean and tau at the global maximum, with as many points as it takes."""
    best = highest(data, None, START)
    while best.tau > 0:
        points = 2 * best.points - 1
        finer = climb(data, best.mu, best.tau, points, BOTH)._replace(optima=best.optima)
        errors = np.sqrt(np.diag(finer.covariance))
        moved = np.abs([finer.mu - best.mu, finer.tau - best.tau]) / errors
        if moved.max() <= MOVED or points > FINEST:
            return finer._replace(converged=finer.converged and bool(moved.max() <= MOVED))
        best = finer
    return best


def fit_alone(data: Events) -> Fit:
    """Mean at tau = 0, the best for one study."""
    mu = pooled_logit(data)
    return Fit(mu, 0.0, likelihood(data, mu, 0.0, START), START)


def spread_error(data: Events, best: Fit) -> float:
    """Standard error of tau2; at tau2 = 0 from the expected information, NaN where it has none."""
    if best.tau > 0:
        return 2 * best.tau * math.sqrt(float(best.covariance[1, 1]))
    information = information_at_zero(data, best.mu)
    return 1 / math.sqrt(information) if information > 0 and data.x.size > 1 else math.nan


def highest(data: Events, mu: float | None, points: int) -> Fit:
    """Highest maximum on ``tau >= 0``, at the mean `mu` or at the best mean for each tau."""
    free = BOTH if mu is None else SPREAD
    rungs = ladder(data, mu, points)
    at_bound = score_at_zero(data, rungs[0].mu) <= 0
    found = [climb(data, one.mu, one.tau, points, free) for one in tops(rungs, at_bound)]
    if at_bound:
        found.append(rungs[0])
    best = max(found, key=lambda one: one.at.loglik)
    return best._replace(optima=len({f"{one.tau:.5g}" for one in found}))


def ladder(data: Events, mu: float | None, points: int) -> list[Fit]:
    """Fits at tau = 0 and on rungs, until three in a row have been lower, beyond any usual tau."""
    start = pooled_logit(data) if mu is None else mu
    rungs = [Fit(start, 0.0, likelihood(data, start, 0.0, points), points)]
    tau, falls = math.sqrt(float(data.variance.min())) / 8, 0
    while falls < 3 or tau < 8:
        rungs.append(rung(data, rungs[-1].mu, tau, points, mu is None))
        falls = falls + 1 if rungs[-1].at.loglik < rungs[-2].at.loglik else 0
        tau *= RUNG
    return rungs


def rung(data: Events, mu: float, tau: float, points: int, free: bool) -> Fit:
    """Fit at one tau, the mean at its best if it is free."""
    if free:
        return climb(data, mu, tau, points, MEAN)
    return Fit(mu, tau, likelihood(data, mu, tau, points), points)


def tops(rungs: list[Fit], at_bound: bool) -> list[Fit]:
    """Rungs from which to climb: those above both neighbours, or one just above tau = 0."""
    heights = [one.at.loglik for one in rungs]
    found = [
        rungs[i] for i in range(1, len(rungs) - 1) if heights[i - 1] < heights[i] >= heights[i + 1]
    ]
    if heights[0] >= heights[1] and not at_bound:
        found.append(rungs[1]._replace(tau=rungs[1].tau / 2))
    return found


def climb(data: Events, mu: float, tau: float, points: int, free: slice) -> Fit:
    """Newton's method uphill, in what is free to move."""
    at = likelihood(data, mu, tau, points)
    for _ in range(CLIMB):
        step = newton(at, free)
        gain, before = float(at.score @ step), at
        mu, tau, at = uphill(data, mu, tau, at, step, points)
        if gain <= 1e-14 or at is before:
            return Fit(mu, tau, at, points, converged=gain <= 1e-10)
    return Fit(mu, tau, at, points, converged=False)


def newton(at: Likelihood, free: slice) -> Floats:
    """Step to the top of the parabola; where it bends upwards, as if it bent downwards."""
    bends, axes = np.linalg.eigh(-at.curvature[free, free])
    step = np.zeros(2)
    step[free] = axes @ (axes.T @ at.score[free] / np.maximum(np.abs(bends), 1e-12))
    return step


def uphill(
    data: Events, mu: float, tau: float, at: Likelihood, step: Floats, points: int
) -> tuple[float, float, Likelihood]:
    """Go along a step, halved until it does not lead down; the likelihood is even in tau."""
    for _ in range(40):
        there = mu + float(step[0]), abs(tau + float(step[1]))
        new = likelihood(data, *there, points)
        if new.loglik >= at.loglik - 1e-13 * abs(at.loglik):
            return (*there, new)
        step = step / 2
    return mu, tau, at


def mean_interval(data: Events, best: Fit, level: float, *, spread: bool) -> Interval:
    """Profile-likelihood interval of the mean: means hardly less likely than the best one.

    Tau is at its best for each mean, or stays 0 without `spread`.

    References
    ----------
    Hardy & Thompson (1996), *Statistics in Medicine* 15, section 3 (the principle).
    """
    floor = best.at.loglik - chi2_quantile(1 - level, 1) / 2

    def curve(mu: float) -> tuple[float, float]:
        at = highest(data, mu, best.points).at if spread else likelihood(data, mu, 0.0, START)
        return at.loglik - floor, float(at.score[0])

    def end(side: int) -> float:
        width = 2 * math.sqrt(best.covariance[0, 0])
        while curve(best.mu + side * width)[0] >= 0:
            width *= 2
        return middle(curve, *sorted((best.mu, best.mu + side * width)))

    return Interval(end(-1), end(1))


def spread_interval(data: Events, best: Fit, level: float) -> Interval:
    """Profile-likelihood interval of tau; its outermost ends, should it have gaps."""
    floor = best.at.loglik - chi2_quantile(1 - level, 1) / 2

    def curve(tau: float) -> tuple[float, float]:
        at = climb(data, best.mu, tau, best.points, MEAN).at
        return at.loglik - floor, float(at.score[1])

    rungs = sorted({best.tau, *(one.tau for one in ladder(data, None, best.points))})
    while curve(rungs[-1])[0] >= 0:
        rungs.append(rungs[-1] * RUNG)
    inside = [i for i, tau in enumerate(rungs) if tau == best.tau or curve(tau)[0] >= 0]
    first, last = inside[0], inside[-1]
    low = middle(curve, rungs[first - 1], rungs[first]) if first else 0.0
    return Interval(low, middle(curve, rungs[last], rungs[last + 1]))


def middle(curve: Callable[[float], tuple[float, float]], low: float, high: float) -> float:
    """Where a curve crosses 0 between two ends."""
    return crossing(curve, low, high, (low + high) / 2).at
