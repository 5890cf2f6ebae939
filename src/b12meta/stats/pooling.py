"""Pooling: what the studies say together.

Each study estimates its own true effect; the true effects scatter around a mean with variance tau2.
First tau2 is estimated, then the mean is taken with weights 1 / (vi + tau2), then its uncertainty
is stated for the mean and for the true effect in a new study.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.checks import Problems, Studies, check_choice, check_level, check_studies, floats
from b12meta.stats.conventions import Preset, convention_named
from b12meta.stats.heterogeneity import heterogeneity
from b12meta.stats.inference import PREDICTIONS, TESTS, average, infer, predict
from b12meta.stats.notes import notes, notes_on_one_study
from b12meta.stats.result import Pooled
from b12meta.stats.scaled import standardise, weighted
from b12meta.stats.tau2.estimate import check_method, estimate_tau2

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Convention, Floats, Method, Prediction, Test

__all__ = ["pool"]

OURS = Preset({})


def pool(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    method: Method = "REML",
    test: Test = "knha",
    level: float = 0.95,
    prediction: Prediction = "t",
    weights: ArrayLike | None = None,
    convention: Convention | None = None,
) -> Pooled:
    """Pool effects of independent studies.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects, and their sampling variances in the squared unit of `yi`. Labels of a pandas Series
        are kept.
    method : {"EE", "FE", "DL", "HE", "HS", "HSk", "SJ", "ML", "REML", "EB", "PM", "PMM"} or float
        How tau2 is estimated; ``EE`` (or ``FE``) assumes that it is 0; a number fixes it. See
        `b12meta.stats.tau2.moments` and `b12meta.stats.tau2.likelihood`.
    test : {"z", "t", "knha", "adhoc"}
        How the uncertainty of the mean is stated; see `b12meta.stats.inference`.
    level : float
        Coverage of the intervals.
    prediction : {"z", "t", "hts", "hk-pr", "nagashima"}
        Rule of the prediction interval; see `b12meta.stats.inference.predict`.
    weights : array-like of shape (k,), optional
        Weights for the mean instead of ``1 / (vi + tau2)``; not negative, not all 0. Tau2, Q and
        the Knapp-Hartung factor are not changed by them.
    convention : {"metafor 3.8", "metafor 5", "meta 8"}, optional
        Define I2, and choose `prediction`, as that program does; see `b12meta.stats.conventions`.

    Returns
    -------
    Pooled
        The estimate with its uncertainty, and every choice that produced it.

    Raises
    ------
    ValueError
        For effects or variances that are not finite, variances that are not positive, unequal
        lengths, no study, bad weights, an unknown choice, or `prediction` beside `convention`. Each
        bad position is named.

    References
    ----------
    Viechtbauer (2010), *Journal of Statistical Software* 36(3), section 2, whose names
    of methods and tests these are. Estimators and tests cite their own papers.

    Examples
    --------
    >>> pooled = pool([-0.89, -1.59, -1.35], [0.33, 0.19, 0.42])
    >>> round(pooled.estimate, 4), round(pooled.tau2, 4)
    (-1.3377, 0.0)
    """
    studies = check_studies(yi, vi)
    method = check_method(method)
    check_choice("test", test, TESTS)
    check_choice("prediction", prediction, PREDICTIONS)
    level = check_level(level)
    preset, prediction, pi_test = apply_convention(convention, prediction, test)
    shares = None if weights is None else check_weights(weights, studies)

    data = standardise(studies.yi, studies.vi)
    alone = data.y.size == 1
    rule: Test = "z" if alone else test

    spread = estimate_tau2(data, method)
    mean = average(data, weighted(data, spread.value), spread.value, shares)
    found = infer(data, mean, rule, level)
    new = None
    if method != "EE":
        new = predict(
            data, mean, spread.value, "z" if alone else pi_test, "z" if alone else prediction, level
        )
    het = heterogeneity(data, spread.value, equal_effects=method == "EE", from_q=preset.i2_from_q)
    said = (
        notes_on_one_study(method)
        if alone
        else notes(
            spread=spread,
            mean=mean,
            het=het,
            method=method,
            test=test,
            prediction=prediction,
            level=level,
            new=new,
        )
    )

    return Pooled(
        estimate=found.estimate,
        se=found.se,
        stat=found.stat,
        df=found.df,
        pval=found.pval,
        ci=found.ci,
        pi=None if new is None else new.interval,
        pi_df=None if new is None else new.df,
        pi_error=None if new is None else new.error,
        tau2=data.variance(spread.value),
        se_tau2=data.variance(spread.se),
        tau2_raw=None if spread.raw is None else data.variance(spread.raw),
        tau2_at_bound=spread.at_bound,
        i2=het.i2,
        h2=het.h2,
        i2_q=het.i2_q,
        q=het.q,
        q_df=het.df,
        q_pval=het.pval,
        k=data.y.size,
        weights=frozen(mean.shares),
        method=method,
        test=test,
        prediction=prediction,
        level=level,
        convention=convention,
        optima=spread.optima,
        converged=spread.converged,
        warnings=said,
        yi=frozen(studies.yi),
        vi=frozen(studies.vi),
        labels=studies.labels,
    )


def apply_convention(
    convention: Convention | None, prediction: Prediction, test: Test
) -> tuple[Preset, Prediction, Test]:
    """Give the preset, the rule of prediction, and the test whose standard error that takes."""
    if convention is None:
        return OURS, prediction, test
    preset = convention_named(convention)
    if prediction != "t":
        raise ValueError(
            f"prediction={prediction!r}, convention={convention!r}: the convention chooses the "
            "rule of prediction; give one of the two"
        )
    return preset, *preset.prediction(test)


def check_weights(weights: ArrayLike, studies: Studies) -> Floats:
    """User weights as shares that sum to 1."""
    w = floats("weights", weights)
    if w.shape != studies.yi.shape:
        raise ValueError(
            f"weights: got shape {w.shape}, expected {studies.yi.shape}, one weight per study"
        )
    problems = Problems(studies.labels)
    problems.refuse(~(np.isfinite(w) & (w >= 0)), "weights", w, "a finite number not below 0")
    problems.raise_any("correct these weights")
    if not w.any():
        raise ValueError("weights: got only zeros, expected at least one weight above 0")
    relative = w / w.max()
    shares: Floats = relative / relative.sum()
    return shares


def frozen(values: Floats) -> Floats:
    """Copy that cannot be written to."""
    copy: Floats = values.copy()
    copy.setflags(write=False)
    return copy
