"""Intervals of I2 and H2: Higgins & Thompson's from Q, and those that follow from tau2."""

import csv
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from b12meta.frames import escalc
from b12meta.stats.pooling import pool

GOLDEN = Path(__file__).parents[1] / "golden"
CLOSED = 1e-10

SMALL = ([0.30, 0.31, 0.29, 0.305], [0.02, 0.03, 0.025, 0.04])


def meta(name):
    with (GOLDEN / "meta_8.4.csv").open() as lines:
        return {
            row["key"]: float(row["raw"]) for row in csv.DictReader(lines) if row["set"] == name
        }


@pytest.mark.parametrize("name", ["BCG_logRR", "NORMAND_MD"])
def test_higgins_and_thompson_as_in_meta(name):
    if name == "BCG_logRR":
        bcg = pd.read_csv(GOLDEN / "bcg.csv")
        data = escalc("RR", bcg, ai="tpos", bi="tneg", ci="cpos", di="cneg")
    else:
        data = escalc("MD", pd.read_csv(GOLDEN / "normand.csv"))
    theirs, pooled = meta(name), pool(data["yi"], data["vi"])
    i2, h2 = pooled.i2_interval("HT"), pooled.h2_interval("HT")
    assert [100 * end for end in i2] == pytest.approx(
        [theirs["I2.lb"], theirs["I2.ub"]], rel=CLOSED
    )
    assert [end**0.5 for end in h2] == pytest.approx([theirs["H.lb"], theirs["H.ub"]], rel=CLOSED)


def test_small_q_uses_the_other_standard_error():
    # Q <= k: se(ln H) = sqrt((1 - 1 / (3 (k - 2)^2)) / (2 (k - 2))); Higgins & Thompson (2002)
    low, high = pool(*SMALL).h2_interval("HT")
    q = pool(*SMALL).q
    se = math.sqrt((1 - 1 / 12) / 4)
    assert low == 1
    assert high == pytest.approx(max(1, math.exp(math.log(q / 3) + 2 * 1.959963984540054 * se)))
    five = pool([0.1, 0.5, 0.9, 0.4, 0.2], [0.09, 0.1, 0.12, 0.1, 0.08])
    assert five.q < 5
    se = math.sqrt((1 - 1 / 27) / 6)
    expected = math.exp(math.log(five.q / 4) + 2 * 1.959963984540054 * se)
    assert five.h2_interval("HT").high == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("excess", [0.01, 0.99, 3.0])
def test_q_above_k_uses_the_first_standard_error(excess):
    # se(ln H) = (ln Q - ln(k - 1)) / (2 (sqrt(2 Q) - sqrt(2 k - 3)))
    y, v = np.array([0.1, 0.5, 0.9, -0.4]), np.array([0.09, 0.1, 0.12, 0.1])
    q = 4 + excess
    pooled = pool(y * math.sqrt(q / pool(y, v).q), v)
    assert pooled.q == pytest.approx(q)
    se = (math.log(q) - math.log(3)) / (2 * (math.sqrt(2 * q) - math.sqrt(5)))
    expected = math.exp(math.log(q / 3) + 2 * 1.959963984540054 * se)
    assert pooled.h2_interval("HT").high == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("kind", ["QP", "PL", "GENQ", "HT"])
def test_i2_and_h2_say_the_same(kind):
    pooled = pool([0.5, 1.5, -0.3, 0.9, 2.2], [0.11, 0.22, 0.05, 0.41, 0.3])
    tau2, i2, h2 = (
        f(kind, 0.9) for f in (pooled.tau2_interval, pooled.i2_interval, pooled.h2_interval)
    )
    typical = pooled.tau2 / (pooled.h2 - 1)
    for t, i, h in zip(tau2, i2, h2, strict=True):
        assert h == pytest.approx(1 + t / typical, rel=1e-12)
        assert i == pytest.approx(1 - 1 / h, rel=1e-12)


def test_edges():
    for kind in ("QP", "PL", "GENQ", "HT"):
        one = pool([1], [2])
        for interval in (one.i2_interval(kind), one.h2_interval(kind), one.tau2_interval(kind)):
            assert all(math.isnan(end) for end in interval)
    identical = pool([0.5] * 4, [1, 2, 3, 4])
    assert identical.i2_interval("HT") == identical.i2_interval("QP") == (0, 0)
    assert identical.h2_interval("HT") == (1, 1)
    # two studies with Q below 2 leave no standard error
    assert all(math.isnan(end) for end in pool([0, 1], [1, 1]).h2_interval("HT"))
    assert pool([0, 9], [1, 1]).h2_interval("HT").high > 1
