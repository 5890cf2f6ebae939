"""The result of a meta-regression."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.checks import check_level
from b12meta.stats.distributions import critical
from b12meta.stats.regression.inference import Wald, correlations, wald

if TYPE_CHECKING:
    from collections.abc import Sequence

    from b12meta.stats.regression.design import Basis
    from b12meta.stats.types import Floats, Labels, Method, Test

__all__ = ["Inflation", "Predictions", "RegressionResult"]


class Predictions(NamedTuple):
    """Predicted mean effects, arrays of shape (m,): se, confidence and prediction intervals."""

    estimate: Floats
    se: Floats
    ci_low: Floats
    ci_high: Floats
    pi_low: Floats
    pi_high: Floats


class Inflation(NamedTuple):
    """Generalised variance inflation of one term, its df, and ``gvif ** (1 / (2 df))``."""

    term: str
    gvif: float
    df: int
    scaled: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RegressionResult:
    """A meta-regression.

    Attributes
    ----------
    names : tuple of str
        The p columns; the intercept is called ``intercept``.
    coef, se, stat, pval, ci_low, ci_high : array of shape (p,)
        Coefficients (unit of yi per unit of the moderator), standard errors, test statistics, p
        values and interval ends.
    vcov : array of shape (p, p)
        Variances and covariances of the coefficients, under the test.
    df : float
        Degrees of freedom of each coefficient's test: k - p, or inf for ``z``.
    tau2, se_tau2, tau2_raw, tau2_at_bound
        Variance that the moderators leave between studies; as in `Pooled`.
    i2, h2 : float
        From tau2 and the variance of a typical study (equal effects: from QE); i2 is a proportion.
    r2 : float or None
        Proportion of tau2 that the moderators explain (equal effects: adjusted R2 of the weighted
        regression), not below 0; None without intercept, without moderators, or where tau2 is
        fixed.
    qe, qe_df, qe_pval : float, int, float
        Test for residual heterogeneity.
    qm, qm_df, qm_pval : float, (int, float), float
        Test that all coefficients but the intercept are 0 (with no moderator: that the intercept
        is). `qm_df` are the number of coefficients and the residual df, inf for the chi-square
        test.
    k, p : int
        Number of studies and of columns.
    terms : dict of str to tuple of int
        Which columns belong to which moderator.
    method, test, level
        As asked for.
    optima, converged, warnings
        As in `Pooled`.
    yi, vi, x, labels
        The data; `x` has shape (k, p), the intercept included.
    basis, scaled_coef, scaled_vcov, factor
        The coefficients in the basis in which they were computed, their variance without the
        factor of the test, and that factor.
    """

    names: tuple[str, ...]
    coef: Floats
    se: Floats
    stat: Floats
    pval: Floats
    ci_low: Floats
    ci_high: Floats
    vcov: Floats = field(repr=False)
    df: float
    tau2: float
    se_tau2: float
    tau2_raw: float | None
    tau2_at_bound: bool
    i2: float
    h2: float
    r2: float | None
    qe: float
    qe_df: int
    qe_pval: float
    qm: float
    qm_df: tuple[int, float]
    qm_pval: float
    k: int
    p: int
    terms: dict[str, tuple[int, ...]]
    method: Method
    test: Test
    level: float
    optima: int
    converged: bool
    warnings: tuple[str, ...]
    yi: Floats = field(repr=False)
    vi: Floats = field(repr=False)
    x: Floats = field(repr=False)
    labels: Labels = field(repr=False)
    basis: Basis = field(repr=False)
    scaled_coef: Floats = field(repr=False)
    scaled_vcov: Floats = field(repr=False)
    factor: float = field(repr=False)

    def __str__(self) -> str:
        from b12meta.stats.regression.printing import as_text

        return as_text(self)

    def _repr_html_(self) -> str:
        from b12meta.stats.regression.printing import as_html

        return as_html(self)

    def predict_rows(self, x: Floats, level: float | None = None) -> Predictions:
        """Predict the mean effect at rows of shape (m, p), the intercept included.

        Both intervals use the distribution of the test; the prediction interval, for the true
        effect in a new study with these moderators, adds tau2 (NaN under equal effects).
        """
        rows = self.basis.rows(x)
        estimate = rows @ self.scaled_coef
        variance = self.factor * np.maximum(np.vecdot(rows @ self.scaled_vcov, rows), 0.0)
        crit = critical(self.level if level is None else check_level(level), self.df)
        half, wide = crit * np.sqrt(variance), crit * np.sqrt(variance + self.tau2)
        if self.method == "EE":
            wide = np.full_like(wide, math.nan)
        return Predictions(
            estimate,
            np.sqrt(variance),
            estimate - half,
            estimate + half,
            estimate - wide,
            estimate + wide,
        )

    def test_columns(self, places: Sequence[int]) -> Wald:
        """Test that the coefficients at `places` are all 0."""
        model = self.basis.back_variance(self.scaled_vcov)
        stat = self.coef / np.sqrt(np.diagonal(model))
        return wald(stat, model, self.factor, places, self.df)

    def inflation(self) -> tuple[Inflation, ...]:
        """Variance inflation of each term, from the correlations of the coefficients.

        With one column it is the ordinary variance inflation factor.

        References
        ----------
        Fox & Monette (1992), *JASA* 87, 178-183.
        """
        places = self.basis.slopes
        if len(places) == 0:
            return ()
        r = correlations(self.scaled_vcov[np.ix_(places, places)])
        found = []
        for term, columns in self.terms.items():
            mine = [places.index(j) for j in columns if j in places]
            if mine:
                gvif = generalised(r, mine)
                found.append(Inflation(term, gvif, len(mine), gvif ** (0.5 / len(mine))))
        return tuple(found)


def generalised(r: Floats, mine: list[int]) -> float:
    """Product of the determinants of two blocks of a correlation matrix, over that of the whole."""
    others = [j for j in range(len(r)) if j not in mine]
    blocks = (r[np.ix_(mine, mine)], r[np.ix_(others, others)], r)
    one, other, whole = (float(np.linalg.slogdet(block)[1]) for block in blocks)
    return math.exp(one + other - whole)
