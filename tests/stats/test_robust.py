"""Cluster-robust standard errors: clubSandwich's values, the definition by plain matrices."""

import csv
import json
import math
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from b12meta.stats.multilevel.fit import pool_multilevel
from b12meta.stats.pooling import pool
from b12meta.stats.robust import cluster_robust

GOLDEN = Path(__file__).parents[1] / "golden"

# Given the variances, all is closed form.
EXACT = 1e-11
# Iterative estimates of tau2, compared with metafor at tight control.
ITERATIVE = 1e-9
# Ten decimals are printed.
PRINTED = 1e-10
# The promise on units.
UNIT = 1e-10

KINDS = ("CR0", "CR1", "CR2")


@cache
def golden(file):
    return json.loads((GOLDEN / "metafor_sets" / file).read_text())


def nested(name):
    inputs = golden("inputs.json")
    found = inputs["multilevel"].get(name) or inputs["sets"][name]
    k = len(found["yi"])
    return found["yi"], found["vi"], found.get("outer", list(range(k))), found.get("inner")


def cases():
    found = golden("values.json")["dependent"]
    return [(name, key) for name in found for key in found[name] if key.startswith("robust")]


def row(found):
    return [found.estimate, found.se, found.stat, found.df, found.pval, *found.ci]


@pytest.mark.parametrize(("name", "key"), cases())
def test_every_value_of_clubsandwich(name, key):
    theirs = golden("values.json")["dependent"][name][key]
    y, v, outer, inner = nested(name)
    method = key.removeprefix("robust.rma.")
    assert {*KINDS, "metafor_robust"} == set(theirs) - {"tau2"}
    for kind in KINDS:
        if method == "mv":
            found = pool_multilevel(y, v, np.column_stack([outer, inner])).robust(kind=kind)
        else:
            found = cluster_robust(y, v, outer, kind=kind, method=method)
        assert row(found) == pytest.approx(theirs[kind], rel=ITERATIVE)
    if method != "mv":
        assert pool(y, v, method=method).tau2 == pytest.approx(theirs["tau2"], rel=ITERATIVE)
    # metafor's own: the standard error of CR1, with clusters - 1 degrees of freedom
    assert theirs["metafor_robust"][:3] == pytest.approx(theirs["CR1"][:3], rel=ITERATIVE)


def test_values_of_clubsandwich_with_metafor_5():
    with (GOLDEN / "dependence_metafor_5.1.12.csv").open() as lines:
        theirs = {line["key"]: float(line["value"]) for line in csv.DictReader(lines)}
    y, v, each, _ = nested("bcg_rr")
    two, one = (cluster_robust(y, v, each, kind=kind) for kind in ("CR2", "CR1"))
    ours = {
        "robust.CR1.se": one.se,
        "robust.CR2.se": two.se,
        "robust.CR2.df": two.df,
        "robust.CR2.pval": two.pval,
    }
    assert set(ours) == {key for key in theirs if key.startswith("robust")}
    assert ours == pytest.approx({key: theirs[key] for key in ours}, abs=PRINTED)


def sandwich(y, variance, codes, kind):
    """Variance of the mean and df by their definition: Pustejovsky & Tipton (2018)."""
    k = len(y)
    w = np.linalg.inv(variance)
    total = w.sum()
    hat = np.outer(np.ones(k), w.sum(0)) / total
    off = y - hat @ y
    left = np.eye(k) - hat
    sum_of_squares, vectors = 0.0, []
    for code in sorted(set(codes)):
        rows = codes == code
        adjust = np.eye(rows.sum())
        if kind == "CR2":
            root = np.linalg.cholesky(variance[np.ix_(rows, rows)]).T
            b = root @ left[rows] @ variance @ left[rows].T @ root.T
            adjust = root.T @ inverse_root(b) @ root
        e = w[np.ix_(rows, rows)].sum(0) @ adjust / total
        sum_of_squares += (e @ off[rows]) ** 2
        vectors.append(left[rows].T @ e)
    omega = np.array([[a @ variance @ b for b in vectors] for a in vectors])
    m = len(vectors)
    factor = m / (m - 1) if kind == "CR1" else 1.0
    return math.sqrt(factor * sum_of_squares), np.trace(omega) ** 2 / (omega**2).sum()


def inverse_root(b):
    values, vectors = np.linalg.eigh(b)
    return (vectors / np.sqrt(values)) @ vectors.T


rows = st.lists(
    st.tuples(
        st.integers(-4096, 4096).map(lambda n: n / 1024),
        st.floats(-2, 2).map(math.exp),
        st.integers(0, 3),
    ),
    min_size=3,
    max_size=12,
)
kinds = st.sampled_from(KINDS)


def apart(found):
    y, v, cluster = np.array(found).T
    return y, v, cluster.astype(int)


@given(rows, kinds, st.sampled_from(("EE", "DL", 0.5)))
def test_the_definition(found, kind, method):
    y, v, cluster = apart(found)
    assume(len(set(cluster)) > 1)
    tau2 = pool(y, v, method=method).tau2
    se, df = sandwich(y, np.diag(v + tau2), cluster, kind)
    ours = cluster_robust(y, v, cluster, kind=kind, method=method)
    assert ours.se == pytest.approx(se, rel=1e-9, abs=1e-12)
    assert ours.df == pytest.approx(df, rel=1e-9)


@given(rows, kinds)
def test_the_definition_for_nested_effects(found, kind):
    y, v, cluster = apart(found)
    assume(1 < len(set(cluster)) < y.size)
    fit = pool_multilevel(y, v, np.column_stack([cluster, np.arange(y.size)]))
    variance = np.diag(v + fit.sigma2[1]) + fit.sigma2[0] * (cluster[:, None] == cluster)
    se, df = sandwich(y, variance, cluster, kind)
    ours = fit.robust(kind=kind)
    assert ours.se == pytest.approx(se, rel=1e-9, abs=1e-12)
    assert ours.df == pytest.approx(df, rel=1e-9)


wide = st.lists(
    st.tuples(
        st.integers(-4096, 4096).map(lambda n: n / 1024),
        st.floats(-9, 9).map(math.exp),
        st.integers(0, 3),
    ),
    min_size=3,
    max_size=12,
)


@given(
    wide,
    kinds,
    st.sampled_from(("EE", "DL")),
    st.floats(-6, 6).map(lambda x: 10.0**x),
    st.randoms(use_true_random=False),
)
@example([(0.5, 1e-9, 0), (1.0, 1.0, 0), (-3.0, 1e5, 0), (2.0, 1.0, 1)], "CR2", "EE", 1e-6, None)
def test_unit_and_order_of_rows(found, kind, method, c, random):
    y, v, cluster = apart(found)
    assume(len(set(cluster)) > 1)
    order = list(range(y.size))
    if random is not None:
        random.shuffle(order)
    one = cluster_robust(y, v, cluster, kind=kind, method=method)
    words = [f"study {label}" for label in cluster[order]]
    other = cluster_robust(c * y[order], c * c * v[order], words, kind=kind, method=method)
    pooled = pool(y, v, method=method, test="z")
    assert other.estimate / c == pytest.approx(one.estimate, rel=UNIT, abs=UNIT * pooled.se)
    assert other.se / c == pytest.approx(one.se, rel=UNIT, abs=UNIT * pooled.se)
    assert other.df == pytest.approx(one.df, rel=UNIT)


@given(wide)
def test_a_cluster_per_row_is_the_heteroscedastic_formula(found):
    # CR0 is HC0; CR2 divides each squared residual by 1 - leverage, as HC2
    y, v, _ = apart(found)
    pooled = pool(y, v, method="DL", test="z")
    share = pooled.weights
    rest = np.array([math.fsum(np.delete(share, i)) for i in range(y.size)])
    off = np.array([math.fsum(share * (value - y)) for value in y])
    for kind, factor in (("CR0", 1.0), ("CR2", 1 / rest)):
        se = math.sqrt(math.fsum((share * off) ** 2 * factor))
        ours = cluster_robust(y, v, np.arange(y.size), kind=kind, method="DL")
        assert ours.se == pytest.approx(se, rel=1e-9, abs=1e-10 * pooled.se)


@pytest.mark.parametrize("kind", KINDS)
def test_tests_and_levels(kind):
    y, v, outer, inner = nested("konstantopoulos")
    t, z = (cluster_robust(y, v, outer, kind=kind, test=test) for test in ("t", "z"))
    assert (z.df, z.se) == (math.inf, t.se)
    assert t.ci.low < z.ci.low
    fit = pool_multilevel(y, v, np.column_stack([outer, inner]), level=0.8)
    assert fit.robust(kind=kind).level == 0.8
    assert fit.robust(kind=kind, level=0.99).ci.low < fit.robust(kind=kind).ci.low


def test_coarser_clusters_than_those_of_the_fit():
    y, v, outer, inner = nested("konstantopoulos")
    fit = pool_multilevel(y, v, np.column_stack([outer, inner]))
    halves = [label % 2 for label in outer]
    found = fit.robust(halves)
    assert found.clusters == 2
    assert any("below 4" in said for said in found.warnings)
    with pytest.raises(ValueError, match="divides outer cluster"):
        fit.robust(inner)


@pytest.mark.parametrize(
    ("cluster", "options", "said"),
    [
        (["a", "a", "a"], {}, "single cluster"),
        (["a", "b"], {}, "one label per effect"),
        (["a", None, "b"], {}, r"missing in row\(s\) 1"),
        (["a", "b", "c"], {"kind": "CR9"}, "CR0, CR1, CR2"),
        (["a", "b", "c"], {"test": "knha"}, "t, z"),
        (["a", "b", "c"], {"method": "XX"}, "method"),
    ],
)
def test_refusals(cluster, options, said):
    with pytest.raises(ValueError, match=said):
        cluster_robust([1, 2, 3], [1, 1, 1], cluster, **options)


def test_a_series_serves_and_the_result_prints_itself():
    y, v, outer, _ = nested("konstantopoulos")
    found = cluster_robust(pd.Series(y), pd.Series(v), pd.Series(outer))
    assert "11 clusters · CR2" in str(found)


def test_the_plain_sandwich_says_that_it_is_too_small():
    y, v, outer, _ = nested("konstantopoulos")
    for kind in ("CR0", "CR1"):
        said = cluster_robust(y, v, outer, kind=kind).warnings
        assert any("too small" in sentence for sentence in said)
    assert cluster_robust(y, v, outer).warnings == ()
