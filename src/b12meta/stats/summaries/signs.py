"""Which way a difference points: from a word, from two means, or from both if they agree.

Group 1 minus group 2, after minus before: "lower" is -1, "higher" is 1, and 0 is not stated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from b12meta.stats.summaries.rows import Rows
    from b12meta.stats.types import Floats

__all__ = ["WORDS", "stated_signs", "word_signs"]

SIGNS = {"lower": -1.0, "higher": 1.0, "none_stated": 0.0, None: 0.0}
WORDS = {-1.0: "lower", 1.0: "higher"}


def stated_signs(x: Rows) -> Floats:
    """Sign of each row from its word ``direction`` or its means ``m1i``, ``m2i``.

    Rows with an unknown word, one mean without the other, or means that contradict the word are
    refused. Two equal means contradict nothing, as they may be rounded.
    """
    return agreed(x, word_signs(x), mean_signs(x))


def word_signs(x: Rows) -> Floats:
    """Sign of the word of each row."""
    for row, word in enumerate(x.words["direction"]):
        if word not in SIGNS:
            x.refuse("direction", row, f"got {word!r}, expected lower, higher or none_stated")
    return np.array([SIGNS.get(word, 0.0) for word in x.words["direction"]])


def mean_signs(x: Rows) -> Floats:
    """Sign of the difference of the means, NaN where they were not printed."""
    for name, other in (("m1i", "m2i"), ("m2i", "m1i")):
        x.require(name, x.given(name) | ~x.given(other), f"a mean, as there is one in {other}")
    first, second = x["m1i"], x["m2i"]
    sign = (first > second).astype(float) - (first < second)
    return np.where(x.given("m1i") & x.given("m2i"), sign, np.nan)


def agreed(x: Rows, words: Floats, means: Floats) -> Floats:
    """One sign per row; rows where the means contradict the word are refused."""
    for row in map(int, np.flatnonzero(words * means < 0)):
        first, second = float(x["m1i"][row]), float(x["m2i"][row])
        said = WORDS[float(words[row])]
        x.refuse("direction", row, f"got {said!r}, but the means are {first!r} and {second!r}")
    return np.where(words != 0, words, np.nan_to_num(means))
