"""From a frame's columns, or a formula, to columns of numbers, and back again for new rows.

A category becomes treatment contrasts: one column of zeros and ones for each level but the first.
An encoding remembers the levels, so that rows to predict for are encoded in the same way, and a
level that the fit has not seen is refused.

Formulas are read by patsy: statsmodels needs it anyway, so that it costs nothing to install, and it
is imported only when a formula is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd

from b12meta.stats.checks import floats

if TYPE_CHECKING:
    from collections.abc import Hashable

    from b12meta.stats.types import Floats

__all__ = ["Encoded", "Encoder", "encode"]


class Encoder(Protocol):
    """What turns new rows into columns of numbers."""

    def rows(self, new: Any) -> Floats:
        """Columns for `new`, shape (m, number of columns)."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """Columns without the intercept, their names, which belong to which term, and the encoder."""

    x: Floats
    names: list[str]
    terms: dict[str, tuple[int, ...]]
    intercept: bool
    encoder: Encoder


def encode(
    mods: Any, data: pd.DataFrame | None, intercept: bool, effects: tuple[Any, ...] = ()
) -> Encoded:
    """Encode a formula, a frame, a Series or an array, aligned with `effects` that are Series.

    Raises
    ------
    ValueError
        For missing values, an index that differs from the labels of the effects, a formula without
        data or data without a formula.
    """
    if isinstance(mods, str):
        if data is None:
            raise ValueError(f"mods={mods!r}: a formula needs data=, the frame of its columns")
        check_index(data, effects, "data")
        return encode_formula(mods, data, intercept)
    if data is not None:
        raise ValueError("data: only a formula uses it; pass data[[...]] as mods, or a formula")
    frame = mods.to_frame() if isinstance(mods, pd.Series) else mods
    if isinstance(frame, pd.DataFrame):
        check_index(frame, effects, "mods")
        return encode_frame(frame, intercept)
    array = floats("mods", mods)
    array = array[:, None] if array.ndim == 1 else array
    width = array.shape[1] if array.ndim == 2 else 0
    names = [f"x{j + 1}" for j in range(width)]
    terms: dict[str, tuple[int, ...]] = {name: (j,) for j, name in enumerate(names)}
    return Encoded(array, names, terms, intercept, Plain(width))


def check_index(frame: pd.DataFrame, effects: tuple[Any, ...], name: str) -> None:
    """Raise when a frame's index differs from that of the effects."""
    if any(isinstance(s, pd.Series) and not frame.index.equals(s.index) for s in effects):
        raise ValueError(f"{name}: its index differs from that of yi and vi; align them first")


@dataclass(frozen=True, slots=True)
class Plain:
    """Columns that are numbers already."""

    width: int

    def rows(self, new: Any) -> Floats:
        """Take `new` as it is; a single row, or values of a single column, may be flat."""
        array = floats("new", new)
        if array.ndim < 2:
            array = array.reshape(-1, 1) if self.width == 1 else array.reshape(1, -1)
        if array.shape[1] != self.width:
            raise ValueError(
                f"new: got {array.shape[1]} columns, expected {self.width}, those of mods"
            )
        return finite(array, [f"column {j}" for j in range(self.width)])


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a frame; `levels` of a category, the reference first."""

    name: Hashable
    levels: tuple[Any, ...] | None

    def names(self) -> list[str]:
        """Names of the columns that it becomes."""
        if self.levels is None:
            return [str(self.name)]
        return [f"{self.name}[{level}]" for level in self.levels[1:]]

    def numbers(self, values: pd.Series[Any]) -> Floats:
        """Columns of numbers, shape (m, number of names)."""
        refuse_missing(str(self.name), values.index[values.isna().to_numpy()])
        if self.levels is None:
            return finite(floats(str(self.name), values.to_numpy())[:, None], [str(self.name)])
        strange = [value for value in values.unique() if value not in self.levels]
        if strange:
            raise ValueError(
                f"{self.name}: got {', '.join(map(repr, strange))}, expected one of the levels of "
                f"the fit: {', '.join(map(repr, self.levels))}"
            )
        found = values.astype(object).to_numpy()
        ones = np.zeros((len(found), len(self.levels) - 1))
        for j, level in enumerate(self.levels[1:]):
            ones[:, j] = [value == level for value in found]
        return ones


def refuse_missing(name: str, rows: pd.Index[Any]) -> None:
    """Raise when there are rows without a value."""
    if len(rows):
        said = ", ".join(map(repr, rows))
        raise ValueError(f"{name}: missing in row(s) {said}; complete them or drop these studies")


def column_of(frame: pd.DataFrame, name: Hashable) -> Column:
    """Read the kind of a column: numbers (also of bool), or levels."""
    values = frame[name]
    if isinstance(values.dtype, pd.CategoricalDtype):
        present = set(values.dropna().unique())
        return Column(name, tuple(level for level in values.cat.categories if level in present))
    if pd.api.types.is_numeric_dtype(values.dtype) or all_numbers(values):
        return Column(name, None)
    try:
        return Column(name, tuple(sorted(values.dropna().unique())))
    except TypeError:
        kinds = ", ".join(sorted({type(value).__name__ for value in values.dropna()}))
        raise ValueError(f"{name}: got values of kinds {kinds}, expected one kind") from None


def all_numbers(values: pd.Series[Any]) -> bool:
    """Whether a column of Python objects holds numbers only."""
    return all(isinstance(value, int | float | np.number) for value in values.dropna())


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of a frame, by name."""

    columns: tuple[Column, ...]

    def rows(self, new: Any) -> Floats:
        """Encode a frame that has these columns, or a dict of them."""
        if not isinstance(new, pd.DataFrame | dict):
            wanted = ", ".join(str(column.name) for column in self.columns)
            raise ValueError(f"new: got {type(new).__name__}, expected a frame with {wanted}")
        frame = pd.DataFrame(new)
        missing = [str(column.name) for column in self.columns if column.name not in frame.columns]
        if missing:
            raise ValueError(f"new: missing column(s) {', '.join(missing)}")
        parts = [column.numbers(frame[column.name]) for column in self.columns]
        return np.column_stack([np.empty((len(frame), 0)), *parts])


def encode_frame(frame: pd.DataFrame, intercept: bool) -> Encoded:
    """Encode every column of a frame; a category without a second level is refused."""
    if not frame.columns.is_unique:
        raise ValueError("mods: got two columns of one name, expected one each")
    columns = tuple(column_of(frame, name) for name in frame.columns)
    encoder = Columns(columns)
    for column in columns:
        if column.levels is not None and len(column.levels) < 2:
            raise ValueError(f"{column.name}: got a single level, expected two or more")
    terms: dict[str, tuple[int, ...]] = {}
    names: list[str] = []
    for column in columns:
        found = column.names()
        terms[str(column.name)] = tuple(range(len(names), len(names) + len(found)))
        names += found
    return Encoded(encoder.rows(frame), names, terms, intercept, encoder)


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula with what patsy remembers of it; `keep` are its columns but the intercept."""

    info: Any
    keep: tuple[int, ...]

    def rows(self, new: Any) -> Floats:
        """Encode a frame, or a dict of columns."""
        from patsy import PatsyError, build_design_matrices

        try:
            (matrix,) = build_design_matrices(
                [self.info], without_strings(pd.DataFrame(new)), NA_action="raise"
            )
        except PatsyError as error:
            raise ValueError(f"new: {error}") from None
        return np.asarray(matrix)[:, list(self.keep)]


def encode_formula(formula: str, data: pd.DataFrame, intercept: bool) -> Encoded:
    """Encode a formula such as ``ablat * alloc``; ``np`` may be used in it."""
    from patsy import EvalEnvironment, PatsyError, dmatrix

    asked = formula if intercept else f"{formula} - 1"
    frame = without_strings(data).reset_index(drop=True)
    environment = EvalEnvironment([{"np": np}])
    try:
        matrix = dmatrix(asked, frame, environment, return_type="dataframe")
    except PatsyError as error:
        raise ValueError(f"mods={formula!r}: {error}") from None
    refuse_missing(f"mods={formula!r}", data.index[~frame.index.isin(matrix.index)])
    info = matrix.design_info
    place = info.column_names.index("Intercept") if "Intercept" in info.column_names else None
    keep = tuple(j for j in range(len(info.column_names)) if j != place)
    names = [info.column_names[j].replace("[T.", "[") for j in keep]
    terms = {
        term: tuple(keep.index(j) for j in range(*columns.indices(len(info.column_names))))
        for term, columns in info.term_name_slices.items()
        if term != "Intercept"
    }
    x = np.asarray(matrix)[:, list(keep)]
    return Encoded(x, names, terms, place is not None, Formula(info, keep))


def without_strings(frame: pd.DataFrame) -> pd.DataFrame:
    """Make columns of text categories, which patsy knows in every version of pandas."""
    text = [name for name in frame.columns if isinstance(frame[name].dtype, pd.StringDtype)]
    return frame.assign(**{name: frame[name].astype(object) for name in text}) if text else frame


def finite(array: Floats, names: list[str]) -> Floats:
    """Raise where a value is not finite."""
    bad = [f"{names[j]}, row {i}: got {array[i, j]}" for i, j in np.argwhere(~np.isfinite(array))]
    if bad:
        raise ValueError("\n".join([*bad, "expected finite numbers"]))
    return array
