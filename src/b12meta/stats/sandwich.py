"""The sandwich: variance of a weighted mean from the residuals of its clusters.

Each cluster brings its working variance and its residuals; the weights are the inverse of the
variances. A cluster's residuals vary less than its effects, as the mean has followed them; CR2
undoes that. Everything is formed as a sum of positive parts, also where one cluster outweighs all
others.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from b12meta.stats.types import Floats

__all__ = ["Block", "Sandwich", "sandwich"]


class Block(NamedTuple):
    """One cluster: a root of its working variance, and its residuals.

    The variance is ``R R'`` with R = `lower`, a Cholesky factor, or where that is None the diagonal
    matrix of `scale`.
    """

    scale: Floats
    lower: Floats | None
    residual: Floats


class Score(NamedTuple):
    """What a cluster contributes: e'r and e'1, where e are its adjusted weights, r residuals."""

    of_residual: float
    of_ones: float


class Sandwich(NamedTuple):
    """Standard error in scaled units, and Satterthwaite's degrees of freedom."""

    se: float
    df: float


def sandwich(blocks: list[Block], kind: str) -> Sandwich:
    """Robust standard error by ``CR0``, ``CR1`` or ``CR2``.

    References
    ----------
    Pustejovsky & Tipton (2018), *Journal of Business & Economic Statistics* 36, 672-683.
    """
    white = [whitened(block, np.ones_like(block.residual)) for block in blocks]
    weights = np.array([float(one @ one) for one in white])
    rest, total = without_each(weights), float(weights.sum())
    if kind == "CR2":
        scores = [adjusted(*three) for three in zip(blocks, white, rest, strict=True)]
        diagonal = weights
    else:
        scores = [plain(block, one) for block, one in zip(blocks, white, strict=True)]
        diagonal = weights * rest / total
    factor = len(blocks) / (len(blocks) - 1) if kind == "CR1" else 1.0
    meat = factor * sum(score.of_residual**2 for score in scores)
    ones = np.array([score.of_ones for score in scores])
    return Sandwich(math.sqrt(meat) / total, satterthwaite(diagonal, ones * ones / total))


def plain(block: Block, white: Floats) -> Score:
    """Contribution of a cluster without adjustment."""
    return Score(float(white @ whitened(block, block.residual)), float(white @ white))


def whitened(block: Block, values: Floats) -> Floats:
    """Solve ``R x = values``."""
    if block.lower is None:
        return np.asarray(values / block.scale)
    return np.asarray(np.linalg.solve(block.lower, values))


def without_each(weights: Floats) -> Floats:
    """Sum of all other weights, as a sum."""
    zero = np.zeros(1)
    before = np.concatenate([zero, np.cumsum(weights)[:-1]])
    after = np.concatenate([np.cumsum(weights[::-1])[::-1][1:], zero])
    return np.asarray(before + after)


def adjusted(block: Block, white: Floats, rest: float) -> Score:
    """Contribution of a cluster whose weights are adjusted so that CR2 is exact.

    The adjustment is ``A = R (R'BR)**(-1/2) R'`` with B the variance of the residuals, which the
    mean has made smaller. Its inverse is ``R'**-1 (I + a a' / rest) R**-1`` for a = ``R**-1 1``, so
    that ``(R'BR)**-1 = F'F`` with F = ``(I + a a' / rest)**(1/2) R**-1 R'**-1``, a sum of positive
    parts. Rows stand by precision, so that the columns of F fall in size, and singular values keep
    their digits.
    """
    size = float(white @ white)
    gain = 1 / (rest * (math.sqrt(1 + size / rest) + 1))
    if block.lower is None:
        inner = np.diag(1 / block.scale**2)
        root = np.diag(block.scale)
    else:
        inverse = np.linalg.inv(block.lower)
        inner = inverse @ inverse.T
        root = block.lower
    f = inner + gain * np.outer(white, white @ inner)
    _, values, right = np.linalg.svd(f)
    e = root @ (right.T @ (values * (right @ white)))
    return Score(float(e @ block.residual), float(e.sum()))


def satterthwaite(diagonal: Floats, ones: Floats) -> float:
    """Degrees of freedom of a variance whose matrix is ``diag`` less the outer product of roots.

    `ones` are squares of what each cluster has off the diagonal.
    """
    apart = float(ones @ without_each(ones))
    return float(diagonal.sum()) ** 2 / (float(diagonal @ diagonal) + apart)
