"""What all effect sizes share: the pair they return, and the door for the columns they take."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from b12meta.stats.checks import Problems, floats, labels_of

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Bools, Floats, Labels

__all__ = ["Columns", "Effect", "columns", "hedges_j", "nothing_or"]

MEND = "correct these rows, or leave them out"


class Effect(NamedTuple):
    """Effects and their sampling variances, arrays of shape (k,)."""

    yi: Floats
    vi: Floats


class Columns:
    """Columns of one length, all finite, with words ready for the rows that a rule refuses."""

    def __init__(self, values: dict[str, Floats], labels: Labels) -> None:
        self.values = values
        self.problems = Problems(labels)

    def __getitem__(self, name: str) -> Floats:
        return self.values[name]

    def require(self, name: str, good: Bools, expected: str) -> None:
        """Note the rows of a column where `good` is false."""
        self.problems.refuse(~good, name, self.values[name], expected)

    def settle(self) -> None:
        """Raise when any row was refused."""
        self.problems.raise_any(MEND)


def columns(**given: ArrayLike) -> Columns:
    """Columns as float arrays of shape (k,); single numbers are repeated.

    Raises
    ------
    ValueError
        For columns of unequal length or more than one dimension, an empty column, or entries that
        are not finite numbers; each row is named.
    """
    values = {name: np.atleast_1d(floats(name, value)) for name, value in given.items()}
    sizes = {name: value.shape for name, value in values.items()}
    k = max(value.size for value in values.values())
    if any(
        value.ndim != 1 or value.size not in (1, k) or value.size == 0 for value in values.values()
    ):
        raise ValueError(f"got columns of shapes {sizes}, expected one length and at least one row")
    checked = Columns(
        {name: np.broadcast_to(value, (k,)) for name, value in values.items()},
        labels_of(*given.values()),
    )
    for name, value in checked.values.items():
        checked.require(name, np.isfinite(value), "a finite number")
    checked.settle()
    return checked


def hedges_j(df: Floats) -> Floats:
    """Factor that makes a standardised mean difference unbiased, exact.

    Through the logarithm of the gamma function, which does not overflow at large samples.

    References
    ----------
    Hedges (1981), *Journal of Educational Statistics* 6, eq. 6e.

    Examples
    --------
    >>> hedges_j(np.array([10.0, 1000.0])).round(6)
    array([0.922746, 0.99925 ])
    """
    half = np.asarray(df) / 2
    log_ratio: Floats = special.gammaln(half) - special.gammaln(half - 0.5)
    return np.exp(log_ratio) / np.sqrt(half)


def nothing_or(yi: Floats, vi: Floats) -> Effect:
    """Effect with NaN in both places wherever either is not finite (a logarithm of a zero cell)."""
    known = np.isfinite(yi) & np.isfinite(vi)
    return Effect(np.where(known, yi, np.nan), np.where(known, vi, np.nan))
