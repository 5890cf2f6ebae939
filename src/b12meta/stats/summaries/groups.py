"""Several groups as one: RRMS and SPMS into all MS, men and women into people.

Nothing is lost: sizes, means and SDs of the parts give exactly those of the whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.summaries.rows import rows

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike

__all__ = ["Group", "combine_groups"]


class Group(NamedTuple):
    """Size, mean and SD of one group."""

    n: float
    mean: float
    sd: float


def combine_groups(*, n: ArrayLike, mean: ArrayLike, sd: ArrayLike) -> Group:
    """Size, mean and SD of the people of all groups together.

    Parameters
    ----------
    n, mean, sd : array-like of shape (groups,)
        Sizes, means and SDs of any number of groups without a common member.

    Raises
    ------
    ValueError
        For an empty group, a negative SD, or one person in all; rows are named.

    References
    ----------
    Cochrane Handbook 6.5.2.10, applied to any number of groups.

    Examples
    --------
    >>> combine_groups(n=[2, 2], mean=[1, 3], sd=[0, 0])
    Group(n=4.0, mean=2.0, sd=1.15...)
    """
    x = rows({"n": n, "mean": mean, "sd": sd})
    x.require_size("n", 1, "as an empty group has no mean")
    x.require("sd", x["sd"] >= 0, "an SD not below 0")
    n = float(x["n"].sum())
    if n < 2:
        x.refuse("n", 0, "got one person in all, expected at least two, as an SD is asked for")
    x.settle()
    origin = float(x["mean"][0])
    shift = float(x["n"] @ (x["mean"] - origin)) / n
    inside = (x["n"] - 1) @ x["sd"] ** 2
    between = x["n"] @ (x["mean"] - origin - shift) ** 2
    return Group(n, origin + shift, float(np.sqrt((inside + between) / (n - 1))))
