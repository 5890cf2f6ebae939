"""Pooling with bounds: its limits, its invariances, and independent integrations of its model."""

import math
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from scipy import optimize, special, stats

from b12meta.stats.bayes.pooling import pool_bayes
from b12meta.stats.bayes.priors import HalfCauchy, HalfNormal, LogNormal, Uniform
from b12meta.stats.bounded import conditional
from b12meta.stats.bounded.likelihood import log_likelihood, surface
from b12meta.stats.bounded.pooling import pool_bounded
from b12meta.stats.bounded.posterior import bounded_posterior
from b12meta.stats.bounded.rows import check_bounded, scaled_rows
from b12meta.stats.bounded.truncated import above, between, log_above, log_between
from b12meta.stats.interval import Interval
from b12meta.stats.pooling import pool

NAN, INF = math.nan, math.inf
HEADLINE = HalfNormal(0.5)

# Both are the same maximum, found in two ways.
SAME = 1e-10
UNIT = 1e-10
# What finer grids in tau and in the mean may change.
REFINED = 1e-8

# Six real studies of serum B12: group sizes, and how each reports.
N1 = np.array([41, 45, 29, 72, 88, 75])
N2 = np.array([42, 20, 31, 23, 57, 75])
V0 = 1 / N1 + 1 / N2
EXACT = {0: (0.22, 0.0432), 1: (-0.947, 0.1018)}


def j(df):
    """Hedges' exact correction."""
    return np.exp(special.gammaln(df / 2) - special.gammaln((df - 1) / 2)) / np.sqrt(df / 2)


def critical_g(tail):
    """Hedges' g at which a t test has this upper tail, for each study."""
    df = N1 + N2 - 2
    return j(df) * stats.t.isf(tail, df) * np.sqrt(V0)


def real(reports):
    """Rows of the six studies; reports of the bounded ones: "ns", "lower" (p < 0.05), "down"."""
    y, v = np.full(6, NAN), V0.copy()
    bound = critical_g(0.025)
    low, high = -bound, bound.copy()
    for row, how in reports.items():
        if how == "lower":
            low[row], high[row] = -INF, -bound[row]
        if how == "down":
            low[row], high[row] = -INF, 0.0
    for row, (effect, variance) in EXACT.items():
        y[row] = low[row] = high[row] = effect
        v[row] = variance
    return y, v, low, high


MIXED = real({4: "lower"})
CASES = {
    "mixed": MIXED,
    "all-null": real({}),
    "lower": real({2: "lower", 4: "lower", 5: "down"}),
    "gaps-only": tuple(column[2:] for column in real({})),
    "half-lines": tuple(
        map(np.array, ([0.3, NAN, NAN], [0.05] * 3, [0.3, -INF, 0.1], [0.3, 0.2, INF]))
    ),
    "narrow": tuple(
        map(np.array, ([0.3, NAN, NAN], [0.05] * 3, [0.3, -0.5, 0.1], [0.3, -0.49, 0.1001]))
    ),
}
cases = pytest.mark.parametrize("case", CASES)


def numbers(pool):
    """All that a pool says, apart from tau2 and loglik: in the unit of the effects."""
    yield from (pool.estimate, *pool.ci, math.sqrt(pool.tau2))
    yield from pool.ci_t or ()
    for one in (pool.mu, pool.tau, pool.theta_new):
        if one is not None:
            yield from (one.median, one.mean, one.sd, *one.interval)


# The normal distribution between two limits


@pytest.mark.parametrize(
    ("low", "high"),
    [(-1, 1), (0.3, 0.33), (2, 2.0001), (-0.01, 0.02), (4, 6), (-6, -4), (7, 7.3), (-3, 8), (0, 9)],
)
def test_moments_between_limits(low, high):
    # 200 points of Gauss on the gap, an independent rule
    x, share = np.polynomial.legendre.leggauss(200)
    x, share = low + (x + 1) * (high - low) / 2, share * (high - low) / 2
    f = share * stats.norm.pdf(x)
    p = f.sum()
    mean, second = f @ x / p, f @ x**2 / p
    wanted = (
        math.log(p),
        mean,
        second - 1,
        f @ (x - mean) ** 2 / p,
        f @ ((x - mean) * (x * x - second)) / p,
        f @ (x * x - second) ** 2 / p,
    )
    found = between(np.array([float(low)]), np.array([float(high - low)]))
    assert [float(part[0]) for part in found] == pytest.approx(wanted, rel=1e-10, abs=1e-12)


def test_tails_keep_their_digits():
    x = np.array([-50.0, -3, 0, 5, 30, 300])
    assert log_above(x) == pytest.approx(special.log_ndtr(-x), rel=1e-13, abs=1e-14)
    assert log_between(np.array([-301.0]), np.array([1.0])) == pytest.approx(
        special.log_ndtr(-300), rel=1e-13
    )
    for part in above(x):
        assert np.isfinite(part).all()


@cases
def test_derivatives_are_those_of_the_likelihood(case):
    rows = scaled_rows(check_bounded(*CASES[case]))
    mean, tau2 = np.array([-0.7, 0.3, 2.0]), np.array([0.05, 0.4, 3.0])
    h = 1e-5
    at = surface(rows, mean, tau2)
    assert at.value == pytest.approx(log_likelihood(rows, mean, tau2), rel=1e-13)
    for step, names in (
        ((h, 0), (("value", "m"), ("m", "mm"), ("t", "mt"))),
        ((0, h), (("value", "t"), ("m", "mt"), ("t", "tt"))),
    ):
        up = surface(rows, mean + step[0], tau2 + step[1])
        down = surface(rows, mean - step[0], tau2 - step[1])
        for of, slope in names:
            numeric = (getattr(up, of) - getattr(down, of)) / (2 * h)
            assert getattr(at, slope) == pytest.approx(numeric, rel=1e-5, abs=1e-6), slope


# Limits of the model

rows_of_studies = st.lists(
    st.tuples(st.integers(-4096, 4096).map(lambda n: n / 1024), st.floats(-6, 6).map(math.exp)),
    min_size=2,
    max_size=10,
)
MODES = [(21.75, 38.8627), (8.0625, 40.2572), (-0.9375, 1.2019), (-0.0625, 0.0765)]


def normal_loglik(y, v, mean, tau2):
    return stats.norm.logpdf(y, mean, np.sqrt(v + tau2)).sum()


@given(rows_of_studies)
@example(MODES)
def test_without_bounds_it_is_maximum_likelihood(studies):
    y, v = np.array(studies).T
    ours, theirs = pool_bounded(y, v, y, y), pool(y, v, method="ML")
    gap = normal_loglik(y, v, theirs.estimate, theirs.tau2) - ours.loglik
    assert abs(gap) <= SAME * (1 + abs(ours.loglik))
    assume(theirs.optima == 1)
    assert ours.converged
    scale = 1 / math.sqrt(np.sum(1 / (v + theirs.tau2)))
    # tau2 where the likelihood is flat: the same score of 0 to rounding
    assert ours.tau2 == pytest.approx(theirs.tau2, rel=SAME, abs=SAME * float(np.median(v)))
    assert ours.estimate == pytest.approx(theirs.estimate, rel=SAME, abs=SAME * scale)
    assert ours.information == pytest.approx(theirs.weights, rel=1e-9)


def test_without_bounds_the_posterior_is_that_of_exact_studies():
    y, v = [0.1, 0.2, 0.5, -0.3], [0.04, 0.03, 0.02, 0.05]
    exact = pool_bayes(y, v)
    assert list(numbers(pool_bounded(y, v, y, y, tau_prior=HEADLINE)))[:3] == [
        exact.estimate,
        *exact.ci,
    ]
    # the grid in the mean, which exact rows would not need, gives the same
    on_grid = bounded_posterior(scaled_rows(check_bounded(y, v, y, y)), HEADLINE, 0.95).found
    for ours, theirs in zip(on_grid, (exact.mu, exact.tau, exact.theta_new), strict=True):
        assert ours.interval == pytest.approx(theirs.interval, abs=REFINED)
        assert ours.prob_below(0.1) == pytest.approx(theirs.prob_below(0.1), abs=REFINED)


def with_row(case, *row):
    return [np.append(column, x) for column, x in zip(CASES[case], row, strict=True)]


@cases
@pytest.mark.parametrize("prior", [None, HEADLINE])
def test_a_study_without_limits_changes_nothing(case, prior):
    y, v, low, high = CASES[case]
    one = pool_bounded(y, v, low, high, tau_prior=prior)
    more = [
        np.append(column, x) for column, x in zip(CASES[case], (NAN, 0.01, -INF, INF), strict=True)
    ]
    two = pool_bounded(*more, tau_prior=prior)
    assert list(numbers(two)) == list(numbers(one))
    assert two.loglik == one.loglik
    assert two.information.tolist() == [*one.information, 0.0]
    assert (two.k_bounded, two.k_silent) == (one.k_bounded + 1, one.k_silent + 1)
    far = [
        np.append(column, x)
        for column, x in zip(CASES[case], (NAN, 0.01, -60.0, 60.0), strict=True)
    ]
    wide = pool_bounded(*far, tau_prior=prior)
    # k counts in t(k - 1), and a study with limits does count
    assert (wide.estimate, *wide.ci) == pytest.approx((one.estimate, *one.ci), abs=1e-9)


@pytest.mark.parametrize("prior", [None, HEADLINE])
def test_as_bounds_shrink_the_exact_answer_returns(prior):
    y = np.array([0.1, 0.4, 0.9, -0.5, 0.2])
    v = np.array([0.04, 0.03, 0.02, 0.05, 0.06])
    exact = pool_bounded(y, v, y, y, tau_prior=prior)
    errors = []
    for width in (0.1, 0.01, 1e-4, 1e-7, 1e-10):
        low, high = y - width / 2, y + width / 2
        low[0] = high[0] = y[0]
        found = pool_bounded(y, v, low, high, tau_prior=prior)
        pairs = zip(numbers(found), numbers(exact), strict=True)
        errors.append(max(abs(a - b) for a, b in pairs))
        assert found.loglik - 4 * math.log(width) == pytest.approx(exact.loglik, abs=width + 1e-5)
    assert errors[0] < 0.02
    # the error falls with the square of the width, until rounding
    assert errors[1] < errors[0] / 50
    assert errors[2] < 1e-7
    assert max(errors[3:]) < 2e-7


# Invariances


@cases
@pytest.mark.parametrize("prior", [None, 0.5])
@pytest.mark.parametrize("c", [1e-6, 0.3, 1e6])
def test_unit(case, prior, c):
    y, v, low, high = CASES[case]
    one = pool_bounded(y, v, low, high, tau_prior=prior and HalfNormal(prior))
    other = pool_bounded(
        c * y, c * c * v, c * low, c * high, tau_prior=prior and HalfNormal(prior * c)
    )
    for a, b in zip(numbers(one), numbers(other), strict=True):
        assert b / c == pytest.approx(a, rel=UNIT, abs=1e-12)
    assert other.loglik + one.k_exact * math.log(c) == pytest.approx(one.loglik, abs=1e-10)
    assert other.information == pytest.approx(one.information, rel=1e-9)


@cases
@pytest.mark.parametrize("prior", [None, HEADLINE])
def test_order_of_rows_changes_nothing_at_all(case, prior):
    order = np.random.default_rng(1).permutation(CASES[case][0].size)
    one = pool_bounded(*CASES[case], tau_prior=prior)
    other = pool_bounded(*(column[order] for column in CASES[case]), tau_prior=prior)
    assert list(numbers(one)) == list(numbers(other))
    assert other.information.tolist() == one.information[order].tolist()


@cases
@pytest.mark.parametrize("prior", [None, HEADLINE])
def test_mirrored_data_give_mirrored_answers(case, prior):
    y, v, low, high = CASES[case]
    one = pool_bounded(y, v, low, high, tau_prior=prior)
    other = pool_bounded(-y, v, -high, -low, tau_prior=prior)
    assert other.estimate == pytest.approx(-one.estimate, rel=UNIT, abs=1e-11)
    assert other.ci.low == pytest.approx(-one.ci.high, rel=UNIT, abs=1e-11)
    assert other.tau2 == pytest.approx(one.tau2, rel=UNIT)


@pytest.mark.parametrize("prior", [None, HEADLINE])
def test_symmetric_data_give_nought(prior):
    y, low = [0.4, -0.4, NAN, NAN, NAN], [0.4, -0.4, -0.3, -INF, 0.2]
    found = pool_bounded(y, [0.05] * 5, low, [0.4, -0.4, 0.3, -0.2, INF], tau_prior=prior)
    assert found.estimate == pytest.approx(0, abs=1e-10)
    assert found.ci.low == pytest.approx(-found.ci.high, rel=UNIT)


@cases
def test_information_is_the_observed_one(case):
    y, v, low, high = CASES[case]
    found = pool_bounded(y, v, low, high)
    assert found.information.sum() == pytest.approx(1, abs=1e-14)
    assert (found.information > 0).all()
    h, each = 1e-4, []
    for row in range(y.size):
        one = scaled_rows(check_bounded(*(column[[row]] for column in CASES[case])))

        def value(mean, one=one):
            at = np.array((mean - one.centre) / one.unit)
            return float(log_likelihood(one, at, np.array(found.tau2 / one.unit**2)))

        e = found.estimate
        each.append(-(value(e + h) - 2 * value(e) + value(e - h)) / h**2)
    assert found.information == pytest.approx(np.array(each) / sum(each), rel=1e-4)


# Independent integrations and searches


def plain_loglik(case, mean, tau2):
    """The model by scipy.stats, on a grid of means and tau2."""
    total = np.zeros(np.broadcast_shapes(mean.shape, tau2.shape))
    for y, v, low, high in zip(*case, strict=True):
        s = np.sqrt(v + tau2)
        if low == high:
            total += stats.norm.logpdf(y, mean, s)
        else:
            a, b = (low - mean) / s, (high - mean) / s
            upper = a > 0
            with np.errstate(divide="ignore"):
                total += np.log(
                    np.where(
                        upper,
                        stats.norm.sf(a) - stats.norm.sf(b),
                        stats.norm.cdf(b) - stats.norm.cdf(a),
                    )
                )
    return total


@cases
@pytest.mark.parametrize("level", [0.95, 0.5, 0.01])
def test_profile_likelihood(case, level):
    found = pool_bounded(*CASES[case], level=level)
    assert found.converged
    mean, tau2 = np.array(found.estimate), np.array(found.tau2)
    assert plain_loglik(CASES[case], mean, tau2) == pytest.approx(found.loglik, abs=1e-10)
    tau2 = np.concatenate([[0], np.geomspace(1e-4, 100, 400)])[:, None]
    grid = plain_loglik(CASES[case], np.linspace(-3, 3, 301)[None, :], tau2)
    assert grid.max() <= found.loglik + 1e-10
    cuts = (
        stats.chi2.isf(1 - level, 1),
        stats.t.isf((1 - level) / 2, found.information.size - 1) ** 2,
    )
    for interval, cut in zip((found.ci, found.ci_t), cuts, strict=True):
        for end in interval:
            best = optimize.minimize_scalar(
                lambda x, end=end: -plain_loglik(CASES[case], np.array(end), np.array(x * x)),
                bounds=(0, 3 * abs(end) + 3),
                method="bounded",
                options={"xatol": 1e-10},
            )
            at_zero = -plain_loglik(CASES[case], np.array(end), np.array(0.0))
            drop = found.loglik + min(best.fun, at_zero)
            assert drop == pytest.approx(cut / 2, rel=1e-6, abs=1e-9)


@cases
@pytest.mark.parametrize("prior", [HEADLINE, LogNormal(-1.28, 0.4), Uniform(1.5)], ids=str)
def test_posterior_by_plain_sums(case, prior):
    tau = (np.arange(300) + 0.5) / 300 * min(prior.end, 6.0)
    mean = np.linspace(-6, 6, 601)
    joint = plain_loglik(CASES[case], mean[None, :], tau[:, None] ** 2)
    joint = np.exp(joint - joint.max() + prior.log_density(tau, V0)[:, None])
    joint /= joint.sum()
    found = pool_bounded(*CASES[case], tau_prior=prior)
    m, t = joint.sum(0), joint.sum(1)
    close = {"rel": 2e-3, "abs": 2e-4}  # the steps of the grid
    assert found.mu.mean == pytest.approx(m @ mean, **close)
    assert found.mu.sd == pytest.approx(math.sqrt(m @ mean**2 - (m @ mean) ** 2), **close)
    assert found.tau.mean == pytest.approx(t @ tau, **close)
    new = special.ndtr((0.2 - mean[None, :]) / tau[:, None])
    assert found.theta_new.prob_below(0.2) == pytest.approx((joint * new).sum(), abs=1e-3)
    assert found.mu.prob_below(0.01) == pytest.approx(m[mean < 0.01].sum(), abs=1e-3)


@cases
@pytest.mark.parametrize("prior", [HEADLINE, HalfCauchy(0.5), LogNormal(-1.28, 0.87)], ids=str)
def test_finer_grids_change_nothing(case, prior):
    rows = scaled_rows(check_bounded(*CASES[case]))
    one = bounded_posterior(rows, prior, 0.95)
    two = bounded_posterior(rows, prior, 0.95, n=128, fine=4.0)
    assert one.converged
    for a, b in zip(one.found, two.found, strict=True):
        assert (a.median, *a.interval) == pytest.approx((b.median, *b.interval), abs=REFINED)
        # the second moment of a heavy tail is the last to settle
        assert (a.mean, a.sd) == pytest.approx((b.mean, b.sd), rel=1e-5, nan_ok=True)
        assert a.prob_below(0.1) == pytest.approx(b.prob_below(0.1), abs=REFINED)


# The assumption of normal estimates


def exact_probability(row, low, high, theta):
    """Probability of the limits under the noncentral t distribution of the study's t statistic."""
    df, root = N1[row] + N2[row] - 2, math.sqrt(V0[row])
    shift = theta / root
    a, b = (limit / (j(df) * root) for limit in (low, high))
    return nct_below(df, shift, b) - nct_below(df, shift, a)


def nct_below(df, shift, t):
    """Noncentral t distribution; boost gives up (NaN) where it is 0, far out."""
    if math.isinf(t):
        return np.full(shift.shape, float(t > 0))
    up = shift > 0
    found = np.nan_to_num(special.nctdtr(df, np.abs(shift), np.where(up, t, -t)), nan=0.0)
    return np.where(up, found, 1 - found)


def posterior_summary(joint, mean, tau):
    joint = joint / joint.sum()
    below = np.cumsum(joint.sum(0)) - joint.sum(0) / 2
    return np.interp([0.5, 0.025, 0.975], below, mean), joint.sum(1) @ tau


@pytest.mark.parametrize("case", ["mixed", "all-null", "lower"])
def test_exact_noncentral_t_probabilities_move_nothing(case):
    y, v, low, high = CASES[case]
    x, share = np.polynomial.legendre.leggauss(48)
    tau = 1.75 * (x + 1)
    mean, theta = np.linspace(-4.5, 3.5, 401), np.linspace(-15, 15, 3001)
    prior = -0.5 * (tau / 0.5) ** 2
    z, z_share = np.polynomial.hermite_e.hermegauss(40)
    effect = mean[None, :, None] + tau[:, None, None] * z
    normal = exact = prior[:, None] + plain_loglik(
        tuple(c[:2] for c in CASES[case]), mean[None, :], tau[:, None] ** 2
    )
    for row in range(2, 6):
        known = exact_probability(row, low[row], high[row], theta)
        p = np.interp(effect, theta, known) @ z_share / z_share.sum()
        exact = exact + np.log(np.maximum(p, 1e-300))
        one = tuple(c[[row]] for c in CASES[case])
        normal = normal + plain_loglik(one, mean[None, :], tau[:, None] ** 2)
    results = [
        posterior_summary(np.exp(f - f.max()) * share[:, None], mean, tau) for f in (normal, exact)
    ]
    found = pool_bounded(y, v, low, high, tau_prior=HEADLINE)
    assert results[0][0] == pytest.approx([found.estimate, *found.ci], abs=1e-3)
    moved = np.abs(results[0][0] - results[1][0])
    assert moved[0] < 0.005
    assert moved.max() < 0.005
    assert abs(results[0][1] - results[1][1]) < 0.005
    assert moved.max() > 1e-6


# Edges


def bounded(low, high, v=0.1, **how):
    return pool_bounded([NAN] * len(low), [v] * len(low), low, high, **how)


@pytest.mark.parametrize("prior", [None, HEADLINE])
def test_nothing_on_the_other_side(prior):
    found = bounded([-INF, -INF], [-0.3, 0.2], tau_prior=prior)
    assert found.estimate == -INF
    assert not found.converged
    assert found.ci == Interval(-INF, INF)
    assert np.isnan(found.information).all()
    assert found.mu is None
    assert found.exact is None
    assert any("below a bound" in said for said in found.warnings)
    assert bounded([0.3], [INF], tau_prior=prior).estimate == INF
    assert "infinite" in str(found)


def test_directions_that_disagree_have_no_maximum_but_a_posterior():
    found = bounded([-INF, 0.3, 0.1], [-0.3, INF, INF])
    assert (found.estimate, found.tau2, found.converged) == (INF, INF, False)
    # coins that show each side as often as the studies do are the best that can be
    assert found.loglik == pytest.approx(2 * math.log(2 / 3) + math.log(1 / 3))
    assert math.isnan(bounded([-INF, 0.3], [-0.3, INF]).estimate)
    assert 0 < bounded([-INF, 0.3, 0.1], [-0.3, INF, INF], tau_prior=HEADLINE).estimate < 1
    with pytest.raises(ValueError, match="no proper posterior"):
        bounded([-INF, 0.3], [-0.3, INF], tau_prior=HalfCauchy(0.5))


def test_directions_that_agree_have_a_maximum_and_an_open_interval():
    found = bounded([-INF, -1.0], [1.0, INF])
    assert found.converged
    assert found.estimate == pytest.approx(0, abs=1e-12)
    assert found.ci == Interval(-INF, INF)


@pytest.mark.parametrize("prior", [None, HEADLINE])
def test_no_study_that_says_anything(prior):
    found = bounded([-INF], [INF], tau_prior=prior)
    assert math.isnan(found.estimate)
    assert (found.k_bounded, found.k_silent, found.converged) == (1, 1, False)
    assert found.warnings == ("No study says anything about the mean effect.",)


def test_one_study():
    found = pool_bounded([0.3], [0.04], [0.3], [0.3])
    assert found.ci == pytest.approx(pool([0.3], [0.04]).ci, rel=1e-12)
    assert found.tau2 == 0
    assert math.isnan(found.ci_t.low)
    assert bounded([-1], [2]).estimate == pytest.approx(0.5, abs=1e-12)


def test_two_studies_leave_the_t_interval_open():
    found = pool_bounded([0.3, NAN], [0.1, 0.1], [0.3, -INF], [0.3, -2.0])
    assert found.ci_t == Interval(-INF, INF)
    assert math.isfinite(found.ci.low)


def test_the_pool_of_exact_rows_stands_beside():
    y, v, low, high = MIXED
    labels = list("abcdef")
    found = pool_bounded(pd.Series(y, labels), v, low, high, level=0.9)
    alone = pool(y[:2], v[:2], test="adhoc", level=0.9)
    assert found.exact.ci == alone.ci
    assert found.exact.labels == ("a", "b")
    assert found.labels == tuple(labels)
    assert (found.k, found.k_exact, found.k_bounded) == (6, 2, 4)


def test_bounds_too_sharp_for_the_grid_are_said_to_be(monkeypatch):
    monkeypatch.setattr(conditional, "MOST", 32)
    found = bounded([-1, 0.2, -INF], [1, INF, 0.0], tau_prior=HEADLINE)
    assert not found.converged
    assert "too sharp" in found.warnings[0]


@pytest.mark.parametrize("prior", [None, HEADLINE])
def test_printing(prior):
    found = pool_bounded(*MIXED, tau_prior=prior)
    for text in (str(found), found._repr_html_()):
        assert "only through the bound" in text
        assert "2 exact and 4 bounded" in text
        assert "I2" not in text
    assert (found.pi is None) == (prior is None)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (([NAN], [0.1], [0.3], [0.2]), "low[0]: got 0.3, expected at most high, which is 0.2"),
        (([0.1], [0.1], [0.3], [0.3]), "yi[0]: got 0.1, expected the limits of this exact row"),
        (([NAN], [0.1], [0.3], [0.3]), "yi[0]: got nan"),
        (([0.1], [0.1], [NAN], [0.3]), "low[0]: got nan"),
        (([INF], [0.1], [INF], [INF]), "low[0]: got inf, expected a finite number"),
        (([NAN], [0.0], [0.1], [0.3]), "vi[0]: got 0.0"),
        (([NAN, NAN], [0.1, NAN], [2, 2], [1, 1]), "3 bad value(s)"),
        (([NAN], [0.1], [0.1, 0.2], [0.3]), "one pair of limits per study"),
        (([], [], [], []), "no study"),
    ],
)
def test_bad_input(rows, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        pool_bounded(*rows)


def test_bad_prior_and_labels():
    with pytest.raises(ValueError, match=r"tau_prior: got 0\.5"):
        pool_bounded(*MIXED, tau_prior=0.5)
    y, v, low, high = ([0.1, 0.2] for _ in range(4))
    with pytest.raises(ValueError, match="yi and high are labelled differently"):
        pool_bounded(pd.Series(y, ["a", "b"]), v, low, pd.Series(high, ["b", "a"]))
    with pytest.raises(ValueError, match=r"vi\[1\] \(label 'b'\)"):
        pool_bounded(pd.Series(y, ["a", "b"]), [0.1, -1], low, high)
