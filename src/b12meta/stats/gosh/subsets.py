"""Which subsets of the studies are pooled: all, or some at random."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.chunks import known_seed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from b12meta.stats.batch.members import Marks

__all__ = ["check_subsets", "choose"]

ALL = 20
"""Studies up to which all subsets are pooled."""

DRAWN = 1_000_000
"""Subsets drawn beyond that, as many as metafor draws."""

LONGEST = 62
"""Studies up to which a subset is one number."""


def check_subsets(subsets: int | None) -> int | None:
    """Give the largest number of subsets that is wanted."""
    if subsets is None:
        return None
    whole = isinstance(subsets, int | np.integer) and not isinstance(subsets, bool)
    if not whole or subsets < 2:
        raise ValueError(f"subsets: got {subsets!r}, expected a whole number from 2")
    return int(subsets)


def choose(k: int, most: int | None, seed: int | None) -> tuple[Marks, int | None]:
    """Codes of all subsets but the empty one, or of some; and the seed of the draw.

    Examples
    --------
    >>> choose(3, None, None)
    (range(1, 8), None)
    >>> choose(3, 2, 1)[0].shape
    (2,)
    """
    every = 2**k - 1
    if every <= most if most is not None else k <= ALL:
        return range(1, every + 1), None
    known = known_seed(seed)
    rng = np.random.default_rng(known)
    n = DRAWN if most is None else most
    if k <= LONGEST:
        return rng.integers(1, every, n, endpoint=True), known
    return packed(rng, n, k), known


def packed(rng: np.random.Generator, n: int, k: int) -> NDArray[np.uint8]:
    """Subsets of many studies as packed bits; an empty one, were it ever drawn, is drawn again."""
    found = rng.integers(256, size=(n, -(-k // 8)), dtype=np.uint8)
    if k % 8:
        found[:, -1] &= 2 ** (k % 8) - 1
    empty = ~found.any(1)
    if empty.any():
        found[empty] = packed(rng, int(empty.sum()), k)
    return found
