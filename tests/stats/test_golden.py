"""Every value of metafor 5.1-12 that these functions answer, on two data sets, three scales.

`answers` makes a table of all keys; one test asserts that this table is the whole list, so that
coverage cannot shrink unnoticed. Origin of the values: golden/README.md.
"""

import csv
import math
import re
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from b12meta.frames import escalc
from b12meta.stats.pooling import pool
from b12meta.stats.scaled import standardise
from b12meta.stats.tau2.generalised import generalised_moment
from b12meta.stats.tau2.jackson import QDistribution, rising_end

GOLDEN = Path(__file__).parents[1] / "golden"
SETS = ("BCG_logRR", "NORMAND_SMD", "NORMAND_MD")
METHODS = ("DL", "HE", "HS", "HSk", "SJ", "ML", "REML", "EB", "PM", "PMM")
WEIGHTS = {"1/v": 1.0, "1/sqrt(v)": 0.5}

# Formulas without iteration: only rounding differs. 15 digits are printed.
CLOSED = 1e-10
# metafor's own iteration stops at about 1e-14 of tau2, a little earlier on the scale of NORMAND_MD.
ITERATIVE = 1e-9
# confint() of a GENQ fit passes no tolerance to uniroot, whose own is .Machine$double.eps^0.25,
# absolute. What is exact about these ends is tested in test_jackson.py.
UNIROOT = 1.25e-4

# metafor's DLIT and SJIT, other ways to the Paule-Mandel estimate, are not offered here.
ASKED = re.compile(rf"(yi|vi)\[|(EE|{'|'.join(METHODS)})\.|Q$|Qp$|QP\.|PL\.|HT\.|GENQM?\[")
NOT_ASKED = re.compile(r"default")


@cache
def golden():
    with (GOLDEN / "metafor_5.1.12.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    return {
        name: {
            row["key"]: float(row["raw"])
            for row in rows
            if row["set"] == name and asked(row["key"])
        }
        for name in SETS
    }


def asked(key):
    return bool(ASKED.match(key)) and not NOT_ASKED.search(key)


@cache
def effects(name):
    if name == "BCG_logRR":
        bcg = pd.read_csv(GOLDEN / "bcg.csv")
        return escalc("RR", bcg, ai="tpos", bi="tneg", ci="cpos", di="cneg")
    return escalc(name.removeprefix("NORMAND_"), pd.read_csv(GOLDEN / "normand.csv"))


@cache
def answers(name):
    data = effects(name)
    yi, vi = data["yi"], data["vi"]
    found = {f"yi[{i + 1}]": y for i, y in enumerate(yi)} | {
        f"vi[{i + 1}]": v for i, v in enumerate(vi)
    }
    equal = pool(yi, vi, method="EE", test="z")
    found |= {"Q": equal.q, "Qp": equal.q_pval, "EE.est": equal.estimate, "EE.se": equal.se}
    found |= {"EE.I2": 100 * equal.i2, "EE.H2": equal.h2} | ends("EE.ci", equal.ci)
    for method in METHODS:
        found |= by_method(yi, vi, method)
    for method in ("ML", "REML"):
        found |= ends(f"PL.{method}.tau2", pool(yi, vi, method=method).tau2_interval("PL"))
    found |= ends("HT.DL.tau2", equal.tau2_interval("HT"))
    for weights in WEIGHTS:
        found |= generalised(yi, vi, weights)
    return found | q_profile(pool(yi, vi, method="REML"))


def by_method(yi, vi, method):
    one = pool(yi, vi, method=method, test="z", prediction="z")
    found = {
        f"{method}.tight.tau2": one.tau2,
        f"{method}.se.tau2": one.se_tau2,
        f"{method}.est": one.estimate,
        f"{method}.se": one.se,
        f"{method}.z": one.stat,
        f"{method}.p": one.pval,
        f"{method}.I2": 100 * one.i2,
        f"{method}.H2": one.h2,
    }
    found |= ends(f"{method}.ci", one.ci) | ends(f"{method}.z.pi", one.pi)
    for key, rule in (("HTS_km2", "hts"), ("t_km1", "t")):
        found |= ends(
            f"{method}.{key}.pi", pool(yi, vi, method=method, test="z", prediction=rule).pi
        )
    for test in ("t", "knha", "adhoc"):
        two = pool(yi, vi, method=method, test=test)
        found |= {f"{method}.{test}.se": two.se, f"{method}.{test}.p": two.pval}
        found |= ends(f"{method}.{test}.ci", two.ci) | ends(f"{method}.{test}.pi", two.pi)
        riley = pool(yi, vi, method=method, test=test, prediction="hts").pi
        found |= ends(f"{method}.{test}.Riley.pi", riley)
    return found


def q_profile(pooled):
    tau2, i2, h2 = pooled.tau2_interval(), pooled.i2_interval(), pooled.h2_interval()
    return (
        ends("QP.tight.tau^2", tau2)
        | ends("QP.tight.tau", type(tau2)(*map(math.sqrt, tau2)))
        | ends("QP.tight.I^2(%)", type(i2)(*(100 * end for end in i2)))
        | ends("QP.tight.H^2", h2)
    )


def generalised(yi, vi, weights):
    a = vi ** -WEIGHTS[weights]
    data = standardise(yi.to_numpy(), vi.to_numpy())
    scaled = data.v ** -WEIGHTS[weights]
    median = rising_end(QDistribution(data, scaled).upper, 0.5, float(data.v[0])).at
    found = ends(f"GENQ[{weights}].tau2", pool(yi, vi).tau2_interval("GENQ", weights=a))
    return found | {
        f"GENQ[{weights}].tau2": data.variance(generalised_moment(data, scaled).value),
        f"GENQM[{weights}].tau2": data.variance(median),
    }


def ends(key, interval):
    return {f"{key}.lb": interval.low, f"{key}.ub": interval.high}


def close(key, ours, theirs):
    if key.startswith("GENQ[") and key.endswith(("lb", "ub")):
        return math.isclose(ours, theirs, abs_tol=UNIROOT)
    iterated = ("PM", "ML", "REML", "EB", "QP", "PL", "GENQM")
    return math.isclose(ours, theirs, rel_tol=ITERATIVE if key.startswith(iterated) else CLOSED)


@pytest.mark.parametrize("name", SETS)
def test_the_compared_keys_are_the_whole_list(name):
    assert set(answers(name)) == set(golden()[name])
    assert len(golden()[name]) == 2 * len(effects(name)) + 8 + 10 * 40 + 12 + 2 + 8


@pytest.mark.parametrize("name", SETS)
def test_every_value_of_metafor(name):
    theirs = golden()[name]
    off = {
        key: (ours, theirs[key])
        for key, ours in answers(name).items()
        if not close(key, ours, theirs[key])
    }
    assert off == {}


def test_prediction_interval_hk_pr():
    # meta 8.4-0: metabin(..., sm="RR", method="Inverse", method.tau="DL", method.predict="HK-PR")
    low, high = -2.00016235180598, 0.57192790765953
    for test in ("z", "adhoc", "knha"):
        pi = pool(*effects("BCG_logRR").to_numpy().T, method="DL", test=test, prediction="hk-pr").pi
        assert pi.low == pytest.approx(low, rel=CLOSED)
        assert pi.high == pytest.approx(high, rel=CLOSED)


def weighted_rows():
    with (GOLDEN / "weights_metafor_3.8.1.csv").open() as lines:
        return [tuple(row.values()) for row in csv.DictReader(lines)]


@pytest.mark.parametrize(("method", "test", "what", "value"), weighted_rows())
def test_user_weights(method, test, what, value):
    data = effects("BCG_logRR")
    pooled = pool(data["yi"], data["vi"], method=method, test=test, weights=range(1, 14))
    ours = {
        "beta": pooled.estimate,
        "se": pooled.se,
        "pval": pooled.pval,
        "ci.lb": pooled.ci.low,
        "ci.ub": pooled.ci.high,
        "tau2": pooled.tau2,
        "QE": pooled.q,
        "I2": 100 * pooled.i2,
    }
    assert ours[what] == pytest.approx(float(value), rel=ITERATIVE, abs=0)


NOT_OFFERED = {
    "DLIT": "another iteration to the Paule-Mandel estimate, which is compared as PM",
    "SJIT": "the same, from Sidik and Jonkman's start",
    "HC": "Henmi and Copas' interval",
    "SEL.beta": "a selection model with a beta weight; step functions are offered",
    "SEL.halfnorm": "a selection model with a half-normal weight",
    "SEL.negexp": "a selection model with a negative exponential weight",
    "FSN.General": "a fail-safe number of metafor's own",
}
"""Keys of the reference file that answer to nothing here, and what they are."""

ELSEWHERE = re.compile(r"(Egger|Begg|TF|FSN|TES|SEL\.stepfun|PET|PEESE|INF|LOO)\.")
"""Keys compared in test_small_study_golden.py and test_sensitivity_golden.py."""


def test_every_key_of_the_reference_is_compared_or_named():
    with (GOLDEN / "metafor_5.1.12.csv").open() as lines:
        keys = {row["key"] for row in csv.DictReader(lines) if "default" not in row["key"]}
    left = {key for key in keys if not ASKED.match(key) and not ELSEWHERE.match(key)}
    left |= {key for key in keys if key.startswith("FSN.General")}
    assert {key for key in left if not key.startswith(tuple(NOT_OFFERED))} == set()
    assert all(any(key.startswith(name) for key in left) for name in NOT_OFFERED)
