"""What a funnel plot is given: studies with their standard errors, and limits to draw behind them.

A study is an effect, or bounds between which it must lie, or (level ``none``) neither: such a
study has no place in the plot and is named below it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, Protocol

from b12meta.figures.cells import has, number, words
from b12meta.figures.scatter_input import full_name, read_each, study_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from b12meta.figures.conclusions import Diamond
    from b12meta.figures.forest_input import Known
    from b12meta.figures.scatter_input import Row

__all__ = ["ContoursLike", "Limit", "Study", "read_limits", "read_studies"]

_SAME = 1e-9  # both come from the same result; rounding in a file would be far larger


class ContoursLike(Protocol):
    """Points of limits; of `b12meta.stats.small_study.contours.funnel_contours`, or a frame."""

    @property
    def kind(self) -> Iterable[str]: ...  # noqa: D102
    @property
    def level(self) -> Iterable[float]: ...  # noqa: D102
    @property
    def sei(self) -> Iterable[float]: ...  # noqa: D102
    @property
    def low(self) -> Iterable[float]: ...  # noqa: D102
    @property
    def high(self) -> Iterable[float]: ...  # noqa: D102


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """A study: `low` and `high` are its effect, or the bounds of it."""

    name: str
    year: float | None
    url: str | None
    low: float
    high: float
    sei: float
    known: Known

    @property
    def label(self) -> str:
        """Name and year."""
        return full_name(self.name, self.year)


class Limit(NamedTuple):
    """Both sides of a limit: standard errors, rising, and the effects there."""

    kind: str
    level: float
    points: tuple[tuple[float, float, float], ...]

    @property
    def end(self) -> tuple[float, float, float]:
        """Standard error, low and high where it ends."""
        return self.points[-1]


def read_studies(frame: pd.DataFrame) -> list[Study]:
    """Turn a frame into studies, in its order.

    Raises
    ------
    ValueError
        If there is no row, a column is missing, a number is missing or not possible (every such
        row is named), or no study has a place in the plot.
    """
    bounded = {"low", "high"} <= set(frame.columns)
    has(frame, ("study", "sei") + (() if bounded else ("yi",)), "rows")
    studies = read_each(frame, _read, "rows")
    if all(study.known == "nothing" for study in studies):
        raise ValueError("rows: no study has an effect or a bound, so nothing to draw")
    return studies


def _read(row: Row, faults: list[str]) -> Study:
    name, year, url = study_name(row, faults)
    effect, low, high, sei = (
        number(row.get(column), column, faults) for column in ("yi", "low", "high", "sei")
    )
    known = _known(effect, low, high, words(row.get("level")), faults)
    if known == "estimate":
        low = high = effect
    else:
        low, high = (
            (-math.inf if math.isnan(low) else low),
            (math.inf if math.isnan(high) else high),
        )
        if not (low <= high and low < math.inf and high > -math.inf):
            faults.append(
                f"got low {low:g}, high {high:g}; expected low <= high, infinite for no bound"
            )
    if known != "nothing" and not 0 < sei < math.inf:
        faults.append(f"sei: got {sei:g}, expected a finite number above 0")
    return Study(name=name, year=year, url=url, low=low, high=high, sei=sei, known=known)


def _known(effect: float, low: float, high: float, level: str, faults: list[str]) -> Known:
    """What the row knows of its effect."""
    if math.isfinite(effect):
        return "estimate"
    if math.isnan(effect) and not (math.isnan(low) and math.isnan(high)):
        return "bounds"
    if math.isnan(effect) and level == "none":
        return "nothing"
    faults.append(
        f"yi: got {effect:g}, expected a finite number, or bounds low and high, or level none"
    )
    return "nothing"


def read_limits(
    contours: ContoursLike | None, studies: list[Study], pooled: Diamond | None
) -> list[Limit]:
    """Sort points into limits: contours, the narrowest first, then those of the pooled effect.

    Raises
    ------
    ValueError
        If the points are no limits of these studies and this pooled effect.
    """
    if contours is None:
        return []
    found: dict[tuple[str, float], list[tuple[float, float, float]]] = {}
    columns = (contours.kind, contours.level, contours.sei, contours.low, contours.high)
    for kind, level, *point in zip(*columns, strict=True):
        sei, low, high = map(float, point)
        if not (kind in {"contour", "pooled"} and 0 < level < 1 and sei >= 0 and low <= high):
            raise ValueError(
                f"contours: got kind {kind!r}, level {level:g}, sei {sei:g}, low {low:g}, high "
                f"{high:g}; expected points as funnel_contours gives them"
            )
        found.setdefault((str(kind), float(level)), []).append((sei, low, high))
    limits = [Limit(*name, tuple(sorted(points))) for name, points in sorted(found.items())]
    _check(limits, studies, pooled)
    return limits


def _check(limits: list[Limit], studies: list[Study], pooled: Diamond | None) -> None:
    largest = max(study.sei for study in studies if study.known != "nothing")
    ends = {limit.end[0] for limit in limits}
    if len(ends) != 1 or min(ends) < largest:
        raise ValueError(
            f"contours: they end at sei {min(ends, default=0):g}; expected all to end at one that "
            f"is not below the largest of the rows, {largest:g}: give funnel_contours sei_max"
        )
    contours = [limit for limit in limits if limit.kind == "contour"]
    for inner, outer in pairwise(contours):
        if inner.end[1] < outer.end[1] or outer.end[2] < inner.end[2]:
            raise ValueError("contours: got one that crosses another; expected one centre of all")
    for limit in limits:
        middle = (limit.end[1] + limit.end[2]) / 2
        if limit.kind == "pooled" and pooled is not None and pooled.drawn:
            estimate = pooled.limits[0]
            if not math.isclose(middle, estimate, rel_tol=_SAME, abs_tol=_SAME * largest):
                raise ValueError(
                    f"contours: got limits around {middle:g}, the pooled effect is {estimate:g}; "
                    "give funnel_contours the estimate of the same result as pooled"
                )
