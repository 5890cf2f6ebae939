"""Subgroups as a table, one row per level."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from b12meta.frames.moderators import refuse_missing
from b12meta.stats.subgroups import SubgroupResult, subgroups_of

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Method, Test

__all__ = ["Subgroups", "subgroups"]

PLAIN = ("k", "estimate", "se", "stat", "df", "pval")
REST = ("tau2", "i2", "h2", "q", "q_df", "q_pval")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Subgroups(SubgroupResult):
    """Groups of studies, and the test between them, with a table.

    Its attributes are those of `b12meta.stats.subgroups.SubgroupResult`, and `table`.
    """

    @property
    def table(self) -> pd.DataFrame:
        """One row per level: ``k estimate se stat df pval ci_low … q_pval``; pi NaN under EE."""
        columns: dict[str, list[Any]] = {
            name: [getattr(group, name) for group in self.groups] for name in PLAIN
        }
        for name in ("ci", "pi"):
            ends = [getattr(group, name) or (np.nan, np.nan) for group in self.groups]
            columns[f"{name}_low"], columns[f"{name}_high"] = map(list, zip(*ends, strict=True))
        columns |= {name: [getattr(group, name) for group in self.groups] for name in REST}
        return pd.DataFrame(columns, index=pd.Index([group.level for group in self.groups]))

    def _repr_html_(self) -> str:
        return self.table.to_html()


def subgroups(
    yi: ArrayLike,
    vi: ArrayLike,
    by: Any,
    *,
    common_tau2: bool = False,
    method: Method = "REML",
    test: Test = "knha",
    level: float = 0.95,
) -> Subgroups:
    """Pool within groups of studies, and test whether the groups differ.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects, and their sampling variances in the squared unit of `yi`.
    by : array-like of shape (k,)
        The group of each study. Groups stand in the order of the categories, or sorted.
    common_tau2 : bool
        Whether all groups share one tau2. If not, each group is pooled by itself, and the test
        compares the pooled effects, taking their standard errors as known.
    method, test, level
        As in `pool`.

    Returns
    -------
    Subgroups
        `table` (one row per group), `q_between`, `q_df`, `q_pval`, `overall`.

    Raises
    ------
    ValueError
        For missing groups (each row is named), fewer than two groups, and what `pool` refuses.

    References
    ----------
    Borenstein, Hedges, Higgins & Rothstein (2009), *Introduction to Meta-Analysis*, ch. 19.

    Examples
    --------
    >>> found = subgroups([0, 1, 3, 5], [1] * 4, ["old", "old", "new", "new"], test="z")
    >>> found.table[["k", "estimate", "tau2"]]
         k  estimate  tau2
    new  2       4.0   1.0
    old  2       0.5   0.0
    >>> round(found.q_between, 3), round(found.q_pval, 3)
    (8.167, 0.004)
    """
    labels = by if isinstance(by, pd.Series) else unlabelled(by, yi)
    check_groups(labels, yi)
    codes, levels = pd.factorize(labels, sort=True)
    found = subgroups_of(
        yi,
        vi,
        codes,
        list(levels),
        common_tau2=common_tau2,
        method=method,
        test=test,
        level=level,
    )
    return Subgroups(**{one.name: getattr(found, one.name) for one in fields(SubgroupResult)})


def unlabelled(by: Any, yi: Any) -> pd.Series[Any]:
    """Groups without an index of their own: they take that of `yi`, row by row."""
    index = getattr(yi, "index", None)
    groups = pd.Series(by)
    if isinstance(index, pd.Index) and len(index) == len(groups):
        return groups.set_axis(index)
    return groups


def check_groups(labels: pd.Series[Any], yi: Any) -> None:
    """Raise for another length or index than that of `yi`, or missing groups."""
    if len(labels) != len(yi):
        raise ValueError(f"by: got {len(labels)} values for {len(yi)} studies, expected one each")
    index = getattr(yi, "index", None)
    if isinstance(index, pd.Index) and not labels.index.equals(index):
        raise ValueError("by: its index differs from that of yi; align them first")
    refuse_missing("by", labels.index[labels.isna().to_numpy()])
