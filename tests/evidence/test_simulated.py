"""What is said of the simulation is what its cells hold."""

import pandas as pd
import pytest

from b12meta.evidence import simulated
from b12meta.tables.simulation import read_coverage


@pytest.fixture(scope="module")
def cells():
    return simulated.simulation()


def test_every_cell_has_every_method(cells):
    assert set(cells["method"]) == set(simulated.METHODS)
    assert set(cells["mechanism"]) == set(simulated.MECHANISMS)
    keys = ["mechanism", "mu", "tau", "k", "method"]
    assert not cells.duplicated(keys).any()
    assert cells["replicates"].min() >= 2000  # what was asked for


def test_summaries_are_means_over_cells(cells):
    found = simulated.by_mechanism(cells).set_index(["mechanism", "method"])
    rows = cells[cells["mechanism"].eq("by_p") & cells["method"].eq("bayes")]
    row = found.loc[("by_p", "bayes")]
    assert row["bias"] == pytest.approx(rows["bias"].mean())
    assert row["least"] == rows["coverage"].min()


def test_sentences_move_with_the_cells(cells):
    better = cells.assign(coverage=0.95)
    assert str(simulated.told(better)) != str(simulated.told(cells))
    assert str(simulated.where_it_fails(better)) == "In no situation did it cover less than 93%."


def test_the_real_sizes_are_those_of_eight_studies(cells):
    table = simulated.at_real_sizes(cells)
    assert len(table) == len(simulated.MECHANISMS) * cells["tau"].nunique()
    rows = cells[cells["k"].eq(8) & cells["mechanism"].eq("at_random") & cells["tau"].eq(0.1)]
    mean = rows[rows["method"].eq("bayes")]["coverage"].mean()
    assert table.iloc[0]["bounds, Bayesian (headline)"] == f"{100 * mean:.1f}%"


def test_the_failing_cells_are_counted(cells):
    ours = cells[cells["method"].eq("bayes")]
    words = str(simulated.where_it_fails(cells))
    assert f"in {(ours['coverage'] < 0.93).sum()} of {len(ours)} situations" in words


def test_a_missing_file_says_how_to_make_it(tmp_path):
    with pytest.raises(FileNotFoundError, match="make simulate makes them"):
        read_coverage(tmp_path / "none.csv")


def test_it_is_read_as_written(cells):
    assert isinstance(cells, pd.DataFrame)
    assert cells["coverage"].between(0, 1).all()
