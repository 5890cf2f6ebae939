"""How good a method was in one cell, each number with its Monte Carlo standard error.

References
----------
Morris, White & Crowther (2019), *Statistics in Medicine* 38, 2074-2102, table 6.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from b12meta.stats.simulation.fits import Answers

__all__ = ["Score", "score"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One method in one cell; NaN where fewer than two replicates gave an answer.

    Attributes
    ----------
    mechanism, mu, tau, k, method
        The cell, and the method.
    replicates : int
        Literatures that were drawn.
    available : float
        Share of them for which the method gives an answer; the rest describes those.
    bias, bias_mcse : float
        Mean of estimate minus `mu`.
    emp_se, emp_se_mcse : float
        Standard deviation of the estimates.
    rmse, rmse_mcse : float
        Root of the mean squared error.
    coverage, coverage_mcse : float
        Share of 95 % intervals that hold `mu`.
    width, width_mcse : float
        Mean width of the finite intervals.
    width_median : float
        Median width: with two or three studies a few t intervals are so wide that they make the
        mean.
    """

    mechanism: str
    mu: float
    tau: float
    k: int
    method: str
    replicates: int
    available: float
    bias: float
    bias_mcse: float
    emp_se: float
    emp_se_mcse: float
    rmse: float
    rmse_mcse: float
    coverage: float
    coverage_mcse: float
    width: float
    width_mcse: float
    width_median: float


def score(answers: Answers, *, mechanism: str, mu: float, tau: float, k: int, method: str) -> Score:
    """Judge the answers of one method in one cell."""
    known = np.isfinite(answers.estimate)
    estimate, low, high = (column[known] for column in answers)
    n = estimate.size
    numbers = summary(estimate - mu, (low <= mu) & (mu <= high), high - low, n)
    return Score(
        mechanism=mechanism,
        mu=mu,
        tau=tau,
        k=k,
        method=method,
        replicates=known.size,
        available=n / known.size,
        **numbers,
    )


def summary(error: np.ndarray, hit: np.ndarray, width: np.ndarray, n: int) -> dict[str, float]:
    """All numbers of a score, from the errors, the hits and the widths."""
    if n < 2:
        names = ("bias", "emp_se", "rmse", "coverage", "width")
        return {name + end: math.nan for name in names for end in ("", "_mcse")} | {
            "width_median": math.nan
        }
    spread = float(error.std(ddof=1))
    square = error * error
    rmse = math.sqrt(float(square.mean()))
    share = float(hit.mean())
    finite = width[np.isfinite(width)]
    return {
        "bias": float(error.mean()),
        "bias_mcse": spread / math.sqrt(n),
        "emp_se": spread,
        "emp_se_mcse": spread / math.sqrt(2 * (n - 1)),
        "rmse": rmse,
        "rmse_mcse": float(square.std(ddof=1)) / math.sqrt(n) / (2 * rmse),
        "coverage": share,
        "coverage_mcse": math.sqrt(share * (1 - share) / n),
        "width": float(finite.mean()),
        "width_mcse": float(finite.std(ddof=1)) / math.sqrt(finite.size),
        "width_median": float(np.median(width)),
    }
