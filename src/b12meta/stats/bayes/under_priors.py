"""The same studies under several priors on tau: how much of the answer is the prior's?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from b12meta.stats.bayes.pooling import pool_bayes
from b12meta.stats.bayes.priors import HalfCauchy, HalfNormal, Jeffreys, TauPrior, Uniform
from b12meta.stats.bayes.published import rhodes2015
from b12meta.stats.bayes.tau_prior import check_prior
from b12meta.stats.bounded.pooling import pool_bounded
from b12meta.stats.bounded.rows import check_bounded
from b12meta.stats.checks import check_level, check_studies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from b12meta.stats.bayes.priors import Normal
    from b12meta.stats.bayes.result import BayesPool
    from b12meta.stats.bounded.result import BoundedPool
    from b12meta.stats.types import ArrayLike

__all__ = ["SMD_PRIORS", "Asked", "Under", "under_priors"]

SMD_PRIORS: dict[str, TauPrior] = {
    "half-normal (0.5)": HalfNormal(0.5),
    "half-normal (1)": HalfNormal(1.0),
    "half-Cauchy (0.5)": HalfCauchy(0.5),
    "Rhodes et al. 2015": rhodes2015(),
    "Jeffreys": Jeffreys(),
    "uniform": Uniform(),
}
"""From much to little assumed of tau, for standardised mean differences; the headline's first."""


class Asked(NamedTuple):
    """The data and the choices that all priors share; limits for studies that print a bound."""

    yi: ArrayLike
    vi: ArrayLike
    low: ArrayLike | None = None
    high: ArrayLike | None = None
    mu_prior: Normal | None = None
    level: float = 0.95


class Under(NamedTuple):
    """A prior, and the pool under it; None where there is no posterior, with the reason."""

    name: str
    prior: TauPrior
    pool: BayesPool | BoundedPool | None
    note: str


def under_priors(
    asked: Asked, priors: Mapping[str, TauPrior] | Sequence[TauPrior] | None = None
) -> tuple[Under, ...]:
    """Pool under each prior, in their order.

    Parameters
    ----------
    asked : Asked
        Data and choices. With limits the pool is `b12meta.stats.bounded.pooling.pool_bounded`.
    priors : mapping of str to TauPrior, or sequence of TauPrior
        By name; those of a sequence are named by how they print. By default `SMD_PRIORS`.

    Raises
    ------
    ValueError
        For bad data, something that is not a prior, no prior, one name given twice, one limit
        without the other, or a prior on the mean with bounds.

    Examples
    --------
    >>> found = under_priors(Asked([-0.4, -0.1], [0.04, 0.03]), [HalfNormal(0.5), Uniform()])
    >>> [one.name for one in found if one.pool is None]
    ['Uniform(upper=inf)']
    """
    check_asked(asked)
    return tuple(one_under(asked, *item) for item in named(priors).items())


def named(priors: Mapping[str, TauPrior] | Sequence[TauPrior] | None) -> dict[str, TauPrior]:
    """Priors by name, each checked."""
    if priors is None:
        return SMD_PRIORS
    pairs = list(as_mapping(priors).items())
    if not pairs:
        raise ValueError("priors: got none, expected at least one")
    return {name: check_prior(prior) for name, prior in pairs}


def as_mapping(priors: Mapping[str, TauPrior] | Sequence[TauPrior]) -> Mapping[str, TauPrior]:
    """Name those of a sequence by how they print."""
    if isinstance(priors, Mapping):
        return priors
    listed = {str(prior): prior for prior in priors}
    if len(listed) < len(priors):
        raise ValueError("priors: one is given twice")
    return listed


def check_asked(asked: Asked) -> None:
    """Raise for bad data at once, so that what a prior cannot do is told apart from it."""
    if (asked.low is None) != (asked.high is None):
        raise ValueError("low, high: got one of them, expected both or none")
    if asked.low is None or asked.high is None:
        check_studies(asked.yi, asked.vi)
    elif asked.mu_prior is not None:
        raise ValueError("mu_prior: pools with bounds have a flat prior on the mean; give none")
    else:
        check_bounded(asked.yi, asked.vi, asked.low, asked.high)
    check_level(asked.level)


def one_under(asked: Asked, name: str, prior: TauPrior) -> Under:
    """Pool under one prior, or say why there is no posterior."""
    try:
        pool = pool_under(asked, prior)
    except ValueError as error:
        return Under(name, prior, None, str(error))
    if pool.mu is None:
        return Under(name, prior, None, " ".join(pool.warnings))
    return Under(name, prior, pool, "")


def pool_under(asked: Asked, prior: TauPrior) -> BayesPool | BoundedPool:
    """Pool under one prior."""
    yi, vi, low, high, mu_prior, level = asked
    if low is None or high is None:
        return pool_bayes(yi, vi, tau_prior=prior, mu_prior=mu_prior, level=level)
    return pool_bounded(yi, vi, low, high, tau_prior=prior, level=level)
