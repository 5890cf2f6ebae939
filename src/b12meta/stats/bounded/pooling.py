"""The door to pooling with bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.bayes.exact import exact_posterior
from b12meta.stats.bayes.pooling import refuse_improper
from b12meta.stats.bayes.posterior import tail_power
from b12meta.stats.bayes.priors import TauPrior, check_prior
from b12meta.stats.bounded.fit import Fit, bounded_fit, without_top
from b12meta.stats.bounded.likelihood import information, log_likelihood
from b12meta.stats.bounded.notes import notes_on_bayes, notes_on_fit, notes_on_rows
from b12meta.stats.bounded.posterior import BoundedPosterior, bounded_posterior
from b12meta.stats.bounded.profile import has_top
from b12meta.stats.bounded.result import BoundedPool
from b12meta.stats.bounded.rows import BoundedStudies, Rows, check_bounded, scaled_rows
from b12meta.stats.checks import check_level
from b12meta.stats.pooling import frozen
from b12meta.stats.scaled import standardise

if TYPE_CHECKING:
    from typing import Any

    from b12meta.stats.types import ArrayLike, Floats

__all__ = ["pool_bounded"]


def pool_bounded(
    yi: ArrayLike,
    vi: ArrayLike,
    low: ArrayLike,
    high: ArrayLike,
    *,
    level: float = 0.95,
    tau_prior: TauPrior | None = None,
) -> BoundedPool:
    """Pool studies that print an estimate together with studies that print a bound.

    The true effect of each study is normal about the mean with variance tau2. An exact study
    contributes the density of its estimate, a bounded one the probability that its estimate lies
    between its limits. Reporting may depend on a result only through the bound.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects and their sampling variances. Where ``low < high`` the effect is ignored (NaN will
        do), and the variance is that at no effect: ``1 / n1 + 1 / n2`` for a standardised mean
        difference.
    low, high : array-like of shape (k,)
        Limits of the estimate, infinite ones allowed; equal to `yi` for an exact study.
    level : float
        Coverage of the intervals.
    tau_prior : TauPrior, optional
        With a prior on tau the fit is Bayesian with a flat prior on the mean; ``HalfNormal(0.5)``
        is the project's choice for standardised effects. Without one, maximum likelihood with
        profile intervals.

    Returns
    -------
    BoundedPool
        The estimate with its uncertainty, and how much each study contributed.

    Raises
    ------
    ValueError
        For limits in the wrong order, an exact row whose limits differ from its effect, values that
        are not finite, variances that are not positive, unequal lengths, no study (each row is
        named), or a prior with which there is no posterior.

    References
    ----------
    Tobin (1958), *Econometrica* 26, 24-36 (the likelihood); Hardy & Thompson (1996), *Statistics in
    Medicine* 15, 619-629 (profile intervals); Albajes-Eizagirre et al. (2019), *Schizophrenia
    Bulletin* 45, 1-4 (imputing what is "not significant", the cousin of this model).

    Examples
    --------
    >>> nan, inf = float("nan"), float("inf")
    >>> pooled = pool_bounded(
    ...     [0.22, -0.95, nan, nan],
    ...     [0.043, 0.102, 0.067, 0.055],
    ...     [0.22, -0.95, -0.51, -inf],
    ...     [0.22, -0.95, 0.51, -0.46],
    ... )
    >>> round(pooled.estimate, 3), pooled.information.round(2)
    (-0.401, array([0.32, 0.26, 0.22, 0.2 ]))
    """
    studies = check_bounded(yi, vi, low, high)
    level = check_level(level)
    rows = scaled_rows(studies)
    if tau_prior is None:
        return likeliest(studies, rows, level)
    return bayesian(studies, rows, level, check_prior(tau_prior))


def likeliest(studies: BoundedStudies, rows: Rows, level: float) -> BoundedPool:
    """Fit by maximum likelihood."""
    fit = bounded_fit(rows, level)
    said = (*notes_on_rows(rows), *notes_on_fit(rows, fit))
    return of_fit(studies, rows, fit, level, None, said)


def bayesian(studies: BoundedStudies, rows: Rows, level: float, tau_prior: TauPrior) -> BoundedPool:
    """Bayesian fit; without a posterior where nothing holds the mean on one side."""
    if not has_top(rows):
        fit = without_top(rows)
        said = (*notes_on_rows(rows), *notes_on_fit(rows, fit))
        return of_fit(studies, rows, fit, level, tau_prior, said)
    refuse_improper(tail_power(rows.anchors, tau_prior.tail), tau_prior)
    (mu, tau, theta_new), converged = posteriors(studies, rows, level, tau_prior)
    tau2 = tau.median**2
    return BoundedPool(
        estimate=mu.median,
        ci=mu.interval,
        ci_t=None,
        tau2=tau2,
        loglik=loglik_at(rows, mu.median, tau2),
        information=shares(studies, rows, mu.median, tau2),
        mu=mu,
        tau=tau,
        theta_new=theta_new,
        tau_prior=tau_prior,
        level=level,
        optima=1,
        converged=converged,
        warnings=(*notes_on_rows(rows), *notes_on_bayes(converged)),
        **data_of(studies),
    )


def posteriors(
    studies: BoundedStudies, rows: Rows, level: float, tau_prior: TauPrior
) -> BoundedPosterior:
    """Posteriors, by the shorter way where all rows are exact."""
    if rows.k > rows.y.size:
        return bounded_posterior(rows, tau_prior, level)
    exact = studies.exact
    data = standardise(studies.yi[exact], studies.vi[exact])
    return BoundedPosterior(exact_posterior(data, tau_prior, None, level), True)


def of_fit(
    studies: BoundedStudies,
    rows: Rows,
    fit: Fit,
    level: float,
    tau_prior: TauPrior | None,
    said: tuple[str, ...],
) -> BoundedPool:
    """Result without posteriors."""
    return BoundedPool(
        estimate=fit.estimate,
        ci=fit.ci,
        ci_t=fit.ci_t if tau_prior is None else None,
        tau2=fit.tau2,
        loglik=fit.loglik,
        information=shares(studies, rows, fit.estimate, fit.tau2),
        tau_prior=tau_prior,
        level=level,
        optima=fit.optima,
        converged=fit.converged,
        warnings=said,
        **data_of(studies),
    )


def data_of(studies: BoundedStudies) -> dict[str, Any]:
    """Counts and data of a result."""
    return {
        "k_exact": int(studies.exact.sum()),
        "k_bounded": int((~studies.exact).sum()),
        "k_silent": int(studies.silent.sum()),
        "yi": frozen(studies.yi),
        "vi": frozen(studies.vi),
        "low": frozen(studies.low),
        "high": frozen(studies.high),
        "labels": studies.labels,
    }


def loglik_at(rows: Rows, mean: float, tau2: float) -> float:
    """Log-likelihood with its constants, at values in the unit of the data."""
    at = np.array((mean - rows.centre) / rows.unit), np.array(tau2 / rows.unit / rows.unit)
    return float(log_likelihood(rows, *at)) - rows.y.size * float(np.log(rows.unit))


def shares(studies: BoundedStudies, rows: Rows, mean: float, tau2: float) -> Floats:
    """Information shares in the order of the data; NaN without a finite estimate."""
    if not (np.isfinite(mean) and np.isfinite(tau2)):
        return frozen(np.full(studies.vi.shape, np.nan))
    scaled = (mean - rows.centre) / rows.unit, tau2 / rows.unit / rows.unit
    held = information(rows, *scaled)
    found = np.zeros_like(studies.vi)
    found[rows.order] = held / held.sum()
    return frozen(found)
