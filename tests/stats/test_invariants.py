"""What must hold for every data set: units, shifts, order, duplicates, weights, intervals.

Effects are drawn as multiples of 1/1024, so that no difference is a matter of rounding.
"""

import math
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from b12meta.stats.pooling import pool
from b12meta.stats.scaled import standardise
from b12meta.stats.tau2.likelihood import loglik, stationary_points

METHODS = ("EE", "DL", "HE", "HS", "HSk", "SJ", "ML", "REML", "EB", "PM", "PMM")
TESTS = ("z", "t", "knha", "adhoc")
PREDICTIONS = ("z", "t", "hts", "hk-pr", "nagashima")

# The promise on units: 1e-10 of the value, or of the natural scale where the value is smaller.
UNIT = 1e-10

effects = st.integers(-8192, 8192).map(lambda n: n / 1024)
variances = st.floats(-9, 9).map(math.exp)
studies = st.lists(st.tuples(effects, variances), min_size=1, max_size=12)
method = st.sampled_from(METHODS)
test = st.sampled_from(TESTS)
prediction = st.sampled_from(PREDICTIONS)
factor = st.floats(-6, 6).map(lambda x: 10.0**x)

FLAT = [
    (0.309455, 5.63782),
    (0.359994, 2.17406),
    (-0.69151, 0.100692),
    (-0.324137, 0.159804),
    (-0.287083, 0.255518),
    (-0.367838, 0.162562),
    (-1.2599, 7.44919),
    (2.05934, 4.12535),
    (2.56167, 12.3213),
    (0.0200965, 0.00752068),
    (0.129461, 10.3339),
    (-0.0149271, 0.258005),
]
GIANT = [(0.5, 1e-12), (1.0, 1.0), (2.0, 1.0), (4.0, 2.0)]
MODES = [(21.75, 38.8627), (8.0625, 40.2572), (-0.9375, 1.2019), (-0.0625, 0.0765)]
IDENTICAL = [(0.25, 0.5), (0.25, 1.5), (0.25, 0.125)]


def apart(rows):
    """Effects and variances as arrays."""
    return np.array(rows, dtype=float).T


def outputs(pooled, c=1.0):
    """Every number of a result, free of the unit c, with the scale that it is judged on."""
    spread = float(np.median(pooled.vi)) / c**2
    se = math.sqrt(1 / np.sum(c**2 / (pooled.vi + pooled.tau2)))
    yield from (("tau2", pooled.tau2 / c**2, spread), ("se_tau2", pooled.se_tau2 / c**2, spread))
    if pooled.tau2_raw is not None:
        yield "tau2_raw", pooled.tau2_raw / c**2, spread
    yield from (("estimate", pooled.estimate / c, se), ("se", pooled.se / c, se))
    intervals = {
        "ci": (pooled.ci, c, se),
        "pi": (pooled.pi, c, se),
        "qp": (pooled.tau2_interval(), c * c, spread),
        "i2": (pooled.i2_interval(), 1.0, 1.0),
        "h2": (pooled.h2_interval(), 1.0, 1.0),
    }
    if abs(pooled.q - pooled.k) > 1e-9:
        # the standard error of Higgins & Thompson jumps at Q = k
        intervals["ht"] = (pooled.tau2_interval("HT"), c * c, spread)
    if pooled.method in ("ML", "REML"):
        intervals["pl"] = (pooled.tau2_interval("PL"), c * c, spread)
    for name, (interval, unit, scale) in intervals.items():
        for end, value in zip(("low", "high"), interval or (), strict=False):
            yield f"{name}.{end}", value / unit, scale
    for name in ("stat", "df", "pval", "i2", "h2", "i2_q", "q", "q_df", "q_pval", "k"):
        yield name, float(getattr(pooled, name)), 1.0
    yield from ((f"weights[{i}]", w, 1.0) for i, w in enumerate(pooled.weights))


def agree(one, other, c=1.0, d=1.0, but=()):
    """Assert that two results hold the same numbers."""
    assert one.tau2_at_bound == other.tau2_at_bound
    assert one.warnings == other.warnings
    assert one.optima == other.optima
    for (name, a, scale), (same, b, _) in zip(outputs(one, c), outputs(other, d), strict=True):
        assert name == same
        if name not in but:
            assert a == b or close(a, b, scale), (name, a, b)


def close(a, b, scale):
    return (math.isnan(a) and math.isnan(b)) or abs(a - b) <= UNIT * max(abs(a), abs(b), scale)


def distinct_modes(pooled):
    """Whether the choice between several maxima is no matter of rounding."""
    if pooled.optima == 1:
        return True
    restricted = pooled.method == "REML"
    data = standardise(pooled.yi, pooled.vi)
    maxima = [p.at for p in stationary_points(data, restricted) if p.maximum]
    second, first = sorted(loglik(data, tau2, restricted) for tau2 in maxima)[-2:]
    return first - second > 1e-6


@given(studies, method, test, prediction, factor)
@example(FLAT, "REML", "knha", "t", 1e-6)
@example(FLAT, "ML", "z", "hts", 1e6)
@example(GIANT, "REML", "knha", "t", 1e-6)
@example(GIANT, "DL", "adhoc", "z", 3.0)
@example(IDENTICAL, "REML", "knha", "t", 1e-3)
@example(MODES, "REML", "knha", "t", 1e-5)
@example([(0.5, 0.2), (1.5, 0.3)], "PM", "knha", "t", 1e-6)
@example(FLAT, "HE", "z", "nagashima", 1e-6)
@example(FLAT, "SJ", "knha", "t", 1e6)
@example(GIANT, "HSk", "knha", "nagashima", 1e6)
@example(IDENTICAL, "SJ", "t", "nagashima", 1e-6)
@example([(0.5, 0.2)], "REML", "knha", "hts", 1e6)
def test_unit(rows, method, test, prediction, c):
    y, v = apart(rows)
    one = pool(y, v, method=method, test=test, prediction=prediction)
    assume(distinct_modes(one))
    agree(one, pool(c * y, c * c * v, method=method, test=test, prediction=prediction), 1.0, c)


@settings(max_examples=15)
@given(studies, factor, st.sampled_from((0.0, 0.5, 1.0)), st.sampled_from((0.5, 0.95)))
@example(FLAT, 1e-6, 1.0, 0.95)
@example(FLAT, 1e6, 0.5, 0.95)
@example(GIANT, 1e-6, 0.0, 0.95)
@example(IDENTICAL, 1e-3, 1.0, 0.95)
@example([(0.5, 0.2), (1.5, 0.3)], 1e-6, 0.5, 0.95)
def test_unit_of_the_generalised_q(rows, c, power, level):
    y, v = apart(rows)
    one = pool(y, v).tau2_interval("GENQ", level, weights=v**-power)
    other = pool(c * y, c * c * v).tau2_interval("GENQ", level, weights=(c * c * v) ** -power)
    for a, b in zip(one, other, strict=True):
        assert close(a, b / c**2, float(np.median(v))), (a, b / c**2)


@settings(max_examples=15)
@given(studies, st.sampled_from((0.0, 0.5, 1.0)), st.randoms(use_true_random=False))
@example(FLAT, 0.5, Random(1))
def test_order_of_rows_does_not_change_the_generalised_q(rows, power, random):
    order = list(range(len(rows)))
    random.shuffle(order)
    y, v = apart(rows)
    one = pool(y, v).tau2_interval("GENQ", weights=v**-power)
    other = pool(y[order], v[order]).tau2_interval("GENQ", weights=v[order] ** -power)
    assert one == other or all(map(math.isnan, one))


@settings(max_examples=15)
@given(studies)
def test_the_moment_estimate_lies_in_its_generalised_q_interval(rows):
    y, v = apart(rows)
    assume(len(rows) > 1)
    for method, power in (("DL", 1.0), ("HE", 0.0)):
        pooled = pool(y, v, method=method)
        low, high = pooled.tau2_interval("GENQ", weights=v**-power)
        assert low <= pooled.tau2 * (1 + 1e-12)
        assert pooled.tau2 <= high * (1 + 1e-12)


@given(studies, method, test, st.integers(-100, 100))
def test_shift(rows, method, test, shift):
    y, v = apart(rows)
    one = pool(y, v, method=method, test=test)
    moved = pool(y + shift, v, method=method, test=test)
    places = ("estimate", "ci.low", "ci.high", "pi.low", "pi.high", "stat", "pval")
    agree(one, moved, but=places)
    assert moved.estimate - shift == pytest.approx(one.estimate, abs=1e-12)
    assert moved.ci.high - shift == pytest.approx(one.ci.high, rel=UNIT, abs=1e-11)


@given(studies, method, test, st.randoms(use_true_random=False))
def test_order_of_rows_changes_nothing_at_all(rows, method, test, random):
    order = list(range(len(rows)))
    random.shuffle(order)
    y, v = apart(rows)
    one, other = (
        pool(y, v, method=method, test=test),
        pool(y[order], v[order], method=method, test=test),
    )
    for (name, a, _), (_, b, _) in zip(outputs(one), outputs(other), strict=True):
        assert name.startswith("weights") or a == b or (math.isnan(a) and math.isnan(b))
    assert other.weights.tolist() == one.weights[order].tolist()


@given(studies, st.sampled_from(("EE", "ML")))
@example(FLAT, "ML")
def test_each_study_twice(rows, method):
    # the likelihood is squared: same maximum, variance of the mean halved
    y, v = apart(rows)
    assume(len(rows) > 1)
    one = pool(y, v, method=method, test="z")
    assume(distinct_modes(one))
    two = pool(np.tile(y, 2), np.tile(v, 2), method=method, test="z")
    assert close(two.tau2, one.tau2, float(np.median(v)))
    assert close(two.estimate, one.estimate, one.se)
    assert two.se * math.sqrt(2) == pytest.approx(one.se, rel=UNIT)


@given(studies, method, test)
@example(GIANT, "EE", "z")
def test_weights_are_shares_and_follow_precision(rows, method, test):
    y, v = apart(rows)
    pooled = pool(y, v, method=method, test=test)
    assert math.isclose(math.fsum(pooled.weights), 1, rel_tol=1e-14)
    ranked = pooled.weights[np.argsort(v, kind="stable")]
    assert all(a >= b for a, b in pairwise(ranked))


@given(studies, method, test, prediction)
@example(IDENTICAL, "PM", "knha", "hk-pr")
def test_bounds(rows, method, test, prediction):
    y, v = apart(rows)
    pooled = pool(y, v, method=method, test=test, prediction=prediction)
    assert pooled.tau2 >= 0
    assert pooled.converged
    assert 0 <= pooled.i2 < 1
    assert 0 <= pooled.i2_q < 1
    assert pooled.ci.low <= pooled.estimate <= pooled.ci.high
    assert y.min() - 1e-12 <= pooled.estimate <= y.max() + 1e-12
    assert (pooled.pi is None) == (method == "EE")
    assert math.isnan(pooled.pval) or 0 <= pooled.pval <= 1


@given(studies, st.sampled_from(("PM", "EB", "ML", "REML")), test.filter(lambda name: name != "z"))
def test_intervals_hold_what_they_are_about(rows, method, test):
    y, v = apart(rows)
    pooled = pool(y, v, method=method, test=test, prediction="t")
    assert pooled.pi.low <= pooled.ci.low
    assert pooled.ci.high <= pooled.pi.high
    assume(len(rows) > 1)
    kind = "QP" if method in ("PM", "EB") else "PL"
    low, high = pooled.tau2_interval(kind)
    assert low <= pooled.tau2 * (1 + 1e-12)
    assert pooled.tau2 <= high * (1 + 1e-12)


@given(studies, st.sampled_from(("ML", "REML")))
@example(FLAT, "REML")
def test_no_other_tau2_is_likelier(rows, method):
    # an own evaluation of the likelihood on a fine grid, from 0 to far beyond the data
    y, v = apart(rows)
    assume(len(rows) > 1)
    pooled = pool(y, v, method=method)
    top = math.log(v.max() + np.ptp(y) ** 2 + 1)
    grid = np.concatenate([[0], np.exp(np.linspace(math.log(v.min()) - 4, top, 600))])
    found = plain_loglik(y, v, np.array([pooled.tau2]), method)[0]
    others = plain_loglik(y, v, grid, method)
    assert others.max() <= found + 1e-9 * max(1, abs(found))


def plain_loglik(y, v, tau2, method):
    w = 1 / (v + tau2[:, None])
    mean = (w @ y) / w.sum(1)
    squares = (w * (y - mean[:, None]) ** 2).sum(1)
    extra = np.log(w.sum(1)) if method == "REML" else 0
    return (np.log(w).sum(1) - squares - extra) / 2
