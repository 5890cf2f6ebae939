"""p values from summary numbers, against scipy's tests (`scipy.stats`, another code)."""

import itertools

import numpy as np
import pytest
from scipy import stats

from b12meta.stats.grim import grim, grimmer
from b12meta.stats.recompute import Arm, correlation_p, paired_p, student_p, welch_p

ARMS = [
    (Arm(108.9, 45.3, 60), Arm(98.9, 44.4, 38)),
    (Arm(17.92, 6.9, 35), Arm(14.6, 2.92, 30)),
    (Arm(5.0, 0.0, 4), Arm(6.0, 1.0, 3)),
]


@pytest.mark.parametrize(("one", "two"), ARMS)
@pytest.mark.parametrize(("test", "equal"), [(welch_p, False), (student_p, True)])
def test_two_groups(one, two, test, equal):
    expected = stats.ttest_ind_from_stats(*one[:3], *two[:3], equal_var=equal).pvalue
    assert test(one, two) == pytest.approx((expected, expected), rel=1e-10)


def test_rounding_widens_the_range():
    one, two = (arm._replace(mean_half=0.05, sd_half=0.05) for arm in ARMS[0])
    exact = welch_p(*ARMS[0]).low
    low, high = welch_p(one, two)
    assert low < exact < high
    corners = itertools.product((-0.05, 0.05), repeat=4)
    found = [
        welch_p(
            one._replace(mean=one.mean + a, sd=one.sd + b, mean_half=0, sd_half=0),
            two._replace(mean=two.mean + c, sd=two.sd + d, mean_half=0, sd_half=0),
        ).low
        for a, b, c, d in corners
    ]
    assert (low, high) == pytest.approx((min(found), max(found)), rel=1e-12)


def test_a_change():
    data = np.array([-3.0, -1.0, -2.5, 0.5, -4.0])
    p = paired_p(Arm(data.mean(), data.std(ddof=1), data.size))
    assert p.low == pytest.approx(stats.ttest_1samp(data, 0).pvalue, rel=1e-10)


def test_a_correlation():
    x, y = np.random.default_rng(1).normal(size=(2, 21))
    found = stats.pearsonr(x, y)
    assert correlation_p(found.statistic, 21).low == pytest.approx(found.pvalue, rel=1e-9)


def test_no_spread_is_certain():
    assert welch_p(Arm(1, 0, 3), Arm(2, 0, 3)) == (0, 0)
    assert welch_p(Arm(1, 0, 3), Arm(1, 0, 3)) == (1, 1)


@pytest.mark.parametrize(("r", "n"), [(1.2, 20), (0.5, 2)])
def test_an_impossible_correlation_is_refused(r, n):
    with pytest.raises(ValueError, match="expected"):
        correlation_p(r, n)


def test_grim_and_grimmer_know_every_set_of_four_small_numbers():
    """Against all multisets of four numbers from 0 to 6: nothing possible is refused."""
    seen = set()
    for numbers in itertools.combinations_with_replacement(range(7), 4):
        mean, sd = np.mean(numbers), np.std(numbers, ddof=1)
        seen.add((round(mean, 2), round(sd, 2)))
    for mean, sd in seen:
        assert grim(mean, 4, half=0.005)
        assert grimmer(mean, sd, 4, half=0.005, sd_half=0.005)


def test_impossible_means_and_spreads_are_refused():
    """5.19 of 28 is the example of Brown & Heathers (2017)."""
    assert not grim(5.19, 28, half=0.005)
    assert not grimmer(2.0, 1.1, 3, half=0.005, sd_half=0.005)
