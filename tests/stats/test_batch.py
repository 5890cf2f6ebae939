"""Batched fits against `pool`, row by row."""

import csv
import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from b12meta.stats import batch_tau2
from b12meta.stats.batch import Batch, fit_batch, subsets
from b12meta.stats.pooling import pool

GOLDEN = Path(__file__).parents[1] / "golden"
METHODS = ("EE", "DL", "HE", "HS", "HSk", "SJ", "ML", "REML", "EB", "PM", "PMM", 0.3)
TESTS = ("z", "t", "knha", "adhoc")

# Promised: 1e-10; sums are taken in another order, and only that differs.
SAME = 1e-11

effects = st.integers(-8192, 8192).map(lambda n: n / 1024)
variances = st.floats(-9, 9).map(np.exp)
studies = st.lists(st.tuples(effects, variances), min_size=1, max_size=9)


def bcg(measure="log RR"):
    with (GOLDEN / "bcg.csv").open(encoding="utf-8") as lines:
        rows = [
            {key: row[key] for key in ("tpos", "tneg", "cpos", "cneg")}
            for row in csv.DictReader(lines)
        ]
    a, b, c, d = np.array([list(map(float, row.values())) for row in rows]).T
    n, m = a + b, c + d
    if measure == "RD":
        return a / n - c / m, a * b / n**3 + c * d / m**3
    return np.log(a / n / (c / m)), 1 / a - 1 / n + 1 / c - 1 / m


def pooled_row(y, v, method, test):
    one = pool(y, v, method=method, test=test)
    inference = [one.estimate, one.se, one.stat, one.pval, *one.ci]
    return np.array([*inference, one.q, one.q_pval, one.tau2, one.i2, one.h2])


def check_rows(y, v, members, method, test):
    fits = fit_batch(subsets(y, v, members), method, test, 0.95)
    for row, inside in zip(np.array(fits[:11]).T, members, strict=True):
        theirs = pooled_row(y[inside], v[inside], method, test)
        se = np.sqrt(v[inside].min())
        scale = np.array([se, se, 1, 1, se, se, 1, 1, np.median(v[inside]), 1, 1])
        known = np.isfinite(theirs)
        off = np.abs(row[known] - theirs[known])
        assert (off <= SAME * np.maximum(np.abs(theirs), scale)[known]).all()
        np.testing.assert_array_equal(row[~known], theirs[~known])


@given(studies, st.sampled_from(METHODS), st.sampled_from(TESTS), st.integers(1, 2**32))
@example([(0.5, 1e-12), (1.0, 1.0), (2.0, 1.0), (4.0, 2.0)], "REML", "knha", 7)
@example([(0.25, 0.5), (0.25, 1.5), (0.25, 0.125)], "REML", "knha", 7)
@example([(0.5, 0.2), (1.5, 0.3)], "PM", "knha", 7)
@example([(0.5, 0.2)], "REML", "adhoc", 1)
def test_each_row_is_what_pool_gives(rows, method, test, seed):
    y, v = np.array(rows).T
    members = np.random.default_rng(seed).random((6, y.size)) < 0.7
    members[:, seed % y.size] = True
    check_rows(y, v, members, method, test)


@pytest.mark.parametrize("method", ["REML", "ML"])
def test_rows_with_two_modes_go_to_the_single_fit(method):
    # metafor_sets/edges: subsets of the risk differences of dat.bcg whose likelihood has two maxima
    y, v = bcg("RD")
    several = json.loads((GOLDEN / "metafor_sets" / "inputs.json").read_text("utf-8"))["edges"]
    rows = [several[name]["yi"] for name in ("two_modes_dl_a", "two_modes_he_a", "two_modes_he_b")]
    members = np.array([np.isclose(y[:, None], row, rtol=1e-9).any(1) for row in rows])
    fits = fit_batch(subsets(y, v, members), method, "z", 0.95)
    assert members.sum(1).tolist() == [len(row) for row in rows]
    assert fits.optima.tolist() == [pool(y[m], v[m], method=method).optima for m in members]
    assert fits.optima.max() > 1
    check_rows(y, v, members, method, "z")


def test_most_rows_need_no_single_fit(monkeypatch):
    # half of all BCG subsets; the certainty comes from the grid, not from fitting twice
    y, v = bcg()
    members = np.array(
        [row for row in product([True, False], repeat=13) if row[0] and sum(row) > 2]
    )
    alone = []
    single = batch_tau2.one_by_one
    monkeypatch.setattr(
        batch_tau2, "one_by_one", lambda *args: (alone.append(args[4].sum()), single(*args))
    )
    fits = fit_batch(subsets(y, v, members[::4]), "REML", "knha", 0.95)
    assert fits.converged.all()
    assert sum(alone) < 0.1 * len(members[::4])


def test_blocks_change_nothing(monkeypatch):
    y, v = bcg()
    batch = subsets(y, v, ~np.eye(13, dtype=bool))
    one = fit_batch(batch, "REML", "knha", 0.95)
    monkeypatch.setattr(batch_tau2, "BLOCK", 1)
    other = fit_batch(batch, "REML", "knha", 0.95)
    for a, b in zip(one, other, strict=True):
        np.testing.assert_allclose(a, b, rtol=SAME)


def test_absent_studies_weigh_nothing():
    batch = subsets(np.array([3.0, 1.0, 2.0]), np.array([4.0, 1.0, 1.0]), np.eye(3, dtype=bool))
    assert isinstance(batch, Batch)
    assert batch.y.shape == (3, 1)
    assert batch.size.tolist() == [1, 1, 1]
    ragged = subsets(np.array([3.0, 1.0]), np.array([4.0, 1.0]), np.array([[1, 1], [1, 0]]) > 0)
    assert np.isinf(ragged.v[1, 1])
    assert ragged.y[1, 1] == 0


@pytest.mark.long
@pytest.mark.parametrize("method", ["REML", "ML"])
@pytest.mark.parametrize("measure", ["log RR", "RD"])
def test_every_subset_of_bcg(method, measure):
    y, v = bcg(measure)
    members = np.array([row for row in product([True, False], repeat=13) if any(row)])
    check_rows(y, v, members, method, "knha")
