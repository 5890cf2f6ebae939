"""Climbing to the top of a likelihood from many places at once.

Newton's method with the exact Hessian, made safe: directions of the wrong curvature are turned
uphill, long steps are cut, and a step that does not climb is halved. The second parameter may not
fall below 0; where it would, it goes to 0 and the others move as if it were held.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from b12meta.stats.small_study.selection.likelihood import Derivatives
    from b12meta.stats.types import Bools, Floats

__all__ = ["Top", "climb"]

STEPS = 100
"""Steps after which a climb is called not converged; usual ones take 5 to 20."""

HALVINGS = 30

SETTLED = 1e-12
"""A Newton step below this share of `limits` ends the climb."""

FLAT = 1e-10
"""Smallest curvature that is trusted, as a share of the largest."""

TINY = 1e-300
"""Against division by 0 where there is no curvature at all."""

ROUNDING = 1e-13
"""Share of the height that does not count as a fall: beside a top all steps are level."""


class Top(NamedTuple):
    """Where each climb ended, and whether it settled on a maximum."""

    x: Floats
    value: Floats
    converged: Bools


def climb(
    curve: Callable[[Floats], Derivatives],
    height: Callable[[Floats], Floats],
    starts: Floats,
    limits: Floats,
) -> Top:
    """Climb from every row of `starts`, shape (n, p); `limits` (p,) is the longest step.

    The scale of `limits` is also that on which steps are judged.
    """
    x = starts.copy()
    done, found = np.zeros(len(x), np.bool_), np.full(len(x), -np.inf)
    for _ in range(STEPS):
        rows = np.flatnonzero(~done)
        at = curve(x[rows])
        found[rows] = at.value
        step = uphill(x[rows], at, limits)
        small = np.max(np.abs(step) / limits, axis=1) <= SETTLED
        x[rows] = climbed(height, x[rows], at.value, step, small)
        done[rows] = small
        if done.all():
            break
    return Top(x, found, done)


def uphill(x: Floats, at: Derivatives, limits: Floats) -> Floats:
    """Newton steps, turned uphill and cut to the limits."""
    gradient, curvature = at.gradient * limits, -at.hessian * limits * limits[:, None]
    step = newton(gradient, curvature)
    held = x[:, 1] + step[:, 1] * limits[1] < 0
    if held.any():
        gradient[held, 1] = 0
        curvature[held, 1, :] = curvature[held, :, 1] = 0
        curvature[held, 1, 1] = 1
        step[held] = newton(gradient[held], curvature[held])
        step[held, 1] = -x[held, 1] / limits[1]
    step *= limits / np.maximum(1, np.abs(step).max(1))[:, None]
    return step


def newton(gradient: Floats, curvature: Floats) -> Floats:
    """Solve for the step, every eigenvalue of the curvature taken as positive."""
    values, vectors = np.linalg.eigh(curvature)
    size = np.abs(values)
    size = np.maximum(size, FLAT * size.max(1)[:, None] + TINY)
    along = np.einsum("nij,ni->nj", vectors, gradient) / size
    step: Floats = np.einsum("nij,nj->ni", vectors, along)
    return step


def climbed(
    height: Callable[[Floats], Floats], x: Floats, value: Floats, step: Floats, small: Bools
) -> Floats:
    """Take the step, halved until it climbs; a small one is taken as it is."""
    size = np.ones(len(x))
    unsure = np.flatnonzero(~small)
    for _ in range(HALVINGS):
        if unsure.size == 0:
            break
        reached = height(x[unsure] + size[unsure, None] * step[unsure])
        unsure = unsure[~(reached > value[unsure] - ROUNDING * (1 + np.abs(value[unsure])))]
        size[unsure] /= 2
    return x + size[:, None] * step
