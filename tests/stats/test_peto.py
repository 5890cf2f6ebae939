"""Peto's method by hand and by its bounds; metafor's values are in test_mantel_haenszel.py."""

import math

import pytest

from b12meta.stats.counts.peto import peto


def test_by_hand():
    # Yusuf et al. (1985): O - E = 4 - 123 * 15 / 262, V = 123 * 139 * 15 * 247 / (262**2 * 261)
    off = 4 - 123 * 15 / 262
    variance = 123 * 139 * 15 * 247 / (262**2 * 261)
    pooled = peto([4], [119], [11], [128])
    assert pooled.estimate == pytest.approx(off / variance, rel=1e-13)
    assert pooled.se == pytest.approx(variance**-0.5, rel=1e-13)
    assert (pooled.q, pooled.q_df, pooled.q_pval, pooled.cmh) == (0, 0, 1, None)


def test_tables_without_events_change_nothing():
    one = peto([4, 6], [119, 300], [11, 29], [128, 274])
    more = peto([4, 0, 6, 9], [119, 50, 300, 0], [11, 0, 29, 8], [128, 60, 274, 0])
    assert (more.estimate, more.se) == (one.estimate, one.se)
    assert (more.q, more.q_df) == pytest.approx((one.q, one.q_df), rel=1e-14)
    assert (more.k, more.k_q) == (4, 2)
    assert more.warnings[0].startswith("2 tables have no events, or only events")
    assert [math.isnan(y) for y in more.yi] == [False, True, False, True]


@pytest.mark.parametrize("cells", [([0], [5], [0], [7]), ([5, 2], [0, 0], [7, 3], [0, 0])])
def test_an_outcome_that_never_occurs(cells):
    pooled = peto(*cells)
    assert all(map(math.isnan, (pooled.estimate, pooled.se, pooled.pval, *pooled.ci, pooled.ratio)))
    assert "never occurs in any table" in pooled.warnings[0]


def test_bias_is_said():
    assert peto([10, 12], [90, 80], [12, 14], [85, 90]).warnings == ()
    large = peto([40, 50], [10, 12], [10, 12], [40, 50]).warnings
    assert "lies beyond 4 or 1/4" in large[0]
    uneven = peto([10, 12], [90, 80], [120, 14], [850, 90]).warnings
    assert "in 1 of 2 tables" in uneven[0]


def test_bad_input_names_the_row():
    with pytest.raises(ValueError, match=r"ci\[1\]: got -3.0, expected a count not below 0"):
        peto([1, 2], [5, 6], [3, -3], [4, 9])
