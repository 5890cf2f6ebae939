"""Subgroups: pooling within groups of studies, and asking whether the groups differ.

Either each group has a tau2 of its own, and the pooled effects are compared as if they were studies
(their standard errors as known); or all groups share one tau2, which is a meta-regression on the
group. A common tau2 is steadier where groups are small; separate ones assume less.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from b12meta.stats.checks import check_studies
from b12meta.stats.heterogeneity import heterogeneity
from b12meta.stats.interval import Interval
from b12meta.stats.pooling import pool
from b12meta.stats.printing import number, p_value, span
from b12meta.stats.regression.fit import regress_arrays
from b12meta.stats.scaled import standardise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from b12meta.stats.checks import Studies
    from b12meta.stats.regression.result import RegressionResult
    from b12meta.stats.result import Pooled
    from b12meta.stats.types import ArrayLike, Bools, Floats, Ints, Method, Test

__all__ = ["Group", "SubgroupResult", "subgroups_of"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Group:
    """One group: the numbers of its pool, by the names of `Pooled`."""

    level: Any
    k: int
    estimate: float
    se: float
    stat: float
    df: float
    pval: float
    ci: Interval
    pi: Interval | None
    tau2: float
    i2: float
    h2: float
    q: float
    q_df: int
    q_pval: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SubgroupResult:
    """Groups of studies, and the test between them.

    Attributes
    ----------
    groups : tuple of Group
        One per level.
    q_between, q_df, q_pval : float, int, float
        Test that the groups have the same effect. Chi-square, but with a common tau2 and a test
        other than ``z``: F with `q_df` and `q_df2` degrees of freedom.
    q_df2 : float
        Residual degrees of freedom of that F, else inf.
    overall : Pooled
        All studies together.
    common_tau2, method, test, level
        As asked for.
    warnings : tuple of str
        What a careful reader should know, in sentences.
    """

    groups: tuple[Group, ...]
    q_between: float
    q_df: int
    q_df2: float
    q_pval: float
    overall: Pooled
    common_tau2: bool
    method: Method
    test: Test
    level: float
    warnings: tuple[str, ...]

    def __str__(self) -> str:
        lines = [
            f"{group.level}: {number(group.estimate)} ({span(group.ci)}), "
            f"k = {group.k}, tau2 {number(group.tau2)}"
            for group in self.groups
        ]
        df = (
            f"df {self.q_df}" if self.q_df2 == math.inf else f"F, df {self.q_df} and {self.q_df2:g}"
        )
        between = f"between: {number(self.q_between)} ({df}; {p_value(self.q_pval)})"
        return "\n".join([*lines, between, *(f"note: {said}" for said in self.warnings)])


def subgroups_of(
    yi: ArrayLike,
    vi: ArrayLike,
    codes: Ints,
    levels: Sequence[Any],
    *,
    common_tau2: bool = False,
    method: Method = "REML",
    test: Test = "knha",
    level: float = 0.95,
) -> SubgroupResult:
    """Pool within groups.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects and sampling variances.
    codes : array of shape (k,)
        Place of each study's group in `levels`.
    levels : sequence
        Names of the groups; each has a study.
    common_tau2 : bool
        Whether the groups share one tau2.
    method, test, level
        As in `pool`.

    Raises
    ------
    ValueError
        For fewer than two groups, a common tau2 without two studies in any group, and what `pool`
        refuses.

    References
    ----------
    Borenstein, Hedges, Higgins & Rothstein (2009), *Introduction to Meta-Analysis*, ch. 19.

    Examples
    --------
    >>> found = subgroups_of([0, 1, 3, 5], [1] * 4, np.array([0, 0, 1, 1]), "ab", test="z")
    >>> [(group.level, group.estimate) for group in found.groups], found.q_df
    ([('a', 0.5), ('b', 4.0)], 1)
    """
    studies = check_studies(yi, vi)
    if len(levels) < 2:
        raise ValueError(f"by: got {len(levels)} group, expected two or more")
    if common_tau2 and len(levels) == studies.yi.size:
        raise ValueError("common_tau2=True: got one study in every group, expected more in some")
    choices = {"method": method, "test": test, "level": level}
    overall = pool(yi, vi, **choices)  # type: ignore[arg-type]
    members = [codes == place for place in range(len(levels))]
    together = common if common_tau2 else separate
    groups, between, said = together(studies, members, levels, choices)
    return SubgroupResult(
        groups=groups,
        q_between=between[0],
        q_df=len(levels) - 1,
        q_df2=between[1],
        q_pval=between[2],
        overall=overall,
        common_tau2=common_tau2,
        method=overall.method,
        test=test,
        level=overall.level,
        warnings=said,
    )


Found = tuple[tuple[Group, ...], tuple[float, float, float], tuple[str, ...]]


def separate(
    studies: Studies, members: list[Bools], levels: Sequence[Any], choices: dict[str, Any]
) -> Found:
    """One pool per group; the test compares the estimates, their standard errors as known."""
    pools = [pool(studies.yi[rows], studies.vi[rows], **choices) for rows in members]
    shared = [one.name for one in fields(Group) if one.name != "level"]
    groups = tuple(
        Group(level=level, **{name: getattr(one, name) for name in shared})
        for level, one in zip(levels, pools, strict=True)
    )
    said = [
        f"{level}: {sentence}"
        for level, one in zip(levels, pools, strict=True)
        for sentence in one.warnings
    ]
    se = np.array([group.se for group in groups])
    if not se.all():
        said.append("A group has a standard error of 0: the test between groups is not defined.")
        return groups, (math.nan, math.inf, math.nan), tuple(said)
    between = pool([group.estimate for group in groups], se**2, method="EE", test="z")
    return groups, (between.q, math.inf, between.q_pval), tuple(said)


def common(
    studies: Studies, members: list[Bools], levels: Sequence[Any], choices: dict[str, Any]
) -> Found:
    """Means of the groups from a regression without intercept; the test from one with it."""
    dummies = np.column_stack(members).astype(np.float64)
    yi, vi = studies.yi, studies.vi
    means = regress_arrays(yi, vi, dummies, names=levels, intercept=False, **choices)
    contrasts = regress_arrays(yi, vi, dummies[:, 1:], **choices)
    ends = means.predict_rows(np.eye(len(levels)))
    groups = tuple(
        one_of_common(level, means, place, Interval(float(low), float(high)), yi[rows], vi[rows])
        for place, (level, rows, low, high) in enumerate(
            zip(levels, members, ends.pi_low, ends.pi_high, strict=True)
        )
    )
    return groups, (contrasts.qm, contrasts.qm_df[1], contrasts.qm_pval), means.warnings


def one_of_common(
    level: Any, means: RegressionResult, place: int, pi: Interval, yi: Floats, vi: Floats
) -> Group:
    """Group of a fit with a common tau2; its heterogeneity is that of its own studies."""
    data = standardise(yi, vi)
    tau2 = means.tau2 / data.unit / data.unit
    het = heterogeneity(data, tau2, equal_effects=means.method == "EE")
    return Group(
        level=level,
        k=yi.size,
        estimate=float(means.coef[place]),
        se=float(means.se[place]),
        stat=float(means.stat[place]),
        df=means.df,
        pval=float(means.pval[place]),
        ci=Interval(float(means.ci_low[place]), float(means.ci_high[place])),
        pi=None if means.method == "EE" else pi,
        tau2=means.tau2,
        i2=het.i2,
        h2=het.h2,
        q=het.q,
        q_df=het.df,
        q_pval=het.pval,
    )
