"""Mean and SD of the distribution whose quantiles come closest to the printed ones.

Five families are tried: normal, log-normal, Weibull and gamma, and beta on a scale with known ends
(such as a questionnaire from 0 to 100). The one with the smallest sum of squared distances is kept.
Each family but beta is a shape times a unit, and the best unit for a shape is known in closed form;
so only the shape is searched for, from end to end, and the answer is the same in any unit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from b12meta.stats.summaries.minima import lowest
from b12meta.stats.summaries.normal import luo_mean, wan_sd

if TYPE_CHECKING:
    from collections.abc import Callable

    from b12meta.stats.summaries.five_numbers import FiveNumbers
    from b12meta.stats.types import Floats

__all__ = ["Fit", "fits", "quantile_estimate"]

WIDEST = 5.0
"""Largest spread to try: an SD of logarithms of 5."""


class Fit(NamedTuple):
    """A fitted family: sum of squared distances, mean and SD."""

    family: str
    distance: float
    mean: float
    sd: float


class Family(NamedTuple):
    """Quantiles of a positive family at unit 1 for a spread, and its mean and SD."""

    quantiles: Callable[[Floats, float], Floats]
    moments: Callable[[float], tuple[float, float]]


def quantile_estimate(five: FiveNumbers, limits: tuple[float, float] | None = None) -> Fit:
    """Mean and SD of the family that fits best.

    Parameters
    ----------
    five : FiveNumbers
        Printed quantiles; below 0 only the normal family can hold them.
    limits : tuple of float, optional
        Ends of the scale; beta is tried only when they are known.

    References
    ----------
    McGrath et al. (2020), *Statistical Methods in Medical Research* 29, 2520-2537.

    Examples
    --------
    >>> from b12meta.stats.summaries.five_numbers import FiveNumbers
    >>> fit = quantile_estimate(FiveNumbers("S2", np.array([210.0, 265.0, 340.0]), 48.0))
    >>> fit.family, round(fit.mean, 3)
    ('log-normal', 284.166)
    """
    return min(fits(five, limits), key=lambda fit: fit.distance)


def fits(five: FiveNumbers, limits: tuple[float, float] | None = None) -> list[Fit]:
    """Every family that can hold the quantiles, fitted."""
    levels = probabilities(five)
    found = [fit_normal(five.x, levels)]
    if five.x[0] >= 0:
        grid = spreads(five)
        found += [fit_family(*each, five.x, levels, grid) for each in FAMILIES.items()]
    if limits is not None:
        found.append(fit_beta(five, levels, limits))
    return found


def spreads(five: FiveNumbers) -> Floats:
    """Logarithms of the spreads to try, around the coefficient of variation of a normal fit."""
    near = np.log(min(wan_sd(five) / luo_mean(five), WIDEST))
    return np.linspace(near - 4, min(near + 4, np.log(WIDEST)), 161)


def probabilities(five: FiveNumbers) -> Floats:
    """Levels at which the printed quantiles are taken to lie."""
    if five.case == "S2":
        return np.array([0.25, 0.5, 0.75])
    inner = [0.5] if five.case == "S1" else [0.25, 0.5, 0.75]
    return np.array([1 / five.n, *inner, 1 - 1 / five.n])


def fit_normal(x: Floats, levels: Floats) -> Fit:
    """Least squares in closed form, as normal quantiles lie on a line."""
    z = special.ndtri(levels)
    sd = float((z - z.mean()) @ (x - x.mean()) / ((z - z.mean()) @ (z - z.mean())))
    mean = float(x.mean() - sd * z.mean())
    return Fit("normal", float(np.sum((x - mean - sd * z) ** 2)), mean, sd)


def fit_family(name: str, family: Family, x: Floats, levels: Floats, grid: Floats) -> Fit:
    """Least squares over spread and unit."""

    def distance(log_spread: float) -> float:
        shape = family.quantiles(levels, float(np.exp(log_spread)))
        return float(np.sum((x / scale - shape * (shape @ x / scale) / (shape @ shape)) ** 2))

    scale = float(x[-1])
    spread = float(np.exp(lowest(distance, grid)))
    shape = family.quantiles(levels, spread)
    unit = float(shape @ x / (shape @ shape))
    mean, sd = family.moments(spread)
    return Fit(name, float(np.sum((x - unit * shape) ** 2)), unit * mean, unit * sd)


def log_normal_quantiles(levels: Floats, spread: float) -> Floats:
    """At unit 1: the median is 1."""
    return np.asarray(np.exp(spread * special.ndtri(levels)))


def log_normal_moments(spread: float) -> tuple[float, float]:
    """Mean and SD at unit 1."""
    mean = float(np.exp(spread**2 / 2))
    return mean, mean * float(np.sqrt(np.expm1(spread**2)))


def weibull_quantiles(levels: Floats, spread: float) -> Floats:
    """At unit 1; the shape of the textbooks is 1 / spread."""
    return np.asarray((-np.log1p(-levels)) ** spread)


def weibull_moments(spread: float) -> tuple[float, float]:
    """Mean and SD at unit 1."""
    mean = float(special.gamma(1 + spread))
    ratio = special.gammaln(1 + 2 * spread) - 2 * special.gammaln(1 + spread)
    return mean, mean * float(np.sqrt(np.expm1(ratio)))


def gamma_quantiles(levels: Floats, spread: float) -> Floats:
    """At mean 1; the shape of the textbooks is 1 / spread squared."""
    return np.asarray(special.gammaincinv(spread**-2, levels)) * spread**2


def gamma_moments(spread: float) -> tuple[float, float]:
    """Mean and SD at mean 1."""
    return 1.0, spread


FAMILIES = {
    "log-normal": Family(log_normal_quantiles, log_normal_moments),
    "weibull": Family(weibull_quantiles, weibull_moments),
    "gamma": Family(gamma_quantiles, gamma_moments),
}


def fit_beta(five: FiveNumbers, levels: Floats, limits: tuple[float, float]) -> Fit:
    """Least squares over both shapes, from the shapes of the normal mean and SD.

    The two are searched as logit of the mean and logarithm of the sample size that they amount to.
    """
    start, width = limits[0], limits[1] - limits[0]
    x = (five.x - start) / width

    def residuals(at: Floats) -> Floats:
        a, b = shapes(at)
        return np.asarray(special.betaincinv(a, b, levels)) - x

    mean = float(np.clip((luo_mean(five) - start) / width, 0.01, 0.99))
    size = max(mean * (1 - mean) / (wan_sd(five) / width) ** 2 - 1, 0.1)
    at = nearest(residuals, np.array([special.logit(mean), np.log(size)]))
    a, b = shapes(at)
    mean, sd = a / (a + b), np.sqrt(a * b / (a + b + 1)) / (a + b)
    distance = float(np.sum(residuals(at) ** 2)) * width**2
    return Fit("beta", distance, start + width * mean, width * float(sd))


def shapes(at: Floats) -> tuple[float, float]:
    """The two shapes of beta from logit of the mean and logarithm of the size."""
    mean, size = float(special.expit(at[0])), float(np.exp(at[1]))
    return mean * size, (1 - mean) * size


def nearest(residuals: Callable[[Floats], Floats], start: Floats) -> Floats:
    """Point with the smallest sum of squares."""
    from scipy import optimize

    found = optimize.least_squares(
        residuals, start, jac="3-point", xtol=1e-15, ftol=1e-15, gtol=1e-15
    )
    return np.asarray(found.x)
