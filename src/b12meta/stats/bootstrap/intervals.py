"""From bootstrap replicates to intervals.

References
----------
Efron & Tibshirani (1993), *An Introduction to the Bootstrap*, sections 6.5, 10.3, 13.3 and 14.3.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from b12meta.stats.interval import Interval

if TYPE_CHECKING:
    from b12meta.stats.types import Floats

__all__ = ["Boot", "summary"]


class Boot(NamedTuple):
    """One quantity: what was found, its bootstrap bias and standard error, and two intervals.

    `ci` is the percentile interval. `bca`, bias-corrected and accelerated, is None for a parametric
    bootstrap, and where it does not exist.
    """

    value: float
    bias: float
    se: float
    ci: Interval
    bca: Interval | None


def summary(value: float, drawn: Floats, left_out: Floats | None, level: float) -> Boot:
    """Describe replicates; `left_out` is the quantity without each study, for the BCa interval.

    Examples
    --------
    >>> summary(2.0, np.arange(5.0), None, 0.5)
    Boot(value=2.0, bias=0.0, se=1.58..., ci=Interval(low=1.0, high=3.0), bca=None)
    """
    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    return Boot(
        value,
        float(drawn.mean()) - value,
        float(drawn.std(ddof=1)),
        quantiles(drawn, tails),
        None if left_out is None else accelerated(value, drawn, left_out, tails),
    )


def quantiles(drawn: Floats, tails: Floats) -> Interval:
    """Interval between two quantiles."""
    low, high = np.quantile(drawn, tails).tolist()
    return Interval(low, high)


def accelerated(value: float, drawn: Floats, left_out: Floats, tails: Floats) -> Interval | None:
    """BCa interval; None where all replicates lie on one side, or no study makes a difference.

    Replicates equal to `value`, as those of tau2 at 0 are, count half.
    """
    shift = float(special.ndtri(((drawn < value).mean() + (drawn <= value).mean()) / 2))
    gap = left_out.mean() - left_out
    square = float((gap**2).sum())
    if square == 0 or not math.isfinite(shift):
        return None
    skew = float((gap**3).sum()) / (6 * square**1.5)
    z = shift + special.ndtri(tails)
    return quantiles(drawn, special.ndtr(shift + z / (1 - skew * z)))
