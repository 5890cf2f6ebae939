"""The result of a Bayesian pool of exact studies."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from b12meta.stats.bayes.marginal import Marginal
    from b12meta.stats.bayes.priors import Normal, TauPrior
    from b12meta.stats.interval import Interval
    from b12meta.stats.types import Floats, Labels

__all__ = ["BayesPool"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BayesPool:
    """Posterior of the mean effect, of tau, and of the true effect in a new study.

    Attributes
    ----------
    mu, tau, theta_new : Marginal
        The posteriors.
    k : int
        Number of studies.
    tau_prior : TauPrior
        Prior on tau.
    mu_prior : Normal or None
        Prior on the mean; None is flat.
    level : float
        Probability of the intervals.
    warnings : tuple of str
        What a careful reader should know, in sentences.
    yi, vi, labels
        The data.
    """

    mu: Marginal
    tau: Marginal
    theta_new: Marginal
    k: int
    tau_prior: TauPrior
    mu_prior: Normal | None
    level: float
    warnings: tuple[str, ...]
    yi: Floats = field(repr=False)
    vi: Floats = field(repr=False)
    labels: Labels = field(repr=False)

    @property
    def estimate(self) -> float:
        """Median of the mean effect."""
        return self.mu.median

    @property
    def ci(self) -> Interval:
        """Equal-tailed interval of the mean effect."""
        return self.mu.interval

    @property
    def pi(self) -> Interval:
        """Equal-tailed interval of the true effect in a new study."""
        return self.theta_new.interval

    @property
    def tau2(self) -> float:
        """Square of the median of tau."""
        return self.tau.median**2

    def __str__(self) -> str:
        from b12meta.stats.bayes.printing import as_text

        return as_text(self)

    def _repr_html_(self) -> str:
        from b12meta.stats.bayes.printing import as_html

        return as_html(self)
