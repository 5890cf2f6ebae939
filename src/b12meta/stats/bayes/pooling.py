"""The door to a Bayesian pool of exact studies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.stats.bayes.exact import solve
from b12meta.stats.bayes.posterior import tail_power
from b12meta.stats.bayes.priors import HalfNormal, Normal, TauPrior, check_prior
from b12meta.stats.bayes.result import BayesPool
from b12meta.stats.checks import check_level, check_studies
from b12meta.stats.pooling import frozen
from b12meta.stats.scaled import standardise

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike

__all__ = ["pool_bayes", "refuse_improper"]

HEADLINE = HalfNormal(0.5)


def pool_bayes(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    tau_prior: TauPrior = HEADLINE,
    mu_prior: Normal | None = None,
    level: float = 0.95,
) -> BayesPool:
    """Pool exact studies with a prior on tau.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects, and their sampling variances in the squared unit of `yi`.
    tau_prior : TauPrior
        Prior on tau, in the unit of `yi`. The default is meant for standardised mean differences
        and log ratios; for anything else, name one.
    mu_prior : Normal, optional
        Prior on the mean effect; flat by default.
    level : float
        Probability of the intervals, which are equal-tailed.

    Returns
    -------
    BayesPool
        The posteriors of mean effect, tau, true effect in a new study and, when asked for, those of
        the studies (`shrunken`) and Bayes factors.

    Raises
    ------
    ValueError
        For bad effects or variances (each position is named), something that is not a prior, or a
        prior with which there is no posterior.

    References
    ----------
    Röver (2020), *Journal of Statistical Software* 93(6): the model, and integrating
    over tau alone.

    Examples
    --------
    >>> found = pool_bayes([-0.4, -0.1, -0.6], [0.04, 0.03, 0.09])
    >>> round(found.mu.median, 4), round(found.tau.median, 4)
    (-0.315, 0.2181)
    >>> [round(one.median, 4) for one in found.shrunken]
    [-0.349, -0.1999, -0.3967]
    >>> round(found.bayes_factor_tau0, 4)
    1.4471
    """
    studies = check_studies(yi, vi)
    check_prior(tau_prior)
    if mu_prior is not None and not isinstance(mu_prior, Normal):
        raise ValueError(f"mu_prior: got {mu_prior!r}, expected Normal(mean, sd) or None")
    level = check_level(level)
    if not tau_prior.proper:
        power = tail_power(studies.yi.size, tau_prior.tail) + (mu_prior is not None)
        refuse_improper(power, tau_prior)
    solution = solve(standardise(studies.yi, studies.vi), tau_prior, mu_prior, level)
    found = solution.found
    alone = "There is one study: what is said of tau is the prior's word."
    return BayesPool(
        mu=found.mu,
        tau=found.tau,
        theta_new=found.theta_new,
        k=studies.yi.size,
        tau_prior=tau_prior,
        mu_prior=mu_prior,
        level=level,
        warnings=(alone,) if studies.yi.size == 1 else (),
        yi=frozen(studies.yi),
        vi=frozen(studies.vi),
        labels=studies.labels,
        solution=solution,
    )


def refuse_improper(power: float, tau_prior: TauPrior) -> None:
    """Raise where the posterior does not exist: too few studies for so heavy a tail."""
    if power <= 1:
        raise ValueError(
            f"tau_prior: with so few studies {tau_prior!r} leaves no proper posterior; "
            "choose a prior with a lighter tail, such as HalfNormal"
        )
