"""Fitting a step-function selection model."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from b12meta.stats.checks import check_choice, check_level, check_studies, floats
from b12meta.stats.scaled import standardise, weighted
from b12meta.stats.small_study.fitness import few_studies
from b12meta.stats.small_study.selection.likelihood import StepModel
from b12meta.stats.small_study.selection.outcome import (
    Asked,
    empty_intervals,
    estimated,
    loose_intervals,
    refused,
)
from b12meta.stats.small_study.selection.search import highest
from b12meta.stats.tau2.estimate import estimate_tau2

if TYPE_CHECKING:
    from b12meta.stats.small_study.selection.result import SelectionModel, Side
    from b12meta.stats.types import ArrayLike, Floats

__all__ = ["selection_model"]

SIDES = ("greater", "less")

LOOSE = 100.0
"""Standard error of a log weight beyond which the data say nothing about it."""


def selection_model(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    steps: ArrayLike = (0.025,),
    alternative: Side | None = None,
    level: float = 0.95,
) -> SelectionModel:
    """Fit a step-function selection model by maximum likelihood.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects and their sampling variances.
    steps : array-like
        Rising one-sided p values at which the chance of being seen changes; one step at 0.025 is
        the three-parameter model. A last step of 1 is understood.
    alternative : {"greater", "less"}, optional
        The side on which a small p value counts as success; by default the sign of the pooled
        effect (maximum likelihood, without selection), and `warnings` says so.
    level : float
        Coverage of the interval.

    Returns
    -------
    SelectionModel
        Estimates, or the reason why there are none.

    Raises
    ------
    ValueError
        As `b12meta.stats.pooling.pool`; for steps that do not rise between 0 and 1, or an unknown
        alternative.

    References
    ----------
    Hedges (1992), *Statistical Science* 7, 246-255; Vevea & Hedges (1995), *Psychometrika* 60,
    419-435.

    Examples
    --------
    >>> yi = [0.52, 0.61, 0.12, 0.75, 0.48, 0.05, 0.33, 0.90, 0.21, 0.66]
    >>> vi = [0.04, 0.06, 0.02, 0.08, 0.03, 0.03, 0.02, 0.12, 0.05, 0.05]
    >>> found = selection_model(yi, vi, alternative="greater")
    >>> round(found.estimate, 4), found.weights.round(3)
    (0.1635, array([1.  , 0.06]))
    """
    checked = check_studies(yi, vi)
    cutoffs = check_steps(steps)
    level = check_level(level)
    if alternative is not None:
        check_choice("alternative", alternative, SIDES)
    data = standardise(checked.yi, checked.vi)
    tau2 = estimate_tau2(data, "ML").value
    mean = data.centre / data.unit + weighted(data, tau2).mean
    side: Side = alternative or ("less" if mean < 0 else "greater")
    sign = -1.0 if side == "less" else 1.0
    model = step_model(sign * (data.y + data.centre / data.unit), data.v, cutoffs)
    plain = np.array([sign * mean, math.log1p(tau2 / model.v.min()), *[0.0] * len(cutoffs)])
    said = (*direction(alternative, side), *few_studies(data.y.size))
    asked = Asked(data, model, plain, cutoffs, side, level, said)

    runaway = np.where(model.counts == 0, -1.0, 0.0)
    if runaway.any():
        return refused(asked, runaway, empty_intervals(asked))
    top = highest(model, plain)
    loose = ~(top.se[2:] < LOOSE)
    if loose.any():
        runaway[1:] = np.where(loose, np.sign(top.x[2:]), 0.0)
        return refused(asked, runaway, loose_intervals(asked, runaway))
    return estimated(asked, top)


def check_steps(steps: ArrayLike) -> tuple[float, ...]:
    """Steps as rising numbers between 0 and 1, without a last 1.

    Examples
    --------
    >>> check_steps([0.025, 0.5, 1])
    (0.025, 0.5)
    """
    given = np.atleast_1d(floats("steps", steps))
    inner = given[:-1] if given.size and given[-1] == 1 else given
    if not (inner.ndim == 1 and inner.size and (np.diff(inner, prepend=0, append=1) > 0).all()):
        raise ValueError(f"steps: got {steps!r}, expected p values that rise between 0 and 1")
    return tuple(map(float, inner))


def step_model(y: Floats, v: Floats, steps: tuple[float, ...]) -> StepModel:
    """Sort the studies into intervals; small p values lie on the side of large `y`."""
    z = -special.ndtri(np.array(steps))
    se = np.sqrt(v)
    held = (y[:, None] / se[:, None] < z).sum(1)
    return StepModel(y, v, se[:, None] * z, held, np.bincount(held, minlength=len(steps) + 1))


def direction(asked: Side | None, taken: Side) -> tuple[str, ...]:
    """Say which side was taken, when none was asked for."""
    if asked is not None:
        return ()
    return (
        f"The direction was taken from the sign of the pooled effect: alternative={taken!r}; "
        "name the side that counts as success if the question has one.",
    )
