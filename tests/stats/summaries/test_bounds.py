"""Bounds from printed p and words: quantiles of R, limits, monotonicity, and each refusal."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from b12meta.stats.summaries.bounds import smd_bounds_from_p
from b12meta.stats.summaries.exact import smd_from_p
from b12meta.stats.summaries.paired import smcc_bounds_from_p, smcc_from_p
from b12meta.stats.summaries.rows import UnrecoverableError

N = {"n1i": 30, "n2i": 20}


def at(p, **sizes):
    """Hedges' g of an exact two-sided p."""
    return smd_from_p(p=p, direction="higher", **(sizes or N)).yi[0]


def ends(**given):
    got = smd_bounds_from_p(**{**N, **given})
    return got.low[0], got.high[0]


def approx(*pair):
    return pytest.approx(pair, rel=1e-13)


@pytest.mark.parametrize(
    ("given", "limits"),
    [
        ({"p": 0.02}, (0.015, 0.025)),
        ({"p": "0.02"}, (0.015, 0.025)),
        ({"p": "0.020"}, (0.0195, 0.0205)),
        ({"p": 0.02, "decimals": 3}, (0.0195, 0.0205)),
        ({"p": ".39"}, (0.385, 0.395)),
        ({"p": "0.000"}, (0, 0.0005)),
        ({"p": 0, "decimals": 3}, (0, 0.0005)),
        ({"p": "0.00"}, (0, 0.005)),
        ({"p": 0.001}, (0, 0.0015)),
        ({"p": "0.0010"}, (0.00095, 0.00105)),
        ({"p": 0.002}, (0.0015, 0.0025)),
        ({"p": "0.01"}, (0.005, 0.015)),
        ({"p": "0.99"}, (0.985, 0.995)),
        ({"p": "1.00"}, (0.995, 1)),
        ({"p": 1e-7}, (0.5e-7, 1.5e-7)),
        ({"p": 0.05, "operator": "<"}, (0, 0.05)),
        ({"p": 0.05, "operator": "<="}, (0, 0.05)),
        ({"p": 0.05, "operator": ">"}, (0.05, 1)),
        ({"p": 0.1, "operator": "≥"}, (0.1, 1)),
        ({"significance": "significant"}, (0, 0.05)),
        ({"significance": "not significant"}, (0.05, 1)),
        ({"significance": "not_significant", "alpha": 0.01}, (0.01, 1)),
        ({"significance": "not_stated"}, (0, 1)),
        ({}, (0, 1)),
        ({"p": 0.2, "significance": "significant"}, (0.15, 0.25)),
    ],
)
def test_limits_of_p(given, limits):
    got = smd_bounds_from_p(**N, direction="lower", **given)
    assert (got.p_low[0], got.p_high[0]) == limits
    far = math.inf if limits[0] == 0 else at(limits[0])
    near = 0 if limits[1] == 1 else at(limits[1])
    assert (got.low[0], got.high[0]) == approx(-far, -near)
    assert ends(**given, direction="higher") == approx(near, far)


def test_an_exact_p_is_inside_its_rounding():
    low, high = ends(p=0.03, direction="lower")
    assert low < -at(0.03) < high < 0


def test_without_direction():
    b = at(0.05)
    assert ends(p=0.05, operator=">") == approx(-b, b)
    assert ends(significance="not_significant") == approx(-b, b)
    assert ends(p="1.00") == approx(-at(0.995), at(0.995))


def test_an_exact_p_without_direction_is_on_one_side_of_alpha():
    got = smd_bounds_from_p(p=0.39, **N)
    assert (got.low[0], got.high[0]) == approx(-at(0.05), at(0.05))
    assert got.route == ("p = 0.39 without a direction, read as p > 0.05",)


def test_not_significant_meets_a_direction():
    assert ends(significance="not_significant", direction="lower") == approx(-at(0.05), 0)
    assert ends(significance="significant", direction="lower") == approx(-math.inf, -at(0.05))
    assert ends(direction="higher") == (0, math.inf)


def test_means_give_the_direction():
    assert ends(p=0.03, m1i=5, m2i=7) == ends(p=0.03, direction="lower")


def test_one_sided():
    low, high = ends(p=0.025, operator=">", direction="lower", sides=1)
    assert (low, high) == approx(-at(0.05), math.inf)
    low, high = ends(p=0.025, operator="<", direction="lower", sides=1)
    assert (low, high) == approx(-math.inf, -at(0.05))
    got = smd_bounds_from_p(p=0.025, operator="<", direction="lower", sides=1, **N)
    assert got.route == ("p < 0.025, lower (side of the test)",)


def test_variance_at_no_effect_and_route():
    got = smd_bounds_from_p(significance="not_significant", direction="lower", **N)
    assert got.vi[0] == 1 / 30 + 1 / 20
    assert got.route == ("not significant, read as p > 0.05, lower",)


def test_d_and_g_differ_by_j():
    g, d = ends(p=0.03, direction="lower"), ends(p=0.03, direction="lower", correct=False)
    j = math.exp(math.lgamma(24) - math.lgamma(23.5)) / 24**0.5
    assert g == approx(j * d[0], j * d[1])


def test_rows_of_every_kind():
    labels = ["a", "b", "c", "d"]
    got = smd_bounds_from_p(
        n1i=pd.Series([30, 30, 30, 30], index=labels),
        n2i=20,
        p=pd.Series([0.02, 0.05, None, None], index=labels, dtype="Float64"),
        operator=pd.Series(["=", "<", None, None], index=labels, dtype="string"),
        significance=[None, "significant", "not_significant", None],
        direction=["lower", "lower", None, "lower"],
    )
    b = at(0.05)
    assert got.low == pytest.approx([-at(0.015), -np.inf, -b, -np.inf])
    assert got.high == pytest.approx([-at(0.025), -b, b, 0])


probability = st.floats(1e-9, 0.999)
size = st.integers(2, 300)


@given(p=probability, q=probability, n1=size, n2=size)
def test_bounds_fall_as_p_rises(p, q, n1, n2):
    p, q = sorted((p, q))
    small, large = (
        smd_bounds_from_p(p=x, operator=">", direction="higher", n1i=n1, n2i=n2).high[0]
        for x in (p, q)
    )
    assert small >= large >= 0


@given(p=probability, n1=size, n2=size)
def test_bounds_of_d_fall_as_groups_grow(p, n1, n2):
    one, more = (
        smd_bounds_from_p(
            p=p, operator=">", direction="higher", n1i=n1 + extra, n2i=n2, correct=False
        ).high[0]
        for extra in (0, 1)
    )
    assert more <= one


@given(p=probability, n1=size, n2=size)
def test_above_and_below_share_their_end(p, n1, n2):
    sizes = {"n1i": n1, "n2i": n2, "direction": "lower", "p": p}
    above = smd_bounds_from_p(operator=">", **sizes)
    below = smd_bounds_from_p(operator="<", **sizes)
    assert (above.low[0], above.high[0]) == (below.high[0], 0)
    assert above.low[0] == pytest.approx(smd_from_p(**sizes).yi[0], rel=1e-13)


def test_limits():
    near = [ends(p=1 - gap, operator=">")[1] for gap in (1e-2, 1e-6, 1e-10)]
    assert near == sorted(near, reverse=True)
    assert near[-1] < 1e-9
    wide = [at(0.05, n1i=n, n2i=n) for n in (10, 1_000, 100_000)]
    assert wide[-1] == pytest.approx(1.959964 * (2 / 1e5) ** 0.5, rel=1e-4)


def test_the_smaller_the_rounding_the_nearer_the_exact_effect():
    width = [np.diff(ends(p="0.03" + "0" * zeros, direction="lower"))[0] for zeros in (0, 2, 4, 8)]
    assert width == sorted(width, reverse=True)
    assert width[-1] < 1e-8


def test_paired():
    got = smcc_bounds_from_p(p=0.03, direction="lower", ni=20)
    low, high = (smcc_from_p(p=p, ni=20, direction="lower").yi[0] for p in (0.025, 0.035))
    assert (got.low[0], got.high[0]) == approx(low, high)
    assert got.vi[0] == 1 / 20
    word = smcc_bounds_from_p(significance="not_significant", ni=20)
    b = smcc_from_p(p=0.05, ni=20, direction="higher").yi[0]
    assert (word.low[0], word.high[0]) == approx(-b, b)


TWO_HALVES = "without a direction: the effect lies on two half-lines, not in one interval"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"p": 0.05, "operator": "<"}, f"direction[0]: p < 0.05 {TWO_HALVES}"),
        (
            {"significance": "significant"},
            f"direction[0]: significant, read as p < 0.05 {TWO_HALVES}",
        ),
        ({"p": 0.03}, f"direction[0]: p = 0.03 {TWO_HALVES}"),
        ({"p": 0.05}, f"direction[0]: p = 0.05 {TWO_HALVES}"),
        ({"p": 0.3, "operator": ">", "sides": 1}, f"direction[0]: p > 0.3 {TWO_HALVES}"),
        ({}, "direction[0]: neither a p, nor a significance, nor a direction"),
        ({"p": 0}, 'p[0]: got 0, expected the digits as printed, such as "0.000"'),
        ({"p": 0, "operator": "<"}, "p[0]: got a bound of 0, expected one above 0"),
        ({"p": 0, "operator": ">"}, "p[0]: got a bound of 0, expected one above 0"),
        ({"p": 1, "operator": ">"}, "p[0]: got p > 1, expected a bound below 1"),
        ({"p": 1.5}, "p[0]: got '1.5', expected a p from 0 to 1"),
        ({"p": -0.1}, "p[0]: got '-0.1', expected a p from 0 to 1"),
        ({"p": "inf"}, "p[0]: got 'inf', expected a p from 0 to 1"),
        ({"p": "0,02"}, "p[0]: got '0,02', expected a number from 0 to 1"),
        ({"p": "1e-200"}, "p[0]: got '1e-200', expected a p that a paper can print"),
        ({"p": 0.024, "decimals": 2}, "p[0]: got 0.024, expected at most 2 decimals"),
        ({"p": 0.02, "operator": "~"}, "p[0]: got operator '~', expected =, < or >"),
        ({"p": 0.02, "operator": None}, "p[0]: got operator None, expected =, < or >"),
        ({"significance": "trend"}, "p[0]: got 'trend', expected significant, not_significant"),
        ({"direction": "less"}, "direction[0]: got 'less', expected lower, higher or none_stated"),
        (
            {"p": 0.02, "direction": "lower", "m1i": 3, "m2i": 2},
            "direction[0]: got 'lower', but the means are 3.0 and 2.0",
        ),
        ({"p": 0.02, "direction": "lower", "n1i": np.nan}, "n1i[0]: got nan, expected a finite"),
        ({"p": 0.02, "direction": "lower", "n1i": 1}, "n1i[0]: got 1.0, expected a whole number"),
    ],
)
def test_refused(given, said):
    with pytest.raises(UnrecoverableError) as caught:
        smd_bounds_from_p(**{**N, **given})
    lines = str(caught.value).splitlines()
    assert any(line.startswith(said) for line in lines)
    assert lines[0] == "1 row(s) cannot be used"
    assert len(lines) == 3


def test_reasons_by_row():
    with pytest.raises(UnrecoverableError) as caught:
        smd_bounds_from_p(
            n1i=pd.Series([30, 30, 30], index=["a", "b", "c"]),
            n2i=20,
            p=[0.01, 0.01, 2],
            direction=["lower", None, "lower"],
        )
    assert sorted(caught.value.reasons) == [1, 2]
    assert caught.value.reasons[1][0].startswith("direction[1] (label 'b'): p = 0.01 without")


@pytest.mark.parametrize("given", [{"decimals": -1}, {"decimals": 2.5}, {"alpha": 0}, {"sides": 3}])
def test_bad_options(given):
    with pytest.raises(ValueError, match=f"{next(iter(given))}|level"):
        smd_bounds_from_p(**N, p=0.02, direction="lower", **given)
