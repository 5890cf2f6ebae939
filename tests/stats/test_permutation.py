"""Permutation tests: metafor's permutest(), every permutation fitted one by one, and counting."""

import csv
import itertools
import json
import math
from pathlib import Path

import numpy as np
import pytest

from b12meta.stats.effects.counts import risk_ratio
from b12meta.stats.permutation.arrangements import every_word, possible, random_words
from b12meta.stats.permutation.likelihood import best
from b12meta.stats.permutation.plan import Plan, shares
from b12meta.stats.permutation.run import permute_arrays
from b12meta.stats.permutation.spectrum import contrasts, spectrum
from b12meta.stats.pooling import pool
from b12meta.stats.regression.fit import regress_arrays

GOLDEN = Path(__file__).parents[1] / "golden"
METHODS = ("EE", "DL", "HE", "HS", "HSk", "SJ", "ML", "REML", "EB", "PM", "PMM", 0.3)

SAME = 1e-9
"""Of a statistic against a single fit: both are exact but for rounding, which ill-spread variances
multiply."""


@pytest.fixture
def bcg():
    with (GOLDEN / "bcg.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    names = {"ai": "tpos", "bi": "tneg", "ci": "cpos", "di": "cneg"}
    columns = {ours: [float(row[theirs]) for row in rows] for ours, theirs in names.items()}
    effects = risk_ratio(**columns)
    alloc = [row["alloc"] for row in rows]
    mods = {name: np.array([float(row[name]) for row in rows]) for name in ("ablat", "year")}
    mods |= {name: np.array([one == name for one in alloc]) * 1.0 for name in ("random",)}
    return effects.yi, effects.vi, mods


LOWER = 4.5
"""Shuffles of six trials, of 720, in which metafor's ML ends at tau2 = 0 though another maximum is
higher."""

FORMULAS = {
    "ablat": ("ablat",),
    "alloc": ("random",),
    "ablat+year": ("ablat", "year"),
}


def golden():
    path = GOLDEN / "gosh" / "permutest_metafor_3.8.1.csv"
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize(
    "row", golden(), ids=lambda row: "-".join(row[x] for x in ("k", "mods", "method", "test"))
)
def test_metafor_with_moderators(row, bcg):
    yi, vi, mods = bcg
    k = int(row["k"])
    x = np.column_stack([mods[name][:k] for name in FORMULAS[row["mods"]]])
    given = {"method": row["method"], "test": row["test"]}
    found = permute_arrays(yi[:k], vi[:k], x, **given, exact=True)
    assert found.iterations == int(row["permutations"])
    assert row["missing"] == "0"
    theirs = [float(p) for p in row["pval"].split()]
    off = LOWER / found.iterations if (k, row["method"], row["test"]) == (6, "ML", "z") else 1e-11
    assert found.pval.tolist() == pytest.approx(theirs, abs=off)  # twelve digits are written
    assert found.qm_pval == pytest.approx(float(row["qmp"]), abs=off)


def test_shuffles_with_two_maxima(bcg):
    yi, vi, mods = (bcg[0][:6], bcg[1][:6], np.column_stack([bcg[2]["ablat"], bcg[2]["year"]])[:6])
    found = permute_arrays(yi, vi, mods, method="ML", test="z")
    singles = [
        regress_arrays(yi, vi, mods[list(order)], method="ML", test="z")
        for order in itertools.permutations(range(6))
    ]
    theirs = np.array([one.stat for one in singles])
    assert sum(one.optima > 1 for one in singles) == 81
    np.testing.assert_allclose(np.sort(found.statistic, 0), np.sort(theirs, 0), atol=SAME)


def test_metafor_with_its_defaults_loses_one_permutation(bcg):
    # permutest(rma(yi, vi, mods = ~ablat, data = d[1:7, ]), exact = TRUE) in metafor 3.8-1 gives
    # .9170305677 .1838030965: of 2,520 permutations one does not converge
    yi, vi, mods = bcg
    found = permute_arrays(yi[:7], vi[:7], mods["ablat"][:7], test="z")
    assert (found.pval * 2520).tolist() == pytest.approx([2311, 464], abs=1e-9)
    assert (found.iterations, found.exact, found.seed) == (2520, True, None)
    assert np.array([2310, 463]) / 2519 == pytest.approx([0.9170305677, 0.1838030965], abs=1e-10)


def test_metafor_without_moderators():
    cases = sensitivity_cases()
    assert len(cases) >= 12
    for given, key, theirs in cases:
        _, method, test = key.split(".")
        yi, vi = np.array(given["yi"], float), np.array(given["vi"], float)
        found = permute_arrays(yi, vi, method=method, test=test, exact=True)
        assert found.pval[0] == pytest.approx(theirs, abs=1e-9), key


def sensitivity_cases():
    folder = GOLDEN / "metafor_sets"
    values = json.loads((folder / "values.json").read_text(encoding="utf-8"))["sensitivity"]
    inputs = json.loads((folder / "inputs.json").read_text(encoding="utf-8"))
    return [
        (inputs["sets"].get(name) or inputs["edges"][name], key, number)
        for name, found in values.items()
        for key, number in found.items()
        if key.startswith("permutest.")
    ]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("test", ["z", "knha", "adhoc"])
def test_every_shuffle_against_regress(method, test):
    rng = np.random.default_rng(4)
    k = 5
    mods = np.column_stack([rng.normal(1950, 20, k), [0, 0, 1, 1, 1]])
    vi = np.exp(rng.normal(-2, 1.5, k))
    yi = rng.normal(0, 0.6, k)
    found = permute_arrays(yi, vi, mods, method=method, test=test, exact=True)
    singles = [
        regress_arrays(yi, vi, mods[list(order)], method=method, test=test)
        for order in itertools.permutations(range(k))
    ]
    theirs = np.array([[*one.stat, one.qm] for one in singles])
    ours = np.column_stack([found.statistic, np.zeros(len(found.statistic))])
    assert len(ours) == len(theirs)
    order_of = [np.lexsort(np.round(table[:, :3], 7).T) for table in (ours, theirs)]
    left, right = ours[order_of[0], :3], theirs[order_of[1], :3]
    np.testing.assert_allclose(left, right, rtol=SAME, atol=SAME)
    here = regress_arrays(yi, vi, mods, method=method, test=test)
    assert found.stat == pytest.approx(here.stat, rel=SAME)
    assert found.qm == pytest.approx(here.qm, rel=SAME)
    share = (np.abs(theirs[:, :3]) >= np.abs(here.stat) - 1.5e-8).mean(0)
    assert found.pval == pytest.approx(share, abs=1e-12)
    assert found.qm_pval == pytest.approx((theirs[:, 3] >= here.qm - 1.5e-8).mean(), abs=1e-12)


@pytest.mark.parametrize("method", ["EE", "DL", "REML", "SJ"])
def test_every_sign_against_pool(method):
    yi, vi = np.array([0.3, 0.9, -0.1, 0.5]), np.array([0.04, 0.1, 0.02, 0.2])
    found = permute_arrays(yi, vi, method=method, test="knha")
    theirs = [
        pool(np.array(signs) * yi, vi, method=method, test="knha").stat
        for signs in itertools.product((1, -1), repeat=4)
    ]
    np.testing.assert_allclose(np.sort(found.statistic[:, 0]), np.sort(theirs), atol=1e-9)
    assert found.stat[0] == pytest.approx(pool(yi, vi, method=method).stat, rel=1e-10)
    assert found.pval[0] == (np.abs(theirs) >= abs(found.stat[0]) - 1.5e-8).mean()
    assert found.mc_se[0] == 0
    assert found.statistic[0] == found.stat


def test_without_intercept():
    mods = np.array([1.0, 2.0, 3.0, 5.0])
    yi, vi = np.array([0.3, 0.9, -0.1, 0.5]), np.array([0.04, 0.1, 0.02, 0.2])
    found = permute_arrays(yi, vi, mods, intercept=False, names=["dose"])
    fit = regress_arrays(yi, vi, mods, intercept=False)
    assert found.names == ("dose",)
    assert found.stat == pytest.approx(fit.stat, rel=1e-10)
    assert found.qm == pytest.approx(fit.qm, rel=1e-10)
    assert found.iterations == 24


@pytest.mark.parametrize("restricted", [True, False])
def test_highest_maximum_where_there_are_several(restricted):
    # from a search: the restricted likelihood has two maxima in a fifth of such sets
    rng = np.random.default_rng(2)
    vi = np.exp(rng.uniform(-7, 3, (400, 6)))
    yi = rng.normal(0, np.sqrt(vi) * np.exp(rng.normal(0, 1, (400, 6))))
    sets = spectrum(contrasts(np.ones((6, 1))), yi, vi)
    found = best(sets, restricted=restricted)
    optima = []
    for y, v, tau2 in zip(yi, vi, found, strict=True):
        one = pool(y, v, method="REML" if restricted else "ML", test="z")
        optima.append(one.optima)
        assert tau2 == pytest.approx(one.tau2, rel=1e-6, abs=1e-9 * v.max())
    assert sum(n > 1 for n in optima) >= 5


def test_counting_and_listing():
    labels = np.array([2, 0, 0, 1, 2])
    every = every_word(labels)
    words = sorted(set(itertools.permutations(labels.tolist())))
    assert every.tolist() == [list(word) for word in words]
    assert possible(labels) == len(words) == 30
    assert possible(np.arange(40)) == math.factorial(40)
    drawn = random_words(labels, 6000, np.random.default_rng(1))
    kinds, counts = np.unique(drawn, axis=0, return_counts=True)
    assert kinds.tolist() == every.tolist()
    assert counts == pytest.approx(200, abs=5 * math.sqrt(200))


def test_monte_carlo_agrees_with_all(bcg):
    yi, vi, mods = bcg
    for given in ((), (mods["ablat"],)):
        k = 8 if given else 13
        x = [one[:k] for one in given]
        exact = permute_arrays(yi[:k], vi[:k], *x, exact=True)
        drawn = permute_arrays(yi[:k], vi[:k], *x, exact=False, iterations=20_000, seed=2)
        assert (drawn.iterations, drawn.seed, drawn.exact) == (20_000, 2, False)
        assert drawn.possible == exact.iterations
        assert (drawn.mc_se > 0).all()
        assert (np.abs(drawn.pval - exact.pval) < 4 * drawn.mc_se + 1 / 20_000).all()
        np.testing.assert_allclose(drawn.statistic[0], exact.stat, rtol=1e-13)
        assert drawn.mc_se == pytest.approx(np.sqrt(drawn.pval * (1 - drawn.pval) / 20_000))
        again = permute_arrays(yi[:k], vi[:k], *x, exact=False, iterations=20_000, seed=2)
        np.testing.assert_array_equal(drawn.statistic, again.statistic)


def test_auto_takes_all_where_it_can():
    rng = np.random.default_rng(3)
    yi = rng.normal(size=17)
    found = permute_arrays(yi[:16], np.ones(16), method="EE")
    assert (found.exact, found.iterations) == (True, 2**16)
    found = permute_arrays(yi, np.ones(17), method="EE", iterations=500)
    assert (found.exact, found.iterations, found.possible) == (False, 500, 2**17)
    repeat = permute_arrays(yi, np.ones(17), method="EE", iterations=500, seed=found.seed)
    np.testing.assert_array_equal(found.statistic, repeat.statistic)


def test_ties_do_not_hang_on_rounding():
    # equal variances: turning signs in pairs gives equal means, up to the last digit
    yi, vi = np.array([0.1, 0.2, 0.3, 0.6]), np.full(4, 0.01)
    found = permute_arrays(yi, vi, method="EE", test="z")
    sums = [abs(np.dot(signs, yi)) for signs in itertools.product((1, -1), repeat=4)]
    assert found.pval[0] == np.mean(np.array(sums) >= 1.2 - 1e-9)


def test_scale_and_order_do_not_matter(bcg):
    yi, vi, mods = bcg
    x = np.column_stack([mods["ablat"], mods["year"]])[:6]
    here = permute_arrays(yi[:6], vi[:6], x)
    order = np.array([3, 0, 5, 1, 4, 2])
    other = permute_arrays(1e-5 * yi[order], 1e-10 * vi[order], x[order] * [1e4, 1])
    assert other.pval.tolist() == here.pval.tolist()
    assert other.stat == pytest.approx(here.stat, rel=1e-8)


def test_permutations_without_a_statistic_are_left_out_and_told():
    yi, vi = np.zeros(6), np.ones(6)
    found = permute_arrays(yi, vi, test="knha")
    assert np.isnan(found.pval).all()
    assert "Permutations without a statistic, left out: 64." in found.warnings
    share, _ = shares(np.array([2.0, np.nan, np.inf, 1.0]), np.float64(2.0), Plan(4, 4, None))
    assert share == pytest.approx(2 / 3)


def test_few_studies_are_told():
    found = permute_arrays([0.5, 0.6, 0.7], [0.01] * 3, method="EE")
    assert found.pval[0] == 0.25
    assert "no p value can be below 0.2500." in found.warnings[0]
    assert permute_arrays([0.4], [0.1]).pval[0] == 1


def test_prints_itself(bcg):
    yi, vi, mods = bcg
    said = str(permute_arrays(yi[:7], vi[:7], mods["ablat"][:7], names=["latitude"], test="z"))
    assert "7 studies · moderators shuffled, all 2,520 permutations · REML · z" in said
    assert "latitude" in said
    assert "p = 0.1841" in said
    both = np.column_stack([mods["ablat"], mods["year"]])
    drawn = permute_arrays(yi, vi, both, iterations=50, seed=1, method=0.2)
    assert "50 random permutations · tau2 = 0.2000" in str(drawn)
    assert "moderators together" in drawn._repr_html_()
    assert "give or take" in str(drawn)


def test_bad_input(bcg):
    yi, vi, mods = bcg
    with pytest.raises(ValueError, match="exact: got 'yes', expected True, False or 'auto'"):
        permute_arrays(yi, vi, exact="yes")
    with pytest.raises(ValueError, match="iterations: got 1, expected a whole number from 2"):
        permute_arrays(yi, vi, iterations=1)
    with pytest.raises(ValueError, match="there are 389,188,800 permutations, expected at most"):
        permute_arrays(yi, vi, mods["ablat"], exact=True)
    with pytest.raises(ValueError, match="seed: got -1"):
        permute_arrays(yi, vi, seed=-1)
    with pytest.raises(ValueError, match=r"mods: got shape \(12, 1\)"):
        permute_arrays(yi, vi, mods["ablat"][:12])
