"""Pooling: closed forms, other programs, degenerate cases, and how a result prints itself."""

import dataclasses
import math
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.meta_analysis import combine_effects

from b12meta.stats.pooling import pool

Y = np.array([0.5, 1.5, -0.3, 0.9, 2.2, 0.1])
V = np.array([0.11, 0.22, 0.05, 0.41, 0.3, 0.09])

METHODS = ("EE", "DL", "HE", "HS", "HSk", "SJ", "ML", "REML", "EB", "PM", "PMM")

# metafor's "Hartung-Knapp with small Q" case
SMALL_Q = ([0.30, 0.31, 0.29, 0.305], [0.02, 0.03, 0.025, 0.04])


@pytest.mark.parametrize(("method", "name", "rel"), [("DL", "dl", 1e-12), ("PM", "iterated", 1e-6)])
def test_statsmodels(method, name, rel):
    # statsmodels stops its Paule-Mandel search at an absolute 1e-5
    theirs = combine_effects(Y, V, method_re=name, use_t=True)
    ours = pool(Y, V, method=method, test="z")
    knha = pool(Y, V, method=method, test="knha")
    assert ours.tau2 == pytest.approx(theirs.tau2, rel=rel)
    assert ours.estimate == pytest.approx(theirs.mean_effect_re, rel=rel)
    assert ours.se == pytest.approx(theirs.sd_eff_w_re, rel=rel)
    assert knha.se == pytest.approx(theirs.sd_eff_w_re_hksj, rel=rel)
    assert list(knha.ci) == pytest.approx(theirs.conf_int()[3], rel=rel)
    assert ours.i2_q == pytest.approx(theirs.i2, rel=1e-12)
    assert list(ours.weights) == pytest.approx(list(theirs.weights_rel_re), rel=rel)


def test_equal_effects_by_hand():
    pooled = pool([1, 3], [1, 3], method="FE", test="z")
    assert pooled.method == "EE"
    assert pooled.estimate == pytest.approx(1.5, rel=1e-15)
    assert pooled.se == pytest.approx(math.sqrt(0.75), rel=1e-15)
    assert pooled.weights.tolist() == pytest.approx([0.75, 0.25], rel=1e-15)
    assert pooled.q == pytest.approx(1.0, rel=1e-15)
    assert (pooled.i2, pooled.h2, pooled.df, pooled.pi) == (0, pytest.approx(1.0), math.inf, None)


def test_small_q_narrows_knapp_hartung_and_is_said():
    knha, normal, adhoc = (pool(*SMALL_Q, test=test) for test in ("knha", "z", "adhoc"))
    assert (round(normal.se, 4), round(knha.se, 4)) == (0.0821, 0.0042)
    assert [round(end, 3) for end in knha.ci] == [0.287, 0.314]
    assert [round(end, 3) for end in normal.ci] == [0.139, 0.461]
    assert adhoc.se == normal.se
    assert any("narrower than the normal one" in said for said in knha.warnings)
    assert not any("narrower" in said for said in adhoc.warnings)


@pytest.mark.parametrize("method", [*METHODS, 0.5])
@pytest.mark.parametrize("test", ["z", "t", "knha", "adhoc"])
@pytest.mark.parametrize("prediction", ["z", "t", "hts", "hk-pr", "nagashima"])
def test_one_study(method, test, prediction):
    pooled = pool([0.4], [0.25], method=method, test=test, prediction=prediction)
    own = (0.4 - 0.5 * 1.959963984540054, 0.4 + 0.5 * 1.959963984540054)
    assert pooled.ci == pytest.approx(own, rel=1e-14)
    assert pooled.pi is None if method == "EE" else pooled.pi == pooled.ci
    assert (pooled.tau2, pooled.k, pooled.q, pooled.q_df, pooled.q_pval) == (0, 1, 0, 0, 1)
    assert (pooled.i2, pooled.h2, pooled.i2_q, pooled.weights.tolist()) == (0, 1, 0, [1])
    assert "one study" in pooled.warnings[0]
    assert all(math.isnan(end) for end in pooled.tau2_interval())


@pytest.mark.parametrize("method", METHODS)
def test_identical_effects(method):
    # 0.7 - 0.1 * 6 is not 0.1 in binary; equal numbers must still be seen as equal
    pooled = pool([0.1] * 4, [0.3, 0.7, 0.2, 11], method=method, test="knha")
    assert (pooled.tau2, pooled.q, pooled.se, pooled.pval) == (0, 0, 0, 0)
    assert pooled.ci == (0.1, 0.1)
    assert pooled.stat == math.inf
    assert any("identical" in said for said in pooled.warnings)
    nought = pool([0, 0, 0], [1, 2, 3], method=method)
    assert math.isnan(nought.pval)
    assert math.isnan(nought.stat)
    usual = pool([0.1] * 4, [0.3, 0.7, 0.2, 11], method=method, test="adhoc")
    assert usual.se > 0


def test_two_studies():
    pooled = pool([0.5, 1.5], [0.2, 0.3])
    # t with 1 df: 12.7062; half the distance is the Knapp-Hartung se at tau2 with equal weights
    assert pooled.tau2 == pytest.approx(0.25, rel=1e-12)
    assert pooled.df == 1
    hts = pool([0.5, 1.5], [0.2, 0.3], prediction="hts")
    assert all(math.isnan(end) for end in hts.pi)
    assert any("no df" in said for said in hts.warnings)


def test_two_equal_variances_hk_interval():
    # y = 0.5, 1.5 at equal weight: se 0.5, 1 -+ 12.7062 / 2 (metafor prints -5.35 to 7.35)
    pooled = pool([0.5, 1.5], [0.1, 0.1])
    assert pooled.ci == pytest.approx(
        (1 - 12.706204736174694 / 2, 1 + 12.706204736174694 / 2), rel=1e-12
    )


def test_prediction_interval_at_tau2_zero_is_the_interval_of_the_mean():
    pooled = pool(*SMALL_Q, test="t", prediction="t")
    assert pooled.pi == pytest.approx(pooled.ci, rel=1e-14)
    assert any("no spread between studies" in said for said in pooled.warnings)


def test_weights():
    equal = pool(Y, V, weights=np.full(6, 1e-200))
    assert equal.estimate == pytest.approx(Y.mean(), rel=1e-14)
    assert equal.weights.sum() == pytest.approx(1, rel=1e-15)
    assert pool(Y, V, weights=1 / V, method="EE").se == pytest.approx(
        pool(Y, V, method="EE").se, rel=1e-13
    )
    for bad, said in (
        ([1, 2], "expected \\(6,\\), one weight per study"),
        ([1, 1, 1, 1, 1, -1], "weights\\[5\\]: got -1.0, expected a finite number not below 0"),
        ([0] * 6, "got only zeros"),
    ):
        with pytest.raises(ValueError, match=said):
            pool(Y, V, weights=bad)


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (
            {"method": "reml"},
            "method: got 'reml', expected one of EE, DL, HE, HS, HSk, SJ, ML, REML, EB, PM, PMM, "
            "FE, or a number >= 0",
        ),
        ({"method": -0.1}, "method: got -0.1"),
        ({"method": math.nan}, "method: got nan"),
        ({"method": True}, "method: got True"),
        ({"test": "hk"}, "test: got 'hk', expected one of z, t, knha, adhoc"),
        ({"prediction": "HTS"}, "prediction: got 'HTS', expected one of z, t, hts, hk-pr, nag"),
        ({"level": 95}, "level: got 95, expected a number between 0 and 1, such as 0.95"),
        ({"level": "0.95"}, "level: got '0.95'"),
    ],
)
def test_unknown_choices(choice, said):
    with pytest.raises(ValueError, match=said):
        pool(Y, V, **choice)


def test_the_result_keeps_its_data_and_cannot_be_changed():
    y = Y.copy()
    pooled = pool(pd.Series(y, index=list("abcdef")), V)
    y[0] = 99
    assert pooled.yi[0] == 0.5
    assert pooled.labels == ("a", "b", "c", "d", "e", "f")
    assert not pooled.weights.flags.writeable
    assert not pooled.yi.flags.writeable
    with pytest.raises(dataclasses.FrozenInstanceError):
        pooled.estimate = 0.0
    low, high = pooled.study_intervals()
    assert (high - low).tolist() == pytest.approx(
        list(2 * 1.959963984540054 * np.sqrt(V)), rel=1e-14
    )


def test_every_result_holds_the_choices_that_made_it():
    pooled = pool(Y, V, method="PM", test="adhoc", level=0.9, prediction="hts")
    assert (pooled.method, pooled.test, pooled.level, pooled.prediction) == (
        "PM",
        "adhoc",
        0.9,
        "hts",
    )
    assert (pooled.df, pooled.pi_df) == (5, 4)


def test_printing():
    text = str(pool(*SMALL_Q, method="DL"))
    assert text.splitlines()[0] == "4 studies · DL · knha"
    assert "95% interval" in text
    assert text.count("note: ") == 3
    assert "tau2 fixed at 0.5000" in str(pool([1], [2], method=0.5))
    html = pool(*SMALL_Q)._repr_html_()
    assert html.count('<th scope="row">') == 6
    assert "p &lt; 0.0001" in html
    assert "prediction" not in str(pool(Y, V, method="EE"))


def test_pooling_needs_no_heavy_import():
    code = (
        "import sys, b12meta.stats.pooling as p; p.pool([1, 2, 4], [1, 1, 2]).tau2_interval();"
        "print([m for m in ('pandas', 'scipy.stats', 'scipy.optimize', 'statsmodels', 'matplotlib')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
