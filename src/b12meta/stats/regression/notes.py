"""Sentences for meta-regressions that lie on an edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.stats.distributions import critical

if TYPE_CHECKING:
    from b12meta.stats.regression.inference import Coefficients
    from b12meta.stats.tau2.fit import Tau2
    from b12meta.stats.types import Method, Test

__all__ = ["notes"]

PER_MODERATOR = 10
"""Studies per moderator below which the Cochrane Handbook (10.11.5.1) advises against it."""


def notes(
    *,
    spread: Tau2,
    found: Coefficients,
    method: Method,
    test: Test,
    level: float,
    k: int,
    p: int,
) -> tuple[str, ...]:
    """All sentences that apply to a fit with p columns, the intercept included."""
    said = [*notes_on_tau2(spread), *notes_on_test(found, method, test, level, k - p)]
    if k == p:
        said.append("There are as many coefficients as studies: nothing is left to test the fit.")
    if k < PER_MODERATOR * (p - 1):
        said.append(
            f"There are {k} studies for {p - 1} moderator column(s), fewer than {PER_MODERATOR} "
            "for each: read the coefficients as exploration."
        )
    return tuple(said)


def notes_on_tau2(spread: Tau2) -> list[str]:
    """Edges of the estimate of tau2."""
    said = []
    if spread.at_bound:
        said.append("tau2 is estimated at its lower bound, 0: its standard error is unreliable.")
    if spread.optima > 1:
        said.append(
            f"The likelihood has {spread.optima} local maxima in tau2; the highest one is given."
        )
    if not spread.converged:
        said.append("The search for tau2 did not settle; do not use this result.")
    return said


def notes_on_test(
    found: Coefficients, method: Method, test: Test, level: float, df: int
) -> list[str]:
    """Edges of the Knapp-Hartung standard errors."""
    said = []
    if method == "EE" and test in ("knha", "adhoc"):
        said.append("The Knapp-Hartung method is not meant for the equal-effects model.")
    if test == "knha" and found.q == 0 and df > 0:
        said.append(
            "The moderators explain every effect exactly: the Knapp-Hartung standard errors are 0."
        )
    elif (
        test == "knha"
        and found.factor < 1
        and found.factor**0.5 * critical(level, df) < critical(level, float("inf"))
    ):
        said.append(
            "The Knapp-Hartung intervals are narrower than the normal ones, as the effects differ "
            "less than expected; test='adhoc' does not let them shrink."
        )
    return said
