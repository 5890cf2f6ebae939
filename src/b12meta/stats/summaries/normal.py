"""Mean and SD of normal data from their quantiles, and the test that says whether they look normal.

Weighted averages of what was printed, with weights that depend on the number of people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.summaries.five_numbers import normal_range, normal_width

if TYPE_CHECKING:
    from b12meta.stats.summaries.five_numbers import FiveNumbers
    from b12meta.stats.types import Floats

__all__ = ["Skewness", "luo_mean", "shi_sd", "skewness", "wan_sd"]


class Skewness(NamedTuple):
    """Test statistic, its critical value at 5 per cent, and whether it was reached."""

    statistic: float
    critical: float
    skewed: bool


def skewness(five: FiveNumbers) -> Skewness:
    """Test of symmetry from the quantiles alone.

    References
    ----------
    Shi et al. (2023), *Statistical Methods in Medical Research* 32, 1338-1360; constants as in
    metafor.

    Examples
    --------
    >>> from b12meta.stats.summaries.five_numbers import FiveNumbers
    >>> skewness(FiveNumbers("S2", np.array([210.0, 265.0, 340.0]), 48.0)).skewed
    False
    """
    n, root = five.n, np.sqrt(five.n)
    if five.case == "S1":
        found, limit = lopsided(five.ends, five.median), 1 / np.log(n + 9) + 2.5 / (n + 1)
    elif five.case == "S2":
        found, limit = lopsided(five.quartiles, five.median), 2.65 / root - 6 / n**2
    else:
        outer = 2.65 * np.log(0.6 * n) / root * lopsided(five.ends, five.median)
        found = max(outer, lopsided(five.quartiles, five.median))
        limit = 3 / root - 40 / n**3
    return Skewness(float(found), float(limit), bool(found >= limit))


def lopsided(pair: Floats, median: float) -> float:
    """Distance of the median from the middle of two numbers, 1 at either of them."""
    return float(abs((pair[0] - median) + (pair[1] - median)) / (pair[1] - pair[0]))


def luo_mean(five: FiveNumbers) -> float:
    """Mean of normal data.

    References
    ----------
    Luo et al. (2018), *Statistical Methods in Medical Research* 27, eq. 7, 11 and 15.
    """
    n, median = five.n, five.median
    if five.case == "S1":
        ends = 4 / (4 + n**0.75)
        return float(median + ends * (five.ends - median).mean())
    if five.case == "S2":
        return float(median + (0.7 + 0.39 / n) * (five.quartiles - median).mean())
    ends, quartiles = 2.2 / (2.2 + n**0.75), 0.7 - 0.72 / n**0.55
    moved = ends * (five.ends - median).mean() + quartiles * (five.quartiles - median).mean()
    return float(median + moved)


def wan_sd(five: FiveNumbers) -> float:
    """SD of normal data; in S3 the plain average of the two others.

    References
    ----------
    Wan et al. (2014), *BMC Medical Research Methodology* 14, 135, eq. 9, 16 and 13.
    """
    found = []
    if five.case != "S2":
        found.append(np.diff(five.ends)[0] / normal_range(five.n))
    if five.case != "S1":
        found.append(np.diff(five.quartiles)[0] / normal_width(five.n))
    return float(np.mean(found))


def shi_sd(five: FiveNumbers) -> float:
    """SD of normal data; in S3 the best weighted average.

    References
    ----------
    Shi et al. (2020), *Research Synthesis Methods* 11, 641-654, eq. 10 (S3); as `wan_sd` else.
    """
    if five.case != "S3":
        return wan_sd(five)
    weight = 1 / (1 + 0.07 * five.n**0.6)
    by_range = np.diff(five.ends)[0] / normal_range(five.n)
    by_quartiles = np.diff(five.quartiles)[0] / normal_width(five.n)
    return float(weight * by_range + (1 - weight) * by_quartiles)
