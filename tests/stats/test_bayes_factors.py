"""Bayes factors: Savage and Dickey's ratio, closed forms, integration over both unknowns."""

import math

import numpy as np
import pytest
from scipy import integrate, stats

from b12meta.stats.bayes.bayes_factors import log_evidence_at
from b12meta.stats.bayes.pooling import pool_bayes
from b12meta.stats.bayes.priors import (
    HalfCauchy,
    HalfNormal,
    HalfT,
    Jeffreys,
    LogNormal,
    LogT,
    Normal,
    Uniform,
)
from b12meta.stats.scaled import standardise

Y = np.array([0.1, 0.2, 0.5, -0.3, 0.2, 0.9])
V = np.array([0.04, 0.03, 0.02, 0.05, 0.1, 0.01])
NULL = Normal(0.1, 0.7)
# The density of the posterior is a polynomial through the points; at its end it has fewer digits.
AT_THE_END = 1e-7
RATIO = 1e-9
DBLQUAD = 1e-8


@pytest.mark.parametrize(
    "prior",
    [HalfNormal(0.5), HalfCauchy(0.3), HalfT(0.3, 4), Uniform(2.0), LogNormal(-1.28, 0.87),
     LogT(-1.7, 1.3, 5), Jeffreys()],
    ids=str,
)  # fmt: skip
def test_mean_is_density_after_over_density_before(prior):
    """Dickey (1971), Annals of Mathematical Statistics 42: the ratio at the value tested."""
    pool = pool_bayes(Y, V, tau_prior=prior, mu_prior=NULL)
    before = stats.norm.pdf(0, NULL.mean, NULL.sd)
    assert pool.bayes_factor_mu0 == pytest.approx(pool.mu.density(0) / before, rel=RATIO)


@pytest.mark.parametrize("mu_prior", [None, NULL], ids=str)
@pytest.mark.parametrize(
    ("prior", "before"),
    [
        (HalfNormal(0.5), 2 * stats.norm.pdf(0, scale=0.5)),
        (HalfCauchy(0.3), 2 * stats.cauchy.pdf(0, scale=0.3)),
        (HalfT(0.3, 4), 2 * stats.t.pdf(0, 4, scale=0.3)),
        (Uniform(2.0), 0.5),
    ],
    ids=str,
)
def test_tau_is_density_after_over_density_before(prior, before, mu_prior):
    """On homogeneous data, whose posterior does not vanish at tau = 0."""
    pool = pool_bayes(0.3 * Y, V, tau_prior=prior, mu_prior=mu_prior)
    ratio = float(pool.tau.density(0.0)) / before
    assert pool.bayes_factor_tau0 == pytest.approx(ratio, rel=AT_THE_END)


@pytest.mark.long
def test_integration_over_mean_and_tau():
    y, v = Y[:3], V[:3]

    def likelihood(mu, tau):
        return float(np.prod(stats.norm.pdf(y, mu, np.sqrt(v + tau * tau))))

    def before(tau):
        return 2 * stats.norm.pdf(tau, scale=0.5)

    def joint(mu, tau):
        return likelihood(mu, tau) * before(tau) * stats.norm.pdf(mu, NULL.mean, NULL.sd)

    fine = {"epsabs": 1e-10, "epsrel": 1e-10}
    both = integrate.dblquad(joint, 0, 4, -4, 4, **fine)[0]
    no_mean = integrate.quad(lambda tau: likelihood(0, tau) * before(tau), 0, 4, **fine)[0]
    no_tau = integrate.quad(
        lambda mu: likelihood(mu, 0) * stats.norm.pdf(mu, NULL.mean, NULL.sd), -4, 4, **fine
    )[0]
    pool = pool_bayes(y, v, mu_prior=NULL)
    assert pool.bayes_factor_mu0 == pytest.approx(no_mean / both, rel=DBLQUAD)
    assert pool.bayes_factor_tau0 == pytest.approx(no_tau / both, rel=DBLQUAD)


def test_closed_form_of_one_study_without_heterogeneity():
    """Densities of the estimate: under 0, and spread out by the prior."""
    pool = pool_bayes([0.4], [0.04], tau_prior=HalfNormal(1e-7), mu_prior=Normal(0, 0.5))
    ratio = stats.norm.pdf(0.4, 0, 0.2) / stats.norm.pdf(0.4, 0, math.sqrt(0.04 + 0.25))
    assert pool.bayes_factor_mu0 == pytest.approx(ratio, rel=RATIO)
    assert pool.bayes_factor_tau0 == pytest.approx(1, rel=RATIO)


@pytest.mark.parametrize("c", [1e-6, 40.0])
def test_unit_and_order_change_nothing(c):
    order = [3, 0, 5, 1, 2, 4]
    one = pool_bayes(Y, V, mu_prior=NULL)
    other = pool_bayes(
        c * Y[order],
        c * c * V[order],
        tau_prior=HalfNormal(0.5 * c),
        mu_prior=Normal(0.1 * c, 0.7 * c),
    )
    assert other.bayes_factor_mu0 == pytest.approx(one.bayes_factor_mu0, rel=1e-10)
    assert other.bayes_factor_tau0 == pytest.approx(one.bayes_factor_tau0, rel=1e-10)


def test_a_mean_far_from_zero_is_refuted_where_the_posterior_has_no_digits_left():
    """Zero lies 60 standard errors away: the ratio of densities would be 0 / 0."""
    y = np.array([6.0, 6.1, 5.9])
    pool = pool_bayes(y, [0.01] * 3, tau_prior=HalfNormal(0.05), mu_prior=Normal(6.0, 1.0))
    assert 0 < pool.bayes_factor_mu0 < 1e-40
    assert pool.mu.density(0.0) < pool.bayes_factor_mu0


def test_twice_the_points_change_nothing():
    scaled = standardise(Y, V)
    for prior in (HalfNormal(0.5), HalfCauchy(0.5), LogT(-1.7, 1.3, 5)):
        one, two = (log_evidence_at(scaled, prior, 0.0, n) for n in (None, 2 * prior.points))
        assert one == pytest.approx(two, abs=1e-8)


def test_improper_priors_give_none_and_say_why():
    pool = pool_bayes(Y, V, tau_prior=Jeffreys())
    assert pool.bayes_factor_tau0 is None
    assert pool.bayes_factor_mu0 is None
    assert len(pool.bayes_factor_notes) == 2
    assert "flat prior on the mean" in pool.bayes_factor_notes[1]
    known = pool_bayes(Y, V, mu_prior=NULL)
    assert known.bayes_factor_notes == ()
    flat = pool_bayes(Y, V, tau_prior=Uniform(), mu_prior=NULL)
    assert flat.bayes_factor_tau0 is None
    assert flat.bayes_factor_mu0 > 0
