"""Influence: which studies are unusual, and which ones move the result.

Each measure compares the fit of all studies with the fit without one: how far its effect lies from
what the others predict (rstudent), how far the pooled effect moves (dffits, dfbs, cook_d), how its
variance changes (cov_r), what is left of the heterogeneity (tau2_del, qe_del), and how much the
study weighs (hat, weight).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from b12meta.stats.batch import Fits, fit_batch, subsets
from b12meta.stats.inference import average, standard_error
from b12meta.stats.scaled import standardise, weighted
from b12meta.stats.sensitivity.refits import Asked, ask, sentences
from b12meta.stats.tau2.estimate import estimate_tau2

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Bools, Floats, Labels, Method, Test

__all__ = ["MEASURES", "Deletion", "Influence", "delete_each", "influence"]

MEASURES = (
    "rstudent",
    "dffits",
    "cook_d",
    "cov_r",
    "tau2_del",
    "qe_del",
    "hat",
    "weight",
    "dfbs",
    "influential",
)

MEDIAN_CHI2 = 0.45493642311957283
"""Median of chi-square with 1 df: a Cook's distance above it counts as influential."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Influence:
    """Influence of each study on the pooled result, arrays of shape (k,).

    Attributes
    ----------
    rstudent : array
        Externally standardised residual.
    dffits, dfbs : array
        Change of the pooled effect without the study, in standard errors; dfbs takes the standard
        error of all studies at the tau2 found without it.
    cook_d : array
        Cook's distance: the squared change over the variance of the pooled effect.
    cov_r : array
        Variance of the pooled effect without the study, over that with all.
    tau2_del, qe_del : array
        Tau2 and Q without the study.
    hat, weight : array
        Share of the study in the pooled effect, as a proportion and in per cent.
    influential : array of bool
        ``|dffits| > 3 sqrt(1/(k-1))``, or cook_d above the median of chi-square with 1 df, or
        ``hat > 3/k``, or ``|dfbs| > 1``.
    labels, method, test
        As given.
    warnings : tuple of str
        What a careful reader should know, in sentences.
    """

    rstudent: Floats
    dffits: Floats
    cook_d: Floats
    cov_r: Floats
    tau2_del: Floats
    qe_del: Floats
    hat: Floats
    weight: Floats
    dfbs: Floats
    influential: Bools
    labels: Labels = field(repr=False)
    method: Method
    test: Test
    warnings: tuple[str, ...]


class Deletion(NamedTuple):
    """The fit of all studies, and the fits without each; effects from the most precise study's."""

    y: Floats
    v: Floats
    estimate: float
    variance: float
    tau2: float
    shares: Floats
    without: Fits


def influence(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    method: Method = "REML",
    test: Test = "knha",
    level: float = 0.95,
) -> Influence:
    """Influence diagnostics of every study.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects and their sampling variances; k >= 2.
    method, test, level
        As in `b12meta.stats.pooling.pool`. `level` is taken so that all functions are called alike;
        no measure depends on it.

    Returns
    -------
    Influence
        One array per measure. With ``knha``, where the other effects are identical, a study's
        residual has standard error 0: infinite or NaN.

    Raises
    ------
    ValueError
        As `pool`, and for a single study.

    References
    ----------
    Viechtbauer & Cheung (2010), *Research Synthesis Methods* 1, 112-125; the rule for
    `influential` is that of the R package metafor.

    Examples
    --------
    >>> found = influence([0.1, 0.2, 0.0, 2.0], [0.02, 0.03, 0.02, 0.02], test="z")
    >>> found.influential
    array([False, False, False,  True])
    """
    asked = ask(yi, vi, method, test, level, least=2)
    found = delete_each(asked)
    names = asked.studies.labels or range(found.y.size)
    said = sentences(
        found.without, np.full(found.y.size, found.y.size - 1), [f"{n!s} left out" for n in names]
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        measured = measures(found)
    return Influence(
        **measured,
        labels=asked.studies.labels,
        method=asked.method,
        test=asked.test,
        warnings=tuple(said),
    )


def delete_each(asked: Asked) -> Deletion:
    """Fit all studies, and all but one."""
    yi, vi = asked.studies.yi, asked.studies.vi
    data = standardise(yi, vi)
    tau2 = estimate_tau2(data, asked.method).value
    mean = average(data, weighted(data, tau2), tau2, None)
    y = yi - data.centre
    batch = subsets(y, vi, ~np.eye(y.size, dtype=np.bool_))
    return Deletion(
        y,
        vi,
        data.unit * mean.mean,
        data.variance(standard_error(mean, asked.test) ** 2),
        data.variance(tau2),
        mean.shares,
        fit_batch(batch, asked.method, asked.test, asked.level),
    )


def measures(found: Deletion) -> dict[str, Any]:
    """All measures, by name."""
    k, v, one = found.y.size, found.v, found.without
    change = found.estimate - one.estimate
    marginal = one.factor * (v + one.tau2)
    dffits = change / np.sqrt(marginal * found.shares)
    cook = change**2 / found.variance
    total = (1 / (v + one.tau2[:, None])).sum(1)
    dfbs = change / np.sqrt(one.factor / total)
    influential = (
        (np.abs(dffits) > 3 * np.sqrt(1 / (k - 1)))
        | (cook > MEDIAN_CHI2)
        | (found.shares > 3 / k)
        | (np.abs(dfbs) > 1)
    )
    return {
        "rstudent": (found.y - one.estimate) / np.sqrt(marginal + one.se**2),
        "dffits": dffits,
        "cook_d": cook,
        "cov_r": one.se**2 / found.variance,
        "tau2_del": one.tau2,
        "qe_del": one.q,
        "hat": found.shares,
        "weight": 100 * found.shares,
        "dfbs": dfbs,
        "influential": influential,
    }
