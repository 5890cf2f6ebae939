"""A straight line through effects: the regression behind Egger's test and PET-PEESE.

Two models of the scatter about the line. ``lm``: weights 1 / vi, and all variances are multiplied
by one factor that the scatter itself tells (ordinary weighted least squares). ``rma``: true effects
scatter about the line with variance tau2, as in meta-regression. The first is the second with tau2
= 0 and the Knapp-Hartung standard error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from b12meta.stats.checks import check_choice
from b12meta.stats.interval import Interval
from b12meta.stats.regression.fit import regress_arrays

if TYPE_CHECKING:
    from b12meta.stats.checks import Studies
    from b12meta.stats.types import Floats, Method, Test

__all__ = ["MODELS", "SMD", "Coefficient", "Line", "Model", "check_model", "fit_line"]

Model: TypeAlias = Literal["lm", "rma"]
MODELS = ("lm", "rma")

SMD = (
    "Where effects are standardised mean differences, their variances depend on the effects "
    "themselves, and a line on them finds asymmetry that is not there"
)


class Coefficient(NamedTuple):
    """A coefficient with its test and interval."""

    estimate: float
    se: float
    stat: float
    pval: float
    ci: Interval


class Line(NamedTuple):
    """A fitted line: the intercept first, for it is an effect, then the slope.

    `df` are those of both tests (inf for the normal); `tau2` is None for ``lm``.
    """

    estimate: float
    se: float
    stat: float
    pval: float
    ci: Interval
    slope: Coefficient
    df: float
    tau2: float | None
    warnings: tuple[str, ...]


def fit_line(
    studies: Studies, x: Floats, model: Model, method: Method, test: Test, level: float
) -> Line:
    """Fit the line; `method` and `test` belong to ``rma``."""
    if model == "lm":
        method, test = "EE", "knha"
    found = regress_arrays(
        studies.yi, studies.vi, x, names=["x"], method=method, test=test, level=level
    )
    intercept, slope = (
        Coefficient(
            float(found.coef[i]),
            float(found.se[i]),
            float(found.stat[i]),
            float(found.pval[i]),
            Interval(float(found.ci_low[i]), float(found.ci_high[i])),
        )
        for i in (0, 1)
    )
    return Line(
        *intercept,
        slope=slope,
        df=found.df,
        tau2=None if model == "lm" else found.tau2,
        warnings=() if model == "lm" else found.warnings,
    )


def check_model(model: Model, method: Method | None, test: Test | None) -> tuple[Method, Test]:
    """Method and test of a model, REML and z by default.

    Raises
    ------
    ValueError
        For an unknown model, or a method or test with ``lm``, which has none.
    """
    check_choice("model", model, MODELS)
    if model == "lm" and (method is not None or test is not None):
        raise ValueError(
            f"model='lm': got method={method!r}, test={test!r}, but it estimates no tau2; "
            "expected model='rma' with them"
        )
    return "REML" if method is None else method, "z" if test is None else test
