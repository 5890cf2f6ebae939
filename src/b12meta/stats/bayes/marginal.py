"""What the posterior says about one quantity."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.bayes.curves import quantiles
from b12meta.stats.interval import Interval

if TYPE_CHECKING:
    from b12meta.stats.bayes.curves import Curve
    from b12meta.stats.types import ArrayLike, Floats

__all__ = ["Density", "Marginal", "marginal"]


KNOTS = (0.005, 0.025, 0.25, 0.75, 0.975, 0.995)
"""Probabilities between which a drawing has points of its own."""

BETWEEN = 41
"""Points of a drawing from each knot to the next."""


class Density(NamedTuple):
    """A curve to draw: values of the quantity, and the density at each."""

    x: Floats
    y: Floats


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Marginal:
    """Posterior of one quantity, in the unit of the effects.

    Quantiles are found when they are first asked for, and kept.

    Attributes
    ----------
    mean, sd : float
        Infinite where the prior's tail is so heavy that they do not exist.
    level : float
        Probability of `interval`.
    """

    mean: float
    sd: float
    level: float
    curve: Curve
    centre: float
    unit: float

    @cached_property
    def three(self) -> tuple[float, float, float]:
        """Lower end of the interval, median, upper end."""
        tail = (1 - self.level) / 2
        found = quantiles(self.curve, np.array([tail, 0.5, 1 - tail]))
        low, middle, high = (self.centre + self.unit * found).tolist()
        return low, middle, high

    @property
    def median(self) -> float:
        """The value that is as probably too high as too low."""
        return self.three[1]

    @property
    def interval(self) -> Interval:
        """Equal-tailed credible interval."""
        return Interval(self.three[0], self.three[2])

    def __repr__(self) -> str:
        return (
            f"Marginal(median={self.median!r}, mean={self.mean!r}, sd={self.sd!r}, "
            f"interval={self.interval!r}, level={self.level!r})"
        )

    def prob_below(self, x: float) -> float:
        """Probability that the quantity lies below `x`.

        Examples
        --------
        >>> from b12meta.stats.bayes.pooling import pool_bayes
        >>> found = pool_bayes([-0.4, -0.1, -0.6], [0.04, 0.03, 0.09])
        >>> round(found.mu.prob_below(0), 4)
        0.9398
        """
        return float(self.curve.cdf(np.array((x - self.centre) / self.unit)))

    def quantile(self, p: float) -> float:
        """Value below which the quantity lies with probability `p`.

        Raises
        ------
        ValueError
            Unless p lies between 0 and 1.
        """
        if not 0 < p < 1:
            raise ValueError(f"p: got {p!r}, expected a number between 0 and 1")
        return self.centre + self.unit * float(quantiles(self.curve, np.array([p]))[0])

    def density(self, x: ArrayLike) -> Floats:
        """Posterior density at `x`, any shape."""
        values = np.asarray(x, dtype=np.float64)
        return self.curve.pdf((values - self.centre) / self.unit) / self.unit

    def plot_density(self, points: int = 201, tail: float = 1e-3) -> Density:
        """Points of the density between the quantiles `tail` and ``1 - tail``, for drawing."""
        low, high = quantiles(self.curve, np.array([tail, 1 - tail]))
        x = np.linspace(float(low), float(high), points)
        return Density(self.centre + self.unit * x, self.curve.pdf(x) / self.unit)

    def drawing(self, *, from_zero: bool = False) -> Density:
        """Points of the density, close together where the probability is.

        `from_zero` begins at 0 where the density there is not the highest of all.
        """
        knots = [self.quantile(p) for p in KNOTS]
        parts = [np.linspace(*ends, BETWEEN) for ends in pairwise(knots)]
        x = np.unique(np.concatenate(parts))
        y = self.density(x)
        start = np.linspace(0.0, knots[0], BETWEEN)[:-1]
        if not from_zero or (self.density(start) > y.max()).any():
            return Density(x, y)
        return Density(np.append(start, x), np.append(self.density(start), y))

    @property
    def shortest(self) -> Interval:
        """Shortest interval of the same probability (for a posterior with one mode)."""
        low, high = shortest(self.curve, self.level)
        return Interval(self.centre + self.unit * low, self.centre + self.unit * high)


def shortest(curve: Curve, level: float) -> tuple[float, float]:
    """Shortest interval in scaled units: the one whose ends are equally probable."""
    below, above = 1e-12, 1 - level - 1e-12

    def ends(tail: float) -> tuple[Floats, float]:
        at = quantiles(curve, np.array([tail, tail + level]))
        density = curve.pdf(at)
        return at, float(density[0] - density[1])

    if ends(below)[1] >= 0:
        return curve.support()[0], float(quantiles(curve, np.array([level]))[0])
    for _ in range(48):
        middle = (below + above) / 2
        below, above = (middle, above) if ends(middle)[1] < 0 else (below, middle)
    low, high = ends((below + above) / 2)[0]
    return float(low), float(high)


def marginal(
    curve: Curve, mean: float, sd: float, level: float, centre: float = 0.0, unit: float = 1.0
) -> Marginal:
    """Summarise a curve in scaled units, whose moments are known."""
    return Marginal(
        mean=centre + unit * mean,
        sd=unit * sd,
        level=level,
        curve=curve,
        centre=centre,
        unit=unit,
    )
