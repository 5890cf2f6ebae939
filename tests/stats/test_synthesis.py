"""Directions and p values, against scipy.stats (another code) and every split by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from b12meta.stats.synthesis import fisher, sign_test, stouffer

P = st.lists(st.floats(1e-6, 1 - 1e-6), min_size=1, max_size=12)


@pytest.mark.parametrize(("lower", "higher"), [(7, 1), (3, 3), (0, 5), (12, 4)])
def test_the_sign_test_is_the_binomial_test(lower, higher):
    expected = stats.binomtest(lower, lower + higher).pvalue
    assert sign_test(lower, higher).pval == pytest.approx(expected, rel=1e-12)


def test_unstated_directions_give_every_split():
    found = sign_test(4, 1, unstated=3)
    splits = [stats.binomtest(4 + up, 8).pvalue for up in range(4)]
    assert found.extremes == pytest.approx((min(splits), max(splits)), rel=1e-12)


def test_without_a_stated_direction_only_the_range_is_given():
    found = sign_test(0, 0, unstated=4)
    assert np.isnan(found.pval)
    assert found.extremes == pytest.approx((0.125, 1.0))


@given(P)
def test_exact_p_values_combine_as_in_scipy(p):
    assert fisher(p, p).low == pytest.approx(
        stats.combine_pvalues(p, method="fisher").pvalue, rel=1e-9
    )
    assert stouffer(p, p).low == pytest.approx(
        stats.combine_pvalues(p, method="stouffer").pvalue, rel=1e-9
    )


def test_weights_are_those_of_scipy():
    p, w = [0.01, 0.4, 0.2], [3.0, 1.0, 2.0]
    expected = stats.combine_pvalues(p, method="stouffer", weights=w).pvalue
    assert stouffer(p, p, w).low == pytest.approx(expected, rel=1e-12)


@given(P, st.floats(0, 0.2))
def test_a_bounded_p_widens_the_range(p, width):
    low = np.maximum(np.array(p) - width, 0)
    for combine in (fisher, stouffer):
        found, exact = combine(low, p), combine(p, p).low
        assert found.low <= exact * (1 + 1e-12)
        assert found.high == pytest.approx(exact, rel=1e-12)


def test_a_p_that_may_be_zero_makes_the_lower_end_zero():
    assert fisher([0, 0.3], [0.05, 0.3]).low == 0
    assert stouffer([0, 0.3], [0.05, 0.3]).low == 0


def test_a_p_of_one_decides_against():
    assert stouffer([1, 0.01], [1, 0.01]) == (1, 1)
    assert stouffer([0, 0.9], [0, 0.9]) == (0, 0)


def test_certainty_in_both_directions_has_no_answer():
    assert np.isnan(stouffer([0, 1], [0, 1]).low)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sign_test(-1, 2), "none below 0"),
        (lambda: fisher([0.5], [0.1]), "position 0: 0.5 to 0.1"),
        (lambda: fisher([], []), "one length"),
        (lambda: stouffer([0.1, 0.2], [0.1, 0.2], [1, 0]), "positive"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
