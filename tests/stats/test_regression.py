"""Meta-regression: metafor's values, exact arithmetic, and what must hold for every data set."""

import csv
import json
import math
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from b12meta.stats.checks import check_studies
from b12meta.stats.pooling import pool
from b12meta.stats.regression.curves import curves, score_bound
from b12meta.stats.regression.design import make_design
from b12meta.stats.regression.fit import regress_arrays
from b12meta.stats.regression.optima import maxima
from b12meta.stats.regression.projection import project
from b12meta.stats.regression.tau2 import ESTIMATORS

GOLDEN = Path(__file__).parents[1] / "golden"
SETS = GOLDEN / "metafor_sets"

METHODS = tuple(ESTIMATORS)
TESTS = ("z", "t", "knha", "adhoc")

# metafor's iterations stop at about 1e-14 of tau2; closed forms differ by rounding.
ITERATIVE = 1e-9
CLOSED = 1e-10
# metafor inverts X'WX with years near 2000 in it, which costs its QE, QM and p six digits; the
# exact arithmetic below says that ours are right.
YEARS = 2e-8
# Double precision through a few dozen operations.
ROUNDING = 1e-12
# The promise on units.
UNIT = 1e-10


@cache
def values(part):
    return json.loads((SETS / "values.json").read_text())[part]


@cache
def inputs(part):
    return json.loads((SETS / "inputs.json").read_text())[part]


def cases():
    return [(name, key) for name, found in values("regression").items() for key in found]


def studies(name):
    found = inputs("sets")[name]
    return np.array(found["yi"]), np.array(found["vi"])


def fit_of(name, case, test):
    design = inputs("moderators")[name]["designs"][" ".join(case["terms"])]
    x = np.array(design["X"])
    fit = regress_arrays(
        *studies(name), x[:, 1:], names=design["names"][1:], method=case["method"], test=test
    )
    return fit, np.array(design["new"])


def answers(name, case):
    """Our value for each key of a case."""
    fit, _ = fit_of(name, case, "z")
    found = {
        "terms": case["terms"],
        "method": fit.method,
        "tau2": fit.tau2,
        "se_tau2": fit.se_tau2,
        "i2": 100 * fit.i2,
        "h2": fit.h2,
        "r2": 100 * fit.r2,
        "qe": [fit.qe, fit.qe_df, fit.qe_pval],
    }
    if len(fit.names) > 2:
        found["vif"] = [one.gvif for one in fit.inflation()]
    return found | {test: by_test(name, case, test) for test in ("z", "knha") if test in case}


def by_test(name, case, test):
    fit, new = fit_of(name, case, test)
    found = {key: getattr(fit, key) for key in ("coef", "se", "stat", "pval", "ci_low", "ci_high")}
    df2 = None if fit.qm_df[1] == math.inf else fit.qm_df[1]
    found["qm"] = [fit.qm, fit.qm_df[0], df2, fit.qm_pval]
    if "vcov" in case[test]:
        found |= {"vcov": fit.vcov, "predict": np.array(fit.predict_rows(new))}
    return found


def close(ours, theirs, tolerance, scale=0.0):
    a, b = plain(ours), plain(theirs)
    size = np.maximum(np.maximum(np.abs(a), np.abs(b)), np.ravel(scale))
    with np.errstate(invalid="ignore"):  # inf - inf
        near = np.abs(a - b) <= tolerance * size
    return bool(((np.isnan(a) & np.isnan(b)) | (a == b) | near).all())


def plain(values):
    """Flat floats; what is null in JSON is NaN."""
    flat = np.ravel(np.array(values, dtype=object))
    return np.array([math.nan if value is None else value for value in flat], dtype=float)


@pytest.mark.parametrize(("name", "key"), cases())
def test_the_compared_keys_are_the_whole_list(name, key):
    case = values("regression")[name][key]
    found = answers(name, case)
    assert set(found) == set(case)
    assert all(set(found[test]) == set(case[test]) for test in ("z", "knha") if test in case)


@pytest.mark.parametrize(("name", "key"), cases())
def test_every_value_of_metafor(name, key):
    case = values("regression")[name][key]
    found = answers(name, case)
    tolerance = YEARS if "year" in case["terms"] else ITERATIVE
    off = [part for part in found if part not in ("terms", "method", "z", "knha")]
    off = [part for part in off if not close(found[part], case[part], tolerance)]
    for test in ("z", "knha"):
        se = np.array(case.get(test, {}).get("se", 0.0))
        scales = {"coef": se, "ci_low": se, "ci_high": se, "stat": 1.0}
        for part, value in case.get(test, {}).items():
            scale = scales.get(part, 0.0)
            if part == "predict":
                scale = np.tile(np.array(value)[1], 6)
            if not close(found[test][part], value, tolerance, scale):
                off.append(f"{test}.{part}")
    assert off == []


@cache
def bcg():
    with (GOLDEN / "bcg.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    moderators = [[float(row["ablat"]), float(row["year"]) - 1948] for row in rows]
    return *studies("bcg_rr"), np.array(moderators)


@cache
def own_golden():
    with (GOLDEN / "regression_metafor_3.8.1.csv").open() as lines:
        return {row["key"]: float(row["value"]) for row in csv.DictReader(lines)}


def all_methods():
    found = {}
    for method in METHODS:
        fit = regress_arrays(*bcg(), method=method, test="z")
        one = {"tau2": fit.tau2, "se_tau2": fit.se_tau2, "i2": 100 * fit.i2, "h2": fit.h2}
        one |= {"r2": 100 * fit.r2, "qe": fit.qe, "qe_pval": fit.qe_pval}
        if method == "EE":
            one.pop("se_tau2")
        found |= {f"{method}.{key}[1]": value for key, value in one.items()}
        found |= numbered(f"{method}.coef", fit.coef)
        for test in TESTS:
            fit, key = regress_arrays(*bcg(), method=method, test=test), f"{method}.{test}."
            for part in ("se", "pval", "ci_low"):
                found |= numbered(key + part, getattr(fit, part))
            found |= {f"{key}qm[1]": fit.qm, f"{key}qm_pval[1]": fit.qm_pval}
    return found


def numbered(key, values):
    return {f"{key}[{i + 1}]": float(value) for i, value in enumerate(values)}


def test_every_estimator_and_test_of_metafor():
    found, theirs = all_methods(), own_golden()
    named = ("gvif", "alloc", "interaction", "cells")  # compared in tests/frames
    assert set(found) == {key for key in theirs if not key.startswith(named)}
    off = {
        key: (value, theirs[key])
        for key, value in found.items()
        if not math.isclose(value, theirs[key], rel_tol=tolerance(key), abs_tol=1e-14)
    }
    assert off == {}


def tolerance(key):
    return CLOSED if key.startswith(("EE", "DL", "HE", "HS", "SJ")) else ITERATIVE


def exact_fit(y, v, x, tau2):
    """Coefficients, variances and Q in rational arithmetic."""
    w = [1 / (Fraction(a) + Fraction(tau2)) for a in v]
    rows = [[Fraction(a) for a in row] for row in x]
    p = len(rows[0])
    a = [
        [sum(c * r[i] * r[j] for c, r in zip(w, rows, strict=True)) for j in range(p)]
        for i in range(p)
    ]
    b = [sum(c * r[i] * Fraction(t) for c, r, t in zip(w, rows, y, strict=True)) for i in range(p)]
    inverse = invert(a)
    coef = [sum(m * n for m, n in zip(row, b, strict=True)) for row in inverse]
    fitted = [sum(m * n for m, n in zip(coef, row, strict=True)) for row in rows]
    q = sum(c * (Fraction(t) - f) ** 2 for c, t, f in zip(w, y, fitted, strict=True))
    return [float(c) for c in coef], [float(inverse[j][j]) for j in range(p)], float(q)


def invert(a):
    size = len(a)
    rows = [[*row, *(Fraction(i == j) for j in range(size))] for i, row in enumerate(a)]
    for i in range(size):
        pivot = next(r for r in range(i, size) if rows[r][i])
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for r in range(size):
            if r != i:
                rows[r] = [m - rows[r][i] * n for m, n in zip(rows[r], rows[i], strict=True)]
    return [row[size:] for row in rows]


def test_years_and_their_products_cost_no_digits():
    # metafor 3.8-1 and 5.1-12 give QE 28.325143656 here, from the year itself
    y, v, x = bcg()
    x = np.column_stack([np.ones(13), x[:, 0], x[:, 1] + 1948, x[:, 0] * (x[:, 1] + 1948)])
    for columns in (3, 4):
        fit = regress_arrays(y, v, x[:, 1:columns], method=0.1, test="z")
        coef, variance, _ = exact_fit(y, v, x[:, :columns], 0.1)
        assert fit.qe == pytest.approx(exact_fit(y, v, x[:, :columns], 0)[2], rel=ROUNDING)
        assert fit.se == pytest.approx(np.sqrt(variance), rel=1e-11)
        assert np.abs(fit.coef - coef).max() <= 1e-11 * np.abs(coef).max()
        assert ((fit.coef - coef) / fit.se) == pytest.approx(0, abs=1e-11)


def test_two_giant_studies_with_nearly_the_same_moderator():
    y, v = (0.5, 0.25, 1.0, -0.5, 2.0), (1e-12, 1e-11, 1.0, 2.0, 0.5)
    x = np.column_stack([np.ones(5), [0.25, 0.2500001, 3.0, -1.0, 0.5]])
    for tau2 in (0.0, 1e-9, 0.5):
        fit = regress_arrays(y, v, x[:, 1:], method=tau2, test="z")
        coef, variance, q = exact_fit(y, v, x, tau2)
        assert fit.coef == pytest.approx(coef, rel=1e-11)
        assert fit.se == pytest.approx(np.sqrt(variance), rel=1e-11)
        if tau2 == 0:
            assert fit.qe == pytest.approx(q, rel=1e-11)


def exact_traces(v, x):
    """Trace of P and of PP, in rational arithmetic."""
    w = [1 / Fraction(a) for a in v]
    rows = [[Fraction(a) for a in row] for row in x]
    p, k = len(rows[0]), len(w)
    a = [
        [sum(c * r[i] * r[j] for c, r in zip(w, rows, strict=True)) for j in range(p)]
        for i in range(p)
    ]
    inverse = invert(a)
    half = [[sum(r[i] * inverse[i][j] for i in range(p)) for j in range(p)] for r in rows]
    hat = [[sum(half[i][m] * rows[j][m] for m in range(p)) for j in range(k)] for i in range(k)]
    big = [[(w[i] if i == j else 0) - w[i] * hat[i][j] * w[j] for j in range(k)] for i in range(k)]
    return float(sum(big[i][i] for i in range(k))), float(sum(c * c for row in big for c in row))


@pytest.mark.parametrize(
    "v", [(1.0, 2.0, 3.0, 4.0, 5.0), (1e-12, 1.0, 2.0, 3.0, 4.0), (1e-12, 1e-10, 1.0, 2.0, 1e6)]
)
def test_traces_beside_giants(v):
    # trace(P) as a difference of weight and leverage would lose all digits in the last two
    x = np.column_stack([np.ones(5), [0.0, 3.0, 1.0, -2.0, 4.0]])
    w = 1 / np.array([v])
    found = project(x, w)
    p, pp = exact_traces(v, x)
    assert float(w[0] @ found.diagonal()[0]) == pytest.approx(p, rel=ROUNDING)
    assert float(found.squares(w, w)[0]) == pytest.approx(pp, rel=ROUNDING)


effects = st.integers(-8192, 8192).map(lambda n: n / 1024)
variances = st.floats(-6, 6).map(math.exp)
moderator = st.integers(-16, 16).map(lambda n: n / 4)
rows = st.lists(st.tuples(effects, variances, moderator, moderator), min_size=5, max_size=12)
method = st.sampled_from(METHODS)
test = st.sampled_from(TESTS)
factor = st.floats(-6, 6).map(lambda x: 10.0**x)


def apart(found):
    y, v, *x = np.array(found, dtype=float).T
    return y, v, np.column_stack(x)


def well_posed(x):
    """Whether the columns with an intercept are far from dependent: else rounding is not small."""
    design = np.column_stack([np.ones(len(x)), x])
    design = design / np.maximum(np.linalg.norm(design, axis=0), 1e-9)
    return np.linalg.matrix_rank(design) == design.shape[1] and np.linalg.cond(design) < 30


def outputs(fit, y=1.0, x=(1.0, 1.0)):
    """Every number but the intercept, free of the units y of effects and x of moderators."""
    spread = float(np.median(fit.vi)) / y**2
    plain = np.sqrt(np.diagonal(np.linalg.inv((fit.x.T / (fit.vi + fit.tau2)) @ fit.x)))[1:]
    slope = np.array(x) / y
    yield from (("tau2", fit.tau2 / y**2, spread), ("se_tau2", fit.se_tau2 / y**2, spread))
    for name in ("coef", "ci_low", "ci_high", "se"):
        yield name, getattr(fit, name)[1:] * slope, plain * slope
    for name in ("stat", "pval"):
        yield name, getattr(fit, name)[1:], 1.0
    for name in ("i2", "h2", "qe", "qe_pval", "qm", "qm_pval", "k", "p"):
        yield name, getattr(fit, name), 1.0
    yield "r2", math.nan if fit.r2 is None else fit.r2, 1.0
    for name, value in fit.predict_rows(fit.x)._asdict().items():
        yield name, value / y, float(np.sqrt(spread))
    yield "gvif", [one.gvif for one in fit.inflation()], 0.0


def agree(one, other, y=1.0, x=(1.0, 1.0)):
    assert one.tau2_at_bound == other.tau2_at_bound
    assert one.optima == other.optima
    assert one.warnings == other.warnings
    for (name, a, scale), (_, b, _) in zip(outputs(one), outputs(other, y, x), strict=True):
        assert close(a, b, UNIT, scale), (name, a, b)


def clear(fit):
    """Whether nothing is decided by rounding: one maximum, and residuals that do not vanish."""
    return fit.optima == 1 and fit.factor > 0


@given(rows, method, test, factor)
@example(
    [(0, 1, 0, 0), (1, 1, 1, 0), (2, 1, 0, 1), (3, 1, 1, 1.5), (4, 1, 2, 3)], "REML", "knha", 1e6
)
def test_unit_of_effects(found, method, test, c):
    y, v, x = apart(found)
    assume(well_posed(x))
    one = regress_arrays(y, v, x, method=method, test=test)
    assume(clear(one))
    agree(one, regress_arrays(c * y, c * c * v, x, method=method, test=test), y=c)


@given(rows, method, test, factor, factor, st.integers(-3000, 3000))
@example(
    [(0, 1, 0, 0), (1, 1, 1, 0), (2, 1, 0, 1), (3, 1, 1, 1.5), (4, 1, 2, 3)],
    "REML",
    "knha",
    1e-6,
    1.0,
    2000,
)
def test_unit_and_zero_of_moderators(found, method, test, c, d, shift):
    y, v, x = apart(found)
    assume(well_posed(x))
    one = regress_arrays(y, v, x, method=method, test=test)
    assume(clear(one))
    moved = np.column_stack([c * x[:, 0], d * x[:, 1]])
    agree(one, regress_arrays(y, v, moved, method=method, test=test), x=(c, d))
    agree(one, regress_arrays(y, v, x + shift, method=method, test=test))


@given(rows, method, test, st.randoms(use_true_random=False))
def test_order_of_rows(found, method, test, random):
    y, v, x = apart(found)
    assume(well_posed(x))
    order = list(range(len(y)))
    random.shuffle(order)
    one = regress_arrays(y, v, x, method=method, test=test)
    assume(clear(one))
    other = regress_arrays(y[order], v[order], x[order], method=method, test=test)
    for name in ("coef", "se", "pval"):
        assert close(getattr(one, name), getattr(other, name), UNIT, np.maximum(one.se, 1e-3)), name
    assert close(one.tau2, other.tau2, UNIT, float(np.median(v)))
    assert close(
        one.predict_rows(one.x[order]).estimate, other.predict_rows(other.x).estimate, UNIT, 1.0
    )


@given(st.lists(st.tuples(effects, variances), min_size=2, max_size=12), method, test)
@example([(0.5, 1e-12), (1.0, 1.0), (2.0, 1.0), (4.0, 2.0)], "REML", "knha")
@example([(0.25, 0.5), (0.25, 1.5), (0.25, 0.125)], "SJ", "adhoc")
def test_an_intercept_alone_is_pooling(found, method, test):
    y, v = np.array(found, dtype=float).T
    ours, pooled = (
        regress_arrays(y, v, np.empty((y.size, 0)), method=method, test=test),
        pool(y, v, method=method, test=test),
    )
    assume(pooled.optima == 1)
    pairs = [
        (ours.coef[0], pooled.estimate, pooled.se),
        (ours.se[0], pooled.se, 0.0),
        (ours.pval[0], pooled.pval, 1.0),
        (ours.tau2, pooled.tau2, float(np.median(v))),
        (ours.se_tau2, pooled.se_tau2, float(np.median(v))),
        (ours.qe, pooled.q, 1.0),
        (ours.i2, pooled.i2, 1.0),
        (ours.ci_low[0], pooled.ci.low, pooled.se),
    ]
    assert all(close(a, b, UNIT, scale) for a, b, scale in pairs), pairs
    assert ours.tau2_at_bound == pooled.tau2_at_bound
    assert ours.qm_df[0] == 1


def plain_loglik(y, v, x, tau2, restricted):
    """Log-likelihood by ordinary matrices."""
    w = 1 / (v + tau2)
    design = np.column_stack([np.ones(len(y)), x])
    gram = (design.T * w) @ design
    off = y - design @ np.linalg.solve(gram, (design.T * w) @ y)
    extra = np.linalg.slogdet(gram)[1] if restricted else 0.0
    return (np.log(w).sum() - w @ (off * off) - extra) / 2


@given(rows, st.sampled_from(("ML", "REML")))
def test_no_other_tau2_is_likelier(found, method):
    y, v, x = apart(found)
    assume(well_posed(x))
    fit = regress_arrays(y, v, x, method=method)
    top = math.log(v.max() + np.ptp(y) ** 2 + 1)
    grid = [0.0, *np.exp(np.linspace(math.log(v.min()) - 4, top, 150))]
    best = plain_loglik(y, v, x, fit.tau2, method == "REML")
    others = max(plain_loglik(y, v, x, tau2, method == "REML") for tau2 in grid)
    assert others <= best + 1e-9 * max(1, abs(best))


@given(rows, st.booleans())
def test_the_curves_fall(found, restricted):
    # what the search for maxima rests on
    y, v, x = apart(found)
    assume(well_posed(x))
    design = make_design(check_studies(y, v), np.column_stack([np.ones(len(y)), x]), "abc")
    grid = np.concatenate([[0.0], np.geomspace(1e-6, 1e6, 40)])
    for curve in curves(design, grid, restricted):
        assert (np.diff(curve) <= 1e-12 * curve[:-1] + 1e-20).all()  # a perfect fit: rounding
    beyond = score_bound(design, restricted) * np.array([1.0, 1.5, 10.0, 1e6])
    found = curves(design, beyond + 1e-300, restricted)
    assert (found.a < found.b).all()


def test_several_maxima_are_told_and_the_highest_taken():
    # variances over 12 orders of magnitude, spread that does not follow them: modes abound
    rng = np.random.default_rng(5)
    several = 0
    for _ in range(50):
        v = np.exp(rng.uniform(-14, 14, 9))
        x = rng.normal(size=(9, 1))
        y = rng.normal(0, np.sqrt(v)) * np.exp(rng.normal(0, 1.5, 9))
        design = make_design(check_studies(y, v), np.column_stack([np.ones(9), x]), "ab")
        places, settled = maxima(design, restricted=True)
        assert settled
        fit = regress_arrays(y, v, x)
        assert fit.optima == len(places)
        heights = [plain_loglik(y, v, x, design.data.variance(t), True) for t in places]
        assert plain_loglik(y, v, x, fit.tau2, True) == pytest.approx(max(heights), abs=1e-6)
        several += len(places) > 1
        assert any("local maxima" in said for said in fit.warnings) == (len(places) > 1)
    assert several > 10


def test_without_intercept_effects_are_not_centred():
    # metafor 3.8-1: rma(y, v, mods = x, intercept = FALSE) centres y, so that QE is 64.64 and tau2
    # (REML) 2.002; its rma.mv, and R's lm(y ~ x - 1, weights = 1 / v), say QE 0.7496667, tau2 0
    y, v, x = (1.2, 2.1, 2.9, 4.3, 5.2), (0.1, 0.2, 0.15, 0.1, 0.3), (1, 2, 3, 4, 5)
    fit = regress_arrays(y, v, x, intercept=False)
    assert fit.qe == pytest.approx(0.7496666666666667, rel=ROUNDING)
    assert fit.tau2 == 0
    assert fit.coef == pytest.approx([1.049], rel=ROUNDING)
    assert fit.r2 is None
    assert fit.qm_df == (1, 4)


def test_group_means_without_intercept_equal_those_with_it():
    y, v, x = bcg()
    group = (x[:, 0] > 30).astype(float)
    cells = regress_arrays(y, v, np.column_stack([1 - group, group]), intercept=False)
    contrast = regress_arrays(y, v, group)
    assert cells.tau2 == pytest.approx(contrast.tau2, rel=UNIT)
    assert cells.coef == pytest.approx([contrast.coef[0], contrast.coef.sum()], rel=UNIT)


def test_a_column_of_ones_is_the_intercept():
    y, v, x = bcg()
    given = regress_arrays(y, v, np.column_stack([x, np.ones(13)]), intercept=False)
    usual = regress_arrays(y, v, x)
    assert given.coef[[2, 0, 1]] == pytest.approx(usual.coef, rel=UNIT)
    assert (given.qm, given.qm_df) == (pytest.approx(usual.qm, rel=UNIT), usual.qm_df)
    assert given.r2 == pytest.approx(usual.r2, rel=UNIT)


def test_dependent_columns_are_named():
    y, v, x = bcg()
    twice = np.column_stack([x, 2 * x[:, 0] + 3, np.full(13, 7.0), x[:, 0] - x[:, 1]])
    with pytest.raises(ValueError, match="twice") as found:
        regress_arrays(y, v, twice, names=["ablat", "year", "more", "seven", "gap"])
    lines = str(found.value).splitlines()
    assert lines[1:4] == [
        "'more' is a combination of 'ablat' and the intercept",
        "'seven' is the same in every study",
        "'gap' is a combination of 'ablat', 'year' and the intercept",
    ]


def test_columns_that_are_dependent_but_for_rounding():
    y, v, x = bcg()
    share = x[:, 0] / 100
    columns = np.column_stack([share, 1 / 3 * (1 - share), 1 - share - 1 / 3 * (1 - share)])
    with pytest.raises(ValueError, match="combination"):
        regress_arrays(y, v, columns)
    tenth = np.full(13, 0.1) + np.array([0, 2**-56] * 6 + [0])
    with pytest.raises(ValueError, match="same in every study"):
        regress_arrays(y, v, tenth)


@pytest.mark.parametrize(
    ("mods", "options", "said"),
    [
        ([1, 2, math.nan, 4], {}, r"mods\[:, 0\], row \[2\].*nan"),
        ([1, 2, 3], {}, "one row per study"),
        ([["a"], ["b"], ["c"], ["d"]], {}, "expected a number"),
        (np.arange(12).reshape(4, 3), {}, "4 studies for 4 coefficients and tau2"),
        (np.empty((4, 0)), {"intercept": False}, "at least one column"),
        ([1, 2, 3, 4], {"method": "XX"}, "method"),
        ([1, 2, 3, 4], {"test": "hk"}, "test"),
        ([1, 2, 3, 4], {"level": 95}, "level"),
        ([1, 2, 3, 4], {"names": ["a", "b"]}, "one per column"),
    ],
)
def test_refusals(mods, options, said):
    with pytest.raises(ValueError, match=said):
        regress_arrays([0.1, 0.3, 0.2, 0.7], [0.1] * 4, mods, **options)


def test_as_many_coefficients_as_studies():
    fit = regress_arrays([1, 2, 4], [1, 1, 1], [[1, 0], [0, 1], [0, 0]], method="EE", test="z")
    assert fit.coef == pytest.approx([4, -3, -2])
    assert (fit.qe, fit.qe_df, fit.qe_pval, fit.i2) == (0, 0, 1, 0)
    assert any("as many coefficients" in said for said in fit.warnings)


def test_a_perfect_fit():
    x = np.arange(5.0)
    fit = regress_arrays(1000.1 + 0.1 * x, [1, 2, 1, 2, 1], x)
    assert fit.se.tolist() == [0, 0]
    assert fit.stat.tolist() == [math.inf, math.inf]
    assert fit.qm == math.inf
    assert any("exactly" in said for said in fit.warnings)
    assert (regress_arrays(0.1 * x, [1, 2, 1, 2, 1], x, test="adhoc").se > 0).all()


def test_equal_effects_predict_no_spread():
    fit = regress_arrays(*bcg(), method="EE", test="z")
    found = fit.predict_rows(fit.x)
    assert np.isnan(found.pi_low).all()
    assert np.isfinite(found.ci_low).all()


def test_few_studies_for_the_moderators_are_told():
    assert any("exploration" in said for said in regress_arrays(*bcg()).warnings)


def test_the_result_cannot_be_changed_and_prints_itself():
    fit = regress_arrays(*bcg())
    with pytest.raises(ValueError, match="read-only"):
        fit.coef[0] = 1
    assert "R2: 64.6%" in str(fit)
    assert "<table" in fit._repr_html_()
    hostile = regress_arrays(*bcg(), names=["<b>", "y"])
    assert "<b>" not in hostile._repr_html_()
