"""Pooled effects under turned signs, against the single fit of each turned literature."""

import numpy as np
import pytest

from b12meta.stats.bayes.priors import HalfCauchy, HalfNormal
from b12meta.stats.bounded.pooling import pool_bounded
from b12meta.stats.sign_flips import mean_under_signs

NEAR = 3e-3
"""Three decimals, as the module promises; ML is the worst, where its profile is flat."""

INF = np.inf
Y = np.array([0.22, -0.95, np.nan, np.nan, 0.4, np.nan])
V = np.array([0.043, 0.102, 0.067, 0.055, 0.03, 0.05])
LOW = np.array([0.22, -0.95, -0.51, -INF, 0.4, 0.0])
HIGH = np.array([0.22, -0.95, 0.51, -0.46, 0.4, 0.44])
PRIORS = [HalfNormal(0.5), HalfNormal(1.0), HalfCauchy(0.5), None]
SIGNS = np.random.default_rng(8).choice([-1.0, 1.0], size=(12, 6))


def one_by_one(signs):
    low, high = np.where(signs > 0, LOW, -HIGH), np.where(signs > 0, HIGH, -LOW)
    return [pool_bounded(signs * Y, V, low, high, tau_prior=prior).estimate for prior in PRIORS]


def test_estimates_are_those_of_the_single_fit():
    found = mean_under_signs(Y, V, LOW, HIGH, SIGNS, PRIORS)
    assert found == pytest.approx(np.array([one_by_one(row) for row in SIGNS]), abs=NEAR)


def test_all_signs_turned_is_the_mirror_image():
    found = mean_under_signs(Y, V, LOW, HIGH, np.vstack([SIGNS, -SIGNS]), PRIORS)
    assert found[:12] == pytest.approx(-found[12:], abs=1e-9)  # the same sums, from the other end


def test_turning_a_symmetric_bound_changes_nothing():
    signs = np.ones((2, 6))
    signs[1, 2] = -1
    found = mean_under_signs(Y, V, LOW, HIGH, signs, PRIORS)
    assert found[0] == pytest.approx(found[1], abs=1e-12)


def test_a_far_study_stays_on_the_grid():
    y, v = np.array([7.5, 0.4, 0.6, 0.2]), np.array([0.38, 0.05, 0.04, 0.06])
    found = mean_under_signs(y, v, y, y, np.ones((1, 4)), [HalfNormal(0.5)])
    expected = pool_bounded(y, v, y, y, tau_prior=HalfNormal(0.5)).estimate
    assert found.item() == pytest.approx(expected, abs=NEAR)


@pytest.mark.parametrize(("signs", "words"), [(np.ones((2, 5)), "shape"), (np.zeros((1, 6)), "1")])
def test_other_signs_are_refused(signs, words):
    with pytest.raises(ValueError, match=words):
        mean_under_signs(Y, V, LOW, HIGH, signs, PRIORS)
