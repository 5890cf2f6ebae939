"""Intervals: two numbers that belong together, and the plainest way to get them.

Every interval of the package is a pair with names, so that nobody has to remember which end comes
first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.checks import check_level
from b12meta.stats.distributions import critical

if TYPE_CHECKING:
    from b12meta.stats.types import Floats

__all__ = ["Interval", "StudyIntervals", "normal_intervals"]


class Interval(NamedTuple):
    """The two ends of an interval, in the unit of the quantity.

    Examples
    --------
    >>> Interval(-1.1, -0.3).low
    -1.1
    """

    low: float
    high: float


class StudyIntervals(NamedTuple):
    """The ends of one interval per study, arrays of shape (k,)."""

    low: Floats
    high: Floats


def normal_intervals(yi: Floats, vi: Floats, level: float = 0.95) -> StudyIntervals:
    """Each study's own interval, from the normal distribution.

    Parameters
    ----------
    yi, vi : array of shape (k,)
        Effects and their variances.
    level : float
        Coverage, between 0 and 1.

    Raises
    ------
    ValueError
        When `level` is not between 0 and 1.

    Examples
    --------
    >>> low, high = normal_intervals(np.array([1.0]), np.array([0.25]))
    >>> round(float(low[0]), 4), round(float(high[0]), 4)
    (0.02, 1.98)
    """
    half = critical(check_level(level), np.inf) * np.sqrt(vi)
    return StudyIntervals(yi - half, yi + half)
