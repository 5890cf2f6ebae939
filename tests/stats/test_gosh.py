"""GOSH: metafor's gosh() on BCG subset by subset, `pool` on every subset, and memory."""

import csv
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from b12meta.stats.batch import fit_members
from b12meta.stats.effects.counts import risk_ratio
from b12meta.stats.gosh import subsets
from b12meta.stats.gosh.run import gosh
from b12meta.stats.gosh.subsets import choose
from b12meta.stats.pooling import pool

GOLDEN = Path(__file__).parents[1] / "golden"

YI = np.array([0.1, 0.9, -0.4, 0.3, 0.25, -0.1])
VI = np.array([0.2, 0.03, 0.01, 0.15, 0.05, 0.09])

SAME = 1e-10
"""What the batched core promises against one `pool` per subset."""


def bcg():
    with (GOLDEN / "bcg.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    names = {"ai": "tpos", "bi": "tneg", "ci": "cpos", "di": "cneg"}
    columns = {ours: [float(row[theirs]) for row in rows] for ours, theirs in names.items()}
    effects = risk_ratio(**columns)
    return effects.yi, effects.vi


def golden():
    with (GOLDEN / "gosh" / "gosh_metafor_3.8.1.csv").open(encoding="utf-8") as lines:
        *rows, total = csv.DictReader(lines)
    return rows, total


@pytest.mark.parametrize("method", ["EE", "DL", "REML"])
def test_metafor(method):
    rows, total = golden()
    found = gosh(*bcg(), method=method)
    at = np.array([int(row["code"]) for row in rows]) - 1
    names = [name for name in ("estimate", "tau2", "i2", "q") if f"{method}.{name}" in total]
    assert len(names) >= 3
    for name in names:
        ours = getattr(found, name)
        theirs = np.array([float(row[f"{method}.{name}"]) for row in rows])
        # twelve digits are written; metafor's REML is run to a last step of 1e-12
        np.testing.assert_allclose(ours[at], theirs, rtol=1e-9, atol=1e-9)
        assert ours.sum() == pytest.approx(float(total[f"{method}.{name}"]), rel=1e-9)


@pytest.mark.parametrize("method", ["EE", "DL", "REML", "ML", "PM", "SJ", 0.04])
def test_every_subset_against_pool(method):
    found = gosh(YI, VI, method=method)
    assert len(found.estimate) == 2**6 - 1
    assert found.exact
    for row in range(63):
        inside = found.members(row)
        one = pool(YI[inside], VI[inside], method=method, test="z")
        theirs = [one.estimate, one.tau2, one.i2, one.q, one.k]
        ours = [getattr(found, name)[row] for name in ("estimate", "tau2", "i2", "q", "k")]
        assert ours == pytest.approx(theirs, rel=SAME, abs=SAME)
        assert inside.tolist() == [bool(row + 1 >> study & 1) for study in range(6)]
    assert found.overall.estimate == pool(YI, VI, method=method).estimate


def test_membership():
    found = gosh(YI, VI, method="EE")
    table = np.array([found.members(row) for row in range(63)])
    for study in range(6):
        np.testing.assert_array_equal(found.contains(study), table[:, study])
    np.testing.assert_array_equal(table.sum(1), found.k)
    shift = found.estimate[table[:, 2]].mean() - found.estimate[~table[:, 2]].mean()
    assert found.shifts()[2] == pytest.approx(shift, abs=1e-14)
    for bad in (6, -1, "x", 1.5):
        with pytest.raises(ValueError, match=r"study: got .*, expected a position from 0 to 5"):
            found.contains(bad)


def test_labels():
    class Labelled(list):
        index = ("a", "b", "c")

    found = gosh(Labelled([0.1, 0.5, 0.3]), [0.02, 0.03, 0.05], method="EE")
    np.testing.assert_array_equal(found.contains("b"), found.contains(1))
    assert "study " in str(found)
    with pytest.raises(ValueError, match="or a label"):
        found.contains("d")


@pytest.mark.parametrize("k", [9, 62, 63, 64, 70])
def test_random_subsets(k):
    rng = np.random.default_rng(k)
    vi = np.exp(rng.uniform(-3, -1, k))
    yi = rng.normal(0, np.sqrt(vi + 0.1))
    n = 400
    found = gosh(yi, vi, method="DL", subsets=n, seed=3)
    assert not found.exact
    assert found.seed == 3
    table = np.array([found.members(row) for row in range(n)])
    np.testing.assert_array_equal(table.sum(1), found.k)
    np.testing.assert_array_equal(np.array([found.contains(at) for at in range(k)]).T, table)
    for row in (0, n - 1):
        inside = table[row]
        one = pool(yi[inside], vi[inside], method="DL")
        assert found.estimate[row] == pytest.approx(one.estimate, rel=SAME)
    # each study is in half of the subsets: the standard error of a share of all bits is 0.5 / 60
    assert table.mean() == pytest.approx(0.5, abs=5 * 0.5 / np.sqrt(n * k))
    again = gosh(yi, vi, method="DL", subsets=n, seed=3)
    np.testing.assert_array_equal(again.estimate, found.estimate)
    other = gosh(yi, vi, method="DL", subsets=n)
    assert not np.array_equal(other.estimate, found.estimate)
    repeat = gosh(yi, vi, method="DL", subsets=n, seed=other.seed)
    np.testing.assert_array_equal(other.estimate, repeat.estimate)


def test_drawn_subsets_are_equally_likely_and_not_empty():
    codes, _ = choose(2, 2, 1)
    assert set(codes.tolist()) <= {1, 2, 3}
    rng = np.random.default_rng(1)
    drawn = np.unpackbits(subsets.packed(rng, 6000, 2), axis=1, bitorder="little")[:, :2]
    kinds, counts = np.unique(drawn, axis=0, return_counts=True)
    assert kinds.tolist() == [[0, 1], [1, 0], [1, 1]]
    assert counts == pytest.approx(2000, abs=5 * np.sqrt(6000 * 2 / 9))


def test_how_many():
    assert choose(20, None, None)[0] == range(1, 2**20)
    assert len(choose(21, None, 1)[0]) == 1_000_000
    assert choose(5, 31, None)[0] == range(1, 32)
    assert len(choose(5, 30, 1)[0]) == 30


def test_one_study():
    found = gosh([0.4], [0.1])
    assert (found.estimate.tolist(), found.tau2.tolist(), found.k.tolist()) == ([0.4], [0.0], [1])
    assert "all 1 subsets of 1 study" in str(found)


def test_prints_itself():
    found = gosh(*bcg())
    assert str(found).startswith("GOSH · all 8,191 subsets of 13 studies · REML\n")
    assert "moved most by" in found._repr_html_()
    drawn = gosh(*bcg(), method=0.1, subsets=100, seed=1)
    assert "100 subsets, drawn at random, of 13 studies · tau2 = 0.1000" in str(drawn)


@pytest.mark.parametrize("bad", [1, 0, 2.5, True])
def test_bad_subsets(bad):
    with pytest.raises(ValueError, match=r"subsets: got .*, expected a whole number from 2"):
        gosh(YI, VI, subsets=bad)


def test_arrays_cannot_be_written_to():
    with pytest.raises(ValueError, match="read-only"):
        gosh(YI, VI).estimate[0] = 1


def test_all_methods_have_the_columns():
    found = gosh(YI, VI, method="HE")
    columns = fit_members(YI, VI, range(1, 64), method="HE", columns=["i2"])
    np.testing.assert_array_equal(found.i2, columns["i2"])


@pytest.mark.long
def test_memory_stays_flat():
    code = """
import resource, numpy as np
from b12meta.stats.gosh.run import gosh
rng = np.random.default_rng(1)
vi = np.exp(rng.uniform(-4, -1, 20))
yi = rng.normal(0.2, np.sqrt(vi + 0.05))
gosh(yi[:13], vi[:13])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
gosh(yi, vi)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 100 * 1024  # kB at the peak
