"""Presets against what the programs print: metafor 3.8-1, metafor 5.1-12, meta 8.4-0.

Origin of the values: golden/README.md.
"""

import csv
import math
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from b12meta.frames import escalc
from b12meta.stats.conventions import CONVENTIONS
from b12meta.stats.pooling import pool

GOLDEN = Path(__file__).parents[1] / "golden"
FILES = {
    "metafor 3.8": "metafor_3.8.1.csv",
    "metafor 5": "metafor_5.1.12.csv",
    "meta 8": "meta_8.4.csv",
}
SETS = ("BCG_logRR", "NORMAND_SMD", "NORMAND_MD")
METHODS = ("DL", "HE", "HS", "HSk", "SJ", "ML", "REML", "EB", "PM", "PMM")

TIGHT = 1e-9
# meta leaves metafor's control at its defaults: an absolute threshold of 1e-5 for the likelihood,
# uniroot's 1.2e-4 for Paule-Mandel and for intervals of tau2.
LOOSE = {"ML": 2e-6, "REML": 2e-6, "EB": 2e-6, "PM": 5e-4}
UNIROOT = 1.25e-4

MEANS = {"m1i": [55, 27], "sd1i": [47, 7], "n1i": [155, 31]}
MEANS |= {"m2i": [75, 29], "sd2i": [64, 4], "n2i": [156, 32]}
CHANGE = {"m1i": [300], "m2i": [250], "sd1i": [90], "sd2i": [80], "ri": [0.6], "ni": [20]}


@cache
def values(convention, name):
    with (GOLDEN / FILES[convention]).open() as lines:
        rows = [row for row in csv.DictReader(lines) if row["set"] == name and row["raw"] != "NA"]
    return {row["key"]: float(row["raw"]) for row in rows}


@cache
def effects(convention, name):
    if name == "BCG_logRR":
        bcg = pd.read_csv(GOLDEN / "bcg.csv")
        columns = {"ai": "tpos", "bi": "tneg", "ci": "cpos", "di": "cneg"}
        return escalc("RR", bcg, convention=convention, **columns)
    normand = pd.read_csv(GOLDEN / "normand.csv")
    return escalc(name.removeprefix("NORMAND_"), normand, convention=convention)


def ends(key, interval):
    return {f"{key}.lb": interval.low, f"{key}.ub": interval.high}


def off(ours, theirs, tolerance):
    return {
        key: (value, theirs[key])
        for key, value in ours.items()
        if not math.isclose(value, theirs[key], rel_tol=tolerance)
    }


@pytest.mark.parametrize("convention", FILES)
@pytest.mark.parametrize("name", SETS)
def test_effects_and_their_variances(convention, name):
    data, theirs = effects(convention, name), values(convention, name)
    for column in ("yi", "vi"):
        ours = {f"{column}[{i + 1}]": value for i, value in enumerate(data[column])}
        assert off(ours, theirs, 1e-10) == {}
        assert len(ours) == sum(key.startswith(f"{column}[") for key in theirs)


@pytest.mark.parametrize("convention", ["metafor 3.8", "metafor 5"])
@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("method", METHODS)
def test_metafor(convention, name, method):
    data, theirs = effects(convention, name), values(convention, name)
    ours = {}
    for test in ("z", "t", "knha", "adhoc"):
        pooled = pool(data["yi"], data["vi"], method=method, test=test, convention=convention)
        prefix = method if test == "z" else f"{method}.{test}"
        ours |= {f"{prefix}.se": pooled.se, f"{prefix}.p": pooled.pval}
        ours |= ends(f"{prefix}.ci", pooled.ci) | ends(f"{method}.{test}.pi", pooled.pi)
        ours |= {f"{method}.I2": 100 * pooled.i2, f"{method}.H2": pooled.h2}
    assert off(ours, theirs, TIGHT) == {}


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("method", [method for method in METHODS if method not in ("HSk", "PMM")])
def test_meta(name, method):
    data, theirs = effects("meta 8", name), values("meta 8", name)
    ours = {}
    for test, prefix in (("z", None), ("knha", "HK."), ("adhoc", "HK.se")):
        pooled = pool(data["yi"], data["vi"], method=method, test=test, convention="meta 8")
        ours |= ends(f"{method}.PI.V", pooled.pi)
        ours |= {f"{method}.tau2": pooled.tau2, f"{method}.est": pooled.estimate}
        if prefix:
            ours |= ends(f"{method}.{prefix}", pooled.ci)
    assert off(ours, theirs, LOOSE.get(method, TIGHT)) == {}
    assert 100 * pooled.i2 == pytest.approx(theirs["I2"], rel=TIGHT)


@pytest.mark.parametrize("name", SETS)
def test_the_other_rules_of_meta_have_names_here(name):
    data, theirs = effects("meta 8", name), values("meta 8", name)
    rules = {"HTS": ("z", "hts"), "S": ("z", "z"), "HK": ("knha", "t"), "HK-PR": ("z", "hk-pr")}
    ours = {}
    for rule, (test, prediction) in rules.items():
        pooled = pool(data["yi"], data["vi"], method="DL", test=test, prediction=prediction)
        ours |= ends(f"DL.PI.{rule}", pooled.pi)
    assert off(ours, theirs, TIGHT) == {}
    for kind, power in (("BJ", 1.0), ("J", 0.5)):
        low, high = pooled.tau2_interval("GENQ", weights=data["vi"] ** -power)
        assert low == pytest.approx(theirs[f"tauCI.{kind}.lb"], abs=UNIROOT, rel=0)
        assert high == pytest.approx(theirs[f"tauCI.{kind}.ub"], abs=UNIROOT, rel=0)


def test_ratios_of_means_and_unequal_variances():
    # metafor 3.8-1 and 5.1-12 on R 4.2.2, rows 1 and 2 of dat.normand1999
    before, now = (escalc("ROM", **MEANS, convention=f"metafor {v}")["yi"] for v in ("3.8", "5"))
    assert before.tolist() == pytest.approx([-0.3101549283, -0.0714589640], abs=5e-11)
    assert now.tolist() == pytest.approx([-0.3101331929, -0.0706721104], abs=5e-11)
    assert escalc("ROM", **MEANS, convention="meta 8")["yi"].tolist() == before.tolist()
    for measure, columns, old, new in (
        ("SMDH", MEANS, 0.0130909645, 0.0131548055),
        ("SMCRH", CHANGE, 0.0419808583, 0.0455606553),
    ):
        found = [
            escalc(measure, **columns, convention=f"metafor {v}")["vi"][0] for v in ("3.8", "5")
        ]
        assert found == pytest.approx([old, new], abs=5e-11)
    change = [escalc("ROMC", **CHANGE, convention=f"metafor {v}")["yi"][0] for v in ("3.8", "5")]
    assert change == pytest.approx([0.1823215568, 0.1820115568], abs=5e-11)


def test_i2_by_definition():
    # tau2-based and Q-based I2 of the Normand data, standardised and plain mean differences
    for name, from_tau2, from_q in (("NORMAND_SMD", 95.495, 93.534), ("NORMAND_MD", 98.97, 96.65)):
        data = effects("metafor 5", name)
        ours, theirs = (pool(data["yi"], data["vi"], convention=c) for c in ("metafor 5", "meta 8"))
        assert 100 * ours.i2 == pytest.approx(from_tau2, abs=5e-3)
        assert 100 * theirs.i2 == pytest.approx(from_q, abs=5e-3)
        assert theirs.h2 == pytest.approx(theirs.q / theirs.q_df)
        assert theirs.tau2 == ours.tau2
    small = pool([0.30, 0.31, 0.29], [0.02, 0.03, 0.025], convention="meta 8")
    assert (small.i2, small.h2) == (0, 1)


def test_what_is_kept_and_what_is_refused():
    data = effects("metafor 5", "BCG_logRR")
    assert pool(data["yi"], data["vi"], convention="meta 8").convention == "meta 8"
    assert pool(data["yi"], data["vi"]).convention is None
    with pytest.raises(ValueError, match=r"convention: got 'RevMan', expected one of metafor 3\.8"):
        pool([1, 2], [1, 1], convention="RevMan")
    with pytest.raises(ValueError, match="the convention chooses the rule of prediction"):
        pool([1, 2], [1, 1], prediction="hts", convention="meta 8")
    with pytest.raises(ValueError, match="SMD: got vtype and convention='meta 8'; give one"):
        escalc("SMD", **MEANS, vtype="AV", convention="meta 8")
    with pytest.raises(ValueError, match="convention: got 'meta', expected one of"):
        escalc("OR", ai=[1], bi=[1], ci=[1], di=[1], convention="meta")


def test_each_preset_is_compared_with_its_program():
    assert set(FILES) == set(CONVENTIONS)
