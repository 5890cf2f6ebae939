"""Effects from an exact p, t or F: metafor, and back from the data."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from b12meta.stats.effects.means import smd
from b12meta.stats.summaries.exact import smd_from_f, smd_from_p, smd_from_t
from b12meta.stats.summaries.paired import smcc_from_p, smcr_from_p

R_DIGITS = 1e-13
# metafor computes J by the gamma function, with an error of its own at 309 df
J_OF_METAFOR = 1e-12
GROUPS = {"m1i": 250, "sd1i": 90, "n1i": 30, "m2i": 300, "sd2i": 80, "n2i": 20}


def from_key(key):
    _, n1, n2, p = key.split("/")
    return {"n1i": float(n1), "n2i": float(n2), "p": float(p)}


def test_two_sided_as_metafor(in_r):
    keys = [key for key in in_r if key.startswith("smd/")]
    for key in keys:
        got = smd_from_p(direction="higher", **from_key(key))
        assert got.yi[0] == pytest.approx(in_r[key]["yi"], rel=J_OF_METAFOR)
        assert got.vi[0] == pytest.approx(in_r[key]["vi"], rel=J_OF_METAFOR)
        lower = smd_from_p(direction="lower", **from_key(key))
        assert (lower.yi[0], lower.vi[0]) == (-got.yi[0], got.vi[0])
        sizes = {name: value for name, value in from_key(key).items() if name != "p"}
        t = in_r[key]["t"]
        by_t = smd_from_t(ti=t, **sizes)
        by_f = smd_from_f(fi=t**2, direction="higher", **sizes)
        assert by_t.yi[0] == pytest.approx(got.yi[0], rel=R_DIGITS)
        assert by_f.yi[0] == pytest.approx(got.yi[0], rel=R_DIGITS)
    assert len(keys) == 16


def test_one_sided_as_metafor(in_r):
    keys = [key for key in in_r if key.startswith("smd1/")]
    for key in keys:
        got = smd_from_p(direction="higher", sides=1, **from_key(key))
        assert got.yi[0] == pytest.approx(in_r[key]["yi"], rel=J_OF_METAFOR, abs=1e-15)
        assert got.vi[0] == pytest.approx(in_r[key]["vi"], rel=J_OF_METAFOR)
    assert len(keys) == 16


def test_beyond_half_a_one_sided_p_is_on_the_other_side():
    sizes = {"n1i": 30, "n2i": 20}
    asked_lower = smd_from_p(p=0.7, direction="lower", sides=1, **sizes)
    asked_higher = smd_from_p(p=0.3, direction="higher", sides=1, **sizes)
    assert asked_lower.yi[0] == pytest.approx(asked_higher.yi[0], rel=1e-12)
    assert asked_lower.yi[0] > 0


@pytest.mark.parametrize("vtype", ["LS", "LS2", "UB"])
@pytest.mark.parametrize("correct", [True, False])
def test_means_and_their_p_give_one_effect(vtype, correct):
    from scipy import stats

    # the p by scipy's own Student test from the same means
    p = stats.ttest_ind_from_stats(250, 90, 30, 300, 80, 20).pvalue
    expected = smd(**GROUPS, vtype=vtype, correct=correct)
    options = {"n1i": 30, "n2i": 20, "vtype": vtype, "correct": correct}
    for sign in ({"direction": "lower"}, {"m1i": 250, "m2i": 300}):
        got = smd_from_p(p=p, **sign, **options)
        assert got.yi == pytest.approx(expected.yi, rel=1e-12)
        assert got.vi == pytest.approx(expected.vi, rel=1e-12)


@given(p=st.floats(1e-12, 1), n1=st.integers(2, 400), n2=st.integers(2, 400))
def test_p_comes_back(p, n1, n2):
    from scipy import stats

    d = smd_from_p(p=p, direction="lower", n1i=n1, n2i=n2, correct=False).yi[0]
    t = d / (1 / n1 + 1 / n2) ** 0.5
    assert 2 * stats.t.sf(-t, n1 + n2 - 2) == pytest.approx(p, rel=1e-9)


def test_no_effect_at_p_one():
    got = smd_from_p(p=1, n1i=30, n2i=20)
    assert got.yi[0] == 0
    assert got.vi[0] == pytest.approx(1 / 30 + 1 / 20, rel=1e-15)


def test_change_as_metafor(in_r):
    one, two = in_r["change/1"], in_r["change/2"]
    got = smcc_from_p(p=[one["p"], two["p"]], ni=[20, 7], direction=["higher", "lower"])
    assert got.yi == pytest.approx([one["cc"], two["cc"]], rel=1e-12)
    assert got.vi == pytest.approx([one["cc_vi"], two["cc_vi"]], rel=1e-12)
    # metafor's SMCR divides by sd1i, the first measurement; here that is the one before
    back = smcr_from_p(
        p=[one["p"], two["p"]],
        ni=[20, 7],
        ri=[0.6, 0.3],
        direction=["lower", "higher"],
        sd1i=[80, 1.9],
        sd2i=[90, 1.3],
    )
    assert back.yi == pytest.approx([-one["cr"], -two["cr"]], rel=1e-12)
    assert back.vi == pytest.approx([one["cr_vi"], two["cr_vi"]], rel=1e-12)


def test_change_with_equal_spread():
    given_sds = smcr_from_p(p=0.01, ni=20, ri=0.7, direction="lower", sd1i=5, sd2i=5)
    assumed = smcr_from_p(p=0.01, ni=20, ri=0.7, direction="lower")
    np.testing.assert_allclose(given_sds, assumed, rtol=1e-15)
    half = smcr_from_p(p=0.01, ni=20, ri=0.5, m1i=2, m2i=4)
    assert half.yi == pytest.approx(smcc_from_p(p=0.01, ni=20, direction="lower").yi, rel=1e-14)


def test_signs_of_t():
    sizes = {"n1i": 20, "n2i": 30}
    printed = smd_from_t(ti=-2.1, **sizes)
    unsigned = smd_from_t(ti=2.1, direction="lower", **sizes)
    assert printed == unsigned
    assert smd_from_t(ti=-2.1, direction="lower", **sizes) == printed


def test_words_and_rows():
    got = smd_from_p(
        p=pd.Series([0.01, 0.2], index=["a", "b"]),
        direction=pd.Series(["lower", "Higher"], index=["a", "b"]),
        n1i=20,
        n2i=[20, 30],
    )
    assert np.sign(got.yi).tolist() == [-1, 1]


P = {"p": 0.04, "n1i": 30, "n2i": 20, "direction": "lower"}
T = {"ti": 2, "n1i": 30, "n2i": 20}
F = {"fi": 4, "n1i": 30, "n2i": 20, "direction": "lower"}
C = {"p": 0.04, "ni": 20, "direction": "lower"}
R = {**C, "ri": 0.5}


@pytest.mark.parametrize(
    ("function", "given", "said"),
    [
        (smd_from_p, {**P, "p": 0}, "p[0]: got 0.0, expected a p from 1e-100 to 1"),
        (smd_from_p, {**P, "p": 1.2}, "p[0]: got 1.2, expected a p from 1e-100 to 1"),
        (smd_from_p, {**P, "p": -0.1}, "p[0]: got -0.1, expected a p from 1e-100 to 1"),
        (smd_from_p, {**P, "p": 1, "sides": 1}, "p[0]: got 1.0, expected a one-sided p below 1"),
        (smd_from_p, {**P, "p": np.nan}, "p[0]: got nan, expected a finite number"),
        (smd_from_p, {**P, "direction": None}, "p[0]: got 0.04, expected a direction"),
        (smd_from_p, {**P, "direction": "none_stated"}, "p[0]: got 0.04, expected a direction"),
        (smd_from_p, {**P, "direction": "down"}, "direction[0]: got 'down', expected lower,"),
        (smd_from_p, {**P, "n1i": 1}, "n1i[0]: got 1.0, expected a whole number of at least 2"),
        (smd_from_p, {**P, "n2i": np.nan}, "n2i[0]: got nan, expected a finite number"),
        (smd_from_p, {**P, "m1i": 3}, "m2i[0]: got nan, expected a mean, as there is one in m1i"),
        (
            smd_from_p,
            {**P, "m1i": 3, "m2i": 2},
            "direction[0]: got 'lower', but the means are 3.0 and 2.0",
        ),
        (smd_from_t, {**T, "ti": -2, "direction": "higher"}, "ti[0]: got -2.0, expected a t not"),
        (smd_from_f, {**F, "fi": -1}, "fi[0]: got -1.0, expected an F not below 0"),
        (smd_from_f, {**F, "direction": None}, "fi[0]: got 4.0, expected a direction beside it"),
        (smcc_from_p, {**C, "ni": 2}, "ni[0]: got 2.0, expected a whole number of at least 3"),
        (smcc_from_p, {**C, "p": 0}, "p[0]: got 0.0, expected a p from 1e-100 to 1"),
        (smcr_from_p, {**R, "ri": 1}, "ri[0]: got 1.0, expected a correlation of at least -1"),
        (smcr_from_p, {**R, "sd1i": 1}, "sd2i[0]: got nan, expected an SD, as there is one in"),
        (smcr_from_p, {**R, "sd1i": 1, "sd2i": 0}, "sd2i[0]: got 0.0, expected an SD above 0"),
    ],
)
def test_refused(function, given, said):
    with pytest.raises(ValueError, match="cannot be used") as caught:
        function(**given)
    assert any(line.startswith(said) for line in str(caught.value).splitlines())


def test_equal_means_contradict_nothing():
    assert smd_from_p(**P, m1i=3, m2i=3).yi[0] < 0


def test_bad_options():
    with pytest.raises(ValueError, match="vtype: got 'XX', expected one of LS"):
        smd_from_p(**P, vtype="XX")
    with pytest.raises(ValueError, match="sides: got '0', expected one of 1, 2"):
        smd_from_p(**P, sides=0)
    with pytest.raises(ValueError, match="expected one length"):
        smd_from_p(**{**P, "p": [0.1, 0.2], "n1i": [1, 2, 3]})
