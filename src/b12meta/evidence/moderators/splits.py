"""Pools of the studies that share a moderator's value, where there are enough of them.

A group is pooled like the headline, with its prior, so that bounds count. Groups are shown beside
each other and not tested against each other: with so few studies a test would miss what is there,
and each study sits in one group for seven reasons at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.moderators.table import MODERATORS, NAMES, SMALLEST_GROUP
from b12meta.evidence.pools import pool_every

if TYPE_CHECKING:
    from collections.abc import Iterator

    from b12meta.stats.bounded.result import BoundedPool


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The studies with one value of a moderator, and their pool.

    Attributes
    ----------
    moderator, value : str
        What they share; "not printed" for what is missing.
    rows : DataFrame
        The studies.
    pool : BoundedPool or None
        None below `SMALLEST_GROUP` studies, where nothing holds the mean on one side, and for
        studies that share only that nothing is printed.
    why : str
        Why there is no pool; empty where there is one.
    """

    moderator: str
    value: str
    rows: pd.DataFrame
    pool: BoundedPool | None
    why: str


NOT_PRINTED = "not printed"
FEW_STUDIES = "fewer than {k} studies"
ONE_SIDE = "every bound is open to the same side"


def groups(rows: pd.DataFrame, names: tuple[str, ...] = MODERATORS) -> list[Group]:
    """Groups of each moderator, the value of the earliest study first.

    Parameters
    ----------
    rows : DataFrame
        From `moderators`.
    names : tuple of str
        Columns of moderators.
    """
    return [group for name in names for group in _of_one(rows, name)]


def _of_one(rows: pd.DataFrame, name: str) -> Iterator[Group]:
    """Groups of one moderator; the studies without a value come last, never pooled."""
    values = rows[name].dropna().unique()
    for value in values:
        members = rows[rows[name].eq(value).fillna(value=False)]
        why = unpoolable(members)
        pool = None if why else pool_every(members)
        yield Group(moderator=NAMES[name], value=value, rows=members, pool=pool, why=why)
    silent = rows[rows[name].isna()]
    if len(silent):
        yield Group(
            moderator=NAMES[name], value=NOT_PRINTED, rows=silent, pool=None, why="shares nothing"
        )


def unpoolable(rows: pd.DataFrame) -> str:
    """Why some studies are not pooled by themselves; empty when they are."""
    if len(rows) < SMALLEST_GROUP:
        return FEW_STUDIES.format(k=SMALLEST_GROUP)
    held_below = rows["low"].gt(float("-inf")).any()
    held_above = rows["high"].lt(float("inf")).any()
    return "" if held_below and held_above else ONE_SIDE


def as_frame(found: list[Group]) -> pd.DataFrame:
    """Groups as a tidy frame.

    Returns
    -------
    DataFrame
        ``moderator value k points people estimate ci_low ci_high tau why studies``; NaN where a
        group is not pooled.
    """
    return pd.DataFrame([_line(one) for one in found])


def _line(one: Group) -> dict[str, object]:
    rows, pool = one.rows, one.pool
    tau = pool.tau.median if pool is not None and pool.tau is not None else float("nan")
    return {
        "moderator": one.moderator,
        "value": one.value,
        "k": len(rows),
        "points": int(rows["yi"].notna().sum()),
        "people": int(rows["n1i"].sum() + rows["n2i"].sum()),
        "estimate": pool.estimate if pool else float("nan"),
        "ci_low": pool.ci.low if pool else float("nan"),
        "ci_high": pool.ci.high if pool else float("nan"),
        "tau": tau,
        "why": one.why,
        "studies": ", ".join(rows["study"] + " " + rows["year"].astype("string")),
    }
