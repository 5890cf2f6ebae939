"""All cells of the simulation, in one process or many with the same result.

Replicates come in blocks of 100. Each block has a seed of its own, made from the cell's numbers and
the number of the block, so it does not matter who computes it, when, or beside what. All mechanisms
of one cell look at the same studies, so that differences between them are not chance.
"""

from __future__ import annotations

import math
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.chunks import each
from b12meta.stats.simulation.fits import Answers
from b12meta.stats.simulation.methods import METHODS, pool_all
from b12meta.stats.simulation.reporting import MECHANISMS, report
from b12meta.stats.simulation.scores import Score, score
from b12meta.stats.simulation.worlds import REAL, draw

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["BLOCK", "SCENARIOS", "SEED", "Scenario", "simulate_coverage"]

SEED = 20240229

BLOCK = 100
"""Replicates with one seed."""


class Scenario(NamedTuple):
    """True mean effect and heterogeneity, and number of studies (8: the real sizes)."""

    mu: float
    tau: float
    k: int


SCENARIOS = tuple(
    Scenario(mu, tau, k)
    for mu, tau, k in product((0.0, -0.1, -0.3), (0.1, 0.3, 0.5), (6, REAL, 12, 20))
)


def simulate_coverage(
    scenarios: Sequence[Scenario] = SCENARIOS,
    *,
    replicates: int = 2000,
    mechanisms: Sequence[str] = tuple(MECHANISMS),
    seed: int = SEED,
    workers: int | None = None,
    progress: bool = True,
) -> Iterator[Score]:
    """Judge all methods in all cells.

    Parameters
    ----------
    scenarios : sequence of Scenario
        What is true, and how many studies there are.
    replicates : int
        Literatures per scenario.
    mechanisms : sequence of str
        Names from `MECHANISMS`.
    seed : int
        Start of all random numbers.
    workers : int, optional
        Processes; by default what ``joblib.parallel_config`` says, else one. The results are the
        same for any number.
    progress : bool
        Whether a terminal shows a bar after a second.

    Yields
    ------
    Score
        One for each mechanism and method, scenario by scenario.

    Raises
    ------
    ValueError
        For an unknown mechanism, or fewer than two replicates.

    Examples
    --------
    >>> scores = simulate_coverage([Scenario(-0.3, 0.1, 6)], replicates=20, mechanisms=["by_p"])
    >>> [(one.method, one.available) for one in scores][-1]
    ('bayes', 1.0)
    """
    unknown = [name for name in mechanisms if name not in MECHANISMS]
    if unknown:
        raise ValueError(f"mechanisms: got {unknown}, expected some of {list(MECHANISMS)}")
    if replicates < 2:
        raise ValueError(f"replicates: got {replicates!r}, expected at least 2")
    blocks = range(math.ceil(replicates / BLOCK))
    tasks = [(scenario, block) for scenario in scenarios for block in blocks]
    work = partial(run_block, mechanisms=tuple(mechanisms), seed=seed)
    found = each(work, tasks, progress="simulation" if progress else None, workers=workers)
    return gathered(found, scenarios, tuple(mechanisms), replicates)


def gathered(
    found: Iterator[dict[tuple[str, str], Answers]],
    scenarios: Sequence[Scenario],
    mechanisms: tuple[str, ...],
    replicates: int,
) -> Iterator[Score]:
    """Put the blocks of each scenario together, and judge them."""
    for scenario in scenarios:
        blocks = [next(found) for _ in range(math.ceil(replicates / BLOCK))]
        for mechanism, method in product(mechanisms, METHODS):
            parts = zip(*(block[mechanism, method] for block in blocks), strict=True)
            answers = Answers(*(np.concatenate(part)[:replicates] for part in parts))
            yield score(answers, mechanism=mechanism, method=method, **scenario._asdict())


def run_block(
    task: tuple[Scenario, int], *, mechanisms: tuple[str, ...], seed: int
) -> dict[tuple[str, str], Answers]:
    """Draw one block of literatures, and pool them under each mechanism by each method."""
    scenario, block = task
    world, *others = seeds(scenario, block, seed)
    studies = draw(*scenario, BLOCK, np.random.default_rng(world))
    found: dict[tuple[str, str], Answers] = {}
    for mechanism, own in zip(MECHANISMS, others, strict=True):
        if mechanism in mechanisms:
            rng = np.random.default_rng(own)
            answers = pool_all(report(studies, mechanism, rng), rng)
            found |= {(mechanism, method): answers[method] for method in METHODS}
    return found


def seeds(scenario: Scenario, block: int, seed: int) -> list[np.random.SeedSequence]:
    """Seeds of the studies and of each mechanism, from nothing but the scenario and the block."""
    key = (*(round(1000 * abs(x)) for x in scenario[:2]), int(scenario.mu > 0), scenario.k, block)
    return np.random.SeedSequence(seed, spawn_key=key).spawn(1 + len(MECHANISMS))
