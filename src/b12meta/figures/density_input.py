"""What a figure of levels is given: groups of people with their level, and bands to read it by."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from b12meta.figures.cells import has, link, number, one_of, words

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import pandas as pd

__all__ = ["GROUPS", "Band", "Group", "read_bands", "read_groups"]

GROUPS = ("MS", "control")
STATS = ("mean", "median")
KINDS = ("reference", "cutoff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of people: its centre, and its SD or range (NaN: not known); `curve` may be empty."""

    name: str
    year: float | None
    url: str | None
    group: str
    who: str
    n: float | None
    stat: str
    centre: float
    sd: float
    low: float
    high: float
    curve: tuple[tuple[float, float], ...]

    @property
    def label(self) -> str:
        """Name and year of the study."""
        return self.name if self.year is None else f"{self.name} {self.year:.0f}"

    @property
    def span(self) -> tuple[float, float]:
        """Ends of its line: mean minus and plus SD, or the range, or the centre alone."""
        if math.isfinite(self.sd):
            return max(self.centre - self.sd, min(self.centre, 0.0)), self.centre + self.sd
        low = self.low if math.isfinite(self.low) else self.centre
        return low, self.high if math.isfinite(self.high) else self.centre


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A reference interval, or a cut-off, whose ends are equal when it is one threshold."""

    kind: str
    label: str
    low: float
    high: float
    url: str | None


def read_groups(frame: pd.DataFrame) -> list[Group]:
    """Turn a frame into groups, in its order.

    Raises
    ------
    ValueError
        If there is no row, a column is missing, or a number or word is not possible; every such
        row is named.
    """
    has(frame, ("study", "group", "centre"), "rows")
    return _read_all(frame, _group, "rows", "study")


def read_bands(frame: pd.DataFrame | None) -> list[Band]:
    """Turn a frame into bands, in its order; none from an empty one.

    Raises
    ------
    ValueError
        If a column is missing or a band is not possible; every such row is named.
    """
    if frame is None or frame.empty:
        return []
    has(frame, ("low", "high", "label"), "bands")
    return _read_all(frame, _band, "bands", "label")


def _read_all(frame: pd.DataFrame, read: Any, which: str, named: str) -> list[Any]:
    problems: list[str] = []
    found = []
    for place, row in enumerate(frame.to_dict("records")):
        faults: list[str] = []
        found.append(read(row, faults))
        name = words(row[named]) or "no name"
        problems += [f"row {place} ({name}): {fault}" for fault in faults]
    if problems:
        raise ValueError(f"{which}: {'; '.join(problems)}")
    return found


def _group(row: Mapping[Hashable, Any], faults: list[str]) -> Group:
    got = {
        column: number(row.get(column), column, faults)
        for column in ("year", "n", "centre", "sd", "low", "high")
    }
    if not words(row["study"]):
        faults.append("study is missing; give the name to show")
    if not math.isfinite(got["centre"]):
        faults.append("centre is missing; leave out groups without a mean or median")
    if got["sd"] <= 0 or math.isinf(got["sd"]):
        faults.append(f"sd: got {got['sd']:g}, expected a number above 0 or nothing")
    if got["low"] > got["centre"] or got["high"] < got["centre"]:
        faults.append(f"low, high: got {got['low']:g}, {got['high']:g}; the centre lies outside")
    stat = one_of(row.get("stat", "mean"), "stat", STATS, faults)
    return Group(
        name=words(row["study"]),
        year=got["year"] if math.isfinite(got["year"]) else None,
        url=link(row.get("url"), faults),
        group=one_of(row["group"], "group", GROUPS, faults),
        who=words(row.get("who")),
        n=got["n"] if math.isfinite(got["n"]) else None,
        stat=stat,
        **{name: got[name] for name in ("centre", "sd", "low", "high")},
        curve=_curve(row.get("x"), row.get("density"), faults),
    )


def _curve(x: Any, density: Any, faults: list[str]) -> tuple[tuple[float, float], ...]:
    """Points of a curve; nothing where there is none."""
    if not (np.ndim(x) or np.ndim(density)):
        return ()
    across, up = np.ravel(np.asarray(x, float)), np.ravel(np.asarray(density, float))
    good = across.size == up.size >= 2 and np.all(np.isfinite([*across, *up]))
    if not good or np.any(np.diff(across) <= 0) or np.any(up < 0):
        faults.append(
            "x, density: expected as many of each, at least two, finite, x rising and no density "
            "below 0, as level_curve gives them"
        )
        return ()
    return tuple(zip(map(float, across), map(float, up), strict=True))


def _band(row: Mapping[Hashable, Any], faults: list[str]) -> Band:
    low, high = (number(row[end], end, faults) for end in ("low", "high"))
    if not (math.isfinite(low) and math.isfinite(high) and low <= high):
        faults.append(f"low, high: got {low:g}, {high:g}; expected two numbers, low first")
    if not words(row["label"]):
        faults.append("label is missing; say whose levels or whose cut-off it is")
    kind = one_of(row.get("kind", "reference"), "kind", KINDS, faults)
    return Band(
        kind=kind, label=words(row["label"]), low=low, high=high, url=link(row.get("url"), faults)
    )
