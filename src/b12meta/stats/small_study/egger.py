"""Egger's test: do effects change with the size of the study?

A line is drawn through the effects against a measure of size; without small-study effects it is
level. Where it meets standard error 0 one may read what an infinitely large study would find.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from b12meta.stats.checks import (
    Problems,
    Studies,
    check_choice,
    check_level,
    check_studies,
    floats,
    labels_of,
)
from b12meta.stats.small_study.fitness import few_studies, need, need_spread
from b12meta.stats.small_study.line import SMD, Model, check_model, fit_line
from b12meta.stats.small_study.printing import Printed, Rows, number, p_value, span, studies

if TYPE_CHECKING:
    from b12meta.stats.interval import Interval
    from b12meta.stats.types import ArrayLike, Floats, Method, Test

__all__ = ["Egger", "Predictor", "egger"]

Predictor: TypeAlias = Literal["sei", "vi", "ni", "ninv", "sqrtni", "sqrtninv"]
PREDICTORS = ("sei", "vi", "ni", "ninv", "sqrtni", "sqrtninv")
OF_SIZE = ("ni", "ninv", "sqrtni", "sqrtninv")
GROWING = ("ni", "sqrtni")


@dataclass(frozen=True, slots=True, kw_only=True)
class Egger(Printed):
    """Regression test for small-study effects.

    Attributes
    ----------
    stat, df, pval : float
        Test of the slope: statistic, degrees of freedom (inf for the normal), two-sided p value.
    slope, se : float
        The slope and its standard error, in the unit of `yi` per unit of the predictor.
    limit, limit_ci : float and Interval, or None
        Effect where the predictor is 0, an infinitely large study; None for predictors that grow
        with size.
    tau2 : float or None
        Variance of true effects about the line (model ``rma``).
    model, predictor, method, test, level, k
        As asked for; number of studies.
    warnings : tuple of str
        What a careful reader should know, in sentences.
    """

    stat: float
    df: float
    pval: float
    slope: float
    se: float
    limit: float | None
    limit_ci: Interval | None
    tau2: float | None
    model: Model
    predictor: Predictor
    method: Method | None
    test: Test | None
    level: float
    k: int
    warnings: tuple[str, ...]

    def title(self) -> str:
        """First line: the choices."""
        how = self.model if self.method is None else f"{self.model} {self.method} {self.test}"
        return f"Egger's test · {studies(self.k)} · {how} · effects on {self.predictor}"

    def rows(self) -> Rows:
        """Name and value of each line."""
        how = "z" if self.df == math.inf else f"t, df {self.df:g}"
        lines = [("slope", f"{number(self.slope)} (se {number(self.se)})")]
        lines.append(("test", f"{how} = {number(self.stat)}; {p_value(self.pval)}"))
        if self.limit is not None and self.limit_ci is not None:
            level = f"{100 * self.level:g}% interval"
            lines.append(("limit", f"{number(self.limit)} ({level} {span(self.limit_ci)})"))
        return lines


def egger(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    model: Model = "lm",
    predictor: Predictor = "sei",
    ni: ArrayLike | None = None,
    method: Method | None = None,
    test: Test | None = None,
    level: float = 0.95,
) -> Egger:
    """Regression test for small-study effects.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects and their sampling variances; k >= 3.
    model : {"lm", "rma"}
        ``lm``: the classical test, weighted least squares with a factor for the scatter; ``rma``:
        mixed-effects meta-regression.
    predictor : {"sei", "vi", "ni", "ninv", "sqrtni", "sqrtninv"}
        What stands for size: standard error, variance, number of people, its inverse, its root, the
        inverse of that. For standardised mean differences take ``sqrtninv``: their variance holds
        the effect itself, so that large effects look imprecise and the usual test cries wolf.
    ni : array-like of shape (k,), optional
        Number of people of each study, for the predictors made of it.
    method, test
        For model ``rma``, as in `b12meta.stats.pooling.pool`; REML and z by default.
    level : float
        Coverage of the interval of the limit.

    Returns
    -------
    Egger
        Test of the slope, and the limit.

    Raises
    ------
    ValueError
        As `pool`; for fewer than 3 studies, a predictor that does not vary, a missing or bad `ni`,
        or a method or test with model ``lm``.

    References
    ----------
    Egger et al. (1997), *BMJ* 315, 629-634 (``lm``); Sterne & Egger (2005), in *Publication Bias in
    Meta-Analysis*, 99-110 (``rma``); Pustejovsky & Rodgers (2019), *Research Synthesis Methods* 10,
    57-71 (``sqrtninv`` for standardised mean differences).

    Examples
    --------
    >>> found = egger([0.1, 0.3, 0.2, 0.7], [0.01, 0.02, 0.03, 0.05])
    >>> round(found.stat, 3), found.df, round(found.pval, 3)
    (2.572, 2, 0.124)
    """
    checked = check_studies(yi, vi)
    check_choice("predictor", predictor, PREDICTORS)
    method, test = check_model(model, method, test)
    level = check_level(level)
    k = checked.yi.size
    need(k, 3, "a line")
    x = predictor_values(checked, predictor, ni)
    need_spread(x, predictor, "the test")
    line = fit_line(checked, x, model, method, test, level)
    grows = predictor in GROWING
    return Egger(
        stat=line.slope.stat,
        df=line.df,
        pval=line.slope.pval,
        slope=line.slope.estimate,
        se=line.slope.se,
        limit=None if grows else line.estimate,
        limit_ci=None if grows else line.ci,
        tau2=line.tau2,
        model=model,
        predictor=predictor,
        method=None if model == "lm" else method,
        test=None if model == "lm" else test,
        level=level,
        k=k,
        warnings=(*few_studies(k), *on_variance(predictor), *line.warnings),
    )


def predictor_values(checked: Studies, predictor: Predictor, ni: ArrayLike | None) -> Floats:
    """Measure of size of each study, shape (k,)."""
    if predictor not in OF_SIZE:
        return checked.vi if predictor == "vi" else np.sqrt(checked.vi)
    n = check_sizes(ni, predictor, checked)
    root = np.sqrt(n) if "sqrt" in predictor else n
    values: Floats = 1 / root if "inv" in predictor else root
    return values


def check_sizes(ni: ArrayLike | None, predictor: Predictor, checked: Studies) -> Floats:
    """Numbers of people as floats, each finite and above 0."""
    if ni is None:
        raise ValueError(f"ni: got None with predictor={predictor!r}, expected one size per study")
    n = floats("ni", ni)
    if n.shape != checked.yi.shape:
        raise ValueError(f"ni: got shape {n.shape}, expected {checked.yi.shape}, one per study")
    labels = labels_of(ni)
    if None not in (labels, checked.labels) and labels != checked.labels:
        raise ValueError("ni: its labels differ from those of yi; align them first")
    problems = Problems(checked.labels)
    problems.refuse(~(np.isfinite(n) & (n > 0)), "ni", n, "a finite number above 0")
    problems.raise_any("correct these sizes")
    return n


def on_variance(predictor: Predictor) -> tuple[str, ...]:
    """Say for which effects a predictor made of the variance misleads."""
    return () if predictor in OF_SIZE else (f"{SMD}: use predictor='sqrtninv' for them.",)
