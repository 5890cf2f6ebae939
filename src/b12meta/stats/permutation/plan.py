"""How many permutations to take, and what their statistics say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from b12meta.stats.chunks import known_seed
from b12meta.stats.printing import number

if TYPE_CHECKING:
    from b12meta.stats.types import Floats

__all__ = ["Plan", "make_plan", "said", "shares"]

MOST = 2**16
"""Permutations up to which all are taken unless one says otherwise."""

LIMIT = 2**22
"""Permutations beyond which nobody can want them all."""

SAME = 1.5e-8
"""Statistics that differ by less are equal, as in metafor: ties must not hang on rounding."""


class Plan(NamedTuple):
    """How many permutations there are, how many are fitted, and the seed where they are drawn."""

    possible: int
    iterations: int
    seed: int | None


def make_plan(
    possible: int, exact: bool | Literal["auto"], iterations: int, seed: int | None
) -> Plan:
    """Decide between all permutations and a draw.

    Examples
    --------
    >>> make_plan(16, "auto", 1000, None)
    Plan(possible=16, iterations=16, seed=None)
    >>> make_plan(16, False, 10, 1)
    Plan(possible=16, iterations=10, seed=1)
    """
    if exact not in (True, False, "auto"):
        raise ValueError(f"exact: got {exact!r}, expected True, False or 'auto'")
    whole = isinstance(iterations, int | np.integer) and not isinstance(iterations, bool)
    if not whole or iterations < 2:
        raise ValueError(f"iterations: got {iterations!r}, expected a whole number from 2")
    known = known_seed(seed)
    if exact is True and possible > LIMIT:
        raise ValueError(
            f"exact: there are {possible:,} permutations, expected at most {LIMIT:,}; draw some of "
            "them, with exact=False"
        )
    every = possible <= MOST if exact == "auto" else exact
    return Plan(possible, possible, None) if every else Plan(possible, int(iterations), known)


def shares(stat: Floats, here: Floats, plan: Plan) -> tuple[Floats, Floats]:
    """Shares of known statistics that reach what was found, and their Monte Carlo errors."""
    known = np.isfinite(stat) | np.isposinf(stat)
    n = np.maximum(known.sum(0), 1)
    share = (known & (stat >= here - SAME)).sum(0) / n
    share = np.where(np.isnan(here), np.nan, share)
    error = np.zeros_like(share) if plan.seed is None else np.sqrt(share * (1 - share) / n)
    return np.asarray(share), np.asarray(error)


def said(plan: Plan, stat: Floats, *, signs: bool) -> list[str]:
    """Sentences about what limits the test."""
    found = []
    least = (2 if signs else 1) / plan.possible
    if least > 0.05:
        found.append(
            f"There are only {plan.possible} permutations: no p value can be below {number(least)}."
        )
    missing = int(np.isnan(stat).any(1).sum())
    if missing:
        found.append(f"Permutations without a statistic, left out: {missing}.")
    return found
