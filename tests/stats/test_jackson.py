"""The exact distribution of the generalised Q, and Jackson's interval, against other routes."""

import json
import math
from decimal import Decimal, getcontext
from pathlib import Path

import numpy as np
import pytest
from scipy import special

from b12meta.stats.pooling import pool
from b12meta.stats.scaled import standardise
from b12meta.stats.tau2.generalised import generalised_moment, generalised_traces
from b12meta.stats.tau2.jackson import QDistribution, orthogonal
from b12meta.stats.tau2.quadratic import lower_tail, upper_tail

getcontext().prec = 80

# A trapezoidal rule that has converged, on terms of the size of the result.
TAIL = 1e-11
# An end is a root of the tail probability; its relative error is that of the tail over its slope.
END = 1e-11
ROUNDING = 1e-12

INPUTS = Path(__file__).parents[1] / "golden" / "metafor_sets" / "inputs.json"
Y = np.array([0.5, 1.5, -0.3, 0.9, 2.2, 0.1])
V = np.array([0.11, 0.22, 0.05, 0.41, 0.3, 0.09])


@pytest.mark.parametrize("m", [1, 2, 3, 12, 49, 149, 500])
@pytest.mark.parametrize("p", [1e-12, 1e-6, 0.025, 0.3, 0.5, 0.975, 0.999999])
def test_equal_weights_give_chi_square(m, p):
    q, ones = special.chdtri(m, p), np.ones(m)
    upper, lower = upper_tail(q, ones, ones), lower_tail(q, ones, ones)
    assert upper.value == pytest.approx(special.chdtrc(m, q), rel=TAIL)
    assert lower.value == pytest.approx(special.chdtr(m, q), rel=TAIL)
    # all weights times c: P(c Q > q) has the derivative q f(q) at c = 1
    log_density = (m / 2 - 1) * math.log(q) - q / 2 - m / 2 * math.log(2) - special.gammaln(m / 2)
    assert upper.slope == pytest.approx(q * math.exp(log_density), rel=1e-8)
    assert lower.slope == -upper.slope or lower.slope == pytest.approx(-upper.slope, rel=1e-8)


def hypoexponential_tail(q, weights):
    """Tail of a sum of weighted chi-squares with 2 df each, in closed form, with 80 digits."""
    exact, total = [Decimal(float(w)) for w in weights], Decimal(0)
    for i, a in enumerate(exact):
        term = (-Decimal(float(q)) / (2 * a)).exp()
        for j, b in enumerate(exact):
            term *= 1 if i == j else a / (a - b)
        total += term
    return total


@pytest.mark.parametrize("spread", [0.5, 3, 14])
def test_pairs_of_weights_in_closed_form(spread):
    rng = np.random.default_rng(int(10 * spread))
    for _ in range(40):
        weights = np.exp(rng.uniform(-spread, spread, rng.integers(1, 12)))
        pairs = np.repeat(weights, 2)
        q = float(rng.chisquare(1, pairs.size) @ pairs * math.exp(rng.normal()))
        tail = hypoexponential_tail(q, weights)
        for ours, exact in (
            (upper_tail(q, pairs, pairs).value, tail),
            (lower_tail(q, pairs, pairs).value, 1 - tail),
        ):
            assert ours == pytest.approx(float(exact), rel=TAIL, abs=1e-15)


def imhof(q, weights):
    """Lower tail by Imhof's integral along the imaginary axis: another path, plain sums."""
    step = 2e-4 / np.median(weights)
    u = (np.arange(60_000) + 0.5) * step
    angle = np.arctan(np.outer(u, weights)).sum(1) / 2 - q * u / 2
    size = np.exp(np.log1p(np.outer(u, weights) ** 2).sum(1) / 4)
    return 0.5 - float((np.sin(angle) / (u * size)).sum() * step) / math.pi


@pytest.mark.long
def test_a_hundred_studies_against_imhof():
    # the second opinion in golden/metafor_sets errs by 1e-8 here
    given = json.loads(INPUTS.read_text(encoding="utf-8"))["sets"]["curtis_rom"]
    y, v = np.array(given["yi"], float), np.array(given["vi"], float)
    data = standardise(y, v)
    high = pool(y, v).tau2_interval("GENQ").high
    weights, _ = QDistribution(data, 1 / data.v).eigenvalues(high / data.unit**2)
    q = pool(y, v).q
    assert imhof(q, weights) == pytest.approx(0.025, rel=1e-11)


def test_eigenvalues_of_cochrans_q():
    # with weights 1 / v they are 1 + tau2 times those of P
    data = standardise(Y, V)
    w = 1 / data.v
    p = np.diag(w) - np.outer(w, w) / w.sum()
    alphas = np.linalg.eigvalsh(p)[1:]
    found, slopes = QDistribution(data, w).eigenvalues(0.7)
    np.testing.assert_allclose(found, 1 + 0.7 * alphas, rtol=ROUNDING)
    np.testing.assert_allclose(slopes, alphas, rtol=ROUNDING)


def test_orthogonal_basis():
    u = np.sqrt(np.array([1e12, 3.0, 2.0, 1.0]))
    u /= np.linalg.norm(u)
    basis = orthogonal(u)
    np.testing.assert_allclose(basis.T @ basis, np.eye(3), atol=1e-15)
    np.testing.assert_allclose(u @ basis, 0, atol=1e-21)


def test_two_studies_are_q_profile_whatever_the_weights():
    pooled = pool([0.5, 1.5], [0.2, 0.3])
    for weights in (None, [1, 1], [1e-6, 5]):
        assert pooled.tau2_interval("GENQ", weights=weights) == pytest.approx(
            pooled.tau2_interval("QP"), rel=END
        )


def test_equal_variances_are_q_profile():
    pooled = pool(Y, np.full(6, 0.2))
    assert pooled.tau2_interval("GENQ", 0.8) == pytest.approx(
        pooled.tau2_interval("QP", 0.8), rel=END
    )


def test_ends_lie_on_the_tails():
    for power in (1.0, 0.5):
        data, a = standardise(Y, V), V**-power
        low, high = pool(Y, V).tau2_interval("GENQ", 0.5, weights=a)
        q = QDistribution(data, data.v**-power)
        assert q.upper(low / data.unit**2).value == pytest.approx(0.25, rel=1e-10)
        assert q.lower(high / data.unit**2).value == pytest.approx(0.25, rel=1e-10)


def test_weights_count_by_their_ratios():
    pooled = pool(Y, V)
    assert pooled.tau2_interval("GENQ", weights=1 / V) == pytest.approx(
        pooled.tau2_interval("GENQ"), rel=END
    )
    assert pooled.tau2_interval("GENQ", weights=1e306 / V) == pytest.approx(
        pooled.tau2_interval("GENQ"), rel=END
    )


def test_an_empty_set_and_one_study():
    assert pool([0.3] * 4, [0.02, 0.03, 0.025, 0.04]).tau2_interval("GENQ") == (0, 0)
    small = pool([0.30, 0.31, 0.29, 0.305], [0.02, 0.03, 0.025, 0.04])
    assert small.tau2_interval("GENQ") == (0, 0)
    assert all(math.isnan(end) for end in pool([1], [2]).tau2_interval("GENQ"))


@pytest.mark.parametrize(
    ("kind", "weights", "said"),
    [
        ("QP", V, "kind='QP': got weights, which only GENQ takes"),
        ("GENQ", [1, 2], r"weights: got shape \(2,\), expected \(6,\), one value per study"),
        ("GENQ", [1, 2, 0, 1, 1, 1], r"weights\[2\]: got 0.0, expected a finite number above 0"),
        ("GENQ", [1, 2, math.nan, 1, 1, 1], r"weights\[2\]: got nan"),
    ],
)
def test_bad_weights(kind, weights, said):
    with pytest.raises(ValueError, match=said):
        pool(Y, V).tau2_interval(kind, weights=weights)


def test_traces_by_their_matrices():
    a, v = np.array([3.0, 0.5, 1.0, 7.0]), np.array([0.2, 0.4, 0.1, 0.9])
    p = np.diag(a) - np.outer(a, a) / a.sum()
    by_hand = [np.trace(x) for x in (p, p * v, (p * v) @ (p * v), (p * v) @ p, p @ p)]
    np.testing.assert_allclose(generalised_traces(a, v), by_hand, rtol=ROUNDING)


def test_traces_beside_a_giant_study_keep_their_digits():
    a, v = np.array([1e15, 2.0, 1.0]), np.array([1e-15, 0.5, 1.0])
    x, y = [Decimal(float(w)) for w in a], [Decimal(float(w)) for w in v]
    total = sum(x)
    p = [[x[i] * ((i == j) - x[j] / total) for j in range(3)] for i in range(3)]
    square = [p[i][j] ** 2 for i in range(3) for j in range(3)]
    exact = (
        sum(p[i][i] for i in range(3)),
        sum(p[i][i] * y[i] for i in range(3)),
        sum(p[i][j] ** 2 * y[i] * y[j] for i in range(3) for j in range(3)),
        sum(p[i][j] ** 2 * y[i] for i in range(3) for j in range(3)),
        sum(square),
    )
    np.testing.assert_allclose(generalised_traces(a, v), [float(e) for e in exact], rtol=ROUNDING)


def test_dersimonian_laird_is_a_generalised_moment():
    data = standardise(Y, V)
    ours, pooled = generalised_moment(data, 1 / data.v), pool(Y, V, method="DL")
    assert data.variance(ours.value) == pytest.approx(pooled.tau2, rel=ROUNDING)
    assert data.variance(ours.se) == pytest.approx(pooled.se_tau2, rel=ROUNDING)
