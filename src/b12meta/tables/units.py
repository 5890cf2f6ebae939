"""One unit for each analyte.

Laboratories print vitamin B12 in pg/mL, ng/L, ng/dL or pmol/L; a difference of means has a meaning
only when all are the same. A mass concentration becomes a molar one by the molar mass and by
nothing else: no factor is typed in. A standardised difference needs no unit, so nothing here stands
in its way; but whoever asks for a converted number gets it or an error, never a guess, for a unit
that was not printed cannot be known.

============  ========  ==================  =======================================
analyte       unit      molar mass (g/mol)  substance
============  ========  ==================  =======================================
b12           pmol/L    1355.37             cyanocobalamin, C63H88CoN14O14P
homocysteine  umol/L    135.18              homocysteine, C4H9NO2S
folate        nmol/L    441.40              folic acid, C19H19N7O6
============  ========  ==================  =======================================

The molar masses follow from the formulas by the IUPAC standard atomic weights; that of B12 stands
in ``anchors.csv`` too (``conv_b12_molar_mass``).

So 1 pg/mL of B12 is 1000 / 1355.37 = 0.7378 pmol/L; 1 mg/L of homocysteine is 1000 / 135.18 = 7.398
umol/L; 1 ng/mL of folate is 1000 / 441.40 = 2.266 nmol/L. The names of units are those of
``arms.csv`` (u for micro).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

MOLAR_MASS = {"b12": 1355.37, "homocysteine": 135.18, "folate": 441.40}
"""Grams per mole."""

STANDARD = {"b12": "pmol/L", "homocysteine": "umol/L", "folate": "nmol/L"}

_MOLAR = {"pmol/L": -12, "nmol/L": -9, "umol/L": -6}
_MASS = {"pg/mL": -9, "ng/L": -9, "ng/dL": -8, "ng/mL": -6, "ug/L": -6, "mg/L": -3}
"""Powers of ten of a mole, and of a gram, in a litre."""


class UnitError(ValueError):
    """A value cannot be converted, because its unit is unknown or was not printed."""


def standard_unit(analyte: str) -> str:
    """Name the unit in which the project reports an analyte.

    Raises
    ------
    UnitError
        When no unit is laid down for the analyte.

    Examples
    --------
    >>> standard_unit("b12")
    'pmol/L'
    """
    if analyte not in STANDARD:
        known = ", ".join(STANDARD)
        raise UnitError(
            f"no standard unit for {analyte!r}, expected one of {known}; "
            "use a standardised difference"
        )
    return STANDARD[analyte]


def units_of(analyte: str) -> tuple[str, ...]:
    """Units that can be converted to the standard one of an analyte.

    Examples
    --------
    >>> units_of("homocysteine")
    ('pmol/L', 'nmol/L', 'umol/L', 'pg/mL', 'ng/L', 'ng/dL', 'ng/mL', 'ug/L', 'mg/L')
    """
    standard_unit(analyte)
    return (*_MOLAR, *_MASS)


def to_standard(value: float, unit: str, analyte: str) -> float:
    """Convert one value to the standard unit of its analyte.

    Examples
    --------
    >>> round(to_standard(200, "pg/mL", "b12"), 2)
    147.56
    """
    return float(convert([value], [unit], analyte)[0])


def convert(
    values: ArrayLike,
    units: Sequence[Any] | pd.Series,
    analyte: str,
    labels: Sequence[Any] | None = None,
) -> NDArray[np.float64]:
    """Convert values to the standard unit of their analyte, all or none.

    Means, standard deviations, standard errors and limits convert alike, for the units share their
    zero.

    Parameters
    ----------
    values : array_like, shape (k,)
        Values; NaN stays NaN.
    units : sequence of str, shape (k,)
        Unit of each value.
    analyte : str
        What was measured.
    labels : sequence, shape (k,), optional
        Names of the rows, for the error; else the index of `units` where it is a Series, else
        positions.

    Returns
    -------
    ndarray, shape (k,)
        Values in ``standard_unit(analyte)``.

    Raises
    ------
    UnitError
        Naming every row whose unit is missing, ``not_stated`` or unknown.
    ValueError
        When lengths differ.

    Examples
    --------
    >>> convert([100.0, 10.0], ["pg/mL", "ng/dL"], "b12").round(2)
    array([73.78, 73.78])
    >>> convert([55.4, 59.3], ["not_stated", "pmol/L"], "b12", labels=["patients", "healthy"])
    Traceback (most recent call last):
    b12meta.tables.units.UnitError: b12 in pmol/L needs the unit of every row; patients: got
    'not_stated', ...
    """
    numbers = np.asarray(values, dtype=float)
    names = _labels(units, labels)
    if not numbers.shape == (len(units),) == (len(names),):
        raise ValueError(
            f"got {numbers.size} values, {len(units)} units and {len(names)} labels, "
            "expected as many of each"
        )
    known = units_of(analyte)
    if unknown := [
        (name, unit)
        for name, unit in zip(names, units, strict=True)
        if not isinstance(unit, str) or unit not in known
    ]:
        raise UnitError(_refusal(analyte, unknown))
    factors = np.array([_factor(unit, analyte) for unit in units], dtype=float)
    converted: NDArray[np.float64] = numbers * factors
    return converted


def _labels(units: Sequence[Any] | pd.Series, labels: Sequence[Any] | None) -> list[Any]:
    if labels is not None:
        return list(labels)
    return list(units.index) if isinstance(units, pd.Series) else list(range(len(units)))


def _refusal(analyte: str, unknown: list[tuple[Any, Any]]) -> str:
    rows = "; ".join(
        f"{name}: got {'no unit' if pd.isna(unit) else repr(unit)}" for name, unit in unknown
    )
    return (
        f"{analyte} in {standard_unit(analyte)} needs the unit of every row; {rows}, "
        f"expected one of {', '.join(units_of(analyte))}; "
        "leave these rows out, or use a standardised difference"
    )


def _factor(unit: str, analyte: str) -> float:
    """Count the standard units in one `unit`; powers of ten stay whole until the one division."""
    target = _MOLAR[standard_unit(analyte)]
    if unit in _MOLAR:
        return float(10.0 ** (_MOLAR[unit] - target))
    return float(10.0 ** (_MASS[unit] - target) / MOLAR_MASS[analyte])
