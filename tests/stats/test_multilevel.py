"""Nested effects: metafor's values, ordinary matrices, and what must hold for every data set."""

import csv
import json
import math
from fractions import Fraction
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from b12meta.stats.multilevel.clusters import check_clusters
from b12meta.stats.multilevel.fit import pool_multilevel
from b12meta.stats.multilevel.tree import hessian, loglik, make_tree, score
from b12meta.stats.pooling import pool
from b12meta.stats.scaled import standardise

GOLDEN = Path(__file__).parents[1] / "golden"

# metafor's variances were polished to the last digit: only rounding differs.
EXACT = 1e-11
# Left to itself rma.mv stops at about the eighth digit of the variances.
STOPS = 1e-7
# The promise on units.
UNIT = 1e-10

SETS = ("konstantopoulos", "assink", "crede", "bornmann")
# Degrees of freedom by containment are not offered: cluster-robust ones serve better.
NOT_ASKED = ("sigma2_metafor", "contain", "contain_df")


@cache
def golden(file, part):
    return json.loads((GOLDEN / "metafor_sets" / file).read_text())[part]


def nested(name):
    found = golden("inputs.json", "multilevel")[name]
    return found["yi"], found["vi"], np.column_stack([found["outer"], found["inner"]])


def answers(name, method):
    z, t = (pool_multilevel(*nested(name), method=method, test=test) for test in ("z", "t"))
    return {
        "sigma2": z.sigma2,
        "z": [z.estimate, z.se, z.stat, z.pval, *z.ci],
        "t": [t.estimate, t.se, t.stat, t.pval, *t.ci],
        "t_df": t.df,
        "pi_z": z.pi,
        "pi_t": t.pi,
        "loglik": z.loglik,
        "qe": [z.q, z.q_df, z.q_pval],
    }


@pytest.mark.parametrize(("name", "method"), [*product(SETS, ("REML", "ML"))])
def test_every_value_of_metafor(name, method):
    theirs = golden("values.json", "dependent")[name][f"rma.mv.{method}"]
    ours = answers(name, method)
    assert set(ours) | set(NOT_ASKED) == set(theirs)
    for part, value in ours.items():
        assert value == pytest.approx(theirs[part], rel=EXACT), part


def test_the_sets_are_all_there():
    assert set(golden("values.json", "dependent")) == {*SETS, "bcg_rr"}


def test_values_of_metafor_5():
    with (GOLDEN / "dependence_metafor_5.1.12.csv").open() as lines:
        theirs = {row["key"]: float(row["value"]) for row in csv.DictReader(lines)}
    found = pool_multilevel(*nested("konstantopoulos"))
    robust = found.robust()
    ours = {
        "multilevel.estimate": found.estimate,
        "multilevel.se": found.se,
        "multilevel.sigma2[1]": found.sigma2[0],
        "multilevel.sigma2[2]": found.sigma2[1],
        "multilevel.loglik": found.loglik,
        "multilevel.CR2.se": robust.se,
        "multilevel.CR2.df": robust.df,
    }
    assert set(ours) == {key for key in theirs if key.startswith("multilevel")}
    assert ours == pytest.approx({key: theirs[key] for key in ours}, rel=STOPS)


def dense(v, codes, sigma2):
    """Variance of the effects, and the blocks of each component."""
    blocks = [np.asarray(column[:, None] == column, dtype=float) for column in codes.T]
    return np.diag(v) + sum(s * b for s, b in zip(sigma2, blocks, strict=True)), blocks


def plain_loglik(y, v, codes, sigma2, restricted):
    """Log-likelihood by ordinary matrices, without constants."""
    variance, _ = dense(v, codes, sigma2)
    w = np.linalg.inv(variance)
    off = y - (w @ y).sum() / w.sum()
    extra = math.log(w.sum()) if restricted else 0.0
    return -(np.linalg.slogdet(variance)[1] + off @ w @ off + extra) / 2


def plain_score(y, v, codes, sigma2, restricted):
    variance, blocks = dense(v, codes, sigma2)
    w = np.linalg.inv(variance)
    p = w - np.outer(w.sum(1), w.sum(1)) / w.sum()
    m = p if restricted else w
    return np.array([(y @ p @ b @ p @ y - np.trace(m @ b)) / 2 for b in blocks])


def plain_hessian(y, v, codes, sigma2, restricted):
    variance, blocks = dense(v, codes, sigma2)
    w = np.linalg.inv(variance)
    p = w - np.outer(w.sum(1), w.sum(1)) / w.sum()
    m = p if restricted else w
    return np.array(
        [[np.trace(m @ a @ m @ b) / 2 - y @ p @ a @ p @ b @ p @ y for a in blocks] for b in blocks]
    )


@st.composite
def trees(draw, levels=2):
    """Effects, variances and nested labels in which every column adds groups."""
    k = draw(st.integers(5, 12))
    y = np.array(draw(st.lists(st.integers(-4096, 4096), min_size=k, max_size=k))) / 1024
    v = np.exp(draw(st.lists(st.floats(-4, 4), min_size=k, max_size=k)))
    columns = [draw(st.lists(st.integers(0, 3), min_size=k, max_size=k)) for _ in range(levels)]
    clusters = np.column_stack(columns)
    codes = unambiguous(clusters, k)
    assume(codes is not None)
    return y, v, clusters, codes


def unambiguous(clusters, k):
    try:
        return check_clusters(clusters, k)[0]
    except ValueError:
        return None


sizes = st.lists(st.floats(-4, 3).map(math.exp) | st.just(0.0), min_size=3, max_size=3)


@given(trees(3), sizes, st.booleans())
def test_level_by_level_equals_ordinary_matrices(found, sigma2, restricted):
    y, v, _, codes = found
    data, sigma2 = standardise(y, v), np.array(sigma2)
    tree = make_tree(data.y, data.v, codes[data.order])
    parts = (data.y, data.v, codes[data.order], sigma2, restricted)
    assert float(loglik(tree, sigma2, restricted)) == pytest.approx(plain_loglik(*parts), rel=1e-9)
    slope, _ = score(tree, sigma2, restricted)
    theirs = plain_score(*parts)
    assert slope == pytest.approx(theirs, rel=1e-8, abs=1e-8 * np.abs(theirs).max() + 1e-9)
    curvature = plain_hessian(*parts)
    scale = 1e-8 * np.abs(curvature).max() + 1e-9
    assert hessian(tree, sigma2, restricted) == pytest.approx(curvature, rel=1e-7, abs=scale)


def test_the_score_beside_a_giant_study():
    # the restricted score at 0 in rational arithmetic; 1 - leverage of the first effect is 4e-12,
    # and as a difference would keep four digits
    y, v = (0.0, 0.5, 1.0, -0.5), (1e-12, 0.7, 1.9, 0.3)
    data = standardise(np.array(y), np.array(v))
    tree = make_tree(data.y, data.v, np.arange(4)[data.order][:, None])
    w = [1 / Fraction(x) for x in v]
    total = sum(w)
    mean = sum(a * Fraction(b) for a, b in zip(w, y, strict=True)) / total
    squares = sum((a * (Fraction(b) - mean)) ** 2 for a, b in zip(w, y, strict=True))
    trace = sum(a * (total - a) / total for a in w)
    slope, _ = score(tree, np.zeros(1), restricted=True)
    assert float(slope[0]) / data.unit**2 == pytest.approx(float(squares - trace) / 2, rel=1e-12)


@given(trees(), st.sampled_from(("REML", "ML")))
def test_no_other_variances_are_likelier(found, method):
    y, v, clusters, codes = found
    fit = pool_multilevel(y, v, clusters, method=method)
    assert fit.converged
    restricted = method == "REML"
    best = plain_loglik(y, v, codes, fit.sigma2, restricted)
    axis = [0.0, *np.geomspace(v.min() / 100, np.ptp(y) ** 2 + v.max(), 9)]
    for sigma2 in product(axis, axis):
        assert plain_loglik(y, v, codes, sigma2, restricted) <= best + 1e-9 * max(1, abs(best))


@given(trees(), st.sampled_from(("REML", "ML")))
def test_the_score_is_zero_or_points_below_the_bound(found, method):
    y, v, clusters, codes = found
    fit = pool_multilevel(y, v, clusters, method=method)
    slope = plain_score(y, v, codes, fit.sigma2, method == "REML")
    noise = np.sqrt(np.abs(np.diagonal(plain_hessian(y, v, codes, fit.sigma2, method == "REML"))))
    assert (slope <= 1e-7 * noise + 1e-9).all()
    assert (np.abs(slope[fit.sigma2 > 0]) <= 1e-7 * noise[fit.sigma2 > 0] + 1e-9).all()


def outputs(fit, c=1.0):
    """Every number, free of the unit of effects, with the scale on which it is judged."""
    spread = float(np.median(fit.vi)) / c**2
    yield from (("sigma2", fit.sigma2 / c**2, spread), ("estimate", fit.estimate / c, fit.se / c))
    yield from (("se", fit.se / c, 0.0), ("ci", np.array(fit.ci) / c, fit.se / c))
    yield from (("pi", np.array(fit.pi) / c, fit.se / c), ("i2", fit.i2_levels, 1.0))
    for name in ("stat", "pval", "q", "q_pval", "weights"):
        yield name, getattr(fit, name), 1.0


def steep(fit):
    """Whether rounding does not move the maximum: it is alone, and curved in all directions."""
    free = fit.sigma2 > 0
    if fit.optima > 1 or not free.any():
        return fit.optima == 1
    second = plain_hessian(fit.yi, fit.vi, fit.clusters, fit.sigma2, fit.method == "REML")
    scale = np.sqrt(np.abs(np.diagonal(second)[free]))
    values = np.linalg.eigvalsh(-second[np.ix_(free, free)] / np.outer(scale, scale))
    size = fit.sigma2[free] + np.median(fit.vi)
    return values.min() > 1e-3 and (scale * size).min() > 0.03


def agree(one, other, c=1.0):
    assert one.warnings == other.warnings
    for (name, a, scale), (_, b, _) in zip(outputs(one), outputs(other, c), strict=True):
        a, b = np.asarray(a), np.asarray(b)
        size = np.maximum(np.maximum(np.abs(a), np.abs(b)), scale)
        assert (np.abs(a - b) <= UNIT * size).all(), (name, a, b)


@given(trees(), st.sampled_from(("REML", "ML")), st.floats(-6, 6).map(lambda x: 10.0**x))
def test_unit(found, method, c):
    y, v, clusters, _ = found
    one = pool_multilevel(y, v, clusters, method=method)
    assume(steep(one))
    agree(one, pool_multilevel(c * y, c * c * v, clusters, method=method), c)


@given(trees(), st.randoms(use_true_random=False))
def test_order_of_rows_and_names_of_labels(found, random):
    y, v, clusters, _ = found
    one = pool_multilevel(y, v, clusters)
    assume(steep(one))
    order = list(range(y.size))
    random.shuffle(order)
    words = [[f"outer {a}", f"inner {b}"] for a, b in clusters[order]]
    other = pool_multilevel(y[order], v[order], words)
    for name in ("estimate", "se", "pval"):
        assert getattr(other, name) == pytest.approx(getattr(one, name), rel=UNIT, abs=UNIT)
    assert other.weights == pytest.approx(one.weights[order], abs=UNIT)
    assert other.sigma2 == pytest.approx(one.sigma2, rel=UNIT, abs=UNIT * float(np.median(v)))


rows = st.lists(
    st.tuples(st.integers(-4096, 4096).map(lambda n: n / 1024), st.floats(-6, 6).map(math.exp)),
    min_size=2,
    max_size=12,
)


@given(rows, st.sampled_from(("REML", "ML")), st.sampled_from(("z", "t")))
def test_one_column_of_ids_is_pooling(found, method, test):
    y, v = np.array(found).T
    pooled = pool(y, v, method=method, test=test)
    assume(pooled.optima == 1)
    fit = pool_multilevel(y, v, np.arange(y.size), method=method, test=test)
    spread = float(np.median(v))
    assert fit.sigma2[0] == pytest.approx(pooled.tau2, rel=UNIT, abs=UNIT * spread)
    assert fit.estimate == pytest.approx(pooled.estimate, rel=UNIT, abs=UNIT * pooled.se)
    assert fit.se == pytest.approx(pooled.se, rel=UNIT)
    assert fit.pval == pytest.approx(pooled.pval, abs=UNIT)
    assert fit.weights == pytest.approx(pooled.weights, abs=UNIT)
    assert fit.i2 == pytest.approx(pooled.i2, abs=UNIT)


def test_inner_labels_count_within_outer_ones():
    y, v = [0.1, 0.5, 0.9, 1.4, 0.3, 0.2], [0.02] * 6
    again = pool_multilevel(y, v, [["a", 1], ["a", 2], ["b", 1], ["b", 2], ["c", 1], ["c", 2]])
    apart = pool_multilevel(y, v, [["a", 1], ["a", 2], ["b", 3], ["b", 4], ["c", 5], ["c", 6]])
    assert again.groups == apart.groups == (3, 6)
    assert again.sigma2.tolist() == apart.sigma2.tolist()


def test_weights_are_shares():
    fit = pool_multilevel(*nested("crede"))
    assert math.isclose(math.fsum(fit.weights), 1, rel_tol=1e-14)
    variance, _ = dense(fit.vi, fit.clusters, fit.sigma2)
    w = np.linalg.inv(variance).sum(1)
    assert fit.weights == pytest.approx(w / w.sum(), rel=1e-10)
    assert fit.weights @ fit.yi == pytest.approx(fit.estimate, rel=1e-12)


def test_frames_name_their_columns():
    y, v, clusters = nested("bornmann")
    frame = pd.DataFrame(clusters, columns=["study", "row"], index=range(1, 67))
    fit = pool_multilevel(pd.Series(y, index=frame.index), v, frame)
    assert fit.names == ("study", "row")
    assert fit.labels == tuple(range(1, 67))
    assert "variance, study" in str(fit)
    assert "<table" in fit._repr_html_()


@pytest.mark.parametrize(
    ("clusters", "options", "said"),
    [
        (["a", "a", "a"], {}, "single group"),
        ([[1, 1], [2, 2], [3, 3]], {}, "same groups"),
        (["a", None, math.nan], {}, r"missing in row\(s\) 1, 2"),
        ([pd.NA, "a", "b"], {}, r"missing in row\(s\) 0"),
        (["a", "b"], {}, "one column per variance"),
        (["a", "b", "c"], {"method": "DL"}, "REML, ML"),
        (["a", "b", "c"], {"test": "knha"}, "z, t"),
        (["a", "b", "c"], {"level": 2}, "level"),
    ],
)
def test_refusals(clusters, options, said):
    with pytest.raises(ValueError, match=said):
        pool_multilevel([1, 2, 3], [1, 1, 1], clusters, **options)


def test_a_variance_at_its_bound_is_told():
    fit = pool_multilevel([0.1, 0.2, 0.15, 0.12], [1.0] * 4, [[1, 1], [1, 2], [2, 1], [2, 2]])
    assert fit.sigma2.tolist() == [0, 0]
    assert fit.sigma2_at_bound == (True, True)
    assert sum("lower bound" in said for said in fit.warnings) == 2
    assert any("hardly known" in said for said in fit.warnings)


@pytest.mark.long
def test_a_thousand_effects():
    rng = np.random.default_rng(1)
    clusters = np.column_stack([np.arange(1000) // 50, np.arange(1000) // 5, np.arange(1000)])
    v = rng.uniform(0.01, 0.1, 1000)
    y = rng.normal(0, np.sqrt(v)) + np.repeat(rng.normal(size=200), 5) * 0.3
    fit = pool_multilevel(y, v, clusters)
    slope = plain_score(y, v, fit.clusters, fit.sigma2, restricted=True)
    assert (np.abs(slope[fit.sigma2 > 0]) < 1e-6).all()
    assert fit.sigma2[1] == pytest.approx(0.09, rel=0.3)
