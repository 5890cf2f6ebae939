"""What a Bayesian pool says of each study, and how much it owes to the prior on tau."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from b12meta.stats.bayes.result import BayesPool
from b12meta.stats.bayes.under_priors import SMD_PRIORS, Asked, under_priors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from b12meta.stats.bayes.marginal import Marginal
    from b12meta.stats.bayes.priors import Normal, TauPrior
    from b12meta.stats.bayes.under_priors import Under
    from b12meta.stats.types import ArrayLike, Floats

__all__ = ["SMD_PRIORS", "prior_curves", "prior_sensitivity", "shrunken_effects"]


def prior_sensitivity(
    yi: ArrayLike,
    vi: ArrayLike,
    priors: Mapping[str, TauPrior] | Sequence[TauPrior] | None = None,
    *,
    low: ArrayLike | None = None,
    high: ArrayLike | None = None,
    mu_prior: Normal | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Pool again under each prior on tau.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects and sampling variances.
    priors : mapping of str to TauPrior, or sequence of TauPrior
        By name; those of a sequence are named by how they print. By default `SMD_PRIORS`, meant
        for standardised mean differences.
    low, high : array-like of shape (k,), optional
        Limits of studies that print a bound, as in `b12meta.stats.bounded.pooling.pool_bounded`.
    mu_prior : Normal, optional
        Prior on the mean effect, the same for all; flat by default, and always with bounds.
    level : float
        Probability of the intervals.

    Returns
    -------
    DataFrame
        One row per prior, its name as index: ``estimate`` (posterior median of the mean effect)
        ``sd ci_low ci_high pi_low pi_high tau tau_low tau_high prob_below_0``,
        ``bayes_factor_tau0 bayes_factor_mu0`` (NaN where there is none, and with bounds) and
        ``note``: why a prior has no posterior here.

    Raises
    ------
    ValueError
        As `b12meta.stats.bayes.under_priors.under_priors`.

    Examples
    --------
    >>> from b12meta.stats.bayes.priors import HalfNormal, Uniform
    >>> found = prior_sensitivity([-0.4, -0.1], [0.04, 0.03], [HalfNormal(0.5), Uniform()])
    >>> found[["estimate", "tau"]].round(3)
                           estimate    tau
    HalfNormal(scale=0.5)    -0.238  0.248
    Uniform(upper=inf)          NaN    NaN
    >>> found["note"].iloc[1][:47]
    'tau_prior: with so few studies Uniform(upper=in'
    """
    found = under_priors(Asked(yi, vi, low, high, mu_prior, level), priors)
    rows = {one.name: summary(one) for one in found}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=[*NUMBERS, "note"])
    return table.astype(dict.fromkeys(NUMBERS, np.float64))


def prior_curves(
    yi: ArrayLike,
    vi: ArrayLike,
    priors: Mapping[str, TauPrior] | Sequence[TauPrior] | None = None,
    *,
    low: ArrayLike | None = None,
    high: ArrayLike | None = None,
    mu_prior: Normal | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Posterior densities under each prior on tau, for `b12meta.figures.priors`.

    Parameters
    ----------
    yi, vi, priors, low, high, mu_prior, level
        As in `prior_sensitivity`.

    Returns
    -------
    DataFrame
        One row per prior with a posterior: ``prior``, ``mu mu_low mu_high`` (median and interval of
        the mean effect), ``mu_x mu_density`` (arrays), the same for ``tau``, and
        ``tau_prior_density`` (array at ``tau_x``; None for an improper prior).

    Raises
    ------
    ValueError
        As `prior_sensitivity`; and if no prior has a posterior.

    Examples
    --------
    >>> from b12meta.stats.bayes.priors import HalfNormal
    >>> frame = prior_curves([-0.4, -0.1], [0.04, 0.03], [HalfNormal(0.5)])
    >>> frame[["prior", "mu", "tau"]].round(3)
                       prior     mu    tau
    0  HalfNormal(scale=0.5) -0.238  0.248
    """
    found = under_priors(Asked(yi, vi, low, high, mu_prior, level), priors)
    rows = [curves(one, np.asarray(vi, dtype=np.float64)) for one in found if one.pool]
    if not rows:
        raise ValueError("priors: none of them leaves a posterior; see prior_sensitivity")
    return pd.DataFrame(rows)


def shrunken_effects(pool: BayesPool) -> pd.DataFrame:
    """Posterior of the true effect of each study.

    Returns
    -------
    DataFrame
        One row per study by label: ``yi vi``, and ``estimate`` (median) ``mean sd ci_low ci_high``.

    Examples
    --------
    >>> from b12meta.stats.bayes.pooling import pool_bayes
    >>> data = pd.Series([-0.4, -0.1, -0.6], ["a", "b", "c"])
    >>> shrunken_effects(pool_bayes(data, [0.04, 0.03, 0.09]))[["yi", "estimate"]].round(3)
        yi  estimate
    a -0.4    -0.349
    b -0.1    -0.200
    c -0.6    -0.397
    """
    columns = ["estimate", "mean", "sd", "ci_low", "ci_high"]
    rows = [(one.median, one.mean, one.sd, *one.interval) for one in pool.shrunken]
    index = None if pool.labels is None else pd.Index(pool.labels)
    given = pd.DataFrame({"yi": pool.yi, "vi": pool.vi}, index=index)
    return pd.concat([given, pd.DataFrame(rows, index, columns)], axis=1)


NUMBERS = (
    "estimate", "sd", "ci_low", "ci_high", "pi_low", "pi_high", "tau", "tau_low", "tau_high",
    "prob_below_0", "bayes_factor_tau0", "bayes_factor_mu0",
)  # fmt: skip


def summary(one: Under) -> dict[str, Any]:
    """One row of the table."""
    pool = one.pool
    if pool is None or pool.mu is None or pool.tau is None or pool.theta_new is None:
        return {"note": one.note}
    return {
        "estimate": pool.mu.median,
        "sd": pool.mu.sd,
        "ci_low": pool.mu.interval.low,
        "ci_high": pool.mu.interval.high,
        "pi_low": pool.theta_new.interval.low,
        "pi_high": pool.theta_new.interval.high,
        "tau": pool.tau.median,
        "tau_low": pool.tau.interval.low,
        "tau_high": pool.tau.interval.high,
        "prob_below_0": pool.mu.prob_below(0),
        "note": one.note,
    } | (factors(pool) if isinstance(pool, BayesPool) else {})


def factors(pool: BayesPool) -> dict[str, float]:
    """Bayes factors; None becomes NaN in the table."""
    return {name: getattr(pool, name) for name in ("bayes_factor_tau0", "bayes_factor_mu0")}


def curves(one: Under, vi: Floats) -> dict[str, Any]:
    """One row of curves."""
    assert one.pool is not None
    assert one.pool.mu is not None
    assert one.pool.tau is not None
    tau = curve("tau", one.pool.tau)
    tau["tau_prior_density"] = one.prior.density(tau["tau_x"], vi)
    return {"prior": one.name} | curve("mu", one.pool.mu) | tau


def curve(name: str, one: Marginal) -> dict[str, Any]:
    """Median, interval and density of a quantity."""
    x, y = one.drawing(from_zero=name == "tau")
    return {
        name: one.median,
        f"{name}_low": one.interval.low,
        f"{name}_high": one.interval.high,
        f"{name}_x": x,
        f"{name}_density": y,
    }
