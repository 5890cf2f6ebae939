"""The Bayesian fit of exact and bounded studies together."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from b12meta.stats.bayes.grid import existing_moments, tau_range
from b12meta.stats.bayes.posterior import Posterior, points, posterior, tail_power
from b12meta.stats.bounded.conditional import FINE, given_tau, laplace, ridge_at

if TYPE_CHECKING:
    from b12meta.stats.bayes.priors import TauPrior
    from b12meta.stats.bounded.rows import Rows
    from b12meta.stats.types import Floats

__all__ = ["BoundedPosterior", "bounded_posterior"]


class BoundedPosterior(NamedTuple):
    """The posterior, and whether the grid in the mean was fine enough."""

    found: Posterior
    converged: bool


def bounded_posterior(
    rows: Rows, tau_prior: TauPrior, level: float, n: int | None = None, fine: float = FINE
) -> BoundedPosterior:
    """Posteriors of mean, tau and new effect; `n` points in tau, `fine` in the mean."""
    unit, v = rows.unit, rows.v * rows.unit * rows.unit
    moments = existing_moments(tail_power(rows.anchors, tau_prior.tail))

    def log_posterior(tau: Floats) -> Floats:
        return laplace(ridge_at(rows, tau), rows) + tau_prior.log_density(unit * tau, v)

    least = math.sqrt(float(rows.v.min()))
    span = tau_range(log_posterior, prior=tau_prior, unit=unit, least=least, moments=moments)
    tau, _ = points(span, n or tau_prior.points)
    given, converged = given_tau(rows, ridge_at(rows, tau), fine)
    found = posterior(
        given=given,
        log_prior=tau_prior.log_density(unit * tau, v),
        span=span,
        moments=moments,
        level=level,
        centre=rows.centre,
        unit=unit,
    )
    return BoundedPosterior(found, converged)
