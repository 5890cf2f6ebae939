"""Step-function selection models: derivatives, optimum, refusal, symmetries."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from b12meta.stats.pooling import pool
from b12meta.stats.small_study.selection.ascent import climb
from b12meta.stats.small_study.selection.likelihood import (
    Derivatives,
    derivatives,
    log_between,
    loglik,
    tau2_of,
)
from b12meta.stats.small_study.selection.model import selection_model, step_model

# Each example costs many fits: a third of the usual number.
some = settings(max_examples=settings().max_examples // 3)

STEPS = ((0.025,), (0.5,), (0.025, 0.5), (0.01, 0.05, 0.5))

effects = st.integers(-1024, 3072).map(lambda n: n / 1024)
variances = st.floats(-5, 1).map(math.exp)
studies = st.lists(st.tuples(effects, variances), min_size=4, max_size=20)
steps = st.sampled_from(STEPS)

Y = np.array([0.52, 0.61, 0.12, 0.75, 0.48, 0.05, 0.33, 0.90, 0.21, 0.66, -0.12])
V = np.array([0.04, 0.06, 0.02, 0.08, 0.03, 0.03, 0.02, 0.12, 0.05, 0.05, 0.04])


def by_hand(y, v, mu, tau2, weights, cutoffs):
    """Log-likelihood from densities and p values alone (Vevea & Hedges 1995)."""
    ends = [math.inf, *stats.norm.isf(cutoffs), -math.inf]
    total = 0.0
    for one, var in zip(y, v, strict=True):
        se, s = math.sqrt(var), math.sqrt(var + tau2)
        chance = [
            stats.norm.cdf((high * se - mu) / s) - stats.norm.cdf((low * se - mu) / s)
            for high, low in pairwise(ends)
        ]
        weight = weights[int(np.searchsorted(cutoffs, stats.norm.sf(one / se)))]
        seen = np.dot(weights, chance)
        total += stats.norm.logpdf(one, mu, s) + math.log(weight / seen)
    return total


@pytest.mark.parametrize("cutoffs", STEPS)
def test_likelihood_by_hand(cutoffs):
    model = step_model(Y, V, cutoffs)
    logs = np.linspace(-0.7, 0.4, len(cutoffs))
    x = np.array([[0.3, 0.9, *logs]])
    weights = np.exp([0.0, *logs])
    exact = by_hand(Y, V, 0.3, float(tau2_of(model, x)[0]), weights, cutoffs)
    assert loglik(model, x)[0] == pytest.approx(exact, rel=1e-12)


@some
@given(studies, steps, st.integers(0, 2**32))
def test_derivatives_against_differences(rows, cutoffs, seed):
    y, v = np.array(rows).T
    model = step_model(y, v, cutoffs)
    rng = np.random.default_rng(seed)
    x = np.array([rng.normal(), rng.uniform(0.1, 2), *rng.normal(size=len(cutoffs))])
    at, h = derivatives(model, x[None]), 1e-5
    moves = h * np.eye(x.size)
    up, down = derivatives(model, x + moves), derivatives(model, x - moves)
    size = 1 + np.abs(at.hessian).max()
    assert (up.value - down.value) / (2 * h) == pytest.approx(at.gradient[0], abs=1e-6 * size)
    by_differences = (up.gradient - down.gradient) / (2 * h)
    assert by_differences == pytest.approx(at.hessian[0], abs=1e-6 * size)
    assert at.hessian[0] == pytest.approx(at.hessian[0].T, abs=1e-12 * size)


def test_tails_keep_their_digits():
    # chance between 38 and 39 standard deviations, on either side
    for a in (np.array([39.0, 38.0]), np.array([-38.0, -39.0])):
        assert log_between(a)[1] == pytest.approx(stats.norm.logsf(38.0), rel=1e-12)


def score(found, y, v, cutoffs):
    """Gradient at a result, and the inverse of its information, on the scale of the model."""
    sign = 1 if found.alternative == "greater" else -1
    model = step_model(sign * y, v, cutoffs)
    logs = np.log(found.weights[1:])
    x = np.array([sign * found.estimate, math.log1p(found.tau2 / v.min()), *logs])
    return derivatives(model, x[None])


@some
@given(studies, steps, st.sampled_from(["greater", "less"]))
def test_the_score_is_zero_at_the_optimum(rows, cutoffs, side):
    y, v = np.array(rows).T
    found = selection_model(y, v, steps=cutoffs, alternative=side)
    assume(not found.at_bound)
    assert found.converged
    at = score(found, y, v, cutoffs)
    free = [0, *([] if found.tau2_at_bound else [1]), *range(2, 2 + len(cutoffs))]
    information = -at.hessian[0][np.ix_(free, free)]
    gradient = at.gradient[0][free]
    assert np.linalg.eigvalsh(information).min() > 0
    # the step still to go, in standard errors
    assert gradient @ np.linalg.solve(information, gradient) < 1e-18
    if found.tau2_at_bound:
        assert at.gradient[0][1] <= 1e-9
    assert at.value[0] == pytest.approx(found.loglik, abs=1e-9)
    se = math.sqrt(np.linalg.inv(information)[0, 0])
    assert found.se == pytest.approx(se, rel=1e-6)


def rival(y, v, cutoffs, rng):
    """Highest value that another optimiser reaches from a random start, in a wide box."""
    model = step_model(y, v, cutoffs)

    def falling(x):
        at = derivatives(model, x[None])
        return -at.value[0], -at.gradient[0]

    start = [rng.normal(), rng.uniform(0, 3), *rng.normal(size=len(cutoffs))]
    box = [(-40, 40), (0, 12), *[(-40, 40)] * len(cutoffs)]
    return -optimize.minimize(falling, start, jac=True, bounds=box, method="L-BFGS-B").fun


@pytest.mark.parametrize("cutoffs", [(0.025,), (0.025, 0.5)])
def test_another_optimiser_finds_the_same(cutoffs):
    rng = np.random.default_rng(1)
    found = selection_model(Y, V, steps=cutoffs, alternative="greater")
    reached = max(rival(Y, V, cutoffs, rng) for _ in range(2))
    assert reached == pytest.approx(found.loglik, abs=1e-7)


@pytest.mark.long
@settings(max_examples=40)  # the other optimiser takes seconds
@given(studies, steps)
def test_nothing_else_is_likelier(rows, cutoffs):
    y, v = np.array(rows).T
    found = selection_model(y, v, steps=cutoffs, alternative="greater")
    assume(not found.at_bound)
    rng = np.random.default_rng(1)
    assert max(rival(y, v, cutoffs, rng) for _ in range(2)) <= found.loglik + 1e-7


@some
@given(studies, steps)
def test_turned_over_it_is_the_other_direction(rows, cutoffs):
    y, v = np.array(rows).T
    one = selection_model(y, v, steps=cutoffs, alternative="greater")
    other = selection_model(-y, v, steps=cutoffs, alternative="less")
    assert one.at_bound == other.at_bound
    assert one.counts.tolist() == other.counts.tolist()
    if not one.at_bound:
        assert other.estimate == pytest.approx(-one.estimate, rel=1e-12, abs=1e-12)
        assert other.weights == pytest.approx(one.weights, rel=1e-9)
        assert other.ci == pytest.approx((-one.ci.high, -one.ci.low), rel=1e-9, abs=1e-9)


@some
@given(studies, steps)
def test_refused_when_an_interval_is_empty(rows, cutoffs):
    y, v = np.array(rows).T
    p = stats.norm.sf(y / np.sqrt(v))
    counts = np.bincount(np.searchsorted(cutoffs, p), minlength=len(cutoffs) + 1)
    found = selection_model(y, v, steps=cutoffs, alternative="greater")
    assert found.counts.tolist() == counts.tolist()
    assert found.counts.sum() == found.k
    if counts.min() == 0:
        assert found.at_bound
        assert math.isnan(found.estimate)
        assert math.isnan(found.ci.low)
        assert "so nothing is estimated" in found.warnings[-1]


def test_refused_in_words():
    found = selection_model(-Y - 1, V, alternative="greater")
    assert found.weights.tolist() == [1, math.inf]
    assert found.warnings == (
        "No study has a p value between 0 and 0.025 (one-sided, greater): the other weights grow "
        "without end, so nothing is estimated; choose other steps, or the other direction if the "
        "question allows.",
    )
    assert "estimate  none" in str(found)
    narrow = selection_model(Y, V, steps=(0.025, 0.0251))
    assert narrow.weights[1] == 0
    assert math.isnan(narrow.weights[2])
    assert "its weight falls to 0" in narrow.warnings[-1]


def test_refused_when_the_likelihood_says_nothing():
    # the maximum lies at a weight of about 1e-10, but 1e-6 would serve as well
    found = selection_model(
        [-1.03667224, 0.92186616, 1.0007965],
        [0.90886075, 0.00955124, 0.00866789],
        steps=0.5,
        alternative="less",
    )
    assert found.counts.min() > 0
    assert found.at_bound
    assert found.weights.tolist() == [1, 0]
    assert "The likelihood hardly changes" in found.warnings[-1]


def test_the_direction_is_taken_from_the_pooled_sign_and_said():
    up, down = selection_model(Y, V), selection_model(-Y, V)
    assert (up.alternative, down.alternative) == ("greater", "less")
    assert up.warnings[0].startswith("The direction was taken from the sign of the pooled effect")
    assert "alternative='less'" in down.warnings[0]
    asked = selection_model(Y, V, alternative="greater")
    assert asked.estimate == up.estimate
    assert asked.warnings == up.warnings[1:]


def test_tests_and_intervals():
    found = selection_model(Y, V, alternative="greater", level=0.9)
    assert found.ci == pytest.approx(stats.norm.interval(0.9, found.estimate, found.se), rel=1e-12)
    assert found.pval == pytest.approx(2 * stats.norm.sf(abs(found.stat)))
    assert found.lr_stat == pytest.approx(2 * (found.loglik - found.loglik_unselected))
    assert found.lr_pval == pytest.approx(stats.chi2.sf(found.lr_stat, 1))
    plain = pool(Y, V, method="ML")
    spread = np.sqrt(V + plain.tau2)
    exact = stats.norm.logpdf(Y, plain.estimate, spread).sum()
    assert found.loglik_unselected == pytest.approx(exact, rel=1e-12)


def test_tau2_at_zero():
    found = selection_model([0.5, 0.52, 0.48, 0.1, 0.05], [0.04, 0.05, 0.03, 0.06, 0.05])
    assert found.tau2_at_bound
    assert found.tau2 == 0
    assert math.isnan(found.se_tau2)
    assert found.se > 0
    assert any("lower bound, 0" in said for said in found.warnings)


def test_a_single_study_in_an_interval_is_told():
    y = np.where(np.arange(11) == 1, 0.9, 0.1)
    found = selection_model(y, V, alternative="greater")
    assert 1 in found.counts
    assert "An interval of p values holds a single study: its weight is hardly known." in (
        found.warnings
    )


def test_a_last_step_of_one_is_understood():
    one, other = (selection_model(Y, V, steps=s) for s in ((0.025, 1), 0.025))
    assert one.steps == other.steps == (0.025,)
    assert one.estimate == other.estimate


@pytest.mark.parametrize("bad", [(), (0.5, 0.025), (0,), (1,), (0.025, 0.025), (-0.1,), (0.2, 2)])
def test_bad_steps(bad):
    with pytest.raises(ValueError, match="expected p values that rise between 0 and 1"):
        selection_model(Y, V, steps=bad)


def test_bad_choices():
    with pytest.raises(ValueError, match=r"alternative: got 'two\.sided', expected one of greater"):
        selection_model(Y, V, alternative="two.sided")
    with pytest.raises(ValueError, match="level: got 0"):
        selection_model(Y, V, level=0)


def test_one_study():
    found = selection_model([0.5], [0.01])
    assert found.at_bound


def test_a_climb_that_finds_no_top_says_so():
    def slope(x):
        return Derivatives(x.sum(1), np.ones_like(x), np.zeros((*x.shape, x.shape[1])))

    top = climb(slope, lambda x: x.sum(1), np.zeros((1, 2)), np.ones(2))
    assert not top.converged.any()
