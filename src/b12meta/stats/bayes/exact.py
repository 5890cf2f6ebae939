"""The posterior of exact studies: given tau, the mean is normal.

References
----------
Röver (2020), *Journal of Statistical Software* 93(6), section 2.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.bayes.grid import POINTS, existing_moments, tau_range
from b12meta.stats.bayes.posterior import Conditional, Posterior, points, posterior, tail_power

if TYPE_CHECKING:
    from b12meta.stats.bayes.priors import Normal, TauPrior
    from b12meta.stats.scaled import Scaled
    from b12meta.stats.types import Floats

__all__ = ["exact_posterior", "normal_given_tau"]


def normal_given_tau(data: Scaled, tau: Floats, prior: tuple[float, float] | None) -> Conditional:
    """Normal posterior of the mean for each tau, shape (m,); prior: mean and variance, or flat."""
    s2 = data.v + tau[:, None] ** 2
    y, unchanged = data.y, 0.0
    if prior is not None:
        y = np.append(y, prior[0])
        s2 = np.column_stack([s2, np.full(tau.size, prior[1])])
        unchanged = 0.5 * math.log(prior[1])
    w = 1 / s2
    total = w.sum(-1)
    mean = w @ y / total
    r = y - mean[:, None]
    log_mass = unchanged - 0.5 * (np.log(s2).sum(-1) + np.log(total) + (w * r * r).sum(-1))
    return Conditional(log_mass, np.ones((tau.size, 1)), mean[:, None], 1 / total[:, None])


def exact_posterior(
    data: Scaled,
    tau_prior: TauPrior,
    mu_prior: Normal | None,
    level: float,
    n: int = POINTS,
) -> Posterior:
    """Posteriors of mean, tau and new effect."""
    unit = data.unit
    v = data.v * unit * unit
    before = None
    if mu_prior is not None:
        before = ((mu_prior.mean - data.centre) / unit, (mu_prior.sd / unit) ** 2)

    def log_posterior(tau: Floats) -> Floats:
        given = normal_given_tau(data, tau, before)
        return given.log_mass + tau_prior.log_density(unit * tau, v)

    power = tail_power(data.y.size, tau_prior.tail) + (before is not None)
    moments = existing_moments(power)
    least = math.sqrt(float(data.v[0]))
    span = tau_range(log_posterior, prior=tau_prior, unit=unit, least=least, moments=moments)
    tau, _ = points(span, n)
    return posterior(
        given=normal_given_tau(data, tau, before),
        log_prior=tau_prior.log_density(unit * tau, v),
        span=span,
        moments=moments,
        level=level,
        centre=data.centre,
        unit=unit,
    )
