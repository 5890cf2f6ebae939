"""The table of subgroups: order of levels, columns, words for what is wrong."""

import numpy as np
import pandas as pd
import pytest

from b12meta.frames.subgroups import subgroups
from b12meta.stats.pooling import pool

Y = pd.Series([0.1, 0.4, 0.9, 1.3, 0.2, 0.8])
V = pd.Series([0.02, 0.05, 0.03, 0.04, 0.06, 0.02])
BY = ["old", "old", "new", "new", "old", "new"]


@pytest.mark.parametrize("common", [False, True])
def test_one_row_per_level(common):
    found = subgroups(Y, V, BY, common_tau2=common)
    assert found.table.index.tolist() == ["new", "old"]
    assert found.table["k"].tolist() == [3, 3]
    assert list(found.table.columns) == [
        *("k", "estimate", "se", "stat", "df", "pval", "ci_low", "ci_high", "pi_low", "pi_high"),
        *("tau2", "i2", "h2", "q", "q_df", "q_pval"),
    ]
    assert not found.table.isna().any(axis=None)
    assert found.overall.estimate == pool(Y, V).estimate


def test_levels_stand_in_the_order_of_categories_and_empty_ones_are_left_out():
    by = pd.Categorical(BY, ["old", "never", "new"])
    assert subgroups(Y, V, by).table.index.tolist() == ["old", "new"]


def test_numbers_serve_as_groups():
    assert subgroups(Y, V, [2, 2, 1, 1, 2, 1]).table.index.tolist() == [1, 2]


def test_equal_effects_have_no_prediction_interval():
    for common in (False, True):
        table = subgroups(Y, V, BY, method="EE", test="z", common_tau2=common).table
        assert table["pi_low"].isna().all()
        assert (table["tau2"] == 0).all()


@pytest.mark.parametrize(
    ("by", "said"),
    [
        (["old", None, "new", "new", np.nan, "new"], r"by: missing in row\(s\) 1, 4"),
        (["old"] * 6, "two or more"),
        (["old", "new"], "2 values for 6 studies"),
        (pd.Series(BY, index=range(1, 7)), "index differs"),
    ],
)
def test_refusals(by, said):
    with pytest.raises(ValueError, match=said):
        subgroups(Y, V, by)


def test_it_prints_itself():
    found = subgroups(Y, V, BY)
    assert "between:" in str(found)
    assert "<table" in found._repr_html_()


def test_groups_without_an_index_go_row_by_row():
    yi = pd.Series([0.0, 1.0, 3.0, 5.0], index=list("abcd"))
    by = pd.Series(["old", "old", "new", "new"], index=list("abcd"))
    named = subgroups(yi, [1.0] * 4, by, test="z")
    for bare in (by.to_list(), by.to_numpy(), by.array):
        assert subgroups(yi, [1.0] * 4, bare, test="z").q_between == named.q_between
