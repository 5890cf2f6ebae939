"""What an albatross plot is given: for each study its size, its p value and its direction.

A printed p may be a number or only a bound ("p > 0.05"), and the direction may not be stated. So
what is known is one or two stretches of the axis, on which p stands left of 1 for "lower" and
right of it for "higher", at a distance of -log10(p).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from b12meta.evidence.words import p_value
from b12meta.figures.cells import has, number, one_of
from b12meta.figures.numbers import count
from b12meta.figures.scatter_input import full_name, read_each, study_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from b12meta.figures.scatter_input import Row

__all__ = ["Curve", "CurvesLike", "Report", "alt_text", "read_curves", "read_reports"]

_DIRECTIONS = ("lower", "higher", "none_stated")
_SIDES = {"lower": (-1,), "higher": (1,), "none_stated": (-1, 1)}


class CurvesLike(Protocol):
    """Points of contours; `b12meta.stats.albatross.smd_contours`, or a frame of such columns."""

    @property
    def smd(self) -> Iterable[float]: ...  # noqa: D102
    @property
    def n(self) -> Iterable[float]: ...  # noqa: D102
    @property
    def p(self) -> Iterable[float]: ...  # noqa: D102


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A study: `low` and `high` are its p, or the bounds of it."""

    name: str
    year: float | None
    url: str | None
    n: float
    direction: str
    low: float
    high: float

    @property
    def exact(self) -> bool:
        """Whether p is known as a number."""
        return self.low == self.high

    @property
    def stretches(self) -> list[tuple[float, float]]:
        """Where it may lie on the axis; two stretches that meet at p = 1 are one."""
        near, far = distance(self.high), distance(self.low)
        if self.direction == "none_stated" and near == 0:
            return [(-far, far)]
        pairs = [(side * near, side * far) for side in _SIDES[self.direction]]
        return [(min(pair), max(pair)) for pair in pairs]

    @property
    def label(self) -> str:
        """Name and year."""
        return full_name(self.name, self.year)

    @property
    def p_words(self) -> str:
        """What is known of p."""
        if self.exact:
            return p_value(self.low)
        if self.low == 0:
            return f"p < {self.high:g}" if self.high < 1 else "p not known"
        return f"p > {self.low:g}" if self.high == 1 else f"p {self.low:g} to {self.high:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A contour of one size of effect: distances on the axis, and numbers of people, rising."""

    smd: float
    points: tuple[tuple[float, float], ...]


def distance(p: float) -> float:
    """How far from p = 1 a p value stands.

    >>> distance(0.01), distance(0.0)
    (2.0, inf)
    """
    return abs(-math.log10(p)) if p > 0 else math.inf


def read_reports(frame: pd.DataFrame) -> list[Report]:
    """Turn a frame into studies, in its order.

    Raises
    ------
    ValueError
        If there is no row, a column is missing, or a number or word is not possible; every such
        row is named.
    """
    bounded = {"p_low", "p_high"} <= set(frame.columns)
    has(frame, ("study", "n", "direction") + (() if bounded else ("p",)), "rows")
    return read_each(frame, _read, "rows")


def _read(row: Row, faults: list[str]) -> Report:
    name, year, url = study_name(row, faults)
    got = {
        column: number(row.get(column), column, faults) for column in ("n", "p", "p_low", "p_high")
    }
    if not 0 < got["n"] < math.inf:
        faults.append(f"n: got {got['n']:g}, expected a number above 0")
    low, high = _p(got, faults)
    return Report(
        name=name,
        year=year,
        url=url,
        n=got["n"],
        direction=one_of(row["direction"], "direction", _DIRECTIONS, faults),
        low=low,
        high=high,
    )


def _p(got: Mapping[str, float], faults: list[str]) -> tuple[float, float]:
    """Bounds of p: twice p itself, or as given, 0 and 1 for what is missing."""
    p, low, high = got["p"], got["p_low"], got["p_high"]
    if not math.isnan(p):
        if not 0 < p <= 1:
            faults.append(f"p: got {p:g}, expected above 0 and at most 1")
        return p, p
    low, high = (0.0 if math.isnan(low) else low), (1.0 if math.isnan(high) else high)
    if not (0 <= low <= high <= 1 and high > 0):
        faults.append(f"p_low, p_high: got {low:g}, {high:g}, expected 0 <= p_low <= p_high <= 1")
    return low, high


def read_curves(contours: CurvesLike | None) -> list[Curve]:
    """Sort points into contours, smallest effect first.

    Raises
    ------
    ValueError
        If a number is missing or not possible.
    """
    if contours is None:
        return []
    found: dict[float, list[tuple[float, float]]] = {}
    for smd, n, p in zip(contours.smd, contours.n, contours.p, strict=True):
        if not (0 < smd < math.inf and 0 < n < math.inf and 0 <= p <= 1):
            raise ValueError(
                f"contours: got smd {smd:g}, n {n:g}, p {p:g}; expected smd and n above 0 and p "
                "from 0 to 1, as smd_contours gives them"
            )
        found.setdefault(float(smd), []).append((distance(float(p)), float(n)))
    return [
        Curve(smd=smd, points=tuple(sorted(points, key=lambda point: point[1])))
        for smd, points in sorted(found.items())
    ]


def alt_text(reports: list[Report], curves: list[Curve], sides: tuple[str, str]) -> str:
    """Describe the plot in words; the first sentence stands alone as its title."""
    many = "study" if len(reports) == 1 else "studies"
    ways = {"lower": sides[0], "higher": sides[1], "none_stated": "direction not stated"}
    each = "; ".join(
        f"{report.label}: {count(report.n)} people, {ways[report.direction]}, {report.p_words}"
        for report in reports
    )
    sentences = [
        f"Albatross plot of {len(reports)} {many}: two-sided p value against number of people.",
        f"Left of p = 1 is {sides[0]}, right of it {sides[1]}.",
    ]
    if curves:
        sizes = ", ".join(f"{curve.smd:g}" for curve in curves)
        sentences.append(f"Contours show where an SMD of {sizes} would lie, either way.")
    return " ".join([*sentences, f"Each study: {each}."])
