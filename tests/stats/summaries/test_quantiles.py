"""Medians to means: metafor, estmeansd, base R, simulated groups, and invariances."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate

from b12meta.stats.summaries.box_cox import box_cox, moments
from b12meta.stats.summaries.five_numbers import FiveNumbers
from b12meta.stats.summaries.lognormal import log_normal
from b12meta.stats.summaries.mln import mln, order_likelihood, slopes
from b12meta.stats.summaries.quantile_fit import fits
from b12meta.stats.summaries.quantiles import from_quantiles
from b12meta.stats.summaries.rows import UnrecoverableError

GROUP = {"low": 120, "q1": 210, "median": 265, "q3": 340, "high": 610}
SHOWN = {"S1": ("low", "median", "high"), "S2": ("q1", "median", "q3"), "S3": tuple(GROUP)}
PRINTED = 6e-9  # half of the last of 8 printed decimals
R_SEARCH = 5e-6  # relative: L-BFGS-B of R stops at a relative change of the distance of 2e-9
TIGHT = 2e-7  # relative: Nelder-Mead in R, at its best
SETS = {
    "skewed": (120, 210, 265, 340, 610),
    "left": (60, 220, 290, 340, 395),
    "even": (12, 20, 25.5, 31, 39),
    "counts": (0.4, 1.1, 2.3, 4.8, 19),
}


def printed(case, **change):
    group = {**GROUP, **change}
    return {name: group[name] for name in SHOWN[case]}


def five(name, case, n):
    values = dict(zip(GROUP, SETS[name], strict=True))
    return FiveNumbers(case, np.array([values[x] for x in SHOWN[case]], dtype=float), float(n))


def cases_of(in_r, method):
    for key, value in in_r.items():
        if key.startswith(f"{method}/"):
            _, name, case, n, *rest = key.split("/")
            yield five(name, case, n), value, rest


@pytest.mark.parametrize("case", SHOWN)
def test_normal_formulas_as_metafor(conversions, case):
    got = from_quantiles(n=48, method="normal", **printed(case))
    for name in ("default", "luo/wan/shi"):
        mean, sd = conversions[name, case][0]
        assert got.mean[0] == pytest.approx(mean, abs=PRINTED)
        assert got.sd[0] == pytest.approx(sd, abs=PRINTED)


@pytest.mark.parametrize("case", ["S1", "S2"])
def test_log_normal_formulas_as_metafor(conversions, case):
    got = from_quantiles(n=48, method="lognormal", **printed(case))
    mean, sd = conversions["lnorm", case][0]
    assert got.mean[0] == pytest.approx(mean, abs=PRINTED)
    assert got.sd[0] == pytest.approx(sd, abs=PRINTED)


def test_log_normal_formulas_as_base_r(in_r):
    compared = 0
    for group, r, _ in cases_of(in_r, "lnorm"):
        ours = log_normal(group)
        assert (ours.mean, ours.sd) == pytest.approx((r["mean"], r["sd"]), rel=1e-12)
        assert (ours.log_mean, ours.log_sd) == pytest.approx(
            (r["log_mean"], r["log_sd"]), rel=1e-12
        )
        compared += 1
    assert compared == 2 * 3 * 3


@pytest.mark.parametrize("case", SHOWN)
def test_quantile_estimation_as_estmeansd(conversions, case):
    got = from_quantiles(n=48, method="qe", **printed(case))
    for mean, sd in conversions["qe", case]:
        assert got.mean[0] == pytest.approx(mean, rel=R_SEARCH)
        assert got.sd[0] == pytest.approx(sd, rel=R_SEARCH)


@pytest.mark.parametrize("case", SHOWN)
@pytest.mark.parametrize(("method", "draws"), [("bc", 1048), ("mln", 10_000)])
def test_box_cox_methods_within_the_noise_of_r(conversions, case, method, draws):
    got = from_quantiles(n=48, method=method, **printed(case))
    error = got.sd[0] / draws**0.5
    for mean, sd in conversions[method, case]:
        assert abs(mean - got.mean[0]) < 4 * error
        # the SD of a log-normal sample varies about 1.5 times as much as its mean does here
        assert abs(sd - got.sd[0]) < 4 * 1.5 * error
    assert len(conversions[method, case]) == 2


def test_every_family_as_base_r(in_r):
    names = {"lnorm": "log-normal"}
    compared = 0
    for group, r, (family,) in cases_of(in_r, "qe"):
        ours = {fit.family: fit for fit in fits(group, (0, 700))}[names.get(family, family)]
        assert ours.distance <= r["distance"] * (1 + 1e-9) + 1e-12
        assert (ours.mean, ours.sd) == pytest.approx((r["mean"], r["sd"]), rel=TIGHT)
        compared += 1
    assert compared == 4 * 3 * 2 * 5


@pytest.mark.parametrize(("method", "function"), [("bc", box_cox), ("mln", mln)])
def test_box_cox_methods_as_base_r(in_r, method, function):
    compared = 0
    for group, r, _ in cases_of(in_r, method):
        ours = function(group)
        assert ours.power == pytest.approx(r["power"], abs=1e-6)
        assert (ours.mean, ours.sd) == pytest.approx((r["mean"], r["sd"]), rel=TIGHT)
        compared += 1
    assert compared == 4 * 3 * 2


@pytest.mark.parametrize(
    ("power", "location", "scale"),
    [(0.003, 0.1, 0.4), (0.4, 0.0, 0.9), (1.0, 0.0, 0.5), (2.6, -0.1, 0.4), (3.0, 0.2, 1.5)],
)
def test_moments_are_refined_and_right(power, location, scale):
    # finer nodes, and an adaptive rule with the end of the interval as its own variable
    found = moments(power, location, scale)
    assert found == pytest.approx(moments(power, location, scale, nodes=800), rel=1e-12)
    reach = min((location + 1 / power) / scale, 12 + 2 * scale)

    def part(order):
        def inner(z):
            return np.exp(-z * z / 2) * max(1 + power * (location + scale * z), 0) ** (
                order / power
            )

        return integrate.quad(inner, -reach, reach, epsabs=0, epsrel=1e-11, limit=500)[0]

    mean = part(1) / part(0)
    sd = (part(2) / part(0) - mean**2) ** 0.5
    assert found == pytest.approx((mean, sd), rel=1e-8)


def test_power_one_is_a_truncated_normal():
    mean, sd = moments(1.0, 0.0, 0.1)
    assert mean == pytest.approx(1, rel=1e-14)
    assert sd == pytest.approx(0.1, rel=1e-12)


def test_likelihood_slopes():
    group = five("left", "S3", 17)
    at, step = np.array([2.0, 0.01]), np.array([1e-5, 1e-8])
    slope, curvature = slopes(group, *at)
    for i in range(2):
        up, down = at + np.eye(2)[i] * step, at - np.eye(2)[i] * step
        rise = order_likelihood(group, *up) - order_likelihood(group, *down)
        assert slope[i] == pytest.approx(rise / (2 * step[i]), rel=1e-6)
        turn = slopes(group, *up)[0] - slopes(group, *down)[0]
        assert curvature[i] == pytest.approx(turn / (2 * step[i]), rel=1e-6)


# the log-scale test and critical value by hand: Shi et al. (2023)
def test_skewness_first_then_logarithms():
    got = from_quantiles(n=48, **printed("S1"))
    assert got.statistic[0] == pytest.approx((120 + 610 - 2 * 265) / (610 - 120), rel=1e-14)
    assert got.critical[0] == pytest.approx(1 / np.log(57) + 2.5 / 49, rel=1e-14)
    assert (got.method, got.skewed[0], got.case) == (("lognormal",), True, ("S1",))
    assert got.log_mean[0] < np.log(got.mean[0])
    still = from_quantiles(n=48, **printed("S2"))
    assert (still.method, still.skewed[0]) == (("normal",), False)
    assert np.isnan(still.log_mean[0])
    assert still.critical[0] == pytest.approx(2.65 / 48**0.5 - 6 / 48**2, rel=1e-14)


def test_skewness_of_five_numbers():
    got = from_quantiles(n=48, **printed("S3"))
    outer = 2.65 * np.log(0.6 * 48) / 48**0.5 * 200 / 490
    assert got.statistic[0] == pytest.approx(max(outer, 20 / 130), rel=1e-14)
    assert got.critical[0] == pytest.approx(3 / 48**0.5 - 40 / 48**3, rel=1e-14)


@pytest.mark.parametrize("case", SHOWN)
@pytest.mark.parametrize("n", [25, 101])
def test_skewness_fires_on_one_normal_group_in_twenty(case, n):
    # nominal level of Shi et al. (2023); 2,000 groups have a standard error of 0.005
    drawn = np.random.default_rng(n).normal(300, 60, size=(2000, n))
    numbers = dict(zip(GROUP, np.quantile(drawn, [0, 0.25, 0.5, 0.75, 1], axis=1), strict=True))
    shown = {name: numbers[name] for name in SHOWN[case]}
    assert from_quantiles(n=n, method="normal", **shown).skewed.mean() == pytest.approx(
        0.05, abs=0.02
    )


def test_one_row_may_print_what_another_does_not():
    got = from_quantiles(
        n=[48, 48, 48],
        median=[265, 265, 265],
        low=[120, np.nan, 120],
        q1=[np.nan, 210, 210],
        q3=[np.nan, 340, 340],
        high=[610, np.nan, 610],
        method="normal",
    )
    assert got.case == ("S1", "S2", "S3")
    alone = [from_quantiles(n=48, method="normal", **printed(case)) for case in SHOWN]
    assert got.mean.tolist() == [one.mean[0] for one in alone]


@pytest.mark.parametrize("case", SHOWN)
@pytest.mark.parametrize("method", ["normal", "lognormal", "bc", "mln", "qe"])
def test_simulated_groups_are_recovered(case, method):
    # 400 people from a log-normal group with mean 300 and SD 120, quantiles only
    rng = np.random.default_rng(20261120)
    spread = np.log1p(0.4**2) ** 0.5
    drawn = rng.lognormal(np.log(300) - spread**2 / 2, spread, size=(30, 400))
    numbers = dict(zip(GROUP, np.quantile(drawn, [0, 0.25, 0.5, 0.75, 1], axis=1), strict=True))
    got = from_quantiles(n=400, method=method, **{name: numbers[name] for name in SHOWN[case]})
    off = 0.06 if method == "normal" else 0.02
    assert np.mean(got.mean / drawn.mean(axis=1)) == pytest.approx(1, abs=off)
    # the normal formulas are off by design; a range, and squared distances from its ends, vary most
    wide = 0.2 if method == "normal" or case == "S1" or (method, case) == ("qe", "S3") else 0.05
    assert np.mean(got.sd / drawn.std(axis=1, ddof=1)) == pytest.approx(1, abs=wide)


@given(
    unit=st.floats(1e-6, 1e6),
    n=st.integers(8, 500),
    name=st.sampled_from(list(SETS)),
    case=st.sampled_from(list(SHOWN)),
    method=st.sampled_from(["normal", "lognormal", "qe", "bc", "mln"]),
)
def test_any_unit_gives_the_same(unit, n, name, case, method):
    values = dict(zip(GROUP, SETS[name], strict=True))
    shown = {key: values[key] for key in SHOWN[case]}
    one = from_quantiles(n=n, method=method, **shown)
    other = from_quantiles(n=n, method=method, **{k: unit * v for k, v in shown.items()})
    assert other.mean / unit == pytest.approx(one.mean, rel=1e-10)
    assert other.sd / unit == pytest.approx(one.sd, rel=1e-10)
    assert other.route == one.route


def test_beta_needs_the_ends_of_the_scale():
    numbers = {"low": 2, "q1": 30, "median": 75, "q3": 93, "high": 100}
    free = from_quantiles(n=60, method="qe", **numbers)
    ended = from_quantiles(n=60, method="qe", limits=(0, 100), **numbers)
    assert ended.route == ("beta quantiles by McGrath 2020",)
    assert free.route != ended.route
    moved = {name: 5 + value / 50 for name, value in numbers.items()}
    there = from_quantiles(n=60, method="qe", limits=(5, 7), **moved)
    assert there.mean == pytest.approx(5 + ended.mean / 50, rel=1e-7)  # a two-dimensional search


def test_negative_numbers_have_one_family():
    got = from_quantiles(n=30, q1=-3, median=-1, q3=2, method="qe")
    assert got.route == ("normal quantiles by McGrath 2020",)
    assert got.mean[0] == pytest.approx(-2 / 3, rel=1e-12)


def test_extreme_shapes_stay_finite():
    for numbers in ((0, 1, 1e6), (0, 0, 5), (1, 1.0001, 1.0002)):
        low, median, high = numbers
        got = from_quantiles(n=1000, low=low, median=median, high=high, method="qe")
        assert np.isfinite(got.mean).all()
        assert (got.sd > 0).all()


@pytest.mark.parametrize("method", ["lognormal", "qe", "bc", "mln"])
def test_odd_groups_stay_finite(method):
    # numbers that no sample of this size would give, but that can be typed
    for n, numbers in (
        (10**7, (1, 4.99, 5, 5.01, 5000)),
        (5, (1e-9, 4.99, 5, 5.01, 5.1)),
        (20, (1, 99.9999, 100, 100.0001, 1000)),
    ):
        got = from_quantiles(n=n, method=method, **dict(zip(GROUP, numbers, strict=True)))
        assert np.isfinite(got.mean).all()
        assert (got.sd > 0).all()


def test_small_log_normal_groups_have_a_spread():
    for n in (5, 8, 20):
        for spread in np.geomspace(1e-6, 3, 25):
            ends = np.exp(np.array([-1, 0, 1]) * spread)
            for case in ("S1", "S2"):
                shown = dict(zip(SHOWN[case], ends, strict=True))
                assert from_quantiles(n=n, method="lognormal", **shown).sd[0] > 0


def refused(**given):
    with pytest.raises(UnrecoverableError) as caught:
        from_quantiles(**given)
    return caught.value


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"q1": 270}, "median[0]: got 265.0, expected not less than q1, 270.0"),
        ({"q3": None}, "q1[0]: without q3 it is not used; leave it out or complete it"),
        ({"q1": None}, "q3[0]: without q1 it is not used; leave it out or complete it"),
        ({"n": 4}, "n[0]: got 4.0, expected a whole number of at least 5,"),
        ({"n": np.nan}, "n[0]: got nan, expected a finite number"),
        ({"n": 20.5}, "n[0]: got 20.5, expected a whole number of at least 5,"),
        ({"median": np.inf}, "median[0]: got inf, expected a finite number"),
        ({"q1": None, "q3": None}, "median[0]: no quartiles and no range beside it"),
        ({"q1": 265, "q3": 265}, "q3[0]: equals q1, expected a spread between them"),
        ({"q1": -5, "method": "bc"}, "median[0]: method 'bc' expects numbers above 0, got -5"),
        ({"q1": 265, "method": "mln"}, "median[0]: method 'mln' expects numbers that rise"),
        ({"q1": 0, "n": 400}, "median[0]: data are skewed but not above 0"),
        ({"method": "qe", "limits": (0, 300)}, "median[0]: the numbers beside it leave the limits"),
        ({"q1": 20, "n": 400}, "median[0]: data are skewed, and so are their logarithms"),
    ],
)
def test_refused(change, said):
    error = refused(**{"n": 48, **printed("S2"), **change})
    assert any(line.startswith(said) for line in str(error).splitlines())
    assert list(error.reasons) == [0]


def test_rows_are_named_and_all_of_them():
    median = pd.Series([265, 100, 265], index=["a", "b", "c"])
    error = refused(n=48, median=median, q1=[210, 210, np.nan], q3=340)
    assert sorted(error.reasons) == [1, 2]
    assert "median[1] (label 'b'): got 100.0" in str(error)


@pytest.mark.parametrize(
    "given", [{"method": "best"}, {"limits": (100, 0), "method": "qe"}, {"median": [[265]]}]
)
def test_bad_options(given):
    with pytest.raises(ValueError, match="expected"):
        from_quantiles(**{"n": 48, **printed("S2"), **given})
