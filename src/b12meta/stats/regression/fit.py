"""Fitting a meta-regression to arrays."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.checks import check_choice, check_level, check_studies
from b12meta.stats.distributions import critical, two_sided_p
from b12meta.stats.heterogeneity import heterogeneity
from b12meta.stats.inference import TESTS
from b12meta.stats.regression.design import check_moderators, make_design
from b12meta.stats.regression.inference import (
    coefficients,
    over,
    residual_heterogeneity,
    wald,
)
from b12meta.stats.regression.notes import notes
from b12meta.stats.regression.result import RegressionResult
from b12meta.stats.regression.tau2 import estimate_spread
from b12meta.stats.tau2.estimate import check_method, estimate_tau2

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from b12meta.stats.regression.design import Design
    from b12meta.stats.regression.inference import Heterogeneity
    from b12meta.stats.types import ArrayLike, Floats, Method, Test

__all__ = ["regress_arrays"]


def regress_arrays(
    yi: ArrayLike,
    vi: ArrayLike,
    mods: ArrayLike,
    *,
    names: Sequence[str] | None = None,
    terms: Mapping[str, Sequence[int]] | None = None,
    method: Method = "REML",
    test: Test = "knha",
    intercept: bool = True,
    level: float = 0.95,
) -> RegressionResult:
    """Meta-regression on a matrix of moderators.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects, and their sampling variances in the squared unit of `yi`.
    mods : array-like of shape (k, m)
        One column per moderator; m may be 0. A column of ones counts as the intercept.
    names : sequence of str, optional
        One per column; ``x1``, ``x2``, … by default.
    terms : mapping of str to columns of `mods`, optional
        Columns that belong together, such as the contrasts of one category.
    method : str or float
        ``EE DL HE HS HSk SJ ML REML EB PM PMM`` (``FE`` is ``EE``), or a number that fixes tau2.
    test : {"z", "t", "knha", "adhoc"}
        How uncertainty is stated; see `b12meta.stats.inference`. Degrees of freedom are k - p.
    intercept : bool
        Whether to add a column of ones.
    level : float
        Coverage of the intervals.

    Raises
    ------
    ValueError
        For bad effects, variances or moderators (each position is named), columns that follow from
        others, too few studies, or an unknown choice.

    References
    ----------
    Viechtbauer (2010), *Journal of Statistical Software* 36(3), section 2.

    Examples
    --------
    >>> fit = regress_arrays([0.1, 0.3, 0.2, 0.7], [0.01] * 4, [1, 2, 3, 4], test="z")
    >>> fit.coef.round(3), round(fit.tau2, 4)
    (array([-0.1 ,  0.17]), 0.0215)
    """
    studies = check_studies(yi, vi)
    method = check_method(method)
    check_choice("test", test, TESTS)
    level = check_level(level)
    moderators = check_moderators(mods, studies.yi.size, studies.labels)
    x, names, columns = with_intercept(moderators, names, terms, intercept)
    check_size(studies.yi.size, x.shape[1], method)
    design = make_design(studies, x, names)

    spread = estimate_spread(design, method)
    found = coefficients(design, spread.value, test)
    het = residual_heterogeneity(design, spread.value, equal_effects=method == "EE")
    (k, p), basis = x.shape, design.basis
    df = math.inf if test == "z" else k - p
    coef = basis.back() @ found.value
    model = basis.back_variance(found.variance)
    se = np.sqrt(np.diagonal(model) * found.factor)
    stat = ratios(coef, se)
    half = critical(level, df) * se
    joint = wald(
        coef / np.sqrt(np.diagonal(model)), model, found.factor, basis.slopes or [*range(p)], df
    )

    return RegressionResult(
        names=tuple(names),
        coef=frozen(coef),
        se=frozen(se),
        stat=frozen(stat),
        pval=frozen(np.array([two_sided_p(value, df) for value in stat])),
        ci_low=frozen(coef - half),
        ci_high=frozen(coef + half),
        vcov=frozen(model * found.factor),
        df=df,
        tau2=design.data.variance(spread.value),
        se_tau2=design.data.variance(spread.se),
        tau2_raw=None if spread.raw is None else design.data.variance(spread.raw),
        tau2_at_bound=spread.at_bound,
        i2=het.i2,
        h2=het.h2,
        r2=explained(design, method, spread.value, het),
        qe=het.qe,
        qe_df=het.df,
        qe_pval=het.pval,
        qm=joint.stat,
        qm_df=joint.df,
        qm_pval=joint.pval,
        k=k,
        p=p,
        terms=columns,
        method=method,
        test=test,
        level=level,
        optima=spread.optima,
        converged=spread.converged,
        warnings=notes(spread=spread, found=found, method=method, test=test, level=level, k=k, p=p),
        yi=frozen(studies.yi),
        vi=frozen(studies.vi),
        x=frozen(x),
        labels=studies.labels,
        basis=basis,
        scaled_coef=frozen(found.value),
        scaled_vcov=frozen(found.variance),
        factor=found.factor,
    )


def with_intercept(
    mods: Floats,
    names: Sequence[str] | None,
    terms: Mapping[str, Sequence[int]] | None,
    intercept: bool,
) -> tuple[Floats, list[str], dict[str, tuple[int, ...]]]:
    """Columns, their names, and which belong to which term, the intercept before the moderators."""
    m = mods.shape[1]
    called = [f"x{j + 1}" for j in range(m)] if names is None else [str(name) for name in names]
    if len(called) != m:
        raise ValueError(f"names: got {len(called)} names, expected {m}, one per column of mods")
    groups = {name: (j,) for j, name in enumerate(called)} if terms is None else terms
    shift = int(intercept)
    columns = {name: tuple(j + shift for j in group) for name, group in groups.items()}
    if not intercept:
        return mods, called, columns
    return np.column_stack([np.ones(len(mods)), mods]), ["intercept", *called], columns


def check_size(k: int, p: int, method: Method) -> None:
    """Raise when there are too few studies for the coefficients and tau2."""
    if p == 0:
        raise ValueError("mods: got no column and intercept=False, expected at least one column")
    needed = p if method == "EE" or isinstance(method, float) else p + 1
    if k < needed:
        also = " and tau2" if needed > p else ""
        raise ValueError(
            f"mods: got {k} studies for {p} coefficients{also}, expected at least {needed} "
            "studies; use fewer moderators"
        )


def ratios(coef: Floats, se: Floats) -> Floats:
    """``coef / se``; with se 0 an infinite value of the coefficient's sign, NaN at 0."""
    return np.array(
        [
            math.copysign(1.0, a) * over(abs(a), b)
            for a, b in zip(coef.tolist(), se.tolist(), strict=True)
        ]
    )


def explained(design: Design, method: Method, tau2: float, het: Heterogeneity) -> float | None:
    """R2: how much smaller tau2 is than without moderators, relative to the latter.

    References
    ----------
    Raudenbush (2009), in *The Handbook of Research Synthesis*, 2nd ed., ch. 16.
    """
    basis = design.basis
    if basis.intercept is None or not basis.slopes or isinstance(method, float):
        return None
    if method == "EE":
        null = heterogeneity(design.data, 0.0, equal_effects=True)
        return adjusted(het, null.h2)
    before = estimate_tau2(design.data, method).value
    return max(0.0, (before - tau2) / before) if before > 0 else 0.0


def adjusted(het: Heterogeneity, null_h2: float) -> float:
    """Adjusted R2 of a weighted regression; NaN where nothing is left to judge it by."""
    if het.df == 0:
        return math.nan
    return max(0.0, 1 - het.h2 / null_h2) if null_h2 > 0 else 0.0


def frozen(values: Floats) -> Floats:
    """Copy that cannot be written to."""
    copy: Floats = values.copy()
    copy.setflags(write=False)
    return copy
