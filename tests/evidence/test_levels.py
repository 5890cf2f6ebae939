"""Each comparison at its level; expected bounds by scipy's t distribution, another code."""

import math
from dataclasses import replace

import pytest
from scipy import stats

from b12meta.evidence import choose, comparisons, contrasts
from b12meta.evidence.levels import as_printed


@pytest.fixture(scope="module")
def b12(b12_choice):
    return contrasts(b12_choice.chosen, "b12")


@pytest.fixture(scope="module")
def homocysteine(homocysteine_choice):
    return contrasts(homocysteine_choice.chosen, "homocysteine")


def bound(p, n1, n2):
    """Hedges' g at a two-sided p: J t sqrt(1/n1 + 1/n2), J by its gamma form."""
    df = n1 + n2 - 2
    j = math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)
    return j * stats.t.isf(p / 2, df) * math.sqrt(1 / n1 + 1 / n2)


def test_means_are_an_effect_with_closed_bounds(b12):
    row = b12.rows.loc["najafi2012"]
    assert row["yi"] == row["low"] == row["high"]
    assert row["level"] == "means"


def test_not_significant_is_a_symmetric_bound(b12):
    row = b12.rows.loc["zhang2014"]
    limit = bound(0.05, 41, 42)
    assert (row["low"], row["high"]) == pytest.approx((-limit, limit), rel=1e-9)
    assert row["vi"] == pytest.approx(1 / 41 + 1 / 42, rel=1e-12)
    assert math.isnan(row["yi"])


def test_significantly_lower_is_a_half_line(b12):
    row = b12.rows.loc["reynolds1992"]
    assert row["low"] == -math.inf
    assert row["high"] == pytest.approx(-bound(0.05, 29, 31), rel=1e-9)


def test_an_exact_p_is_as_wide_as_its_rounding(homocysteine):
    row = homocysteine.rows.loc["salemi2010"]
    assert row["low"] == pytest.approx(bound(0.0325, 40, 80), rel=1e-9)
    assert row["high"] == pytest.approx(bound(0.0315, 40, 80), rel=1e-9)


def test_an_exact_p_is_shown_as_the_effect_that_it_implies(homocysteine):
    row = homocysteine.rows.loc["salemi2010"]
    assert row["yi"] == pytest.approx(bound(0.032, 40, 80), rel=1e-9)
    assert row["ci_low"] < row["low"] < row["yi"] < row["high"] < row["ci_high"]
    assert row["vi"] == pytest.approx(1 / 40 + 1 / 80, rel=1e-12)


def test_what_cannot_be_placed_says_why(b12):
    reasons = b12.aside["reason"]
    assert set(reasons.index) == {"basil1965", "salemi2010", "unknown_b12met"}
    assert reasons["basil1965"].endswith("but the group sizes are not printed (contrasts.csv:8)")
    assert "nothing bounds the effect (contrasts.csv:" in reasons["salemi2010"]


def test_a_direction_that_contradicts_the_means_is_set_aside(tables):
    printed = tables.contrasts.copy()
    row = printed["study_id"].eq("najafi2012") & printed["group2"].eq("healthy")
    printed.loc[row, "direction"] = "lower"
    chosen = choose(comparisons(replace(tables, contrasts=printed), "b12")).chosen
    found = contrasts(chosen, "b12")
    assert "najafi2012" not in found.rows.index
    line = printed.index[row][0]
    assert found.aside.loc["najafi2012", "reason"] == (
        "lower, not significantly (p = 0.284), but the means say otherwise "
        f"(contrasts.csv:{line}, arms.csv:20, arms.csv:21)"
    )


def test_every_chosen_study_is_either_placed_or_set_aside(b12, b12_choice):
    both = [*b12.rows.index, *b12.aside.index]
    assert sorted(both) == sorted(b12_choice.chosen["study_id"])


def test_levels_come_best_first(homocysteine):
    groups = homocysteine.rows["group"].drop_duplicates().tolist()
    assert groups == [
        "Means printed", "Exact p printed", "Bounded p printed", "Only significance stated",
    ]  # fmt: skip


def test_the_p_keeps_its_zeros():
    assert as_printed(0.02, "p = 0.020; n = 40") == "0.020"
    assert as_printed(0.05, None) == "0.05"
