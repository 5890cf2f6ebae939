"""Tables of priors and of shrunken effects hold what the pools say."""

import math
import re

import numpy as np
import pandas as pd
import pytest

from b12meta.frames.bayes import prior_curves, prior_sensitivity, shrunken_effects
from b12meta.stats.bayes.pooling import pool_bayes
from b12meta.stats.bayes.priors import HalfCauchy, HalfNormal, Jeffreys, Normal, Uniform
from b12meta.stats.bayes.under_priors import SMD_PRIORS
from b12meta.stats.bounded.pooling import pool_bounded

Y = pd.Series([0.1, 0.2, 0.5, -0.3, 0.2, 0.9], list("abcdef"))
V = np.array([0.04, 0.03, 0.02, 0.05, 0.1, 0.01])
LOW = np.array([0.1, 0.2, 0.5, -0.3, -math.inf, -0.2])
HIGH = np.array([0.1, 0.2, 0.5, -0.3, 0.3, 0.9])


def test_each_row_is_the_pool_under_its_prior():
    table = prior_sensitivity(Y, V, mu_prior=Normal(0, 1))
    assert list(table.index) == list(SMD_PRIORS)
    for name, prior in SMD_PRIORS.items():
        pool, row = pool_bayes(Y, V, tau_prior=prior, mu_prior=Normal(0, 1)), table.loc[name]
        assert (row["estimate"], row["sd"]) == (pool.mu.median, pool.mu.sd)
        assert (row["ci_low"], row["ci_high"]) == pool.ci
        assert (row["pi_low"], row["pi_high"]) == pool.pi
        assert (row["tau"], row["tau_low"], row["tau_high"]) == (
            pool.tau.median,
            *pool.tau.interval,
        )
        assert row["prob_below_0"] == pool.mu.prob_below(0)
        assert row["bayes_factor_mu0"] == pool.bayes_factor_mu0
        factor = pool.bayes_factor_tau0
        assert row["bayes_factor_tau0"] == pytest.approx(
            math.nan if factor is None else factor, nan_ok=True
        )
    assert table["note"].eq("").all()


def test_with_bounds_each_row_is_the_bounded_pool():
    table = prior_sensitivity(Y, V, [HalfNormal(0.5)], low=LOW, high=HIGH, level=0.9)
    pool = pool_bounded(Y, V, LOW, HIGH, tau_prior=HalfNormal(0.5), level=0.9)
    row = table.iloc[0]
    assert (row["estimate"], row["ci_low"], row["ci_high"]) == (pool.estimate, *pool.ci)
    assert math.isnan(row["bayes_factor_tau0"])


def test_a_prior_without_a_posterior_stays_with_its_reason():
    table = prior_sensitivity(Y[:2], V[:2])
    assert table["estimate"].isna().tolist() == [False] * 5 + [True]
    assert "leaves no proper posterior" in table.loc["uniform", "note"]
    assert prior_curves(Y[:2], V[:2])["prior"].tolist() == list(SMD_PRIORS)[:5]
    with pytest.raises(ValueError, match="none of them leaves a posterior"):
        prior_curves(Y[:2], V[:2], [Uniform()])


def test_directions_alone_leave_a_reason():
    inf = math.inf
    table = prior_sensitivity(
        [math.nan] * 2, [0.04] * 2, [HalfNormal(0.5)], low=[-inf] * 2, high=[0.0] * 2
    )
    assert table["estimate"].isna().all()
    assert table["note"].iloc[0]


def test_curves_hold_all_but_the_outermost_hundredth_and_the_prior():
    curves = prior_curves(Y, V, {"a": HalfNormal(0.5), "b": Jeffreys(), "c": Uniform(0.6)})
    for row in curves.to_dict("records"):
        for name in ("mu", "tau"):
            x, density = row[f"{name}_x"], row[f"{name}_density"]
            assert (np.diff(x) > 0).all()
            # trapezoids of at least 200 points, over 0.99 or a little more where it begins at 0
            assert 0.9895 < np.trapezoid(density, x) < 0.9955
            assert row[f"{name}_low"] < row[name] < row[f"{name}_high"]
    first, second, third = curves.to_dict("records")
    pool = pool_bayes(Y, V)
    assert first["mu_density"] == pytest.approx(pool.mu.density(first["mu_x"]))
    assert first["tau_x"][0] == 0
    known = 2 * np.exp(-0.5 * (first["tau_x"] / 0.5) ** 2) / (0.5 * math.sqrt(2 * math.pi))
    assert first["tau_prior_density"] == pytest.approx(known)
    assert second["tau_prior_density"] is None
    assert third["tau_prior_density"] == pytest.approx(1 / 0.6)


def test_a_density_that_rises_without_end_towards_zero_is_not_drawn_there():
    row = prior_curves(Y[:3], V[:3], {"long": SMD_PRIORS["Rhodes et al. 2015"]}).iloc[0]
    assert row["tau_x"][0] > 0
    assert np.isfinite(row["tau_density"]).all()


def test_shrunken_effects_keep_labels_and_order():
    pool = pool_bayes(Y, V)
    table = shrunken_effects(pool)
    assert table.index.tolist() == list("abcdef")
    assert table["yi"].tolist() == Y.tolist()
    assert table["vi"].tolist() == V.tolist()
    assert table["estimate"].tolist() == [one.median for one in pool.shrunken]
    assert table["ci_high"].tolist() == [one.interval.high for one in pool.shrunken]
    assert table["sd"].tolist() == [one.sd for one in pool.shrunken]


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"priors": []}, "priors: got none"),
        ({"priors": [HalfCauchy(1), HalfCauchy(1)]}, "priors: one is given twice"),
        ({"priors": {"a": 0.5}}, "tau_prior: got 0.5"),
        ({"low": LOW}, "low, high: got one of them"),
        ({"low": LOW, "high": HIGH, "mu_prior": Normal(0, 1)}, "mu_prior: pools with bounds"),
        ({"low": HIGH, "high": LOW}, "low"),
        ({"level": 95}, "level"),
    ],
)
def test_bad_input(how, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        prior_sensitivity(Y, V, **how)
    with pytest.raises(ValueError, match="bad"):
        prior_sensitivity(Y, -V)
