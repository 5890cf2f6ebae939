"""Mean and SD of log-normal data from their quantiles.

Logarithms of such data are normal, so their mean and SD come from the quantiles' logarithms. Back
on the raw scale an exponential would enlarge the error of the estimates; the divisors below, fitted
by the authors, take that out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.summaries.normal import luo_mean, shi_sd

if TYPE_CHECKING:
    from b12meta.stats.summaries.five_numbers import FiveNumbers

__all__ = ["LogNormal", "log_normal", "logarithms"]


class LogNormal(NamedTuple):
    """Mean and SD of the data, and of their natural logarithms."""

    mean: float
    sd: float
    log_mean: float
    log_sd: float


def logarithms(five: FiveNumbers) -> FiveNumbers:
    """The quantiles' natural logarithms; all must be above 0."""
    return five.moved(np.log(five.x))


def log_normal(five: FiveNumbers) -> LogNormal:
    """Mean and SD of log-normal data, on both scales.

    References
    ----------
    Shi, Tong, Wang & Genton (2020), *Statistics and Its Interface* 13, 519-531; constants as in
    metafor.

    Examples
    --------
    >>> from b12meta.stats.summaries.five_numbers import FiveNumbers
    >>> found = log_normal(FiveNumbers("S2", np.array([210.0, 265.0, 340.0]), 48.0))
    >>> round(found.mean, 2), round(found.sd, 2)
    (284.13, 104.98)
    """
    logs = logarithms(five)
    mu, plain = luo_mean(logs), shi_sd(logs)
    variance = plain**2 / inflation_of_square(five)
    fourth = plain**4 / inflation_of_fourth(five)
    a, b = WEIGHTS[five.case]

    def error(of_square: float, of_fourth: float) -> float:
        return float(1 + (of_square * a * variance + of_fourth * b * fourth) / five.n)

    # relative to the median of the fit, so that no unit can overflow
    mean = np.exp(variance / 2) / error(1, 1)
    second = np.exp(2 * variance) / error(4, 16)
    spread = np.sqrt(second - np.exp(variance) / error(4, 4))
    middle = np.exp(mu)
    return LogNormal(
        float(middle * mean), float(middle * spread), float(mu), float(np.sqrt(variance))
    )


WEIGHTS = {"S1": (0.565, 0.37), "S2": (0.57, 0.75), "S3": (0.405, 0.315)}
"""Parts of the squared and of the fourth power of the SD in the error of the estimate."""


def inflation_of_square(five: FiveNumbers) -> float:
    """How much larger the square of the estimated SD is than the variance, on average."""
    by_case = {
        "S1": 1.01 + 0.25 / np.log(five.n) ** 2,
        "S2": 1 + 1.58 / five.n,
        "S3": 1 + 0.28 / np.log(five.n) ** 2,
    }
    return float(by_case[five.case])


def inflation_of_fourth(five: FiveNumbers) -> float:
    """How much larger the fourth power of the estimated SD is than it should be, on average."""
    by_case = {
        "S1": 1 + 2.23 / np.log(five.n) ** 2,
        "S2": 1 + 19.2 / five.n**1.2,
        "S3": 1 + 3.93 / five.n,
    }
    return float(by_case[five.case])
