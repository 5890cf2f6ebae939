"""The frame holds the scores of the simulation, row by row."""

from dataclasses import asdict

import pandas as pd

from b12meta import Scenario, simulate_coverage
from b12meta.evidence.simulated import simulation
from b12meta.stats.simulation import run

CELL = [Scenario(0.0, 0.3, 6)]
FEW = {"replicates": 20, "mechanisms": ["by_significance"], "progress": False}


def test_rows_are_the_scores():
    frame = simulate_coverage(CELL, **FEW)
    scores = pd.DataFrame(map(asdict, run.simulate_coverage(CELL, **FEW)))
    pd.testing.assert_frame_equal(frame, scores)


def test_columns_are_those_of_the_kept_results():
    assert set(simulate_coverage(CELL, **FEW).columns) == set(simulation().columns)
