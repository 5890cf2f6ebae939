"""Estimators of tau2 and its intervals: closed forms, exact scores, failures of other programs."""

import math
from decimal import Decimal, getcontext
from pathlib import Path

import numpy as np
import pytest

from b12meta.stats.effects.counts import risk_difference
from b12meta.stats.pooling import pool
from b12meta.stats.roots import crossing, solve_q
from b12meta.stats.scaled import standardise, traces
from b12meta.stats.tau2 import likelihood
from b12meta.stats.tau2.likelihood import stationary_points

getcontext().prec = 60

GOLDEN = Path(__file__).parents[1] / "golden"

# Double precision through formulas of a few dozen operations.
ROUNDING = 1e-12

FLAT_Y = (0.309455, 0.359994, -0.69151, -0.324137, -0.287083, -0.367838, -1.2599, 2.05934, 2.56167)
FLAT_Y += (0.0200965, 0.129461, -0.0149271)
FLAT_V = (5.63782, 2.17406, 0.100692, 0.159804, 0.255518, 0.162562, 7.44919, 4.12535, 12.3213)
FLAT_V += (0.00752068, 10.3339, 0.258005)


METHODS = ("DL", "HE", "HS", "HSk", "SJ", "ML", "REML", "EB", "PM", "PMM")

# Risk differences of rows of dat.bcg (counted from 1), whose restricted likelihood has two maxima.
# Of all 8,100 subsets of three or more, 718 do; Fisher scoring misses the higher one from the
# DerSimonian-Laird estimate in 136, from Hedges' (metafor's start) in 154.
TWO_MODES = {
    "DL": [(1, 2, 5, 8, 9), (1, 2, 3, 5, 7, 8, 9, 11)],
    "HE": [(1, 3, 8, 9), (1, 2, 3, 5, 8, 9, 11)],
}


def exact_score(y, v, tau2, restricted):
    """Twice the derivative of the log-likelihood, with 60 digits."""
    w = [1 / (Decimal(x) + Decimal(tau2)) for x in v]
    y = [Decimal(x) for x in y]
    total = sum(w)
    mean = sum(a * b for a, b in zip(w, y, strict=True)) / total
    fit = sum(a * a * (b - mean) ** 2 for a, b in zip(w, y, strict=True))
    return fit - total + (sum(a * a for a in w) / total if restricted else 0)


@pytest.mark.parametrize("method", ["ML", "REML"])
def test_exact_score_changes_sign_at_the_estimate(method):
    y, v = (0.5, 1.5, -0.3, 0.9, 2.2), (0.1, 0.2, 0.05, 0.4, 0.3)
    tau2 = pool(y, v, method=method).tau2
    low, high = (exact_score(y, v, tau2 * (1 + d), method == "REML") for d in (-1e-13, 1e-13))
    assert low > 0 > high


def test_flat_likelihood_that_stops_fisher_scoring():
    # 12 studies over 11 log units of variance, given to 6 digits: the optimum is 0.0386385
    pooled = pool(FLAT_Y, FLAT_V)
    assert pooled.tau2 == pytest.approx(0.03863852, rel=1e-5)
    low, high = (
        exact_score(FLAT_Y, FLAT_V, pooled.tau2 * (1 + d), restricted=True) for d in (-1e-12, 1e-12)
    )
    assert low > 0 > high
    assert pooled.optima == 1


@pytest.mark.parametrize("method", ["DL", "HE", "PM", "EB", "REML"])
def test_equal_variances_give_the_sample_variance_less_v(method):
    y = np.array([1.0, 2, 3, 4, 9])
    assert pool(y, np.ones(5), method=method).tau2 == pytest.approx(
        np.var(y, ddof=1) - 1, rel=ROUNDING
    )
    ml = pool(y, np.ones(5), method="ML")
    assert ml.tau2 == pytest.approx(np.var(y) - 1, rel=ROUNDING)


def test_dersimonian_laird_by_hand():
    # w = 4, 2, 1: mean 4/7, Q = 4 (4/7)^2 + 2 (3/7)^2 + (10/7)^2 = 182/49; C = 7 - 21/7 = 4
    pooled = pool([0, 1, 2], [0.25, 0.5, 1], method="DL")
    assert pooled.q == pytest.approx(182 / 49, rel=ROUNDING)
    assert pooled.tau2 == pytest.approx((182 / 49 - 2) / 4, rel=ROUNDING)


def test_truncation_is_told_and_the_uncut_value_kept():
    pooled = pool([0.30, 0.31, 0.29, 0.305], [0.02, 0.03, 0.025, 0.04], method="DL")
    assert pooled.tau2 == 0
    assert pooled.tau2_at_bound
    # statsmodels 0.15 reports this uncut value as tau2
    assert pooled.tau2_raw == pytest.approx(-0.0275, abs=5e-5)
    assert "lower bound" in pooled.warnings[0]
    assert math.isfinite(pooled.se_tau2)


def test_fixed_and_assumed_tau2_are_no_bound():
    assert pool([1, 2], [1, 1], method="EE").tau2_at_bound is False
    fixed = pool([1, 2, 4], [1, 1, 2], method=0.25)
    assert (fixed.tau2, fixed.tau2_at_bound, fixed.method) == (0.25, False, 0.25)
    assert math.isnan(fixed.se_tau2)


def test_all_maxima_are_found_and_the_best_is_taken():
    # variances over 12 orders of magnitude, spread that does not follow them: modes abound
    rng = np.random.default_rng(20)
    several = 0
    for _ in range(150):
        v = np.exp(rng.uniform(-14, 14, 8))
        y = rng.normal(0, np.sqrt(v)) * np.exp(rng.normal(0, 1.5, 8))
        points = stationary_points(standardise(y, v), restricted=True)
        assert [p.maximum for p in points] == [i % 2 == 0 for i in range(len(points))]
        several += len(points) > 1
        check_points(y, v, points)
    assert several > 30


def check_points(y, v, points):
    """Exact scores change sign at each point; the result is the likeliest maximum."""
    pooled = pool(y, v)
    places = [standardise(y, v).variance(p.at) for p in points]
    for tau2 in places:
        sides = [exact_score(y, v, tau2 * (1 + d), restricted=True) for d in (-1e-7, 1e-7)]
        assert tau2 == 0 or min(sides) < 0 < max(sides)
    maxima = places[::2]
    assert pooled.optima == len(maxima)
    assert any("local maxima" in said for said in pooled.warnings) == (len(maxima) > 1)
    assert pooled.tau2 == max(maxima, key=lambda tau2: restricted_loglik(y, v, tau2))


def risk_differences(rows):
    table = np.genfromtxt(
        GOLDEN / "bcg.csv", delimiter=",", names=True, dtype=None, encoding="utf-8"
    )
    chosen = table[[row - 1 for row in rows]]
    return risk_difference(
        ai=chosen["tpos"], bi=chosen["tneg"], ci=chosen["cpos"], di=chosen["cneg"]
    )


def fisher_scoring(y, v, tau2):
    """As metafor does it: steps by the expected information, halved while they lead below 0."""
    for _ in range(5000):
        w = 1 / (v + tau2)
        p = np.diag(w) - np.outer(w, w) / w.sum()
        step = (y @ p @ p @ y - np.trace(p)) / np.trace(p @ p)
        while tau2 + step < 0:
            step /= 2
        tau2 += step
        if abs(step) <= 1e-14 * tau2:
            break
    return tau2


@pytest.mark.parametrize(
    ("start", "rows"), [(start, rows) for start in TWO_MODES for rows in TWO_MODES[start]]
)
def test_the_global_maximum_that_fisher_scoring_misses(start, rows):
    y, v = risk_differences(rows)
    pooled = pool(y, v)
    assert pooled.optima == 2
    stuck = fisher_scoring(y, v, pool(y, v, method=start).tau2)
    assert abs(stuck / pooled.tau2 - 1) > 0.5
    # another evaluation of the likelihood: the place where scoring stops is less likely,
    # and so is each place of a fine grid from far below the variances to far above the spread
    best = restricted_loglik(y, v, pooled.tau2)
    assert best > restricted_loglik(y, v, stuck) + 1e-3
    grid = np.exp(np.linspace(math.log(v.min()) - 12, math.log(v.max() + np.ptp(y) ** 2) + 3, 4000))
    assert best > max(restricted_loglik(y, v, t) for t in [0, *grid]) - 1e-9
    # and with 60 digits the score changes sign at the estimate
    low, high = (exact_score(y, v, pooled.tau2 * (1 + d), True) for d in (-1e-11, 1e-11))
    assert low > 0 > high


def restricted_loglik(y, v, tau2):
    return loglik(y, v, tau2) - 0.5 * math.log((1 / (v + tau2)).sum())


def test_q_profile_of_two_studies_in_closed_form():
    # Q(tau2) = d^2 / (v1 + v2 + 2 tau2); other programs stop at 100, where the true end is 509
    pooled = pool([0.5, 1.5], [0.2, 0.3])
    low, high = pooled.tau2_interval()
    # chi-square with 1 df: 0.025 quantile, from tables 0.0009820691
    assert low == 0
    assert high == pytest.approx((1 / 0.0009820691171752558 - 0.5) / 2, rel=ROUNDING)


def test_q_profile_far_beyond_any_cap():
    y = np.array([0.0, 1e4])
    high = pool(y, [1.0, 1.0]).tau2_interval().high
    assert high == pytest.approx((1e8 / 0.0009820691171752558 - 2) / 2, rel=ROUNDING)


def test_empty_q_profile_is_said_in_words():
    pooled = pool([0.3, 0.3, 0.3, 0.3], [0.02, 0.03, 0.025, 0.04])
    assert pooled.tau2_interval() == (0, 0)
    assert any("Q-profile set for tau2 is empty" in said for said in pooled.warnings)
    wide = pool([0, 1, 2], [0.25, 0.5, 1])
    assert not any("Q-profile" in said for said in wide.warnings)


def test_profile_likelihood_ends_lie_on_the_cut():
    y, v = np.array([0.5, 1.5, -0.3, 0.9, 2.2]), np.array([0.01, 0.02, 0.05, 0.04, 0.03])
    pooled = pool(y, v, method="ML")
    for level, cut in ((0.95, 3.841458820694124), (0.8, 1.642374415149818)):
        for end in pooled.tau2_interval("PL", level):
            drop = 2 * (loglik(y, v, pooled.tau2) - loglik(y, v, end))
            assert drop == pytest.approx(cut, rel=1e-10)


def loglik(y, v, tau2):
    w = 1 / (v + tau2)
    mean = np.average(y, weights=w)
    return 0.5 * (np.log(w).sum() - (w * (y - mean) ** 2).sum())


def test_interval_of_tau2_refuses_what_it_cannot_do():
    pooled = pool([0.5, 1.5], [0.2, 0.3], method="DL")
    with pytest.raises(ValueError, match="expected a fit by ML or REML"):
        pooled.tau2_interval("PL")
    with pytest.raises(ValueError, match="kind: got 'J', expected one of QP, PL, GENQ, HT"):
        pooled.tau2_interval("J")
    with pytest.raises(ValueError, match="level: got 95"):
        pooled.tau2_interval(level=95)


def test_traces_of_a_giant_study_keep_their_digits():
    # the plain formula, sum(w) - sum(w^2) / sum(w), loses all digits here
    w = np.array([1e15, 2.0, 1.0])
    _, tr_p, tr_pp = traces(w)
    total = sum(map(Decimal, w))
    exact = [
        [Decimal(a) * ((i == j) - Decimal(b) / total) for j, b in enumerate(w)]
        for i, a in enumerate(w)
    ]
    assert float(tr_p) == pytest.approx(float(sum(exact[i][i] for i in range(3))), rel=ROUNDING)
    assert float(tr_pp) == pytest.approx(float(sum(x * x for x in np.ravel(exact))), rel=ROUNDING)


def test_solve_q_meets_its_target():
    rng = np.random.default_rng(3)
    for spread in (1.0, 1e3, 1e6):
        v = np.exp(rng.uniform(-7, 7, 20))
        data = standardise(rng.normal(0, spread, 20), v)
        for target in (1e-6, 1.0, 30.0):
            root = solve_q(data, target)
            w = 1 / (data.v + root.at)
            q = (w * (data.y - np.average(data.y, weights=w)) ** 2).sum()
            assert root.converged
            assert q == pytest.approx(target, rel=1e-11)


def test_crossing_survives_a_slope_that_misleads():
    # Newton from 0.1 would leave the bracket at once
    root = crossing(
        lambda x: (math.atan(20 * (x - 3)), 20 / (1 + 400 * (x - 3) ** 2)), 0.0, 1000.0, 0.1
    )
    assert root.converged
    assert root.at == pytest.approx(3, rel=1e-14)


def test_coarse_cells_are_cut_until_nothing_can_hide(monkeypatch):
    rng = np.random.default_rng(7)
    for _ in range(60):
        v = np.exp(rng.uniform(-14, 14, 8))
        data = standardise(rng.normal(0, np.sqrt(v)) * np.exp(rng.normal(0, 1.5, 8)), v)
        fine = stationary_points(data, restricted=True)
        with monkeypatch.context() as patch:
            patch.setattr(likelihood, "CELL", 4.0)
            coarse = stationary_points(data, restricted=True)
        assert [p.maximum for p in coarse] == [p.maximum for p in fine]
        assert [p.at for p in coarse] == pytest.approx([p.at for p in fine], rel=1e-9)


@pytest.mark.parametrize("c", [1e-150, 1e150])
@pytest.mark.parametrize("method", METHODS)
def test_units_near_the_ends_of_floating_point(c, method):
    # squares of weights would over- or underflow in the unit of the data
    y, v = np.array([0.5, 1.5, -0.3, 0.9, 2.2]), np.array([0.1, 0.2, 0.05, 0.4, 0.3])
    one, other = pool(y, v, method=method), pool(y * c, v * c * c, method=method)
    assert other.tau2 / c / c == pytest.approx(one.tau2, rel=ROUNDING)
    assert other.pval == pytest.approx(one.pval, rel=ROUNDING)
    assert other.tau2_interval().high / c / c == pytest.approx(
        one.tau2_interval().high, rel=ROUNDING
    )


def test_moment_estimators_by_hand():
    # w = 4, 2, 1: mean 4/7, Q = 182/49; the variance of y is 1, the mean of v 7/12
    y, v, q = [0, 1, 2], [0.25, 0.5, 1], 182 / 49
    assert pool(y, v, method="HE").tau2 == pytest.approx(1 - 7 / 12, rel=ROUNDING)
    assert pool(y, v, method="HS").tau2 == pytest.approx((q - 3) / 7, rel=ROUNDING)
    assert pool(y, v, method="HSk").tau2 == pytest.approx((1.5 * q - 3) / 7, rel=ROUNDING)
    first = 2 / 3
    w = 1 / (np.array(v) + first)
    spread = w @ (np.array(y) - np.average(y, weights=w)) ** 2
    assert pool(y, v, method="SJ").tau2 == pytest.approx(first * spread / 2, rel=ROUNDING)


def test_paule_mandel_and_its_median_meet_their_targets():
    y, v = np.array([0.5, 1.5, -0.3, 0.9, 2.2]), np.array([0.1, 0.2, 0.05, 0.4, 0.3])
    # the median of chi-square with 4 df, from tables: 3.356694
    for method, target, rel in (("PM", 4, 1e-12), ("EB", 4, 1e-12), ("PMM", 3.356694, 1e-6)):
        w = 1 / (v + pool(y, v, method=method).tau2)
        assert w @ (y - np.average(y, weights=w)) ** 2 == pytest.approx(target, rel=rel)


@pytest.mark.parametrize("method", ["DL", "HE", "HS", "HSk"])
def test_closed_forms_keep_the_uncut_value(method):
    below = pool([0.30, 0.31, 0.29, 0.305], [0.02, 0.03, 0.025, 0.04], method=method)
    assert (below.tau2, below.tau2_at_bound) == (0, True)
    assert below.tau2_raw < 0
    above = pool([0.5, 1.5, -0.3], [0.1, 0.2, 0.05], method=method)
    assert above.tau2_raw == above.tau2 > 0


def test_sidik_jonkman_is_never_zero_unless_all_are_identical():
    small = pool([0.30, 0.31, 0.29, 0.305], [0.02, 0.03, 0.025, 0.04], method="SJ")
    assert 0 < small.tau2 < 1e-4
    assert not small.tau2_at_bound
    assert pool([0.5] * 4, [1, 2, 3, 4], method="SJ").tau2_at_bound
