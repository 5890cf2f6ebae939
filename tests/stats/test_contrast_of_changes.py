"""Two arms before and after, against R's lm() on single values with exactly these moments.

Golden values: R 4.2.2, `lm(after ~ group)`, `lm(I(after - before) ~ group)` and
`lm(after ~ group + before)` on `MASS::mvrnorm(empirical = TRUE)`; see golden/ancova/make.R.
"""

import csv
from pathlib import Path

import numpy as np
import pytest

from b12meta.stats.effects.contrast_of_changes import (
    BeforeAfter,
    adjusted_difference,
    difference_of_changes,
    final_difference,
)
from b12meta.stats.effects.means import smd

GOLDEN = Path(__file__).parents[1] / "golden" / "ancova" / "ancova.csv"
CASES = {
    "quality": ((29.58, 15.99, 51.68, 18.22), 25, (37.46, 19.01, 50.98, 21.64), 25),
    "unequal": ((5.2, 1.1, 4.4, 1.6), 8, (4.9, 0.7, 4.8, 0.9), 31),
}
CONTRASTS = {
    "final": final_difference,
    "change": difference_of_changes,
    "adjusted": adjusted_difference,
}


def in_r():
    with GOLDEN.open() as lines:
        return list(csv.DictReader(lines))


def arms(case, r1, r2):
    one, n1, two, n2 = CASES[case]
    return BeforeAfter(*one, r1, n1), BeforeAfter(*two, r2, n2)


@pytest.mark.parametrize(
    "row", in_r(), ids=lambda row: "-".join([row["case"], row["r1"], row["r2"], row["contrast"]])
)
def test_is_the_linear_model_of_single_values(row):
    found = CONTRASTS[row["contrast"]](*arms(row["case"], float(row["r1"]), float(row["r2"])))
    assert found.df[0] == int(row["df"])
    # the constructed values have their moments to about 1e-14; lm() inverts a design of full rank
    assert found.yi[0] == pytest.approx(float(row["yi"]), rel=1e-10, abs=1e-12)
    assert found.se[0] == pytest.approx(float(row["se"]), rel=1e-10)
    assert found.pval[0] == pytest.approx(float(row["pval"]), rel=1e-8)


def test_without_imbalance_all_three_agree():
    one, two = BeforeAfter(30, 16, 52, 18, 0.6, 25), BeforeAfter(30, 16, 45, 18, 0.6, 25)
    assert [contrast(one, two).yi[0] for contrast in CONTRASTS.values()] == pytest.approx([7] * 3)


def test_the_adjustment_is_final_values_at_no_correlation():
    one, two = arms("quality", 0.0, 0.0)
    assert adjusted_difference(one, two).yi == pytest.approx(final_difference(one, two).yi)


def test_the_adjustment_is_the_change_where_the_slope_is_one():
    one, two = BeforeAfter(30, 10, 52, 20, 0.5, 25), BeforeAfter(37, 10, 50, 20, 0.5, 25)
    changes = difference_of_changes(one, two).yi
    assert adjusted_difference(one, two).yi == pytest.approx(changes, rel=1e-12)


def test_a_sweep_is_row_by_row():
    swept = adjusted_difference(*arms("quality", np.array([0.3, 0.7]), np.array([0.3, 0.7])))
    single = adjusted_difference(*arms("quality", 0.7, 0.7))
    assert swept.se[1] == single.se[0]


def test_intervals_by_the_quantile_of_t():
    found = final_difference(*arms("quality", 0.5, 0.5))
    low, high = found.interval()
    # qt(0.975, 48) = 2.010634757624 (R 4.2.2)
    assert (high - low) / 2 == pytest.approx(2.010634757624 * found.se, rel=1e-10)


def test_final_values_are_hedges_g_in_another_unit():
    one, n1, two, n2 = CASES["quality"]
    g = smd(m1i=one[2], sd1i=one[3], n1i=n1, m2i=two[2], sd2i=two[3], n2i=n2)
    found = final_difference(*arms("quality", 0.5, 0.5))
    t = found.yi / found.se
    j = 1 - 3 / (4 * 48 - 1)  # Hedges' approximation, good to 1e-5 at 48 df
    assert g.yi == pytest.approx(j * t * np.sqrt(2 / 25), rel=1e-4)


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("sd_before1", BeforeAfter(30, 0, 52, 18, 0.5, 25)),
        ("ri1", BeforeAfter(30, 16, 52, 18, 1.0, 25)),
        ("ni1", BeforeAfter(30, 16, 52, 18, 0.5, 1)),
    ],
)
def test_impossible_moments_are_refused_by_name(name, group):
    with pytest.raises(ValueError, match=name):
        adjusted_difference(group, BeforeAfter(37, 19, 51, 22, 0.5, 25))
