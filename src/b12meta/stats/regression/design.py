"""Moderators as columns of numbers, in units of their own.

A year near 2000 and a rate near 1e-6 must serve equally well as moderators. So each column is taken
as its difference from the most precise study and divided by a power of two near its range, both of
which are undone at the end. Columns that say the same thing twice are refused, by name: which of
them to drop is a question about the studies, not about numbers.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.checks import Problems, floats
from b12meta.stats.scaled import Scaled, standardise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from b12meta.stats.checks import Studies
    from b12meta.stats.types import ArrayLike, Floats, Labels

__all__ = ["Basis", "Design", "check_moderators", "make_design"]

COLLINEAR = 1e-8
"""Part of a column, relative to its spread, that the columns before it must leave unexplained."""

EPS = 2.0**-52


class Basis(NamedTuple):
    """Where each column has its zero, and its unit; `intercept` is the place of the ones, or None.

    A row x in the unit of the data is ``(x - zero) / unit`` here.
    """

    names: tuple[str, ...]
    zero: Floats
    unit: Floats
    intercept: int | None

    def rows(self, x: Floats) -> Floats:
        """Bring rows of shape (m, p) into this basis."""
        return np.asarray((x - self.zero) / self.unit)

    def back(self) -> Floats:
        """Matrix that brings coefficients back to the unit of the moderators."""
        matrix = np.diag(1 / self.unit)
        if self.intercept is not None:
            matrix[self.intercept] -= self.zero / self.unit
        return matrix

    def back_variance(self, variance: Floats) -> Floats:
        """Bring the variance of the coefficients back to the unit of the moderators."""
        back = self.back()
        return np.asarray(back @ variance @ back.T)

    @property
    def slopes(self) -> list[int]:
        """Places of all columns but the intercept."""
        return [j for j in range(len(self.names)) if j != self.intercept]


class Design(NamedTuple):
    """Scaled effects and variances, most precise first, and the columns in the same order."""

    data: Scaled
    x: Floats
    basis: Basis


def check_moderators(mods: ArrayLike, k: int, labels: Labels = None) -> Floats:
    """Moderators as an array of shape (k, m).

    Raises
    ------
    ValueError
        For another number of rows, or values that are not finite; each one is named.

    Examples
    --------
    >>> check_moderators([1, 2, 3], 3).shape
    (3, 1)
    """
    x = floats("mods", mods)
    x = x[:, None] if x.ndim == 1 else x
    if x.ndim != 2 or x.shape[0] != k:
        raise ValueError(f"mods: got shape {x.shape}, expected ({k}, …), one row per study")
    problems = Problems(labels)
    for j, column in enumerate(x.T):
        problems.refuse(~np.isfinite(column), f"mods[:, {j}], row ", column, "a finite number")
    problems.raise_any("correct these moderators, or drop the studies that lack them")
    return x


def make_design(studies: Studies, x: Floats, names: Sequence[str]) -> Design:
    """Standardise effects and columns together; a column of ones is the intercept.

    Raises
    ------
    ValueError
        When a column is a combination of those before it.
    """
    ones = np.flatnonzero((x == 1).all(axis=0))
    intercept = int(ones[0]) if ones.size else None
    data = standardise(studies.yi, studies.vi)
    if intercept is None:
        data = data._replace(y=studies.yi[data.order] / data.unit, centre=0.0)
    rows = x[data.order]
    zero = np.zeros(x.shape[1]) if intercept is None else rows[0].copy()
    noise = 8 * EPS * np.abs(x).max(axis=0, initial=0.0)
    spread = np.abs(rows - zero).max(axis=0, initial=0.0)
    unit = np.array([power_of_two(s) if s > n else 1.0 for s, n in zip(spread, noise, strict=True)])
    if intercept is not None:
        zero[intercept], unit[intercept] = 0.0, 1.0
    basis = Basis(tuple(names), zero, unit, intercept)
    scaled = basis.rows(rows)
    refuse_dependent(scaled, noise / unit, basis)
    return Design(data, scaled, basis)


def power_of_two(value: float) -> float:
    """Smallest power of two above `value`.

    Examples
    --------
    >>> power_of_two(0.3), power_of_two(1948)
    (0.5, 2048.0)
    """
    return math.ldexp(1.0, math.frexp(value)[1])


def refuse_dependent(x: Floats, noise: Floats, basis: Basis) -> None:
    """Raise when a column follows from those before it, naming all that take part."""
    order = sorted(range(x.shape[1]), key=lambda j: j != basis.intercept)
    kept: list[int] = []
    found = []
    for j in order:
        size = float(np.linalg.norm(x[:, j]))
        limit = max(COLLINEAR * size, math.sqrt(x.shape[0]) * float(noise[j]))
        before = x[:, kept]
        share = np.linalg.lstsq(before, x[:, j])[0] if kept else np.zeros(0)
        if float(np.linalg.norm(x[:, j] - before @ share)) > limit:
            kept.append(j)
        else:
            parts = np.abs(share) * np.linalg.norm(before, axis=0)
            others = [basis.names[i] for i, part in zip(kept, parts, strict=True) if part > limit]
            found.append(f"{basis.names[j]!r} {follows(others, j, basis)}")
    if found:
        raise ValueError(
            "\n".join(
                ["mods: some columns say the same thing twice", *found, "drop one of each group"]
            )
        )


def follows(others: list[str], j: int, basis: Basis) -> str:
    """Words for a column that follows from others."""
    if others:
        also = " and the intercept" if basis.intercept is not None else ""
        return f"is a combination of {', '.join(map(repr, others))}{also}"
    same = (
        "the same in every study" if basis.intercept is not None and j != basis.intercept else "0"
    )
    return f"is {same}"
