"""Nagashima's prediction interval: its published example, and the exact distribution it samples."""

import math

import numpy as np
import pytest
from scipy import optimize, special

from b12meta.stats import prediction
from b12meta.stats.effects.counts import odds_ratio
from b12meta.stats.pooling import pool
from b12meta.stats.prediction import DRAWS, draw_tau2, nagashima
from b12meta.stats.scaled import standardise, weighted
from b12meta.stats.tau2.jackson import QDistribution

# Four standard errors: one false alarm in 16,000, and the seeds are fixed.
SIGMAS = 4

# 13 trials of cisapride (Hartung & Knapp 2001, Statistics in Medicine 20), half a count added to
# each cell, as in the vignette of the authors' R package pimeta 1.1.4
CISAPRIDE = odds_ratio(
    ai=[15, 12, 29, 42, 14, 44, 14, 29, 10, 17, 38, 19, 21],
    n1i=[16, 16, 34, 56, 22, 54, 17, 58, 14, 26, 44, 29, 38],
    ci=[9, 1, 18, 31, 6, 17, 7, 23, 3, 6, 12, 22, 19],
    n2i=[16, 16, 34, 56, 22, 55, 15, 58, 15, 27, 45, 30, 38],
    to="all",
)
FEW = (np.array([0.1, 0.9, -0.4, 0.3]), np.array([0.2, 0.3, 0.1, 0.15]))


def test_published_example():
    # print(pima(y, se, seed = 2236067), trans = "exp"): 4.141 [0.533, 33.692], tau2 0.718, I2 69.9%
    pooled = pool(*CISAPRIDE, method="DL", prediction="nagashima")
    assert round(math.exp(pooled.estimate), 3) == 4.141
    assert (round(pooled.tau2, 3), round(100 * pooled.i2, 1)) == (0.718, 69.9)
    for ours, theirs, error in zip(pooled.pi, (0.533, 33.692), pooled.pi_error, strict=True):
        # both are simulated, with 25,000 draws each
        assert abs(ours - math.log(theirs)) < SIGMAS * math.sqrt(2) * error


def alphas_of(data):
    w = 1 / data.v
    return np.linalg.eigvalsh(np.diag(w) - np.outer(w, w) / w.sum())[1:]


def confidence(data, t):
    """Confidence that tau2 is at most t, by Imhof's integral, not by sampling."""
    weights = 1 + t * alphas_of(data)
    q = weighted(data, 0.0).q
    u = (np.arange(40_000) + 0.5) * 1e-3
    angle = np.arctan(np.outer(u, weights)).sum(1) / 2 - q * u / 2
    size = np.exp(np.log1p(np.outer(u, weights) ** 2).sum(1) / 4)
    return 0.5 + float((np.sin(angle) / (u * size)).sum()) * 1e-3 / math.pi


@pytest.mark.parametrize("effects", [CISAPRIDE, FEW])
def test_draws_of_tau2_follow_the_exact_confidence_distribution(effects):
    data = standardise(*map(np.asarray, effects))
    draws = draw_tau2(weighted(data, 0.0).q, alphas_of(data), 200_000, np.random.default_rng(5))
    for t in (0.0, 0.3, 1.0, 3.0, 10.0):
        share, exact = float(np.mean(draws <= t)), confidence(data, t)
        assert abs(share - exact) < SIGMAS * math.sqrt(exact * (1 - exact) / draws.size)
        # the integral above is cut off at u = 40, where three eigenvalues still leave 1e-5
        assert QDistribution(data, 1 / data.v).upper(t).value == pytest.approx(exact, abs=2e-5)


def exact_ends(y, v, level):
    """The interval that infinitely many draws would give, by quadrature."""
    data = standardise(y, v)
    q = QDistribution(data, 1 / data.v)
    shares = (np.arange(80) + 0.5) / 80
    tau2 = [inverse(q, share) for share in shares]
    z, weights = np.polynomial.hermite_e.hermegauss(40)

    def below(x):
        total = 0.0
        for t in tau2:
            w = 1 / (data.v + t)
            mean = w @ data.y / w.sum()
            se = math.sqrt(w @ (data.y - mean) ** 2 / w.sum() / (y.size - 1))
            total += weights @ special.stdtr(y.size - 1, (x - mean - math.sqrt(t) * z) / se)
        return total / len(tau2) / weights.sum()

    return [
        data.centre + data.unit * optimize.brentq(lambda x, p=p: below(x) - p, -80, 80)
        for p in ((1 - level) / 2, (1 + level) / 2)
    ]


def inverse(q, share):
    if q.upper(0.0).value >= share:
        return 0.0
    log_t = optimize.brentq(lambda x: q.upper(math.exp(x)).value - share, -12, 12, xtol=1e-5)
    return math.exp(log_t)


@pytest.mark.parametrize("effects", [CISAPRIDE, FEW])
def test_interval_against_quadrature(effects):
    y, v = map(np.asarray, effects)
    exact = exact_ends(y, v, 0.8)
    simulated = nagashima(standardise(y, v), 0.8, draws=400_000, seed=11)
    for ours, theirs, error in zip(simulated.interval, exact, simulated.error, strict=True):
        assert abs(ours - theirs) < SIGMAS * error


def test_seeded_and_its_error_shrinks():
    data = standardise(*FEW)
    one, same = nagashima(data, 0.95), nagashima(data, 0.95)
    assert one == same
    other = nagashima(data, 0.95, seed=2)
    assert one != other
    for a, b, error in zip(one.interval, other.interval, one.error, strict=True):
        assert abs(a - b) < SIGMAS * math.sqrt(2) * error
    more = nagashima(data, 0.9, draws=16 * DRAWS)
    fewer = nagashima(data, 0.9)
    for a, b in zip(more.error, fewer.error, strict=True):
        assert 0.15 < a / b < 0.4


def test_the_error_is_the_spread_of_repeats():
    data = standardise(*FEW)
    runs = [nagashima(data, 0.8, draws=2000, seed=seed) for seed in range(60)]
    for end in (0, 1):
        spread = np.std([run.interval[end] for run in runs], ddof=1)
        said = np.mean([run.error[end] for run in runs])
        # the standard deviation of 60 repeats is itself good to 10%
        assert 0.65 < said / spread < 1.5


def test_draws_of_ones_own():
    pooled = pool(*FEW, prediction="nagashima")
    same = pooled.simulated_prediction()
    assert (same.interval, same.error) == (pooled.pi, pooled.pi_error)
    assert pooled.simulated_prediction(0.8).interval.low > pooled.pi.low
    assert pooled.simulated_prediction(seed=1) != same
    with pytest.raises(ValueError, match="draws: got 10, expected at least 1000"):
        pooled.simulated_prediction(draws=10)
    with pytest.raises(ValueError, match="got 1 study, expected at least 2"):
        pool([1], [2]).simulated_prediction()


def test_blocks_of_draws(monkeypatch):
    data = standardise(*FEW)
    whole = nagashima(data, 0.95)
    monkeypatch.setattr(prediction, "BLOCK", 30_001)
    parts = nagashima(data, 0.95)
    assert parts != whole
    for a, b, error in zip(whole.interval, parts.interval, whole.error, strict=True):
        assert abs(a - b) < SIGMAS * math.sqrt(2) * error


def test_it_is_wider_where_studies_are_few():
    rules = {rule: pool(*FEW, prediction=rule).pi for rule in ("t", "nagashima")}
    assert rules["nagashima"].high - rules["nagashima"].low > rules["t"].high - rules["t"].low


def test_neither_method_nor_test_matters():
    one = pool(*FEW, prediction="nagashima")
    assert one.pi == pool(*FEW, method="DL", test="z", prediction="nagashima").pi
    assert one.pi_df == 3


def test_the_error_is_said():
    pooled = pool(*FEW, prediction="nagashima")
    assert pooled.pi_error.low > 0 < pooled.pi_error.high
    said = next(sentence for sentence in pooled.warnings if "simulated" in sentence)
    assert "Monte Carlo standard errors of its ends are" in said
    assert "t, df 3, simulated)" in str(pooled)
    assert pool(*FEW).pi_error is None


def test_edges():
    assert pool(*FEW, method="EE", prediction="nagashima").pi is None
    one = pool([0.4], [0.25], prediction="nagashima")
    assert (one.pi, one.pi_error) == (one.ci, None)
    identical = pool([0.5] * 4, [1, 2, 3, 4], prediction="nagashima")
    assert identical.pi == (0.5, 0.5)
    two = pool([0.5, 1.5], [0.2, 0.3], prediction="nagashima")
    assert two.pi.low < 0.5 < 1.5 < two.pi.high


@pytest.mark.parametrize(
    "effects", [CISAPRIDE, FEW, (np.array([0.0, 100.0, 100.1, 99.9]), np.array([1e-6, 9, 9, 9]))]
)
def test_sums_lose_no_digits(effects):
    data = standardise(*map(np.asarray, effects))
    tau2 = np.concatenate([[0.0], np.geomspace(1e-6, 1e6, 3 * prediction.PIECE // 2)])
    mean, variance = prediction.means_given(data, tau2)
    w = 1 / (data.v + tau2[:, None])
    plain = (w * data.y).sum(1) / w.sum(1)
    np.testing.assert_allclose(mean, plain, rtol=1e-13, atol=1e-15)
    spread = (w * (data.y - plain[:, None]) ** 2).sum(1) / w.sum(1)
    # k + 1 times the rounding of a sum
    np.testing.assert_allclose(variance, spread, rtol=1e-13)
