"""Shrunken effects: metafor at a known tau, integration over both unknowns, limits."""

import math

import numpy as np
import pytest
from scipy import integrate, special

from b12meta.stats.bayes.exact import solve
from b12meta.stats.bayes.pooling import pool_bayes
from b12meta.stats.bayes.priors import HalfCauchy, HalfNormal, LogNormal, LogT, Normal, Uniform
from b12meta.stats.bayes.shrinkage import shrunken_effects
from b12meta.stats.scaled import standardise

Y = np.array([0.1, 0.2, 0.5, -0.3, 0.2, 0.9])
V = np.array([0.04, 0.03, 0.02, 0.05, 0.1, 0.01])

# R 4.2.2, metafor 3.8-1: blup(rma(y, v, tau2 = 0.09)), columns pred, pi.lb, pi.ub
BLUP = [
    (0.1656457046758338, -0.1720402768967662, 0.503331686248434),
    (0.2283371350491150, -0.0741276967767415, 0.530801966874971),
    (0.4660633709448108, 0.2100703097877640, 0.722056432101858),
    (-0.0809469499298358, -0.4467146007566186, 0.284820700896947),
    (0.2596571264191894, -0.1923999982626343, 0.711714251101013),
    (0.8413348540196460, 0.6532352167249951, 1.029434491314297),
]
# The prior that stands for a known tau has a spread of 1e-5 in log tau, which shows squared.
NEARLY_KNOWN = 1e-8
DBLQUAD = 1e-8
REFINED = 1e-8


def known(tau):
    return LogNormal(math.log(tau), 1e-5)


def test_with_tau_known_they_are_metafors_blups():
    found = pool_bayes(Y, V, tau_prior=known(0.3)).shrunken
    for one, (pred, low, high) in zip(found, BLUP, strict=True):
        assert one.median == pytest.approx(pred, abs=NEARLY_KNOWN)
        assert one.mean == pytest.approx(pred, abs=NEARLY_KNOWN)
        assert one.interval == pytest.approx((low, high), abs=NEARLY_KNOWN)


def test_with_tau_and_a_prior_on_the_mean_known_they_are_conjugate():
    """Precision-weighted means, twice: of the estimates with the prior, then with the mean."""
    pool = pool_bayes(Y, V, tau_prior=known(0.3), mu_prior=Normal(-0.2, 0.4))
    precision = 1 / (V + 0.09)
    total = precision.sum() + 1 / 0.16
    mean = (precision @ Y - 0.2 / 0.16) / total
    assert pool.mu.mean == pytest.approx(mean, abs=NEARLY_KNOWN)
    assert pool.mu.sd == pytest.approx(math.sqrt(1 / total), abs=NEARLY_KNOWN)
    own = (Y / V + mean / 0.09) / (1 / V + 1 / 0.09)
    assert [one.mean for one in pool.shrunken] == pytest.approx(own, abs=NEARLY_KNOWN)


@pytest.mark.parametrize("mu_prior", [None, Normal(-0.1, 0.5)], ids=str)
def test_integration_over_mean_and_tau(mu_prior):
    """The joint density of mean and tau, and the effect given both; no integral by hand."""
    y, v = Y[:3], V[:3]

    def joint(mu, tau):
        s2 = v + tau * tau
        fit = -0.5 * (np.log(s2) + (y - mu) ** 2 / s2).sum() - 0.5 * (tau / 0.5) ** 2
        before = 0.0 if mu_prior is None else -0.5 * ((mu - mu_prior.mean) / mu_prior.sd) ** 2
        return math.exp(fit + before)

    def below(x, i):
        def share(mu, tau):
            var = 1 / (1 / v[i] + 1 / (tau * tau))
            mean = var * (y[i] / v[i] + mu / (tau * tau))
            return joint(mu, tau) * special.ndtr((x - mean) / math.sqrt(var))

        return share

    def over(f):
        found = 0.0
        for start, end in ((1e-9, 0.3), (0.3, 1.0), (1.0, 4.0)):
            found += integrate.dblquad(f, start, end, -6, 6, epsabs=1e-9, epsrel=1e-10)[0]
        return found

    total = over(joint)
    found = pool_bayes(y, v, tau_prior=HalfNormal(0.5), mu_prior=mu_prior).shrunken
    for i, x in ((0, 0.2), (2, 0.3)):
        assert found[i].prob_below(x) == pytest.approx(over(below(x, i)) / total, abs=DBLQUAD)


def test_they_lie_between_the_estimate_and_the_mean_and_keep_the_order_of_the_rows():
    order = [3, 0, 5, 1, 2, 4]
    pool, other = pool_bayes(Y, V), pool_bayes(Y[order], V[order])
    for one, y in zip(pool.shrunken, Y, strict=True):
        low, high = sorted((y, pool.mu.mean))
        assert low < one.mean < high
        assert one.sd < math.sqrt(V.max())
    assert [pool.shrunken[i].median for i in order] == [one.median for one in other.shrunken]


def test_without_heterogeneity_all_are_the_mean_and_with_much_of_it_their_own():
    none = pool_bayes(Y, V, tau_prior=HalfNormal(1e-6))
    for one in none.shrunken:
        assert one.interval == pytest.approx(none.mu.interval, abs=1e-6)
    much = pool_bayes(Y, V, tau_prior=known(1e4))
    for one, y, v in zip(much.shrunken, Y, V, strict=True):
        assert one.mean == pytest.approx(y, abs=1e-7)
        assert one.sd == pytest.approx(math.sqrt(v), rel=1e-7)


@pytest.mark.parametrize(
    "prior", [HalfNormal(0.5), HalfCauchy(0.5), Uniform(10), LogT(-1.7, 1.3, 5)], ids=str
)
def test_twice_the_points_change_nothing(prior):
    scaled = standardise(Y, V)
    one, two = (
        shrunken_effects(solve(scaled, prior, None, 0.95, n), 0.95)
        for n in (None, 2 * prior.points)
    )
    for a, b in zip(one, two, strict=True):
        assert (a.median, a.mean, a.sd, *a.interval) == pytest.approx(
            (b.median, b.mean, b.sd, *b.interval), abs=REFINED
        )
