"""A standardised difference in the unit of the analyte, and in pairs of people."""

import numpy as np
import pytest
from scipy import stats

from b12meta.evidence.clinical import chance, in_units, overlap, typical_sd


def test_the_typical_spread_is_the_median_of_those_printed(tables):
    """B12: 117 pmol/L (alsomali2022), and 210.66, 295 and 125.62 pg/mL at 1000/1355.37."""
    factor = 1000 / 1355.37
    printed = [117, 210.66 * factor, 295 * factor, 125.62 * factor]
    assert typical_sd(tables, "b12").sd == pytest.approx(np.median(printed), rel=1e-12)


def test_a_doubtful_unit_is_left_out(tables):
    assert "najafi2012" not in set(typical_sd(tables, "b12").rows["study_id"])


def test_homocysteine_of_one_treatment_is_left_out(tables):
    rows = typical_sd(tables, "homocysteine").rows
    assert rows["treatment"].isna().all()
    assert rows["unit"].ne("not_stated").all()


@pytest.mark.parametrize("effect", [-1.2, -0.3, 0.0, 0.64])
def test_overlap_is_that_of_two_normal_groups(effect):
    """Closed form against the distribution of the difference of two normal variables."""
    difference = stats.norm(loc=effect, scale=np.sqrt(2))
    assert overlap(effect) == pytest.approx(difference.cdf(0), abs=1e-14)


def test_words(tables):
    spread = typical_sd(tables, "homocysteine")
    assert in_units(-1, 1, spread) == "−5.9 to 5.9 µmol/L"
    assert chance(0.0) == "50% of pairs"
