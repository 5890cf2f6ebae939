"""The highest point of the likelihood of several variances, none below 0.

A grid over all variances, 0 included, shows where to start; from each of its peaks Newton's method
climbs with exact derivatives, where the likelihood is not concave along the absolute curvatures. A
variance that reaches 0 while the likelihood falls there stays. At the end the score is checked: 0,
or downhill at the bound.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.multilevel.tree import Tree, hessian, loglik, score

if TYPE_CHECKING:
    from b12meta.stats.types import Bools, Floats

__all__ = ["Peak", "highest"]

GRID = {1: 24, 2: 9, 3: 6}
"""Values per variance, by the number of variances (4 for more); up to twice that where the sampling
variances span many orders of magnitude."""

STARTS = 6
"""Peaks of the grid from which to climb, the highest first."""

STEPS = 200
LEVEL = 1e-7
"""Score, in units of its noise, that counts as 0."""

SETTLED = 1e-9
"""Relative step of Newton's method that ends the climb: what is left is its square."""

FLAT = 1e-6
"""Curvature, relative to the largest, below which a direction counts as flat."""


class Peak(NamedTuple):
    """Variances in scaled units, the number of distinct maxima found, and whether it is level."""

    sigma2: Floats
    optima: int
    converged: bool


def highest(tree: Tree, count: int, restricted: bool) -> Peak:
    """Highest maximum of the likelihood over `count` variances."""
    found = [climb(tree, start, restricted) for start in starts(tree, count, restricted)]
    heights = [float(loglik(tree, sigma2, restricted)) for sigma2 in found]
    best = found[int(np.argmax(heights))]
    distinct: list[Floats] = []
    for sigma2 in found:
        if is_level(tree, sigma2, restricted) and not any(
            same(tree, sigma2, other, restricted) for other in distinct
        ):
            distinct.append(sigma2)
    return Peak(best, max(1, len(distinct)), is_level(tree, best, restricted))


def starts(tree: Tree, count: int, restricted: bool) -> list[Floats]:
    """Peaks of the likelihood on a grid of variances, the highest first."""
    low, high = float(tree.v.min()) / 10, 2 * float(tree.y.var()) + float(np.median(tree.v))
    least = GRID.get(count, 4)
    number = min(2 * least, max(least, math.ceil(math.log(high / low))))
    values = np.concatenate([[0.0], np.geomspace(low, high, number - 1)])
    points = np.stack(np.meshgrid(*[values] * count, indexing="ij"), axis=-1)
    heights = loglik(tree, points, restricted)
    peaks = np.argwhere(is_peak(heights))
    ranked = sorted(peaks, key=lambda place: -float(heights[tuple(place)]))
    return [points[tuple(place)] for place in ranked[:STARTS]]


def is_peak(heights: Floats) -> Bools:
    """Whether no neighbour along an axis is higher."""
    peak = np.ones(heights.shape, dtype=bool)
    for axis in range(heights.ndim):
        steps = np.diff(heights, axis=axis)
        edge = [(0, 0)] * heights.ndim
        edge[axis] = (1, 0)
        peak &= np.pad(steps, edge, constant_values=0.0) >= 0
        edge[axis] = (0, 1)
        peak &= np.pad(steps, edge, constant_values=0.0) <= 0
    return peak


def climb(tree: Tree, start: Floats, restricted: bool) -> Floats:
    """Local maximum near `start`."""
    sigma2, height = start, float(loglik(tree, start, restricted))
    for _ in range(STEPS):
        slope, noise = score(tree, sigma2, restricted)
        free = (sigma2 > 0) | (slope > 0)
        if not free.any():
            break
        step = newton(hessian(tree, sigma2, restricted), slope, noise, free)
        better = advance(tree, sigma2, step, height, restricted)
        moved = np.abs(better[0] - sigma2) * noise
        sigma2, height = better
        if float(moved.max()) <= SETTLED * float((sigma2 * noise).max() + 1):
            break
    return sigma2


def newton(curvature: Floats, slope: Floats, noise: Floats, free: Bools) -> Floats:
    """Newton's step in units of the noise; along a direction that curves upwards, uphill."""
    scale = noise[free]
    values, vectors = np.linalg.eigh(-curvature[np.ix_(free, free)] / np.outer(scale, scale))
    size = np.maximum(np.abs(values), FLAT * np.abs(values).max())
    step = np.zeros_like(slope)
    step[free] = vectors @ ((vectors.T @ (slope[free] / scale)) / size) / scale
    return step


def advance(
    tree: Tree, sigma2: Floats, step: Floats, height: float, restricted: bool
) -> tuple[Floats, float]:
    """Longest of the halved steps that does not lead down, cut off at 0."""
    for _ in range(40):
        new = np.maximum(0.0, sigma2 + step)
        risen = float(loglik(tree, new, restricted))
        if risen >= height - 1e-13 * (abs(height) + 1):
            return new, risen
        step = step / 2
    return sigma2, height


def is_level(tree: Tree, sigma2: Floats, restricted: bool) -> bool:
    """Whether the score is 0, or points below 0 at the bound."""
    slope, noise = score(tree, sigma2, restricted)
    off = np.where(sigma2 > 0, np.abs(slope), np.maximum(slope, 0.0)) / noise
    return bool((off <= LEVEL).all())


def same(tree: Tree, one: Floats, other: Floats, restricted: bool) -> bool:
    """Whether two maxima are one, up to rounding."""
    noise = score(tree, one, restricted)[1]
    return bool((np.abs(one - other) * noise <= 1e-5 * (one * noise + 1)).all())
