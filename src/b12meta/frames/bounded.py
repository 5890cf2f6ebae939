"""Leaving out one study of a pool with bounds: which one carries the answer?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from b12meta.stats.bounded.pooling import pool_bounded
from b12meta.stats.bounded.rows import check_bounded

if TYPE_CHECKING:
    from b12meta.stats.bayes.priors import TauPrior
    from b12meta.stats.bounded.result import BoundedPool
    from b12meta.stats.types import ArrayLike

__all__ = ["leave_one_out_bounded"]


def leave_one_out_bounded(
    yi: ArrayLike,
    vi: ArrayLike,
    low: ArrayLike,
    high: ArrayLike,
    *,
    level: float = 0.95,
    tau_prior: TauPrior | None = None,
) -> pd.DataFrame:
    """Pool with bounds again, each time without one study.

    Parameters
    ----------
    yi, vi, low, high, level, tau_prior
        As in `b12meta.stats.bounded.pooling.pool_bounded`.

    Returns
    -------
    DataFrame
        One row per study left out, with its label as index: ``estimate ci_low ci_high tau k_exact
        k_bounded converged``; without a prior also ``ci_t_low ci_t_high``, with one also ``tau_low
        tau_high pi_low pi_high prob_below_0`` (probability that the mean effect is below 0), where
        ``tau`` is the posterior median.

    Raises
    ------
    ValueError
        As `pool_bounded`, and for fewer than two studies.

    Examples
    --------
    >>> nan = float("nan")
    >>> frame = leave_one_out_bounded(
    ...     pd.Series([0.22, -0.95, nan], ["a", "b", "c"]),
    ...     [0.043, 0.102, 0.067],
    ...     [0.22, -0.95, -0.51],
    ...     [0.22, -0.95, 0.51],
    ... )
    >>> frame[["estimate", "tau", "k_bounded"]].round(3)
       estimate    tau  k_bounded
    a    -0.551  0.263          1
    b     0.188  0.000          1
    c    -0.314  0.517          0
    """
    studies = check_bounded(yi, vi, low, high)
    if studies.vi.size < 2:
        raise ValueError("leave_one_out_bounded: got one study, expected at least two")
    columns = studies.yi, studies.vi, studies.low, studies.high
    rows = []
    for out in range(studies.vi.size):
        kept = [np.delete(column, out) for column in columns]
        rows.append(summary(pool_bounded(*kept, level=level, tau_prior=tau_prior)))
    return pd.DataFrame(rows, index=None if studies.labels is None else pd.Index(studies.labels))


def summary(pool: BoundedPool) -> dict[str, Any]:
    """One row of the frame."""
    row = {
        "estimate": pool.estimate,
        "ci_low": pool.ci.low,
        "ci_high": pool.ci.high,
        "tau": math.sqrt(pool.tau2),
        "k_exact": pool.k_exact,
        "k_bounded": pool.k_bounded,
        "converged": pool.converged,
    }
    return row | (of_profile(pool) if pool.tau_prior is None else of_posterior(pool))


def of_profile(pool: BoundedPool) -> dict[str, float]:
    """Columns of a fit by maximum likelihood."""
    low, high = pool.ci_t or (math.nan, math.nan)
    return {"ci_t_low": low, "ci_t_high": high}


def of_posterior(pool: BoundedPool) -> dict[str, float]:
    """Columns of a Bayesian fit; NaN where there is no posterior."""
    names = ("tau_low", "tau_high", "pi_low", "pi_high", "prob_below_0")
    if pool.mu is None or pool.tau is None or pool.theta_new is None:
        return dict.fromkeys(names, math.nan)
    values = (*pool.tau.interval, *pool.theta_new.interval, pool.mu.prob_below(0))
    return dict(zip(names, values, strict=True))
