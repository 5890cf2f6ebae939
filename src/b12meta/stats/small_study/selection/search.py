"""Finding the highest point of the likelihood of a selection model.

It may have several maxima. So it is first surveyed on a wide grid of means and spreads, each with
good weights; every point that no neighbour overtops is the start of a climb, and the highest end
counts. Far outside the likelihood falls without end, for a study in the first interval and one in
the last hold it down on either side, so the survey need not be endless.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.small_study.selection.ascent import climb
from b12meta.stats.small_study.selection.likelihood import (
    better_weights,
    derivatives,
    loglik,
)

if TYPE_CHECKING:
    from b12meta.stats.small_study.selection.likelihood import StepModel
    from b12meta.stats.types import Floats

__all__ = ["Maximum", "highest"]

MEANS = (-8.0, -4.0, -2.0, -1.0, -0.5, -0.2, 0.0, 0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Means of the survey: distances from the one without selection, in ranges of the effects."""

SPREADS = (0.0, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
"""The same for tau, in ranges of the effects."""

WEIGHINGS = 5
"""Improvements of the weights at each point of the survey."""

CLOSE = 1e-9
"""Heights that differ by less are equal: of two climbs to one top the settled one counts."""


class Maximum(NamedTuple):
    """Parameters (p,) and height of the maximum, standard errors (NaN: unknown), settled or not."""

    x: Floats
    value: float
    se: Floats
    converged: bool


def highest(model: StepModel, plain: Floats) -> Maximum:
    """Highest maximum, from the fit without selection, `plain`, and from a survey."""
    width = max(float(np.ptp(model.y)), math.sqrt(float(model.v.min())))
    limits = np.array([width, *[1.0] * (plain.size - 1)])
    starts = np.concatenate([plain[None], peaks(model, survey(model, plain, width))])
    tops = climb(lambda x: derivatives(model, x), lambda x: loglik(model, x), starts, limits)
    first = int(np.argmax(np.where(tops.converged, tops.value, tops.value - CLOSE)))
    x = tops.x[first]
    at = derivatives(model, x[None])
    se = standard_errors(-at.hessian[0], free_tau2=bool(x[1] > 0))
    return Maximum(x, float(at.value[0]), se, bool(tops.converged[first]))


def survey(model: StepModel, plain: Floats, width: float) -> Floats:
    """Parameters on a grid, shape (means, spreads, p), each with good weights."""
    mean = plain[0] + width * np.array(MEANS)
    spread = np.log1p((width * np.array(SPREADS)) ** 2 / model.v.min())
    grid = np.zeros((mean.size, spread.size, plain.size))
    grid[..., 0], grid[..., 1] = mean[:, None], spread
    x = grid.reshape(-1, plain.size)
    for _ in range(WEIGHINGS):
        x = better_weights(model, x)
    return x.reshape(grid.shape)


def peaks(model: StepModel, grid: Floats) -> Floats:
    """Points of a grid that no neighbour overtops, shape (n, p)."""
    heights = loglik(model, grid.reshape(-1, grid.shape[-1])).reshape(grid.shape[:2])
    around = np.pad(heights, 1, constant_values=-math.inf)
    windows = np.lib.stride_tricks.sliding_window_view(around, (3, 3))
    tops: Floats = grid[heights >= windows.max((-2, -1))]
    return tops


def standard_errors(information: Floats, *, free_tau2: bool) -> Floats:
    """From the observed information; NaN for a tau2 that is held at 0, or a flat direction."""
    free = np.ones(len(information), np.bool_)
    free[1] = free_tau2
    inner = information[np.ix_(free, free)]
    size = np.sqrt(np.abs(np.diag(inner)))
    size[size == 0] = 1.0
    errors = np.full(len(information), math.nan)
    try:
        variances = np.diag(np.linalg.inv(inner / size / size[:, None])) / size**2
    except np.linalg.LinAlgError:
        return errors
    errors[free] = np.sqrt(np.where(variances > 0, variances, math.nan))
    return errors
