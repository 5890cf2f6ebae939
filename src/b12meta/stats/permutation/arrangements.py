"""Shuffles of labels: how many differ, all of them, or some at random.

Studies with equal rows of moderators bear one label. Shuffles that only exchange such studies are
the same, so k! shrinks to the number of different words that can be made of the labels.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from b12meta.stats.types import Ints

__all__ = ["every_word", "possible", "random_words"]


def possible(labels: Ints) -> int:
    """Count the different shuffles of labels 0, 1, ….

    Examples
    --------
    >>> possible(np.array([0, 1, 2])), possible(np.array([0, 0, 1, 1]))
    (6, 6)
    """
    counts = np.bincount(labels).tolist()
    return math.factorial(labels.size) // math.prod(map(math.factorial, counts))


def every_word(labels: Ints) -> Ints:
    """Give all different shuffles, in alphabetical order, shape (n, k).

    Examples
    --------
    >>> every_word(np.array([0, 1, 0]))
    array([[0, 0, 1],
           [0, 1, 0],
           [1, 0, 0]])
    """
    words = np.empty((1, 0), np.intp)
    left = np.bincount(labels)[None]
    for _ in range(labels.size):
        row, letter = np.nonzero(left)
        words = np.column_stack([words[row], letter])
        left = left[row]
        left[np.arange(letter.size), letter] -= 1
    return words


def random_words(labels: Ints, n: int, rng: np.random.Generator) -> Ints:
    """Draw n shuffles, each equally likely, shape (n, k)."""
    found: Ints = rng.permuted(np.tile(labels, (n, 1)), axis=1)
    return found
