"""The posterior of exact studies: given tau, the mean is normal.

References
----------
Röver (2020), *Journal of Statistical Software* 93(6), section 2.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.bayes.grid import existing_moments, tau_range
from b12meta.stats.bayes.posterior import (
    Parts,
    Posterior,
    points,
    summed,
    tail_power,
    weights,
)

if TYPE_CHECKING:
    from b12meta.stats.bayes.priors import Normal, TauPrior
    from b12meta.stats.scaled import Scaled
    from b12meta.stats.types import Floats

__all__ = ["Given", "Solution", "exact_posterior", "given_tau", "solve"]


class Given(NamedTuple):
    """Given each tau, arrays of shape (m,): the log of the likelihood integrated over the mean.

    With it come the mean and the variance of the mean effect.
    """

    log_mass: Floats
    mean: Floats
    var: Floats


class Solution(NamedTuple):
    """The posteriors, and the points in tau (scaled units) from which they were summed.

    `log_evidence` is the log of the sum over the points, in scaled units and without the constants
    of the priors.
    """

    found: Posterior
    data: Scaled
    tau: Floats
    weight: Floats
    given: Given
    log_evidence: float


def given_tau(data: Scaled, tau: Floats, prior: tuple[float, float] | None) -> Given:
    """Normal posterior of the mean for each tau, shape (m,); prior: mean and variance, or flat."""
    s2 = data.v + (tau * tau)[:, None]
    y, unchanged = data.y, 0.0
    if prior is not None:
        y = np.append(y, prior[0])
        s2 = np.column_stack([s2, np.full(tau.size, prior[1])])
        unchanged = 0.5 * math.log(prior[1])
    w = 1 / s2
    total = np.add.reduce(w, axis=-1)
    mean = w @ y / total
    r = y - mean[:, None]
    r *= r
    r *= w
    r += np.log(s2)
    log_mass = unchanged - 0.5 * (np.add.reduce(r, axis=-1) + np.log(total))
    return Given(log_mass, mean, 1 / total)


def exact_posterior(
    data: Scaled,
    tau_prior: TauPrior,
    mu_prior: Normal | None,
    level: float,
    n: int | None = None,
) -> Posterior:
    """Posteriors of mean, tau and new effect."""
    return solve(data, tau_prior, mu_prior, level, n).found


def solve(
    data: Scaled,
    tau_prior: TauPrior,
    mu_prior: Normal | None,
    level: float,
    n: int | None = None,
) -> Solution:
    """Place points in tau, as many as the prior needs unless `n` is given, and sum over them."""
    unit = data.unit
    v = data.v * unit * unit
    before = scaled_prior(mu_prior, data)

    def log_posterior(tau: Floats) -> Floats:
        return given_tau(data, tau, before).log_mass + tau_prior.log_density(unit * tau, v)

    power = tail_power(data.y.size, tau_prior.tail) + (before is not None)
    moments = existing_moments(power)
    least = math.sqrt(float(data.v[0]))
    span = tau_range(log_posterior, prior=tau_prior, unit=unit, least=least, moments=moments)
    tau, length = points(span, n or tau_prior.points)
    given = given_tau(data, tau, before)
    log_height = given.log_mass + tau_prior.log_density(unit * tau, v)
    weight, log_evidence = weights(log_height, length)
    found = summed(
        Parts(weight, given.mean, given.var, tau),
        (weight, tau, span),
        moments=moments,
        level=level,
        centre=data.centre,
        unit=unit,
    )
    return Solution(found, data, tau, weight, given, log_evidence)


def scaled_prior(prior: Normal | None, data: Scaled) -> tuple[float, float] | None:
    """Mean and variance of a normal prior in the unit of the data; None where it is flat."""
    if prior is None:
        return None
    return (prior.mean - data.centre) / data.unit, (prior.sd / data.unit) ** 2
