"""Leaving out one study of a pool with bounds."""

import math

import numpy as np
import pandas as pd
import pytest

from b12meta.frames.bounded import leave_one_out_bounded
from b12meta.stats.bayes.priors import HalfNormal
from b12meta.stats.bounded.pooling import pool_bounded

NAN, INF = math.nan, math.inf
ROWS = pd.DataFrame(
    {
        "yi": [0.22, -0.947, NAN, NAN],
        "vi": [0.0432, 0.1018, 0.067, 0.055],
        "low": [0.22, -0.947, -0.51, -INF],
        "high": [0.22, -0.947, 0.51, -0.46],
    },
    index=["a", "b", "c", "d"],
)
COLUMNS = [ROWS[name] for name in ROWS]


@pytest.mark.parametrize("prior", [None, HalfNormal(0.5)])
def test_each_row_is_the_pool_without_that_study(prior):
    frame = leave_one_out_bounded(*COLUMNS, tau_prior=prior, level=0.9)
    assert list(frame.index) == list(ROWS.index)
    for out in ROWS.index:
        rest = ROWS.drop(out)
        pool = pool_bounded(*(rest[name] for name in rest), tau_prior=prior, level=0.9)
        row = frame.loc[out]
        assert row["estimate"] == pool.estimate
        assert (row["ci_low"], row["ci_high"]) == pool.ci
        assert row["tau"] == math.sqrt(pool.tau2)
        assert (row["k_exact"], row["k_bounded"]) == (pool.k_exact, pool.k_bounded)
        if prior is None:
            assert (row["ci_t_low"], row["ci_t_high"]) == pool.ci_t
        else:
            assert (row["pi_low"], row["pi_high"]) == pool.pi
            assert row["prob_below_0"] == pool.mu.prob_below(0)
            assert (row["tau_low"], row["tau_high"]) == pool.tau.interval


def test_what_is_left_may_have_no_finite_estimate():
    columns = [[0.1, NAN, NAN], [0.1] * 3, [0.1, -INF, -INF], [0.1, -0.2, -0.3]]
    frame = leave_one_out_bounded(*columns, tau_prior=HalfNormal(0.5))
    assert frame["estimate"].tolist()[0] == -INF
    assert frame["converged"].tolist() == [False, True, True]
    assert np.isnan(frame.loc[0, "pi_low"])


def test_arrays_count_their_rows():
    frame = leave_one_out_bounded(*(ROWS[name].to_numpy() for name in ROWS))
    assert list(frame.index) == [0, 1, 2, 3]


def test_one_study_cannot_be_left_out():
    with pytest.raises(ValueError, match="at least two"):
        leave_one_out_bounded([0.1], [0.1], [0.1], [0.1])
