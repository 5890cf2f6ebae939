"""Batched fits against `pool`, row by row: the promise is 1e-10 of the scale of each number."""

import csv
import json
from fractions import Fraction
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from b12meta.stats.batch import (
    Batch,
    fit_batch,
    fit_many,
    fit_members,
    fit_signs,
    likelihood,
    subsets,
)
from b12meta.stats.batch import fits as batch_fits
from b12meta.stats.pooling import pool

GOLDEN = Path(__file__).parents[1] / "golden"
METHODS = ("EE", "DL", "HE", "HS", "HSk", "SJ", "ML", "REML", "EB", "PM", "PMM", 0.3)
FAST = ("EE", "DL", "ML", "REML", "PM")
TESTS = ("z", "t", "knha", "adhoc")
NAMES = (
    *("estimate", "se", "stat", "pval", "ci_low", "ci_high"),
    *("q", "q_pval", "tau2", "i2", "h2", "optima"),
)

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


def all_subsets(k):
    return np.array([row for row in product([True, False], repeat=k) if any(row)])


def pooled_row(y, v, method, test):
    one = pool(y, v, method=method, test=test)
    inference = [one.estimate, one.se, one.stat, one.pval, *one.ci]
    return np.array([*inference, one.q, one.q_pval, one.tau2, one.i2, one.h2, one.optima])


def check(fits, sets, method, test):
    """Compare columns with one pool per data set, on the scale of the most precise study."""
    rows = zip(*(fits[name] for name in NAMES), strict=True)
    for row, (y, v) in zip(map(np.array, rows), sets, strict=True):
        theirs = pooled_row(y, v, method, test)
        se = np.sqrt(v.min())
        scale = np.array([se, se, 1, 1, se, se, 1, 1, np.median(v), 1, 1, 1])
        known = np.isfinite(theirs)
        off = np.abs(row[known] - theirs[known])
        assert (off <= SAME * np.maximum(np.abs(theirs), scale)[known]).all()
        np.testing.assert_array_equal(row[~known], theirs[~known])


def check_subsets(y, v, members, method, test):
    fits = fit_batch(subsets(y, v, members), method, test, 0.95)
    check(fits._asdict(), [(y[m], v[m]) for m in members], method, test)


@given(studies, st.sampled_from(METHODS), st.sampled_from(TESTS), st.integers(1, 2**32))
@example([(0.5, 1e-12), (1.0, 1.0), (2.0, 1.0), (4.0, 2.0)], "REML", "knha", 7)
@example([(0.25, 0.5), (0.25, 1.5), (0.25, 0.125)], "REML", "knha", 7)
@example([(0.5, 0.2), (1.5, 0.3)], "PM", "knha", 7)
@example([(0.5, 0.2)], "REML", "adhoc", 1)
def test_each_row_is_what_pool_gives(rows, method, test, seed):
    y, v = np.array(rows).T
    members = np.random.default_rng(seed).random((6, y.size)) < 0.7
    members[:, seed % y.size] = True
    check_subsets(y, v, members, method, test)


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("method", FAST)
def test_subsets_of_bcg(method, test):
    y, v = bcg()
    members = all_subsets(13)[::37]
    columns = fit_members(y, v, members, method=method, test=test, columns=NAMES)
    check(columns, [(y[m], v[m]) for m in members], method, test)


@pytest.mark.long
@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("method", FAST)
@pytest.mark.parametrize("measure", ["log RR", "RD"])
def test_every_subset_of_bcg(method, test, measure):
    check_subsets(*bcg(measure), all_subsets(13), method, test)


@pytest.mark.parametrize("method", ["REML", "ML"])
def test_rows_with_two_modes(method):
    # metafor_sets/edges: subsets of the risk differences of dat.bcg whose likelihood has two maxima
    y, v = bcg("RD")
    several = json.loads((GOLDEN / "metafor_sets" / "inputs.json").read_text("utf-8"))["edges"]
    rows = [several[name]["yi"] for name in ("two_modes_dl_a", "two_modes_he_a", "two_modes_he_b")]
    members = np.array([np.isclose(y[:, None], row, rtol=1e-9).any(1) for row in rows])
    assert members.sum(1).tolist() == [len(row) for row in rows]
    assert fit_batch(subsets(y, v, members), method, "z", 0.95).optima.max() > 1
    check_subsets(y, v, members, method, "z")


@pytest.mark.parametrize(("method", "several"), [("REML", 17), ("ML", 211)])
def test_no_subset_needs_a_single_fit(monkeypatch, method, several):
    # How many subsets have two maxima: `pool` over all 8,191, as the long test does.
    y, v = bcg()
    alone = []
    monkeypatch.setattr(likelihood, "singly", lambda *args: alone.extend(args[1]))
    fits = fit_members(y, v, range(1, 2**13), method=method, columns=["optima", "converged"])
    assert not alone
    assert fits["converged"].all()
    assert (fits["optima"] > 1).sum() == several


def test_chunks_change_nothing(monkeypatch):
    y, v = bcg()
    whole = fit_members(y, v, range(1, 2**9), columns=NAMES)
    monkeypatch.setattr(batch_fits, "FEW", 3)
    parts = fit_members(y, v, range(1, 2**9), columns=NAMES, chunk=7)
    for name in NAMES:
        np.testing.assert_allclose(parts[name], whole[name], rtol=SAME, atol=1e-300)


def test_absent_studies_weigh_nothing():
    batch = subsets(np.array([3.0, 1.0, 2.0]), np.array([4.0, 1.0, 1.0]), np.eye(3, dtype=bool))
    assert isinstance(batch, Batch)
    assert batch.y.shape == (3, 1)
    assert batch.size.tolist() == [1, 1, 1]
    ragged = subsets(np.array([3.0, 1.0]), np.array([4.0, 1.0]), np.array([[1, 1], [1, 0]]) > 0)
    assert np.isinf(ragged.v[1, 1])
    assert ragged.y[1, 1] == 0


def random_sets(k, n, seed):
    """Variances over twelve orders of magnitude in every second set, ties, zeros, equal effects."""
    rng = np.random.default_rng(seed)
    wide = np.where(np.arange(n)[:, None] % 2, 6.0, 0.75)
    v = 10.0 ** (rng.uniform(-1, 1, (n, k)) * wide)
    y = rng.normal(0.3, np.sqrt(0.3 + v))
    v[::3] = np.maximum(np.round(v[::3], 1), 0.1)
    y[::5] = np.round(y[::5], 1)
    y[1::5, : k // 2] = 0.0
    y[::50] = 0.7
    return y, v


@pytest.mark.parametrize("method", FAST)
@pytest.mark.parametrize("k", [1, 2, 3, 5, 9, 14, 30])
def test_many_sets_of_their_own(k, method):
    y, v = random_sets(k, 300, k)
    fits = fit_many(y, v, method=method, columns=NAMES)
    check(fits, zip(y, v, strict=True), method, "knha")


@pytest.mark.parametrize("c", [1e-60, 1e-6, 1e-3, 1e3, 1e6, 1e60])
@pytest.mark.parametrize("method", FAST)
def test_the_unit_does_not_matter(method, c):
    y, v = random_sets(6, 100, 5)
    powers = dict.fromkeys(NAMES, 0) | dict.fromkeys(("estimate", "se", "ci_low", "ci_high"), 1)
    ours, scaled = (fit_many(y * s, v * s**2, method=method, columns=NAMES) for s in (1.0, c))
    for name, power in (powers | {"tau2": 2}).items():
        np.testing.assert_allclose(scaled[name] / c**power, ours[name], rtol=1e-10, atol=1e-10)


def score(yi, vi, tau2):
    """Twice the restricted score in exact fractions: y'PPy - tr P."""
    y, w = [Fraction(value) for value in yi], [1 / (Fraction(v) + tau2) for v in vi]
    mean = sum(a * b for a, b in zip(w, y, strict=True)) / sum(w)
    fall = sum((a * (b - mean)) ** 2 for a, b in zip(w, y, strict=True))
    return fall - sum(w) + sum(a * a for a in w) / sum(w)


def test_the_set_on_which_metafor_does_not_converge():
    # Simulated; rma() of metafor 3.8-1 stops with "Fisher scoring algorithm did not converge".
    yi = [0.309455, 0.359994, -0.69151, -0.324137, -0.287083, -0.367838]
    yi += [-1.2599, 2.05934, 2.56167, 0.0200965, 0.129461, -0.0149271]
    vi = [5.63782, 2.17406, 0.100692, 0.159804, 0.255518, 0.162562]
    vi += [7.44919, 4.12535, 12.3213, 0.00752068, 10.3339, 0.258005]
    fits = fit_many([yi], [vi], columns=NAMES)
    root = Fraction(float(fits["tau2"][0]))
    ends = root * (1 - Fraction(1, 10**11)), root * (1 + Fraction(1, 10**11))
    assert score(yi, vi, ends[0]) > 0 > score(yi, vi, ends[1])
    check(fits, [(np.array(yi), np.array(vi))], "REML", "knha")


def test_signs_turned():
    y, v = bcg()
    flips = np.random.default_rng(1).random((150, 13)) < 0.5
    for method in FAST:
        fits = fit_signs(y, v, flips, method=method, columns=NAMES)
        check(fits, [(np.where(row, -y, y), v) for row in flips], method, "knha")
