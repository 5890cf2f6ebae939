"""The pooled effect of bounded studies under many patterns of turned signs, on one grid.

If there were nothing to find, each study's result might as well have come out on the other side of
0. Turning a study mirrors its likelihood in the mean. So each study's log-likelihood is laid out
once on a grid of means and taus, split into the half that turning keeps and the half that it
negates; the log-likelihood of a pattern is then one row of a product of matrices.

The grid gives up digits for speed: estimates agree with `b12meta.stats.bounded.pooling` to about
three decimals. All patterns share the grid, so that they are compared like with like.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.bounded.truncated import log_above, log_between
from b12meta.stats.simulation.fits import peak

if TYPE_CHECKING:
    from collections.abc import Sequence

    from b12meta.stats.bayes.priors import TauPrior
    from b12meta.stats.types import Floats

__all__ = ["Grid", "grid_for", "mean_under_signs", "surfaces"]

POINTS = 101
"""Means, evenly from end to end."""

TAUS, BEND = 22, 0.15
"""Taus: `BEND` sinh(u) for even u, from 0 to the end of the grid."""

LEAST = 2.4
"""Least reach of the grid, in standard deviations."""

CHUNK = 64
"""Patterns held at once."""


class Grid(NamedTuple):
    """Means, taus, and the weight of each tau by the rule of trapezia over both signs."""

    mean: Floats
    tau: Floats
    weight: Floats


def grid_for(low: Floats, high: Floats) -> Grid:
    """Grid that reaches beyond every effect and limit on both sides."""
    ends = np.abs(np.concatenate([low, high]))
    reach = max(LEAST, 1.2 * float(ends[np.isfinite(ends)].max(initial=0.0)))
    u = np.linspace(0.0, math.asinh(reach / BEND), TAUS)
    weight = np.cosh(u)
    weight[0] /= 2
    return Grid(np.linspace(-reach, reach, POINTS), BEND * np.sinh(u), weight)


def surfaces(grid: Grid, yi: Floats, vi: Floats, low: Floats, high: Floats) -> Floats:
    """Log-likelihood of each study on the grid up to constants, shape (k, taus, means)."""
    rows = zip(yi, vi, low, high, strict=True)
    return np.array([surface(grid, *map(float, row)) for row in rows])


def surface(grid: Grid, y: float, v: float, low: float, high: float) -> Floats:
    """Log-likelihood of one study, shape (taus, means)."""
    s = np.sqrt(v + grid.tau**2)[:, None]
    if low == high:
        z = (y - grid.mean) / s
        found: Floats = -0.5 * z * z - np.log(s)
        return found
    if np.isinf(low) and np.isinf(high):
        return np.zeros((grid.tau.size, grid.mean.size))
    if np.isinf(high):
        return log_above((low - grid.mean) / s)
    if np.isinf(low):
        return log_above((grid.mean - high) / s)
    return log_between(*np.broadcast_arrays((low - grid.mean) / s, (high - low) / s))


def mean_under_signs(
    yi: Floats,
    vi: Floats,
    low: Floats,
    high: Floats,
    signs: Floats,
    priors: Sequence[TauPrior | None],
) -> Floats:
    """Pooled mean under each pattern of signs, by each prior.

    Parameters
    ----------
    yi, vi, low, high : array of shape (k,)
        As in `b12meta.stats.bounded.pooling.pool_bounded`.
    signs : array of shape (n, k)
        1 for a study as it is, -1 for one turned: ``low, high`` become ``-high, -low``.
    priors : sequence of TauPrior or None
        Posterior median under a prior with a flat one on the mean; None: maximum likelihood.

    Returns
    -------
    array of shape (n, number of priors)

    Raises
    ------
    ValueError
        For signs of another shape, or other than 1 and -1.

    Examples
    --------
    >>> y, v = np.array([0.5, 0.1, 0.3]), np.array([0.04, 0.05, 0.06])
    >>> signs = np.array([[1.0, 1, 1], [-1, -1, -1]])
    >>> mean_under_signs(y, v, y, y, signs, [None]).round(2).ravel()
    array([ 0.32, -0.32])
    """
    if signs.ndim != 2 or signs.shape[1] != vi.size:
        raise ValueError(f"signs: got shape {signs.shape}, expected (n, {vi.size})")
    if not (np.abs(signs) == 1).all():
        raise ValueError("signs: got other numbers, expected 1 and -1")
    grid = grid_for(low, high)
    single = surfaces(grid, yi, vi, low, high)
    turned = single[..., ::-1]
    kept, negated = (single + turned).sum(0) / 2, (single - turned) / 2
    part = negated.reshape(vi.size, -1)
    weights = [weights_of(grid, prior, vi) for prior in priors if prior is not None]
    found = np.empty((len(signs), len(priors)))
    bayes = [prior is not None for prior in priors]
    for start in range(0, len(signs), CHUNK):
        loglik = (signs[start : start + CHUNK] @ part).reshape(-1, *kept.shape)
        loglik += kept
        some = found[start : start + CHUNK]
        if not all(bayes):
            some[:, ~np.array(bayes)] = top_of(grid, loglik)[:, None]
        if any(bayes):
            some[:, bayes] = medians(grid, loglik, np.array(weights))
    return found


def weights_of(grid: Grid, prior: TauPrior, vi: Floats) -> Floats:
    """Weight of each tau under a prior."""
    density = prior.log_density(grid.tau, vi)
    found: Floats = grid.weight * np.exp(density - density.max())
    return found


def medians(grid: Grid, loglik: Floats, weights: Floats) -> Floats:
    """Posterior medians, shape (n, number of priors); `loglik` is overwritten."""
    loglik -= loglik.max((1, 2), keepdims=True)
    density = np.matmul(weights, np.exp(loglik, out=loglik))
    return median_of(grid, density.reshape(-1, grid.mean.size)).reshape(density.shape[:2])


def median_of(grid: Grid, density: Floats) -> Floats:
    """Median of each row's density: the cell by its cubic, the place in it by a parabola."""
    wide = np.pad(density, ((0, 0), (1, 1)))
    cells = 13 * (wide[:, 1:-2] + wide[:, 2:-1]) - wide[:, :-3] - wide[:, 3:]
    share = np.cumsum(np.maximum(cells, 0.0), axis=1)
    half = share[:, -1] / 2
    cell = np.minimum((share < half[:, None]).sum(1), grid.mean.size - 2)
    row = np.arange(len(density))
    before = np.where(cell > 0, share[row, cell - 1], 0.0)
    wanted = (half - before) / (share[row, cell] - before)
    left, right = density[row, cell], density[row, cell + 1]
    tilt = (right - left) / (right + left)
    inside = wanted + tilt * wanted * (1 - wanted)
    for _ in range(3):
        value = inside * (1 - tilt + tilt * inside) - wanted
        inside = inside - value / (1 - tilt + 2 * tilt * inside)
    found: Floats = grid.mean[cell] + (grid.mean[1] - grid.mean[0]) * np.clip(inside, 0, 1)
    return found


def top_of(grid: Grid, loglik: Floats) -> Floats:
    """Mean at the top of the profile over tau, between points by a quartic."""
    best = loglik.argmax(1)
    steps = (np.minimum(np.abs(best + step), grid.tau.size - 1) for step in (-2, -1, 0, 1, 2))
    profile, _ = peak(*(np.take_along_axis(loglik, at[:, None], 1)[:, 0] for at in steps))
    row = np.arange(len(profile))
    at = np.clip(profile.argmax(1), 2, grid.mean.size - 3)
    _, shift = peak(*(profile[row, at + step] for step in (-2, -1, 0, 1, 2)))
    found: Floats = grid.mean[at] + (grid.mean[1] - grid.mean[0]) * shift
    return found
