"""What a figure of years and countries is given: one row per study, checked."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from b12meta.figures.cells import has, link, number, words
from b12meta.figures.measure import clean

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    import pandas as pd

__all__ = ["MOST_KINDS", "UNKNOWN", "Spot", "by_country", "kinds_of", "read_spots"]

UNKNOWN = "not printed"
MOST_KINDS = 4
"""Marks that can be told apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A study: its year (None: not printed), its country (empty: not printed), what it reports."""

    name: str
    year: float | None
    country: str
    kind: str
    url: str | None


def read_spots(frame: pd.DataFrame) -> list[Spot]:
    """Turn a frame into studies, by year, then in its order; those without a year come last.

    Raises
    ------
    ValueError
        If there is no row, a column is missing, or a number is not possible; every such row is
        named.
    """
    has(frame, ("study", "year", "country", "reports"), "rows")
    problems: list[str] = []
    spots = []
    for place, row in enumerate(frame.to_dict("records")):
        faults: list[str] = []
        spot = _read(row, faults)
        problems += [f"row {place} ({spot.name or 'no name'}): {fault}" for fault in faults]
        spots.append(spot)
    if problems:
        raise ValueError(f"rows: {'; '.join(problems)}")
    return sorted(spots, key=lambda spot: math.inf if spot.year is None else spot.year)


def by_country(spots: Sequence[Spot]) -> dict[str, list[Spot]]:
    """Studies of each country, the country with most first; that of no country last."""
    found: dict[str, list[Spot]] = {}
    for spot in spots:
        found.setdefault(spot.country, []).append(spot)
    order = sorted(found, key=lambda country: (not country, -len(found[country]), country))
    return {country: found[country] for country in order}


def kinds_of(spots: Sequence[Spot], kinds: Sequence[str] | None) -> list[str]:
    """Kinds in the order in which they are explained.

    Raises
    ------
    ValueError
        If `kinds` leaves one out, or if there are more than there are marks.
    """
    found = list(dict.fromkeys(spot.kind for spot in spots))
    wanted = found if kinds is None else [clean(kind) for kind in kinds]
    absent = [kind for kind in found if kind not in wanted]
    if absent or len(wanted) > MOST_KINDS:
        raise ValueError(
            f"kinds: got {', '.join(wanted)}; expected at most {MOST_KINDS}, among them all that "
            f"the rows hold: {', '.join(found)}"
        )
    return [kind for kind in wanted if kind in found]


def _read(row: Mapping[Hashable, object], faults: list[str]) -> Spot:
    name, kind = words(row["study"]), words(row["reports"])
    faults += [
        f"{column} is missing; give the words to show"
        for column, value in (("study", name), ("reports", kind))
        if not value
    ]
    year = number(row["year"], "year", faults)
    if math.isinf(year):
        faults.append(f"year: got {year:g}, expected a year or nothing")
    return Spot(
        name=name,
        year=year if math.isfinite(year) else None,
        country=words(row["country"]),
        kind=kind,
        url=link(row.get("url"), faults),
    )
