"""Levels in one unit: every row of arms.csv in blood is shown or has a reason."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import trapezoid

from b12meta.evidence.raw_levels import footnotes, levels
from b12meta.evidence.reference_bands import bands
from b12meta.tables.units import UnitError

MOLAR_MASS = 1355.37  # of cyanocobalamin; anchors.csv, conv_b12_molar_mass


@pytest.fixture(scope="module")
def b12(tables):
    return levels(tables, "b12")


def changed(tables, study, **columns):
    arms = tables.arms.copy()
    rows = arms["study_id"].eq(study)
    for name, value in columns.items():
        arms.loc[rows, name] = value
    return replace(tables, arms=arms)


@pytest.mark.parametrize("analyte", ["b12", "homocysteine", "folate"])
def test_every_row_in_blood_is_kept_or_has_a_reason(tables, analyte):
    found = levels(tables, analyte)
    arms = tables.arms
    rows = arms["analyte"].eq(analyte) & arms["matrix"].isin(["serum", "plasma", "blood"])
    assert sorted([*found.kept["line"], *found.aside["line"]]) == sorted(arms.index[rows])
    assert found.aside["reason"].str.len().gt(10).all()


def test_levels_are_converted_by_the_molar_mass(b12):
    rows = b12.kept.set_index(["study_id", "group"])
    assert rows.at[("sener1996", "MS"), "centre"] == pytest.approx(560 * 1000 / MOLAR_MASS)
    assert rows.at[("sener1996", "control"), "sd"] == pytest.approx(752 * 1000 / MOLAR_MASS)
    assert rows.at[("alsomali2022", "MS"), "centre"] == 240  # printed in pmol/L


def test_groups_without_controls_are_kept(b12):
    assert {"alsomali2022", "uaq_thesis", "moghaddasi2013"} <= set(b12.kept["study_id"])


def test_levels_in_doubt_are_not_converted(tables, b12):
    reasons = b12.aside.set_index("study_id")["reason"]
    assert reasons["najafi2012"].str.contains("implausibly low").all()
    sure = levels(changed(tables, "najafi2012", notes=None), "b12")
    assert "najafi2012" in set(sure.kept["study_id"])


def test_a_standard_error_becomes_a_standard_deviation(tables):
    rows = levels(tables, "homocysteine").kept.set_index(["study_id", "group"])
    assert rows.at[("zhang2014", "MS"), "sd"] == pytest.approx(1.724 * 41**0.5)
    assert rows.at[("zhang2014", "MS"), "route"] == "± read as SE, times √n"


def test_medians_keep_their_range_and_have_no_curve(tables):
    rows = levels(tables, "homocysteine").kept.set_index(["study_id", "group"])
    zoccolella = rows.loc[("zoccolella2012", "MS")]
    assert (zoccolella["stat"], zoccolella["low"], zoccolella["high"]) == ("median", 3.4, 35.9)
    assert zoccolella["x"] is None
    assert np.isnan(zoccolella["sd"])


def test_parts_changes_and_other_diseases_are_set_aside(tables):
    aside = levels(tables, "homocysteine").aside
    said = aside.groupby("study_id")["reason"].agg(" | ".join)
    assert "a part of the patients (RRMS)" in said["zoccolella2012"]
    assert "a part of the patients (interferon beta)" in said["moghaddasi2013"]
    assert "unit not printed" in said["masoud2007"]
    assert "CIS" in said["luo_cis"]
    assert "a change over time" in said["nozari2019"]


def test_curves_have_area_one_and_the_mean_that_was_printed(b12):
    """The curves leave out 0.5 % at each end, so area and mean may fall short by a little."""
    for row in b12.kept.to_dict("records"):
        assert trapezoid(row["density"], row["x"]) == pytest.approx(0.99, abs=1e-3)
        assert trapezoid(row["density"] * row["x"], row["x"]) == pytest.approx(
            row["centre"], rel=0.04
        )


def test_a_changed_raw_value_changes_the_level(tables, b12):
    other = levels(changed(tables, "alsomali2022", centre=300.0), "b12").kept
    assert other["centre"].max() == b12.kept["centre"].max()
    assert 300 in set(other["centre"])
    assert 240 not in set(other["centre"])


def test_footnotes_name_the_studies_that_are_not_drawn(tables, b12):
    assumed, missing = footnotes(b12)
    assert "log-normal" in assumed
    assert "Najafi 2012: level in doubt" in missing
    assert "Sener" not in missing
    assert len(footnotes(levels(tables, "folate"))) == 1


def test_an_analyte_without_a_unit_is_refused(tables):
    with pytest.raises(UnitError, match="no standard unit for 'mma'"):
        levels(tables, "mma")


def test_bands_are_those_of_the_anchors_in_one_unit(tables):
    rows = bands(tables, "b12")
    assert len(rows) == tables.anchors.query("analyte == 'b12'")["topic"].isin(
        ["reference_interval", "cutoff"]
    ).sum()  # fmt: skip
    threshold = rows[rows["low"].eq(rows["high"])]
    assert list(threshold["low"]) == [148]  # cut_b12_deficiency
    in_mass = rows[rows["label"].eq("healthy adults 18-65 y")].iloc[0]
    assert in_mass["low"] == pytest.approx(139 * 1000 / MOLAR_MASS)  # printed in pg/mL
    assert rows["label"].is_unique
