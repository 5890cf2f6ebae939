"""The likelihood of a step-function selection model, with its derivatives.

A study is published with a chance that depends on the interval in which its one-sided p value lies:
1 for the first (smallest p), a weight for each further one. Seen studies then follow the normal
distribution times that weight, over the chance of being seen at all, ``A``. The weights enter by
their logarithm, tau2 by ``log(1 + tau2 / v_min)``; gradient and Hessian are exact. All functions
take many parameter vectors at once, one per row: (mean, log tau2 term, log weight 2, log weight 3,
...).

Given mean and tau2, the log-likelihood is concave in the log weights, and has its maximum at finite
weights if and only if every interval holds a study. If the first interval is empty the other
weights grow without end; if a later one is, its weight falls to 0. So an unbounded weight is seen
by counting.

References
----------
Vevea & Hedges (1995), *Psychometrika* 60, 419-435.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from b12meta.stats.types import Floats, Ints

__all__ = ["Derivatives", "StepModel", "better_weights", "derivatives", "loglik", "tau2_of"]

LOG_ROOT_2PI = math.log(2 * math.pi) / 2


class StepModel(NamedTuple):
    """Data of the likelihood: effects and variances (k,), the effects at which intervals end.

    `cuts` has shape (k, intervals - 1), falling along each row; `held` is the interval of each
    study, `counts` how many studies each one holds.
    """

    y: Floats
    v: Floats
    cuts: Floats
    held: Ints
    counts: Ints


class Derivatives(NamedTuple):
    """Value (n,), gradient (n, p) and Hessian (n, p, p) of the log-likelihood."""

    value: Floats
    gradient: Floats
    hessian: Floats


class Chances(NamedTuple):
    """Of each row and study: tau2 + v, standardised cuts, log chances by interval, log A."""

    s2: Floats
    a: Floats
    log_p: Floats
    log_total: Floats


def tau2_of(model: StepModel, x: Floats) -> Floats:
    """Tau2 of each row of parameters."""
    tau2: Floats = model.v.min() * np.expm1(x[:, 1])
    return tau2


def log_weights(x: Floats) -> Floats:
    """Logarithms of all weights, shape (n, intervals), the first 0."""
    return np.concatenate([np.zeros((len(x), 1)), x[:, 2:]], axis=1)


def chances(model: StepModel, x: Floats) -> Chances:
    """Chance of each interval, and of being seen."""
    s2 = model.v + tau2_of(model, x)[:, None]
    a = (model.cuts - x[:, :1, None]) / np.sqrt(s2)[..., None]
    log_p = log_between(a)
    return Chances(s2, a, log_p, log_sum(log_p + log_weights(x)[:, None, :], axis=-1))


def log_sum(terms: Floats, axis: int) -> Floats:
    """Logarithm of a sum of exponentials along an axis."""
    top = terms.max(axis, keepdims=True)
    total: Floats = np.log(np.exp(terms - top).sum(axis)) + top.squeeze(axis)
    return total


def log_between(a: Floats) -> Floats:
    """Log chance that a standard normal lies above ``a[..., 0]``, between each two, below the last.

    Examples
    --------
    >>> np.exp(log_between(np.array([1.0, -1.0]))).round(4)
    array([0.1587, 0.6827, 0.1587])
    """
    above, below = special.log_ndtr(-a), special.log_ndtr(a)
    right = a[..., 1:] > 0
    wide = np.where(right, above[..., 1:], below[..., :-1])
    narrow = np.where(right, above[..., :-1], below[..., 1:])
    with np.errstate(divide="ignore"):  # an interval narrower than rounding has chance 0
        middle = wide + np.log(-np.expm1(narrow - wide))
    return np.concatenate([above[..., :1], middle, below[..., -1:]], axis=-1)


def loglik(model: StepModel, x: Floats) -> Floats:
    """Log-likelihood of each row of parameters, with its constants, in the unit of the model."""
    return value(model, x, chances(model, x))


def value(model: StepModel, x: Floats, seen: Chances) -> Floats:
    """Log-likelihood from the chances."""
    r = model.y - x[:, :1]
    normal = -LOG_ROOT_2PI - (np.log(seen.s2) + r * r / seen.s2) / 2
    chosen = log_weights(x) @ model.counts
    total: Floats = (normal - seen.log_total).sum(1) + chosen
    return total


def better_weights(model: StepModel, x: Floats) -> Floats:
    """Improve the weights of each row: as many studies expected in each interval as are seen.

    Every interval must hold a study. No step lowers the likelihood.
    """
    seen = chances(model, x)
    logs = np.log(model.counts) - log_sum(seen.log_p - seen.log_total[..., None], axis=1)
    return np.concatenate([x[:, :2], (logs - logs[:, :1])[:, 1:]], axis=1)


def derivatives(model: StepModel, x: Floats) -> Derivatives:
    """Value, gradient and Hessian for each row of parameters."""
    seen = chances(model, x)
    gradient, hessian = of_normal(model, x, seen.s2)
    weigh_down(x, seen, gradient, hessian)
    slope = model.v.min() * np.exp(x[:, 1])
    gradient[:, 1] *= slope
    hessian[:, 1, :] *= slope[:, None]
    hessian[:, :, 1] *= slope[:, None]
    hessian[:, 1, 1] += gradient[:, 1]
    return Derivatives(value(model, x, seen), gradient, hessian)


def of_normal(model: StepModel, x: Floats, s2: Floats) -> tuple[Floats, Floats]:
    """Gradient and Hessian in mean and tau2 of the normal part, in arrays for all parameters."""
    n, p = x.shape
    gradient, hessian = np.zeros((n, p)), np.zeros((n, p, p))
    w = 1 / s2
    u = (model.y - x[:, :1]) * w
    gradient[:, 0] = u.sum(1)
    gradient[:, 1] = (u * u - w).sum(1) / 2
    gradient[:, 2:] = model.counts[1:]
    hessian[:, 0, 0] = -w.sum(1)
    hessian[:, 0, 1] = hessian[:, 1, 0] = -(u * w).sum(1)
    hessian[:, 1, 1] = (w * w / 2 - u * u * w).sum(1)
    return gradient, hessian


def weigh_down(x: Floats, seen: Chances, gradient: Floats, hessian: Floats) -> None:
    """Subtract the derivatives of log A, in place.

    With Q the chance above a cut, dQ/dmean = phi/s, dQ/dtau2 = a phi/(2 s2), and so on; the chance
    of an interval is a difference of two Q.
    """
    a, s2 = seen.a, seen.s2[..., None]
    s = np.sqrt(s2)
    phi = np.exp(-a * a / 2 - LOG_ROOT_2PI - seen.log_total[..., None])
    weights = np.exp(log_weights(x))[:, None, :]
    first = [weights * between(phi / s), weights * between(a * phi / (2 * s2))]
    second = {
        (0, 0): a * phi / s2,
        (0, 1): (a * a - 1) * phi / (2 * s2 * s),
        (1, 1): a * (a * a - 3) * phi / (4 * s2 * s2),
    }
    share = np.exp(seen.log_p + log_weights(x)[:, None, :] - seen.log_total[..., None])
    sums = [part.sum(-1) for part in first]
    for i, j in second:
        bend = (weights * between(second[i, j])).sum(-1) - sums[i] * sums[j]
        hessian[:, i, j] -= bend.sum(1)
        hessian[:, j, i] = hessian[:, i, j]
    for i in (0, 1):
        gradient[:, i] -= sums[i].sum(1)
        mixed = (first[i] - share * sums[i][..., None])[..., 1:].sum(1)
        hessian[:, i, 2:] -= mixed
        hessian[:, 2:, i] -= mixed
    gradient[:, 2:] -= share[..., 1:].sum(1)
    hessian[:, 2:, 2:] += np.einsum("nkj,nkl->njl", share[..., 1:], share[..., 1:])
    here = np.arange(2, x.shape[1])
    hessian[:, here, here] -= share[..., 1:].sum(1)


def between(above: Floats) -> Floats:
    """From values for "above a cut" to values for the intervals, along the last axis."""
    zero = np.zeros((*above.shape[:-1], 1))
    return np.diff(np.concatenate([zero, above, zero], axis=-1), axis=-1)
