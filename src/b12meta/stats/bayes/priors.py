"""What may be assumed of tau before the studies are seen.

Scales are in the unit of the effects: ``HalfNormal(0.5)`` is meant for standardised differences and
log ratios; a prior for a difference in pmol/L has to be given. Densities need not integrate to 1,
as only their shape matters to a posterior; `log_integral` is what is left out, for Bayes factors.
`tail` says how fast a density falls, as the power of tau, which decides whether a posterior exists
and which of its moments do.

References
----------
Gelman (2006), *Bayesian Analysis* 1, 515-534; Röver et al. (2021), *Research Synthesis Methods* 12,
448-474; Bodnar, Link & Elster (2016), *Bayesian Analysis* 11, 25-45 (Jeffreys). Those learned from
earlier meta-analyses are in `b12meta.stats.bayes.published`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.bayes.log_priors import LogNormal, LogT, log_t_integral
from b12meta.stats.bayes.tau_prior import FINITE, TauPrior, check_prior, finite, positive

if TYPE_CHECKING:
    from b12meta.stats.types import Floats

__all__ = [
    "HalfCauchy",
    "HalfNormal",
    "HalfT",
    "Jeffreys",
    "LogNormal",
    "LogT",
    "Normal",
    "TauPrior",
    "Uniform",
    "check_prior",
]


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

    @property
    def log_integral(self) -> float:
        """``scale * sqrt(pi / 2)``, logged."""
        return math.log(self.scale) + 0.5 * math.log(math.pi / 2)

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

    @property
    def log_integral(self) -> float:
        """Half the constant of a t distribution, logged."""
        return log_t_integral(self.scale, self.df) - math.log(2)

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

    @property
    def log_integral(self) -> float:
        """``scale * pi / 2``, logged."""
        return math.log(self.scale) + math.log(math.pi / 2)

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

    @property
    def log_integral(self) -> float:
        """Length of the range, logged."""
        return math.log(self.upper)

    def log_density(self, tau: Floats, vi: Floats) -> Floats:  # noqa: ARG002
        """Log-density without constants."""
        return np.zeros_like(tau)


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
        finite(self, "mean", self.mean)
        positive(self, "sd", self.sd, FINITE)
