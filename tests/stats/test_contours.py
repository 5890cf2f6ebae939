"""Limits of a funnel plot against the closed form by scipy.stats and against metafor's funnel()."""

import math

import numpy as np
import pytest
from scipy import stats

from b12meta.stats.small_study.contours import funnel_contours

SAME = 1e-12  # the same product, the quantile from another implementation
BEYOND = 1.08
PRINTED = 1e-11  # R printed 12 digits

# R 4.2.2, metafor 3.8-1, each polygon that funnel() hands to graphics::polygon, by
# trace(graphics::polygon, quote(cat(sprintf("%.12g %.12g %.12g\\n", min(x), max(x), max(y)))));
# funnel(x = c(.2, .5, .9), vi = c(.04, .09, .25), ylim = c(0, .54), level = c(90, 95, 99),
#        refline = 0, shade = c("white", "gray55", "gray75")), whose polygons end at 0.54 + 10%
METAFOR = {0.99: 1.53004260631, 0.95: 1.16421860682, 0.9: 0.977043054409}
METAFOR_END = 0.594


@pytest.mark.parametrize("centre", [0.0, -0.4, 12.5])
def test_limits_are_where_the_normal_test_reaches_its_p(centre):
    found = funnel_contours(0.3, centre=centre, levels=[0.5, 0.9, 0.95, 0.99])
    at = found.sei > 0
    for limit in (found.low, found.high):
        stat = np.abs(limit[at] - centre) / found.sei[at]
        assert 2 * stats.norm.sf(stat) == pytest.approx(1 - found.level[at], rel=1e-9)
    assert (found.low[~at] == centre).all()
    assert (found.high[~at] == centre).all()
    assert (found.low[at] < centre).all()


def test_closed_form_and_order():
    found = funnel_contours(0.5, levels=[0.99, 0.9, 0.95], pooled=0.7)
    assert found.kind.tolist() == ["contour"] * 6 + ["pooled"] * 2
    assert found.level.tolist() == [0.9, 0.9, 0.95, 0.95, 0.99, 0.99, 0.95, 0.95]
    assert found.sei == pytest.approx([0, 0.5 * BEYOND] * 4, rel=SAME)
    z = stats.norm.ppf((1 + found.level) / 2)
    middle = np.array([0.0] * 6 + [0.7] * 2)
    assert found.low == pytest.approx(middle - z * found.sei, rel=SAME)
    assert found.high == pytest.approx(middle + z * found.sei, rel=SAME)


def test_against_the_polygons_of_metafor():
    found = funnel_contours(METAFOR_END / BEYOND)
    ends = found.sei > 0
    assert found.sei[ends] == pytest.approx([METAFOR_END] * 3, rel=SAME)
    drawn = dict(zip(found.level[ends], found.high[ends], strict=True))
    assert drawn == pytest.approx(METAFOR, rel=PRINTED)
    assert (found.low == -found.high).all()


def test_scale_and_shift():
    plain, wide = funnel_contours(0.5, pooled=0.2), funnel_contours(500.0, pooled=200.0)
    assert wide.high == pytest.approx(1000 * plain.high, rel=SAME)
    moved = funnel_contours(0.5, centre=3.0, pooled=3.2)
    assert moved.low == pytest.approx(plain.low + 3, rel=SAME)


def test_limits_without_contours_or_at_another_level():
    found = funnel_contours(1.0, levels=(), pooled=0.0, pooled_level=0.8)
    assert found.kind.tolist() == ["pooled", "pooled"]
    assert found.high[1] == pytest.approx(BEYOND * stats.norm.ppf(0.9), rel=SAME)


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"sei_max": 0.0}, "sei_max: got 0.0, expected a finite number above 0"),
        ({"sei_max": math.nan}, "sei_max: got nan"),
        ({"centre": math.inf}, "centre: got inf, expected a finite number"),
        ({"pooled": math.nan}, "pooled: got nan"),
        ({"levels": [0.9, 95]}, "level: got 95.0, expected a number between 0 and 1"),
        ({"pooled": 0.1, "pooled_level": 1.0}, "level: got 1.0"),
        ({"levels": []}, "levels: got none and no pooled effect"),
    ],
)
def test_refuses_what_is_not_possible(how, message):
    with pytest.raises(ValueError, match=message):
        funnel_contours(**{"sei_max": 0.5, **how})
