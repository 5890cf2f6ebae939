"""Bayes factors for no heterogeneity and for no mean effect.

Both compare what was seen under a value (tau = 0, or a mean of 0) with what was seen under the
prior: above 1 they speak for the value. What is tested needs a proper prior, for its constant
counts. The prior on the other quantity is the same on both sides, so its constant cancels, and it
may be flat.

References
----------
Kass & Raftery (1995), *Journal of the American Statistical Association* 90, 773-795; Röver (2020),
*Journal of Statistical Software* 93(6), section 2.8.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.bayes.exact import given_tau, scaled_prior
from b12meta.stats.bayes.grid import tau_range
from b12meta.stats.bayes.posterior import points, weights

if TYPE_CHECKING:
    from b12meta.stats.bayes.exact import Solution
    from b12meta.stats.bayes.priors import Normal, TauPrior
    from b12meta.stats.scaled import Scaled
    from b12meta.stats.types import Floats

__all__ = ["NO_FACTOR_MU", "NO_FACTOR_TAU", "factor_mu0", "factor_tau0", "log_evidence_at"]

NO_FACTOR_MU = (
    "There is no Bayes factor for a mean effect of 0 under a flat prior on the mean; "
    "give mu_prior=Normal(mean, sd)."
)
NO_FACTOR_TAU = (
    "There is no Bayes factor for tau = 0 under a prior on tau that is no probability distribution."
)


def factor_tau0(solution: Solution, tau_prior: TauPrior, mu_prior: Normal | None) -> float | None:
    """Bayes factor for tau = 0; None under an improper prior on tau."""
    if not tau_prior.proper:
        return None
    data = solution.data
    none = given_tau(data, np.zeros(1), scaled_prior(mu_prior, data)).log_mass
    under_prior = solution.log_evidence + math.log(data.unit) - tau_prior.log_integral
    return ratio(float(none[0]) - under_prior)


def factor_mu0(solution: Solution, tau_prior: TauPrior, mu_prior: Normal | None) -> float | None:
    """Bayes factor for a mean effect of 0; None under a flat prior on the mean."""
    if mu_prior is None:
        return None
    log_sd = math.log(mu_prior.sd) - math.log(solution.data.unit)
    none = log_evidence_at(solution.data, tau_prior, 0.0)
    return ratio(none - solution.log_evidence + log_sd)


def log_evidence_at(data: Scaled, tau_prior: TauPrior, mean: float, n: int | None = None) -> float:
    """Log of the likelihood at a mean, integrated over tau, in the scaled units of a solution."""
    unit = data.unit
    v = data.v * unit * unit
    r2 = (data.y - (mean - data.centre) / unit) ** 2

    def log_height(tau: Floats) -> Floats:
        s2 = data.v + (tau * tau)[:, None]
        value: Floats = -0.5 * (np.log(s2) + r2 / s2).sum(-1)
        return value + tau_prior.log_density(unit * tau, v)

    least = math.sqrt(float(data.v[0]))
    span = tau_range(log_height, prior=tau_prior, unit=unit, least=least, moments=0)
    tau, length = points(span, n or tau_prior.points)
    return weights(log_height(tau), length)[1]


def ratio(logged: float) -> float:
    """The number with this logarithm, infinite where it is too large for one."""
    return math.exp(logged) if logged < 709 else math.inf
