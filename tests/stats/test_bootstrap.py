"""The bootstrap: scipy.stats.bootstrap, refits one by one, and what theory says of the normal."""

import numpy as np
import pytest
from scipy import stats

from b12meta.stats.bootstrap.intervals import summary
from b12meta.stats.bootstrap.run import CHUNK, bootstrap_arrays, left_out
from b12meta.stats.chunks import generator
from b12meta.stats.pooling import pool

YI = np.array([0.1, 0.9, -0.4, 0.3, 0.25, -0.1, 0.8])
VI = np.array([0.2, 0.03, 0.1, 0.15, 0.05, 0.09, 0.12])


def refit(name, method="REML"):
    def one(y, v):
        return getattr(pool(y, v, method=method, test="z"), name)

    return one


@pytest.mark.parametrize("name", ["estimate", "tau2"])
@pytest.mark.parametrize("level", [0.95, 0.8])
def test_case_intervals_against_scipy(name, level):
    found = bootstrap_arrays(YI, VI, kind="case", replicates=500, level=level, seed=3)
    drawn = getattr(found, name)

    class Known:
        bootstrap_distribution = drawn

    for method, ours in (("percentile", "ci"), ("BCa", "bca")):
        # scipy takes our replicates, and adds none of its own
        theirs = stats.bootstrap(
            (YI, VI),
            refit(name),
            paired=True,
            vectorized=False,
            n_resamples=0,
            confidence_level=level,
            method=method,
            bootstrap_result=Known(),
        )
        one = getattr(getattr(found, f"of_{name}"), ours)
        expected = (theirs.confidence_interval.low, theirs.confidence_interval.high)
        assert one == pytest.approx(expected, rel=1e-9)
        assert getattr(found, f"of_{name}").se == pytest.approx(theirs.standard_error, rel=1e-9)


@pytest.mark.parametrize("method", ["REML", "DL", "EE", 0.05])
def test_literatures_are_pooled_like_the_studies(method):
    case = bootstrap_arrays(YI, VI, kind="case", replicates=100, method=method, seed=8)
    who = generator(8, 0).integers(7, size=(100, 7))
    model = bootstrap_arrays(YI, VI, replicates=100, method=method, seed=8)
    all_of_them = pool(YI, VI, method=method, test="z")
    z = generator(8, 0).standard_normal((100, 7))
    y = all_of_them.estimate + np.sqrt(VI + all_of_them.tau2) * z
    for row in range(0, 100, 9):
        for found, one in (
            (case, pool(YI[who[row]], VI[who[row]], method=method, test="z")),
            (model, pool(y[row], VI, method=method, test="z")),
        ):
            ours = [found.estimate[row], found.tau2[row]]
            assert ours == pytest.approx([one.estimate, one.tau2], rel=1e-9, abs=1e-10)
    assert case.of_estimate.value == all_of_them.estimate


def test_parametric_bootstrap_of_known_tau2_is_the_normal():
    n = 40_000
    found = bootstrap_arrays(YI, VI, method=0.1, replicates=n, seed=1)
    one = pool(YI, VI, method=0.1, test="z")
    assert found.of_estimate.se == pytest.approx(one.se, rel=5 / np.sqrt(2 * n))
    assert abs(found.of_estimate.bias) < 5 * one.se / np.sqrt(n)
    # standard error of a 2.5 % quantile: sqrt(0.025 * 0.975 / n) / 0.0584 standard deviations
    error = 5 * one.se * np.sqrt(0.025 * 0.975 / n) / stats.norm.pdf(1.96)
    assert found.of_estimate.ci == pytest.approx(one.ci, abs=error)
    assert found.of_estimate.bca is None
    assert found.tau2 == pytest.approx(0.1, rel=1e-12)


def test_jackknife_leaves_out_each_study():
    found = left_out(YI, VI, "REML")
    for row in range(7):
        one = pool(np.delete(YI, row), np.delete(VI, row), test="z")
        ours = [found["estimate"][row], found["tau2"][row]]
        assert ours == pytest.approx([one.estimate, one.tau2], rel=1e-10, abs=1e-12)


def test_chunks_have_seeds_of_their_own():
    found = bootstrap_arrays(YI, VI, replicates=CHUNK + 200, seed=2)
    assert found.estimate.size == CHUNK + 200
    assert found.estimate[0] != found.estimate[CHUNK]
    more = bootstrap_arrays(YI, VI, replicates=CHUNK + 300, seed=2)
    np.testing.assert_array_equal(more.estimate[:CHUNK], found.estimate[:CHUNK])
    other = bootstrap_arrays(YI, VI, replicates=100)
    again = bootstrap_arrays(YI, VI, replicates=100, seed=other.seed)
    np.testing.assert_array_equal(other.estimate, again.estimate)


def test_no_bca_interval_where_there_is_none():
    found = bootstrap_arrays(YI, VI, kind="case", method="EE", replicates=100, seed=1)
    assert found.of_tau2.bca is None
    assert found.of_estimate.bca is not None
    assert found.warnings[-1] == "There is no BCa interval of tau2."
    all_above = summary(0.0, np.array([1.0, 2.0]), np.array([0.0, 1.0]), 0.9)
    assert all_above.bca is None
    few = bootstrap_arrays(YI[:3], VI[:3], kind="case", replicates=100, seed=1)
    assert "Resampling 3 studies gives few different literatures." in few.warnings


def test_prints_itself():
    said = str(bootstrap_arrays(YI, VI, kind="case", replicates=200, seed=1))
    assert said.startswith("case bootstrap of 7 studies · 200 replicates · REML\n")
    assert "95% interval, BCa" in said
    model = bootstrap_arrays(YI, VI, replicates=200, seed=1, method=0.1, level=0.9)
    assert "tau2 = 0.1000" in str(model)
    assert "90% interval" in model._repr_html_()
    assert "BCa" not in str(model)


def test_bad_input():
    with pytest.raises(ValueError, match="got 1 study, expected at least 2"):
        bootstrap_arrays([1], [1])
    with pytest.raises(ValueError, match="kind: got 'wild', expected one of parametric, case"):
        bootstrap_arrays(YI, VI, kind="wild")
    for bad in (99, 1000.0, True):
        with pytest.raises(ValueError, match="replicates: got"):
            bootstrap_arrays(YI, VI, replicates=bad)
    with pytest.raises(ValueError, match="level: got 2"):
        bootstrap_arrays(YI, VI, level=2)
