"""Subgroups against metafor, one tau2 per group and one for all."""

import csv
import json
import math
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from b12meta.stats.pooling import pool
from b12meta.stats.subgroups import subgroups_of

GOLDEN = Path(__file__).parents[1] / "golden"

# metafor's iterations stop at about 1e-14 of tau2.
ITERATIVE = 1e-9
# Ten decimals are printed.
PRINTED = 1e-10


@cache
def golden(file):
    return json.loads((GOLDEN / "metafor_sets" / file).read_text())


def cases():
    found = golden("values.json")["subgroups"]
    return [(name, key) for name in found for key in found[name] if key != "by"]


def split(name):
    values, inputs = golden("values.json")["subgroups"][name], golden("inputs.json")
    by = inputs["moderators"][name]["columns"][values["by"]]
    labels = list(map(plain, by))
    levels = sorted(set(labels))
    codes = np.array([levels.index(label) for label in labels])
    return inputs["sets"][name]["yi"], inputs["sets"][name]["vi"], codes, levels


def plain(label):
    """A level as R writes it."""
    return f"{label:g}" if isinstance(label, int | float) else label


def answers(name, key):
    kind, method, test = key.split()
    found = subgroups_of(*split(name), common_tau2=kind == "common", method=method, test=test)
    rows = {}
    for one in found.groups:
        row = [one.k, one.estimate, one.se, *one.ci, one.pval]
        if kind == "separate":
            row += [one.tau2, one.q, one.q_pval, 100 * one.i2]
        rows[one.level] = row
    if kind == "common":
        rows["tau2"] = found.groups[0].tau2
        rows["between"] = [found.q_between, found.q_df, found.q_df2, found.q_pval]
    else:
        rows["between"] = [found.q_between, found.q_df, found.q_pval]
    return rows


@pytest.mark.parametrize(("name", "key"), cases())
def test_every_value_of_metafor(name, key):
    theirs, ours = golden("values.json")["subgroups"][name][key], answers(name, key)
    assert list(ours) == list(theirs)
    for part, value in theirs.items():
        if part == "between":
            value = [math.inf if number is None else number for number in value]
        # I2 in per cent is judged on the scale of 1
        assert ours[part] == pytest.approx(value, rel=ITERATIVE, abs=1e-11), part


def test_values_of_metafor_5():
    with (GOLDEN / "dependence_metafor_5.1.12.csv").open() as lines:
        theirs = {row["key"]: float(row["value"]) for row in csv.DictReader(lines)}
    found = subgroups_of(*split("bcg_rr"), test="z")
    ours = {
        f"{one.level}.{part}": getattr(one, part)
        for one in found.groups
        for part in ("estimate", "se", "tau2")
    } | {"between": found.q_between, "between_pval": found.q_pval}
    assert ours == pytest.approx({key: theirs[key] for key in ours}, abs=PRINTED)
    assert found.q_df == 2


def test_groups_are_pools():
    y, v, codes, levels = split("bcg_rr")
    found = subgroups_of(y, v, codes, levels)
    for place, one in enumerate(found.groups):
        own = pool(np.array(y)[codes == place], np.array(v)[codes == place])
        assert (one.estimate, one.pi, one.i2) == (own.estimate, own.pi, own.i2)
    assert found.overall.estimate == pool(y, v).estimate


studies = st.lists(
    st.tuples(st.integers(-4096, 4096).map(lambda n: n / 1024), st.floats(-4, 4).map(math.exp)),
    min_size=6,
    max_size=12,
)


@given(studies, st.booleans(), st.sampled_from(("z", "knha", "adhoc")), st.floats(-6, 6))
def test_unit(rows, common, test, exponent):
    y, v = np.array(rows).T
    codes, c = np.arange(y.size) % 2, 10.0**exponent
    one, other = (
        subgroups_of(unit * y, unit**2 * v, codes, "ab", common_tau2=common, method="DL", test=test)
        for unit in (1.0, c)
    )
    assert other.q_pval == pytest.approx(one.q_pval, abs=1e-10, nan_ok=True)
    for a, b in zip(one.groups, other.groups, strict=True):
        assert b.estimate / c == pytest.approx(a.estimate, rel=1e-10, abs=1e-10)
        assert b.se / c == pytest.approx(a.se, rel=1e-10)
        assert b.tau2 / c**2 == pytest.approx(a.tau2, rel=1e-10, abs=1e-10 * np.median(v))


def test_a_group_of_one_study():
    found = subgroups_of([0, 1, 5], [1, 1, 1], np.array([0, 0, 1]), "ab", test="z")
    assert (found.groups[1].k, found.groups[1].tau2) == (1, 0)
    assert any(said.startswith("b: There is one study") for said in found.warnings)


def test_a_group_without_width_has_no_test():
    found = subgroups_of([1, 1, 2, 5], [1, 2, 1, 1], np.array([0, 0, 1, 1]), "ab")
    assert math.isnan(found.q_between)
    assert math.isnan(found.q_pval)
    assert any("not defined" in said for said in found.warnings)


@pytest.mark.parametrize(
    ("codes", "levels", "common", "said"),
    [([0, 0, 0], "a", False, "two or more"), ([0, 1, 2], "abc", True, "one study in every group")],
)
def test_refusals(codes, levels, common, said):
    with pytest.raises(ValueError, match=said):
        subgroups_of([1, 2, 3], [1, 1, 1], np.array(codes), levels, common_tau2=common)
