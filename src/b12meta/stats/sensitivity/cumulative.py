"""Cumulative pooling: how the answer grew, study by study.

In order of year it shows when a question was settled; in order of precision, whether small studies
bend the result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from b12meta.stats.batch import subsets
from b12meta.stats.checks import Problems, labels_of
from b12meta.stats.sensitivity.refits import Refits, ask, refits

if TYPE_CHECKING:
    from b12meta.stats.checks import Studies
    from b12meta.stats.types import ArrayLike, Ints, Method, Test

__all__ = ["cumulative"]


def cumulative(
    yi: ArrayLike,
    vi: ArrayLike,
    order: Any = None,
    *,
    method: Method = "REML",
    test: Test = "knha",
    level: float = 0.95,
) -> Refits:
    """Pool the first study, the first two, and so on to all.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects and their sampling variances.
    order : array-like of shape (k,), optional
        One value per study, such as its year: studies enter from the smallest to the largest value,
        equal ones as they stand. By default they enter as they stand.
    method, test, level
        As in `b12meta.stats.pooling.pool`.

    Returns
    -------
    Refits
        Arrays of shape (k,): row i is what `pool` gives for the first i + 1 studies; `studies` and
        `labels` say which one entered.

    Raises
    ------
    ValueError
        As `pool`, and for an `order` of another length, with other labels or with missing values.

    References
    ----------
    Lau et al. (1992), *New England Journal of Medicine* 327, 248-254.

    Examples
    --------
    >>> years = [2003, 1999, 2010]
    >>> found = cumulative([0.1, 0.5, 0.3], [0.02, 0.03, 0.05], years, method="EE", test="z")
    >>> found.studies, found.estimate.round(3)
    (array([1, 0, 2]), array([0.5  , 0.26 , 0.268]))
    """
    asked = ask(yi, vi, method, test, level)
    k = asked.studies.yi.size
    rows = np.arange(k) if order is None else ranks(order, asked.studies)
    members = np.zeros((k, k), dtype=np.bool_)
    members[:, rows] = np.tri(k, dtype=np.bool_)
    return refits(asked, subsets(asked.studies.yi, asked.studies.vi, members), rows, "added")


def ranks(order: Any, studies: Studies) -> Ints:
    """Positions of the studies from the smallest to the largest value of `order`."""
    values = np.asarray(order)
    if values.shape != studies.yi.shape:
        raise ValueError(
            f"order: got shape {values.shape}, expected {studies.yi.shape}, one value per study"
        )
    labels = labels_of(order)
    if None not in (labels, studies.labels) and labels != studies.labels:
        raise ValueError("order: its labels differ from those of yi; align them first")
    problems = Problems(studies.labels)
    problems.found += [
        f"{problems.where('order', row)}: got {value!r}, expected a value"
        for row, value in enumerate(values.tolist())
        if is_missing(value)
    ]
    problems.raise_any("give every study a value to sort by")
    try:
        return np.argsort(values, kind="stable")
    except TypeError as error:
        raise ValueError(
            f"order: its values cannot be compared with each other ({error})"
        ) from None


def is_missing(value: Any) -> bool:
    """Whether a value is None, or one of those that do not equal themselves.

    Examples
    --------
    >>> is_missing(None), is_missing(float("nan")), is_missing("1999")
    (True, True, False)
    """
    try:
        return value is None or bool(value != value)
    except TypeError:
        return True
