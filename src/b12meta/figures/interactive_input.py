"""What the interactive forest plot is given, checked, and written as plain data for the page."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from b12meta.figures.cells import has, number, words
from b12meta.figures.forest_input import LEVELS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["as_json", "page_rows"]

_NEEDED = ("study", "level", "vi", "low", "high")
_RATIO = ("yi", "vi")


def page_rows(rows: pd.DataFrame, ratio: pd.DataFrame | None) -> list[dict[str, Any]]:
    """One mapping per study, as the script of the page reads it.

    Parameters
    ----------
    rows, ratio : DataFrame
        As `interactive_forest` takes them, indexed by study.

    Returns
    -------
    list of dict
        `id`, `name` (with the year), `people`, `means`, `vi`, `low` and `high` (None: no bound),
        `drawn` (effect and interval to show instead of limits, or None), `ratio` (log of the ratio
        of means and its variance, or None). Numbers are those given.

    Raises
    ------
    ValueError
        If there is no row, a column is missing, an id is given twice, or numbers are missing or
        out of order; every such row is named.
    """
    has(rows, _NEEDED, "rows")
    ratios = {} if ratio is None or ratio.empty else _ratios(ratio)
    read = [
        _study(str(key), row, ratios.get(str(key)))
        for key, row in zip(rows.index, rows.to_dict("records"), strict=True)
    ]
    problems = [fault for _, faults in read for fault in faults]
    found = [study for study, _ in read]
    problems += [f"{one}: given twice; the index names each study once" for one in _twice(found)]
    if problems:
        raise ValueError(f"rows: {'; '.join(problems)}")
    return found


def as_json(value: object) -> str:
    """Compact JSON; every number keeps its digits.

    >>> as_json({"low": None, "vi": 0.1})
    '{"low":null,"vi":0.1}'
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _ratios(ratio: pd.DataFrame) -> dict[str, list[float]]:
    """Finite logs of ratios with their variances, by id."""
    has(ratio, _RATIO, "ratio")
    pairs = zip(ratio.index, ratio["yi"], ratio["vi"], strict=True)
    found = {str(key): [float(y), float(v)] for key, y, v in pairs}
    return {key: pair for key, pair in found.items() if all(map(math.isfinite, pair))}


def _study(
    key: str, row: Mapping[Any, Any], ratio: list[float] | None
) -> tuple[dict[str, Any], list[str]]:
    """Return the study, and what is wrong with it."""
    faults: list[str] = []
    columns = ("vi", "low", "high", "year", "n1i", "n2i")
    vi, low, high, year, n1, n2 = (number(row.get(name), name, faults) for name in columns)
    name, level = words(row["study"]), words(row["level"])
    faults += [] if name else ["study is missing; give the name to show"]
    faults += _faults(vi, low, high, level)
    study = {
        "id": key,
        "name": name if math.isnan(year) else f"{name} {year:.0f}",
        "people": None if math.isnan(n1 + n2) else int(n1 + n2),
        "means": level == "means",
        "vi": vi,
        "low": low if math.isfinite(low) else None,
        "high": high if math.isfinite(high) else None,
        "drawn": _drawn(row) if low < high else None,
        "ratio": ratio,
    }
    return study, [f"{key} ({name or 'no name'}): {fault}" for fault in faults]


def _drawn(row: Mapping[Any, Any]) -> list[float] | None:
    """Effect and interval of an exact p, whose limits are no wider than its rounding."""
    found = [number(row.get(name), name, []) for name in ("yi", "ci_low", "ci_high")]
    return found if all(map(math.isfinite, found)) else None


def _faults(vi: float, low: float, high: float, level: str) -> list[str]:
    faults = []
    if level not in LEVELS:
        faults.append(f"level: got {level!r}, expected one of {', '.join(LEVELS)}")
    if not (math.isfinite(vi) and vi > 0):
        faults.append(f"vi: got {vi:g}, expected a finite number above 0")
    if not (low <= high and low < math.inf and high > -math.inf):
        faults.append(f"got low {low:g}, high {high:g}; expected low <= high, equal for an effect")
    elif level == "means" and low != high:
        faults.append(f"got low {low:g}, high {high:g}; means give an effect, so both are it")
    return faults


def _twice(found: list[dict[str, Any]]) -> list[str]:
    ids = [study["id"] for study in found]
    return sorted({one for one in ids if ids.count(one) > 1})
