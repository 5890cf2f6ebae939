"""From t to a standardised difference and back, for two groups and for one group twice.

In both designs the effect is J times t times a number that is known from the sizes alone; so a p,
which fixes t, fixes the effect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from b12meta.stats.checks import check_choice
from b12meta.stats.effects.core import hedges_j

if TYPE_CHECKING:
    from b12meta.stats.summaries.rows import Rows
    from b12meta.stats.types import Floats

__all__ = ["Design", "check_sides", "independent", "paired", "t_of_p"]


class Design(NamedTuple):
    """Arrays of shape (k,): df of the test, J, and the variance of the effect where there is none.

    The root of that variance is the standardised difference at ``t = 1``.
    """

    df: Floats
    j: Floats
    null_variance: Floats

    @property
    def unit(self) -> Floats:
        """Standardised difference (without J) at ``t = 1``."""
        return np.sqrt(self.null_variance)

    def effect(self, t: Floats) -> Floats:
        """Standardised difference at a value of the test statistic."""
        return self.j * self.unit * t


def independent(x: Rows, correct: bool) -> Design:
    """Two groups of sizes ``n1i``, ``n2i``, Student's t; J is 1 unless `correct`."""
    for name in ("n1i", "n2i"):
        x.require_size(name, 2, "as the spread inside each group was used")
    x.settle()
    df = x["n1i"] + x["n2i"] - 2
    return Design(df, factor(df, correct), 1 / x["n1i"] + 1 / x["n2i"])


def paired(x: Rows, correct: bool) -> Design:
    """One group of size ``ni`` measured twice, paired t; J is 1 unless `correct`."""
    least, why = (3, "as J needs 2 df") if correct else (2, "as the spread of changes was used")
    x.require_size("ni", least, why)
    x.settle()
    df = x["ni"] - 1
    return Design(df, factor(df, correct), 1 / x["ni"])


def factor(df: Floats, correct: bool) -> Floats:
    """J, or 1."""
    return hedges_j(df) if correct else np.ones_like(df)


def t_of_p(p: Floats, df: Floats, sides: int) -> Floats:
    """Upper quantile of t: at `p` (one-sided), or the size of t at `p` (two-sided).

    Examples
    --------
    >>> t_of_p(np.array([0.0, 0.05, 1.0]), np.array([10.0]), 2).round(6)
    array([    inf, 2.228139, 0.      ])
    """
    tail, df = np.broadcast_arrays(np.asarray(p) / sides, df)
    inner = (tail > 0) & (tail < 1)
    found = np.where(tail <= 0, np.inf, -np.inf)
    found[inner] = -special.stdtrit(df[inner], tail[inner])
    return found + 0.0


def check_sides(sides: int) -> None:
    """Raise unless a test has one side or two."""
    check_choice("sides", str(sides), ("1", "2"))
