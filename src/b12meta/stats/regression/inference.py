"""From a weighted regression to coefficients, their uncertainty and their tests.

The tests are those of `b12meta.stats.inference`, with k - p degrees of freedom. Several
coefficients are tested together by Wald's statistic: chi-square for ``z``, divided by their number
and referred to F for the others.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from b12meta.stats.distributions import chi2_tail
from b12meta.stats.regression.curves import residuals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from b12meta.stats.regression.design import Design
    from b12meta.stats.types import Floats, Test

__all__ = [
    "Coefficients",
    "Heterogeneity",
    "Wald",
    "coefficients",
    "residual_heterogeneity",
    "wald",
]

ROUNDING = 16 * 2.0**-52
"""Residuals below this part of the values that they are differences of are no differences."""


class Coefficients(NamedTuple):
    """Coefficients in the basis of the design and the unit of `yi`, and their model-based variance.

    `factor` multiplies the variance under the test asked for; `q` is the generalised Q.
    """

    value: Floats
    variance: Floats
    factor: float
    q: float


def coefficients(design: Design, tau2: float, test: Test) -> Coefficients:
    """Weighted least squares at `tau2` (scaled).

    References
    ----------
    Knapp & Hartung (2003), *Statistics in Medicine* 22, 2693-2710.
    """
    data = design.data
    k, p = design.x.shape
    w, projection, e = residuals(design, 1 / (data.v + tau2)[None])
    fitted = projection.at_chosen(np.sqrt(w) * data.y - e)
    value = (projection.z @ fitted[:, :, None])[0, :, 0]
    variance = (projection.z @ projection.g @ projection.z.swapaxes(1, 2))[0]
    size = np.abs(data.y) + np.abs(design.x) @ np.abs(value) + abs(data.centre) / data.unit
    q = float(e[0] @ e[0])
    q = 0.0 if q <= float(w[0] @ (ROUNDING * size) ** 2) else q
    inflation = q / (k - p) if k > p else math.nan
    factor = {"knha": inflation, "adhoc": max(1.0, inflation)}.get(test, 1.0)
    value = value * data.unit
    if design.basis.intercept is not None:
        value[design.basis.intercept] += data.centre
    return Coefficients(value, variance * data.unit**2, factor, q)


class Wald(NamedTuple):
    """A joint test: statistic, its two degrees of freedom (the second inf for chi-square), p."""

    stat: float
    df: tuple[int, float]
    pval: float


def wald(stat: Floats, vcov: Floats, factor: float, places: Sequence[int], df: float) -> Wald:
    """Test that the coefficients at `places` are all 0.

    `stat` are estimates over model-based standard errors; `vcov` may be in any unit.
    """
    m = len(places)
    correlation = correlations(vcov)[np.ix_(places, places)]
    part = stat[list(places)]
    q = float(part @ np.linalg.solve(correlation, part))
    if df == math.inf:
        return Wald(q, (m, df), chi2_tail(q, m))
    f = over(q, factor * m)
    return Wald(f, (m, df), f_tail(f, m, df))


def f_tail(value: float, df1: float, df2: float) -> float:
    """Probability, under F, of a value above `value`; NaN when ``df2 <= 0``.

    Examples
    --------
    >>> round(f_tail(4.96494755589, 2, 10), 10)
    0.0318035013
    """
    return float(special.fdtrc(df1, df2, value)) if df2 > 0 else math.nan


def over(value: float, size: float) -> float:
    """``value / size``; with size 0 infinite, or NaN when both are 0."""
    if size > 0 or math.isnan(size):
        return value / size
    return math.inf if value > 0 else math.nan


def correlations(vcov: Floats) -> Floats:
    """Correlation matrix of a variance matrix."""
    se = np.sqrt(np.diagonal(vcov))
    return np.asarray(vcov / np.outer(se, se))


class Heterogeneity(NamedTuple):
    """What the moderators leave: QE with its test, I2 (a proportion) and H2."""

    qe: float
    df: int
    pval: float
    i2: float
    h2: float


def residual_heterogeneity(design: Design, tau2: float, *, equal_effects: bool) -> Heterogeneity:
    """Describe residual heterogeneity; under `equal_effects` I2 and H2 come from QE."""
    k, p = design.x.shape
    df = k - p
    if df == 0:
        return Heterogeneity(0.0, 0, 1.0, 0.0, 1.0)
    w, projection, e = residuals(design, 1 / design.data.v[None])
    q = float(e[0] @ e[0])
    if equal_effects:
        return Heterogeneity(
            q, df, chi2_tail(q, df), max(0.0, 1 - df / q) if q > 0 else 0.0, q / df
        )
    ratio = tau2 * float(w[0] @ projection.diagonal()[0]) / df
    return Heterogeneity(q, df, chi2_tail(q, df), ratio / (1 + ratio), 1 + ratio)
