"""How cost grows with the number of studies, k, and with the number of fits, N."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from b12meta.frames.bootstrap import bootstrap
from b12meta.frames.permutation import permutation_test
from b12meta.frames.sensitivity import leave_one_out
from b12meta.stats.batch import fit_many
from b12meta.stats.gosh.run import gosh
from bench.blocks import seconds
from bench.data import sets
from bench.many import three_intervals
from bench.rows import whole_fit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bench.data import Set
    from bench.peer_in_r import Metafor

    Call = Callable[[], object]

STUDIES = (5, 10, 20, 40, 80, 160, 320)
FITS = (100, 1_000, 10_000, 100_000, 1_000_000)

SUBSETS = 8192
"""Fits at once where the cost of one of them is measured over k."""

ROUNDS = 6
"""Times that each size is measured, one size after another, so that none has all the bad luck."""

BLOCK = 0.03
"""Seconds of quick calls in a round."""

LATE = 3
"""Largest sizes from which the slope at the end is taken."""


@dataclass(frozen=True, kw_only=True)
class Curve:
    """Seconds that a piece of work takes, by its size."""

    name: str
    sizes: tuple[int, ...]
    cost: tuple[float, ...]
    ours: bool = True

    @property
    def slope(self) -> float:
        """Power of the size with which the cost grows, from all sizes."""
        return slope(self.sizes, self.cost)

    @property
    def late(self) -> float:
        """The same from the largest sizes, where what every call costs has lost its weight."""
        return slope(self.sizes[-LATE:], self.cost[-LATE:])


def slope(sizes: Sequence[float], cost: Sequence[float]) -> float:
    """Slope of the least-squares line through the logarithms.

    Examples
    --------
    >>> round(slope([1, 2, 4], [3, 12, 48]), 9)
    2.0
    """
    return float(np.polyfit(np.log(sizes), np.log(cost), 1)[0])


def over_studies(metafor: Metafor | None) -> list[Curve]:
    """Cost over k; of subsets and of many sets, that of each."""
    data = {k: one_set(k) for k in STUDIES}
    large = {k: sets(SUBSETS, k) for k in STUDIES}
    found = [
        curve("Fit with all results", STUDIES, lambda k: lambda: whole_fit(data[k])),
        curve("Bayesian fit", STUDIES, lambda k: lambda: three_intervals(data[k])),
        curve("Leave-one-out", STUDIES, lambda k: lambda: leave_one_out(*data[k])),
        curve("GOSH, each subset", STUDIES[2:], lambda k: lambda: drawn(data[k], SUBSETS), SUBSETS),
        curve("Many sets, each", STUDIES, lambda k: lambda: fit_many(*large[k]), SUBSETS),
    ]
    return found if metafor is None else [*found, *of_metafor(metafor, data)]


def one_set(k: int) -> Set:
    """One set of k studies."""
    y, v = sets(1, k)
    return y[0], v[0]


def drawn(effects: Set, subsets: int) -> object:
    """So many subsets, drawn at random where there are more."""
    return gosh(*effects, subsets=subsets, seed=1, progress=False)


def of_metafor(metafor: Metafor, data: dict[int, Set]) -> list[Curve]:
    """Fit, and leave-one-out as far as it takes less than a few seconds."""
    for k, effects in data.items():
        metafor.load(f"k{k}", effects)
    found = []
    for name, call, sizes in (
        ("metafor, fit", "rma", STUDIES),
        ("metafor, leave-one-out", "leave_one_out", STUDIES[:4]),
    ):
        timers = [metafor.timer(call, f"k{k}", block=BLOCK) for k in sizes]
        cost = in_rounds(timers)
        found.append(Curve(name=name, sizes=sizes, cost=cost, ours=False))
    return found


def over_fits() -> list[Curve]:
    """Cost over N, at k = 20."""
    y, v = sets(FITS[-1], 20)
    effects = one_set(20)
    return [
        curve("N sets", FITS, lambda n: lambda: fit_many(y[:n], v[:n])),
        curve("GOSH, N subsets", FITS, lambda n: lambda: drawn(effects, n)),
        curve(
            "Permutation test, N shuffles",
            FITS,
            lambda n: (
                lambda: permutation_test(
                    *effects, exact=False, iterations=n, seed=1, progress=False
                )
            ),
        ),
        curve(
            "Bootstrap, N replicates",
            FITS,
            lambda n: lambda: bootstrap(*effects, replicates=n, seed=1, progress=False),
        ),
    ]


def curve(name: str, sizes: tuple[int, ...], work: Callable[[int], Call], parts: int = 1) -> Curve:
    """Measure our work at each size, and divide by its parts."""
    cost = in_rounds([timer(work(size)) for size in sizes])
    return Curve(name=name, sizes=sizes, cost=tuple(one / parts for one in cost))


def timer(call: Call) -> Callable[[], float]:
    """Seconds per call, in blocks of some length."""
    calls = max(1, round(BLOCK / seconds(call, 1)))
    return lambda: seconds(call, calls)


def in_rounds(timers: list[Callable[[], float]]) -> tuple[float, ...]:
    """Shortest time of each over the rounds: whatever disturbs can only add."""
    rounds = [[one() for one in timers] for _ in range(ROUNDS)]
    return tuple(map(min, zip(*rounds, strict=True)))
