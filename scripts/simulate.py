"""Run the simulation, and write data/simulation/coverage.csv: see the README beside that file.

python scripts/simulate.py [FILE] [--replicates 5000] [--workers 2]
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import time
from dataclasses import fields
from pathlib import Path

import numpy as np
import scipy

from b12meta.stats.simulation.methods import METHODS
from b12meta.stats.simulation.reporting import MECHANISMS
from b12meta.stats.simulation.run import SCENARIOS, simulate_coverage
from b12meta.stats.simulation.scores import Score

FILE = Path(__file__).parents[1] / "data" / "simulation" / "coverage.csv"
COLUMNS = [field.name for field in fields(Score)]


def text(value: object) -> str:
    """Write a number with six significant digits; nothing for a missing one."""
    if isinstance(value, float):
        return "" if value != value else f"{value + 0.0:.6g}"
    return str(value)


def write(path: Path, replicates: int, workers: int) -> None:
    """Write all scores as they come; a line of progress for each scenario."""
    start, rows = time.monotonic(), 0
    whole = len(SCENARIOS) * len(MECHANISMS) * len(METHODS)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(COLUMNS)
        for score in simulate_coverage(replicates=replicates, workers=workers, progress=False):
            out.writerow([text(getattr(score, name)) for name in COLUMNS])
            rows += 1
            if rows % (whole // len(SCENARIOS)) == 0:
                file.flush()
                spent = time.monotonic() - start
                print(f"{rows} of {whole} rows, {spent:.0f} s", flush=True)  # noqa: T201


def main() -> None:
    """Run all cells; a file that is interrupted is not left half-written."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, nargs="?", default=FILE)
    parser.add_argument("--replicates", type=int, default=5000)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(threads, "1")  # of each worker: there are enough of those
    unfinished = given.file.with_suffix(".part")
    try:
        write(unfinished, given.replicates, given.workers)
        unfinished.replace(given.file)
    finally:
        unfinished.unlink(missing_ok=True)
    python = ".".join(map(str, sys.version_info[:3]))
    print(f"Python {python}, NumPy {np.__version__}, SciPy {scipy.__version__}")  # noqa: T201


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
