"""What may be assumed of tau before the studies are seen.

Scales are in the unit of the effects: ``HalfNormal(0.5)`` is meant for standardised differences and
log ratios; a prior for a difference in pmol/L has to be given. Densities need not integrate to 1,
as only their shape matters; `tail` says how fast a density falls, as the power of tau, which
decides whether a posterior exists and which of its moments do.

References
----------
Gelman (2006), *Bayesian Analysis* 1, 515-534; Röver et al. (2021), *Research Synthesis Methods* 12,
448-474; Bodnar, Link & Elster (2016), *Bayesian Analysis* 11, 25-45 (Jeffreys); Turner et al.
(2015), *Statistics in Medicine* 34, 984-998 (log-normal).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from b12meta.stats.types import Floats

__all__ = [
    "HalfCauchy",
    "HalfNormal",
    "HalfT",
    "Jeffreys",
    "LogNormal",
    "Normal",
    "TauPrior",
    "Uniform",
    "check_prior",
]


class TauPrior:
    """A prior on tau: log-density up to a constant, scale, upper end, and power of the tail."""

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

    def log_density(self, tau: Floats, vi: Floats) -> Floats:
        """Log-density at `tau` of shape (m,), without constants; `vi` are the variances, (k,)."""
        raise NotImplementedError


def positive(prior: object, name: str, value: Any, most: float = math.inf) -> None:
    """Raise unless a parameter is a number above 0, and below `most` or equal to it."""
    if not (isinstance(value, int | float | np.number) and 0 < value <= most):
        what = "a number above 0" if most == math.inf else "a finite number above 0"
        raise ValueError(f"{type(prior).__name__}: {name}: got {value!r}, expected {what}")


FINITE = float(np.finfo(float).max)


@dataclass(frozen=True, slots=True)
class HalfNormal(TauPrior):
    """The absolute value of a normal variable with mean 0 and SD `scale`.

    Examples
    --------
    >>> HalfNormal(0.5).log_density(np.array([0.0, 0.5]), np.array([0.1]))
    array([-0. , -0.5])
    """

    scale: float

    def __post_init__(self) -> None:
        positive(self, "scale", self.scale, FINITE)

    @property
    def size(self) -> float:
        """The scale."""
        return self.scale

    def log_density(self, tau: Floats, vi: Floats) -> Floats:  # noqa: ARG002
        """Log-density without constants."""
        z = tau / self.scale
        return -0.5 * z * z


@dataclass(frozen=True, slots=True)
class HalfT(TauPrior):
    """The absolute value of `scale` times a t variable with `df` degrees of freedom."""

    scale: float
    df: float

    def __post_init__(self) -> None:
        positive(self, "scale", self.scale, FINITE)
        positive(self, "df", self.df, FINITE)

    @property
    def size(self) -> float:
        """The scale."""
        return self.scale

    @property
    def tail(self) -> float:
        """``df + 1``."""
        return self.df + 1

    def log_density(self, tau: Floats, vi: Floats) -> Floats:  # noqa: ARG002
        """Log-density without constants."""
        z = tau / self.scale
        value: Floats = -0.5 * (self.df + 1) * np.log1p(z * z / self.df)
        return value


@dataclass(frozen=True, slots=True)
class HalfCauchy(TauPrior):
    """The absolute value of `scale` times a Cauchy variable: `HalfT` with one df."""

    scale: float

    def __post_init__(self) -> None:
        positive(self, "scale", self.scale, FINITE)

    @property
    def size(self) -> float:
        """The scale."""
        return self.scale

    @property
    def tail(self) -> float:
        """Two."""
        return 2.0

    def log_density(self, tau: Floats, vi: Floats) -> Floats:  # noqa: ARG002
        """Log-density without constants."""
        z = tau / self.scale
        value: Floats = -np.log1p(z * z)
        return value


@dataclass(frozen=True, slots=True)
class Uniform(TauPrior):
    """All values up to `upper` alike; ``inf`` is allowed where the studies can bear it."""

    upper: float = math.inf

    def __post_init__(self) -> None:
        positive(self, "upper", self.upper)

    @property
    def end(self) -> float:
        """The upper end."""
        return self.upper

    @property
    def tail(self) -> float:
        """Nought without an upper end."""
        return 0.0 if self.upper == math.inf else math.inf

    def log_density(self, tau: Floats, vi: Floats) -> Floats:  # noqa: ARG002
        """Log-density without constants."""
        return np.zeros_like(tau)


@dataclass(frozen=True, slots=True)
class LogNormal(TauPrior):
    """The logarithm of tau is normal with mean `mu` and SD `sigma`.

    Published priors often describe tau² instead: halve both of their numbers.
    """

    mu: float
    sigma: float

    def __post_init__(self) -> None:
        if not (isinstance(self.mu, int | float | np.number) and math.isfinite(self.mu)):
            raise ValueError(f"LogNormal: mu: got {self.mu!r}, expected a finite number")
        positive(self, "sigma", self.sigma, FINITE)

    @property
    def size(self) -> float:
        """A value so small that little lies below it."""
        return math.exp(self.mu - 7 * self.sigma)

    def log_density(self, tau: Floats, vi: Floats) -> Floats:  # noqa: ARG002
        """Log-density without constants; -inf at 0."""
        x = np.log(np.where(tau > 0, tau, 1.0))
        value: Floats = -0.5 * ((x - self.mu) / self.sigma) ** 2 - x
        return np.where(tau > 0, value, -np.inf)


@dataclass(frozen=True, slots=True)
class Jeffreys(TauPrior):
    """Root of the Fisher information on tau: ``sqrt(sum((tau / (vi + tau²))²))``; has no scale."""

    @property
    def tail(self) -> float:
        """One."""
        return 1.0

    def log_density(self, tau: Floats, vi: Floats) -> Floats:
        """Log-density without constants; -inf at 0."""
        least = float(vi.min())
        u = tau[:, None] * math.sqrt(least) / (vi + tau[:, None] ** 2)
        with np.errstate(divide="ignore"):
            value: Floats = 0.5 * np.log((u * u).sum(-1))
        return value


@dataclass(frozen=True, slots=True)
class Normal:
    """A normal prior on the mean, in the unit of the effects."""

    mean: float
    sd: float

    def __post_init__(self) -> None:
        if not (isinstance(self.mean, int | float | np.number) and math.isfinite(self.mean)):
            raise ValueError(f"Normal: mean: got {self.mean!r}, expected a finite number")
        positive(self, "sd", self.sd, FINITE)


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
