"""The simulation of ways to pool, as a tidy frame."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import pandas as pd

from b12meta.stats.simulation import run
from b12meta.stats.simulation.reporting import MECHANISMS

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["simulate_coverage"]


def simulate_coverage(
    scenarios: Sequence[run.Scenario] = run.SCENARIOS,
    *,
    replicates: int = 2000,
    mechanisms: Sequence[str] = tuple(MECHANISMS),
    seed: int = run.SEED,
    workers: int | None = None,
    progress: bool = True,
) -> pd.DataFrame:
    """Judge every way of pooling on invented literatures with a known truth.

    Parameters
    ----------
    scenarios : sequence of Scenario
        True mean effect and heterogeneity, and number of studies.
    replicates, mechanisms, seed, workers, progress
        As in `b12meta.stats.simulation.run.simulate_coverage`.

    Returns
    -------
    DataFrame
        One row for each scenario, mechanism of reporting and method: bias, coverage, widths; the
        columns stand in data/simulation/README.md.

    Raises
    ------
    ValueError
        As `b12meta.stats.simulation.run.simulate_coverage`.

    Examples
    --------
    >>> cell = [run.Scenario(-0.3, 0.1, 6)]
    >>> found = simulate_coverage(cell, replicates=20, mechanisms=["by_p"], progress=False)
    >>> sorted(found["method"])
    ['bayes', 'exact_only', 'imputation', 'ml', 'ml_t', 'zero']
    """
    scores = run.simulate_coverage(
        scenarios,
        replicates=replicates,
        mechanisms=mechanisms,
        seed=seed,
        workers=workers,
        progress=progress,
    )
    return pd.DataFrame(map(asdict, scores))
