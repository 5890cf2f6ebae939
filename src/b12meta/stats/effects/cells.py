"""Counts on their way in: checked, and with something added where a cell is empty.

A zero cell has no logarithm, so a small number may be added; which tables get it changes the
answer, so it is a choice with a name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.checks import check_choice
from b12meta.stats.effects.core import Columns, columns

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Bools, Floats

__all__ = ["events_of", "fill", "group", "two_by_two", "without_information"]

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


def events_of(xi: ArrayLike, ni: ArrayLike) -> tuple[Floats, Floats]:
    """Events and non-events of single groups, checked."""
    x = columns(xi=xi, ni=ni)
    x.require("xi", x["xi"] >= 0, "a count not below 0")
    events, others = group(x, "xi", "", "ni")
    x.settle()
    return events, others
