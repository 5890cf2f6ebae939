"""Excess significance: are more studies significant than their power allows?

If all studies estimate the pooled effect, each has a known chance of being significant, its power.
The sum of these chances is the expected number; more than that hints at selective reporting. With a
random-effects method the true effects scatter with tau2, and the power of a study is averaged over
them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
from scipy import special

from b12meta.stats.checks import check_choice, check_studies
from b12meta.stats.scaled import standardise, weighted
from b12meta.stats.small_study.fail_safe import check_alpha
from b12meta.stats.small_study.fitness import few_studies
from b12meta.stats.small_study.printing import Printed, Rows, number, p_value, studies
from b12meta.stats.tau2.estimate import check_method, estimate_tau2

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Bools, Floats, Method

__all__ = ["Alternative", "Excess", "excess_significance"]

Alternative: TypeAlias = Literal["two.sided", "greater", "less"]
ALTERNATIVES = ("two.sided", "greater", "less")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Excess(Printed):
    """Observed against expected number of significant studies.

    Attributes
    ----------
    observed : int
        Studies significant at `alpha`.
    expected : float
        Sum of their powers.
    pval : float
        Exact probability of `observed` or more, from the Poisson-binomial distribution.
    chi2, chi2_pval : float
        The chi-square statistic and its one-sided p value (more than expected); NaN when all powers
        are 0 or all are 1.
    power : array of shape (k,)
        Power of each study.
    significant : array of bool, shape (k,)
        Which studies are significant.
    estimate, tau2 : float
        The assumed mean and variance of true effects.
    method, alternative, alpha, k
        As asked for; number of studies.
    warnings : tuple of str
        What a careful reader should know, in sentences.
    """

    observed: int
    expected: float
    pval: float
    chi2: float
    chi2_pval: float
    power: Floats = field(repr=False)
    significant: Bools = field(repr=False)
    estimate: float
    tau2: float
    method: Method
    alternative: Alternative
    alpha: float
    k: int
    warnings: tuple[str, ...]

    def title(self) -> str:
        """First line: the choices."""
        return f"excess significance · {studies(self.k)} · {self.method} · alpha {self.alpha:g}"

    def rows(self) -> Rows:
        """Name and value of each line."""
        return [
            ("significant", f"{self.observed} of {self.k}"),
            ("expected", number(self.expected)),
            ("exact test", p_value(self.pval)),
            ("chi-square test", f"{number(self.chi2)} ({p_value(self.chi2_pval)})"),
        ]


def excess_significance(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    method: Method = "EE",
    alpha: float = 0.05,
    alternative: Alternative = "two.sided",
) -> Excess:
    """Test of excess significance.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects and their sampling variances.
    method
        As in `b12meta.stats.pooling.pool`; the paper's equal-effects mean by default.
    alpha : float
        Level at which studies are called significant.
    alternative : {"two.sided", "greater", "less"}
        Side of the studies' own tests.

    Returns
    -------
    Excess
        Observed and expected number, and two tests of their difference, one-sided: more than
        expected.

    Raises
    ------
    ValueError
        As `pool`; for an alpha outside (0, 1) or an unknown alternative.

    References
    ----------
    Ioannidis & Trikalinos (2007), *Clinical Trials* 4, 245-253.

    Examples
    --------
    >>> found = excess_significance([0.5, 0.7, 0.2, 0.9], [0.05, 0.06, 0.03, 0.04])
    >>> found.observed, round(found.expected, 3), round(found.pval, 4)
    (3, 2.89, 0.6933)
    """
    checked = check_studies(yi, vi)
    method = check_method(method)
    check_choice("alternative", alternative, ALTERNATIVES)
    alpha = check_alpha(alpha)
    data = standardise(checked.yi, checked.vi)
    tau2 = estimate_tau2(data, method).value
    mean = data.centre + data.unit * weighted(data, tau2).mean
    se = np.sqrt(checked.vi)
    total = np.sqrt(checked.vi + data.variance(tau2))
    power = chance(mean, total, se, alpha, alternative)
    hits = significant(checked.yi / se, alpha, alternative)
    observed, expected = int(hits.sum()), float(power.sum())
    stat, tail = chi_square(observed, expected, hits.size)
    return Excess(
        observed=observed,
        expected=expected,
        pval=at_least(power, observed),
        chi2=stat,
        chi2_pval=tail,
        power=power,
        significant=hits,
        estimate=mean,
        tau2=data.variance(tau2),
        method=method,
        alternative=alternative,
        alpha=alpha,
        k=hits.size,
        warnings=few_studies(hits.size),
    )


def chance(mean: float, total: Floats, se: Floats, alpha: float, alternative: str) -> Floats:
    """Chance that each study, drawn from N(mean, total**2), is significant by its own `se`."""
    tail = alpha / 2 if alternative == "two.sided" else alpha
    cut = float(special.ndtri(tail)) * se
    power = np.zeros_like(se)
    if alternative != "less":
        power += special.ndtr((cut + mean) / total)
    if alternative != "greater":
        power += special.ndtr((cut - mean) / total)
    return power


def significant(z: Floats, alpha: float, alternative: str) -> Bools:
    """Which studies are significant."""
    tail = alpha / 2 if alternative == "two.sided" else alpha
    size = {"two.sided": np.abs(z), "greater": z, "less": -z}[alternative]
    hits: Bools = size >= -float(special.ndtri(tail))
    return hits


def at_least(power: Floats, observed: int) -> float:
    """Probability of `observed` or more successes in trials with chances `power`.

    Examples
    --------
    >>> at_least(np.array([0.5, 0.5, 0.5]), 2)
    0.5
    """
    chances = np.zeros(power.size + 1)
    chances[0] = 1.0
    for p in power:
        chances[1:] = chances[1:] * (1 - p) + chances[:-1] * p
        chances[0] *= 1 - p
    return 1.0 if observed == 0 else min(1.0, float(chances[observed:].sum()))


def chi_square(observed: int, expected: float, k: int) -> tuple[float, float]:
    """Chi-square with 1 df without continuity correction, and its upper one-sided p value."""
    if not 0 < expected < k:
        return math.nan, math.nan
    z = (observed - expected) / math.sqrt(expected * (1 - expected / k))
    return z * z, float(special.ndtr(-z))
