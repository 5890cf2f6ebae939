"""What a figure of priors is given: under each prior a median, an interval and a curve, twice."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from b12meta.figures.cells import has, number, words

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    import pandas as pd

__all__ = ["QUANTITIES", "Found", "Points", "Row", "read_priors"]

QUANTITIES = ("mu", "tau")
Points = tuple[tuple[float, float], ...]
"""A curve: value and density, values rising."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Posterior of one quantity: median, interval, curve; the prior's own curve may be empty."""

    median: float
    low: float
    high: float
    curve: Points
    before: Points


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A prior and what is found under it."""

    name: str
    mu: Found
    tau: Found

    def of(self, quantity: str) -> Found:
        """Return the posterior of one quantity."""
        return self.mu if quantity == "mu" else self.tau


def read_priors(frame: pd.DataFrame) -> list[Row]:
    """Turn a frame into rows, in its order.

    Raises
    ------
    ValueError
        If there is no row, a column is missing, or a number or curve is not possible; every such
        row is named.
    """
    endings = ("", "_low", "_high", "_x", "_density")
    has(frame, ["prior", *(name + end for name in QUANTITIES for end in endings)], "rows")
    rows, problems = [], []
    for place, cells in enumerate(frame.to_dict("records")):
        faults: list[str] = []
        found = {name: _found(cells, name, faults) for name in QUANTITIES}
        name = words(cells["prior"])
        if not name:
            faults.append("prior is missing; give the name to show")
        rows.append(Row(name=name, mu=found["mu"], tau=found["tau"]))
        problems += [f"row {place} ({name or 'no name'}): {fault}" for fault in faults]
    if problems:
        raise ValueError(f"rows: {'; '.join(problems)}")
    return rows


def _found(cells: Mapping[Hashable, Any], name: str, faults: list[str]) -> Found:
    columns = (name, f"{name}_low", f"{name}_high")
    median, low, high = (number(cells[column], column, faults) for column in columns)
    if not (math.isfinite(low) and math.isfinite(high) and low <= median <= high):
        got = f"{median:g}, {low:g}, {high:g}"
        faults.append(f"{', '.join(columns)}: got {got}; expected a median between two ends")
    x = cells[f"{name}_x"]
    curve = _points(x, cells[f"{name}_density"], f"{name}_x, {name}_density", faults)
    column = f"{name}_prior_density"
    given: Any = cells.get(column)
    before = _points(x, given, column, faults) if np.ndim(given) else ()
    return Found(median=median, low=low, high=high, curve=curve, before=before)


def _points(x: Any, density: Any, name: str, faults: list[str]) -> Points:
    """Points of a curve."""
    across, up = (np.ravel(np.asarray(values, float)) for values in (x, density))
    good = across.size == up.size >= 2 and bool(np.isfinite(across).all())
    if not good or bool((np.diff(across) <= 0).any()) or not bool((up >= 0).all()):
        faults.append(f"{name}: expected as many of each, at least two, x rising, densities >= 0")
        return ()
    return tuple(zip(map(float, across), map(float, up), strict=True))


def ends_of(rows: Sequence[Row], quantity: str) -> list[float]:
    """All ends of intervals of a quantity."""
    return [end for row in rows for end in (row.of(quantity).low, row.of(quantity).high)]
