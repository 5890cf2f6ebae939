"""Which factor moves a number most: shares of its variance over a grid that need not be balanced.

On a full grid each factor has a sum of squares of its own. On a grid with holes, or where one
option excludes another, factors share what they explain, and a factor's share depends on which
others come before it. Lindeman, Merenda and Gold take the mean over all orders, which is Shapley's
value of the factor in the game "explained variance": never negative, without an order, and the
shares sum to what all main effects explain together. What is left is interplay of factors.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.checks import floats

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from b12meta.stats.types import ArrayLike, Bools, Floats

__all__ = ["VarianceShares", "variance_shares"]

MOST = 16
"""Factors up to which every subset of them is looked at."""

FLAT = 1e-10
"""Eigenvalue, relative to the largest, below which a direction is another one's double."""


class VarianceShares(NamedTuple):
    """Share of each factor by name, and what main effects leave unexplained; they sum to 1."""

    shares: dict[str, float]
    rest: float


def variance_shares(
    y: ArrayLike, factors: Mapping[str, Sequence[object]], *, weights: ArrayLike | None = None
) -> VarianceShares:
    """Share of the variance of `y` that each factor explains, averaged over all orders.

    Parameters
    ----------
    y : array-like of shape (n,)
        The numbers that vary.
    factors : mapping of str to sequence of length n
        Levels of each factor, as anything hashable; at most 16 factors that vary.
    weights : array-like of shape (n,), optional
        Weight of each number; equal ones by default.

    Returns
    -------
    VarianceShares
        All shares 0, and a rest of 0, where `y` does not vary.

    Raises
    ------
    ValueError
        For values that are not finite, weights that are negative or all 0, unequal lengths, or too
        many factors.

    References
    ----------
    Lindeman, Merenda & Gold (1980), *Introduction to Bivariate and Multivariate Analysis*, 119 ff.;
    Grömping (2007), *The American Statistician* 61, 139-147; Shapley (1953), in *Contributions to
    the Theory of Games* 2, 307-317.

    Examples
    --------
    >>> found = variance_shares([0.0, 1.0, 3.0, 4.0], {"a": "xxyy", "b": "uvuv"})
    >>> {name: round(share, 3) for name, share in found.shares.items()}, round(found.rest, 3)
    ({'a': 0.9, 'b': 0.1}, 0.0)
    """
    values, w = checked(y, factors, weights)
    shares = dict.fromkeys(factors, 0.0)
    centred = values - w @ values
    total = float(w @ (centred * centred))
    scale = float(np.abs(values).max())
    if total <= (1e-12 * scale) ** 2:
        return VarianceShares(shares, 0.0)
    varying = [name for name, levels in factors.items() if len(set(levels)) > 1]
    if len(varying) > MOST:
        raise ValueError(f"factors: got {len(varying)} that vary, expected at most {MOST}")
    columns, owner = dummies([factors[name] for name in varying], w)
    explained = every_subset(columns, owner, centred, w, len(varying)) / total
    shares |= dict(zip(varying, map(float, shapley(explained, len(varying))), strict=True))
    return VarianceShares(shares, max(0.0, 1.0 - float(explained[-1])))


def checked(
    y: ArrayLike, factors: Mapping[str, Sequence[object]], weights: ArrayLike | None
) -> tuple[Floats, Floats]:
    """Values, and weights that sum to 1."""
    values = floats("y", y)
    w = np.ones_like(values) if weights is None else floats("weights", weights)
    if values.ndim != 1 or values.size == 0 or w.shape != values.shape:
        raise ValueError(f"y, weights: got shapes {values.shape}, {w.shape}, expected one (n,)")
    if not (np.isfinite(values).all() and np.isfinite(w).all() and (w >= 0).all() and w.any()):
        raise ValueError("y, weights: got values that are not finite, or no weight above 0")
    strange = [name for name, levels in factors.items() if len(levels) != values.size]
    if strange:
        raise ValueError(f"{', '.join(strange)}: expected {values.size} levels, one per number")
    return values, w / w.sum()


def dummies(factors: Sequence[Sequence[object]], w: Floats) -> tuple[Floats, Floats]:
    """Centred indicator columns of all levels, (n, m), and the factor of each column."""
    parts, owner = [], []
    for place, levels in enumerate(factors):
        names = {level: code for code, level in enumerate(dict.fromkeys(levels))}
        codes = np.array([names[level] for level in levels])
        parts.append((codes[:, None] == np.arange(1, len(names))).astype(float))
        owner += [place] * (len(names) - 1)
    columns = np.concatenate(parts, axis=1) if parts else np.empty((w.size, 0))
    return columns - w @ columns, np.array(owner, float)


def every_subset(columns: Floats, owner: Floats, y: Floats, w: Floats, p: int) -> Floats:
    """Sum of squares that each subset of factors explains; bit i of the place is factor i."""
    gram, right = columns.T @ (w[:, None] * columns), columns.T @ (w * y)
    found = np.zeros(2**p)
    for subset in range(1, 2**p):
        inside: Bools = np.array([bool(subset >> int(one) & 1) for one in owner])
        values, vectors = np.linalg.eigh(gram[np.ix_(inside, inside)])
        kept = values > FLAT * values[-1]
        along = vectors[:, kept].T @ right[inside]
        found[subset] = along @ (along / values[kept])
    return found


def shapley(worth: Floats, p: int) -> Floats:
    """Shapley values of p players from the worth of every subset of them."""
    subset = np.arange(2**p)
    size = np.array([int(one).bit_count() for one in subset])
    found = np.empty(p)
    for player in range(p):
        without = subset[(subset >> player & 1) == 0]
        gain = worth[without | 1 << player] - worth[without]
        orders = [1 / (p * math.comb(p - 1, n)) for n in size[without].tolist()]
        found[player] = np.array(orders) @ gain
    return found
