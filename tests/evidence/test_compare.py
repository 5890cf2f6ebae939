"""What was printed, and at what level; expected values are read from the raw rows by eye."""

import numpy as np
import pandas as pd
import pytest

from b12meta.evidence import comparisons
from b12meta.evidence.compare import KEY, reporting_level

NOTHING = {
    "n1i": 40, "n2i": 30, "m1i": np.nan, "sd1i": np.nan, "m2i": np.nan, "sd2i": np.nan,
    "direction": "none_stated", "significance": "not_stated", "p_operator": None, "p_value": np.nan,
}  # fmt: skip
MEANS = {"m1i": 5.0, "sd1i": 1.0, "m2i": 6.0, "sd2i": 1.5}


@pytest.mark.parametrize(
    ("printed", "level"),
    [
        (MEANS, "means"),
        (MEANS | {"p_operator": "=", "p_value": 0.02}, "means"),
        (MEANS | {"sd2i": np.nan}, "none"),
        (MEANS | {"direction": "higher"}, "none"),
        (MEANS | {"direction": "lower"}, "means"),
        ({"p_operator": "=", "p_value": 0.02}, "exact_p"),
        ({"p_operator": ">", "p_value": 0.05}, "bounded_p"),
        ({"p_operator": "<", "p_value": 0.01, "direction": "lower"}, "bounded_p"),
        ({"significance": "not_significant"}, "significance"),
        ({"significance": "significant", "direction": "higher"}, "significance"),
        ({"direction": "lower"}, "direction"),
        ({}, "none"),
        ({"p_operator": "=", "p_value": 0.02, "n2i": np.nan}, "none"),
        (MEANS | {"n1i": np.nan}, "none"),
    ],
)
def test_the_level_is_the_best_that_was_printed(printed, level):
    assert reporting_level(pd.DataFrame([NOTHING | printed])).tolist() == [level]


def test_each_comparison_is_there_once(tables):
    rows = comparisons(tables)
    assert not rows.duplicated(KEY).any()


def test_every_printed_contrast_in_blood_is_there(tables):
    raw = tables.contrasts
    wanted = raw["design"].eq("independent") & raw["matrix"].isin(["serum", "plasma", "blood"])
    lines = comparisons(tables)["contrasts_line"].dropna()
    assert set(lines) == set(raw.index[wanted])


def test_arms_without_a_printed_contrast_are_compared_too(tables):
    rows = comparisons(tables, "homocysteine").set_index(["study_id", "group1"])
    row = rows.loc[("luo_cis", "cis_to_ms")]
    assert (row["m1i"], row["m2i"], row["level"]) == (21.3, 10.86, "means")
    assert pd.isna(row["contrasts_line"])


def test_a_standard_error_becomes_a_standard_deviation(tables):
    row = comparisons(tables, "homocysteine").set_index("study_id").loc["zhang2014"]
    assert row["sd1i"] == pytest.approx(1.724 * 41**0.5, rel=1e-12)
    assert row["sd_route"] == "± read as SE, times √n"


def test_rows_name_the_lines_they_come_from(tables):
    row = comparisons(tables, "b12").set_index("study_id").loc["najafi2012"]
    assert tables.arms.loc[row["arms_line1"], "fragment"] == "108.9±45.3 pg/mL"
    assert tables.contrasts.loc[row["contrasts_line"], "fragment"] == "P=0.284"


def test_cerebrospinal_fluid_is_not_blood(tables):
    assert not comparisons(tables)["matrix"].isin(["csf", "spinal_cord", "brain"]).any()
