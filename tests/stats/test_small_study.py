"""Small-study effects: against other programs and definitions, on the edges, in print."""

import itertools
import math
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import integrate, stats
from statsmodels.regression.linear_model import WLS

from b12meta.stats.checks import check_studies
from b12meta.stats.pooling import pool
from b12meta.stats.regression.fit import regress_arrays
from b12meta.stats.small_study.begg import begg
from b12meta.stats.small_study.egger import egger
from b12meta.stats.small_study.excess import at_least, excess_significance
from b12meta.stats.small_study.fail_safe import fail_safe_n
from b12meta.stats.small_study.kendall import inversions_at_most, kendall
from b12meta.stats.small_study.pet_peese import pet_peese
from b12meta.stats.small_study.selection.model import selection_model
from b12meta.stats.small_study.slope import slope_is_negative
from b12meta.stats.small_study.trim_fill import trim_and_fill

Y = np.array([0.10, 0.12, 0.15, 0.30, 0.45, 0.60, 0.75, 0.90, 1.10, 1.25, 0.21])
V = np.array([0.01, 0.012, 0.02, 0.03, 0.05, 0.08, 0.10, 0.15, 0.20, 0.25, 0.015])
N = np.round(4 / V).astype(int)

# Closed forms: only rounding differs.
CLOSED = 1e-10

effects = st.integers(-4096, 4096).map(lambda n: n / 1024)
variances = st.floats(-6, 3).map(math.exp)
studies = st.lists(st.tuples(effects, variances), min_size=3, max_size=12)
ALL = (begg, egger, pet_peese, trim_and_fill, fail_safe_n, excess_significance, selection_model)


# Egger, PET and PEESE


@pytest.mark.parametrize("predictor", ["sei", "vi", "ni", "ninv", "sqrtni", "sqrtninv"])
def test_egger_lm_is_weighted_least_squares(predictor):
    x = {"sei": V**0.5, "vi": V, "ni": N, "ninv": 1 / N, "sqrtni": N**0.5, "sqrtninv": N**-0.5}
    fit = WLS(Y, np.column_stack([np.ones(Y.size), x[predictor]]), weights=1 / V).fit()
    found = egger(Y, V, predictor=predictor, ni=N)
    assert found.stat == pytest.approx(fit.tvalues[1], rel=CLOSED)
    assert found.pval == pytest.approx(fit.pvalues[1], rel=CLOSED)
    assert (found.df, found.k) == (fit.df_resid, 11)
    assert found.slope == pytest.approx(fit.params[1], rel=CLOSED)
    assert found.se == pytest.approx(fit.bse[1], rel=CLOSED)
    if predictor in ("ni", "sqrtni"):
        assert found.limit is None
        assert found.limit_ci is None
    else:
        assert found.limit == pytest.approx(fit.params[0], rel=CLOSED)
        assert found.limit_ci == pytest.approx(fit.conf_int()[0], rel=CLOSED)


def test_egger_as_first_written():
    # Egger et al. (1997): y / se on 1 / se, without weights; the intercept is tested
    se = np.sqrt(V)
    fit = WLS(Y / se, np.column_stack([np.ones(Y.size), 1 / se])).fit()
    assert egger(Y, V).stat == pytest.approx(fit.tvalues[0], rel=CLOSED)


def test_egger_rma_is_meta_regression():
    fit = regress_arrays(Y, V, N**-0.5, method="DL", test="knha", level=0.9)
    found = egger(
        Y, V, model="rma", predictor="sqrtninv", ni=N, method="DL", test="knha", level=0.9
    )
    assert found.stat == pytest.approx(fit.stat[1], rel=CLOSED)
    assert found.tau2 == pytest.approx(fit.tau2, abs=CLOSED)
    assert found.limit_ci == pytest.approx((fit.ci_low[0], fit.ci_high[0]), rel=CLOSED)
    assert (found.method, found.test, found.df) == ("DL", "knha", 9)


def test_egger_rma_takes_reml_and_z():
    found = egger(Y, V, model="rma")
    assert (found.method, found.test, found.df) == ("REML", "z", math.inf)


def test_egger_says_what_suits_smd():
    for predictor in ("sei", "vi"):
        assert "use predictor='sqrtninv'" in egger(Y, V, predictor=predictor).warnings[0]
    assert egger(Y, V, predictor="sqrtninv", ni=N).warnings == ()


def test_pet_peese_are_weighted_least_squares():
    found = pet_peese(Y, V, level=0.9)
    for line, x in ((found.pet, V**0.5), (found.peese, V)):
        fit = WLS(Y, np.column_stack([np.ones(Y.size), x]), weights=1 / V).fit()
        assert line[:4] == pytest.approx(
            [fit.params[0], fit.bse[0], fit.tvalues[0], fit.pvalues[0]], rel=CLOSED
        )
        assert line.ci == pytest.approx(fit.conf_int(alpha=0.1)[0], rel=CLOSED)
        assert line.slope.pval == pytest.approx(fit.pvalues[1], rel=CLOSED)


def test_pet_chooses():
    level, steep = pet_peese(Y + 1, V), pet_peese(Y + 0.187, V)
    assert level.pet.pval < 0.1 <= steep.pet.pval
    assert (level.chosen, level.estimate) == ("peese", level.peese.estimate)
    assert (steep.chosen, steep.estimate) == ("pet", steep.pet.estimate)
    assert pet_peese(Y + 0.187, V, alpha=0.999).chosen == "peese"


def test_pet_peese_takes_the_mixed_model_when_a_method_is_named():
    assert pet_peese(Y, V).model == "lm"
    assert pet_peese(Y, V, method="DL").method == "DL"
    assert pet_peese(Y, V, test="knha").method == "REML"
    assert pet_peese(Y, V, model="rma").pet.tau2 == pet_peese(Y, V, test="z").pet.tau2


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"model": "wls"}, "model: got 'wls'"),
        ({"predictor": "n"}, "predictor: got 'n'"),
        ({"predictor": "ninv"}, "ni: got None with predictor='ninv'"),
        ({"predictor": "ninv", "ni": [1, 2]}, r"ni: got shape \(2,\)"),
        ({"predictor": "ninv", "ni": np.append(N[:-1], 0)}, r"ni\[10\]: got 0.0, expected"),
        ({"predictor": "ni", "ni": np.full(11, 40)}, "ni: got 40.0 for every study"),
        ({"method": "REML"}, "expected model='rma'"),
        ({"test": "z"}, "expected model='rma'"),
        ({"model": "rma", "method": "RML"}, "method: got 'RML'"),
        ({"level": 2}, "level: got 2"),
    ],
)
def test_egger_refuses(choices, message):
    with pytest.raises(ValueError, match=message):
        egger(Y, V, **choices)


def test_sizes_with_other_labels_are_refused():
    y = pd.Series(Y, index=[f"s{i}" for i in range(11)])
    n = pd.Series(N, index=[f"t{i}" for i in range(11)])
    with pytest.raises(ValueError, match="ni: its labels differ"):
        egger(y, V, predictor="ni", ni=n)


@pytest.mark.parametrize("function", [egger, pet_peese])
def test_a_line_needs_three_studies_that_differ(function):
    with pytest.raises(ValueError, match="got k = 2, expected at least 3 studies"):
        function([0.1, 0.2], [0.1, 0.2])
    with pytest.raises(ValueError, match="for every study"):
        function([0.1, 0.2, 0.3], [0.1] * 3)


# Begg


def counted(k):
    """Number of permutations by inversions, in whole numbers."""
    ways = [1]
    for n in range(2, k + 1):
        sums = list(itertools.accumulate(ways + [0] * (n - 1)))
        ways = [s - (sums[i - n] if i >= n else 0) for i, s in enumerate(sums)]
    return ways


@pytest.mark.parametrize("k", [2, 3, 7, 20, 60, 150])
def test_inversions_against_whole_numbers(k):
    ways, total = counted(k), math.factorial(k)
    assert sum(ways) == total
    middle = k * (k - 1) // 4
    for m in {0, 1, middle // 8, middle // 3, middle}:
        exact = sum(ways[: m + 1]) / total
        assert inversions_at_most(k, m) == pytest.approx(exact, rel=1e-12, abs=0)


def test_exact_at_five_hundred():
    rng = np.random.default_rng(5)
    found = kendall(rng.normal(size=500), rng.normal(size=500))
    assert found.exact
    tail = stats.norm.sf(abs(found.tau) / math.sqrt(2 * 1005 / (9 * 500 * 499)))
    assert found.pval == pytest.approx(2 * tail, abs=2e-3)


@given(st.permutations(range(8)))
def test_exact_kendall_is_that_of_scipy(order):
    x, y = np.arange(8.0), np.array(order, dtype=float)
    theirs = stats.kendalltau(x, y, method="exact")
    found = kendall(x, y)
    assert found.tau == pytest.approx(theirs.statistic, abs=1e-14)
    assert found.pval == pytest.approx(theirs.pvalue, rel=1e-12)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=15))
def test_kendall_with_ties_is_that_of_scipy(pairs):
    x, y = np.array(pairs, dtype=float).T
    assume(len(set(x)) < x.size or len(set(y)) < y.size)
    assume(len(set(x)) > 1 and len(set(y)) > 1)
    theirs = stats.kendalltau(x, y, method="asymptotic")
    found = kendall(x, y)
    assert not found.exact
    assert found.tau == pytest.approx(theirs.statistic, abs=1e-14)
    assert found.pval == pytest.approx(theirs.pvalue, rel=1e-9)


@given(studies)
def test_begg_by_its_definition(rows):
    y, v = np.array(rows).T
    assume(len(set(v)) == v.size and len(set(y)) == y.size)
    w = 1 / v
    mean = w @ y / w.sum()
    t = (y - mean) / np.sqrt(v - 1 / w.sum())
    assume(np.diff(np.sort(t)).min() > 1e-9)
    assert begg(y, v).tau == pytest.approx(stats.kendalltau(t, v).statistic, abs=1e-12)


def test_begg_with_a_giant_study():
    # v - 1/sum(w) of the first study is 1e-24 of v: lost where it is a difference
    found = begg([0.3, 0.9, -0.4, 0.6], [1e-24, 0.2, 0.15, 0.3])
    assert found.exact
    assert math.isfinite(found.tau)


def test_begg_needs_ranks():
    for y, v, name in (([0.1, 0.2], [0.1, 0.1], "vi"), ([0.1, 0.1], [0.1, 0.2], "yi")):
        with pytest.raises(ValueError, match=f"{name}: got 0.1 for every study"):
            begg(y, v)
    with pytest.raises(ValueError, match="got k = 1"):
        begg([0.1], [0.1])


# Trim and fill


@given(studies, st.sampled_from(["EE", "DL", "HE", "REML", "PM", 0.1]))
def test_the_side_is_that_of_the_fitted_slope(rows, method):
    y, v = np.array(rows).T
    assume(np.ptp(np.sqrt(v)) > 1e-3)
    slope = regress_arrays(y, v, np.sqrt(v), method=method, test="z").coef[1]
    assume(abs(slope) > 1e-9)
    assert slope_is_negative(check_studies(y, v), method) == (slope < 0)


def test_the_side_where_tau2_decides():
    # falling at tau2 = 0, rising at the REML estimate: only the fit can tell
    y, v = np.array([0.9, -0.2, -1.0, 1.7, 0.8]), np.array([0.11, 0.32, 0.73, 1.86, 1.61])
    slopes = [regress_arrays(y, v, np.sqrt(v), method=m).coef[1] for m in ("EE", "REML")]
    assert slopes[0] < 0 < slopes[1]
    assert trim_and_fill(y, v, method="EE").side == "right"
    assert trim_and_fill(y, v).side == "left"


def test_two_studies_have_a_side():
    assert trim_and_fill([0.5, 0.1], [0.1, 0.2]).side == "right"
    assert trim_and_fill([0.1, 0.5], [0.1, 0.2]).side == "left"


@given(studies, st.sampled_from(["L0", "R0"]), st.sampled_from(["EE", "REML"]))
def test_filled_studies_mirror_the_extreme_ones(rows, estimator, method):
    y, v = np.array(rows).T
    found = trim_and_fill(y, v, estimator=estimator, method=method, side="left")
    assume(found.converged)
    order = np.lexsort((v, y))
    kept, extreme = order[: y.size - found.k0], order[y.size - found.k0 :]
    centre = pool(y[kept], v[kept], method=method).estimate
    assert found.yi[: y.size].tolist() == y.tolist()
    assert found.yi[found.filled] == pytest.approx(2 * centre - y[extreme], abs=1e-9)
    assert found.vi[found.filled].tolist() == v[extreme].tolist()
    assert found.filled.sum() == found.k0
    assert found.pooled.estimate == pool(found.yi, found.vi, method=method).estimate


@given(studies, st.sampled_from(["L0", "R0"]), st.sampled_from(["EE", "REML"]))
def test_turned_over_the_other_side_is_filled(rows, estimator, method):
    y, v = np.array(rows).T
    one = trim_and_fill(y, v, estimator=estimator, method=method, side="left")
    other = trim_and_fill(-y, v, estimator=estimator, method=method, side="right")
    assert one.k0 == other.k0
    assert sorted(other.yi) == pytest.approx(sorted(-one.yi), abs=1e-12)


def test_symmetric_funnels_stay_as_they_are():
    y, v = [-1, 1, -0.5, 0.5, -2, 2], [0.1, 0.1, 0.2, 0.2, 0.3, 0.3]
    for estimator in ("L0", "R0", "Q0"):
        found = trim_and_fill(y, v, estimator=estimator, side="left")
        assert found.k0 == 0
        assert not found.filled.any()
        assert found.pooled.estimate == pytest.approx(0, abs=1e-15)


def test_a_number_of_missing_studies_that_goes_round():
    # metafor 3.8-1: "Trim and fill algorithm did not converge."
    y = [-0.63, -0.38, -0.02, 0.14, 3.8, 4.74]
    v = [0.02, 0.013, 0.016, 0.036, 19.021, 0.011]
    found = trim_and_fill(y, v, method="HE", estimator="R0", side="left")
    assert not found.converged
    assert found.k0 == 2
    assert "goes round in a circle" in found.warnings[-1]
    assert found.filled.sum() == 2


def test_filled_studies_have_labels():
    found = trim_and_fill(pd.Series(Y, index=list("abcdefghijk")), V)
    assert found.k0 > 0
    assert found.pooled.labels[:2] == ("a", "b")
    assert found.pooled.labels[-1] == f"filled {found.k0}"
    assert trim_and_fill(Y, V).pooled.labels is None


def test_trim_and_fill_passes_its_choices_on():
    found = trim_and_fill(Y, V, method="DL", test="adhoc", level=0.9).pooled
    assert (found.method, found.test, found.level) == ("DL", "adhoc", 0.9)


def test_trim_and_fill_refuses():
    for choices, message in (
        ({"estimator": "L1"}, "estimator: got 'L1'"),
        ({"side": "top"}, "side: got 'top'"),
        ({"test": "hk"}, "test: got 'hk'"),
    ):
        with pytest.raises(ValueError, match=message):
            trim_and_fill(Y, V, **choices)
    with pytest.raises(ValueError, match="got k = 1"):
        trim_and_fill([0.1], [0.1])
    with pytest.raises(ValueError, match="the choice of a side needs that"):
        trim_and_fill([0.1, 0.4, 0.9], [0.1, 0.1, 0.1])


# Fail-safe N


@given(studies, st.floats(0.001, 0.2))
def test_rosenthal_by_adding_studies(rows, alpha):
    y, v = np.array(rows).T
    found = fail_safe_n(y, v, alpha=alpha)
    total = abs((y / np.sqrt(v)).sum())

    def tail(n):
        return stats.norm.sf(total / math.sqrt(y.size + n))

    assert found.pval == pytest.approx(tail(0))
    assert tail(found.n) >= alpha * (1 - 1e-6) or found.n == 0
    assert found.n == 0 or tail(found.n - 1) < alpha * (1 + 1e-6)


@given(studies)
def test_rosenberg_by_adding_studies_of_mean_weight(rows):
    y, v = np.array(rows).T
    found = fail_safe_n(y, v, kind="rosenberg")
    w = 1 / v

    def two_sided(n):
        return 2 * stats.norm.sf(abs(w @ y) / math.sqrt(w.sum() + n * w.mean()))

    assert found.pval == pytest.approx(two_sided(0))
    assert found.n == 0 or two_sided(found.n - 1) < 0.05 * (1 + 1e-6)
    assert found.n == 0 or two_sided(found.n) >= 0.05 * (1 - 1e-6)


def test_orwin_by_adding_studies_without_effect():
    found = fail_safe_n(Y, V, kind="orwin", target=-0.1)
    assert found.target == 0.1
    assert Y.sum() / (Y.size + found.n) <= 0.1 < Y.sum() / (Y.size + found.n - 1)
    assert fail_safe_n(-Y, V, kind="orwin", target=0.1).n == found.n
    assert fail_safe_n(Y, V, kind="orwin").n == Y.size
    assert fail_safe_n(Y, V, kind="orwin", target=5).n == 0
    assert fail_safe_n(Y, V, kind="orwin", target=0).n == math.inf
    assert fail_safe_n([-1, 1], [1, 1], kind="orwin").n == 0


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"kind": "Rosenthal"}, "kind: got 'Rosenthal', expected one of rosenthal"),
        ({"alpha": 5}, "alpha: got 5, expected a number between 0 and 1"),
        ({"target": 0.1}, "target: got 0.1 with kind='rosenthal'"),
        ({"kind": "orwin", "target": math.inf}, "target: got inf"),
    ],
)
def test_fail_safe_refuses(choices, message):
    with pytest.raises(ValueError, match=message):
        fail_safe_n(Y, V, **choices)


# Excess significance


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8), st.integers(0, 8))
def test_at_least_by_counting(power, observed):
    exact = sum(
        math.prod(p if hit else 1 - p for p, hit in zip(power, hits, strict=True))
        for hits in itertools.product([True, False], repeat=len(power))
        if sum(hits) >= observed
    )
    assert at_least(np.array(power), observed) == pytest.approx(exact, rel=1e-12, abs=1e-300)


def test_at_least_keeps_small_tails():
    assert at_least(np.full(60, 1e-3), 50) == pytest.approx(
        stats.binom.sf(49, 60, 1e-3), rel=1e-10, abs=0
    )


@pytest.mark.parametrize("alternative", ["two.sided", "greater", "less"])
def test_power_averaged_over_true_effects(alternative):
    y, v = Y[::4], V[::4]
    found = excess_significance(y, v, method="REML", alternative=alternative, alpha=0.1)
    pooled = pool(y, v)
    cut = stats.norm.isf(0.05 if alternative == "two.sided" else 0.1)

    def power(theta, se):
        upper, lower = stats.norm.sf(cut - theta / se), stats.norm.cdf(-cut - theta / se)
        return {"two.sided": upper + lower, "greater": upper, "less": lower}[alternative]

    tau = math.sqrt(pooled.tau2)
    for ours, se in zip(found.power, np.sqrt(v), strict=True):
        by_hand, _ = integrate.quad(
            lambda u, se=se: stats.norm.pdf(u) * power(pooled.estimate + tau * u, se),
            -12,
            12,
            epsabs=1e-13,
            limit=200,
        )
        assert ours == pytest.approx(by_hand, abs=1e-12)
    assert found.expected == pytest.approx(found.power.sum())


def test_chi_square_of_the_excess():
    found = excess_significance(Y, V)
    table = [found.observed, found.k - found.observed]
    theirs = stats.chisquare(table, [found.expected, found.k - found.expected])
    assert found.chi2 == pytest.approx(theirs.statistic)
    two_sided = theirs.pvalue / 2
    assert found.chi2_pval == pytest.approx(
        two_sided if found.observed > found.expected else 1 - two_sided
    )


def test_excess_on_its_edges():
    sure = excess_significance([50.0, 51.0], [0.01, 0.01])
    assert (sure.observed, sure.expected, sure.pval) == (2, 2, 1)
    assert math.isnan(sure.chi2)
    assert excess_significance([0.0, 0.1], [1.0, 1.0]).pval == 1
    for choices, message in (
        ({"alternative": "two-sided"}, "alternative: got 'two-sided'"),
        ({"alpha": 0}, "alpha: got 0"),
        ({"method": "knha"}, "method: got 'knha'"),
    ):
        with pytest.raises(ValueError, match=message):
            excess_significance(Y, V, **choices)


# What all have in common


@pytest.mark.parametrize("function", ALL)
def test_few_studies_are_said_to_be_few(function):
    few = "fewer than 10: too few for a verdict"
    assert any(few in said for said in function(Y[:9], V[:9]).warnings)
    assert not any(few in said for said in function(Y, V).warnings)


@pytest.mark.parametrize("function", ALL)
def test_bad_studies_are_named(function):
    with pytest.raises(ValueError, match=r"vi\[1\]: got 0.0"):
        function([0.1, 0.2, 0.3], [0.1, 0.0, 0.2])


@pytest.mark.parametrize("function", ALL)
def test_results_are_frozen(function):
    found = function(Y, V)
    with pytest.raises(AttributeError):
        found.k = 3


@pytest.mark.parametrize("function", ALL)
def test_results_print_themselves(function):
    found = function(Y[:9], V[:9])
    lines = str(found).splitlines()
    assert "9 studies" in lines[0]
    assert lines[-1].startswith("note: ")
    assert not re.search(r"np\.|array|Interval\(", str(found))
    html = found._repr_html_()
    assert html.count("<tr>") == len(found.rows())
    assert html.count("<p>") == len(found.warnings)


def test_printed_lines():
    assert str(begg(Y, V)).splitlines() == [
        "Begg's test · 11 studies",
        "Kendall's tau  0.9636",
        "test           p < 0.0001 (exact)",
    ]
    assert "p &lt; 0.0001" in begg(Y, V)._repr_html_()
    assert "normal, corrected for ties" in str(begg([1, 2, 3], [1, 1, 2]))
    assert "Egger's test · 11 studies · rma DL knha · effects on vi" in str(
        egger(Y, V, model="rma", method="DL", test="knha", predictor="vi")
    )
    assert "limit" not in str(egger(Y, V, predictor="ni", ni=N))
    assert "target" in str(fail_safe_n(Y, V, kind="orwin"))
    assert "test now" in str(fail_safe_n(Y, V))
