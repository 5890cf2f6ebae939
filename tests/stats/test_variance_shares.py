"""Shares of variance against statsmodels' sums of squares, orders written out, and closed forms."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from statsmodels.stats.anova import anova_lm

from b12meta.stats.variance_shares import variance_shares

EXACT = 1e-10  # the same sums in another order


@pytest.fixture
def grid():
    rows = [(a, b, c) for a in "uvw" for b in "xy" for c in "pqrs"]
    frame = pd.DataFrame(rows, columns=["a", "b", "c"])
    return frame.assign(y=np.random.default_rng(4).normal(size=len(frame)))


def shares(frame, names="abc", **options):
    return variance_shares(frame["y"], {name: list(frame[name]) for name in names}, **options)


def r2(frame, names):
    if not names:
        return 0.0
    formula = "y ~ " + " + ".join(f"C({name})" for name in names)
    return smf.ols(formula, frame).fit().rsquared


def over_orders(frame, names):
    """Lindeman, Merenda and Gold's definition, order by order, R² by statsmodels."""
    found = dict.fromkeys(names, 0.0)
    orders = list(permutations(names))
    for order in orders:
        for place, name in enumerate(order):
            gain = r2(frame, order[: place + 1]) - r2(frame, order[:place])
            found[name] += gain / len(orders)
    return found


def test_a_full_grid_gives_the_sums_of_squares_of_anova(grid):
    """statsmodels 0.15, anova_lm(typ=2): on a balanced grid no order matters."""
    table = anova_lm(smf.ols("y ~ C(a) + C(b) + C(c)", grid).fit(), typ=2)["sum_sq"]
    expected = table / table.sum()
    found = shares(grid)
    for name in "abc":
        assert found.shares[name] == pytest.approx(expected[f"C({name})"], abs=EXACT)
    assert found.rest == pytest.approx(expected["Residual"], abs=EXACT)


def test_a_grid_with_holes_gives_the_mean_over_all_orders(grid):
    holed = grid.drop(index=[0, 1, 2, 5, 9, 13, 14, 22])
    found, expected = shares(holed), over_orders(holed, "abc")
    assert found.shares == pytest.approx(expected, abs=EXACT)
    assert found.rest == pytest.approx(1 - r2(holed, "abc"), abs=EXACT)


def test_two_correlated_factors_share_by_the_closed_form():
    """With R² of each alone and of both: share of a = (R²(a) + R²(ab) - R²(b)) / 2."""
    frame = pd.DataFrame({"a": list("xxxyyyy"), "b": list("uuvvvuv"), "y": [1, 2, 4, 3, 7, 5, 9.0]})
    a, b, both = (r2(frame, names) for names in ("a", "b", "ab"))
    assert shares(frame, "ab").shares["a"] == pytest.approx((a + both - b) / 2, abs=EXACT)


def test_weights_are_repetitions(grid):
    times = np.arange(len(grid)) % 3 + 1
    repeated = grid.loc[grid.index.repeat(times)].reset_index(drop=True)
    weighted = shares(grid, weights=times)
    assert weighted.shares == pytest.approx(shares(repeated).shares, abs=EXACT)


def test_doubles_share_alike(grid):
    doubled = grid.assign(d=grid["a"].map({"u": 1, "v": 2, "w": 3}))
    found = shares(doubled, "abcd").shares
    assert found["a"] == pytest.approx(found["d"], abs=EXACT)
    assert found["a"] + found["d"] == pytest.approx(shares(grid).shares["a"], abs=EXACT)


def test_scale_and_shift_change_nothing(grid):
    other = grid.assign(y=1e6 * grid["y"] - 3e5)
    assert shares(other).shares == pytest.approx(shares(grid).shares, abs=1e-8)


def test_without_variance_there_is_nothing_to_share(grid):
    found = shares(grid.assign(y=0.1))
    assert found == ({"a": 0.0, "b": 0.0, "c": 0.0}, 0.0)


def test_a_factor_with_one_level_explains_nothing(grid):
    assert shares(grid.assign(b="x")).shares["b"] == 0.0


@pytest.mark.parametrize(
    ("y", "factors", "weights", "words"),
    [
        ([1.0, np.nan], {"a": "xy"}, None, "not finite"),
        ([1.0, 2.0], {"a": "xyz"}, None, "expected 2 levels"),
        ([1.0, 2.0], {"a": "xy"}, [-1, 1], "no weight above 0"),
        ([1.0, 2.0], {"a": "xy"}, [1, 1, 1], "got shapes"),
        ([], {}, None, "got shapes"),
        ([1.0, 2.0], {str(n): "xy" for n in range(17)}, None, "at most 16"),
    ],
)
def test_what_makes_no_sense_is_refused(y, factors, weights, words):
    with pytest.raises(ValueError, match=words):
        variance_shares(y, factors, weights=weights)
