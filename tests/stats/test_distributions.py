"""Quantiles and tails against scipy.stats (another route to the numbers) and known values."""

import math

import pytest
from scipy import stats

from b12meta.stats.distributions import chi2_quantile, chi2_tail, critical, two_sided_p

# both sides are good to about 15 digits
DIGITS = 1e-12


@pytest.mark.parametrize("df", [1, 2, 3, 12, 19, 500, 1e6])
@pytest.mark.parametrize("level", [0.5, 0.8, 0.95, 0.999, 1 - 1e-12])
def test_critical_value_of_t(df, level):
    assert critical(level, df) == pytest.approx(stats.t.isf((1 - level) / 2, df), rel=DIGITS)


def test_critical_value_of_the_normal():
    # Abramowitz & Stegun, table 26.5
    assert critical(0.95, math.inf) == pytest.approx(1.959963984540054, rel=DIGITS)
    assert math.isnan(critical(0.95, 0))


@pytest.mark.parametrize("df", [1, 5, 12, 100])
@pytest.mark.parametrize("stat", [-1e-3, 1, 50, -1e4])
def test_p_of_t(stat, df):
    assert two_sided_p(stat, df) == pytest.approx(2 * stats.t.sf(abs(stat), df), rel=DIGITS, abs=0)


def test_tiny_p_values_keep_their_digits():
    # 2 * pnorm(-37), pchisq(1400, 3, lower.tail = FALSE) and 2 * pt(-1e20, 12) in R 4.2.2
    assert two_sided_p(37, math.inf) == pytest.approx(1.14511424450492e-299, rel=1e-11, abs=0)
    assert chi2_tail(1400, 3) == pytest.approx(2.94561936101632e-303, rel=1e-11, abs=0)
    assert two_sided_p(1e20, 12) == pytest.approx(6.73596000000042e-235, rel=1e-11, abs=0)


@pytest.mark.parametrize("df", [1, 12, 500])
@pytest.mark.parametrize("tail", [1e-10, 0.025, 0.5, 0.975])
def test_chi_square_quantile(tail, df):
    assert chi2_quantile(tail, df) == pytest.approx(stats.chi2.isf(tail, df), rel=DIGITS)


def test_chi_square_without_df():
    assert chi2_tail(0.0, 0) == 1
