"""Timing: blocks of ours and of the peer in turn, and the median of their ratios.

A shared machine is slow at one time and quick at another. Two blocks side by side meet the same
weather, so the ratio of neighbours is steadier than the ratio of two averages.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

AGREE = 1e-8
"""Largest difference between two answers at which their times may be compared."""

BLOCK = 0.2
"""Seconds that a block of Python calls should last."""

Timer = Callable[[], float]
"""Runs a block, and gives the seconds per call."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A comparison: what is timed on both sides, and how far the answers differ.

    The goal is the least ratio of the peer to ours; with `at_most`, the largest of ours to theirs.
    """

    name: str
    peer: str
    goal: float | None
    ours: Timer
    theirs: Timer
    difference: Callable[[], float] | None
    what: str = "time"
    at_most: bool = False


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A row with its numbers: medians per call, and the ratios of the pairs."""

    row: Row
    ours: float
    theirs: float
    ratios: tuple[float, ...]
    difference: float | None

    @property
    def ratio(self) -> float:
        """Median ratio."""
        return statistics.median(self.ratios)

    @property
    def in_time(self) -> bool:
        """Whether the ratio reaches its goal, if it has one."""
        if self.row.goal is None:
            return True
        return self.ratio <= self.row.goal if self.row.at_most else self.ratio >= self.row.goal

    @property
    def counts(self) -> bool:
        """Whether the answers agree."""
        return self.difference is None or self.difference <= AGREE


def measure(row: Row, pairs: int) -> Measured:
    """Compare the answers, then time pairs of blocks; who begins a pair changes each time."""
    difference = None if row.difference is None else row.difference()
    both = []
    for pair in range(pairs):
        first, second = (row.ours, row.theirs) if pair % 2 else (row.theirs, row.ours)
        one, other = first(), second()
        both.append((one, other) if pair % 2 else (other, one))
    ours, theirs = zip(*both, strict=True)
    ratios = tuple(a / b if row.at_most else b / a for a, b in both)
    middle = statistics.median
    return Measured(
        row=row, ours=middle(ours), theirs=middle(theirs), ratios=ratios, difference=difference
    )


def loop(function: Callable[[], object]) -> Timer:
    """Timer of a Python call: as many calls as fill a block, found by one trial."""
    calls = 0

    def block() -> float:
        nonlocal calls
        if not calls:
            seconds(function, 3)
            calls = max(5, round(BLOCK / seconds(function, 3)))
        return seconds(function, calls)

    return block


def one_call(function: Callable[[], object]) -> Timer:
    """Timer of a call so long that it is a block by itself."""
    return lambda: seconds(function, 1)


def seconds(function: Callable[[], object], calls: int) -> float:
    """Seconds per call, the garbage collector at rest."""
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        for _ in range(calls):
            function()
        return (time.perf_counter() - start) / calls
    finally:
        gc.enable()
