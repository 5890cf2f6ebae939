"""Frames in, frames out: thin shells over the array functions of `b12meta.stats`.

Columns carry metafor's names, so that a table that works there works here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from b12meta.stats.checks import check_studies
from b12meta.stats.conventions import convention_named
from b12meta.stats.effects.registry import Measure, measure_named
from b12meta.stats.interval import normal_intervals

if TYPE_CHECKING:
    from b12meta.stats.types import Convention, Zeros

__all__ = ["escalc", "study_intervals"]

DEFAULTS = {"vtype": "LS", "correct": True, "add": 0.5, "to": "only0", "drop00": False}


def escalc(
    measure: str,
    data: pd.DataFrame | None = None,
    *,
    vtype: str = "LS",
    correct: bool = True,
    add: float = 0.5,
    to: Zeros = "only0",
    drop00: bool = False,
    convention: Convention | None = None,
    **columns: Any,
) -> pd.DataFrame:
    """Compute effects and sampling variances, one row per study.

    Parameters
    ----------
    measure : str
        Effect size: ``MD SMD SMDH ROM`` (two groups), ``MC SMCC SMCR SMCRH ROMC`` (one sample
        twice), ``OR RR RD PETO`` (2 by 2 tables), ``PR PLO PAS PFT`` (proportions), ``ZCOR``
        (correlation). Ratios are on the log scale; `b12meta.stats.effects.back` leads back.
    data : DataFrame, optional
        Where columns are looked up. A needed column that is not given is taken from the column of
        that name.
    vtype, correct
        Variance of SMD, SMDH, SMCRH; correction for bias of standardised differences and of ratios
        of means. See the functions of `b12meta.stats.effects`.
    add, to, drop00
        Zero cells of 2 by 2 tables, PR and PLO. See `b12meta.stats.effects.counts.odds_ratio`.
    convention : {"metafor 3.8", "metafor 5", "meta 8"}, optional
        Choose `vtype` and `correct` as that program does; see `b12meta.stats.conventions`.
    **columns
        ``m1i sd1i n1i m2i sd2i n2i`` (two groups), ``m1i m2i sd1i sd2i ri ni`` (one sample twice),
        ``ai bi ci di`` (tables; ``n1i``, ``n2i`` may stand for ``bi``, ``di``), ``xi ni``
        (proportions), ``ri ni`` (correlation): names of columns of `data`, or arrays.

    Returns
    -------
    DataFrame
        Columns ``yi`` and ``vi``, with the index of `data` (or of the first Series given).

    Raises
    ------
    ValueError
        For an unknown measure, missing or unknown columns, an option that the measure does not
        have, `vtype` or `correct` beside `convention`, or values that make no sense; each bad row
        is named.

    Examples
    --------
    >>> tables = pd.DataFrame({"ai": [4, 6], "n1i": [100, 100], "ci": [8, 6], "n2i": [100, 100]})
    >>> escalc("RD", tables)
         yi        vi
    0 -0.04  0.001120
    1  0.00  0.001128
    """
    known = measure_named(measure)
    options = {"vtype": vtype, "correct": correct, "add": add, "to": to, "drop00": drop00}
    check_options(measure, known, options)
    if convention is not None:
        options |= conventional(measure, convention, options)
    found = find_columns(measure, known, data, columns)
    effect = known.function(**found, **{name: options[name] for name in known.options})
    return pd.DataFrame({"yi": effect.yi, "vi": effect.vi}, index=index_of(data, found))


def check_options(measure: str, known: Measure, options: dict[str, Any]) -> None:
    """Refuse an option that would change nothing."""
    idle = [
        f"{name}={value!r}"
        for name, value in options.items()
        if value != DEFAULTS[name] and name not in known.options
    ]
    if idle:
        has = ", ".join(known.options) or "none"
        raise ValueError(f"{measure}: got {', '.join(idle)}, but its options are: {has}")


def conventional(measure: str, convention: str, options: dict[str, Any]) -> dict[str, Any]:
    """Options that a program's convention sets for a measure; refuse a second choice of them."""
    both = [name for name in ("vtype", "correct") if options[name] != DEFAULTS[name]]
    if both:
        raise ValueError(
            f"{measure}: got {', '.join(both)} and convention={convention!r}; give one of the two"
        )
    return convention_named(convention).effects.get(measure, {})


def find_columns(
    measure: str, known: Measure, data: pd.DataFrame | None, given: dict[str, Any]
) -> dict[str, Any]:
    """Values of every needed column, from what is given or from `data`."""
    allowed = [*known.columns, *(other for _, other in known.instead)]
    strange = [name for name in given if name not in allowed]
    if strange:
        raise ValueError(
            f"{measure}: got {', '.join(strange)}, expected columns among {', '.join(allowed)}"
        )
    instead = dict(known.instead)
    found, missing = {}, []
    for name in known.columns:
        other = instead.get(name)
        use = other if other and not has(name, data, given) and has(other, data, given) else name
        if has(use, data, given):
            found[use] = look_up(use, given.get(use, use), data)
        else:
            missing.append(f"{name} (or {other})" if other else name)
    if missing:
        raise ValueError(
            f"{measure}: missing {', '.join(missing)}; it needs {', '.join(known.columns)}"
        )
    return found


def has(name: str, data: pd.DataFrame | None, given: dict[str, Any]) -> bool:
    """Whether a column is given, or is in `data` under its own name."""
    return name in given or (data is not None and name in data.columns)


def look_up(name: str, value: Any, data: pd.DataFrame | None) -> Any:
    """Values of one column: a name is looked up in `data`, anything else is taken as it is."""
    if not isinstance(value, str):
        if isinstance(value, pd.Series) and data is not None and not value.index.equals(data.index):
            raise ValueError(f"{name}: its index differs from that of data; align it first")
        return value
    if data is None:
        raise ValueError(
            f"{name}={value!r}: a column name needs data, got data=None; pass an array or a frame"
        )
    if value not in data.columns:
        raise ValueError(
            f"{name}={value!r}: data has no such column, expected one of "
            f"{', '.join(map(str, data.columns))}"
        )
    return data[value]


def index_of(data: pd.DataFrame | None, found: dict[str, Any]) -> pd.Index | None:
    """Index of `data`, or of the first Series."""
    if data is not None:
        return data.index
    return next((value.index for value in found.values() if isinstance(value, pd.Series)), None)


def study_intervals(effects: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Add each study's own normal interval to a frame of effects.

    Parameters
    ----------
    effects : DataFrame
        With columns ``yi`` and ``vi``.
    level : float
        Coverage.

    Returns
    -------
    DataFrame
        A copy with columns ``ci_low`` and ``ci_high``.

    Raises
    ------
    ValueError
        When ``yi`` or ``vi`` is missing or holds values that cannot be pooled.

    Examples
    --------
    >>> study_intervals(pd.DataFrame({"yi": [1.0], "vi": [0.25]})).round(2)
        yi    vi  ci_low  ci_high
    0  1.0  0.25    0.02     1.98
    """
    missing = [name for name in ("yi", "vi") if name not in effects.columns]
    if missing:
        raise ValueError(
            f"effects: missing {', '.join(missing)}, "
            f"got columns {', '.join(map(str, effects.columns))}"
        )
    studies = check_studies(effects["yi"], effects["vi"])
    low, high = normal_intervals(studies.yi, studies.vi, level)
    return effects.assign(ci_low=low, ci_high=high)
