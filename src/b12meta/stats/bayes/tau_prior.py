"""What every prior on tau says of itself, and how a parameter is refused."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from b12meta.stats.bayes.grid import POINTS

if TYPE_CHECKING:
    from b12meta.stats.types import Floats

__all__ = ["FINITE", "TauPrior", "check_prior", "finite", "positive"]

FINITE = float(np.finfo(float).max)


class TauPrior:
    """A prior on tau: log-density up to a constant, that constant, scale, end and tail."""

    __slots__ = ()

    @property
    def size(self) -> float | None:
        """A typical tau, in the unit of the effects; None where the prior has no scale."""
        return None

    @property
    def end(self) -> float:
        """Largest tau that the prior allows."""
        return math.inf

    @property
    def tail(self) -> float:
        """Power p of the tail: the density falls like ``tau ** -p``."""
        return math.inf

    @property
    def points(self) -> int:
        """Points in tau that give a posterior ten digits."""
        return POINTS

    @property
    def log_integral(self) -> float:
        """Log of the integral of ``exp(log_density)`` over tau; inf for an improper prior."""
        return math.inf

    @property
    def proper(self) -> bool:
        """Whether the prior is a probability distribution."""
        return self.log_integral < math.inf

    def log_density(self, tau: Floats, vi: Floats) -> Floats:
        """Log-density at `tau` of shape (m,), without constants; `vi` are the variances, (k,)."""
        raise NotImplementedError

    def density(self, tau: Floats, vi: Floats) -> Floats | None:
        """Density at `tau` of shape (m,); None for an improper prior, which has none."""
        if not self.proper:
            return None
        value = np.exp(self.log_density(tau, vi) - self.log_integral)
        return np.where(tau <= self.end, value, 0.0)


def positive(prior: object, name: str, value: Any, most: float = math.inf) -> None:
    """Raise unless a parameter is a number above 0, and below `most` or equal to it."""
    if not (isinstance(value, int | float | np.number) and 0 < value <= most):
        what = "a number above 0" if most == math.inf else "a finite number above 0"
        raise ValueError(f"{type(prior).__name__}: {name}: got {value!r}, expected {what}")


def finite(prior: object, name: str, value: Any) -> None:
    """Raise unless a parameter is a finite number."""
    if not (isinstance(value, int | float | np.number) and math.isfinite(value)):
        kind = type(prior).__name__
        raise ValueError(f"{kind}: {name}: got {value!r}, expected a finite number")


def check_prior(prior: object) -> TauPrior:
    """Give the prior back, if it is one.

    Raises
    ------
    ValueError
        For anything else.

    Examples
    --------
    >>> check_prior(0.5)
    Traceback (most recent call last):
    ValueError: tau_prior: got 0.5, expected a prior on tau such as HalfNormal(0.5)
    """
    if not isinstance(prior, TauPrior):
        raise ValueError(
            f"tau_prior: got {prior!r}, expected a prior on tau such as HalfNormal(0.5)"
        )
    return prior
