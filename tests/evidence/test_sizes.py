import math

import pytest

from b12meta.evidence import as_table, effects
from b12meta.tables.units import UnitError


def test_hedges_g_of_one_study_by_hand(b12_choice):
    """najafi2012: 108.9 (45.3), n 60, against 98.9 (44.4), n 38; J by its gamma form."""
    df = 60 + 38 - 2
    pooled_sd = math.sqrt((59 * 45.3**2 + 37 * 44.4**2) / df)
    j = math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)
    g = j * 10 / pooled_sd
    row = effects(b12_choice.chosen, "b12").rows.loc["najafi2012"]
    assert row["yi"] == pytest.approx(g, rel=1e-12)
    assert row["vi"] == pytest.approx(1 / 60 + 1 / 38 + g**2 / (2 * 98), rel=1e-12)
    assert row["ci_low"] == pytest.approx(g - 1.959963984540054 * row["vi"] ** 0.5, rel=1e-12)


def test_studies_without_means_are_named_with_what_they_printed(b12_choice):
    aside = effects(b12_choice.chosen, "b12").aside
    assert len(aside) == len(b12_choice.chosen) - 2
    assert aside.loc["zhang2014", "printed"] == "not different (p > 0.05)"
    assert aside.loc["reynolds1992", "reason"] == (
        "significantly lower (no p printed); no means with standard deviations for both groups"
    )


def test_a_mean_difference_is_in_the_project_unit(b12_choice):
    rows = effects(b12_choice.chosen, "b12", measure="MD").rows
    assert rows.loc["sener1996", "yi"] == pytest.approx((560 - 1091) * 1000 / 1355.37, rel=1e-12)


def test_a_mean_difference_refuses_a_missing_unit(homocysteine_choice):
    with pytest.raises(UnitError, match="masoud2007"):
        effects(homocysteine_choice.chosen, "homocysteine", measure="MD")


def test_a_standardised_difference_lets_a_missing_unit_through(homocysteine_choice):
    rows = effects(homocysteine_choice.chosen, "homocysteine").rows
    assert {"masoud2007", "zhang2014"} <= set(rows.index)


def test_the_table_shows_ratios_as_ratios(b12_choice):
    sizes = effects(b12_choice.chosen, "b12", measure="ROM")
    shown = as_table(sizes).loc["sener1996", "ROM"]
    assert shown == f"{math.exp(sizes.rows.loc['sener1996', 'yi']):.2f}"
