"""Sentences about moderators, each from the result that it is given."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from b12meta.evidence.moderators.splits import groups
from b12meta.evidence.moderators.table import SMALLEST_GROUP, moderators
from b12meta.evidence.moderators.trend import enough
from b12meta.evidence.rows import records
from b12meta.evidence.text import Sentence
from b12meta.evidence.words import count, interval, joined, number
from b12meta.stats.regression.notes import PER_MODERATOR

if TYPE_CHECKING:
    import pandas as pd

    from b12meta.evidence.moderators.splits import Group
    from b12meta.evidence.moderators.trend import Trend
    from b12meta.tables import Tables

ANALYTES = {"b12": "serum B12", "homocysteine": "homocysteine"}


def answer(tables: Tables) -> Sentence:
    """The answer of the page: what k allows, and between which values the groups lie."""
    rows = {name: moderators(tables, analyte) for analyte, name in ANALYTES.items()}
    said = told_enough(rows)
    for name, found in rows.items():
        said += told_range(groups(found), name=name)
    return said


def told_enough(rows: dict[str, pd.DataFrame]) -> Sentence:
    """Effects of each analyte against the number that a regression needs."""
    points = {name: int(found["yi"].notna().sum()) for name, found in rows.items()}
    have = joined([f"{points[name]} of {len(found)} studies of {name}"
                   for name, found in rows.items()])  # fmt: skip
    able = [name for name, k in points.items() if enough(k)]
    verdict = f"can be asked of {joined(able)} only" if able else "cannot be told from this"
    return Sentence(
        f"Whether the difference depends on who was studied, when and where {verdict}: a "
        f"regression needs {PER_MODERATOR} effects for each moderator, and {have} give one."
    )


def told_range(found: list[Group], *, name: str) -> Sentence:
    """Between which estimates the pooled groups lie, and on which side of zero."""
    pooled = [one for one in found if one.pool is not None]
    pools = [one.pool for one in pooled if one.pool is not None]
    if not pools:
        return Sentence(f"No group of {name} has {SMALLEST_GROUP} studies that can be pooled.")
    ends = [min(pool.estimate for pool in pools), max(pool.estimate for pool in pools)]
    clear = sum(pool.ci.low > 0 or pool.ci.high < 0 for pool in pools)
    return Sentence(
        f"Of {name}, {count(len(pools), 'group', 'groups')} with at least {SMALLEST_GROUP} studies "
        f"in common pool to between {number(ends[0])} and {number(ends[1])}; the intervals of "
        f"{clear} of {len(pools)} exclude zero."
    )


def told_apart(found: list[Group]) -> Sentence:
    """Moderators with two or more pooled groups, and whether any of their intervals part."""
    by_name = {one.moderator: [x for x in found if x.moderator == one.moderator and x.pool]
               for one in found}  # fmt: skip
    split = {name: members for name, members in by_name.items() if len(members) > 1}
    if not split:
        return Sentence("No moderator has two groups that can be pooled, so none can be compared.")
    parted = [name for name, members in split.items() if _part(members)]
    said = f"do not meet for {joined(parted)}" if parted else "overlap in each of them"
    return Sentence(
        f"{count(len(split), 'moderator has', 'moderators have').capitalize()} two or more groups "
        f"that can be pooled ({joined(list(split))}); the intervals of their groups {said}. "
        "Overlap does not show that groups are alike, and the same studies stand on the same side "
        "of several splits."
    )


def _part(members: list[Group]) -> bool:
    """Whether the intervals of any two groups do not meet."""
    cis = sorted((one.pool.ci.low, one.pool.ci.high) for one in members if one.pool)
    return any(low > high for (_, high), (low, _) in pairwise(cis))


def told_trend(found: Trend, *, name: str) -> Sentence:
    """The slope on the year, and that it is description where the rule says so."""
    if found.fit is None:
        return Sentence(
            f"{count(found.k, 'study', 'studies').capitalize()} of {name} with an effect and a "
            "year: no line is drawn."
        )
    slope, low, high = found.slope
    few = Sentence(
        f"{found.k} effects are fewer than {PER_MODERATOR}: this describes them and decides "
        "nothing."
    )
    said = Sentence(
        f"Over the {count(found.k, 'study', 'studies')} of {name} with an effect, it changes by "
        f"{number(slope)} standard deviations in a decade of publication ({interval(low, high)})."
    )
    return said if enough(found.k) else said + few


def footnotes(found: Trend) -> tuple[str, ...]:
    """What the foot of a figure over years says of its line."""
    if found.fit is None:
        return (f"No line: {count(found.k, 'study', 'studies')} with an effect.",)
    verdict = "" if enough(found.k) else f"; fewer than {PER_MODERATOR}, so no verdict"
    return (f"Line through the {count(found.k, 'effect')} only{verdict}.",)


def told_missing(table: pd.DataFrame) -> Sentence:
    """Moderators that are missing for half of the studies or more, from `coverage`."""
    scarce = table[table["missing"] >= table["studies"]]
    parts = [
        f"{row['moderator']} ({row['missing']} of {row['missing'] + row['studies']})"
        for row in records(scarce)
    ]
    if not parts:
        return Sentence("Each moderator is printed for most studies.")
    return Sentence(f"Missing for at least half of the studies: {joined(parts)}.")
