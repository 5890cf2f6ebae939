"""Counts in cells, against counting point by point; shares, against means of slices."""

from bisect import bisect_right
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from b12meta.stats.densities import binned, reach, shares, spread, stretches

RNG = np.random.default_rng(5)
X, Y = RNG.normal(size=400), RNG.random(400)


def test_cells_hold_the_points_between_their_edges():
    found = binned(X, Y, (7, 4))
    expected = Counter(
        (min(bisect_right(found.x, x), 7) - 1, min(bisect_right(found.y, y), 4) - 1)
        for x, y in zip(X, Y, strict=True)
    )
    assert {(i, j): int(found.counts[i, j]) for i, j in np.argwhere(found.counts)} == expected
    assert found.counts.sum() == 400
    assert (found.x[0], found.x[-1], found.y[0], found.y[-1]) == (
        X.min(),
        X.max(),
        Y.min(),
        Y.max(),
    )


def test_points_outside_a_window_are_counted_apart():
    found = binned(X, Y, (5, 5), across=(-1, 1), up=(0, 0.5))
    inside = (np.abs(X) <= 1) & (Y <= 0.5)
    assert found.counts.sum() == inside.sum()
    assert found.beyond == (~inside).sum()


def test_cells_of_one_value():
    found = binned([2.0, 2.0], [0.0, 1.0], (1, 2))
    assert found.x.tolist() == [1.5, 2.5]
    assert found.counts.tolist() == [[1, 1]]


def test_spread_is_the_order_of_the_values():
    assert tuple(spread(RNG.permutation(101))) == (0, 25, 50, 75, 100)


def test_reach_leaves_out_only_what_lies_far_out():
    assert reach(X) == (X.min(), X.max())
    far = np.append(X, 1e4)
    high = reach(far)[1]
    assert high < 100
    assert (far > high).sum() <= 2
    assert reach([3.0]) == (3.0, 3.0)


@pytest.mark.parametrize(("n", "bins"), [(10, 3), (7, 7), (2000, 120)])
def test_shares_are_means_of_stretches(n, bins):
    used = RNG.random((n, 3)) < 0.4
    edges = stretches(n, bins)
    assert set(np.diff(edges)) <= {n // bins, n // bins + 1}
    expected = [used[a:b].mean(0) for a, b in pairwise(edges)]
    np.testing.assert_allclose(shares(used, bins), expected, rtol=1e-15)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: binned([1.0, np.nan], [0.0, 0.0]), r"x\[1\] = nan: expected finite numbers"),
        (lambda: binned([np.inf] * 7, [0.0] * 7), r"x\[4\] = inf and 2 others: expected finite"),
        (lambda: binned([1.0], [1.0, 2.0]), "got 1 and 2 values"),
        (lambda: binned([], []), r"x: got shape \(0,\)"),
        (lambda: binned([1.0], [1.0], (0, 3)), "at least one cell"),
        (lambda: binned([1.0], [1.0], across=(2.0, 1.0)), "across: got 2 and 1, expected two"),
        (lambda: shares(np.ones((2, 1), bool), 3), "bins: got 3, expected 1 to 2"),
        (lambda: spread([[1.0]]), r"values: got shape \(1, 1\)"),
    ],
)
def test_what_cannot_be_counted_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
