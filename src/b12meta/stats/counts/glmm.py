"""From the fit of the binomial-normal model to the attributes of a pooled result."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from b12meta.stats.checks import check_choice
from b12meta.stats.counts.binomial_normal import Events, height, pooled_logit, prepare
from b12meta.stats.counts.fit import Fit, fit, fit_alone, spread_error
from b12meta.stats.distributions import chi2_tail
from b12meta.stats.effects.proportions import logit_proportion
from b12meta.stats.heterogeneity import heterogeneity
from b12meta.stats.inference import Average, infer, predict
from b12meta.stats.interval import Interval
from b12meta.stats.notes import notes_on_one_study, notes_on_prediction
from b12meta.stats.scaled import Scaled, standardise

if TYPE_CHECKING:
    from b12meta.stats.types import Floats, Method, Prediction, Test

__all__ = ["binomial_normal"]

TESTS = ("z", "t")
PREDICTIONS = ("z", "t", "hts")


def binomial_normal(
    x: Floats, n: Floats, method: Method, test: Test, level: float, prediction: Prediction
) -> dict[str, Any]:
    """Fit the model to checked counts, and give the attributes of a `PooledProportion`."""
    check_choice("method", method, ("ML",))
    check_choice("test", test, TESTS)
    check_choice("prediction", prediction, PREDICTIONS)
    data = prepare(x, n)
    alone = x.size == 1
    rule: Test = "z" if alone else test
    new: Prediction = "z" if alone else prediction
    about = {"method": method, "test": test, "prediction": prediction, "level": level}
    shared = {"k": x.size, "tau2_raw": None, **about, **of_spread_in_counts(data)}
    if not data.inside.any():
        return shared | without_maximum(data, rule)
    best = fit_alone(data) if alone else fit(data)
    return shared | estimates(data, best, rule, new, level) | {"warnings": notes(best, shared)}


def estimates(
    data: Events, best: Fit, test: Test, prediction: Prediction, level: float
) -> dict[str, Any]:
    """Estimate, intervals and heterogeneity at a maximum of the likelihood."""
    tau2 = best.tau**2
    parts = best.at.parts
    mean = Average(best.mu, float(best.covariance[0, 0]), parts / parts.sum(), math.nan)
    plain = Scaled(data.logit, data.variance, np.arange(data.x.size), 0.0, 1.0)
    found = infer(plain, mean, test, level)
    new = predict(plain, mean, tau2, test, prediction, level)
    effects = logit_proportion(xi=data.x, ni=data.n)
    logits = standardise(effects.yi, effects.vi)
    share = heterogeneity(logits, tau2 / logits.unit / logits.unit, equal_effects=False)
    return {
        **found._asdict(),
        "pi": new.interval,
        "pi_df": new.df,
        "tau2": tau2,
        "se_tau2": spread_error(data, best),
        "tau2_at_bound": best.tau == 0 and data.x.size > 1,
        "i2": share.i2,
        "h2": share.h2,
        "weights": mean.shares,
        "optima": best.optima,
        "converged": best.converged,
        "loglik": best.at.loglik,
        "points": best.points,
    }


def of_spread_in_counts(data: Events) -> dict[str, Any]:
    """Heterogeneity by the likelihood ratio of one proportion for all against one per study."""
    df = data.x.size - 1
    if df == 0 or not 0 < data.x.sum() < data.n.sum():
        return {"q": 0.0, "q_df": df, "q_pval": 1.0, "i2_q": 0.0}
    common = np.full_like(data.x, pooled_logit(data))
    q = max(0.0, 2 * float((data.peak - height(data, common)).sum()))
    i2 = max(0.0, 1 - df / q) if q else 0.0
    return {"q": q, "q_df": df, "q_pval": chi2_tail(q, df), "i2_q": i2}


def without_maximum(data: Events, test: Test) -> dict[str, Any]:
    """Attributes where the likelihood rises for ever: no study has both events and non-events."""
    if not data.x.any():
        estimate, why = -math.inf, "No study has any event: the proportion is estimated as 0"
    elif (data.x == data.n).all():
        estimate, why = math.inf, "Every person has the event: the proportion is estimated as 1"
    else:
        estimate, why = math.nan, "Each study has either no event or only events: tau2 is infinite"
    nothing = dict.fromkeys(("se", "stat", "pval", "se_tau2", "i2", "h2"), math.nan)
    empty = Interval(math.nan, math.nan)
    return nothing | {
        "estimate": estimate,
        "df": math.inf if test == "z" else data.x.size - 1,
        "ci": empty,
        "pi": empty,
        "pi_df": math.nan,
        "tau2": math.inf if math.isnan(estimate) else math.nan,
        "tau2_at_bound": False,
        "weights": np.full_like(data.x, math.nan),
        "optima": 0,
        "converged": False,
        "loglik": None,
        "points": None,
        "warnings": (
            f"{why}; the likelihood has no maximum, so there is no interval. "
            "The models PLO, PAS and PFT give one.",
        ),
    }


def notes(best: Fit, chosen: dict[str, Any]) -> tuple[str, ...]:
    """Sentences for results that lie on an edge."""
    if chosen["k"] == 1:
        return notes_on_one_study("ML")
    said = notes_on_prediction(chosen["q_df"], "ML", chosen["prediction"])
    if best.tau == 0:
        said.append(
            "tau2 is estimated at its lower bound, 0: its standard error is unreliable, "
            "and the prediction interval holds no spread between studies."
        )
    if best.optima > 1:
        said.append(f"The likelihood has {best.optima} local maxima; the highest one is given.")
    if not best.converged:
        said.append("The search for the maximum did not settle; do not use this result.")
    return tuple(said)
