"""Priors that describe the logarithm of tau, as published ones do."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from b12meta.stats.bayes.grid import POINTS
from b12meta.stats.bayes.tau_prior import FINITE, TauPrior, finite, positive

if TYPE_CHECKING:
    from b12meta.stats.types import Floats

__all__ = ["LogNormal", "LogT", "log_t_integral"]

LITTLE = 1e-12
"""Probability below the scale of a prior on the logarithm."""


@dataclass(frozen=True, slots=True)
class LogNormal(TauPrior):
    """The logarithm of tau is normal with mean `mu` and SD `sigma`.

    Published priors often describe tau² instead: halve both of their numbers.
    """

    mu: float
    sigma: float

    def __post_init__(self) -> None:
        finite(self, "mu", self.mu)
        positive(self, "sigma", self.sigma, FINITE)

    @property
    def size(self) -> float:
        """A value so small that little lies below it."""
        return math.exp(self.mu - 7 * self.sigma)

    @property
    def log_integral(self) -> float:
        """``sigma * sqrt(2 pi)``, logged."""
        return math.log(self.sigma) + 0.5 * math.log(2 * math.pi)

    def log_density(self, tau: Floats, vi: Floats) -> Floats:  # noqa: ARG002
        """Log-density without constants; -inf at 0."""
        x = np.log(np.where(tau > 0, tau, 1.0))
        value: Floats = -0.5 * ((x - self.mu) / self.sigma) ** 2 - x
        return np.where(tau > 0, value, -np.inf)


@dataclass(frozen=True, slots=True)
class LogT(TauPrior):
    """The logarithm of tau is `location` plus `scale` times a t variable with `df` freedom.

    Its tails are so long that a thousandth of the prior may lie above any tau ever seen.
    """

    location: float
    scale: float
    df: float

    def __post_init__(self) -> None:
        finite(self, "location", self.location)
        positive(self, "scale", self.scale, FINITE)
        positive(self, "df", self.df, FINITE)

    @property
    def size(self) -> float:
        """A value so small that little lies below it, as far as numbers reach."""
        below = self.location + self.scale * float(special.stdtrit(self.df, LITTLE))
        return math.exp(max(below, -500.0))

    @property
    def tail(self) -> float:
        """One: just enough to be proper, by the power of the logarithm."""
        return 1.0

    @property
    def points(self) -> int:
        """Three times as many as usual, for its tails are long on both sides."""
        return 3 * POINTS

    @property
    def log_integral(self) -> float:
        """Log of the constant of a t distribution."""
        return log_t_integral(self.scale, self.df)

    def log_density(self, tau: Floats, vi: Floats) -> Floats:  # noqa: ARG002
        """Log-density without constants; -inf at 0, where it is infinite but holds no mass."""
        x = np.log(np.where(tau > 0, tau, 1.0))
        z = (x - self.location) / self.scale
        value: Floats = -0.5 * (self.df + 1) * np.log1p(z * z / self.df) - x
        return np.where(tau > 0, value, -np.inf)


def log_t_integral(scale: float, df: float) -> float:
    """Log of the integral of ``(1 + (x / scale)² / df) ** -((df + 1) / 2)`` over all x.

    Examples
    --------
    >>> round(math.exp(log_t_integral(2.0, 1.0)) / math.pi, 12)
    2.0
    """
    return math.log(scale) + 0.5 * math.log(df) + float(special.betaln(0.5, df / 2))
