"""Effect sizes against metafor, textbooks, and each kind of impossible row."""

import csv
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import special

from b12meta.stats.effects.core import hedges_j
from b12meta.stats.effects.counts import logit_proportion, odds_ratio, risk_difference, risk_ratio
from b12meta.stats.effects.means import md, rom, smd
from b12meta.stats.effects.registry import MEASURES

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
    assert sorted({case.split("/")[0] for case, _, _ in cases()}) == sorted(MEASURES)
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
