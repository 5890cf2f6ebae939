"""One odds ratio for all tables, exactly: no normal approximation, nothing added to empty cells.

Given both margins of every table, the sum of the events in group 1 has a known distribution that
depends on the common odds ratio alone: the convolution of the tables' non-central hypergeometric
distributions. Its mean gives the estimate, its tails the interval, as Clopper and Pearson's do for
one proportion. With one table this is the odds ratio of Fisher's exact test.

References
----------
Gart (1970), *Biometrika* 57, 471-475 (estimate and limits); Mehta, Patel & Gray (1985), *JASA* 80,
969-973 (the distribution by convolution).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from b12meta.stats.checks import check_level
from b12meta.stats.counts.tables import cells_of
from b12meta.stats.interval import Interval

if TYPE_CHECKING:
    from collections.abc import Callable

    from b12meta.stats.counts.tables import Cells
    from b12meta.stats.types import ArrayLike, Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactOdds:
    """A common odds ratio, conditional on the margins of its tables.

    Attributes
    ----------
    estimate : float
        Odds ratio of maximum conditional likelihood; 0 or infinite where one group has no events
        to spare, NaN where the margins leave no choice.
    ci : Interval
        Exact interval of the odds ratio, with equal tails.
    k : int
        Tables.
    level : float
        Least coverage of the interval.
    """

    estimate: float
    ci: Interval
    k: int
    level: float


def exact_odds_ratio(
    ai: ArrayLike, bi: ArrayLike, ci: ArrayLike, di: ArrayLike, *, level: float = 0.95
) -> ExactOdds:
    """Estimate the odds ratio that all tables are taken to share.

    Parameters
    ----------
    ai, bi, ci, di : array-like of shape (k,)
        Group 1 with and without the event, group 2 with and without it.
    level : float
        Least coverage of the interval.

    Raises
    ------
    ValueError
        For a negative, missing or fractional count, an empty group, or unequal lengths.

    Examples
    --------
    >>> found = exact_odds_ratio([7, 13], [28, 47], [1, 10], [29, 28])
    >>> round(found.estimate, 3), round(found.ci.low, 3), round(found.ci.high, 3)
    (1.315, 0.544, 3.318)
    """
    x = whole_cells(ai, bi, ci, di)
    logs, least = np.zeros(1), 0.0
    for n1, n2, events in zip(x.n1, x.n2, x.a + x.c, strict=True):
        first, ways = log_ways(n1, n2, events)
        logs, least = convolved(logs, ways), least + first
    seen, tail = int(x.a.sum() - least), (1 - check_level(level)) / 2
    return ExactOdds(
        estimate=most_likely(logs, seen),
        ci=Interval(low_limit(logs, seen, tail), high_limit(logs, seen, tail)),
        k=x.a.size,
        level=level,
    )


def whole_cells(ai: ArrayLike, bi: ArrayLike, ci: ArrayLike, di: ArrayLike) -> Cells:
    """`cells_of`, whole numbers only."""
    x = cells_of(ai, bi, ci, di)
    if any(np.any(cell % 1) for cell in (x.a, x.b, x.c, x.d)):
        raise ValueError("ai, bi, ci, di: got a fractional count, expected whole numbers")
    return x


def log_ways(n1: float, n2: float, events: float) -> tuple[float, Floats]:
    """Fewest events in group 1, and from there on the log number of ways to have each count."""
    counts = np.arange(max(0.0, events - n2), min(events, n1) + 1)
    return float(counts[0]), _log_choose(n1, counts) + _log_choose(n2, events - counts)


def convolved(first: Floats, second: Floats) -> Floats:
    """Log coefficients of the sum of two counts; all terms are positive, so no digits are lost."""
    whole = np.full(first.size + second.size - 1, -np.inf)
    for place, log in enumerate(second):
        part = slice(place, place + first.size)
        whole[part] = np.logaddexp(whole[part], first + log)
    return whole


def most_likely(logs: Floats, seen: int) -> float:
    """Odds ratio at which the expected sum is the one that was seen."""
    last = logs.size - 1
    if last == 0:
        return math.nan
    if seen in (0, last):
        return 0.0 if seen == 0 else math.inf
    counts = np.arange(logs.size)
    return _root(lambda theta: float(np.exp(_log_chances(logs, theta)) @ counts) - seen)


def low_limit(logs: Floats, seen: int, tail: float) -> float:
    """Odds ratio below which so large a sum has less than `tail` probability."""
    if seen == 0:
        return 0.0
    return _root(
        lambda theta: float(special.logsumexp(_log_chances(logs, theta)[seen:])) - math.log(tail)
    )


def high_limit(logs: Floats, seen: int, tail: float) -> float:
    """Odds ratio above which so small a sum has less than `tail` probability."""
    low = low_limit(logs[::-1], logs.size - 1 - seen, tail)
    return 1 / low if low else math.inf


def _log_chances(logs: Floats, theta: float) -> Floats:
    """Log probability of each sum at log odds ratio `theta`."""
    tilted = logs + theta * np.arange(logs.size)
    chances: Floats = tilted - special.logsumexp(tilted)
    return chances


def _log_choose(n: float, k: Floats) -> Floats:
    ways: Floats = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    return ways


def _root(rising: Callable[[float], float]) -> float:
    """Odds ratio at which a curve that rises in the log odds ratio crosses 0."""
    from scipy.optimize import brentq

    reach = 1.0
    while rising(-reach) > 0 or rising(reach) < 0:
        reach *= 2
    return math.exp(brentq(rising, -reach, reach, xtol=1e-13, rtol=1e-14))
