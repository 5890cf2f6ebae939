"""Exact intervals of single proportions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from b12meta.stats.checks import check_level
from b12meta.stats.effects.cells import events_of
from b12meta.stats.interval import StudyIntervals

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike


def exact_shares(xi: ArrayLike, ni: ArrayLike, *, level: float = 0.95) -> StudyIntervals:
    """Each proportion's Clopper-Pearson interval, which covers at least `level` at any truth.

    Parameters
    ----------
    xi, ni : array-like of shape (k,)
        Events, and people.
    level : float
        Least coverage.

    Raises
    ------
    ValueError
        For a negative or missing count, an empty group, or more events than people.

    References
    ----------
    Clopper & Pearson (1934), *Biometrika* 26, 404-413.

    Examples
    --------
    >>> low, high = exact_shares([0, 7], [33, 32])
    >>> low.round(3), high.round(3)
    (array([0.   , 0.093]), array([0.106, 0.4  ]))
    """
    x, others = events_of(xi, ni)
    tail = (1 - check_level(level)) / 2
    low = special.betaincinv(np.maximum(x, 1), others + 1, tail)
    high = special.betaincinv(x + 1, np.maximum(others, 1), 1 - tail)
    return StudyIntervals(np.where(x > 0, low, 0.0), np.where(others > 0, high, 1.0))
