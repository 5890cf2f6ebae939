"""Splits of a group of unprinted sizes, against hand arithmetic and scipy's Welch test."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from b12meta.evidence import changes
from b12meta.evidence.changes.splits import implied_means


@pytest.fixture(scope="module")
def interferon(tables):
    (found,) = changes.unsized_comparisons(tables)
    return found


def test_a_split_is_found_again():
    sizes = np.arange(1, 40)
    means = implied_means(24.6, 19.7, sizes, 40)
    for n1, mean in zip(sizes, means, strict=True):
        assert changes.splits_that_fit(m1=24.6, m2=19.7, mean=mean, total=40).tolist() == [n1]


def test_rounding_lets_more_splits_fit():
    narrow = changes.splits_that_fit(m1=25, m2=20, mean=22.7, total=75, half=0.01)
    wide = changes.splits_that_fit(m1=25, m2=20, mean=22.7, total=75, half=0.2)
    assert narrow.size == 0
    assert wide.tolist() == [38, 39, 40, 41, 42, 43]  # 22.7 +- 0.2: 75 * (2.5 to 2.9) / 5


def test_no_split_gives_the_printed_mean_of_all(interferon):
    assert (interferon.total, interferon.mean) == (75, 22.73)
    assert interferon.fitting.empty
    near = interferon.nearest
    assert (near["n1i"], near["n2i"]) == (47, 28)
    assert near["whole"] == pytest.approx((47 * 24.56 + 28 * 19.71) / 75, rel=1e-12)


def test_p_is_scipys_at_every_split(interferon):
    for row in interferon.rows.itertuples():
        p = stats.ttest_ind_from_stats(
            24.56, 11.87, row.n1i, 19.71, 10.75, row.n2i, equal_var=False
        ).pvalue
        assert row.p_low <= p <= row.p_high
    assert interferon.rows["p_low"].min() > interferon.printed_p.high


def test_the_frame_holds_the_range_and_the_nearest_split(tables, interferon):
    rows = changes.effects(tables)
    rows = rows[rows["measure"].eq("SMD")].set_index("reading")
    ends = rows.loc["every split of 75", ["low", "high"]].tolist()
    assert ends == [interferon.rows["yi"].min(), interferon.rows["yi"].max()]
    assert rows.loc["nearest split, 47 and 28", "yi"] == interferon.nearest["yi"]


def test_the_sentence_follows_the_printed_mean(tables):
    said = str(changes.said.on_and_off(tables))
    assert "No whole split gives the printed mean of all (22.73)" in said
    assert "the printed p = 0.01 fits none of them" in said
    arms = tables.arms.copy()
    arms.loc[17, "centre"] = 22.75
    fits = str(changes.said.on_and_off(replace(tables, arms=arms)))
    assert "Over the one split that give" in fits
