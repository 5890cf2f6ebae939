"""Effect sizes against metafor, textbooks, and each kind of impossible row."""

import csv
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import special

from b12meta.stats.effects.back import back_transform, harmonic_mean
from b12meta.stats.effects.change import mean_change, ratio_change, smcc, smcr, smcrh
from b12meta.stats.effects.core import hedges_j
from b12meta.stats.effects.correlations import fisher_z
from b12meta.stats.effects.counts import (
    logit_proportion,
    odds_ratio,
    peto_odds_ratio,
    risk_difference,
    risk_ratio,
)
from b12meta.stats.effects.means import md, rom, smd
from b12meta.stats.effects.proportions import double_arcsine_proportion
from b12meta.stats.effects.registry import MEASURES
from b12meta.stats.effects.smdh import smdh

GOLDEN = Path(__file__).parents[1] / "golden" / "escalc_metafor_3.8.1.csv"
CLOSED = 1e-12

# the input of golden/escalc.R
TABLES = {
    "ai": [0, 3, 0, 10, 5, 12],
    "bi": [10, 7, 12, 0, 15, 20],
    "ci": [2, 0, 0, 8, 6, 3],
    "di": [8, 10, 11, 0, 14, 30],
}
EVENTS = {"xi": [0, 3, 20, 7], "ni": [10, 12, 20, 31]}
MEANS = {
    "m1i": [250, 310, 55],
    "sd1i": [90, 120, 47],
    "n1i": [20, 3, 155],
    "m2i": [300, 290, 75],
    "sd2i": [80, 60, 64],
    "n2i": [22, 2, 156],
}


def cases():
    with GOLDEN.open() as lines:
        table = pd.DataFrame(list(csv.DictReader(lines)))
    for name, rows in table.groupby("case", sort=False):
        by = {what: [number(x) for x in part["value"]] for what, part in rows.groupby("what")}
        yield name, by["yi"], by["vi"]


def number(text):
    return math.nan if text == "NA" else float(text)


def ours(case):
    measure, *rest = case.split("/")
    function = MEASURES[measure].function
    if measure == "ROM":
        return function(**MEANS, correct=False)
    if measure == "SMD":
        return function(**MEANS, vtype=rest[0])
    if measure == "MD":
        return function(**MEANS)
    to, add, drop = rest[0], float(rest[1]), rest[2] == "TRUE"
    if measure == "PLO":
        return function(**EVENTS, to=to, add=add)
    return function(**TABLES, to=to, add=add, drop00=drop)


@pytest.mark.parametrize(("case", "yi", "vi"), list(cases()))
def test_metafor(case, yi, vi):
    effect = ours(case)
    assert effect.yi.tolist() == pytest.approx(yi, rel=CLOSED, nan_ok=True)
    assert effect.vi.tolist() == pytest.approx(vi, rel=CLOSED, nan_ok=True)


def test_every_case_of_the_file_is_compared():
    # the other measures are compared in test_pool_sets.py
    measures = {case.split("/")[0] for case, _, _ in cases()}
    assert measures == {"MD", "SMD", "ROM", "OR", "RR", "RD", "PLO"}
    assert len(list(cases())) == 3 * 4 * 2 + 3 + 4 + 4 + 1 + 1


def test_corrected_ratio_of_means():
    # metafor 5.1-12, escalc("ROM") on dat.normand1999: Edinburgh, and Umea
    corrected = rom(m1i=55, sd1i=47, n1i=155, m2i=75, sd2i=64, n2i=156)
    assert corrected.yi[0] == pytest.approx(-0.3101331929, abs=5e-11)
    second = rom(m1i=29 - 2, sd1i=7, n1i=31, m2i=29, sd2i=4, n2i=32)
    assert second.yi[0] == pytest.approx(-0.0706721104, abs=5e-11)


def test_plain_d():
    d = smd(m1i=3, sd1i=1, n1i=10, m2i=1, sd2i=1, n2i=10, correct=False)
    assert d.yi[0] == pytest.approx(2, rel=1e-15)
    assert d.vi[0] == pytest.approx(0.2 + 4 / 40, rel=1e-15)


@pytest.mark.parametrize("df", [2, 6, 10, 20, 100])
def test_exact_j(df):
    # by the gamma function itself, which overflows above 342
    exact = special.gamma(df / 2) / (math.sqrt(df / 2) * special.gamma((df - 1) / 2))
    assert hedges_j(np.array([df]))[0] == pytest.approx(exact, rel=1e-13)


def test_j_of_a_large_study():
    # Stirling: 1 - 3 / (4 df - 1) up to terms of 1 / df^3
    assert hedges_j(np.array([1e5]))[0] == pytest.approx(1 - 3 / (4e5 - 1), rel=1e-10)


def test_sizes_may_stand_for_the_others():
    sizes = {"n1i": np.add(TABLES["ai"], TABLES["bi"]), "n2i": np.add(TABLES["ci"], TABLES["di"])}
    for function in (odds_ratio, risk_ratio, risk_difference):
        one = function(**TABLES)
        other = function(ai=TABLES["ai"], ci=TABLES["ci"], **sizes)
        np.testing.assert_array_equal(one, other)


def test_one_number_is_repeated():
    assert md(**{**MEANS, "n1i": 20}).vi.shape == (3,)


@pytest.mark.parametrize(
    ("function", "change", "said"),
    [
        (md, {"sd1i": [90, -1, 47]}, "sd1i[1]: got -1.0, expected an SD not below 0"),
        (
            md,
            {"n2i": [22, 2, 1]},
            "n2i[2]: got 1.0, expected a group of at least 2, as its SD is used",
        ),
        (
            md,
            {"n1i": [0, 3, 155]},
            "n1i[0]: got 0.0, expected a group of at least 2, as its SD is used",
        ),
        (md, {"m1i": [1, math.nan, 3]}, "m1i[1]: got nan, expected a finite number"),
        (
            rom,
            {"m2i": [300, 0, 75]},
            "m2i[1]: got 0.0, expected a mean above 0, as its logarithm is taken",
        ),
        (
            rom,
            {"m1i": [-2, 310, 55]},
            "m1i[0]: got -2.0, expected a mean above 0, as its logarithm is taken",
        ),
        (
            smd,
            {"sd1i": [0, 1, 1], "sd2i": [0, 1, 1]},
            "sd1i[0]: got 0.0, expected an SD above 0 in at least one group",
        ),
    ],
)
def test_impossible_means(function, change, said):
    with pytest.raises(ValueError, match=r"\S") as caught:
        function(**{**MEANS, **change})
    assert str(caught.value).splitlines() == [
        "1 bad value(s)",
        said,
        "correct these rows, or leave them out",
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"xi": [11], "ni": [10]}, "xi[0]: got 11.0, expected no more events than ni"),
        ({"xi": [-1], "ni": [10]}, "xi[0]: got -1.0, expected a count not below 0"),
        ({"xi": [0], "ni": [0]}, "ni[0]: got 0.0, expected a group of at least 1"),
    ],
)
def test_impossible_proportions(given, said):
    with pytest.raises(ValueError, match=r"\S") as caught:
        logit_proportion(**given)
    assert said in str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"ai": [5], "n1i": [4], "ci": [1], "n2i": [9]},
            "ai[0]: got 5.0, expected no more events than n1i",
        ),
        (
            {"ai": [0], "bi": [0], "ci": [1], "di": [9]},
            "ai[0]: got 0.0, expected ai + bi of at least 1",
        ),
        (
            {"ai": [1], "bi": [2], "ci": [1], "di": [-9]},
            "di[0]: got -9.0, expected a count not below 0",
        ),
        ({"ai": [1], "ci": [1], "di": [9]}, "one of bi and n1i"),
        ({"ai": [1], "bi": [1], "n1i": [2], "ci": [1], "di": [9]}, "one of bi and n1i"),
        ({"ai": [1, 2], "bi": [1, 2, 3], "ci": [1], "di": [9]}, "expected one length"),
        ({"ai": [], "bi": [], "ci": [], "di": []}, "at least one row"),
    ],
)
def test_impossible_tables(given, said):
    with pytest.raises(ValueError, match=r"\S") as caught:
        odds_ratio(**given)
    assert said in str(caught.value)


def test_rows_are_named_by_their_labels():
    with pytest.raises(ValueError, match=r"ni\[1\] \(label 'b'\): got 0.0"):
        logit_proportion(xi=pd.Series([1, 0], index=["a", "b"]), ni=[3, 0])


def test_unknown_options():
    with pytest.raises(ValueError, match="vtype: got 'XX', expected one of LS, LS2, UB, AV"):
        smd(**MEANS, vtype="XX")
    with pytest.raises(
        ValueError, match="to: got 'some', expected one of only0, all, if0all, none"
    ):
        odds_ratio(**TABLES, to="some")
    with pytest.raises(ValueError, match="add: got -1, expected a finite number not below 0"):
        odds_ratio(**TABLES, add=-1)


# one sample measured twice: 300 -> 250, SD 90 and 80, r 0.6, n 20
CHANGE = {"m1i": 300, "m2i": 250, "sd1i": 90, "sd2i": 80, "ri": 0.6, "ni": 20}
EDINBURGH = {"m1i": 55, "sd1i": 47, "n1i": 155, "m2i": 75, "sd2i": 64, "n2i": 156}
PRINTED = 5e-11
"""Ten decimals are printed."""


@pytest.mark.parametrize(
    ("function", "columns", "yi", "vi"),
    [
        # metafor 5.1-12
        (smdh, EDINBURGH, None, 0.0131548055),
        (smcrh, CHANGE, None, 0.0455606553),
        (ratio_change, CHANGE, 0.1820115568, None),
        # metafor 3.8-1 and 5.1-12
        (mean_change, CHANGE, 50, 293),
        (smcc, CHANGE, 0.6269773790, 0.0598275158),
        (smcr, CHANGE, 0.5332835294, 0.0471097831),
        (smcrh, CHANGE, 0.5332835294, None),
        (ratio_change, CHANGE, None, 0.00386),
        (smdh, EDINBURGH, -0.3553416016, None),
    ],
)
def test_printed_by_metafor(function, columns, yi, vi):
    effect = function(**columns)
    assert yi is None or effect.yi[0] == pytest.approx(yi, abs=PRINTED)
    assert vi is None or effect.vi[0] == pytest.approx(vi, abs=PRINTED)


def test_metafor_before_4_6():
    # metafor 3.8-1; and the plain ratio of ROMC before 5.0
    assert smdh(**EDINBURGH, vtype="LS-3.8").vi[0] == pytest.approx(0.0130909645, abs=PRINTED)
    assert smcrh(**CHANGE, vtype="LS-3.8").vi[0] == pytest.approx(0.0419808583, abs=PRINTED)
    assert ratio_change(**CHANGE, correct=False).yi[0] == pytest.approx(math.log(1.2), rel=1e-15)


def test_uncorrected_differences():
    for function, columns, d in (
        (smdh, EDINBURGH, -20 / math.sqrt((47**2 + 64**2) / 2)),
        (smcc, CHANGE, 50 / math.sqrt(90**2 + 80**2 - 2 * 0.6 * 90 * 80)),
        (smcr, CHANGE, 50 / 90),
        (smcrh, CHANGE, 50 / 90),
    ):
        assert function(**columns, correct=False).yi[0] == pytest.approx(d, rel=1e-15)
        assert abs(function(**columns).yi[0]) < abs(d)


def test_smdh_with_equal_variances_and_sizes_is_smd():
    equal = {"m1i": 5, "sd1i": 2, "n1i": 30, "m2i": 4, "sd2i": 2, "n2i": 30}
    assert smdh(**equal).yi[0] == pytest.approx(smd(**equal).yi[0], rel=1e-15)


def test_peto_by_hand():
    # 15 of 262 with the event: 4 observed in 123, 123 * 15 / 262 expected
    variance = 15 * 247 * 123 * 139 / 262**2 / 261
    effect = peto_odds_ratio(ai=4, n1i=123, ci=11, n2i=139)
    assert effect.yi[0] == pytest.approx((4 - 123 * 15 / 262) / variance, rel=1e-14)
    assert effect.vi[0] == pytest.approx(1 / variance, rel=1e-14)
    nothing = peto_odds_ratio(ai=0, n1i=10, ci=0, n2i=12, to="none")
    assert np.isnan(nothing.yi[0])


@pytest.mark.parametrize(
    ("function", "change", "said"),
    [
        (mean_change, {"ri": 1.2}, "ri[0]: got 1.2, expected a correlation from -1 to 1"),
        (mean_change, {"ni": 0}, "ni[0]: got 0.0, expected a sample of at least 2"),
        (mean_change, {"sd2i": -1}, "sd2i[0]: got -1.0, expected an SD not below 0"),
        (smcc, {"ni": 2}, "ni[0]: got 2.0, expected a sample of at least 3"),
        (smcc, {"sd2i": 90, "ri": 1}, "ri[0]: got 1.0, expected changes that vary"),
        (smcr, {"sd1i": 0}, "sd1i[0]: got 0.0, expected an SD above 0"),
        (smcrh, {"sd1i": 0}, "sd1i[0]: got 0.0, expected an SD above 0"),
        (ratio_change, {"m2i": 0}, "m2i[0]: got 0.0, expected a mean above 0"),
    ],
)
def test_impossible_changes(function, change, said):
    with pytest.raises(ValueError, match=r"\S") as caught:
        function(**{**CHANGE, **change})
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"ri": [0.5, 1], "ni": 9}, "ri[1]: got 1.0, expected a correlation above -1 and below 1"),
        ({"ri": [-1.5], "ni": 9}, "ri[0]: got -1.5"),
        ({"ri": [0.5], "ni": 3}, "ni[0]: got 3.0, expected a sample of at least 4"),
    ],
)
def test_impossible_correlations(given, said):
    with pytest.raises(ValueError, match=r"\S") as caught:
        fisher_z(**given)
    assert said in str(caught.value)


def test_impossible_smdh():
    with pytest.raises(ValueError, match="expected an SD above 0 in at least one group"):
        smdh(**{**EDINBURGH, "sd1i": 0, "sd2i": 0})
    with pytest.raises(ValueError, match=r"vtype: got 'UB', expected one of LS, LS-3\.8"):
        smdh(**EDINBURGH, vtype="UB")


@pytest.mark.parametrize(("events", "people"), [(0, 10), (3, 12), (20, 20), (7, 31), (1, 4)])
def test_the_double_arcsine_leads_back(events, people):
    effect = double_arcsine_proportion(xi=events, ni=people)
    back = back_transform("PFT", effect.yi, ni=[people])
    assert back[0] == pytest.approx(events / people, abs=1e-12)


def test_the_double_arcsine_depends_on_the_size():
    # three sizes for one angle give three proportions; the harmonic mean is the documented choice
    sizes = [10, 40, 250]
    assert harmonic_mean(sizes) == pytest.approx(3 / (1 / 10 + 1 / 40 + 1 / 250), rel=1e-15)
    found = [float(back_transform("PFT", 0.6, ni=[n])) for n in sizes]
    assert len(set(found)) == 3
    assert float(back_transform("PFT", 0.6, ni=sizes)) == pytest.approx(
        float(back_transform("PFT", 0.6, ni=[harmonic_mean(sizes)])), rel=1e-15
    )
    assert back_transform("PFT", [0.0, 1.6, math.nan], ni=sizes).tolist()[:2] == [0, 1]


def test_other_ways_back():
    assert back_transform("OR", math.log(2)) == pytest.approx(2, rel=1e-15)
    assert back_transform("ZCOR", math.atanh(0.3)) == pytest.approx(0.3, rel=1e-15)
    assert back_transform("PAS", [-0.2, math.asin(0.5), 2.0]).tolist() == pytest.approx(
        [0, 0.25, 1]
    )
    assert back_transform("PR", 0.4) == 0.4


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: back_transform("MD", 1), "measure: got 'MD', expected one of ROM, OR"),
        (lambda: back_transform("PFT", 1), "PFT: its inverse depends on the group sizes"),
        (lambda: back_transform("PLO", 1, ni=[3]), "PLO: got ni, which only PFT needs"),
        (lambda: harmonic_mean([3, 0]), r"ni: got \[3.0, 0.0\], expected sizes above 0"),
    ],
)
def test_no_way_back(call, said):
    with pytest.raises(ValueError, match=said):
        call()
