"""From conditional posteriors, one for each tau, to the posteriors of mean, tau and new effect.

Given tau, the mean is a mixture of normals (one normal where all studies are exact); the true
effect in a new study adds tau² to the variance of each component. Summed over the points in tau,
both are finite mixtures of normals.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.bayes.curves import Mixture, TauCurve
from b12meta.stats.bayes.grid import Range, rule
from b12meta.stats.bayes.marginal import Marginal, marginal

if TYPE_CHECKING:
    from b12meta.stats.types import Floats

__all__ = ["Conditional", "Posterior", "points", "posterior", "tail_power"]


class Conditional(NamedTuple):
    """Posterior of the mean given each tau.

    `log_mass` of shape (m,) is the log of the likelihood integrated over the mean; the components
    have shape (m, n), their variance (m, 1); the weights of each row sum to 1.
    """

    log_mass: Floats
    weight: Floats
    mean: Floats
    var: Floats


class Posterior(NamedTuple):
    """The three quantities."""

    mu: Marginal
    tau: Marginal
    theta_new: Marginal


def tail_power(anchors: int, prior_tail: float) -> float:
    """Power p with which the posterior of tau falls, like ``tau ** -p``; it exists if ``p > 1``.

    Each study that holds the mean from both sides gives one power, integrating over a flat mean
    takes one.
    """
    return anchors - 1 + prior_tail


def points(span: Range, n: int) -> tuple[Floats, Floats]:
    """Tau at the n points of the rule, and the length in tau that each stands for."""
    x, share = rule(n)[:2]
    tau = span.tau(x)
    return tau, share * span.stretch(tau)


def posterior(
    *,
    given: Conditional,
    log_prior: Floats,
    span: Range,
    moments: int,
    level: float,
    centre: float,
    unit: float,
) -> Posterior:
    """Sum the conditional posteriors over the points in tau.

    `moments` is how many of the first two exist.
    """
    tau, length = points(span, log_prior.size)
    log_weight = given.log_mass + log_prior
    weight = np.exp(log_weight - log_weight.max()) * length
    weight /= weight.sum()
    parts = weight[:, None] * given.weight
    mu = Mixture.of(parts, given.mean, np.sqrt(given.var))
    new = Mixture.of(parts, given.mean, np.sqrt(given.var + tau[:, None] ** 2))
    mean = float(weight @ tau) if moments > 0 else math.inf
    sd = math.sqrt(float(weight @ (tau - mean) ** 2)) if moments > 1 else math.inf
    return Posterior(
        of_mixture(mu, moments, level, centre, unit),
        marginal(TauCurve.of(weight, span), mean, sd, level, 0.0, unit),
        of_mixture(new, moments, level, centre, unit),
    )


def of_mixture(curve: Mixture, moments: int, level: float, centre: float, unit: float) -> Marginal:
    """Summary of a mixture, without the moments that do not exist."""
    mean, sd = curve.moments()
    return marginal(
        curve,
        mean if moments > 0 else math.nan,
        sd if moments > 1 else math.inf,
        level,
        centre,
        unit,
    )
