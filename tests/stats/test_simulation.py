"""The simulation: its studies against scipy.stats and the doors of the package, its batched fits
against `pool_bounded` and `pool`, its seeds, its scores, and the committed result."""

from __future__ import annotations

import csv
import math
from dataclasses import asdict, fields
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from b12meta.stats.bayes.priors import HalfNormal
from b12meta.stats.effects.means import smd
from b12meta.stats.pooling import pool
from b12meta.stats.simulation import methods
from b12meta.stats.simulation.fits import Answers, bayesian, likeliest, peak
from b12meta.stats.simulation.grid import bound_of, log_likelihood
from b12meta.stats.simulation.methods import METHODS, hidden, imputed, limits, reml
from b12meta.stats.simulation.reporting import MECHANISMS, Reports, report
from b12meta.stats.simulation.run import (
    BLOCK,
    SCENARIOS,
    Scenario,
    run_block,
    seeds,
    simulate_coverage,
)
from b12meta.stats.simulation.scores import Score, score
from b12meta.stats.simulation.worlds import (
    SIZES,
    Studies,
    draw,
    mann_whitney,
    mean_ratio,
    people,
    population_smd,
    student,
)
from b12meta.stats.summaries.bounds import smd_bounds_from_p

ROUNDING = 1e-12  # the same arithmetic in another order

POSTERIOR = 1e-3
"""In posterior SDs. Cubic pieces on a mean grid of step 0.02, at most a third of an SD; the worst
of 1,000 sets was 3e-4."""

PROFILE, USUAL = 2e-2, 1e-4
"""In standard errors. The profile has a kink in its curvature where the best tau leaves 0, which a
polynomial through five points rounds off: 1 set in 100 is off by more than 5e-3, the worst of 1,000
by 1.2e-2; the median is 2e-6. Signs differ from set to set, so no average moves."""

SEVERAL = [Scenario(-0.3, 0.1, 6), Scenario(0.0, 0.5, 8), Scenario(-0.1, 0.3, 20)]


def some(scenario: Scenario, mechanism: str, n: int, seed: int = 1) -> Reports:
    world, *others = seeds(scenario, 0, seed)
    studies = draw(*scenario, n, np.random.default_rng(world))
    own = others[list(MECHANISMS).index(mechanism)]
    return report(studies, mechanism, np.random.default_rng(own))


def test_population_smd_is_that_of_a_huge_sample():
    rng = np.random.default_rng(3)
    s2 = math.log(1 + 0.45**2)  # of a log-normal with CV 0.45
    control = rng.lognormal(-s2 / 2, math.sqrt(s2), 2_000_000)
    ms = 0.8 * rng.lognormal(-s2 / 2, math.sqrt(s2), 2_000_000)
    pooled = math.sqrt(0.7 * ms.var() + 0.3 * control.var())
    found = population_smd(np.array(0.8), 0.7)
    # standard error of the sample value: sqrt(2 / 2e6) for the means, as much again for the SD
    assert (ms.mean() - control.mean()) / pooled == pytest.approx(found, abs=5e-3)
    assert found < -0.4


@pytest.mark.parametrize("share", [0.48, 0.5, 0.763])
def test_mean_ratio_inverts_population_smd(share):
    effect = np.linspace(-2.5, 2.5, 41)
    ratio = mean_ratio(effect, share)
    assert (ratio > 0).all()
    assert population_smd(ratio, share) == pytest.approx(effect, abs=1e-10)


def test_studies_are_tested_as_scipy_does():
    values = people(np.array([0.7, 0.9, 1.3]), 44, 24, np.random.default_rng(2))
    a, b = values[:, :24], values[:, 24:]
    g, p = student(values, 24, 44)
    assert p == pytest.approx(stats.ttest_ind(a, b, axis=1).pvalue, rel=1e-10)
    expected = smd(
        m1i=a.mean(1),
        sd1i=a.std(1, ddof=1),
        n1i=[24] * 3,
        m2i=b.mean(1),
        sd2i=b.std(1, ddof=1),
        n2i=[20] * 3,
    )
    assert g == pytest.approx(expected.yi, rel=ROUNDING)
    sign, p = mann_whitney(values, 24, 44)
    other = stats.mannwhitneyu(a, b, axis=1, method="asymptotic")
    assert p == pytest.approx(other.pvalue, rel=1e-10)
    assert sign.tolist() == np.sign(other.statistic - 240).tolist()


def test_real_sizes_are_taken_once_each_and_true_effects_have_their_spread():
    found = draw(-0.3, 0.5, 8, 4000, np.random.default_rng(4))
    assert (found.pair == np.arange(8)).all()
    # g has an upward skew error of a few thousandths; Monte Carlo error is 0.003
    assert found.g.mean() == pytest.approx(-0.3, abs=0.015)
    # tau² plus the mean sampling variance of SIZES, near 0.06
    assert found.g.var() == pytest.approx(0.25 + (1 / SIZES).sum(1).mean(), rel=0.08)


def test_limits_are_those_of_the_door():
    n1, n2 = SIZES.T
    ways = {"lower": ("<", "lower"), "null": (">", None), "higher": ("<", "higher")}
    for word, (operator, direction) in zip((-1, 0, 1), ways.values(), strict=True):
        pair = np.arange(8)[None]
        reports = Reports(
            pair,
            *(np.zeros((1, 8)),) * 3,
            np.zeros((1, 8), bool),
            np.full((1, 8), word),
            np.ones((1, 8), bool),
        )
        door = smd_bounds_from_p(p=0.05, operator=operator, direction=direction, n1i=n1, n2i=n2)
        low, high = limits(reports)
        assert low[0] == pytest.approx(door.low, rel=1e-12)
        assert high[0] == pytest.approx(door.high, rel=1e-12)


def test_mechanisms_print_what_they_say():
    rng = np.random.default_rng(5)
    n = 40_000
    p = rng.random((n, 1))
    rank_p = rng.random((n, 1))
    studies = Studies(np.zeros((n, 1), np.intp), np.ones((n, 1)), p, rank_p, -np.ones((n, 1)))
    found = {name: report(studies, name, rng) for name in MECHANISMS}
    small, ranked = p < 0.05, rank_p < 0.05
    near = pytest.approx  # shares below have standard errors of 0.012 (significant) or 0.003
    assert found["at_random"].exact[small].mean() == near(0.3, abs=0.05)
    assert found["at_random"].exact[~small].mean() == near(0.3, abs=0.012)
    for name, which in (("by_significance", small), ("by_p", small), ("mann_whitney", ranked)):
        assert found[name].exact[which].mean() == near(0.6, abs=0.05)
        assert found[name].exact[~which].mean() == near(0.15, abs=0.012)
        assert (found[name].word[which] != 0).all()
        assert (found[name].word[~which] == 0).all()
        assert found[name].present.all()
    assert found["by_p"].exact[(p > 0.05) & (p < 0.1)].mean() == near(0.427, abs=0.05)
    assert found["by_p"].exact[p > 0.9].mean() < 0.02
    assert (found["mann_whitney"].word[ranked] == -1).all()
    assert (found["by_significance"].word[small] == 1).all()
    hidden_ones = found["unmentioned"]
    assert hidden_ones.present[small].all()
    assert hidden_ones.present[~small].mean() == near(0.5, abs=0.012)
    assert not (hidden_ones.exact & ~hidden_ones.present).any()


def differences(reports: Reports) -> tuple[list[list[float]], list[list[float]]]:
    """Of the grid from `pool_bounded`, in standard errors: Bayesian, and maximum likelihood."""
    loglik = log_likelihood(reports)
    best = likeliest(loglik, np.maximum(reports.size, 2))
    bayes, bayes_fits = bayesian(loglik)
    ours, profile = [], []
    for row in np.flatnonzero(reports.size >= 2):
        if bayes_fits[row]:
            fit = methods.singly(reports, row, HalfNormal(0.5))
            got = np.array([column[row] for column in bayes])
            ours.append((got - [fit.estimate, *fit.ci]) / fit.mu.sd)
        fit = methods.singly(reports, row, None)
        if best.fits[row] and fit is not None:
            got = np.array(
                [*(column[row] for column in best.chi2), best.t.low[row], best.t.high[row]]
            )
            se = (fit.ci.high - fit.ci.low) / 3.92
            profile.append((got - [fit.estimate, *fit.ci, *fit.ci_t]) / se)
    return ours, profile


def test_grid_agrees_with_pool_bounded():
    pairs = [
        differences(some(scenario, mechanism, 5))
        for scenario, mechanism in product(SEVERAL, MECHANISMS)
    ]
    ours, profile = (np.abs(np.concatenate([one[i] for one in pairs if one[i]])) for i in (0, 1))
    assert len(ours) >= 70  # of 75: the grid suits all but a few
    assert len(profile) >= 65
    assert ours.max() < POSTERIOR
    assert profile.max() < PROFILE
    assert np.median(profile) < USUAL


def test_sets_that_do_not_fit_go_to_the_single_fit():
    reports = some(SEVERAL[0], "by_significance", 3)
    nothing_known = np.zeros_like(reports.exact)
    words = np.ones_like(reports.word)
    words[0] = -1
    words[1, 0] = -1
    strange = reports._replace(exact=nothing_known, word=words)
    found, tau = methods.on_grid(strange)
    assert np.isnan(found["ml"].estimate[[0, 2]]).all()  # all on one side: there is no maximum
    assert np.isnan(found["bayes"].estimate[[0, 2]]).all()
    assert np.isnan(tau[[0, 2]]).all()
    alone = methods.singly(strange, 1, HalfNormal(0.5))
    assert found["bayes"].estimate[1] == alone.estimate
    assert (found["bayes"].low[1], found["bayes"].high[1]) == alone.ci


def test_reml_is_that_of_pool():
    reports = some(SEVERAL[1], "at_random", 12)
    found = reml(reports.g, reports.vi, reports.exact)
    for row, members in enumerate(reports.exact):
        if members.sum() < 2:
            assert math.isnan(found.estimate[row])
            continue
        fit = pool(reports.g[row, members], reports.vi[row, members], test="adhoc")
        got = [column[row] for column in found]
        assert got == pytest.approx([fit.estimate, *fit.ci], rel=1e-9)


def test_imputation_of_nothing_is_the_exact_pool():
    reports = some(SEVERAL[1], "at_random", 5)
    full = reports._replace(exact=np.ones_like(reports.exact))
    found = imputed(full, np.zeros(5), np.full(5, 0.3), np.random.default_rng(1))
    for got, expected in zip(found, reml(full.g, full.vi, full.exact), strict=True):
        assert got == pytest.approx(expected, rel=1e-9)


def test_imputation_follows_rubin():
    reports = some(SEVERAL[1], "by_significance", 2)
    mean, tau = np.array([-0.1, 0.1]), np.array([0.2, 0.4])
    found = imputed(reports, mean, tau, np.random.default_rng(9))
    drawn = hidden(reports, mean, tau, np.random.default_rng(9).random((20, 2, 8)))
    n1, n2 = SIZES.T
    for row in range(2):
        fits = [
            pool(y, 1 / n1 + 1 / n2 + y * y / (2 * (n1 + n2)), test="adhoc") for y in drawn[:, row]
        ]
        estimates = [fit.estimate for fit in fits]
        variance = np.mean([fit.se**2 for fit in fits]) + 1.05 * np.var(estimates, ddof=1)
        middle, half = np.mean(estimates), stats.t.ppf(0.975, 7) * math.sqrt(variance)
        got = [column[row] for column in found]
        assert got == pytest.approx([middle, middle - half, middle + half], rel=1e-9)


def test_zero_puts_numbers_for_words():
    reports = some(SEVERAL[1], "by_significance", 4)
    found = methods.pool_all(reports, np.random.default_rng(1))["zero"]
    n1, n2 = SIZES.T
    at_p = smd_bounds_from_p(p=0.05, operator="<", direction="higher", n1i=n1, n2i=n2).low
    for row in range(4):
        exact = reports.exact[row]
        y = np.where(exact, reports.g[row], reports.word[row] * at_p)
        v = np.where(exact, reports.vi[row], 1 / n1 + 1 / n2)
        fit = pool(y, v, test="adhoc")
        got = [column[row] for column in found]
        assert got == pytest.approx([fit.estimate, *fit.ci], rel=1e-9)


def test_peak_is_that_of_the_quartic():
    curve = np.polynomial.Polynomial([1.0, 0.5, -1.2, 0.15, -0.05])
    at = next(x.real for x in curve.deriv().roots() if abs(x) < 1)
    top, shift = peak(*(np.array([curve(x)]) for x in (-2, -1, 0, 1, 2)))
    assert shift[0] == pytest.approx(at, abs=1e-8)  # four Newton steps
    assert top[0] == pytest.approx(curve(at), abs=1e-12)


@pytest.mark.parametrize("word", [-1, 0, 1])
def test_hidden_effects_are_drawn_between_their_limits(word):
    n = 4000
    shape = (n, 1)
    reports = Reports(
        np.zeros(shape, np.intp),
        *(np.zeros(shape),) * 2,
        np.full(shape, 0.09),
        np.zeros(shape, bool),
        np.full(shape, word),
        np.ones(shape, bool),
    )
    u = (np.arange(n) + 0.5).reshape(1, n, 1) / n
    drawn = hidden(reports, np.full(n, -0.2), np.full(n, 0.4), u)[0, :, 0]
    low, high = (end[0, 0] for end in limits(reports))
    known = stats.truncnorm((low + 0.2) / 0.5, (high + 0.2) / 0.5, -0.2, 0.5)
    assert np.sort(drawn) == pytest.approx(known.ppf(np.sort(u.ravel())), abs=1e-8)


def test_score_by_hand():
    answers = Answers(
        np.array([0.0, -0.2, -0.4, math.nan]),
        np.array([-0.5, -0.4, -0.5, math.nan]),
        np.array([0.5, -0.05, -0.3, math.nan]),
    )
    found = score(answers, mechanism="by_p", mu=-0.1, tau=0.3, k=6, method="ml")
    assert (found.replicates, found.available) == (4, 0.75)
    assert found.bias == pytest.approx(-0.1)
    assert found.emp_se == pytest.approx(0.2)
    assert found.bias_mcse == pytest.approx(0.2 / math.sqrt(3))
    assert found.rmse == pytest.approx(math.sqrt((0.01 + 0.01 + 0.09) / 3))
    assert found.coverage == pytest.approx(2 / 3)
    assert found.coverage_mcse == pytest.approx(math.sqrt(2 / 27))
    assert found.width == pytest.approx((1 + 0.35 + 0.2) / 3)
    assert found.width_median == pytest.approx(0.35)
    nothing = score(Answers(*(np.full(3, math.nan),) * 3), **cell_of(found))
    assert nothing.available == 0
    assert math.isnan(nothing.coverage)


def cell_of(found: Score) -> dict[str, object]:
    return {name: getattr(found, name) for name in ("mechanism", "mu", "tau", "k", "method")}


def test_seed_decides_everything_and_company_nothing():
    a, b = Scenario(-0.3, 0.3, 6), Scenario(0.0, 0.1, 8)
    given = {"replicates": 40, "seed": 7}
    alone = list(simulate_coverage([b], mechanisms=["by_p"], **given))
    beside = list(simulate_coverage([a, b], mechanisms=["at_random", "by_p"], **given))
    assert [asdict(one) for one in alone] == [asdict(one) for one in beside[-len(METHODS) :]]
    other = list(simulate_coverage([b], mechanisms=["by_p"], replicates=40, seed=8))
    assert other[-1].bias != alone[-1].bias
    assert {one.replicates for one in beside} == {40}


def test_blocks_may_come_in_any_order():
    scenario = Scenario(-0.1, 0.1, 6)
    run = [
        run_block((scenario, block), mechanisms=("by_p",), seed=7)["by_p", "bayes"].estimate
        for block in (1, 0)
    ]
    both = list(simulate_coverage([scenario], mechanisms=["by_p"], replicates=2 * BLOCK, seed=7))
    estimates = np.concatenate(run[::-1])
    assert both[-1].bias == np.mean(estimates[np.isfinite(estimates)] + 0.1)
    assert not np.isclose(run[0], run[1], atol=1e-9).all()


def test_block_uses_its_own_seeds():
    scenario, names = SEVERAL[0], list(MECHANISMS)
    found = run_block((scenario, 2), mechanisms=tuple(names), seed=7)
    world, *others = seeds(scenario, 2, 7)
    studies = draw(*scenario, BLOCK, np.random.default_rng(world))
    for mechanism, own in zip(names, others, strict=True):
        rng = np.random.default_rng(own)
        expected = methods.pool_all(report(studies, mechanism, rng), rng)
        for method in METHODS:
            got = found[mechanism, method].estimate
            assert np.array_equal(got, expected[method].estimate, equal_nan=True)
    keys = [
        tuple(seed.generate_state(2))
        for where in (*SCENARIOS, SCENARIOS[0]._replace(mu=0.1), SCENARIOS[0]._replace(mu=0.3))
        for block in (0, 1)
        for seed in seeds(where, block, 7)
    ]
    assert len(set(keys)) == len(keys)


@pytest.mark.long
def test_number_of_processes_does_not_matter():
    given = {"mechanisms": ["at_random"], "replicates": 240}
    one, two = (list(simulate_coverage(SEVERAL, **given, workers=n)) for n in (1, 2))
    assert [asdict(x) for x in one] == [asdict(x) for x in two]


def test_bad_input():
    with pytest.raises(ValueError, match=r"mechanisms: got \['by_luck'\]"):
        simulate_coverage(mechanisms=["by_luck"])
    with pytest.raises(ValueError, match="replicates: got 1, expected at least 2"):
        simulate_coverage(replicates=1)


def committed() -> list[dict[str, str]]:
    path = Path(__file__).parents[2] / "data" / "simulation" / "coverage.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_committed_result_is_whole():
    rows = committed()
    assert list(rows[0]) == [field.name for field in fields(Score)]
    cells = [
        (row["mechanism"], float(row["mu"]), float(row["tau"]), int(row["k"]), row["method"])
        for row in rows
    ]
    expected = product(MECHANISMS, SCENARIOS, METHODS)
    assert sorted(cells) == sorted((name, *scenario, method) for name, scenario, method in expected)
    assert {int(row["replicates"]) for row in rows} == {5000}


@pytest.mark.long
def test_committed_result_comes_from_this_code():
    scenario = Scenario(-0.3, 0.3, 8)
    kept = {
        (row["mechanism"], *map(float, (row["mu"], row["tau"], row["k"])), row["method"]): row
        for row in committed()
    }
    for found in simulate_coverage([scenario], replicates=5000):
        row = kept[tuple(cell_of(found).values())]
        for name in ("available", "bias", "emp_se", "rmse", "coverage", "width_median"):
            # six digits are written; an answer on the edge may fall elsewhere on another machine
            assert getattr(found, name) == pytest.approx(float(row[name]), rel=1e-3, abs=1e-4), name


def test_bounds_stand_beside_group_sizes():
    assert bound_of().shape == (len(SIZES),)
    assert (np.diff(bound_of()[np.argsort((1 / SIZES).sum(1))]) > 0).all()
