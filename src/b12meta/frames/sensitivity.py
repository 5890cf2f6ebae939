"""Frames of refits and of influence: one row per study, under its label.

The numbers are those of `b12meta.stats.sensitivity`; its sentences stand in
``frame.attrs["warnings"]``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from b12meta.stats.sensitivity import coordinates
from b12meta.stats.sensitivity import cumulative as _cumulative
from b12meta.stats.sensitivity import influence as _influence
from b12meta.stats.sensitivity import leave_one_out as _leave_one_out
from b12meta.stats.sensitivity.refits import COLUMNS

if TYPE_CHECKING:
    from b12meta.stats.sensitivity.coordinates import Points
    from b12meta.stats.types import ArrayLike, Ints, Method, Test

__all__ = ["baujat", "cumulative", "influence", "leave_one_out", "radial"]


def leave_one_out(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    method: Method = "REML",
    test: Test = "knha",
    level: float = 0.95,
) -> pd.DataFrame:
    """Pool all studies but one, for each study.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects and their sampling variances; k >= 2.
    method, test, level
        As in `b12meta.stats.pooling.pool`.

    Returns
    -------
    DataFrame
        Columns ``estimate se stat pval ci_low ci_high q q_pval tau2 i2 h2``; each row, under the
        label of the study that was left out, is what `pool` gives for the others.

    Raises
    ------
    ValueError
        As `pool`, and for a single study.

    References
    ----------
    Viechtbauer & Cheung (2010), *Research Synthesis Methods* 1, 112-125.

    Examples
    --------
    >>> effects = pd.Series([0.1, 0.5, 0.3], index=["a", "b", "c"])
    >>> leave_one_out(effects, [0.02, 0.03, 0.05], method="EE")["estimate"].round(3).to_dict()
    {'a': 0.425, 'b': 0.157, 'c': 0.26}
    """
    found = _leave_one_out.leave_one_out(yi, vi, method=method, test=test, level=level)
    return frame(found, COLUMNS, index_of(yi, vi))


def cumulative(
    yi: ArrayLike,
    vi: ArrayLike,
    order: Any = None,
    *,
    method: Method = "REML",
    test: Test = "knha",
    level: float = 0.95,
) -> pd.DataFrame:
    """Pool the first study, the first two, and so on to all.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects and their sampling variances.
    order : array-like of shape (k,), optional
        One value per study, such as its year: studies enter from the smallest to the largest value,
        equal ones as they stand.
    method, test, level
        As in `b12meta.stats.pooling.pool`.

    Returns
    -------
    DataFrame
        Columns as for `leave_one_out`; each row stands under the label of the study that entered.

    Raises
    ------
    ValueError
        As `pool`, and for an `order` of another length, with other labels or with missing values.

    References
    ----------
    Lau et al. (1992), *New England Journal of Medicine* 327, 248-254.

    Examples
    --------
    >>> cumulative([0.1, 0.5], [0.02, 0.03], [2003, 1999], method="EE")["estimate"].round(2)
    1    0.50
    0    0.26
    Name: estimate, dtype: float64
    """
    found = _cumulative.cumulative(yi, vi, order, method=method, test=test, level=level)
    return frame(found, COLUMNS, index_of(yi, vi), found.studies)


def influence(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    method: Method = "REML",
    test: Test = "knha",
    level: float = 0.95,
) -> pd.DataFrame:
    """Influence diagnostics of every study.

    Each measure is described in `b12meta.stats.sensitivity.influence`.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects and their sampling variances; k >= 2.
    method, test, level
        As in `b12meta.stats.pooling.pool`; no measure depends on `level`.

    Returns
    -------
    DataFrame
        Columns ``rstudent dffits cook_d cov_r tau2_del qe_del hat weight dfbs influential``.

    Raises
    ------
    ValueError
        As `pool`, and for a single study.

    References
    ----------
    Viechtbauer & Cheung (2010), *Research Synthesis Methods* 1, 112-125.

    Examples
    --------
    >>> influence([0.1, 0.2, 0.0, 2.0], [0.02, 0.03, 0.02, 0.02], test="z")["influential"].tolist()
    [False, False, False, True]
    """
    found = _influence.influence(yi, vi, method=method, test=test, level=level)
    return frame(found, _influence.MEASURES, index_of(yi, vi))


def baujat(
    yi: ArrayLike, vi: ArrayLike, *, method: Method = "EE", test: Test = "z"
) -> pd.DataFrame:
    """Coordinates of a Baujat plot, columns ``x`` and ``y``.

    See `b12meta.stats.sensitivity.coordinates`.

    Examples
    --------
    >>> baujat([0.1, 0.5, 0.3], [0.02, 0.03, 0.05])["x"].round(3).tolist()
    [1.407, 1.798, 0.021]
    """
    return points(coordinates.baujat(yi, vi, method=method, test=test), index_of(yi, vi))


def radial(yi: ArrayLike, vi: ArrayLike, *, method: Method = "EE") -> pd.DataFrame:
    """Coordinates of a radial plot, columns ``x`` and ``y``.

    See `b12meta.stats.sensitivity.coordinates`.

    Examples
    --------
    >>> radial([0.5, 1.0], [0.25, 0.25])
         x    y
    0  2.0  1.0
    1  2.0  2.0
    """
    return points(coordinates.radial(yi, vi, method=method), index_of(yi, vi))


def frame(
    found: Any, columns: tuple[str, ...], index: pd.Index | None, order: Ints | None = None
) -> pd.DataFrame:
    """Put the named attributes of a result side by side, its sentences beside them."""
    values = {name: getattr(found, name) for name in columns}
    if order is not None:
        index = pd.Index(order) if index is None else index[order]
    table = pd.DataFrame(values, index=index)
    table.attrs["warnings"] = found.warnings
    return table


def points(found: Points, index: pd.Index | None) -> pd.DataFrame:
    """Coordinates as a frame."""
    return pd.DataFrame(found._asdict(), index=index)


def index_of(*values: Any) -> pd.Index | None:
    """Index of the first Series."""
    return next((value.index for value in values if isinstance(value, pd.Series)), None)
