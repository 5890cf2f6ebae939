"""Mean and SD by maximum likelihood, for data that are normal after a Box-Cox power.

The likelihood is that of order statistics: the printed quantiles are people of known rank, and the
others lie between them. The power maximises it with mean and SD of the normal formulas; mean and SD
then maximise it for that power.

In the authors' program the likelihood lacks the derivative of the transform, so that the power, and
the answer, depend on the unit: one set of quartiles gives a power of 0 in pmol/L and 3 in nmol/L.
With that derivative, as Box and Cox have it, any unit gives the same. Where the best power is 0 the
two agree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from b12meta.stats.summaries.box_cox import PowerNormal, back, transform
from b12meta.stats.summaries.minima import lowest
from b12meta.stats.summaries.normal import luo_mean, wan_sd

if TYPE_CHECKING:
    from b12meta.stats.summaries.five_numbers import FiveNumbers
    from b12meta.stats.types import Floats

__all__ = ["mln", "order_likelihood", "slopes"]

POWERS = np.linspace(0.0, 10.0, 101)
STEPS = 100
SETTLED = 1e-13
TINY = 1e-300
"""Stands for a share of 0, which far tails round to."""


def mln(five: FiveNumbers) -> PowerNormal:
    """Mean and SD by the MLN method; all quantiles above 0 and strictly rising.

    References
    ----------
    Cai, Zhou & Pan (2021), *Statistical Methods in Medical Research* 30, 2701-2719; Box & Cox
    (1964), *Journal of the Royal Statistical Society B* 26, eq. 8 (the derivative).

    Examples
    --------
    >>> from b12meta.stats.summaries.five_numbers import FiveNumbers
    >>> found = mln(FiveNumbers("S2", np.array([210.0, 265.0, 340.0]), 48.0))
    >>> round(found.mean, 2), round(found.sd, 2)
    (279.89, 99.52)
    """
    logs = float(np.log(five.x / five.median).sum())

    def unlikely(power: float) -> float:
        moved = transform(five, power)
        location, scale = luo_mean(moved), wan_sd(moved)
        return -order_likelihood(moved, location / scale, 1 / scale) - power * logs

    power = lowest(unlikely, POWERS)
    location, scale = most_likely(transform(five, power))
    return back(five, power, location, scale)


def most_likely(five: FiveNumbers) -> tuple[float, float]:
    """Mean and SD of normal data by maximum likelihood.

    In ``mean / sd`` and ``1 / sd`` the log-likelihood is concave, so Newton's method with halved
    steps finds the one maximum.
    """
    at = np.array([luo_mean(five), 1.0]) / wan_sd(five)
    for _ in range(STEPS):
        slope, curvature = slopes(five, *at)
        step = shortened(five, at, np.asarray(np.linalg.solve(curvature, -slope), dtype=np.float64))
        at = at + step
        if np.abs(step).max() <= SETTLED * np.abs(at).max():
            return float(at[0] / at[1]), float(1 / at[1])
    raise ArithmeticError(
        f"the likelihood of {five.x.tolist()} did not settle; name another method"
    )


def shortened(five: FiveNumbers, at: Floats, step: Floats) -> Floats:
    """A step halved until it does not lead down."""
    least = order_likelihood(five, *at)
    least -= SETTLED * abs(least)
    for _ in range(STEPS):
        there = at + step
        if there[1] > 0 and order_likelihood(five, *there) >= least:
            break
        step = step / 2
    return step


def ranks(five: FiveNumbers) -> Floats:
    """Ranks of the printed quantiles among all people, from 0 (none) to n + 1 (none)."""
    n = five.n
    inner = np.floor(np.array([0.25, 0.5, 0.75]) * n + 1)
    by_case = {"S1": [1, inner[1], n], "S2": [*inner], "S3": [1, *inner, n]}
    return np.array([0, *by_case[five.case], n + 1])


def order_likelihood(five: FiveNumbers, a: float, b: float) -> float:
    """Log-likelihood of normal data with mean ``a / b`` and SD ``1 / b``, up to a constant."""
    z = b * five.x - a
    people = np.diff(ranks(five)) - 1
    return float(-(z @ z) / 2 + z.size * np.log(b) + people @ log_between(ends_of(z)))


def slopes(five: FiveNumbers, a: float, b: float) -> tuple[Floats, Floats]:
    """First and second derivatives of `order_likelihood` in a and b."""
    z = b * five.x - a
    people = np.diff(ranks(five)) - 1
    ends, share = ends_of(z), log_between(ends_of(z))
    inside = np.column_stack([-np.ones_like(z), five.x])  # of z in a and b
    moves = np.vstack([np.zeros(2), inside, np.zeros(2)])
    density = -(ends**2) / 2 - np.log(2 * np.pi) / 2
    # density over share, at the upper and at the lower end of each stretch
    upper, lower = np.exp(density[1:] - share), np.exp(density[:-1] - share)
    finite = np.where(np.isfinite(ends), ends, 0.0)
    first = upper[:, None] * moves[1:] - lower[:, None] * moves[:-1]
    pairs = moves[:, :, None] * moves[:, None, :]
    second = (
        (lower * finite[:-1])[:, None, None] * pairs[:-1]
        - (upper * finite[1:])[:, None, None] * pairs[1:]
        - first[:, :, None] * first[:, None, :]
    )
    return (
        people @ first - inside.T @ z + np.array([0, z.size / b]),
        np.tensordot(people, second, axes=1) - inside.T @ inside - np.diag([0, z.size / b**2]),
    )


def ends_of(z: Floats) -> Floats:
    """The ends of the stretches between the printed quantiles and beyond them."""
    return np.concatenate([[-np.inf], z, [np.inf]])


def log_between(ends: Floats) -> Floats:
    """Logarithm of the normal probability between neighbouring ends, from the nearer tail."""
    low, high = ends[:-1], ends[1:]
    flip = low > 0
    upper = special.log_ndtr(np.where(flip, -low, high))
    lower = special.log_ndtr(np.where(flip, -high, low))
    return np.asarray(upper + np.log(np.maximum(-np.expm1(lower - upper), TINY)))
