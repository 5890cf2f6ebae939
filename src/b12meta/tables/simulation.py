"""The results of the simulation, as ``make simulate`` wrote them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from b12meta.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

COVERAGE = ROOT / "data" / "simulation" / "coverage.csv"


def read_coverage(path: Path | None = None) -> pd.DataFrame:
    """Read one row per simulated cell and method; the columns stand in data/simulation/README.md.

    Raises
    ------
    FileNotFoundError
        When the file is not there; ``make simulate`` makes it.
    """
    file = path or COVERAGE
    if not file.exists():
        raise FileNotFoundError(f"no results of the simulation at {file}; make simulate makes them")
    return pd.read_csv(file)
