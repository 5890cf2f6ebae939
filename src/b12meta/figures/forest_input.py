"""What a forest plot is given, row by row, checked before a line is drawn.

A row is an estimate with its interval, or, where the study printed less, bounds between which the
estimate must lie, or neither (level ``none``): such a study is listed without a mark. All faults
are named at once, each with its row. Years and group sizes may be missing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from b12meta.figures.cells import has, link, number, words

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import pandas as pd

    from b12meta.figures.results import PooledLike

__all__ = ["Study", "check_weights", "read_rows"]

LEVELS = ("means", "exact_p", "bounded_p", "significance", "direction", "none")
_ESTIMATE = ("yi", "ci_low", "ci_high")
_BOUNDS = ("low", "high")
_NUMBERS = (*_ESTIMATE, *_BOUNDS, "year", "n1i", "n2i", "k", "weight")
_SUM = 1e-6  # shares come from a division and a sum; a share that is missing is far larger

Known = Literal["estimate", "bounds", "nothing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """One row: a study, or an earlier review of `k` studies.

    `low` and `high` are the limits of the interval, or the bounds; `effect` is NaN without one.
    """

    name: str
    year: float | None
    n1: float | None
    n2: float | None
    k: float | None
    effect: float
    low: float
    high: float
    known: Known = "estimate"
    weight: float | None = None
    group: str = ""
    url: str | None = None
    note: str = ""


def read_rows(frame: pd.DataFrame, which: str) -> list[Study]:
    """Turn a frame into studies.

    Parameters
    ----------
    frame : DataFrame
        Columns as `forest` describes them.
    which : str
        Name of the argument, for messages.

    Raises
    ------
    ValueError
        If there is no row, a column is missing, or numbers are missing or out of order;
        every such row is named.
    """
    needed = ("study",) if set(_BOUNDS) <= set(frame.columns) else ("study", *_ESTIMATE)
    has(frame, needed, which)
    found = [_study(place, row) for place, row in enumerate(frame.to_dict("records"))]
    problems = [words for _, faults in found for words in faults]
    studies = [study for study, _ in found]
    problems = problems or [*_apart(studies), *_shares(studies)]
    if problems:
        raise ValueError(f"{which}: {'; '.join(problems)}")
    return studies


def check_weights(studies: list[Study], pooled: PooledLike) -> None:
    """Refuse a pooled result of other studies than those drawn.

    Raises
    ------
    ValueError
        If there is not one weight per row.
    """
    if len(pooled.weights) != len(studies):
        raise ValueError(
            f"pooled: got {len(pooled.weights)} weights for {len(studies)} rows; "
            "expected one weight per row, in the order of the rows: pool the rows that are drawn"
        )


def _study(place: int, row: Mapping[Hashable, object]) -> tuple[Study, list[str]]:
    """Return the study and what is wrong with it."""
    faults: list[str] = []
    got = {name: number(row.get(name), name, faults) for name in _NUMBERS}
    known = {name: value if math.isfinite(value) else None for name, value in got.items()}
    kind = _known(got, words(row.get("level")), faults)
    low, high = _BOUNDS if kind == "bounds" else _ESTIMATE[1:]
    study = Study(
        name=words(row["study"]),
        year=known["year"],
        n1=known["n1i"],
        n2=known["n2i"],
        k=known["k"],
        effect=math.nan if kind == "bounds" else got["yi"],
        low=got[low],
        high=got[high],
        known=kind,
        weight=known["weight"],
        group=words(row.get("group")),
        url=link(row.get("url"), faults),
        note=words(row.get("note")),
    )
    faults = faults or _faults(study)
    return study, [f"row {place} ({study.name or 'no name'}): {fault}" for fault in faults]


def _known(got: Mapping[str, float], level: str, faults: list[str]) -> Known:
    """What the row knows of its effect."""
    if level and level not in LEVELS:
        faults.append(f"level: got {level!r}, expected one of {', '.join(LEVELS)}")
    if not math.isnan(got["yi"]):
        return "estimate"
    if not all(math.isnan(got[name]) for name in _BOUNDS):
        return "bounds"
    return "nothing" if level == "none" else "estimate"


def _faults(study: Study) -> list[str]:
    faults = [] if study.name else ["study is missing; give the name to show"]
    if study.known == "bounds":
        return faults + _bound_faults(study.low, study.high)
    if study.known == "nothing":
        return faults
    got = f"got yi {study.effect:g}, ci_low {study.low:g}, ci_high {study.high:g}"
    if not math.isfinite(study.effect) or math.isnan(study.low) or math.isnan(study.high):
        faults.append(
            f"{got}; expected numbers: leave the study out or give its effect and interval"
        )
    elif not study.low <= study.effect <= study.high:
        faults.append(f"{got}; expected ci_low <= yi <= ci_high")
    return faults


def _bound_faults(low: float, high: float) -> list[str]:
    if low <= high and low < math.inf and high > -math.inf:
        return []
    return [f"got low {low:g}, high {high:g}; expected low <= high, an infinite one for no bound"]


def _apart(studies: list[Study]) -> list[str]:
    """Groups that do not stand together, and rows without one."""
    groups = [study.group for study in studies]
    if not any(groups):
        return []
    starts = [new for old, new in zip(["", *groups], groups, strict=False) if new != old]
    faults = [
        f"group {name!r} is in several places; sort the rows by group"
        for name in dict.fromkeys(starts)
        if name and starts.count(name) > 1
    ]
    bare = [study.name for study in studies if not study.group]
    if bare:
        faults.append(f"{', '.join(bare)}: no group, while other rows have one; name it")
    return faults


def _shares(studies: list[Study]) -> list[str]:
    shares = [study.weight for study in studies if study.weight is not None]
    if not shares or (min(shares) >= 0 and abs(math.fsum(shares) - 1) <= _SUM):
        return []
    return [
        f"weight: got shares from {min(shares):g} that sum to {math.fsum(shares):g}; "
        "expected shares of at least 0 that sum to 1"
    ]
