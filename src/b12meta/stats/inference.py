"""From an estimate to an interval and a p value, and to a prediction for a new study.

The test decides two things: the standard error, and the reference distribution. ``z`` takes the
model's standard error and the normal distribution; ``t`` the same with t on k - 1; ``knha``
(Hartung & Knapp, Sidik & Jonkman) lets the observed spread rescale the standard error, with t on k
- 1; ``adhoc`` is the same with a factor that never shrinks it. A prediction interval adds tau2 to
the squared standard error.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from b12meta.stats.distributions import critical, two_sided_p
from b12meta.stats.interval import Interval

if TYPE_CHECKING:
    from b12meta.stats.scaled import Mean, Scaled
    from b12meta.stats.types import Floats, Prediction, Test

__all__ = [
    "PREDICTIONS",
    "TESTS",
    "Average",
    "Inference",
    "Predicted",
    "average",
    "infer",
    "predict",
]

TESTS = ("z", "t", "knha", "adhoc")
PREDICTIONS = ("z", "t", "hts", "hk-pr", "nagashima")


class Average(NamedTuple):
    """The pooled mean and its variance, scaled; the shares; the Knapp-Hartung factor q."""

    mean: float
    variance: float
    shares: Floats
    q: float


def average(data: Scaled, fit: Mean, tau2: float, weights: Floats | None) -> Average:
    """Take the weighted mean.

    User `weights` (data order, summing to 1) replace the inverse-variance ones.

    The Knapp-Hartung factor always uses inverse-variance weights.

    References
    ----------
    Hartung & Knapp (2001), *Statistics in Medicine* 20; Sidik & Jonkman (2002),
    *Statistics in Medicine* 21.
    """
    q = fit.q / (data.y.size - 1) if data.y.size > 1 else math.nan
    if weights is None:
        return Average(fit.mean, 1 / fit.total, data.in_order(fit.w / fit.total), q)
    share = weights[data.order]
    return Average(float(share @ data.y), float((share * share) @ (data.v + tau2)), weights, q)


class Inference(NamedTuple):
    """Test of "no effect" and confidence interval, in the unit of the data; df inf: normal."""

    estimate: float
    se: float
    stat: float
    df: float
    pval: float
    ci: Interval


def standard_error(mean: Average, test: Test) -> float:
    """Give the standard error under a test, in scaled units."""
    factor = {"knha": mean.q, "adhoc": max(1.0, mean.q)}.get(test, 1.0)
    return math.sqrt(mean.variance * factor)


def infer(data: Scaled, mean: Average, test: Test, level: float) -> Inference:
    """Give standard error, statistic, p value and interval of a pooled mean."""
    df = math.inf if test == "z" else data.y.size - 1
    estimate = data.centre + data.unit * mean.mean
    se = data.unit * standard_error(mean, test)
    half = critical(level, df) * se
    stat = ratio(estimate, se)
    return Inference(
        estimate, se, stat, df, two_sided_p(stat, df), Interval(estimate - half, estimate + half)
    )


def ratio(estimate: float, se: float) -> float:
    """``estimate / se``; with se 0 an infinite value of the estimate's sign, NaN at estimate 0."""
    if se > 0:
        return estimate / se
    return math.copysign(math.inf, estimate) if estimate else math.nan


class Predicted(NamedTuple):
    """A prediction interval for a new study's true effect, its df, its Monte Carlo error."""

    interval: Interval
    df: float
    error: Interval | None = None


def predict(
    data: Scaled, mean: Average, tau2: float, test: Test, prediction: Prediction, level: float
) -> Predicted:
    """Prediction interval by one of `PREDICTIONS`, in the unit of the data.

    ``z``: normal; ``t``: k - 1; ``hts``: k - 2; all three with the standard error of `test`.
    ``hk-pr``: k - 2 and the Knapp-Hartung standard error, whatever the test. With ``k - 2 = 0`` the
    ends are NaN. ``nagashima``: by simulation, whatever the test; see `b12meta.stats.prediction`.

    References
    ----------
    Higgins, Thompson & Spiegelhalter (2009), *JRSS A* 172 (``hts``); Partlett & Riley
    (2017), *Statistics in Medicine* 36 (``hk-pr``).
    """
    if prediction == "nagashima":
        from b12meta.stats.prediction import nagashima

        simulated = nagashima(data, level)
        return Predicted(simulated.interval, data.y.size - 1, simulated.error)
    df = {"z": math.inf, "t": data.y.size - 1}.get(prediction, data.y.size - 2)
    se = standard_error(mean, "knha" if prediction == "hk-pr" else test)
    half = data.unit * critical(level, df) * math.hypot(math.sqrt(tau2), se)
    estimate = data.centre + data.unit * mean.mean
    return Predicted(Interval(estimate - half, estimate + half), df)
