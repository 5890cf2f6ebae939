"""A median with quartiles, with the range, or with both: the three cases of every method here.

S1 is minimum, median, maximum; S2 the quartiles around the median; S3 all five. The numbers of a
row stay in one sorted array, so that the methods read like their papers.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from b12meta.stats.summaries.rows import Rows
    from b12meta.stats.types import Floats

__all__ = ["ORDER", "FiveNumbers", "normal_range", "normal_width", "read"]

ORDER = ("low", "q1", "median", "q3", "high")
CASES = {(True, False): "S1", (False, True): "S2", (True, True): "S3"}
SMALLEST = 5
"""Five numbers of fewer than five people are the people (metafor's limit too)."""


class FiveNumbers(NamedTuple):
    """Printed quantiles of one group, sorted: `x` has 3 entries in S1 and S2, 5 in S3."""

    case: str
    x: Floats
    n: float

    @property
    def median(self) -> float:
        """The middle entry."""
        return float(self.x[self.x.size // 2])

    @property
    def ends(self) -> Floats:
        """Minimum and maximum (S1, S3)."""
        return self.x[[0, -1]]

    @property
    def quartiles(self) -> Floats:
        """First and third quartile (S2, S3)."""
        return self.x[[0, -1]] if self.case == "S2" else self.x[[1, -2]]

    def moved(self, x: Floats) -> FiveNumbers:
        """The same quantiles on another scale."""
        return self._replace(x=x)


def read(x: Rows) -> list[FiveNumbers]:
    """Quantiles row by row; rows that are incomplete, out of order or without spread are noted."""
    x.require_size("n", SMALLEST, "as quantiles of fewer say too little")
    table = np.column_stack([x[name] for name in ORDER])
    found = []
    for row, values in enumerate(table):
        check_order(x, row, values)
        case = CASES.get((both(x, row, "low", "high"), both(x, row, "q1", "q3")))
        if case is None:
            x.refuse(
                "median", row, "no quartiles and no range beside it: nothing says how it varies"
            )
        printed = values[~np.isnan(values)]
        found.append(FiveNumbers(case or "", printed, float(x["n"][row])))
    return found


def both(x: Rows, row: int, first: str, second: str) -> bool:
    """Whether both of two numbers were printed; one without the other is noted."""
    given = [bool(x.given(name)[row]) for name in (first, second)]
    if given == [True, False]:
        x.refuse(first, row, f"without {second} it is not used; leave it out or complete it")
    if given == [False, True]:
        x.refuse(second, row, f"without {first} it is not used; leave it out or complete it")
    return all(given)


def check_order(x: Rows, row: int, values: Floats) -> None:
    """Note the numbers of a row that fall, and rows whose outer numbers are equal."""
    names = [name for name, value in zip(ORDER, values, strict=True) if not np.isnan(value)]
    for before, after in pairwise(names):
        first, second = float(x[before][row]), float(x[after][row])
        if first > second:
            x.refuse(after, row, f"got {second!r}, expected not less than {before}, {first!r}")
    for first_name, last in (("low", "high"), ("q1", "q3")):
        if x[first_name][row] == x[last][row]:
            x.refuse(last, row, f"equals {first_name}, expected a spread between them")


def normal_range(n: float) -> float:
    """Expected range of `n` standard normal numbers (Wan et al. 2014, eq. 9).

    Examples
    --------
    >>> round(normal_range(48), 4)
    4.4552
    """
    return 2 * float(special.ndtri((n - 0.375) / (n + 0.25)))


def normal_width(n: float) -> float:
    """Expected distance of the quartiles of `n` standard normal numbers (Wan et al., eq. 16).

    Examples
    --------
    >>> round(normal_width(48), 4)
    1.3085
    """
    return 2 * float(special.ndtri((0.75 * n - 0.125) / (n + 0.25)))
