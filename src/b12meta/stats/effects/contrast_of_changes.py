"""Two groups measured before and after: three ways to contrast them, in the unit of the scale.

A trial that prints means and SDs of both arms before and after can be read by its final values, by
its changes, or by final values adjusted for the baseline (analysis of covariance). Without an
imbalance at baseline all three estimate the same difference. With one they part: final values keep
the imbalance, changes take all of it off, and the adjustment as much as the baseline foretells,
which depends on the correlation between before and after. Each is what a linear model of the single
values would give.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from b12meta.stats.checks import check_level
from b12meta.stats.effects.core import Columns, columns
from b12meta.stats.interval import StudyIntervals

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Floats

__all__ = [
    "BeforeAfter",
    "Difference",
    "adjusted_difference",
    "difference_of_changes",
    "final_difference",
]


class BeforeAfter(NamedTuple):
    """One group measured twice, numbers or arrays of shape (k,).

    Means and SDs before and after, the correlation of the two measurements, and the group size.
    """

    m_before: ArrayLike
    sd_before: ArrayLike
    m_after: ArrayLike
    sd_after: ArrayLike
    ri: ArrayLike
    ni: ArrayLike


class Difference(NamedTuple):
    """Difference of two groups with its standard error and df, arrays of shape (k,)."""

    yi: Floats
    se: Floats
    df: Floats

    def interval(self, level: float = 0.95) -> StudyIntervals:
        """Confidence intervals, from t with `df`."""
        half = -special.stdtrit(self.df, (1 - check_level(level)) / 2) * self.se
        return StudyIntervals(self.yi - half, self.yi + half)

    @property
    def pval(self) -> Floats:
        """Two-sided p of the test that there is no difference."""
        return np.asarray(2 * special.stdtr(self.df, -np.abs(self.yi / self.se)))


def final_difference(first: BeforeAfter, second: BeforeAfter) -> Difference:
    """Difference of the means after, first minus second; the baselines are not used.

    Parameters
    ----------
    first, second : BeforeAfter
        The two groups.

    Raises
    ------
    ValueError
        For an SD not above 0, a correlation that is not between -1 and 1, or a group of fewer than
        two; rows are named.

    References
    ----------
    Student (1908), *Biometrika* 6, 1-25; Cochrane Handbook 10.5.2.

    Examples
    --------
    >>> one = BeforeAfter(30, 16, 52, 18, 0.5, 25)
    >>> two = BeforeAfter(37, 19, 51, 22, 0.5, 25)
    >>> found = final_difference(one, two)
    >>> found.yi, found.se.round(3)
    (array([1.]), array([5.685]))
    """
    x = both(first, second)
    return _compared(x, x["m_after1"] - x["m_after2"], *(x[f"sd_after{arm}"] ** 2 for arm in "12"))


def difference_of_changes(first: BeforeAfter, second: BeforeAfter) -> Difference:
    """Difference of the mean changes (after minus before), first minus second.

    Arguments and errors as `final_difference`.

    References
    ----------
    Cochrane Handbook 6.5.2.8 (SD of changes) and 10.5.2.

    Examples
    --------
    >>> one = BeforeAfter(30, 16, 52, 18, 0.5, 25)
    >>> two = BeforeAfter(37, 19, 51, 22, 0.5, 25)
    >>> found = difference_of_changes(one, two)
    >>> found.yi, found.se.round(3)
    (array([8.]), array([5.363]))
    """
    x = both(first, second)
    changes = [x[f"m_after{arm}"] - x[f"m_before{arm}"] for arm in "12"]
    variances = [
        x[f"sd_before{arm}"] ** 2 + x[f"sd_after{arm}"] ** 2 - 2 * _covariance(x, arm)
        for arm in "12"
    ]
    return _compared(x, changes[0] - changes[1], *variances)


def adjusted_difference(first: BeforeAfter, second: BeforeAfter) -> Difference:
    """Difference of the means after, adjusted for the baseline with one slope for both groups.

    The analysis of covariance of the single values: what `lm(after ~ group + before)` gives in R.
    Arguments and errors as `final_difference`.

    References
    ----------
    Cochran (1957), *Biometrics* 13, 261-281; Senn (2006), *Statistics in Medicine* 25, 4334-4344;
    McKenzie, Herbison & Deeks (2016), *Research Synthesis Methods* 7, 371-386.

    Examples
    --------
    >>> one = BeforeAfter(30, 16, 52, 18, 0.5, 25)
    >>> two = BeforeAfter(37, 19, 51, 22, 0.5, 25)
    >>> found = adjusted_difference(one, two)
    >>> found.yi.round(3), found.se.round(3)
    (array([5.005]), array([5.078]))
    """
    x = both(first, second)
    weights = {arm: x[f"ni{arm}"] - 1 for arm in "12"}
    before = sum(weights[arm] * x[f"sd_before{arm}"] ** 2 for arm in "12")
    after = sum(weights[arm] * x[f"sd_after{arm}"] ** 2 for arm in "12")
    common = sum(weights[arm] * _covariance(x, arm) for arm in "12")
    imbalance = x["m_before1"] - x["m_before2"]
    slope = common / before
    df = x["ni1"] + x["ni2"] - 3
    spread = 1 / x["ni1"] + 1 / x["ni2"] + imbalance**2 / before
    se = np.sqrt((after - slope * common) / df * spread)
    return Difference(x["m_after1"] - x["m_after2"] - slope * imbalance, se, df)


def both(first: BeforeAfter, second: BeforeAfter) -> Columns:
    """Columns of both groups, checked: ``m_before1``, ``m_before2`` and so on."""
    groups = {"1": first, "2": second}
    x = columns(
        **{f"{name}{arm}": part for arm, group in groups.items() for name, part in _parts(group)}
    )
    for arm in groups:
        for name in (f"sd_before{arm}", f"sd_after{arm}"):
            x.require(name, x[name] > 0, "an SD above 0")
        correlation, size = x[f"ri{arm}"], x[f"ni{arm}"]
        x.require(f"ri{arm}", np.abs(correlation) < 1, "a correlation between -1 and 1")
        x.require(f"ni{arm}", size >= 2, "a group of at least 2, as its SD is used")
    x.settle()
    return x


def _parts(group: BeforeAfter) -> list[tuple[str, ArrayLike]]:
    return list(group._asdict().items())


def _covariance(x: Columns, arm: str) -> Floats:
    return x[f"ri{arm}"] * x[f"sd_before{arm}"] * x[f"sd_after{arm}"]


def _compared(x: Columns, yi: Floats, first: Floats, second: Floats) -> Difference:
    """Student's comparison of two groups with these variances inside."""
    df = x["ni1"] + x["ni2"] - 2
    pooled = ((x["ni1"] - 1) * first + (x["ni2"] - 1) * second) / df
    return Difference(yi, np.sqrt(pooled * (1 / x["ni1"] + 1 / x["ni2"])), df)
