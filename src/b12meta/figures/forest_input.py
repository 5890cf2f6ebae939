"""What a forest plot is given: rows of a frame and a pooled result, checked before a line is drawn.

All faults are named at once, each with its row. Years and group sizes may be missing; effects and
their intervals may not (a limit may be infinite: it is drawn as an arrow).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from b12meta.figures.measure import clean

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    Weights = Sequence[float] | NDArray[np.float64]

__all__ = ["Limits", "PooledLike", "Study", "check_weights", "read_rows"]

_NEEDED = ("study", "yi", "ci_low", "ci_high")
_NUMBERS = (*_NEEDED[1:], "year", "n1i", "n2i", "k")


class Limits(Protocol):
    """An interval."""

    @property
    def low(self) -> float: ...  # noqa: D102
    @property
    def high(self) -> float: ...  # noqa: D102


class PooledLike(Protocol):
    """What is read of a pooled result; `b12meta.pool` returns one."""

    @property
    def estimate(self) -> float: ...  # noqa: D102
    @property
    def ci(self) -> Limits: ...  # noqa: D102
    @property
    def pi(self) -> Limits | None: ...  # noqa: D102
    @property
    def pi_df(self) -> float | None: ...  # noqa: D102
    @property
    def weights(self) -> Weights: ...  # noqa: D102
    @property
    def tau2(self) -> float: ...  # noqa: D102
    @property
    def i2(self) -> float: ...  # noqa: D102
    @property
    def q(self) -> float: ...  # noqa: D102
    @property
    def q_df(self) -> float: ...  # noqa: D102
    @property
    def q_pval(self) -> float: ...  # noqa: D102
    @property
    def k(self) -> int: ...  # noqa: D102
    @property
    def method(self) -> str | float: ...  # noqa: D102
    @property
    def test(self) -> str: ...  # noqa: D102
    @property
    def level(self) -> float: ...  # noqa: D102
    @property
    def prediction(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """One row: a study, or an earlier review of `k` studies."""

    name: str
    year: float | None
    n1: float | None
    n2: float | None
    k: float | None
    effect: float
    low: float
    high: float


def read_rows(frame: pd.DataFrame, which: str) -> list[Study]:
    """Turn a frame into studies.

    Parameters
    ----------
    frame : DataFrame
        Columns `study, yi, ci_low, ci_high`; `year, n1i, n2i, k` where known.
    which : str
        Name of the argument, for messages.

    Raises
    ------
    ValueError
        If there is no row, a column is missing, or numbers are missing or out of order;
        every such row is named.
    """
    absent = [name for name in _NEEDED if name not in frame.columns]
    if absent:
        raise ValueError(
            f"{which}: column {', '.join(absent)} is missing; "
            f"got {', '.join(map(str, frame.columns))}; expected at least {', '.join(_NEEDED)}"
        )
    if frame.empty:
        raise ValueError(f"{which}: there is no row, so nothing to draw; give at least one study")
    found = [_study(place, row) for place, row in enumerate(frame.to_dict("records"))]
    problems = [words for _, faults in found for words in faults]
    if problems:
        raise ValueError(f"{which}: {'; '.join(problems)}")
    return [study for study, _ in found]


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
    numbers = {name: _number(row.get(name), name, faults) for name in _NUMBERS}
    effect, low, high = (numbers.pop(name) for name in _NEEDED[1:])
    known = {name: value if math.isfinite(value) else None for name, value in numbers.items()}
    name = "" if pd.isna(row["study"]) else clean(row["study"])  # type: ignore[call-overload]
    study = Study(
        name=name,
        year=known["year"],
        n1=known["n1i"],
        n2=known["n2i"],
        k=known["k"],
        effect=effect,
        low=low,
        high=high,
    )
    if not faults:
        faults = _faults(study)
    return study, [f"row {place} ({name or 'no name'}): {words}" for words in faults]


def _number(value: object, name: str, faults: list[str]) -> float:
    """Float, NaN for whatever is missing (None, NaN, pandas' NA); words are a fault."""
    try:
        return float(value)  # type: ignore[arg-type]
    except TypeError:
        return math.nan
    except ValueError:
        faults.append(f"{name}: got {value!r}, expected a number or nothing")
        return math.nan


def _faults(study: Study) -> list[str]:
    faults = [] if study.name else ["study is missing; give the name to show"]
    got = f"got yi {study.effect:g}, ci_low {study.low:g}, ci_high {study.high:g}"
    if not math.isfinite(study.effect) or math.isnan(study.low) or math.isnan(study.high):
        faults.append(
            f"{got}; expected numbers: leave the study out or give its effect and interval"
        )
    elif not study.low <= study.effect <= study.high:
        faults.append(f"{got}; expected ci_low <= yi <= ci_high")
    return faults
