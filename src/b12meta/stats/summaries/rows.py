"""The door for printed values: columns of numbers and words, and the rows that cannot be used.

Each rule names the rows that break it. All are collected and raised at once, as an error that also
carries its reasons by row, so that a table can set those rows aside and say why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from b12meta.stats.checks import Problems, floats, labels_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from b12meta.stats.types import ArrayLike, Bools, Floats, Labels

__all__ = ["Rows", "UnrecoverableError", "rows"]

MEND = "correct these rows, or leave them out"
MISSING = ("", "nan", "None", "<NA>", "NaT")


class UnrecoverableError(ValueError):
    """Rows from which nothing can be recovered; `reasons` maps each such row to its sentences."""

    def __init__(self, reasons: Mapping[int, tuple[str, ...]]) -> None:
        lines = [line for row in sorted(reasons) for line in reasons[row]]
        super().__init__("\n".join([f"{len(reasons)} row(s) cannot be used", *lines, MEND]))
        self.reasons = dict(reasons)


class Rows:
    """Columns of one length: numbers in `values`, words in `words`; and what was refused."""

    def __init__(
        self, values: dict[str, Floats], words: dict[str, list[str | None]], labels: Labels, k: int
    ) -> None:
        self.values, self.words, self.labels, self.k = values, words, labels, k
        self.reasons: dict[int, list[str]] = {}

    def __getitem__(self, name: str) -> Floats:
        return self.values[name]

    def given(self, name: str) -> Bools:
        """Where a number was printed."""
        return ~np.isnan(self.values[name])

    def refuse(self, name: str, row: int, sentence: str) -> None:
        """Note that one row cannot be used; of one entry only the first problem is kept."""
        where = f"{Problems(self.labels).where(name, row)}: "
        said = self.reasons.setdefault(row, [])
        if not any(line.startswith(where) for line in said):
            said.append(where + sentence)

    def require(self, name: str, good: Bools, expected: str) -> None:
        """Note the rows of a column where `good` is false."""
        for row in map(int, np.flatnonzero(~good)):
            self.refuse(name, row, f"got {float(self.values[name][row])!r}, expected {expected}")

    def require_size(self, name: str, least: int, why: str) -> None:
        """Note groups that are too small, or whose size is not a whole number."""
        size = self.values[name]
        whole = size == np.round(size)
        self.require(name, whole & (size >= least), f"a whole number of at least {least}, {why}")

    def settle(self) -> None:
        """Raise `UnrecoverableError` when any row was refused."""
        if self.reasons:
            raise UnrecoverableError({row: tuple(said) for row, said in self.reasons.items()})


def rows(
    needed: Mapping[str, ArrayLike],
    optional: Mapping[str, ArrayLike | None] | None = None,
    words: Mapping[str, Any] | None = None,
) -> Rows:
    """Columns of one length, single entries repeated; NaN in `optional` means not printed.

    Infinite numbers, and needed numbers that are missing, are noted.

    Raises
    ------
    ValueError
        For columns of unequal length or more than one dimension, an empty column, or entries that
        are not numbers.
    """
    optional, words = optional or {}, words or {}
    numbers = {name: np.atleast_1d(floats(name, value)) for name, value in needed.items()}
    for name, value in optional.items():
        numbers[name] = np.atleast_1d(floats(name, np.nan if value is None else value))
    texts = {name: as_words(value) for name, value in words.items()}
    k = common_length(
        {name: value.shape for name, value in numbers.items()}
        | {name: (len(text),) for name, text in texts.items()}
    )
    labels = labels_of(*needed.values(), *optional.values(), *words.values())
    got = Rows(
        {name: np.broadcast_to(value, (k,)) for name, value in numbers.items()},
        {name: text * k if len(text) == 1 else text for name, text in texts.items()},
        labels if labels is not None and len(labels) == k else None,
        k,
    )
    for name in needed:
        got.require(name, np.isfinite(got[name]), "a finite number")
    for name in optional:
        got.require(name, ~np.isinf(got[name]), "a finite number, or NaN where none was printed")
    return got


def as_words(value: Any) -> list[str | None]:
    """One word (or printed number) or many, as a list; None where nothing was printed.

    Examples
    --------
    >>> as_words(["lower", None, "Not significant"])
    ['lower', None, 'not_significant']
    """
    many = [value] if value is None or isinstance(value, str) else list(np.atleast_1d(value))
    return [None if str(word).strip() in MISSING else tidy(str(word)) for word in many]


def tidy(word: str) -> str:
    """A word as the tables spell it."""
    return word.strip().lower().replace(" ", "_")


def common_length(shapes: Mapping[str, tuple[int, ...]]) -> int:
    """The one length of all columns that are longer than a single entry."""
    k = max(shape[0] for shape in shapes.values())
    if any(len(shape) != 1 or shape[0] not in (1, k) or k == 0 for shape in shapes.values()):
        raise ValueError(
            f"got columns of shapes {dict(shapes)}, expected one length and at least one row"
        )
    return k
