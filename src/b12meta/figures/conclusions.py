"""What is concluded: pooled results of any kind, as diamonds with a name.

A figure reads a pooled result by the names of its attributes and needs few of them, so that
results of different models can stand in one plot. What has no such attributes, or needs other
words, is given as a `Diamond`. A conclusion may also be words alone ("no pooled verdict").
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from b12meta.figures.measure import clean
from b12meta.figures.results import PooledLike, ResultLike, level, prediction

if TYPE_CHECKING:
    from b12meta.figures.results import Limits

__all__ = ["Conclusions", "Diamond", "conclude"]


@dataclass(frozen=True, slots=True)
class Diamond:
    """A conclusion to draw: a diamond with its name, or a name alone.

    Attributes
    ----------
    label : str
        Stands at the left, such as ``"Every study (k = 8)"``.
    estimate, low, high : float or None
        In the unit of `yi`; all None where there is nothing to draw.
    pi : Limits or pair of float, optional
        Prediction interval; NaN limits are shown as "not defined".
    note : str
        Small words below the name.
    level : float
        Coverage of both intervals.
    interval : str
        What the interval is called: "CI", "credible interval".
    pi_label : str
        What the prediction interval is called.

    Raises
    ------
    ValueError
        If the label is empty, or the numbers are incomplete or out of order.

    Examples
    --------
    >>> Diamond("Every study (k = 8)", -0.18, -0.45, 0.10, pi=(-0.9, 0.5)).drawn
    True
    >>> Diamond("Means only, two studies: no pooled verdict").drawn
    False
    """

    label: str
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    pi: Limits | tuple[float, float] | None = None
    note: str = ""
    level: float = 0.95
    interval: str = "CI"
    pi_label: str = ""

    def __post_init__(self) -> None:
        if not clean(self.label):
            raise ValueError("Diamond: the label is empty; expected words to show at the left")
        numbers = (self.estimate, self.low, self.high)
        if self.drawn and not self._in_order():
            raise ValueError(
                f"Diamond {self.label!r}: got estimate {numbers[0]}, low {numbers[1]}, high "
                f"{numbers[2]}; expected low <= estimate <= high, the estimate finite, or none of "
                "the three for words alone"
            )

    @property
    def drawn(self) -> bool:
        """Whether there is anything but words."""
        return any(number is not None for number in (self.estimate, self.low, self.high))

    @property
    def limits(self) -> tuple[float, float, float]:
        """Estimate, low and high; only where it is drawn."""
        assert self.estimate is not None, "asked of a diamond without numbers"
        assert self.low is not None, "asked of a diamond without numbers"
        assert self.high is not None, "asked of a diamond without numbers"
        return float(self.estimate), float(self.low), float(self.high)

    @property
    def predicted(self) -> tuple[float, float] | None:
        """Prediction interval as a pair."""
        if self.pi is None:
            return None
        if isinstance(self.pi, tuple):
            return float(self.pi[0]), float(self.pi[1])
        return float(self.pi.low), float(self.pi.high)

    @property
    def pi_name(self) -> str:
        """Name of the prediction interval."""
        return self.pi_label or f"{level(self.level)} prediction interval"

    def _in_order(self) -> bool:
        if self.estimate is None or self.low is None or self.high is None:
            return False
        return math.isfinite(self.estimate) and self.low <= self.estimate <= self.high


Conclusions: TypeAlias = PooledLike | Diamond | Sequence[Diamond | tuple[str, ResultLike | Diamond]]


def conclude(pooled: Conclusions | None) -> list[Diamond]:
    """Diamonds from top to bottom.

    Raises
    ------
    ValueError
        If something is not a result, or results differ in level.
    """
    if pooled is None:
        return []
    if isinstance(pooled, Diamond):
        return [pooled]
    if isinstance(pooled, PooledLike):
        return [_diamond("Pooled effect", pooled)]
    if not isinstance(pooled, list | tuple):
        raise ValueError(
            f"pooled: got {type(pooled).__name__}; expected a result of b12meta.pool, a Diamond, "
            "or a list of (label, result)"
        )
    found = [_named(place, item) for place, item in enumerate(pooled)]
    _same_level(found)
    return found


def _named(place: int, item: object) -> Diamond:
    if isinstance(item, Diamond):
        return item
    if isinstance(item, tuple) and len(item) == 2 and hasattr(item[1], "ci"):
        return _diamond(str(item[0]), item[1])
    raise ValueError(
        f"pooled[{place}]: got {type(item).__name__}; expected a Diamond, or a pair (label, "
        "result) whose result has an estimate and a ci"
    )


def _diamond(label: str, result: ResultLike) -> Diamond:
    named = prediction(result) if isinstance(result, PooledLike) else ""
    return Diamond(
        label,
        result.estimate,
        result.ci.low,
        result.ci.high,
        pi=getattr(result, "pi", None),
        level=getattr(result, "level", 0.95),
        pi_label=named,
    )


def _same_level(found: list[Diamond]) -> None:
    levels = sorted({diamond.level for diamond in found if diamond.drawn})
    if len(levels) > 1:
        raise ValueError(
            f"pooled: got intervals of levels {', '.join(map(level, levels))}; expected one level, "
            "for the column has one heading"
        )
