"""Mantel-Haenszel against metafor, statsmodels and fractions; empty sums and large counts."""

import json
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import StratifiedTable

from b12meta.stats.counts.mantel_haenszel import mantel_haenszel
from b12meta.stats.counts.peto import peto

GOLDEN = Path(__file__).parents[1] / "golden"
SETS = GOLDEN / "metafor_sets"

# Closed forms: only rounding differs.
CLOSED = 1e-10

BCG = pd.read_csv(GOLDEN / "bcg.csv")[["tpos", "tneg", "cpos", "cneg"]].to_numpy().T
SMALL = np.array([[4, 6, 3, 62], [119, 300, 228, 13536], [11, 29, 11, 248], [128, 274, 209, 12619]])

count = st.integers(0, 60)
tables = st.lists(
    st.tuples(count, count, count, count).filter(lambda t: t[0] + t[1] and t[2] + t[3]),
    min_size=1,
    max_size=8,
).map(lambda rows: np.array(rows, dtype=float).T)


def golden_text():
    lines = (GOLDEN / "counts_metafor_5.1.12.txt").read_text().splitlines()
    return [tuple(line.split()) for line in lines if not line.startswith("#")]


def pooled_as(name, cells):
    return peto(*cells) if name == "PETO" else mantel_haenszel(*cells, measure=name)


@pytest.mark.parametrize(("name", "what", "printed"), golden_text())
def test_metafor_5(name, what, printed):
    pooled = pooled_as(name, BCG)
    ours = getattr(pooled, what)
    ours = ours.stat if what in ("cmh", "tarone") else ours
    ours = 100 * ours if what == "i2_q" else ours
    assert ours == pytest.approx(float(printed), abs=0.51e-10)  # ten digits are printed


def values(part):
    return json.loads((SETS / "values.json").read_text())[part]


def raw(name):
    table = json.loads((SETS / "inputs.json").read_text())["raw"][name]
    return [table[cell] for cell in ("ai", "bi", "ci", "di")]


def test_every_set_is_compared():
    kinds = {"OR", "RR", "RD", "OR_tests", "PETO"}
    found = {name: set(one) for name, one in values("mantel_haenszel").items()}
    assert found == dict.fromkeys(("bcg", "nielweise", "hahn", "lee", "zeros"), kinds)


def row(pooled):
    return [
        *(pooled.estimate, pooled.se, pooled.stat, pooled.pval, *pooled.ci),
        *(pooled.q, pooled.q_df, pooled.q_pval),
    ]


@pytest.mark.parametrize("name", ["bcg", "nielweise", "hahn", "lee", "zeros"])
def test_metafor_sets(name):
    theirs = values("mantel_haenszel")[name]
    for measure in ("OR", "RR", "RD", "PETO"):
        assert row(pooled_as(measure, raw(name))) == pytest.approx(theirs[measure], rel=CLOSED)
    odds = mantel_haenszel(*raw(name))
    for test in ("cmh", "tarone", "breslow_day"):
        stat, _, pval = getattr(odds, test)
        assert [stat, pval] == pytest.approx(theirs["OR_tests"][test], rel=CLOSED)


def test_statsmodels():
    theirs = StratifiedTable([np.array([[a, b], [c, d]]) for a, b, c, d in SMALL.T])
    odds = mantel_haenszel(*SMALL)
    assert odds.estimate == pytest.approx(theirs.logodds_pooled, rel=1e-13)
    assert odds.se == pytest.approx(theirs.logodds_pooled_se, rel=1e-13)
    assert odds.ratio == pytest.approx(theirs.oddsratio_pooled, rel=1e-13)
    assert odds.ratio_ci == pytest.approx(theirs.oddsratio_pooled_confint(), rel=1e-13)
    for correct in (True, False):
        same = theirs.test_null_odds(correction=correct)
        cmh = mantel_haenszel(*SMALL, correct=correct).cmh
        assert cmh == pytest.approx((same.statistic, 1, same.pvalue), rel=1e-12)
    for adjust, ours in ((True, odds.tarone), (False, odds.breslow_day)):
        equal = theirs.test_equal_odds(adjust=adjust)
        assert ours == pytest.approx((equal.statistic, 3, equal.pvalue), rel=1e-11)
    risks = mantel_haenszel(*SMALL, measure="RR")
    assert risks.ratio == pytest.approx(theirs.riskratio_pooled, rel=1e-13)
    assert risks.cmh is risks.tarone is risks.breslow_day is None


@given(tables)
def test_estimates_in_fractions(cells):
    # the sums of the papers, with whole numbers and without rounding
    rows = [tuple(map(int, table)) for table in cells.T]
    wanted = {
        "OR": (sums(rows, lambda a, _b, _c, d: a * d), sums(rows, lambda _a, b, c, _d: b * c)),
        "RR": (
            sums(rows, lambda a, _b, c, d: a * (c + d)),
            sums(rows, lambda a, b, c, _d: c * (a + b)),
        ),
    }
    for measure, (top, bottom) in wanted.items():
        ratio = mantel_haenszel(*cells, measure=measure).ratio
        if bottom:
            assert ratio == pytest.approx(float(top / bottom), rel=1e-13)
        else:
            assert ratio == math.inf if top else math.isnan(ratio)
    weight = sums(rows, lambda a, b, c, d: (a + b) * (c + d))
    found = mantel_haenszel(*cells, measure="RD").estimate
    difference = (wanted["RR"][0] - wanted["RR"][1]) / weight
    assert found == pytest.approx(float(difference), rel=1e-13, abs=1e-15)


def sums(rows, part):
    return sum((Fraction(part(*row), sum(row)) for row in rows), Fraction(0))


@given(tables, st.sampled_from(("OR", "RR", "RD")))
def test_what_always_holds(cells, measure):
    a, b, c, d = cells
    one, turned = (
        mantel_haenszel(*cells, measure=measure),
        mantel_haenszel(c, d, a, b, measure=measure),
    )
    back = mantel_haenszel(*cells[:, ::-1], measure=measure)
    for name in ("estimate", "se", "q", "q_pval"):
        sign = -1 if name == "estimate" else 1
        x, y, z = (getattr(pooled, name) for pooled in (one, turned, back))
        assert x == pytest.approx(sign * y, rel=1e-9, abs=1e-12, nan_ok=True)
        assert x == pytest.approx(z, rel=1e-9, abs=1e-12, nan_ok=True)
    assert not one.se < 0
    assert one.k_q <= one.k == a.size
    assert bool(one.warnings) or (one.k_q == one.k and math.isfinite(one.estimate) and one.se > 0)


@given(tables)
def test_each_table_twice_halves_the_variance(cells):
    one, two = mantel_haenszel(*cells), mantel_haenszel(*np.tile(cells, 2))
    assert two.estimate == pytest.approx(one.estimate, rel=1e-12, abs=1e-14, nan_ok=True)
    assert two.se * math.sqrt(2) == pytest.approx(one.se, rel=1e-12, nan_ok=True)


@pytest.mark.parametrize("measure", ["OR", "RR", "RD", "PETO"])
def test_large_counts_do_not_overflow(measure):
    # 2**40 times the counts: same ratio, Q times 2**40; products of whole numbers would overflow
    factor = 2**40
    one, large = pooled_as(measure, SMALL), pooled_as(measure, SMALL * factor)
    near = 1e-2 if measure == "PETO" else 1e-12  # Peto's variance has N - 1
    assert large.estimate == pytest.approx(one.estimate, rel=near)
    assert large.q == pytest.approx(one.q * factor, rel=near)
    huge = pooled_as(measure, SMALL * 1e60)
    assert huge.estimate == pytest.approx(large.estimate, rel=1e-10)
    assert math.isfinite(huge.q)


def test_common_odds_ratio_far_from_one():
    # more events than people in group 2, odds ratio near 0.02: the other form of the root
    cells = np.array([[3, 4, 9], [7, 6, 21], [24, 47, 88], [1, 2, 3]])
    theirs = StratifiedTable([np.array([[a, b], [c, d]]) for a, b, c, d in cells.T])
    equal = theirs.test_equal_odds(adjust=False)
    assert mantel_haenszel(*cells).breslow_day.stat == pytest.approx(equal.statistic, rel=1e-10)
    turned = mantel_haenszel(*cells[[2, 3, 0, 1]])
    assert turned.breslow_day.stat == pytest.approx(equal.statistic, rel=1e-10)


def test_one_odds_ratio_of_one_has_margins_as_expected():
    # equal odds: every fitted cell is its expected value, Breslow-Day is Pearson's sum
    pooled = mantel_haenszel([10, 20], [20, 10], [20, 10], [10, 20])
    assert pooled.estimate == pytest.approx(0, abs=1e-15)
    assert pooled.breslow_day.stat == pytest.approx(2 * 4 * 5**2 / 15, rel=1e-13)


def test_continuity_correction_never_moves_past_zero():
    # observed equals expected: nothing is left to correct
    cmh = mantel_haenszel([10], [20], [10], [20]).cmh
    assert (cmh.stat, cmh.pval) == (0, 1)


@pytest.mark.parametrize(
    ("cells", "measure", "ratio", "said"),
    [
        (([0, 0], [5, 6], [1, 2], [5, 8]), "OR", 0, "odds ratio is 0, as its numerator is 0"),
        (([1, 2], [5, 6], [0, 0], [5, 8]), "OR", math.inf, "is infinite, as its denominator is 0"),
        (([0, 0], [5, 6], [0, 0], [5, 8]), "OR", math.nan, "are both 0: it is undefined"),
        (([0, 0], [5, 6], [1, 0], [5, 8]), "RR", 0, "risk ratio is 0"),
        (([0, 0], [5, 6], [0, 0], [5, 8]), "RR", math.nan, "are both 0"),
    ],
)
def test_empty_sums_are_said(cells, measure, ratio, said):
    pooled = mantel_haenszel(*cells, measure=measure)
    assert pooled.ratio == pytest.approx(ratio, nan_ok=True)
    assert all(map(math.isnan, (pooled.se, pooled.stat, pooled.pval, *pooled.ci, pooled.q)))
    assert said in pooled.warnings[0]
    assert "nan" in str(pooled)


def test_no_events_at_all():
    pooled = mantel_haenszel([0, 0], [5, 6], [0, 0], [5, 8], measure="RD")
    assert (pooled.estimate, pooled.se, pooled.k, pooled.k_q) == (0, 0, 2, 0)
    assert len(pooled.warnings) == 2
    assert mantel_haenszel([0], [5], [0], [7]).cmh is None


def test_certain_risk_difference_has_no_width():
    # everybody against nobody: the variance cancels to 0, not to the root of a negative number
    pooled = mantel_haenszel([7, 13], [0, 0], [0, 0], [11, 3], measure="RD")
    assert pooled.estimate == pytest.approx(1, rel=1e-15)
    assert pooled.se == pytest.approx(0, abs=1e-8)


def test_one_table():
    pooled = mantel_haenszel([10], [20], [5], [30])
    assert pooled.ratio == pytest.approx(3, rel=1e-14)
    # Robins-Breslow-Greenland is Woolf's variance for one table
    assert pooled.se == pytest.approx(math.sqrt(1 / 10 + 1 / 20 + 1 / 5 + 1 / 30), rel=1e-14)
    assert (pooled.q, pooled.q_df, pooled.q_pval, pooled.tarone) == (0, 0, 1, None)


def test_level_and_labels():
    index = pd.Index(["aronson1948", "ferguson1949", "rosenthal1960", "hart1977"])
    series = [pd.Series(cell, index=index) for cell in SMALL]
    wide, narrow = mantel_haenszel(*series, level=0.99), mantel_haenszel(*series, level=0.5)
    assert wide.labels == tuple(index)
    assert (wide.ci.high - wide.ci.low) / (narrow.ci.high - narrow.ci.low) == pytest.approx(
        2.5758293035489004 / 0.6744897501960817, rel=1e-12
    )
    with pytest.raises(ValueError, match=r"bi\[1\] \(label 'ferguson1949'\): got -1"):
        mantel_haenszel(series[0], series[1] * [1, -1 / 300, 1, 1], *series[2:])


@pytest.mark.parametrize(
    ("cells", "choice", "said"),
    [
        (
            ([1], [2], [3], [4]),
            {"measure": "SMD"},
            "measure: got 'SMD', expected one of OR, RR, RD",
        ),
        (([1], [2], [3], [4]), {"level": 95}, "level: got 95"),
        (([1], [2], [3], [math.nan]), {}, r"di\[0\]: got nan, expected a finite number"),
        (([0], [0], [3], [4]), {}, r"ai \+ bi of at least 1"),
        (([1, 2], [2, 3], [3, 4], [4, 5, 6]), {}, "got columns of shapes"),
        (([], [], [], []), {}, "at least one row"),
    ],
)
def test_bad_input(cells, choice, said):
    with pytest.raises(ValueError, match=said):
        mantel_haenszel(*cells, **choice)


def test_printing():
    text = str(mantel_haenszel(*BCG))
    assert text.splitlines()[0] == "13 tables · Mantel-Haenszel · OR"
    assert "pooled odds ratio  0.6229" in text
    assert "Tarone" in text
    html = mantel_haenszel(*BCG, measure="RD")._repr_html_()
    assert "<caption>13 tables · Mantel-Haenszel · RD</caption>" in html
    assert "log scale" not in html
