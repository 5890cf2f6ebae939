"""The one door through which effects and variances enter.

A pooled number made from a negative variance or a missing value looks like any other number, so
nothing bad gets past this module: each offending position is named, with its label where the data
have labels (a pandas Series does; its index is read without importing pandas), all of them at once.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Bools, Floats, Labels

__all__ = [
    "Problems",
    "Studies",
    "check_choice",
    "check_level",
    "check_positive",
    "check_studies",
    "floats",
    "labels_of",
]


class Studies(NamedTuple):
    """Checked effects and variances, arrays of shape (k,), and the labels if there are any."""

    yi: Floats
    vi: Floats
    labels: Labels


class Problems:
    """Collects what is wrong, row by row, and raises once."""

    def __init__(self, labels: Labels = None) -> None:
        self.labels = labels
        self.found: list[str] = []

    def where(self, name: str, row: int) -> str:
        """Words for one position, such as ``vi[2] (label 'smith2010')``."""
        label = "" if self.labels is None else f" (label {self.labels[row]!r})"
        return f"{name}[{row}]{label}"

    def refuse(self, bad: Bools, name: str, values: Floats, expected: str) -> None:
        """Note every row where `bad` is true."""
        self.found += [
            f"{self.where(name, row)}: got {float(values[row])!r}, expected {expected}"
            for row in map(int, np.flatnonzero(bad))
        ]

    def raise_any(self, mend: str) -> None:
        """Raise one ``ValueError`` that lists all that was noted."""
        if self.found:
            raise ValueError("\n".join([f"{len(self.found)} bad value(s)", *self.found, mend]))


def labels_of(*values: Any) -> Labels:
    """Labels of the first value that has an index, unless they merely count the rows.

    Examples
    --------
    >>> labels_of([0.1, 0.2]) is None
    True
    """
    for value in values:
        index = getattr(value, "index", None)
        if index is not None and not callable(index):
            labels = tuple(index)
            return None if labels == tuple(range(len(labels))) else labels
    return None


def floats(name: str, values: ArrayLike) -> Floats:
    """Array of floats; masked entries become NaN.

    Raises
    ------
    ValueError
        When an entry is not a real number; each one is named.

    Examples
    --------
    >>> floats("yi", [1, 2])
    array([1., 2.])
    """
    if isinstance(values, np.ma.MaskedArray):
        return np.asarray(np.ma.filled(values.astype(np.float64), math.nan))
    try:
        array = np.asarray(values)
        if array.dtype.kind in "fiu":
            return array.astype(np.float64, copy=False)
        if array.dtype.kind in "cMm":
            raise TypeError
        return array.astype(np.float64)
    except (TypeError, ValueError):
        raise ValueError(not_numbers(name, values)) from None


def not_numbers(name: str, values: Any) -> str:
    """Words for the entries of `values` that are not real numbers."""
    found = []
    for row, value in enumerate(np.ravel(np.asarray(values, dtype=object))):
        try:
            float(value)
        except (TypeError, ValueError):
            found.append(f"{name}[{row}]: got {value!r}, expected a number")
    return "\n".join(
        found
        or [f"{name}: got {type(values).__name__} of unequal parts, expected one array of numbers"]
    )


def check_studies(yi: ArrayLike, vi: ArrayLike) -> Studies:
    """Effects and variances as arrays of shape (k,).

    Raises
    ------
    ValueError
        For NaN, infinite values, ``vi <= 0``, unequal lengths or labels, no study, or wrong
        dimensions.

    Examples
    --------
    >>> check_studies([0.1, 0.2], [0.01, -1])
    Traceback (most recent call last):
    ValueError: 1 bad value(s)
    vi[1]: got -1.0, expected a finite number above 0
    correct or drop these rows before pooling
    """
    y, v = floats("yi", yi), floats("vi", vi)
    check_shapes(y, v)
    labels = check_labels(yi, vi)
    if not (np.isfinite(y).all() and np.isfinite(v).all() and v.min() > 0):
        problems = Problems(labels)
        problems.refuse(~np.isfinite(y), "yi", y, "a finite number")
        problems.refuse(~(np.isfinite(v) & (v > 0)), "vi", v, "a finite number above 0")
        problems.raise_any("correct or drop these rows before pooling")
    return Studies(y, v, labels)


def check_shapes(y: Floats, v: Floats) -> None:
    """Raise unless both are one-dimensional, of one length, and not empty."""
    if y.ndim != 1 or v.ndim != 1:
        raise ValueError(f"yi, vi: got shapes {y.shape} and {v.shape}, expected one dimension each")
    if y.size != v.size:
        raise ValueError(
            f"yi, vi: got {y.size} effects and {v.size} variances, expected one variance per effect"
        )
    if y.size == 0:
        raise ValueError("yi, vi: got no study, expected at least one")


def check_labels(yi: Any, vi: Any) -> Labels:
    """Labels of `yi`, or of `vi`; raise when both have labels that differ."""
    ours, theirs = labels_of(yi), labels_of(vi)
    if ours is not None and theirs is not None and ours != theirs:
        pairs = zip(ours, theirs, strict=True)
        found = [
            f"position {row}: yi has {a!r}, vi has {b!r}"
            for row, (a, b) in enumerate(pairs)
            if a != b
        ]
        if found:
            raise ValueError(
                "\n".join(["yi and vi are labelled differently", *found, "align them first"])
            )
    return ours if ours is not None else theirs


def check_level(level: float) -> float:
    """Coverage as a float.

    Raises
    ------
    ValueError
        Unless it lies strictly between 0 and 1.

    Examples
    --------
    >>> check_level(0.95)
    0.95
    """
    if not (isinstance(level, int | float | np.number) and 0 < level < 1):
        raise ValueError(f"level: got {level!r}, expected a number between 0 and 1, such as 0.95")
    return float(level)


def check_choice(name: str, value: object, known: tuple[str, ...] | list[str]) -> None:
    """Raise unless `value` is one of the `known` words.

    Examples
    --------
    >>> check_choice("test", "hk", ("z", "knha"))
    Traceback (most recent call last):
    ValueError: test: got 'hk', expected one of z, knha
    """
    if value not in known:
        raise ValueError(f"{name}: got {value!r}, expected one of {', '.join(known)}")


def check_positive(name: str, values: ArrayLike, labels: Labels, k: int) -> Floats:
    """One finite number above 0 per study, as an array of shape (k,).

    Raises
    ------
    ValueError
        For another shape, or values that are not finite or not above 0; each one is named.

    Examples
    --------
    >>> check_positive("weights", [1, 2], None, 2)
    array([1., 2.])
    """
    array = floats(name, values)
    if array.shape != (k,):
        raise ValueError(f"{name}: got shape {array.shape}, expected {(k,)}, one value per study")
    problems = Problems(labels)
    problems.refuse(~(np.isfinite(array) & (array > 0)), name, array, "a finite number above 0")
    problems.raise_any(f"correct these {name}")
    return array
