"""Every split of the patients: against scipy's tests, `combine_groups` and `smd`, one by one."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from b12meta import combine_groups
from b12meta.evidence import csf
from b12meta.evidence.csf.means import printed
from b12meta.figures import forest
from b12meta.stats.effects.means import smd
from b12meta.stats.interval import normal_intervals


@pytest.fixture(scope="module")
def every(tables):
    return csf.splits(tables)


@pytest.fixture(scope="module")
def told(tables):
    return printed(tables)


def with_arms(tables, group, **values):
    arms = tables.arms.copy()
    ours = arms["study_id"].eq("scalabrino2010") & arms["analyte"].eq("b12")
    for column, value in values.items():
        arms.loc[ours & arms["group"].eq(group), column] = value
    return replace(tables, arms=arms)


def test_every_split_is_there_once(every, told):
    n = told.patients
    # closed form: pairs of sizes >= 2 with a sum of at most n
    assert len(every) == (n - 3) * (n - 2) // 2
    assert not every.duplicated(["n_rr", "n_sp"]).any()
    assert every[["n_rr", "n_sp"]].min().min() == 2
    assert every["n_pp"].min() == 0
    assert every[["n_rr", "n_sp", "n_pp"]].sum(axis=1).eq(n).all()


def scipy_p(told, name, n, *, equal):
    """Smallest p of numbers that round to the printed ones, by scipy."""
    arm, control = told.arms[name], told.controls
    gap = arm.mean_half + control.mean_half
    return stats.ttest_ind_from_stats(
        arm.mean + gap, arm.sd - arm.sd_half, n,
        control.mean, control.sd - control.sd_half, control.n, equal_var=equal,
    ).pvalue  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_fit_against_scipy(every, told, seed):
    row = every.sample(1, random_state=seed).iloc[0]
    fits = {
        test: scipy_p(told, "rr", row["n_rr"], equal=equal) < told.below["rr"]
        and scipy_p(told, "sp", row["n_sp"], equal=equal) < told.below["sp"]
        for test, equal in (("welch", False), ("student", True))
    }
    assert {test: row[test] for test in fits} == fits
    assert row["fits"] == any(fits.values())


def test_some_splits_fit_and_some_do_not(every):
    assert 0 < every["stepwise"].mean() < every["fits"].mean() < 1
    assert (every["fits"] | ~every["stepwise"]).all()


@pytest.mark.parametrize("seed", range(10))
def test_both_together_against_combine_groups(every, told, seed):
    row = every.sample(1, random_state=seed).iloc[0]
    rr, sp, control = told.arms["rr"], told.arms["sp"], told.controls
    whole = combine_groups(n=[row["n_rr"], row["n_sp"]], mean=[rr.mean, sp.mean], sd=[rr.sd, sp.sd])
    effect = smd(m1i=whole.mean, sd1i=whole.sd, n1i=whole.n,
                 m2i=control.mean, sd2i=control.sd, n2i=control.n)  # fmt: skip
    limits = normal_intervals(effect.yi, effect.vi)
    # the same formulas in another order: only rounding differs
    assert row["both_yi"] == pytest.approx(effect.yi[0], rel=1e-12)
    assert row["both_ci_low"] == pytest.approx(limits.low[0], rel=1e-12)
    assert row["both_ci_high"] == pytest.approx(limits.high[0], rel=1e-12)


def test_one_course_by_hand(every, told):
    """Hedges (1981), eq. 6e and Hedges & Olkin (1985), eq. 15, written out."""
    row = every[every["n_rr"].eq(53) & every["n_sp"].eq(53)].iloc[0]
    m, s, n, c = 27.9, 9.7, 53, told.controls
    pooled = math.sqrt(((n - 1) * s**2 + (c.n - 1) * c.sd**2) / (n + c.n - 2))
    df = n + c.n - 2
    j = math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)
    g = j * (m - c.mean) / pooled
    v = 1 / n + 1 / c.n + g**2 / (2 * (n + c.n))
    assert row["rr_yi"] == pytest.approx(g, rel=1e-12)  # floating point only
    assert row["rr_ci_low"] == pytest.approx(g - stats.norm.ppf(0.975) * math.sqrt(v), rel=1e-12)


def test_ranges_hold_every_fitting_split(every):
    found = csf.ranges(every)
    fitting = every[every["fits"]]
    for name in ("rr", "sp", "both"):
        assert found.at[name, "yi_min"] == np.min(fitting[f"{name}_yi"])
        assert found.at[name, "ci_high_max"] == np.max(fitting[f"{name}_ci_high"])
    assert found["share"].eq(len(fitting) / len(every)).all()


def test_the_extremes_are_those_of_the_ranges(every):
    rows, found = csf.extremes(every), csf.ranges(every).set_index("patients")
    for contrast, drawn in rows.groupby("group"):
        by_name = drawn.set_index("study")["yi"]
        assert by_name["Smallest effect"] == found.at[contrast, "yi_min"]
        assert by_name["Largest effect"] == found.at[contrast, "yi_max"]
        assert by_name["Smallest effect"] < by_name["Equal thirds"] < by_name["Largest effect"]


def test_the_extremes_can_be_drawn(every):
    assert "Forest plot of 9 studies" in forest(csf.extremes(every)).get_label()


def test_sentence_follows_the_means(tables):
    before = str(csf.bounded(tables))
    assert "standard deviations above that of controls" in before
    assert "If ± means standard deviation, all 76 controls were assayed" in before
    assert "rounding allowed for" in before
    lower = with_arms(with_arms(tables, "rrms", centre=14.1), "spms", centre=16.6)
    assert "standard deviations below that of controls" in str(csf.bounded(lower))


@pytest.mark.parametrize("seed", range(10))
def test_without_rounding_the_printed_numbers_are_tested(tables, told, seed):
    row = csf.splits(tables, rounding=False).sample(1, random_state=seed).iloc[0]
    exact = told.exactly()
    fits = any(
        scipy_p(exact, "rr", row["n_rr"], equal=equal) < told.below["rr"]
        and scipy_p(exact, "sp", row["n_sp"], equal=equal) < told.below["sp"]
        for equal in (False, True)
    )
    assert row["fits"] == fits


def test_rounding_lets_more_splits_fit(tables, every):
    exact = csf.splits(tables, rounding=False)
    assert not (exact["fits"] & ~every["fits"]).any()
    share = f"{100 * exact['fits'].mean():.0f}%"
    said = str(csf.exactly(tables))
    assert f"{share} of the splits" in said
    assert f"{exact.loc[exact['fits'], 'both_yi'].max():.2f}" in said
    equal = with_arms(tables, "rrms", centre=21)
    assert "no split gives" in str(csf.exactly(equal))


def test_sentence_follows_the_number_of_patients(tables):
    fewer = with_arms(tables, "rrms", notes="group size not printed (60 MS in all)")
    assert "splits of its 60 patients" in str(csf.bounded(fewer))


def test_without_the_number_of_patients_nothing_is_guessed(tables):
    with pytest.raises(ValueError, match="expected '\\(n MS in all\\)'"):
        csf.splits(with_arms(tables, "rrms", notes=""))


def test_a_study_that_no_split_explains_is_said_to_contradict_itself(tables):
    equal = with_arms(tables, "rrms", centre=21)
    assert "no split of its 158 patients gives the printed p" in str(csf.bounded(equal))


def test_a_standard_error_is_ruled_out_by_the_printed_p(tables):
    # t without group sizes: difference over root of the summed squares, rounding in its favour
    t = (27.9 - 21 + 0.55) / math.hypot(9.7, 4.6 - 0.05)
    assert 2 * stats.norm.sf(t) > 0.0001
    assert "cannot give the printed p" in str(csf.as_standard_errors(tables))
    tight = with_arms(with_arms(tables, "rrms", spread=0.7), "neuro_control", spread=0.5)
    assert "would give the printed p too" in str(csf.as_standard_errors(tight))


def test_reading_by_steps_narrows_the_range(tables, every):
    wide, narrow = csf.ranges(every), csf.ranges(every, which="stepwise")
    assert narrow.at["sp", "yi_min"] > wide.at["sp", "yi_min"]
    assert "p < 0.02 also means p of at least 0.001" in str(csf.stepwise(tables))
