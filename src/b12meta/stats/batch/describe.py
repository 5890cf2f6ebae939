"""From tau2 to estimates, tests and heterogeneity: only the columns that somebody asks for."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
from scipy import special

from b12meta.stats.batch.tails import chi2_tail, two_sided_t
from b12meta.stats.distributions import critical

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from b12meta.stats.batch.found import Found
    from b12meta.stats.batch.rows import Rows
    from b12meta.stats.types import Floats, Method, Test

__all__ = ["COLUMNS", "KINDS", "Asked", "Column", "check_columns", "columns_of"]


Column: TypeAlias = "NDArray[np.float64] | NDArray[np.intp] | NDArray[np.bool_]"
"""Floats, counts or truth values, one per data set."""


class Asked(NamedTuple):
    """Checked choices."""

    method: Method
    test: Test
    level: float


class Answer:
    """Columns of a chunk of data sets, each computed when it is first asked for."""

    def __init__(self, rows: Rows, found: Found, asked: Asked) -> None:
        self.rows, self.found, self.asked = rows, found, asked
        self.alone = rows.size == 1
        self.df = rows.df
        self.known: dict[str, Column] = {}

    def __getitem__(self, name: str) -> Floats:
        """Give a column."""
        if name not in self.known:
            self.known[name] = COLUMNS[name](self)
        return self.known[name]  # type: ignore[return-value]


def estimate(answer: Answer) -> Floats:
    """Pooled mean."""
    found: Floats = answer.rows.centre + answer.rows.unit * answer.found.at.mean
    return found


def factor(answer: Answer) -> Floats:
    """What the test multiplies the variance of the mean by; 1 for a single study."""
    if answer.asked.test in ("z", "t"):
        return np.ones_like(answer.df)
    ratio = answer.found.at.q / answer.df
    if answer.asked.test == "adhoc":
        ratio = np.maximum(1.0, ratio)
    return np.where(answer.alone, 1.0, ratio)


def se(answer: Answer) -> Floats:
    """Standard error."""
    found: Floats = answer.rows.unit * np.sqrt(answer["factor"] / answer.found.at.total)
    return found


def stat(answer: Answer) -> Floats:
    """Test statistic; NaN where estimate and standard error are 0."""
    middle, error = answer["estimate"], answer["se"]
    return np.where((error == 0) & (middle == 0), math.nan, middle / error)


def pval(answer: Answer) -> Floats:
    """Two-sided p value: t, or normal for ``z`` and for a single study."""
    far, normal = -np.abs(answer["stat"]), by_z(answer)
    found: Floats = 2.0 * special.ndtr(far) if normal.any() else far
    if not normal.all():
        found[~normal] = two_sided_t(far[~normal], answer.df[~normal])
    return found


def by_z(answer: Answer) -> NDArray[np.bool_]:
    """Where the normal distribution is the reference."""
    found: NDArray[np.bool_] = answer.alone | (answer.asked.test == "z")
    return found


def half(answer: Answer) -> Floats:
    """Half the width of the interval."""
    if answer.asked.test == "z":
        return critical(answer.asked.level, math.inf) * answer["se"]
    there = np.bincount(answer.rows.size)
    quantile = np.zeros(there.size)
    for size in map(int, np.flatnonzero(there)):
        quantile[size] = critical(answer.asked.level, size - 1 if size > 1 else math.inf)
    found: Floats = quantile[answer.rows.size] * answer["se"]
    return found


def q(answer: Answer) -> Floats:
    """Cochran's Q; 0 for a single study."""
    return np.where(answer.alone, 0.0, answer.found.zero.q)


def q_pval(answer: Answer) -> Floats:
    """Its p value; 1 for a single study."""
    return np.where(answer.alone, 1.0, chi2_tail(answer["q"], answer.df))


def tau2(answer: Answer) -> Floats:
    """Variance of the true effects."""
    found: Floats = answer.found.tau2 * answer.rows.unit * answer.rows.unit
    return found


def h2(answer: Answer) -> Floats:
    """H2, from Q under equal effects, else from tau2; 1 for a single study."""
    if answer.asked.method == "EE":
        ratio = answer["q"] / answer.df
    else:
        ratio = 1 + answer.found.tau2 * answer.found.zero.p / answer.df
    return np.where(answer.alone, 1.0, ratio)


def i2(answer: Answer) -> Floats:
    """I2 as a proportion; 0 for a single study."""
    if answer.asked.method == "EE":
        return np.where(answer["h2"] > 1, 1 - 1 / answer["h2"], 0.0)
    ratio = answer.found.tau2 * answer.found.zero.p
    return np.where(answer.alone, 0.0, ratio / (answer.df + ratio))


COLUMNS: MappingProxyType[str, Callable[[Answer], Column]] = MappingProxyType(
    {
        "estimate": estimate,
        "se": se,
        "stat": stat,
        "pval": pval,
        "half": half,
        "ci_low": lambda answer: answer["estimate"] - answer["half"],
        "ci_high": lambda answer: answer["estimate"] + answer["half"],
        "q": q,
        "q_pval": q_pval,
        "tau2": tau2,
        "i2": i2,
        "h2": h2,
        "factor": factor,
        "k": lambda answer: answer.rows.size,
        "optima": lambda answer: answer.found.optima,
        "converged": lambda answer: answer.found.converged,
    }
)
"""Every column and how it is made."""

KINDS = MappingProxyType({"k": np.intp, "optima": np.intp, "converged": np.bool_})
"""Types of the columns that are not floats."""


def check_columns(columns: Iterable[str]) -> tuple[str, ...]:
    """Names of known columns.

    Raises
    ------
    ValueError
        For an unknown name, and for none.

    Examples
    --------
    >>> check_columns(["tau2", "k"])
    ('tau2', 'k')
    """
    names = (columns,) if isinstance(columns, str) else tuple(columns)
    unknown = [name for name in names if name not in COLUMNS]
    if unknown or not names:
        raise ValueError(f"columns: got {unknown or names}, expected some of {', '.join(COLUMNS)}")
    return names


def columns_of(rows: Rows, found: Found, asked: Asked, names: Iterable[str]) -> dict[str, Column]:
    """Columns of a chunk of data sets, by name."""
    answer = Answer(rows, found, asked)
    return {name: answer[name] for name in names}
