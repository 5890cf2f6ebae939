"""Mean and SD of data that are normal after a Box-Cox power, from their quantiles.

The power is chosen so that the transformed quantiles lie evenly around the median (`box_cox`) or
have the highest likelihood (`mln`); mean and SD on that scale follow, and the moments on the raw
scale are integrals. The programs of the authors draw random numbers for them, so that their answers
change between runs by about 1 per cent; here they are computed by quadrature.

Everything is relative to the median: the transform of ``x / median``. The power is kept at 0 or
above, as in the authors' program: below, the moments need not exist.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.summaries.minima import lowest
from b12meta.stats.summaries.normal import luo_mean, wan_sd

if TYPE_CHECKING:
    from b12meta.stats.summaries.five_numbers import FiveNumbers
    from b12meta.stats.types import Floats

__all__ = ["PowerNormal", "box_cox", "moments", "transform"]

POWERS = np.linspace(0.0, 3.0, 61)
NODES = 200
REACH = 12.0
"""Standard deviations of the normal scale that are integrated; beyond them is less than 1e-30."""


class PowerNormal(NamedTuple):
    """Mean and SD of the data, and the fit: power, and mean and SD of transformed data."""

    mean: float
    sd: float
    power: float
    location: float
    scale: float


def box_cox(five: FiveNumbers) -> PowerNormal:
    """Mean and SD by the Box-Cox method; all quantiles above 0 and strictly rising.

    References
    ----------
    McGrath et al. (2020), *Statistical Methods in Medical Research* 29, 2520-2537.

    Examples
    --------
    >>> from b12meta.stats.summaries.five_numbers import FiveNumbers
    >>> found = box_cox(FiveNumbers("S2", np.array([210.0, 265.0, 320.0]), 48.0))
    >>> round(found.mean, 1), round(found.power, 6)
    (265.0, 1.0)
    """

    def uneven(power: float) -> float:
        moved = transform(five, power).x
        down, up = -moved[: moved.size // 2], moved[moved.size // 2 + 1 :][::-1]
        return float(np.sum((up / down - 1) ** 2))

    power = lowest(uneven, POWERS)
    moved = transform(five, power)
    return back(five, power, luo_mean(moved), wan_sd(moved))


def transform(five: FiveNumbers, power: float) -> FiveNumbers:
    """Box-Cox transform of the quantiles over their median."""
    logs = np.log(five.x / five.median)
    return five.moved(logs if power == 0 else np.expm1(power * logs) / power)


def back(five: FiveNumbers, power: float, location: float, scale: float) -> PowerNormal:
    """Moments on the raw scale."""
    mean, sd = moments(power, location, scale)
    return PowerNormal(five.median * mean, five.median * sd, power, location, scale)


def moments(power: float, location: float, scale: float, nodes: int = NODES) -> tuple[float, float]:
    """Mean and SD of ``(1 + power * X) ** (1 / power)`` for a normal X.

    X is kept where the bracket is above 0, and as far on the other side of its mean.
    """
    if power == 0:
        mean = float(np.exp(location + scale**2 / 2))
        return mean, mean * float(np.sqrt(np.expm1(scale**2)))
    reach = min((location + 1 / power) / scale, REACH + 2 * scale)
    z, weight = double_exponential(nodes)
    z = reach * z
    weight = weight * np.exp(-(z**2) / 2)
    weight = weight / weight.sum()
    bracket = power * (location + scale * z)
    raw = np.zeros_like(z)
    inside = bracket > -1
    raw[inside] = np.exp(np.log1p(bracket[inside]) / power)
    mean = float(weight @ raw)
    return mean, float(np.sqrt(weight @ (raw - mean) ** 2))


def double_exponential(nodes: int) -> tuple[Floats, Floats]:
    """Points in (-1, 1) and weights that integrate functions with sharp ends.

    References
    ----------
    Takahasi & Mori (1974), *Publications of the RIMS* 9, 721-741.
    """
    t = np.linspace(-3.2, 3.2, nodes + 1)
    inner = np.pi / 2 * np.sinh(t)
    return np.tanh(inner), np.cosh(t) / np.cosh(inner) ** 2
