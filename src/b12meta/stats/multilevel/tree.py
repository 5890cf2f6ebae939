"""The likelihood of nested effects, by pooling level by level.

The members of a cluster are pooled by inverse variance; their mean then has the variance of that
pool plus the variance between clusters, and is itself a member of the next level. On the way up
everything that the likelihood needs is collected; on the way down come its derivatives, by two
facts. Writing r for a node's distance from the centre of its siblings and w for its weight, the sum
of ``V^-1 (y - mu)`` over the node is w r; and the matching diagonal of P is w times a part that is
formed from sums of positive numbers. So no digit is lost to a giant study.

All functions take variances of any leading shape, and complex ones: the imaginary part of the score
at ``sigma2 + i h`` over h is its derivative, free of rounding.

References
----------
Goldstein (1986), *Biometrika* 73, 43-56 (nested covariance inverted level by level); Squire &
Trapp (1998), *SIAM Review* 40, 110-112 (complex steps).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from b12meta.stats.types import Floats, Ints

__all__ = ["Tree", "fit_at", "hessian", "loglik", "make_tree", "score", "shares"]

Numbers = NDArray[Any]
"""Real or complex."""

STEP = 1e-100
"""Imaginary step; the derivative has no other error than rounding."""


class Tree(NamedTuple):
    """Effects in the order of the tree, and for each level, outer first, where its nodes begin.

    ``starts[c]`` are places among the nodes of the next inner level (at the last level among the
    effects); ``parents[c]`` is the node of level c of each of those. `order` is that of the data.
    """

    y: Floats
    v: Floats
    starts: tuple[Ints, ...]
    parents: tuple[Ints, ...]
    order: Ints


def make_tree(y: Floats, v: Floats, codes: Ints) -> Tree:
    """Sort scaled effects (most precise first) so that every cluster is contiguous.

    `codes`, shape (k, c), are those of nested columns, outer first. Clusters stand in the order of
    their most precise effect, as do effects within them.
    """
    k = y.size
    first = [first_rank(column) for column in codes.T]
    order = np.lexsort((np.arange(k), *(ranks for ranks in reversed(first))))
    starts, parents = [], []
    inner = [*(column[order] for column in codes.T[1:]), np.arange(k)]
    for outer, within in zip((column[order] for column in codes.T), inner, strict=True):
        nodes = np.flatnonzero(np.diff(within, prepend=-1))
        new = np.diff(outer[nodes], prepend=-1) != 0
        starts.append(np.flatnonzero(new))
        parents.append(np.cumsum(new) - 1)
    return Tree(y[order], v[order], tuple(starts), tuple(parents), order)


def first_rank(codes: Ints) -> Ints:
    """For each row, the first row that has its code."""
    _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    return np.asarray(first[inverse.ravel()], dtype=np.intp)


class Level(NamedTuple):
    """Members of the nodes of one level: weights, means less that of the node, and the nodes' sums.

    `spread` is the weighted sum of squares of all members about their nodes.
    """

    weight: Numbers
    off: Numbers
    total: Numbers
    spread: Numbers


class Fit(NamedTuple):
    """Levels from the outermost on (level 0 pools the outermost clusters), mean, logdet of V."""

    levels: list[Level]
    mean: Numbers
    logdet: Numbers


def pooled(weight: Numbers, mean: Numbers, starts: Ints, parent: Ints) -> tuple[Level, Numbers]:
    """Pool members within nodes: the level, and the nodes' means."""
    base = mean[..., starts]
    ahead = mean - base[..., parent]
    total = np.add.reduceat(weight, starts, axis=-1)
    shift = np.add.reduceat(weight * ahead, starts, axis=-1) / total
    off = ahead - shift[..., parent]
    return Level(weight, off, total, (weight * off * off).sum(axis=-1)), base + shift


def fit_at(tree: Tree, sigma2: Numbers) -> Fit:
    """Pool upwards at variances of shape (…, c), outer first."""
    shape = sigma2.shape[:-1]
    weight: Numbers = np.broadcast_to(1 / tree.v, (*shape, tree.v.size))
    mean: Numbers = np.broadcast_to(tree.y, (*shape, tree.y.size))
    logdet: Numbers = np.broadcast_to(np.log(tree.v).sum(), shape)
    levels = []
    for c in reversed(range(sigma2.shape[-1])):
        level, mean = pooled(weight, mean, tree.starts[c], tree.parents[c])
        grown = 1 + sigma2[..., c, None] * level.total
        logdet = logdet + np.log(grown).sum(axis=-1)
        weight = level.total / grown
        levels.append(level)
    root = np.zeros(1, dtype=np.intp)
    level, mean = pooled(weight, mean, root, np.zeros(weight.shape[-1], dtype=np.intp))
    return Fit([level, *reversed(levels)], mean[..., 0], logdet)


def loglik(tree: Tree, sigma2: Floats, restricted: bool) -> Floats:
    """Log-likelihood, the mean maximised out, without constants, shape (…)."""
    fit = fit_at(tree, sigma2)
    extra = np.log(fit.levels[0].total[..., 0]) if restricted else 0.0
    spread = sum(level.spread for level in fit.levels)
    return np.asarray(-0.5 * (fit.logdet + spread + extra))


def score(tree: Tree, sigma2: Numbers, restricted: bool) -> tuple[Numbers, Numbers]:
    """Derivative of the log-likelihood by each variance, shape (…, c), and the size of its noise.

    The noise is the square root of half the sum of squared diagonals of P summed over clusters, an
    approximation from below to the standard deviation of the score.
    """
    fit = fit_at(tree, sigma2)
    shape, count = sigma2.shape[:-1], sigma2.shape[-1]
    centre: Numbers = np.zeros((*shape, 1))
    part: Numbers = np.zeros((*shape, 1)) if restricted else np.ones((*shape, 1))
    grown: Numbers = np.ones((*shape, 1))
    parent: Ints = np.zeros(fit.levels[0].weight.shape[-1], dtype=np.intp)
    slopes, noise = [], []
    for c in range(count):
        level = fit.levels[c]
        residual = level.off + centre[..., parent]
        inside = level.weight / level.total[..., parent]
        part = others(level, parent) + part[..., parent] * inside / grown[..., parent]
        direction, diagonal = level.weight * residual, level.weight * part
        slopes.append((direction * direction - diagonal).sum(axis=-1) / 2)
        noise.append(np.sqrt((diagonal * diagonal).sum(axis=-1) / 2))
        grown = 1 + sigma2[..., c, None] * fit.levels[c + 1].total
        centre = residual / grown
        parent = tree.parents[c]
    return np.stack(slopes, axis=-1), np.stack(noise, axis=-1)


def others(level: Level, parent: Ints) -> Numbers:
    """Share of the siblings in each node's weight, exact beside a dominant member too."""
    starts = np.flatnonzero(np.diff(parent, prepend=-1))
    size = level.weight.real
    top = size == np.maximum.reduceat(size, starts, axis=-1)[..., parent]
    alone = np.add.reduceat(top.astype(np.intp), starts, axis=-1) == 1
    dominant = top & alone[..., parent]
    rest = np.add.reduceat(np.where(dominant, 0.0, level.weight), starts, axis=-1)
    total = level.total[..., parent]
    return np.asarray(np.where(dominant, rest[..., parent], total - level.weight) / total)


def hessian(tree: Tree, sigma2: Floats, restricted: bool) -> Floats:
    """Second derivatives of the log-likelihood at one point, shape (c, c)."""
    points = sigma2 + 1j * STEP * np.eye(sigma2.size)
    return np.asarray(score(tree, points, restricted)[0].imag / STEP)


def shares(tree: Tree, fit: Fit) -> Floats:
    """Shares of the effects in the mean, in the order of the tree; a node's is split by weight."""
    share: Numbers = np.ones(1)
    parent: Ints = np.zeros(fit.levels[0].weight.size, dtype=np.intp)
    for c, level in enumerate(fit.levels):
        share = share[parent] * level.weight / level.total[parent]
        parent = tree.parents[c] if c < len(tree.parents) else parent
    return np.asarray(share)
