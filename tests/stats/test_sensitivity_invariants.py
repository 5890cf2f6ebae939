"""What must hold for all data: units, shifts and the order of the rows change no conclusion."""

import json
import math
import re
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from b12meta.stats.pooling import pool
from b12meta.stats.sensitivity.coordinates import baujat, radial
from b12meta.stats.sensitivity.cumulative import cumulative
from b12meta.stats.sensitivity.influence import MEASURES, influence
from b12meta.stats.sensitivity.leave_one_out import leave_one_out
from b12meta.stats.sensitivity.refits import COLUMNS
from b12meta.stats.small_study.begg import begg
from b12meta.stats.small_study.egger import egger
from b12meta.stats.small_study.excess import excess_significance
from b12meta.stats.small_study.fail_safe import fail_safe_n
from b12meta.stats.small_study.pet_peese import pet_peese
from b12meta.stats.small_study.selection.model import selection_model
from b12meta.stats.small_study.trim_fill import trim_and_fill

# Each example costs many fits: a third of the usual number.
some = settings(max_examples=settings().max_examples // 3)

# The promise on units: 1e-10 of the value, or of the natural scale where the value is smaller.
UNIT = 1e-10

effects = st.integers(-4096, 4096).map(lambda n: n / 1024)
variances = st.floats(-6, 4).map(math.exp)
studies = st.lists(st.tuples(effects, variances), min_size=4, max_size=10)
factor = st.floats(-6, 6).map(lambda x: 10.0**x)
method = st.sampled_from(["EE", "DL", "REML"])
test = st.sampled_from(["z", "adhoc"])

POWERS = {"estimate": 1, "se": 1, "ci_low": 1, "ci_high": 1, "tau2": 2, "tau2_del": 2}


def apart(rows):
    """Effects and variances without ties, and without a likelihood of several maxima."""
    y, v = np.array(rows).T
    assume(len(set(y)) == y.size and len(set(v)) == v.size)
    assume(np.diff(np.sort(v)).min() > 1e-3 * v.min())
    return y, v


def same(a, b, scale):
    """Whether two numbers, or two arrays of them, are equal to the promise."""
    a, b = np.asarray(a, float), np.asarray(b, float)
    size = np.maximum(np.maximum(np.abs(a), np.abs(b)), scale)
    return bool((np.isnan(a) == np.isnan(b)).all()) and bool(
        (np.abs(a - b)[~np.isnan(a)] <= (UNIT * size)[~np.isnan(a)]).all()
    )


def one_maximum(*found):
    """Leave out ties between maxima."""
    return not any("local maxima" in said for one in found for said in one.warnings)


def scales(v, tau2=0.0):
    """Natural scale by power of the unit."""
    return {0: 1.0, 1: 1 / math.sqrt((1 / (v + tau2)).sum()), 2: float(np.median(v))}


@some
@given(studies, factor, method, test)
def test_refits_in_another_unit(rows, c, method, test):
    y, v = apart(rows)
    for function in (leave_one_out, cumulative):
        one = function(y, v, method=method, test=test)
        other = function(c * y, c * c * v, method=method, test=test)
        assume(one_maximum(one, other))
        for name in COLUMNS:
            power = POWERS.get(name, 0)
            moved = getattr(other, name) / c**power
            assert same(getattr(one, name), moved, scales(v)[power]), name


@some
@given(studies, factor, method, test)
def test_influence_in_another_unit(rows, c, method, test):
    y, v = apart(rows)
    one = influence(y, v, method=method, test=test)
    other = influence(c * y, c * c * v, method=method, test=test)
    assume(one_maximum(one, other))
    for name in MEASURES[:-1]:
        power = POWERS.get(name, 0)
        assert same(getattr(one, name), getattr(other, name) / c**power, scales(v)[power]), name
    here, there = baujat(y, v), baujat(c * y, c * c * v)
    assert same(here.x, there.x, 1)
    assert same(here.y, there.y, 1)
    assert same(radial(y, v).x, radial(c * y, c * c * v).x * c, 0)


@some
@given(studies, factor)
def test_lines_in_another_unit(rows, c):
    y, v = apart(rows)
    assume(np.ptp(np.sqrt(v)) > 0.01)
    for model in ("lm", "rma"):
        one, other = egger(y, v, model=model), egger(c * y, c * c * v, model=model)
        assume(one_maximum(one, other))
        # a statistic of 1e6 is a line without scatter: its standard error is rounding
        assume(abs(one.stat) < 1e4)
        assert same(one.stat, other.stat, 1)
        assert same(one.pval, other.pval, 1)
        width = one.limit_ci.high - one.limit_ci.low
        assert same(one.limit, other.limit / c, width)
        assert same(one.limit_ci, np.array(other.limit_ci) / c, width)
    one, other = pet_peese(y, v), pet_peese(c * y, c * c * v)
    assert one.chosen == other.chosen
    assert same(one.estimate, other.estimate / c, one.se)


@some
@given(studies, factor, st.sampled_from(["L0", "R0"]), method)
def test_trim_and_fill_in_another_unit(rows, c, estimator, method):
    y, v = apart(rows)
    one = trim_and_fill(y, v, estimator=estimator, method=method)
    other = trim_and_fill(c * y, c * c * v, estimator=estimator, method=method)
    assume(one_maximum(one.pooled, other.pooled))
    assert (one.k0, one.side) == (other.k0, other.side)
    assert same(one.pooled.estimate, other.pooled.estimate / c, scales(v)[1])
    assert same(np.sort(one.yi), np.sort(other.yi / c), scales(v)[1])


@some
@given(studies, factor)
def test_counts_and_ranks_in_another_unit(rows, c):
    y, v = apart(rows)
    assert begg(y, v) == begg(c * y, c * c * v)
    for kind in ("rosenthal", "orwin", "rosenberg"):
        assert fail_safe_n(y, v, kind=kind).n == fail_safe_n(c * y, c * c * v, kind=kind).n
    one, other = excess_significance(y, v), excess_significance(c * y, c * c * v)
    assert one.observed == other.observed
    assert same(one.expected, other.expected, 1)
    assert same(one.pval, other.pval, 1)


@some
@given(studies, factor)
def test_selection_in_another_unit(rows, c):
    y, v = apart(rows)
    one = selection_model(y, v, alternative="greater")
    other = selection_model(c * y, c * c * v, alternative="greater")
    assert one.at_bound == other.at_bound
    assert one.counts.tolist() == other.counts.tolist()
    assume(not one.at_bound)
    # where the information is nearly singular the last digits of the optimum are not determined
    assume(one.se_weights[1] < 10 * one.weights[1])
    assert same(one.estimate, other.estimate / c, one.se)
    assert same(one.tau2, other.tau2 / c**2, np.median(v))
    assert same(one.loglik, other.loglik + y.size * math.log(c), 1)
    assert same(one.lr_stat, other.lr_stat, 1)


@some
@given(studies, st.integers(-50, 50), method, test)
def test_shifted_effects_have_the_same_influence(rows, shift, method, test):
    y, v = apart(rows)
    one, other = (influence(y + s, v, method=method, test=test) for s in (0, shift))
    assume(one_maximum(one, other))
    for name in MEASURES[:-1]:
        scale = scales(v)[POWERS.get(name, 0)]
        assert same(getattr(one, name), getattr(other, name), scale), name
    assert begg(y, v).tau == begg(y + shift, v).tau
    assert egger(y, v).stat == pytest.approx(egger(y + shift, v).stat, rel=1e-8, abs=1e-8)


@some
@given(studies, st.randoms(use_true_random=False), method)
def test_the_order_of_rows_changes_nothing(rows, chance, method):
    y, v = apart(rows)
    order = list(range(y.size))
    chance.shuffle(order)
    a, b = y[order], v[order]
    one, other = leave_one_out(y, v, method=method), leave_one_out(a, b, method=method)
    assert other.estimate.tolist() == one.estimate[order].tolist()
    here, there = influence(y, v, method=method), influence(a, b, method=method)
    assert there.cook_d.tolist() == here.cook_d[order].tolist()
    assert begg(y, v) == begg(a, b)
    assert egger(y, v) == egger(a, b)
    assert pet_peese(y, v) == pet_peese(a, b)
    assert trim_and_fill(y, v).pooled.estimate == trim_and_fill(a, b).pooled.estimate
    assert fail_safe_n(y, v).n == fail_safe_n(a, b).n
    assert excess_significance(y, v).pval == pytest.approx(excess_significance(a, b).pval)


@some
@given(studies)
def test_the_last_row_of_a_cumulation_is_the_pool(rows):
    y, v = apart(rows)
    found, pooled = cumulative(y, v), pool(y, v)
    assert found.estimate[-1] == pytest.approx(pooled.estimate, rel=1e-10, abs=1e-12)
    assert found.estimate[0] == y[0]


EDGES = json.loads(
    (Path(__file__).parents[1] / "golden" / "metafor_sets" / "inputs.json").read_text("utf-8")
)["edges"]
REFUSED = re.compile(r"got k = [12], expected|for every study|root of a negative number")


@pytest.mark.parametrize("name", EDGES)
def test_edge_cases_are_answered_or_refused_in_words(name):
    y, v = EDGES[name]["yi"], EDGES[name]["vi"]
    functions = [leave_one_out, cumulative, influence, baujat, begg, egger, pet_peese]
    functions += [fail_safe_n, excess_significance, selection_model]
    functions += [partial(trim_and_fill, estimator=e, method="DL") for e in ("L0", "R0", "Q0")]
    functions += [partial(selection_model, alternative=s, steps=0.5) for s in ("greater", "less")]
    for found in (answer(function, y, v) for function in functions):
        if isinstance(found, str):
            assert REFUSED.search(found), found
        else:
            assert getattr(found, "converged", True) or found.at_bound
            assert not any("did not settle" in said for said in getattr(found, "warnings", ()))


def answer(function, y, v):
    """What a function gives, or the words with which it refuses."""
    try:
        return function(y, v)
    except ValueError as error:
        return str(error)


def test_inputs_are_not_written_to():
    y, v = np.array([0.1, 0.9, 0.4, 0.7]), np.array([0.1, 0.2, 0.05, 0.3])
    y.setflags(write=False)
    v.setflags(write=False)
    for function in (leave_one_out, cumulative, influence, egger, begg, trim_and_fill):
        function(y, v)
    selection_model(y, v)
    assert y.tolist() == [0.1, 0.9, 0.4, 0.7]
