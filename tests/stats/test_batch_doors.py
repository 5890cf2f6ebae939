"""What goes in and out of batched fits: ways to mark studies, errors, memory, tails."""

import subprocess
import sys

import numpy as np
import pytest
from scipy import special

from b12meta.stats.batch import fit_many, fit_members, fit_signs
from b12meta.stats.batch.tails import chi2_tail, two_sided_t

Y = np.array([0.3, -0.1, 0.8, 0.4, 0.35, 0.9, 0.0, 0.2, -0.6])
V = np.array([0.05, 0.02, 0.1, 0.04, 0.02, 0.3, 0.08, 0.01, 0.2])
MASKS = (np.arange(1, 512)[:, None] >> np.arange(9) & 1).astype(bool)


def same(one, other):
    for name, values in one.items():
        np.testing.assert_array_equal(values, other[name])


@pytest.mark.parametrize(
    "marks",
    [
        range(1, 512),
        np.arange(1, 512, dtype=np.int16),
        np.arange(1, 512, dtype=np.uint64),
        np.packbits(MASKS, axis=1, bitorder="little"),
        MASKS,
    ],
    ids=["range", "int16", "uint64", "packed", "masks"],
)
def test_studies_can_be_marked_in_five_ways(marks):
    expected = [fit_many([Y[m]], [V[m]], columns=["estimate"])["estimate"][0] for m in MASKS[::50]]
    found = fit_members(Y, V, marks)
    np.testing.assert_allclose(found["estimate"][::50], expected, rtol=1e-11)
    np.testing.assert_array_equal(found["k"], MASKS.sum(1))
    same(fit_signs(Y, V, MASKS), fit_signs(Y, V, marks))


def test_a_stepped_range_is_read_backwards_too():
    down = fit_members(Y, V, range(511, 0, -2), chunk=10)
    up = fit_members(Y, V, range(1, 512, 2), chunk=10)
    for name, values in up.items():
        np.testing.assert_allclose(down[name][::-1], values, rtol=1e-11, atol=1e-14)


@pytest.mark.parametrize(
    ("marks", "words"),
    [
        (range(4), "from 0 to 3, expected 1 to 511"),
        (range(1, 513), "from 1 to 512, expected 1 to 511"),
        (np.array([1, -1]), "from -1 to 1"),
        (np.array([1.0, 2.0]), "expected whole numbers"),
        (MASKS[:, :8], "expected truth values"),
        (np.zeros((2, 9), bool), "row 0 is an empty set"),
        (np.ones((2, 3), np.uint8), "expected truth values"),
        (np.ones((2, 9), np.int64), "expected truth values"),
    ],
)
def test_bad_marks(marks, words):
    with pytest.raises(ValueError, match=words):
        fit_members(Y, V, marks)


def test_packed_bits_beyond_the_studies():
    bits = np.array([[1, 1], [0, 6]], np.uint8)
    with pytest.raises(ValueError, match="bits beyond study 9"):
        fit_members(Y, V, bits)


def test_too_many_studies_for_a_number():
    y = np.arange(70.0)
    with pytest.raises(ValueError, match="packed bits or truth values above 62"):
        fit_members(y, y + 1, range(1, 4))
    assert fit_members(y, y + 1, np.ones((1, 70), bool))["k"] == [70]


@pytest.mark.parametrize(
    ("yi", "vi", "words"),
    [
        ([[1.0, np.nan]], [[1.0, 1.0]], r"yi\[0, 1\]: got nan"),
        ([[1.0, 2.0]], [[1.0, 0.0]], r"vi\[0, 1\]: got 0.0, expected a finite number above 0"),
        ([[1.0, 2.0]], [[1.0, np.inf]], r"vi\[0, 1\]: got inf"),
        ([[1.0, 2.0]], [[1.0, 2.0, 3.0]], "shapes"),
        ([1.0, 2.0], [1.0, 2.0], r"expected \(n, k\)"),
        (np.full((5, 5), np.nan), np.ones(5), "yi: 5 more bad value"),
    ],
)
def test_bad_sets(yi, vi, words):
    with pytest.raises(ValueError, match=words):
        fit_many(yi, vi)


def test_bad_choices():
    with pytest.raises(ValueError, match="method"):
        fit_many([[1.0]], [[1.0]], method="REM")
    with pytest.raises(ValueError, match="test"):
        fit_signs(Y, V, range(4), test="hk")
    with pytest.raises(ValueError, match="level"):
        fit_members(Y, V, range(1, 4), level=95)
    with pytest.raises(ValueError, match="columns"):
        fit_members(Y, V, range(1, 4), columns=["tau"])


def test_nothing_to_fit():
    for found in (fit_members(Y, V, range(0)), fit_many(np.ones((0, 3)), np.ones((0, 3)))):
        assert all(values.shape == (0,) for values in found.values())
    assert fit_many(np.ones((0, 3)), np.ones((0, 3)))["optima"].dtype == np.intp


@pytest.mark.parametrize("df", [1, 2, 3, 8, 19, 40, 79, 80, 81, 500])
def test_tails_are_those_of_scipy(df):
    # The sums lose at most the digits that p = 1e-3 leaves: 1e-3 * 2e-16 / 1e-3, times the terms.
    rng = np.random.default_rng(df)
    t, q = rng.standard_t(df, 2000) * 3, rng.chisquare(df, 2000) * np.exp(rng.normal(size=2000))
    t[:3], q[:3] = (0.0, np.inf, np.nan), (0.0, np.inf, np.nan)
    dfs = np.full(2000, float(df))
    expected = 2 * special.stdtr(dfs, -np.abs(t)), special.chdtrc(dfs, q)
    with np.errstate(invalid="ignore"):
        found = two_sided_t(t, dfs), chi2_tail(q, dfs)
    np.testing.assert_allclose(found[0], expected[0], rtol=1e-11)
    np.testing.assert_allclose(found[1], expected[1], rtol=1e-11, atol=1e-300)


GROWTH = """
import resource
import numpy as np
from b12meta.stats.batch import fit_members
rng = np.random.default_rng(2)
v = np.exp(rng.uniform(-5, -1.5, 20))
y = rng.normal(0.1, np.sqrt(0.05 + v))
fit_members(y, v, range(1, 2**13))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
fit_members(y, v, range(1, 2**20))
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


@pytest.mark.long
def test_a_million_subsets_add_little_memory():
    # Five columns of 8 bytes are 40 MiB; the limit is 100 MiB of resident memory.
    done = subprocess.run([sys.executable, "-c", GROWTH], capture_output=True, check=True)
    assert float(done.stdout) < 100
