"""Priors: their constants, and the published tables."""

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy import integrate, stats

from b12meta.stats.bayes.exact import exact_posterior
from b12meta.stats.bayes.pooling import pool_bayes
from b12meta.stats.bayes.priors import (
    HalfCauchy,
    HalfNormal,
    HalfT,
    Jeffreys,
    LogNormal,
    LogT,
    Uniform,
)
from b12meta.stats.bayes.published import (
    RHODES_2015,
    TURNER_2012,
    TURNER_2015,
    rhodes2015,
    turner2012,
    turner2015,
)
from b12meta.stats.scaled import standardise

Y = np.array([0.1, 0.2, 0.5, -0.3, 0.2, 0.9])
V = np.array([0.04, 0.03, 0.02, 0.05, 0.1, 0.01])
QUADPACK = 1e-9
# The tables are printed to two decimals, and each is a sum of two effects: three roundings.
ADDITIVE = 0.021


@pytest.mark.parametrize(
    ("prior", "known"),
    [
        (HalfNormal(0.5), stats.halfnorm(scale=0.5)),
        (HalfCauchy(0.3), stats.halfcauchy(scale=0.3)),
        (Uniform(2.0), stats.uniform(scale=2.0)),
        (LogNormal(-1.28, 0.87), stats.lognorm(0.87, scale=math.exp(-1.28))),
    ],
    ids=lambda value: type(value).__name__,
)
def test_densities_are_scipys_with_the_constant(prior, known):
    tau = np.array([0.01, 0.2, 0.9])
    ours = np.exp(prior.log_density(tau, V) - prior.log_integral)
    assert ours == pytest.approx(known.pdf(tau), rel=1e-13)
    assert prior.proper


def test_t_priors_are_scipys():
    tau = np.array([0.01, 0.2, 0.9])
    half, log = HalfT(0.3, 4), LogT(-1.72, 1.295, 5)
    ours = np.exp(half.log_density(tau, V) - half.log_integral)
    assert ours == pytest.approx(2 * stats.t.pdf(tau, 4, scale=0.3), rel=1e-13)
    ours = np.exp(log.log_density(tau, V) - log.log_integral)
    known = stats.t.pdf(np.log(tau), 5, loc=-1.72, scale=1.295) / tau
    assert ours == pytest.approx(known, rel=1e-13)


@pytest.mark.parametrize("prior", [Jeffreys(), Uniform()], ids=str)
def test_improper_priors_say_so(prior):
    assert not prior.proper


@pytest.mark.parametrize("prior", [LogT(-1.72, 1.295, 5), LogT(-1.0, 1.0, 3)], ids=str)
def test_long_tails_agree_with_plain_integration(prior):
    """Over the logarithm of tau, in pieces."""

    def weight(x):
        s2 = V + math.exp(2 * x)
        total = (1 / s2).sum()
        mean = (Y / s2).sum() / total
        fit = -0.5 * (np.log(s2).sum() + math.log(total) + ((Y - mean) ** 2 / s2).sum())
        return math.exp(fit) * stats.t.pdf(x, prior.df, prior.location, prior.scale), mean, total

    def over(f):
        cuts = [-2000, -200, -50, -20, -8, -4, -2, -1, 0, 2, 10, 40]
        parts = [
            integrate.quad(f, a, b, epsabs=1e-15, epsrel=1e-11, limit=200)[0]
            for a, b in pairwise(cuts)
        ]
        return math.fsum(parts)

    whole = over(lambda x: weight(x)[0])
    pool = pool_bayes(Y, V, tau_prior=prior)
    mean = over(lambda x: math.prod(weight(x)[:2])) / whole
    assert pool.mu.mean == pytest.approx(mean, rel=QUADPACK)
    below = over(lambda x: weight(x)[0] * (x < math.log(0.3))) / whole
    # a jump inside a piece costs QUADPACK digits
    assert pool.tau.prob_below(0.3) == pytest.approx(below, abs=1e-6)
    some = [standardise(Y, V), prior, None, 0.95]
    one, two = exact_posterior(*some), exact_posterior(*some, n=2 * prior.points)
    for a, b in zip(one, two, strict=True):
        assert (a.median, *a.interval) == pytest.approx((b.median, *b.interval), abs=1e-8)


def test_a_proper_prior_needs_one_study_only():
    pool = pool_bayes([0.3], [0.04], tau_prior=rhodes2015())
    assert pool.tau.median == pytest.approx(math.exp(-1.72), rel=1e-4)


@pytest.mark.parametrize("table", [TURNER_2012, TURNER_2015, RHODES_2015])
def test_locations_are_an_outcome_plus_a_comparison(table):
    """Their models have no interaction, so a mistyped number stands out."""
    columns = list(zip(*table.values(), strict=True))
    for column in columns[1:]:
        steps = [
            b[0] - a[0]
            for a, b in zip(columns[0], column, strict=True)
            if a is not None and b is not None
        ]
        assert max(steps) - min(steps) < ADDITIVE + 0.011
        assert len(steps) >= len(table) - 1


def test_published_priors_are_for_tau():
    """Rhodes et al., section 3.3, and Turner et al. (2015), p. 993, for tau² in any setting."""
    assert math.exp(2 * rhodes2015().location) == pytest.approx(math.exp(-3.44))
    assert (2 * turner2015().mu, 2 * turner2015().sigma) == (-2.56, 1.74)
    assert turner2012("mortality", "drug or placebo") == LogNormal(-4.06 / 2, 1.45 / 2)
    assert rhodes2015("biological marker", "not a drug") == LogT(-3.27 / 2, 2.66 / 2, 5)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: turner2012("death", "drug or drug"), "outcome: got 'death', expected one of mor"),
        (lambda: turner2015("pain", "drug"), "comparison: got 'drug', expected one of drug or"),
        (lambda: rhodes2015("pain"), "outcome: got 'pain'"),
        (lambda: rhodes2015("subjective"), "comparison: got None"),
        (lambda: rhodes2015("mental health", "not a drug"), "may be a misprint"),
        (lambda: LogT(0, 1, 0), "LogT: df: got 0"),
        (lambda: LogT(math.inf, 1, 5), "LogT: location: got inf"),
    ],
)
def test_bad_input(make, said):
    with pytest.raises(ValueError, match=said):
        make()
