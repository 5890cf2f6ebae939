"""Pooled proportions: metafor, brute-force integrals, closed forms, and results on an edge."""

import dataclasses
import json
import math
from decimal import Decimal, localcontext
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from scipy import optimize, special, stats

from b12meta.stats.counts.binomial_normal import (
    bend,
    information_at_zero,
    likelihood,
    prepare,
)
from b12meta.stats.counts.proportions import pool_proportions
from b12meta.stats.effects.back import back_transform
from b12meta.stats.effects.registry import measure_named
from b12meta.stats.pooling import pool
from b12meta.stats.result import Pooled

SETS = Path(__file__).parents[1] / "golden" / "metafor_sets"
NAMES = ("pritz", "hannum", "debruin")

# metafor at its own optimum, found with tight tolerances
ITERATIVE = 1e-9
# the golden optimum: Newton's method in R with numerical derivatives, 81 Gauss-Hermite nodes
POLISHED = 1e-7
# lme4 stops at about 2e-5 standard errors
LME4 = 1e-4

X = [16, 10, 4, 43, 10, 25, 13, 12, 22, 4, 5, 18, 58, 6]
N = [17, 12, 8, 58, 10, 42, 14, 12, 41, 5, 6, 23, 68, 10]

# One large study decides on tau2 = 0, the small ones on tau2 > 0: two maxima, and the one at 0 is
# higher by 1.5. lme4 1.1-31 (rma.glmm, 25 nodes) stops at the other: 1.3322883368, 0.4070387286
TWO_MODES = ([1, 6571, 67, 4, 3], [2, 7835, 74, 8, 5])


@cache
def golden(part):
    return json.loads((SETS / "values.json").read_text())[part]


@cache
def counts(name):
    table = json.loads((SETS / "inputs.json").read_text())["raw"][name]
    return np.array(table["xi"]), np.array(table["ni"])


def brute_loglik(x, n, mu, tau):
    """Sum of logarithms of integrals over the logit."""
    return sum(math.log(brute_integral(a, b, mu, tau)) for a, b in zip(x, n, strict=True))


def brute_integral(x, n, mu, tau):
    """Gauss-Legendre on many pieces, cut finely around the study's own logit and around 0."""
    own = (special.logit((x + 0.5) / (n + 1)) - mu) / tau
    width = 1 / tau / math.sqrt(min(x, n - x) + 0.5)
    fine = np.concatenate([own + width * np.arange(-30, 31), (np.arange(-40, 41) - mu) / tau])
    ends = np.unique(np.clip(np.concatenate([np.linspace(-10, 10, 41), fine]), -10, 10))
    nodes, shares = np.polynomial.legendre.leggauss(20)
    half = np.diff(ends)[:, None] / 2
    u = ends[:-1, None] + half * (nodes + 1)
    density = stats.binom.pmf(x, n, special.expit(mu + tau * u)) * stats.norm.pdf(u)
    return math.fsum((half * shares * density).ravel())


def test_every_key_is_compared():
    kinds = {"nAGQ_7", "nAGQ_50", "polished_7", "polished_81"}
    found = {name: set(one) for name, one in golden("glmm").items()}
    assert found == dict.fromkeys(NAMES, kinds)
    rules = {f"{m} {e} {t}" for m in ("PLO", "PAS", "PFT") for e in ("REML", "DL") for t in RULES}
    carried = {name: set(one) - {"PFT_each"} for name, one in golden("proportions").items()}
    assert carried == dict.fromkeys(NAMES, rules)


@pytest.mark.parametrize("name", NAMES)
def test_binomial_normal_of_metafor(name):
    pooled = pool_proportions(*counts(name))
    theirs = golden("glmm")[name]
    polished = theirs["polished_81"]
    assert [pooled.se, pooled.tau2, pooled.loglik] == pytest.approx(polished[1:], rel=POLISHED)
    assert abs(pooled.estimate - polished[0]) <= POLISHED * pooled.se
    # seven nodes are another, coarser likelihood, but not by much
    for other in ("nAGQ_50", "nAGQ_7", "polished_7"):
        assert [pooled.se, pooled.tau2] == pytest.approx(theirs[other][1:3], rel=LME4)
        assert abs(pooled.estimate - theirs[other][0]) <= LME4 * pooled.se


@pytest.mark.parametrize("name", NAMES)
def test_no_point_of_metafor_is_likelier(name):
    data = prepare(*counts(name))
    best = pool_proportions(*counts(name)).loglik
    for estimate, _, tau2, _ in golden("glmm")[name].values():
        assert likelihood(data, estimate, math.sqrt(tau2), 241).loglik <= best


RULES = {"z": "z", "knha": "t"}  # metafor predicts by the normal under z, by t on k - 1 under knha


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("model", ["PLO", "PAS", "PFT"])
@pytest.mark.parametrize("method", ["REML", "DL"])
@pytest.mark.parametrize("test", RULES)
def test_transformed_proportions_of_metafor(name, model, method, test):
    x, n = counts(name)
    found = pool_proportions(x, n, model=model, method=method, test=test, prediction=RULES[test])
    ours = [found.proportion, *found.proportion_ci, *found.proportion_pi]
    theirs = golden("proportions")[name][f"{model} {method} {test}"]
    assert ours == pytest.approx(theirs, rel=ITERATIVE)


@pytest.mark.parametrize("name", NAMES)
def test_each_double_arcsine_carried_back(name):
    x, n = counts(name)
    angles = measure_named("PFT").function(xi=x, ni=n).yi
    back = [float(back_transform("PFT", a, [b])) for a, b in zip(angles, n, strict=True)]
    assert back == pytest.approx(golden("proportions")[name]["PFT_each"], abs=1e-10)


def test_transformations_pool_as_usual():
    effects = measure_named("PLO").function(xi=X, ni=N)
    ours, usual = pool_proportions(X, N, model="PLO"), pool(*effects)
    for one in dataclasses.fields(Pooled):
        if one.name not in ("warnings", "weights", "yi", "vi"):
            assert getattr(ours, one.name) == getattr(usual, one.name)
    assert ours.tau2_interval() == usual.tau2_interval()
    assert ours.weights.tolist() == usual.weights.tolist()
    assert pool_proportions(X, N, model="PLO", method=0.0).tau2 == 0
    equal = pool_proportions(X, N, model="PAS", method="EE")
    assert equal.pi is equal.proportion_pi is None


@pytest.mark.parametrize("theta", [-40.0, -3.0, -1e-9, 0.0, 0.5, 25.0])
@pytest.mark.parametrize("d", [-900.0, -31.0, -2.0, -1e-7, 0.0, 1e-5, 1.0, 29.0, 60.0, 2000.0])
def test_bend_in_sixty_digits(theta, d):
    with localcontext(prec=60):
        one, at = Decimal(1), Decimal(theta)
        after, before = (one + (at + Decimal(d)).exp()).ln(), (one + at.exp()).ln()
        wanted = after - before - Decimal(d) / (one + (-at).exp())
    found = float(bend(np.array([theta]), np.array([d]))[0])
    assert found == pytest.approx(float(wanted), rel=1e-6 if abs(d) < 1e-4 else 1e-12, abs=0)


@pytest.mark.parametrize(
    ("x", "n", "mu", "tau"),
    [
        (4, 10, 0.0, 0.8),
        (0, 10, -2.0, 1.0),
        (0, 3, -3.0, 5.0),
        (1, 2, -6.0, 20.0),
        (0, 20, 1.0, 40.0),
        (20, 20, 1.0, 40.0),
        (5, 100_000, -8.0, 2.0),
        (300_000, 1_000_000, 0.5, 0.7),
        (7, 9, 0.3, 1e-3),
    ],
)
def test_integral_by_brute_force(x, n, mu, tau):
    data = prepare(np.array([float(x)]), np.array([float(n)]))
    wanted = math.log(brute_integral(x, n, mu, tau))
    # binomial probabilities of a million people come with ten digits
    assert likelihood(data, mu, tau, 121).loglik == pytest.approx(wanted, abs=1e-9)


@pytest.mark.parametrize(
    ("mu", "tau"), [(0.3, 0.7), (-2.0, 3.0), (1.4, 0.05), (1.0, 12.0), (1.2, 0.0)]
)
def test_derivatives_are_those_of_the_likelihood(mu, tau):
    data, h = prepare(np.array(X, float), np.array(N, float)), 1e-5

    def at(dm, dt):
        return likelihood(data, mu + dm, abs(tau + dt), 121)

    one = at(0, 0)
    slopes = [
        (at(h, 0).loglik - at(-h, 0).loglik) / 2 / h,
        (at(0, h).loglik - at(0, -h).loglik) / 2 / h,
    ]
    assert one.score == pytest.approx(slopes, abs=1e-6)
    bends = [(at(h, 0).score - at(-h, 0).score) / 2 / h]
    if tau:
        bends += [(at(0, h).score - at(0, -h).score) / 2 / h]
        assert one.curvature[1] == pytest.approx(bends[1], abs=1e-4)
    else:
        assert one.curvature[1, 1] == pytest.approx(at(0, h).score[1] / h, rel=1e-6)
    assert one.curvature[0] == pytest.approx(bends[0], abs=1e-6)
    assert one.parts.sum() == pytest.approx(one.curvature[0, 0], rel=1e-12)


def test_maximum_by_brute_force():
    x, n = np.array([5, 2, 9, 0]), np.array([20, 30, 21, 15])
    pooled = pool_proportions(x, n)
    tau = math.sqrt(pooled.tau2)
    assert pooled.loglik == pytest.approx(brute_loglik(x, n, pooled.estimate, tau), abs=1e-11)
    around = [(a, b) for a in (-0.02, 0, 0.02) for b in (-0.02, 0, 0.02) if a or b]
    for dm, dt in around:
        assert brute_loglik(x, n, pooled.estimate + dm, tau + dt) < pooled.loglik
    slope = optimize.approx_fprime(
        [pooled.estimate, tau], lambda at: brute_loglik(x, n, *at), [1e-5, 1e-5]
    )
    assert slope == pytest.approx([0, 0], abs=1e-4)  # of a difference quotient
    assert pooled.tau2 > 0.5


def test_points_are_added_until_nothing_moves(monkeypatch):
    usual = pool_proportions(X, N)
    monkeypatch.setattr("b12meta.stats.counts.fit.START", 17)
    coarse = pool_proportions(X, N)
    assert coarse.points > 17
    assert coarse.estimate == pytest.approx(usual.estimate, rel=1e-10)
    assert coarse.tau2 == pytest.approx(usual.tau2, rel=1e-10)
    monkeypatch.setattr("b12meta.stats.counts.fit.FINEST", 17)
    given_up = pool_proportions(X, N)
    assert not given_up.converged
    assert any("did not settle" in said for said in given_up.warnings)


def test_the_higher_of_two_maxima():
    pooled = pool_proportions(*TWO_MODES)
    assert (pooled.tau2, pooled.optima) == (0, 2)
    assert pooled.tau2_at_bound
    assert any("2 local maxima" in said for said in pooled.warnings)
    theirs = brute_loglik(*TWO_MODES, 1.3322883368, math.sqrt(0.4070387286))
    assert pooled.loglik - theirs == pytest.approx(1.51, abs=0.01)


def test_tau2_at_zero_is_the_binomial_model():
    pooled = pool_proportions([5, 6, 5], [10, 12, 11])
    p = 16 / 33
    assert (pooled.tau2, pooled.tau2_at_bound) == (0, True)
    assert pooled.estimate == pytest.approx(math.log(16 / 17), rel=1e-14)
    assert pooled.se == pytest.approx(1 / math.sqrt(33 * p * (1 - p)), rel=1e-14)
    assert pooled.loglik == pytest.approx(
        stats.binom.logpmf([5, 6, 5], [10, 12, 11], p).sum(), rel=1e-13
    )
    assert pooled.weights == pytest.approx(np.array([10, 12, 11]) / 33, rel=1e-14)
    assert pooled.tau2_interval().low == 0
    assert "lower bound, 0" in pooled.warnings[0]


def test_information_at_tau2_zero():
    # the slope of the log-likelihood in tau2 over all outcomes: its variance is the information
    n, p = np.array([4, 7]), 0.3
    outcomes = [(a, b) for a in range(5) for b in range(8)]
    chance = np.array([stats.binom.pmf(o, n, p).prod() for o in outcomes])
    r = np.array(outcomes) - n * p
    slope, mean = (r**2 - n * p * (1 - p)).sum(1) / 2, r.sum(1)
    shared = (chance @ (slope * mean)) ** 2 / (chance @ mean**2)
    wanted = chance @ slope**2 - shared
    data = prepare(np.array([1.0, 2.0]), n.astype(float))
    assert information_at_zero(data, special.logit(p)) == pytest.approx(wanted, rel=1e-12)
    pooled = pool_proportions([30, 52, 31], [100, 175, 102])
    data = prepare(pooled.xi, pooled.ni)
    assert pooled.tau2 == 0
    wanted = information_at_zero(data, pooled.estimate) ** -0.5
    assert pooled.se_tau2 == pytest.approx(wanted, rel=1e-12)


def test_q_is_the_likelihood_ratio():
    # metafor: rma.glmm(...)$QE.LRT = 42.23239803, df 13; I2 67.788587884 at its own tau2
    pooled = pool_proportions(X, N)
    assert (pooled.q, pooled.q_df) == (pytest.approx(42.23239803, abs=1e-8), 13)
    assert pooled.i2_q == pytest.approx(1 - 13 / pooled.q, rel=1e-14)
    assert pooled.q_pval == pytest.approx(stats.chi2.sf(pooled.q, 13), rel=1e-12)
    assert 100 * pooled.i2 == pytest.approx(67.788587884, rel=LME4)


def test_many_people_make_the_normal_model():
    x, n = np.array([3.0, 4.4, 3.9, 2.6]) * 1e9, np.full(4, 1e10)
    ours = pool_proportions(x, n)
    normal = pool(*measure_named("PLO").function(xi=x, ni=n), method="ML", test="z")
    for name in ("estimate", "se", "tau2", "se_tau2", "i2"):
        assert getattr(ours, name) == pytest.approx(getattr(normal, name), rel=1e-8)
    assert ours.weights == pytest.approx(normal.weights, rel=1e-8)


def test_tests_and_predictions():
    pooled = pool_proportions(X, N, test="t", level=0.9)
    half = stats.t.ppf(0.95, 13) * pooled.se
    assert pooled.ci == pytest.approx((pooled.estimate - half, pooled.estimate + half), rel=1e-12)
    assert pooled.proportion_ci == pytest.approx(special.expit(pooled.ci), rel=1e-14)
    for rule, quantile in (("z", stats.norm.ppf(0.95)), ("hts", stats.t.ppf(0.95, 12))):
        new = pool_proportions(X, N, test="t", level=0.9, prediction=rule)
        half = quantile * math.hypot(math.sqrt(pooled.tau2), pooled.se)
        assert new.pi.high == pytest.approx(new.estimate + half, rel=1e-12)
        assert new.proportion_pi.high == pytest.approx(special.expit(new.pi.high), rel=1e-14)


def test_profile_intervals_by_brute_force():
    x, n = np.array([1, 4, 2, 9]), np.array([30, 40, 35, 50])
    pooled = pool_proportions(x, n)
    data = prepare(x.astype(float), n.astype(float))
    floor = pooled.loglik - stats.chi2.ppf(0.95, 1) / 2

    def best_over(free):
        grid = np.linspace(*free[1], 60)
        top = grid[np.argmax([free[0](value) for value in grid])]
        step = grid[1] - grid[0]
        found = optimize.minimize_scalar(
            lambda value: -free[0](value),
            bounds=(top - step, top + step),
            method="bounded",
            options={"xatol": 1e-9},
        )
        return -found.fun

    for mu in pooled.profile_interval():
        curve = (lambda tau, mu=mu: likelihood(data, mu, abs(tau), 241).loglik, (0, 6))
        assert best_over(curve) == pytest.approx(floor, abs=1e-9)
    low, high = pooled.tau2_interval()
    assert low == 0
    curve = (lambda mu: likelihood(data, mu, math.sqrt(high), 241).loglik, (-8, 4))
    assert best_over(curve) == pytest.approx(floor, abs=1e-9)
    narrow = pooled.profile_interval(level=0.5)
    wide = pooled.profile_interval()
    assert wide.low < narrow.low < pooled.estimate < narrow.high < wide.high


def test_interval_of_tau2_with_two_ends():
    pooled = pool_proportions(X, N)
    low, high = pooled.tau2_interval(level=0.5)
    assert 0 < low < pooled.tau2 < high
    assert pooled.tau2_interval("PL", 0.5) == (low, high)


events = st.lists(
    st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=2,
    max_size=6,
)


@given(events)
@example([(0, 20), (0, 20), (20, 20), (1, 20)])
@example([(453, 454), (4508, 4588)])
@example([(5, 111), (2476, 2476)])
@example([(1, 2), (1, 2)])
@example([(10, 1_000_000_000), (20, 3_000_000_000), (60, 3_000_000_000)])
def test_what_always_holds(rows):
    x, n = np.array(rows, dtype=float).T
    assume(((x > 0) & (x < n)).any())
    one, back = pool_proportions(x, n), pool_proportions((n - x)[::-1], n[::-1])
    assert one.converged
    assert one.tau2 >= 0
    assert abs(one.estimate + back.estimate) <= 1e-8 * one.se
    assert one.tau2 == pytest.approx(back.tau2, rel=1e-7, abs=1e-9)
    assert one.loglik == pytest.approx(back.loglik, rel=1e-10, abs=1e-9)
    assert one.weights == pytest.approx(back.weights[::-1], rel=1e-6)
    assert math.fsum(one.weights) == pytest.approx(1, rel=1e-13)
    assert one.weights.min() > 0
    data, at_zero = prepare(x, n), special.logit(x.sum() / n.sum())
    assert one.loglik >= likelihood(data, at_zero, 0.0, 61).loglik - 1e-10
    for tau in (0.1, 0.3, 1.0, 3.0, 10.0):
        for mu in (at_zero, one.estimate):
            assert one.loglik >= likelihood(data, mu, tau, 121).loglik - 1e-9


@pytest.mark.parametrize(
    ("x", "n", "estimate", "said"),
    [
        ([0, 0], [12, 30], -math.inf, "No study has any event: the proportion is estimated as 0"),
        ([12, 30], [12, 30], math.inf, "Every person has the event"),
        ([0, 30], [12, 30], math.nan, "either no event or only events: tau2 is infinite"),
        ([0], [12], -math.inf, "No study has any event"),
    ],
)
def test_no_maximum_is_said(x, n, estimate, said):
    pooled = pool_proportions(x, n)
    assert pooled.estimate == pytest.approx(estimate, nan_ok=True)
    assert pooled.proportion == pytest.approx(special.expit(estimate), nan_ok=True)
    assert not pooled.converged
    assert said in pooled.warnings[0]
    gone = (*pooled.ci, *pooled.pi, pooled.se, pooled.pval, *pooled.proportion_ci)
    assert all(map(math.isnan, gone))
    assert all(map(math.isnan, (*pooled.profile_interval(), *pooled.tau2_interval())))
    assert "not known" in str(pooled)
    assert math.isfinite(pool_proportions(x, n, model="PLO").estimate)


@pytest.mark.parametrize("test", ["z", "t"])
def test_one_study(test):
    pooled = pool_proportions([3], [7], test=test)
    se = math.sqrt(1 / 3 + 1 / 4)
    half = stats.norm.ppf(0.975) * se
    logit = math.log(3 / 4)
    assert (pooled.estimate, pooled.se) == pytest.approx((logit, se), rel=1e-14)
    assert pooled.ci == pytest.approx((logit - half, logit + half), rel=1e-12)
    assert pooled.pi == pooled.ci
    assert (pooled.tau2, pooled.tau2_at_bound, pooled.q, pooled.q_df) == (0, False, 0, 0)
    assert "one study" in pooled.warnings[0]
    low, _ = pooled.profile_interval()
    floor = stats.binom.logpmf(3, 7, 3 / 7) - stats.chi2.ppf(0.95, 1) / 2
    assert stats.binom.logpmf(3, 7, special.expit(low)) == pytest.approx(floor, rel=1e-12)
    assert all(map(math.isnan, pooled.tau2_interval()))


def test_what_a_transformation_hides_is_said():
    assert "In 2 of 14 studies" in pool_proportions(X, N, model="PLO").warnings[-1]
    tukey = pool_proportions(X, N, model="PFT").warnings[-1]
    assert "harmonic mean of the group sizes, 12.59" in tukey
    assert pool_proportions(X, N, model="PAS").warnings == ()


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ({"model": "PLN"}, "model: got 'PLN', expected one of glmm, PLO, PAS, PFT"),
        ({"method": "REML"}, "method: got 'REML', expected one of ML"),
        ({"test": "knha"}, "test: got 'knha', expected one of z, t"),
        ({"prediction": "hk-pr"}, "prediction: got 'hk-pr', expected one of z, t, hts"),
        ({"level": 95}, "level: got 95"),
    ],
)
def test_bad_choices(choice, said):
    with pytest.raises(ValueError, match=said):
        pool_proportions(X, N, **choice)


def test_bad_counts_and_questions():
    labelled = pd.Series([3, 9], index=["a2001", "b2002"])
    with pytest.raises(ValueError, match=r"xi\[1\] \(label 'b2002'\): got 9.0, expected no more"):
        pool_proportions(labelled, [5, 8])
    assert pool_proportions(labelled, [5, 18]).labels == ("a2001", "b2002")
    glmm, logit = pool_proportions(X, N), pool_proportions(X, N, model="PLO")
    with pytest.raises(ValueError, match="kind: got 'QP', expected one of PL"):
        glmm.tau2_interval("QP")
    with pytest.raises(ValueError, match="the binomial-normal model has none"):
        glmm.tau2_interval(weights=N)
    with pytest.raises(ValueError, match="got model='PLO', expected 'glmm'"):
        logit.profile_interval()


def test_result_is_a_frozen_pooled():
    pooled = pool_proportions(X, N)
    assert isinstance(pooled, Pooled)
    with pytest.raises(dataclasses.FrozenInstanceError):
        pooled.proportion = 0.5
    for name in ("xi", "ni", "yi", "vi", "weights"):
        assert not getattr(pooled, name).flags.writeable
    assert str(pooled).splitlines()[:2] == [
        "14 studies · glmm · ML · z",
        "pooled proportion   79.8%",
    ]
    html = pool_proportions([0, 3], [9, 9])._repr_html_()
    assert html.startswith('<table class="b12-pooled"><caption>2 studies · glmm · ML · z</caption>')
