"""Sensitivity and small-study effects against metafor 3.8-1, on eight data sets of metadat.

`answers` makes a table of all keys of part C of golden/metafor_sets; one test asserts that it is
the whole list, but for keys that belong to other functions. Where metafor is less exact, `LIMITS`
says why.
"""

import json
import math
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from b12meta.stats.sensitivity.coordinates import baujat, radial
from b12meta.stats.sensitivity.cumulative import cumulative
from b12meta.stats.sensitivity.influence import MEASURES, influence
from b12meta.stats.sensitivity.leave_one_out import leave_one_out
from b12meta.stats.sensitivity.refits import COLUMNS
from b12meta.stats.small_study.begg import begg
from b12meta.stats.small_study.egger import egger
from b12meta.stats.small_study.excess import excess_significance
from b12meta.stats.small_study.fail_safe import fail_safe_n
from b12meta.stats.small_study.pet_peese import pet_peese
from b12meta.stats.small_study.selection.model import selection_model
from b12meta.stats.small_study.trim_fill import trim_and_fill

SETS = Path(__file__).parents[1] / "golden" / "metafor_sets"
NAMES = (
    "bcg_rr",
    "normand_smd",
    "raudenbush_smd",
    "molloy_zcor",
    "hine_rd",
    "collins_or",
    "nielweise_or",
    "pritz_plo",
)
# Keys of part C that other functions answer.
ELSEWHERE = ("hc", "permutest")
PREDICTORS = ("sei", "vi", "ni", "ninv", "sqrtni", "sqrtninv")

# metafor's own iteration stops at about 1e-14 of tau2; what follows from it is good to 1e-10.
ITERATIVE = 1e-9
LIMITS = {
    # metafor averages power over five tau on either side, which loses 6e-7 of it; p moves by more.
    "tes.REML/": 1e-5,
    # Numerical derivatives: Newton's method in R stops at 1e-9, metafor's BFGS at 1e-5.
    "selmodel.less/polished": 1e-8,
    "selmodel.greater/polished": 1e-8,
    "selmodel.less/metafor": 1e-4,
    "selmodel.greater/metafor": 1e-4,
}


@cache
def golden():
    values = json.loads((SETS / "values.json").read_text(encoding="utf-8"))
    return values["sensitivity"], values["left_out"]


@cache
def effects(name):
    return json.loads((SETS / "inputs.json").read_text(encoding="utf-8"))["sets"][name]


def theirs(name):
    return {k: v for k, v in golden()[0][name].items() if not k.startswith(ELSEWHERE)}


@cache
def answers(name):
    data = effects(name)
    y, v, n = (np.array(data[part], dtype=float) for part in ("yi", "vi", "ni"))
    found = refits(name, y, v) | points(y, v) | lines(y, v, n) | filled(name, y, v)
    found["ranktest"] = [begg(y, v).tau, begg(y, v).pval]
    for kind in ("Rosenthal", "Orwin", "Rosenberg"):
        one = fail_safe_n(y, v, kind=kind.lower())
        found[f"fsn.{kind}"] = [one.n, one.pval]
    return found | excess(y, v) | selected(name, y, v)


def refits(name, y, v):
    found = {}
    more = [("DL", "z"), ("REML", "z")] if name in ("bcg_rr", "normand_smd") else []
    for method, test in [("REML", "knha"), *more]:
        for key, function in (("leave1out", leave_one_out), ("cumul", cumulative)):
            one = function(y, v, method=method, test=test)
            found[f"{key}.{method}.{test}"] = {c: getattr(one, c) for c in COLUMNS}
            found[f"{key}.{method}.{test}"]["i2"] = 100 * one.i2
        one = influence(y, v, method=method, test=test)
        found[f"influence.{method}.{test}"] = {c: getattr(one, c) for c in MEASURES}
    return found


def points(y, v):
    both = {f"baujat.{method}": baujat(y, v, method=method) for method in ("EE", "REML")}
    both["radial.REML"] = radial(y, v, method="REML")
    return {key: one._asdict() for key, one in both.items()}


def lines(y, v, n):
    found = {}
    for predictor in PREDICTORS:
        tests = ("z", "knha") if predictor == "sei" else ("z",)
        found[f"regtest.lm.{predictor}"] = regtest(egger(y, v, predictor=predictor, ni=n))
        for test in tests:
            one = egger(y, v, model="rma", predictor=predictor, ni=n, test=test)
            found[f"regtest.rma.{test}.{predictor}"] = regtest(one)
    for how in ("lm", "rma.z", "rma.knha"):
        one = pet_peese(y, v) if how == "lm" else pet_peese(y, v, test=how.removeprefix("rma."))
        found |= {f"{key}.{how}": coefficients(getattr(one, key)) for key in ("pet", "peese")}
    return found


def regtest(one):
    limit = [None] * 3 if one.limit is None else [one.limit, *one.limit_ci]
    return [one.stat, None if one.df == math.inf else one.df, one.pval, *limit]


def coefficients(line):
    return [line.estimate, line.se, line.stat, line.pval, *line.slope[:4]]


def filled(name, y, v):
    found = {}
    for method in ("REML", "EE"):
        found[f"trimfill.{method}.L0"] = {"side": trim_and_fill(y, v, method=method).side}
        for estimator in ("L0", "R0", "Q0"):
            for side in ("left", "right"):
                key = f"trimfill.{method}.{estimator}.{side}"
                if f"{name} {key}" in golden()[1]:
                    with pytest.raises(ValueError, match="root of a negative number"):
                        trim_and_fill(y, v, method=method, estimator=estimator, side=side)
                    continue
                one = trim_and_fill(y, v, method=method, estimator=estimator, side=side, test="z")
                pooled = one.pooled
                found[key] = {
                    "k0": one.k0,
                    "side": side,
                    "pooled": [pooled.tau2, pooled.estimate, pooled.se],
                }
                if one.k0 and method == "REML":
                    found[key] |= {"yi": one.yi[one.filled], "vi": one.vi[one.filled]}
    return found


def excess(y, v):
    found = {}
    for method in ("EE", "REML"):
        one = excess_significance(y, v, method=method)
        exact = combinations(one) <= 1e6
        found[f"tes.{method}.test"] = "exact" if exact else "chi2"
        p = one.pval if exact else one.chi2_pval
        found[f"tes.{method}"] = [one.observed, one.expected, p]
        if method == "EE":
            found["tes.EE.chi2"] = [one.observed, one.expected, one.chi2_pval]
    return found


def combinations(one):
    """How many terms metafor's exact test has, which takes the chi-square one above a million."""
    return sum(math.comb(one.k, j) for j in range(one.observed, one.k + 1))


def selected(name, y, v):
    found = {}
    for side in ("less", "greater"):
        one = selection_model(y, v, alternative=side)
        key = f"selmodel.{side}"
        if key in theirs(name):
            mean = [one.estimate, one.se, *one.ci, one.tau2, one.weights[1]]
            values = [*mean, one.loglik, one.lr_stat, one.lr_pval]
            found[key] = {"polished": values, "metafor": values}
    return found


def compared(ours, theirs_, key, scale, part=""):
    """Every number of a key that differs by more than its tolerance."""
    if isinstance(theirs_, dict):
        assert set(ours) == set(theirs_), key
        for inner in theirs_:
            yield from compared(ours[inner], theirs_[inner], key, scale, inner)
    elif isinstance(theirs_, str):
        if ours != theirs_:
            yield key, part, ours, theirs_
    else:
        for a, b in zip(np.ravel(ours), np.ravel(theirs_), strict=True):
            if not same(a, b, limit(key, part), scale.get(part, 0)):
                yield key, part, a, b


def same(a, b, tolerance, scale):
    """Whether two numbers agree; None is metafor's "not available"."""
    if a is None or b is None:
        return a is b
    return abs(float(a) - float(b)) <= tolerance * max(abs(float(b)), scale)


def limit(key, part):
    """Tolerance of a key."""
    full = f"{key}/{part}"
    return next((tol for start, tol in LIMITS.items() if full.startswith(start)), ITERATIVE)


@pytest.mark.parametrize("name", NAMES)
def test_the_compared_keys_are_the_whole_list(name):
    assert set(golden()[0]) == set(NAMES)
    assert set(answers(name)) == set(theirs(name))


@pytest.mark.parametrize("name", NAMES)
def test_every_value_of_metafor(name):
    typical = float(np.median(effects(name)["vi"]))
    scale = {"tau2": typical, "tau2_del": typical, "i2": 100, "pooled": typical}
    off = [
        difference
        for key, value in theirs(name).items()
        for difference in compared(answers(name)[key], value, key, scale)
    ]
    assert off == []


@pytest.mark.parametrize("name", NAMES)
def test_what_metafor_leaves_at_its_bound_is_refused(name):
    data = effects(name)
    for side in ("less", "greater"):
        why = golden()[1].get(f"{name} selmodel.{side}", {"reason": ""})["reason"]
        found = selection_model(data["yi"], data["vi"], alternative=side)
        assert found.at_bound == ("grows without end" in why)
        assert found.tau2_at_bound == ("tau2 at zero" in why)
        assert math.isnan(found.estimate) == found.at_bound
