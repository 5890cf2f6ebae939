"""Curves of a level in a group of people, from no more than its mean and standard deviation.

A page prints a mean and an SD, not the values behind them. To picture a group, a shape has to be
assumed: the log-normal, for a concentration cannot be negative and that of vitamin B12 has a long
tail to the right; or the normal, for what has neither property. Both are drawn with exactly the
mean and the SD that were printed, and show nothing else that is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from b12meta.stats.checks import check_choice

if TYPE_CHECKING:
    from b12meta.stats.types import Floats

__all__ = ["Curve", "level_curve"]

SHAPES = ("lognormal", "normal")


class Curve(NamedTuple):
    """Points of a density: levels, rising, and densities per unit of the level; both (points,)."""

    x: Floats
    density: Floats


def level_curve(
    mean: float, sd: float, *, shape: str = "lognormal", points: int = 201, tail: float = 0.005
) -> Curve:
    """Density of the distribution that has a given mean and standard deviation.

    The log-normal has the log-scale variance ``ln(1 + (sd / mean)**2)`` and the log-scale mean
    ``ln(mean)`` less half of it.

    Parameters
    ----------
    mean, sd : float
        In any unit; above 0 (the mean of a normal may be anything).
    shape : {"lognormal", "normal"}
        What is assumed.
    points : int
        Number of points, at equal steps of the standard normal behind the curve; at least 3.
    tail : float
        Share of people left out at each end, above 0 and below one half.

    Returns
    -------
    Curve
        `x` in the unit of `mean`, from the quantile `tail` to the quantile ``1 - tail``.

    Raises
    ------
    ValueError
        If the mean or SD is not possible, or if the curve is to have no points.

    References
    ----------
    Higgins, White & Anzures-Cabrera (2008), *Statistics in Medicine* 27, 6072-6092.

    Examples
    --------
    >>> curve = level_curve(240, 117)
    >>> curve.x[[0, curve.density.argmax(), -1]].round()
    array([ 66., 174., 709.])
    """
    check_choice("shape", shape, SHAPES)
    _check(mean, sd, shape, points, tail)
    reach = -float(special.ndtri(tail))
    z = np.linspace(-reach, reach, points)
    bell = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    if shape == "normal":
        return Curve(x=mean + sd * z, density=bell / sd)
    variance = np.log1p((sd / mean) ** 2)
    x = mean * np.exp(np.sqrt(variance) * z - variance / 2)
    return Curve(x=x, density=bell / (x * np.sqrt(variance)))


def _check(mean: float, sd: float, shape: str, points: int, tail: float) -> None:
    if not (np.isfinite(mean) and (mean > 0 or shape == "normal")):
        raise ValueError(f"mean: got {mean:g}, expected a finite number above 0")
    if not (np.isfinite(sd) and sd > 0):
        raise ValueError(f"sd: got {sd:g}, expected a finite number above 0")
    if points < 3 or not 0 < tail < 0.5:
        raise ValueError(
            f"points, tail: got {points}, {tail:g}; expected at least 3 points and a tail above 0 "
            "and below 0.5"
        )
