"""SDs from standard errors, intervals, t and p; groups as one; scales; correlations."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from b12meta.stats.effects.means import md, rom
from b12meta.stats.summaries.change import (
    implied_correlation,
    sd_change,
    sd_change_from_p,
    sd_change_from_t,
)
from b12meta.stats.summaries.differences import (
    sd_from_difference_ci,
    sd_from_difference_p,
    sd_from_difference_se,
    sd_from_difference_t,
)
from b12meta.stats.summaries.groups import combine_groups
from b12meta.stats.summaries.logs import log_to_raw, raw_to_log
from b12meta.stats.summaries.spread import from_ci, from_se

X = np.array([3, 5, 8, 9, 1, 4, 4.5, 7, 12, 30])  # x of golden/summaries/summaries.R
FIRST, SECOND = X[:4], X[4:]
DIFFERENCE = FIRST.mean() - SECOND.mean()
R_DIGITS = 1e-13
SIZES = {"n1i": 4, "n2i": 6}
ROWS = {"m1i": 250, "sd1i": 90, "n1i": 30, "m2i": 300, "sd2i": 80, "n2i": 20}


def test_round_trips_through_t_test_of_r(in_r):
    r = in_r["t_test"]
    pooled = pytest.approx([r["pooled"]], rel=R_DIGITS)
    assert sd_from_difference_t(difference=DIFFERENCE, ti=r["t"], **SIZES) == pooled
    assert sd_from_difference_p(difference=DIFFERENCE, p=r["p"], **SIZES) == pooled
    assert sd_from_difference_p(difference=DIFFERENCE, p=r["p"] / 2, sides=1, **SIZES) == pooled
    assert sd_from_difference_ci(low=r["low"], high=r["high"], **SIZES) == pooled
    assert sd_from_difference_se(se=DIFFERENCE / r["t"], **SIZES) == pooled
    assert from_ci(low=r["mean_low"], high=r["mean_high"], n=10) == pytest.approx(
        [X.std(ddof=1)], rel=R_DIGITS
    )


def test_handbook_examples():
    # Cochrane Handbook 6.5.2.2 (z, n 25: 30.0 to 34.2) and 6.5.2.3 (SE 1.37, n 25 and 22)
    z = from_ci(low=30, high=34.2, n=25, distribution="z", mean=32.1)
    assert z[0] == pytest.approx(5 * 4.2 / 3.92, rel=1e-4)
    assert sd_from_difference_se(se=1.37, n1i=25, n2i=22)[0] == pytest.approx(4.69, abs=0.005)
    by_z = sd_from_difference_ci(low=-1, high=2.92, distribution="z", n1i=2, n2i=2)
    assert by_z[0] == pytest.approx(1, rel=1e-4)


def test_se():
    assert from_se(se=X.std(ddof=1) / 10**0.5, n=10)[0] == pytest.approx(X.std(ddof=1), rel=1e-14)


def test_groups_are_their_people(in_r):
    parts = [X[:4], X[4:8], X[8:]]
    whole = combine_groups(
        n=[part.size for part in parts],
        mean=[part.mean() for part in parts],
        sd=[part.std(ddof=1) for part in parts],
    )
    r = in_r["combined"]
    assert (whole.n, whole.mean, whole.sd) == pytest.approx((10, r["mean"], r["sd"]), rel=R_DIGITS)


def test_groups_by_the_handbook_formula():
    n1, m1, s1, n2, m2, s2 = 30, 5.0, 2.0, 12, 7.5, 3.0
    got = combine_groups(n=[n1, n2], mean=[m1, m2], sd=[s1, s2])
    inside = (n1 - 1) * s1**2 + (n2 - 1) * s2**2
    between = n1 * n2 / (n1 + n2) * (m1**2 + m2**2 - 2 * m1 * m2)
    assert got.sd == pytest.approx(((inside + between) / (n1 + n2 - 1)) ** 0.5, rel=1e-14)


def test_groups_far_from_zero_keep_their_digits():
    got = combine_groups(n=[10, 10], mean=[1e9, 1e9 + 1], sd=[1, 1])
    assert got.sd == pytest.approx(((18 + 5) / 19) ** 0.5, rel=1e-14)


def test_a_person_alone_may_join_a_group():
    assert combine_groups(n=[1, 1], mean=[1, 3], sd=0).sd == pytest.approx(2**0.5)
    assert combine_groups(n=7, mean=3, sd=2) == pytest.approx((7, 3, 2))


@pytest.mark.parametrize("method", ["separate", "taylor"])
def test_scales_there_and_back(method):
    again = log_to_raw(**raw_to_log(**ROWS, method=method)._asdict(), method=method)
    for name, value in ROWS.items():
        assert getattr(again, name)[0] == pytest.approx(value, rel=1e-13)


def test_a_common_spread_of_logarithms():
    logs = raw_to_log(**ROWS, method="common")
    separate = raw_to_log(**ROWS)
    pooled = (29 * separate.sd1i**2 + 19 * separate.sd2i**2) / 48
    assert logs.sd1i == logs.sd2i == pytest.approx(pooled**0.5, rel=1e-14)
    assert logs.m1i - logs.m2i == pytest.approx(np.log(250 / 300), rel=1e-12)
    again = log_to_raw(**logs._asdict(), method="common")
    assert again.m1i[0] == pytest.approx(250, rel=1e-13)
    assert again.sd1i / again.m1i == pytest.approx(again.sd2i / again.m2i, rel=1e-13)


def test_log_normal_moments():
    # exact moments of exp(normal): Johnson, Kotz & Balakrishnan (1994), eq. 14.8
    raw = log_to_raw(m1i=1, sd1i=0.5, n1i=9, m2i=0, sd2i=1, n2i=9)
    assert raw.m1i[0] == pytest.approx(np.exp(1.125), rel=1e-14)
    assert raw.sd2i[0] ** 2 == pytest.approx((np.e - 1) * np.e, rel=1e-14)


def test_taylor_is_the_ratio_of_means():
    logs = md(**raw_to_log(**ROWS, method="taylor")._asdict())
    np.testing.assert_allclose(logs, rom(**ROWS, correct=False), rtol=1e-13)


def test_changes_as_metafor(in_r):
    r = in_r["change/1"]
    assert sd_change(sd1i=80, sd2i=90, ri=0.6)[0] == pytest.approx(r["sdc"], rel=R_DIGITS)
    assert sd_change_from_p(change=-50, p=r["p"], ni=20)[0] == pytest.approx(r["sdc"], rel=1e-12)
    assert sd_change_from_p(change=50, p=r["p"] / 2, sides=1, ni=20)[0] == pytest.approx(r["sdc"])
    t = 50 / (r["sdc"] / 20**0.5)
    assert sd_change_from_t(change=-50, ti=t, ni=20)[0] == pytest.approx(r["sdc"], rel=1e-13)
    assert implied_correlation(sd1i=80, sd2i=90, sd_change=r["sdc"])[0] == pytest.approx(0.6)


@given(st.floats(0.01, 0.98), st.floats(0.5, 2), st.floats(1e-6, 1e6))
def test_correlations_come_back_in_any_unit(r, ratio, unit):
    change = sd_change(sd1i=unit, sd2i=ratio * unit, ri=r)
    assert implied_correlation(sd1i=unit, sd2i=ratio * unit, sd_change=change)[0] == pytest.approx(
        r, abs=1e-12
    )


GOOD = {
    from_se: {"se": 2, "n": 9},
    from_ci: {"low": 1, "high": 2, "n": 9},
    sd_from_difference_se: {"se": 1, **SIZES},
    sd_from_difference_ci: {"low": 1, "high": 2, **SIZES},
    sd_from_difference_t: {"difference": 3, "ti": 2, **SIZES},
    sd_from_difference_p: {"difference": 3, "p": 0.2, **SIZES},
    combine_groups: {"n": [3, 4], "mean": [1, 2], "sd": [1, 1]},
    raw_to_log: ROWS,
    log_to_raw: {**ROWS, "m1i": 5, "m2i": 6, "sd1i": 1, "sd2i": 1},
    sd_change: {"sd1i": 1, "sd2i": 2, "ri": 0.5},
    sd_change_from_p: {"change": 1, "p": 0.2, "ni": 9},
    sd_change_from_t: {"change": 1, "ti": 2, "ni": 9},
    implied_correlation: {"sd1i": 1, "sd2i": 1, "sd_change": 1},
}


@pytest.mark.parametrize(
    ("function", "change", "said"),
    [
        (from_se, {"se": 0}, "se[0]: got 0.0, expected a standard error above 0"),
        (from_se, {"n": 1}, "n[0]: got 1.0, expected a whole number of at least 2"),
        (from_se, {"n": np.nan}, "n[0]: got nan, expected a finite number"),
        (from_ci, {"low": 3}, "high[0]: got 2.0, expected an upper end above the lower one"),
        (from_ci, {"mean": 5}, "mean[0]: got 5.0, expected a mean inside its own interval"),
        (sd_from_difference_se, {"se": -1}, "se[0]: got -1.0, expected a standard error above 0"),
        (sd_from_difference_ci, {"high": 0}, "high[0]: got 0.0, expected an upper end above"),
        (sd_from_difference_t, {"ti": 0}, "ti[0]: got 0.0, expected a t other than 0"),
        (sd_from_difference_t, {"difference": 0}, "difference[0]: got 0.0, expected a difference"),
        (sd_from_difference_p, {"p": 1}, "p[0]: got 1.0, expected a p other than 1"),
        (sd_from_difference_p, {"p": 0.5, "sides": 1}, "p[0]: got 0.5, expected a p other than"),
        (sd_from_difference_p, {"p": 0}, "p[0]: got 0.0, expected a p from 1e-100 to 1"),
        (sd_from_difference_p, {"n1i": 1}, "n1i[0]: got 1.0, expected a whole number"),
        (combine_groups, {"sd": [1, -1]}, "sd[1]: got -1.0, expected an SD not below 0"),
        (combine_groups, {"n": [0, 4]}, "n[0]: got 0.0, expected a whole number of at least 1"),
        (raw_to_log, {"m2i": 0}, "m2i[0]: got 0.0, expected a mean above 0"),
        (raw_to_log, {"sd1i": -1}, "sd1i[0]: got -1.0, expected an SD not below 0"),
        (log_to_raw, {"n2i": 1}, "n2i[0]: got 1.0, expected a whole number of at least 2"),
        (sd_change, {"ri": 1.1}, "ri[0]: got 1.1, expected a correlation from -1 to 1"),
        (sd_change_from_p, {"change": 0}, "change[0]: got 0.0, expected a difference"),
        (sd_change_from_t, {"ti": 0}, "ti[0]: got 0.0, expected a t other than 0"),
        (implied_correlation, {"sd_change": 0.1}, "sd_change[0]: implies a correlation of 0.995"),
        (implied_correlation, {"sd_change": 1.5}, "sd_change[0]: implies a correlation of -0.125"),
        (implied_correlation, {"sd1i": 0}, "sd1i[0]: got 0.0, expected an SD above 0"),
    ],
)
def test_refused(function, change, said):
    assert function(**GOOD[function])
    with pytest.raises(ValueError, match="cannot be used") as caught:
        function(**{**GOOD[function], **change})
    assert any(line.startswith(said) for line in str(caught.value).splitlines())


def test_one_person_in_all():
    with pytest.raises(ValueError, match="got one person in all"):
        combine_groups(n=1, mean=1, sd=0)


def test_bad_options():
    with pytest.raises(ValueError, match="distribution: got 'normal', expected one of t, z"):
        from_ci(low=1, high=2, n=9, distribution="normal")
    with pytest.raises(ValueError, match="level: got 95"):
        from_ci(low=1, high=2, n=9, level=95)
    with pytest.raises(ValueError, match="method: got 'delta', expected one of separate, common"):
        raw_to_log(**ROWS, method="delta")
    with pytest.raises(ValueError, match="sides: got '3', expected one of 1, 2"):
        sd_from_difference_p(**GOOD[sd_from_difference_p], sides=3)
