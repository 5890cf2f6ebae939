"""Counts: two groups with and without an event, or one group.

`ai` and `bi` are group 1 with and without the event, `ci` and `di` group 2; with `n1i` and `n2i`
the sizes may stand for `bi` and `di`. A zero cell has no logarithm, so a small number may be added;
which tables get it changes the answer, so it is a choice with a name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.checks import check_choice
from b12meta.stats.effects.core import Columns, Effect, columns, nothing_or

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Bools, Floats, Zeros

__all__ = ["logit_proportion", "odds_ratio", "risk_difference", "risk_ratio"]

ZEROS = ("only0", "all", "if0all", "none")


def two_by_two(
    ai: ArrayLike,
    bi: ArrayLike | None,
    ci: ArrayLike,
    di: ArrayLike | None,
    n1i: ArrayLike | None,
    n2i: ArrayLike | None,
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the four cells, checked; a missing `bi` or `di` comes from the group's size."""
    given = {"ai": ai, "bi": bi, "ci": ci, "di": di, "n1i": n1i, "n2i": n2i}
    if (bi is None) == (n1i is None) or (di is None) == (n2i is None):
        raise ValueError(
            "a 2 by 2 table: expected ai, ci, one of bi and n1i, and one of di and n2i"
        )
    x = columns(**{name: value for name, value in given.items() if value is not None})
    for name in x.values:
        x.require(name, x[name] >= 0, "a count not below 0")
    a, b = group(x, "ai", "bi", "n1i")
    c, d = group(x, "ci", "di", "n2i")
    x.settle()
    return a, b, c, d


def group(x: Columns, events: str, others: str, size: str) -> tuple[Floats, Floats]:
    """Events and non-events of one group, which holds people, and no more events than people."""
    if size in x.values:
        x.require(events, x[events] <= x[size], f"no more events than {size}")
        x.require(size, x[size] >= 1, "a group of at least 1")
        return x[events], x[size] - x[events]
    x.require(events, x[events] + x[others] >= 1, f"{events} + {others} of at least 1")
    return x[events], x[others]


def fill(cells: tuple[Floats, ...], add: float, to: str) -> tuple[Floats, ...]:
    """Add `add` to every cell of the tables that `to` names."""
    check_choice("to", to, ZEROS)
    if not (np.isfinite(add) and add >= 0):
        raise ValueError(f"add: got {add!r}, expected a finite number not below 0")
    empty = np.any([cell == 0 for cell in cells], axis=0)
    chosen: dict[str, Bools] = {
        "only0": empty,
        "all": np.ones_like(empty),
        "if0all": np.full_like(empty, empty.any()),
        "none": np.zeros_like(empty),
    }
    return tuple(cell + add * chosen[to] for cell in cells)


def without_information(cells: tuple[Floats, ...], drop00: bool) -> tuple[Floats, ...]:
    """With `drop00`, NaN for tables in which both groups have no event, or nothing else."""
    a, b, c, d = cells
    gone = drop00 & (((a == 0) & (c == 0)) | ((b == 0) & (d == 0)))
    return tuple(np.where(gone, np.nan, cell) for cell in cells)


def odds_ratio(
    *,
    ai: ArrayLike,
    ci: ArrayLike,
    bi: ArrayLike | None = None,
    di: ArrayLike | None = None,
    n1i: ArrayLike | None = None,
    n2i: ArrayLike | None = None,
    add: float = 0.5,
    to: Zeros = "only0",
    drop00: bool = False,
) -> Effect:
    """Log odds ratio.

    Parameters
    ----------
    ai, bi, ci, di : array-like of shape (k,)
        Group 1 with and without the event, group 2 with and without it.
    n1i, n2i : array-like of shape (k,), optional
        Sizes of the groups, in place of `bi` and `di`.
    add, to : float, {"only0", "all", "if0all", "none"}
        What is added to each cell, and in which tables: those with a zero cell, all, all if any has
        one, none.
    drop00 : bool
        Whether tables without events (or with nothing else) in both groups give NaN.

    Returns
    -------
    Effect
        NaN in both places where a zero cell remains.

    Raises
    ------
    ValueError
        For a negative count, an empty group, or more events than people; rows are named.

    References
    ----------
    Woolf (1955), *Annals of Human Genetics* 19; Cochrane Handbook 6.4.1.

    Examples
    --------
    >>> ratio = odds_ratio(ai=4, bi=119, ci=11, di=128)
    >>> ratio.yi.round(4), ratio.vi.round(4)
    (array([-0.9387]), array([0.3571]))
    """
    cells = without_information(two_by_two(ai, bi, ci, di, n1i, n2i), drop00)
    a, b, c, d = fill(cells, add, to)
    with np.errstate(divide="ignore", invalid="ignore"):
        return nothing_or(np.log(a / b) - np.log(c / d), 1 / a + 1 / b + 1 / c + 1 / d)


def risk_ratio(
    *,
    ai: ArrayLike,
    ci: ArrayLike,
    bi: ArrayLike | None = None,
    di: ArrayLike | None = None,
    n1i: ArrayLike | None = None,
    n2i: ArrayLike | None = None,
    add: float = 0.5,
    to: Zeros = "only0",
    drop00: bool = False,
) -> Effect:
    """Log risk ratio; arguments and errors as `odds_ratio`.

    References
    ----------
    Katz et al. (1978), *Biometrics* 34, method C; Cochrane Handbook 6.4.1.

    Examples
    --------
    >>> ratio = risk_ratio(ai=4, n1i=123, ci=11, n2i=139)
    >>> ratio.yi.round(4), ratio.vi.round(4)
    (array([-0.8893]), array([0.3256]))
    """
    cells = without_information(two_by_two(ai, bi, ci, di, n1i, n2i), drop00)
    a, b, c, d = fill(cells, add, to)
    n1, n2 = a + b, c + d
    with np.errstate(divide="ignore", invalid="ignore"):
        return nothing_or(np.log(a / n1) - np.log(c / n2), 1 / a - 1 / n1 + 1 / c - 1 / n2)


def risk_difference(
    *,
    ai: ArrayLike,
    ci: ArrayLike,
    bi: ArrayLike | None = None,
    di: ArrayLike | None = None,
    n1i: ArrayLike | None = None,
    n2i: ArrayLike | None = None,
    add: float = 0.5,
    to: Zeros = "only0",
    drop00: bool = False,
) -> Effect:
    """Risk difference; arguments and errors as `odds_ratio`.

    References
    ----------
    Cochrane Handbook 6.4.1; Newcombe (1998), *Statistics in Medicine* 17, method 1.

    Examples
    --------
    >>> difference = risk_difference(ai=4, bi=119, ci=11, di=128)
    >>> difference.yi.round(4), difference.vi.round(6)
    (array([-0.0466]), array([0.00078]))
    """
    cells = without_information(two_by_two(ai, bi, ci, di, n1i, n2i), drop00)
    a, b, c, d = fill(cells, add, to)
    n1, n2 = a + b, c + d
    return Effect(a / n1 - c / n2, a * b / n1**3 + c * d / n2**3)


def logit_proportion(
    *, xi: ArrayLike, ni: ArrayLike, add: float = 0.5, to: Zeros = "only0"
) -> Effect:
    """Logit of a proportion.

    Parameters
    ----------
    xi, ni : array-like of shape (k,)
        Events and people.
    add, to : float, {"only0", "all", "if0all", "none"}
        What is added to events and non-events, and in which rows; see `odds_ratio`.

    Raises
    ------
    ValueError
        For a negative count, an empty group, or more events than people; rows are named.

    References
    ----------
    Stijnen, Hamza & Ozdemir (2010), *Statistics in Medicine* 29, section 3.

    Examples
    --------
    >>> logit_proportion(xi=5, ni=10)
    Effect(yi=array([0.]), vi=array([0.4]))
    """
    x = columns(xi=xi, ni=ni)
    x.require("xi", x["xi"] >= 0, "a count not below 0")
    events, others = group(x, "xi", "", "ni")
    x.settle()
    a, b = fill((events, others), add, to)
    with np.errstate(divide="ignore", invalid="ignore"):
        return nothing_or(np.log(a / b), 1 / a + 1 / b)
