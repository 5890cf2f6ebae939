"""The result of a Bayesian pool of exact studies."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from b12meta.stats.bayes.bayes_factors import (
    NO_FACTOR_MU,
    NO_FACTOR_TAU,
    factor_mu0,
    factor_tau0,
)
from b12meta.stats.bayes.shrinkage import shrunken_effects

if TYPE_CHECKING:
    from b12meta.stats.bayes.exact import Solution
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
    solution : Solution
        The points in tau, from which more is worked out when asked for.
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
    solution: Solution = field(repr=False)

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

    @property
    def shrunken(self) -> tuple[Marginal, ...]:
        """Posterior of the true effect of each study, in the order of the data."""
        return shrunken_effects(self.solution, self.level)

    @property
    def bayes_factor_tau0(self) -> float | None:
        """Bayes factor for tau = 0 against its prior; None where that is improper.

        Above 1 it speaks for tau = 0.
        """
        return factor_tau0(self.solution, self.tau_prior, self.mu_prior)

    @property
    def bayes_factor_mu0(self) -> float | None:
        """Bayes factor for a mean effect of 0 against its prior; None where that is flat.

        Above 1 it speaks for 0. It depends on how wide the prior is: a prior that thinks large
        effects likely makes 0 look good.
        """
        return factor_mu0(self.solution, self.tau_prior, self.mu_prior)

    @property
    def bayes_factor_notes(self) -> tuple[str, ...]:
        """Why a Bayes factor is None, in sentences."""
        missing = (NO_FACTOR_TAU, not self.tau_prior.proper), (NO_FACTOR_MU, self.mu_prior is None)
        return tuple(sentence for sentence, applies in missing if applies)

    def __str__(self) -> str:
        from b12meta.stats.bayes.printing import as_text

        return as_text(self)

    def _repr_html_(self) -> str:
        from b12meta.stats.bayes.printing import as_html

        return as_html(self)
