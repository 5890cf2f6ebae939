"""The result of pooling with bounds."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from b12meta.stats.pooling import pool

if TYPE_CHECKING:
    from b12meta.stats.bayes.marginal import Marginal
    from b12meta.stats.bayes.priors import TauPrior
    from b12meta.stats.interval import Interval
    from b12meta.stats.result import Pooled
    from b12meta.stats.types import Floats, Labels

__all__ = ["BoundedPool"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BoundedPool:
    """A pooled effect to which exact and bounded studies contributed.

    Attributes
    ----------
    estimate : float
        Mean effect: maximum likelihood, or the posterior median with a prior. Infinite (or NaN)
        where the likelihood has no maximum.
    ci : Interval
        Profile-likelihood interval with the chi-square cut-off, or the equal-tailed posterior one.
    ci_t : Interval or None
        Profile-likelihood interval with the cut-off t(k - 1)², k without silent rows; NaN for one
        study, None with a prior.
    tau2 : float
        Between-study variance (squared unit of the effects): maximum likelihood, or the square of
        the posterior median of tau.
    loglik : float
        Log-likelihood at `estimate` and `tau2`, with all constants, densities in the unit of yi.
    k_exact, k_bounded, k_silent : int
        Rows with an estimate; rows with limits; those of the latter without a finite limit, which
        change nothing.
    information : array of shape (k,)
        Each row's share of the observed information on the mean at `estimate` and `tau2`:
        ``(1 - var z) / (vi + tau2)`` over its sum, where z is the row's standardised hidden
        estimate given its limits (for an exact row var z = 0: the usual weight). Sums to 1.
    mu, tau, theta_new : Marginal or None
        With a prior: posteriors of the mean, of tau, and of the true effect in a new study.
    tau_prior : TauPrior or None
        None: maximum likelihood.
    level : float
        Coverage of the intervals.
    optima : int
        Local maxima of the profile likelihood in tau2 (0: there is none).
    converged : bool
        Whether all searches settled, and on a finite estimate.
    warnings : tuple of str
        What a careful reader should know, in sentences.
    yi, vi, low, high, labels
        The data; `yi` of a bounded row is not used.
    """

    estimate: float
    ci: Interval
    ci_t: Interval | None
    tau2: float
    loglik: float
    k_exact: int
    k_bounded: int
    k_silent: int
    information: Floats = field(repr=False)
    mu: Marginal | None = None
    tau: Marginal | None = None
    theta_new: Marginal | None = None
    tau_prior: TauPrior | None
    level: float
    optima: int
    converged: bool
    warnings: tuple[str, ...]
    yi: Floats = field(repr=False)
    vi: Floats = field(repr=False)
    low: Floats = field(repr=False)
    high: Floats = field(repr=False)
    labels: Labels = field(repr=False)

    @property
    def k(self) -> int:
        """Number of rows."""
        return self.k_exact + self.k_bounded

    @property
    def pi(self) -> Interval | None:
        """Predictive interval for the true effect in a new study; None without a prior."""
        return None if self.theta_new is None else self.theta_new.interval

    @property
    def exact(self) -> Pooled | None:
        """Pool of the exact rows alone, REML with ``test="adhoc"``; None where there are none."""
        rows = self.low == self.high
        if not rows.any():
            return None
        found = pool(self.yi[rows], self.vi[rows], test="adhoc", level=self.level)
        if self.labels is None:
            return found
        kept = tuple(label for label, row in zip(self.labels, rows, strict=True) if row)
        return replace(found, labels=kept)

    def __str__(self) -> str:
        from b12meta.stats.bounded.printing import as_text

        return as_text(self)

    def _repr_html_(self) -> str:
        from b12meta.stats.bounded.printing import as_html

        return as_html(self)
