"""What a ladder is given: one pooled result per row, checked before a line is drawn.

A pooled result may lack an interval (both limits missing), have infinite limits, or not exist at
all (estimate and limits missing): such rows are listed as what they are. All faults are named at
once, each with its row.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from b12meta.evidence.words import percent
from b12meta.figures.cells import has, link, number, words
from b12meta.figures.measure import clean
from b12meta.figures.numbers import count, small

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    import pandas as pd

__all__ = ["Refit", "read_refits", "spread_title"]

_RESULT = ("estimate", "ci_low", "ci_high")
_SPREADS: Mapping[str, tuple[str, Callable[[float], str]]] = {
    "i2": ("I²", percent),
    "tau": ("τ", small),
    "tau2": ("τ²", small),
}
"""Measures of the spread between studies, the best known first: title and words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refit:
    """A pooled result, named by the study that makes it differ from the others.

    NaN estimate: there is no result; NaN limits: it has no interval. `spread` is in words.
    """

    study: str
    k: float | None
    estimate: float
    low: float
    high: float
    spread: str = ""
    url: str | None = None

    @property
    def exists(self) -> bool:
        """Whether there is an estimate."""
        return not math.isnan(self.estimate)

    @property
    def limited(self) -> bool:
        """Whether it has an interval."""
        return not math.isnan(self.low)


def read_refits(table: pd.DataFrame) -> list[Refit]:
    """Turn a frame into pooled results, in its order.

    Raises
    ------
    ValueError
        If there is no row, a column is missing, or numbers are missing or out of order; every
        such row is named.
    """
    has(table, _RESULT, "table")
    if "study" not in table.columns:
        table = table.assign(study=[clean(label) for label in table.index])
    spread = _spread(table)
    found = [_refit(place, row, spread) for place, row in enumerate(table.to_dict("records"))]
    problems = [words for _, faults in found for words in faults]
    if problems:
        raise ValueError(f"table: {'; '.join(problems)}")
    return [refit for refit, _ in found]


def spread_title(table: pd.DataFrame) -> str:
    """Name of the measure of spread that is shown."""
    name = _spread(table)
    return _SPREADS[name][0] if name else ""


def _spread(table: pd.DataFrame) -> str | None:
    """Column of the measure of spread, the first that has a number."""
    return next(
        (name for name in _SPREADS if name in table.columns and table[name].notna().any()), None
    )


def _refit(
    place: int, row: Mapping[Hashable, object], spread: str | None
) -> tuple[Refit, list[str]]:
    faults: list[str] = []
    names = (*_RESULT, "year", "k", *((spread,) if spread else ()))
    got = {name: number(row.get(name), name, faults) for name in names}
    known = {name: value if math.isfinite(value) else None for name, value in got.items()}
    study = words(row["study"])
    refit = Refit(
        study=" ".join(filter(None, (study, count(known["year"])))),
        k=known["k"],
        estimate=got["estimate"],
        low=got["ci_low"],
        high=got["ci_high"],
        spread=_spread_words(got, known["k"], spread),
        url=link(row.get("url"), faults),
    )
    if not study:
        faults.append("study is missing; give the name to show")
    faults += _result_faults(refit)
    return refit, [f"row {place} ({study or 'no name'}): {fault}" for fault in faults]


def _spread_words(got: Mapping[str, float], k: float | None, spread: str | None) -> str:
    """Nothing where it is missing, or where one study has no spread to speak of."""
    if spread is None or k == 1 or not math.isfinite(got[spread]):
        return ""
    return _SPREADS[spread][1](got[spread])


def _result_faults(refit: Refit) -> list[str]:
    missing = [math.isnan(value) for value in (refit.estimate, refit.low, refit.high)]
    got = f"got estimate {refit.estimate:g}, ci_low {refit.low:g}, ci_high {refit.high:g}"
    if missing[1] != missing[2] or (missing[0] and not missing[1]):
        return [f"{got}; expected both limits with an estimate, no limits, or none of the three"]
    if not any(missing) and not refit.low <= refit.estimate <= refit.high:
        return [f"{got}; expected ci_low <= estimate <= ci_high"]
    return []
