"""The certainty behind batched likelihoods: concave curves, and all maxima of odd data sets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from b12meta.stats.batch.certainty import certain, nodes
from b12meta.stats.batch.climb import climb
from b12meta.stats.batch.likelihood import thoroughly
from b12meta.stats.batch.maxima import best_of_all
from b12meta.stats.batch.rows import separate
from b12meta.stats.batch.shape import shape_of
from b12meta.stats.batch.sums import means, moved, sums
from b12meta.stats.pooling import pool


def odd_sets(k, n, seed, wide=4.0):
    """Variances over up to eight orders of magnitude: many likelihoods have two or three maxima."""
    rng = np.random.default_rng(seed)
    v = 10 ** rng.uniform(-wide, wide, (n, k))
    return rng.normal(0.0, np.sqrt(0.5 + v)), v


@pytest.fixture(autouse=True)
def quiet():
    with np.errstate(divide="ignore", invalid="ignore", over="ignore", under="ignore"):
        yield


@given(st.integers(2, 12), st.integers(0, 2**32), st.booleans())
def test_both_curves_are_concave_and_rising(k, seed, restricted):
    # Each chord over a log grid lies below both tangents, within rounding.
    y, v = odd_sets(k, 1, seed)
    rows = separate(y, v).take(np.zeros(40, np.intp))
    t = np.append(0.0, np.geomspace(v.min() / 100, v.max() * 10, 39))
    at = nodes(t, sums(rows, t, restricted))
    for value, slope in ((at.a, at.a_slope), (at.s, at.s_slope)):
        chord = np.diff(value) / np.diff(t)
        loose = 1e-9 * np.abs(chord) + 1e-13 * value[1:] / np.diff(t)
        assert (slope >= 0).all()
        assert (chord <= slope[:-1] + loose).all()
        assert (chord >= slope[1:] - loose).all()


@given(st.integers(2, 12), st.integers(0, 2**32), st.booleans())
def test_slopes_are_those_of_differences(k, seed, restricted):
    rows = separate(*odd_sets(k, 30, seed))
    t = rows.top * 10 ** np.random.default_rng(seed).uniform(-1, 4, 30)
    h = 1e-4 * (t + rows.top)
    one, low, high = (sums(rows, t + step, restricted) for step in (0, -h, h))
    for value, fall in (("a", one.d), ("b", one.c), ("at", None)):
        if fall is not None:
            found = (getattr(low, value) - getattr(high, value)) / (2 * h)
            lost = 1e-13 * np.abs(getattr(low, value)) / h  # digits that the difference loses
            assert (np.abs(fall - found) <= 1e-5 * np.abs(fall) + lost).all()
    step = 1e-7 * (t + rows.top)
    there, exact = moved(one, step), means(rows, t + step)
    for name in ("total", "mean", "q"):
        np.testing.assert_allclose(
            getattr(there, name), getattr(exact, name), rtol=1e-11, atol=1e-12
        )


@pytest.mark.parametrize("restricted", [True, False])
@pytest.mark.parametrize(
    ("k", "wide", "share"), [(2, 1, 0.9), (4, 1, 0.8), (9, 1.5, 0.4), (9, 4, 0)]
)
def test_certainty_is_never_wrong(k, wide, share, restricted):
    # The single fit lists every stationary point by another argument (falling curves).
    y, v = odd_sets(k, 400, k, wide)
    rows = separate(y, v)
    zero, shape = sums(rows, 0.0, restricted), shape_of(rows)
    peaks = climb(rows, zero, shape, restricted=restricted)
    sure = peaks.settled & certain(rows, shape, zero, peaks, restricted=restricted)
    method = "REML" if restricted else "ML"
    several = [pool(*row, method=method).optima > 1 for row in zip(y, v, strict=True)]
    assert not (sure & several).any()
    assert sure.mean() > share


@pytest.mark.parametrize("restricted", [True, False])
@pytest.mark.parametrize("k", [2, 3, 6, 12])
def test_all_maxima_are_found(k, restricted):
    y, v = odd_sets(k, 300, 100 + k)
    found = best_of_all(separate(y, v), restricted)
    method = "REML" if restricted else "ML"
    singles = [pool(*row, method=method) for row in zip(y, v, strict=True)]
    settled = found.converged
    assert settled.mean() > 0.98
    scale = np.maximum([one.tau2 for one in singles], v.min(1))
    off = np.abs(found.tau2 - [one.tau2 for one in singles]) / scale
    assert (off[settled] < 1e-10).all()
    np.testing.assert_array_equal(
        found.optima[settled], np.array([s.optima for s in singles])[settled]
    )
    thorough = thoroughly(separate(y, v), restricted=restricted)
    assert thorough.converged.all()
    assert (np.abs(thorough.tau2 - [one.tau2 for one in singles]) / scale < 1e-10).all()


def test_nearly_equal_variances_have_one_maximum():
    # If the largest variance is at most twice the smallest, b(t) (t + L)**2 rises and
    # a(t) (t + L)**2 falls: one crossing. The first look at A and S then suffices, too.
    rng = np.random.default_rng(4)
    v = rng.uniform(1.0, 2.0, (500, 6))
    y = rng.normal(0.0, np.sqrt(v + rng.uniform(0, 20, (500, 1))))
    assert {pool(*row, method="ML").optima for row in zip(y, v, strict=True)} == {1}
    rows = separate(y, v)
    zero, shape = sums(rows, 0.0, True), shape_of(rows)
    peaks = climb(rows, zero, shape, restricted=True)
    assert certain(rows, shape, zero, peaks, restricted=True).mean() > 0.99
