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

__all__ = [
    "Conditional",
    "Parts",
    "Posterior",
    "of_mixture",
    "points",
    "posterior",
    "summed",
    "tail_power",
    "weights",
]


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
    weight, _ = weights(given.log_mass + log_prior, length)
    return summed(
        Parts(weight[:, None] * given.weight, given.mean, given.var, tau[:, None]),
        (weight, tau, span),
        moments=moments,
        level=level,
        centre=centre,
        unit=unit,
    )


def weights(log_height: Floats, length: Floats) -> tuple[Floats, float]:
    """Shares of the points in the posterior, and the log of what they sum to."""
    top = float(log_height.max())
    weight = np.exp(log_height - top) * length
    total = float(weight.sum())
    return weight / total, top + math.log(total)


class Parts(NamedTuple):
    """Components of the mean: weight, mean, variance, and the tau of each, of matching shapes."""

    weight: Floats
    mean: Floats
    var: Floats
    tau: Floats


def summed(
    parts: Parts,
    points: tuple[Floats, Floats, Range],
    *,
    moments: int,
    level: float,
    centre: float,
    unit: float,
) -> Posterior:
    """Three posteriors from components, and from weight, tau and range of the points."""
    weight, tau, span = points
    mu = Mixture.of(parts.weight, parts.mean, np.sqrt(parts.var))
    new = Mixture.of(parts.weight, parts.mean, np.sqrt(parts.var + parts.tau**2))
    mean = float(weight @ tau) if moments > 0 else math.inf
    sd = math.sqrt(float(weight @ (tau - mean) ** 2)) if moments > 1 else math.inf
    return Posterior(
        of_mixture(mu, moments, level, centre, unit),
        marginal(TauCurve.of(weight, span), mean, sd, level, 0.0, unit),
        of_mixture(new, moments, level, centre, unit),
    )


def of_mixture(curve: Mixture, moments: int, level: float, centre: float, unit: float) -> Marginal:
    """Summarise a mixture, without the moments that do not exist."""
    mean, sd = curve.moments()
    return marginal(
        curve,
        mean if moments > 0 else math.nan,
        sd if moments > 1 else math.inf,
        level,
        centre,
        unit,
    )
