"""What is timed: 13 trials of BCG vaccine, and sets of effects made up for the purpose."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from b12meta.stats.effects.counts import risk_ratio

BCG = Path(__file__).parents[1] / "tests" / "golden" / "bcg.csv"

Set = tuple[np.ndarray, np.ndarray]


def bcg() -> Set:
    """Log risk ratios of Colditz et al. (1994), k = 13."""
    with BCG.open() as lines:
        rows = list(csv.DictReader(lines))
    a, b, c, d = ([float(row[name]) for row in rows] for name in ("tpos", "tneg", "cpos", "cneg"))
    effects = risk_ratio(ai=a, bi=b, ci=c, di=d)
    return effects.yi, effects.vi


def twenty() -> Set:
    """Effects that grow as precision falls, k = 20: trim and fill has five studies to fill."""
    rng = np.random.default_rng(2)
    vi = np.round(np.exp(rng.uniform(-5, -1.5, 20)), 6)
    return np.round(rng.normal(0.1 + np.sqrt(vi), np.sqrt(0.05 + vi)), 6), vi


def sets(n: int, k: int) -> Set:
    """Make up n sets of k studies, both arrays of shape (n, k)."""
    rng = np.random.default_rng(1)
    vi = np.exp(rng.uniform(-5, -1.5, (n, k)))
    return rng.normal(0.1, np.sqrt(0.05 + vi)), vi
