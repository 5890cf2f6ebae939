"""What a bubble plot is given: studies with an effect or bounds at some x, and perhaps a line."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from b12meta.figures.cells import has, number
from b12meta.figures.scatter_input import full_name, read_each, study_name

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import pandas as pd

__all__ = ["Bubble", "LinePoint", "read_bubbles", "read_line"]

_SIZES = ("weight", "sei")
_LINE = ("x", "estimate", "ci_low", "ci_high")
_PREDICTED = ("pi_low", "pi_high")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """A study: its effect (NaN: known by the bounds `low` and `high` only), and its size."""

    name: str
    year: float | None
    url: str | None
    x: float
    effect: float
    low: float
    high: float
    weight: float | None

    @property
    def exact(self) -> bool:
        """Whether there is an effect."""
        return not math.isnan(self.effect)

    @property
    def label(self) -> str:
        """Name and year."""
        return full_name(self.name, self.year)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePoint:
    """A point of the line, its interval, and its prediction interval (None: not given)."""

    x: float
    estimate: float
    low: float
    high: float
    predicted: tuple[float, float] | None

    @property
    def name(self) -> str:
        """Where it stands, for messages."""
        return f"x {self.x:g}"


def read_bubbles(frame: pd.DataFrame, x: str) -> list[Bubble]:
    """Turn a frame into studies, in its order.

    Raises
    ------
    ValueError
        If there is no row, a column is missing, or numbers are missing or out of order; every
        such row is named.
    """
    bounded = {"low", "high"} <= set(frame.columns)
    has(frame, ("study", x) if bounded else ("study", x, "yi"), "rows")
    size = next((name for name in _SIZES if name in frame.columns), None)

    def read(row: Mapping[Hashable, object], faults: list[str]) -> Bubble:
        return _bubble(row, x, size, faults)

    return read_each(frame, read, "rows")


def read_line(frame: pd.DataFrame | None) -> list[LinePoint]:
    """Points of the line from left to right; none without a frame.

    Raises
    ------
    ValueError
        If there are fewer than two points, a column is missing, or numbers are missing or out of
        order; every such row is named.
    """
    if frame is None:
        return []
    has(frame, _LINE, "line")
    found = sorted(read_each(frame, _line_point, "line"), key=lambda point: point.x)
    if len(found) < 2:
        raise ValueError("line: got one point; expected at least two, from left to right")
    return found


def _bubble(row: Mapping[Hashable, object], x: str, size: str | None, faults: list[str]) -> Bubble:
    name, year, url = study_name(row, faults)
    got = {column: number(row.get(column), column, faults) for column in (x, "yi", "low", "high")}
    bubble = Bubble(
        name=name,
        year=year,
        url=url,
        x=got[x],
        effect=got["yi"],
        low=got["low"],
        high=got["high"],
        weight=None,
    )
    if not math.isfinite(bubble.x):
        faults.append(f"{x}: got {bubble.x:g}, expected a number: leave the study out or give it")
    faults += _effect_faults(bubble)
    if size is None or not bubble.exact:
        return bubble
    return _sized(bubble, number(row[size], size, faults), size, faults)


def _sized(bubble: Bubble, value: float, size: str, faults: list[str]) -> Bubble:
    """Give it its weight; that of a standard error is its inverse square."""
    if not (math.isfinite(value) and (value > 0 or (value == 0 and size == "weight"))):
        faults.append(f"{size}: got {value:g}, expected a number above 0")
        return bubble
    return replace(bubble, weight=value if size == "weight" else value**-2)


def _effect_faults(bubble: Bubble) -> list[str]:
    if bubble.exact:
        return [] if math.isfinite(bubble.effect) else [f"yi: got {bubble.effect:g}, not finite"]
    if math.isnan(bubble.low) and math.isnan(bubble.high):
        return ["got neither yi nor bounds; leave the study out, or give low and high"]
    if bubble.low <= bubble.high and bubble.low < math.inf and bubble.high > -math.inf:
        return []
    return [
        f"got low {bubble.low:g}, high {bubble.high:g}; expected low <= high, an infinite one for "
        "no bound"
    ]


def _line_point(row: Mapping[Hashable, object], faults: list[str]) -> LinePoint:
    got = {name: number(row.get(name), name, faults) for name in (*_LINE, *_PREDICTED)}
    x, estimate, low, high = (got[name] for name in _LINE)
    first, last = (got[name] for name in _PREDICTED)
    if not (math.isfinite(x) and math.isfinite(estimate) and low <= estimate <= high):
        faults.append(
            f"got estimate {estimate:g}, ci_low {low:g}, ci_high {high:g}; expected numbers with "
            "ci_low <= estimate <= ci_high"
        )
    given = not (math.isnan(first) and math.isnan(last))
    if given and not first <= estimate <= last:
        faults.append(f"got pi_low {first:g}, pi_high {last:g}; expected the estimate between them")
    return LinePoint(
        x=x, estimate=estimate, low=low, high=high, predicted=(first, last) if given else None
    )
