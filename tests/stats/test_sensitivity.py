"""Refits, influence and coordinates: against `pool`, against formulas written out, on the edges."""

import math
import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from b12meta.stats.pooling import pool
from b12meta.stats.sensitivity.coordinates import baujat, radial
from b12meta.stats.sensitivity.cumulative import cumulative
from b12meta.stats.sensitivity.influence import MEASURES, influence
from b12meta.stats.sensitivity.leave_one_out import leave_one_out
from b12meta.stats.sensitivity.refits import COLUMNS

METHODS = ("EE", "DL", "PM", "ML", "REML", "SJ", 0.2)
TESTS = ("z", "t", "knha", "adhoc")

# Rows are fits like any other: only the order of sums differs.
SAME = 1e-10

effects = st.integers(-8192, 8192).map(lambda n: n / 1024)
variances = st.floats(-7, 5).map(math.exp)
studies = st.lists(st.tuples(effects, variances), min_size=2, max_size=9)
method = st.sampled_from(METHODS)
test = st.sampled_from(TESTS)

Y = np.array([0.10, 0.30, 0.35, 0.65, 0.45, -0.15, 1.90])
V = np.array([0.03, 0.03, 0.05, 0.01, 0.05, 0.02, 0.04])
GIANT = [(0.5, 1e-9), (1.0, 1.0), (2.0, 1.0), (4.0, 2.0)]


def row_of(y, v, **choices):
    one = pool(y, v, **choices)
    inference = [one.estimate, one.se, one.stat, one.pval, *one.ci]
    return np.array([*inference, one.q, one.q_pval, one.tau2, one.i2, one.h2])


def agree(ours, theirs, v):
    se = math.sqrt(v.min())
    scale = np.array([se, se, 1, 1, se, se, 1, 1, np.median(v), 1, 1])
    known = np.isfinite(theirs)
    np.testing.assert_array_equal(ours[~known], theirs[~known])
    off = np.abs(ours[known] - theirs[known])
    assert (off <= SAME * np.maximum(np.abs(theirs), scale)[known]).all()


@given(studies, method, test)
@example(GIANT, "REML", "knha")
def test_leaving_one_out_is_pooling_the_others(rows, method, test):
    y, v = np.array(rows).T
    found = np.array([getattr(leave_one_out(y, v, method=method, test=test), c) for c in COLUMNS])
    for i in range(y.size):
        others = np.arange(y.size) != i
        agree(found[:, i], row_of(y[others], v[others], method=method, test=test), v)


@given(studies, method, test, st.randoms(use_true_random=False))
@example(GIANT, "REML", "knha", random.Random(1))
def test_cumulating_is_pooling_the_first_ones(rows, method, test, chance):
    y, v = np.array(rows).T
    years = [chance.randrange(2000, 2005) for _ in rows]
    found = cumulative(y, v, years, method=method, test=test)
    order = sorted(range(len(rows)), key=lambda i: years[i])
    assert found.studies.tolist() == order
    table = np.array([getattr(found, c) for c in COLUMNS])
    for i in range(y.size):
        first = order[: i + 1]
        agree(table[:, i], row_of(y[first], v[first], method=method, test=test), v[first])


def by_the_book(y, v, method, test):
    """Viechtbauer & Cheung (2010), one study after another."""
    full, k = pool(y, v, method=method, test=test), y.size

    def factor(one, yi, vi):
        if test in ("z", "t") or yi.size == 1:
            return 1.0
        q = float(one.weights @ (yi - one.estimate) ** 2) / (yi.size - 1)
        q *= float((1 / (vi + one.tau2)).sum())
        return q if test == "knha" else max(1.0, q)

    for i in range(k):
        others = np.arange(k) != i
        one = pool(y[others], v[others], method=method, test=test)
        s2, change = factor(one, y[others], v[others]), full.estimate - one.estimate
        se = math.sqrt(s2 / float((1 / (v + one.tau2)).sum()))
        yield {
            "rstudent": (y[i] - one.estimate) / math.sqrt(s2 * (v[i] + one.tau2) + one.se**2),
            "dffits": change / math.sqrt(s2 * full.weights[i] * (v[i] + one.tau2)),
            "cook_d": (change / full.se) ** 2,
            "cov_r": (one.se / full.se) ** 2,
            "tau2_del": one.tau2,
            "qe_del": one.q,
            "hat": full.weights[i],
            "weight": 100 * full.weights[i],
            "dfbs": change / se,
        }


@given(studies.filter(lambda rows: len({y for y, _ in rows}) > len(rows) - 2), method, test)
def test_influence_by_the_book(rows, method, test):
    y, v = np.array(rows).T
    if test == "knha" and y.size < 4:
        test = "z"  # with two others alike its standard error is 0
    found = influence(y, v, method=method, test=test)
    for i, book in enumerate(by_the_book(y, v, method, test)):
        for name, value in book.items():
            scale = np.median(v) if name == "tau2_del" else 1
            assert abs(getattr(found, name)[i] - value) <= 1e-9 * max(abs(value), scale), name


def test_influential_by_each_rule():
    # metafor 3.8-1: influence(rma(yi, vi, test = "knha"))$is.infl
    assert influence(Y, V).influential.tolist() == [False] * 6 + [True]
    heavy = influence([0.1, 0.2, 0.0, 0.1], [1.0, 1.0, 1.0, 0.01], test="z", method="EE")
    assert heavy.influential.tolist() == [False, False, False, True]
    assert heavy.hat[3] > 3 / 4
    assert abs(heavy.dffits[3]) < 1


def test_shares_sum_to_one():
    found = influence(Y, V)
    assert found.hat.sum() == pytest.approx(1)
    assert found.weight.sum() == pytest.approx(100)


@given(studies)
def test_baujat_adds_up_to_q(rows):
    y, v = np.array(rows).T
    points = baujat(y, v)
    q = pool(y, v, method="EE").q
    assert points.x.sum() == pytest.approx(q, rel=1e-9, abs=1e-9)
    # under equal effects the two axes are tied: Baujat et al. (2002)
    share = 1 / v / (1 / v).sum()
    assert points.y == pytest.approx(points.x * share / (1 - share), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("method", ["EE", "REML"])
def test_the_slope_of_a_radial_plot_is_the_pooled_effect(method):
    points = radial(Y, V, method=method)
    slope = points.x @ points.y / (points.x @ points.x)
    assert slope == pytest.approx(pool(Y, V, method=method).estimate, rel=1e-12)


def test_two_studies_leave_one_each():
    found = leave_one_out([0.5, 1.5], [0.04, 0.09])
    assert found.estimate.tolist() == [1.5, 0.5]
    assert found.se == pytest.approx([0.3, 0.2])
    assert found.tau2.tolist() == [0, 0]
    assert found.q_pval.tolist() == [1, 1]
    assert found.h2.tolist() == [1, 1]
    assert found.ci_high[0] == pytest.approx(1.5 + 1.959963984540054 * 0.3)
    assert found.warnings[0].startswith("0 left out: there is one study")


def test_the_first_row_of_a_cumulation_is_one_study():
    found = cumulative([0.5, 1.5], [0.04, 0.09], method=0.3)
    assert found.tau2.tolist() == [0, 0.3]
    assert found.warnings == (
        "0 added: there is one study; tau2 is set to 0, the interval is its own, by z.",
    )


def test_several_maxima_are_told_by_row():
    # risk differences of dat.bcg, rows 1 2 5 8 9 and one that hides the second maximum
    y = [-0.1, 0.0625, 8.0625, 21.75, -0.9375, -0.0625]
    v = [0.9, 3.0, 40.2572, 38.8627, 1.2019, 0.0765]
    found = leave_one_out(y, v)
    several = [i for i in range(6) if pool(np.delete(y, i), np.delete(v, i)).optima > 1]
    assert [int(said.split(" ")[0]) for said in found.warnings] == several
    assert several
    assert "local maxima in tau2; the highest counts" in found.warnings[0]


def test_identical_effects():
    y, v = [0.5] * 4, [0.1, 0.2, 0.05, 0.3]
    found = leave_one_out(y, v)
    assert found.se.tolist() == [0, 0, 0, 0]
    assert found.pval.tolist() == [0, 0, 0, 0]
    measures = influence(y, v)
    assert np.isnan(measures.rstudent).all()
    assert not measures.influential.any()
    assert np.isnan(leave_one_out([0.0] * 3, [0.1, 0.2, 0.3]).pval).all()


def test_labels_follow():
    y = pd.Series(Y, index=list("abcdefg"))
    assert leave_one_out(y, V).labels == tuple("abcdefg")
    assert cumulative(y, V, [7, 6, 5, 4, 3, 2, 1]).labels == tuple("gfedcba")
    assert influence(y, V).labels == tuple("abcdefg")
    assert cumulative(y, V).warnings[0].startswith("a added")


@pytest.mark.parametrize("function", [leave_one_out, influence, baujat])
def test_one_study_cannot_be_left_out(function):
    with pytest.raises(ValueError, match="got k = 1, expected at least 2 studies"):
        function([0.5], [0.1])


@pytest.mark.parametrize("function", [leave_one_out, cumulative, influence])
def test_bad_choices(function):
    for choice, message in (
        ({"method": "RML"}, "method: got 'RML'"),
        ({"test": "hk"}, "test: got 'hk'"),
        ({"level": 95}, "level: got 95"),
    ):
        with pytest.raises(ValueError, match=message):
            function(Y, V, **choice)
    with pytest.raises(ValueError, match=r"vi\[6\]: got -0.04"):
        function(Y, np.append(V[:-1], -0.04))


@pytest.mark.parametrize(
    ("order", "message"),
    [
        ([1, 2], r"order: got shape \(2,\), expected \(3,\)"),
        ([1, math.nan, 2], r"order\[1\] \(label 'b'\): got nan, expected a value"),
        (["a", None, "b"], r"order\[1\] \(label 'b'\): got None, expected a value"),
        (pd.array([1, None, 2]), "got (<NA>|nan), expected a value"),
        (np.array([1, "a", 2], dtype=object), "cannot be compared with each other"),
        (pd.Series([1, 2, 3], index=list("xyz")), "its labels differ"),
    ],
)
def test_bad_orders(order, message):
    with pytest.raises(ValueError, match=message):
        cumulative(pd.Series([0.1, 0.2, 0.3], index=list("abc")), [0.1, 0.2, 0.3], order)


@pytest.mark.parametrize(
    "order", [["2003", "1999", "2010"], pd.to_datetime(["2003", "1999", "2010"])]
)
def test_orders_of_other_kinds(order):
    found = cumulative([0.1, 0.5, 0.3], [0.02, 0.03, 0.05], order)
    assert found.studies.tolist() == [1, 0, 2]


def test_every_measure_is_there():
    assert all(getattr(influence(Y, V), name).shape == Y.shape for name in MEASURES)
