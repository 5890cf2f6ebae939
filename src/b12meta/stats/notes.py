"""Sentences for results that lie on an edge.

A number on a boundary is still a number, and looks like any other. These sentences go with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.stats.distributions import critical
from b12meta.stats.tau2.intervals import q_profile_is_empty

if TYPE_CHECKING:
    from b12meta.stats.heterogeneity import Heterogeneity
    from b12meta.stats.inference import Average, Predicted
    from b12meta.stats.tau2.fit import Tau2
    from b12meta.stats.types import Method, Prediction, Test

__all__ = ["notes", "notes_on_one_study"]


def notes_on_one_study(method: Method) -> tuple[str, ...]:
    """Say that there is nothing to pool."""
    fixed = " (the fixed value was not used)" if isinstance(method, float) else ""
    return (f"There is one study: tau2 is set to 0{fixed}, the intervals are its own, by z.",)


def notes(
    *,
    spread: Tau2,
    mean: Average,
    het: Heterogeneity,
    method: Method,
    test: Test,
    prediction: Prediction,
    level: float,
    new: Predicted | None = None,
) -> tuple[str, ...]:
    """All sentences that apply to a pool of two or more studies."""
    return (
        *notes_on_tau2(spread, het, level),
        *notes_on_test(mean, het.df, method, test, level),
        *notes_on_prediction(het.df, method, prediction),
        *notes_on_simulation(new),
    )


def notes_on_tau2(spread: Tau2, het: Heterogeneity, level: float) -> list[str]:
    """Edges of the estimate of tau2 and of its interval."""
    said = []
    if spread.at_bound:
        said.append(
            "tau2 is estimated at its lower bound, 0: its standard error is unreliable, "
            "and the prediction interval holds no spread between studies."
        )
    if spread.optima > 1:
        said.append(
            f"The likelihood has {spread.optima} local maxima in tau2; the highest one is given."
        )
    if not spread.converged:
        said.append("The search for tau2 did not settle; do not use this result.")
    if q_profile_is_empty(het.q, het.df, level):
        said.append(
            "Q is smaller than chance explains: the Q-profile set for tau2 is empty, "
            "its interval is given as 0 to 0."
        )
    return said


def notes_on_test(mean: Average, df: int, method: Method, test: Test, level: float) -> list[str]:
    """Edges of the Knapp-Hartung standard error."""
    said = []
    if method == "EE" and test in ("knha", "adhoc"):
        said.append("The Knapp-Hartung method is not meant for the equal-effects model.")
    if test == "knha" and mean.q == 0:
        said.append(
            "All effects are identical: the Knapp-Hartung standard error is 0, "
            "its interval has no width."
        )
    elif (
        test == "knha"
        and mean.q < 1
        and mean.q**0.5 * critical(level, df) < critical(level, float("inf"))
    ):
        said.append(
            "The Knapp-Hartung interval is narrower than the normal one, as the effects differ "
            "less than expected; test='adhoc' does not let it shrink."
        )
    return said


def notes_on_prediction(df: int, method: Method, prediction: Prediction) -> list[str]:
    """Edges of the prediction interval."""
    if method != "EE" and df == 1 and prediction in ("hts", "hk-pr"):
        return [f"Two studies leave no df for prediction={prediction!r}: its ends are NaN."]
    return []


def notes_on_simulation(new: Predicted | None) -> list[str]:
    """Monte Carlo error of a simulated prediction interval, free of units."""
    if new is None or new.error is None:
        return []
    width = new.interval.high - new.interval.low
    shares = [100 * error / width if width > 0 else 0.0 for error in new.error]
    return [
        "The prediction interval is simulated, from a fixed seed: the Monte Carlo standard errors "
        f"of its ends are {shares[0]:.1f}% and {shares[1]:.1f}% of its width."
    ]
