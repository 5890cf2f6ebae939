"""Meta-regression on frames and formulas: metafor's values, contrasts, words for what is wrong."""

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from b12meta.frames.effects import escalc
from b12meta.frames.regression import regress

GOLDEN = Path(__file__).parents[1] / "golden"

# Iterative estimates, compared with metafor at tight control.
ITERATIVE = 1e-9
# Ten decimals are printed.
PRINTED = 1e-10
# A tenth of a unit in the last printed digit of coefficients of the year, which metafor itself has
# to fewer digits.
YEARS = 1e-8


@cache
def bcg():
    data = pd.read_csv(GOLDEN / "bcg.csv")
    effects = escalc("RR", data, ai="tpos", bi="tneg", ci="cpos", di="cneg")
    return data.join(effects).assign(later=data["year"] - 1948)


def values(name):
    with (GOLDEN / name).open() as lines:
        return {row["key"]: float(row["value"]) for row in csv.DictReader(lines)}


def fit(mods, **options):
    data = bcg()
    columns = mods if isinstance(mods, str) else data[mods]
    source = data if isinstance(mods, str) else None
    return regress(data["yi"], data["vi"], columns, data=source, **options)


def numbered(key, found):
    return {f"{key}[{i + 1}]": float(value) for i, value in enumerate(found)}


def test_terms_interactions_and_cells_of_metafor():
    theirs = values("regression_metafor_3.8.1.csv")
    two, product = fit(["ablat", "alloc"]), fit("ablat * alloc")
    cells = fit("0 + alloc")
    test = two.term_tests().loc["alloc"]
    joint = product.term_tests().loc["ablat:alloc"]
    # metafor puts ablat first, patsy categories first
    order = [0, 3, 1, 2, 4, 5]
    found = {
        **{f"gvif[{i}]": two.vif()["gvif"].iloc[0] for i in (1,)},
        "alloc.stat[1]": test["stat"],
        "alloc.df[1]": test["df"],
        "alloc.df[2]": test["df2"],
        "alloc.pval[1]": test["pval"],
        **numbered("interaction.coef", product.coef[order]),
        **numbered("interaction.se", product.se[order]),
        "interaction.stat[1]": joint["stat"],
        "interaction.pval[1]": joint["pval"],
        **numbered("cells.coef", cells.coef),
        "cells.qm[1]": cells.qm,
        "cells.qm_pval[1]": cells.qm_pval,
    }
    named = ("gvif", "alloc", "interaction", "cells")
    assert set(found) == {key for key in theirs if key.startswith(named)}
    assert found == pytest.approx({key: theirs[key] for key in found}, rel=ITERATIVE)
    assert two.vif()["gvif"].tolist() == pytest.approx([theirs["gvif[1]"]] * 2, rel=ITERATIVE)


def test_values_of_metafor_5():
    theirs = values("dependence_metafor_5.1.12.csv")
    z, knha, alloc = (
        fit(["ablat", "year"], test="z"),
        fit(["ablat", "year"]),
        fit(["alloc"], test="z"),
    )
    found = {
        **numbered("regression.coef", z.coef),
        **numbered("regression.z.se", z.se),
        "regression.tau2": z.tau2,
        "regression.z.qm": z.qm,
        "regression.z.qm_pval": z.qm_pval,
        "regression.qe": z.qe,
        "regression.r2": 100 * z.r2,
        "regression.i2": 100 * z.i2,
        "regression.h2": z.h2,
        **numbered("regression.knha.se", knha.se),
        **numbered("regression.knha.pval", knha.pval),
        "regression.knha.qm": knha.qm,
        "vif": knha.vif().loc["year", "gvif"],
        **numbered("alloc.coef", alloc.coef),
        "alloc.qm": alloc.qm,
        "alloc.qm_pval": alloc.qm_pval,
        "alloc.tau2": alloc.tau2,
    }
    assert set(found) == {key for key in theirs if key.startswith(("regression", "vif", "alloc."))}
    assert knha.qm_df == (2, 10)
    assert found == pytest.approx({key: theirs[key] for key in found}, abs=PRINTED, rel=YEARS)


def test_categories_become_treatment_contrasts():
    found = fit(["ablat", "alloc"])
    assert found.names == ("intercept", "ablat", "alloc[random]", "alloc[systematic]")
    assert found.terms == {"ablat": (1,), "alloc": (2, 3)}
    data = bcg()
    ordered = pd.Categorical(data["alloc"], ["systematic", "random", "alternate", "never"])
    other = regress(data["yi"], data["vi"], pd.DataFrame({"alloc": ordered}))
    assert other.names == ("intercept", "alloc[random]", "alloc[alternate]")
    same = fit("alloc")
    assert other.qm == pytest.approx(same.qm, rel=PRINTED)


def test_a_formula_equals_the_columns_that_it_names():
    one, other = fit("ablat + later"), fit(["ablat", "later"])
    assert one.names == other.names
    assert one.coef == pytest.approx(other.coef, rel=1e-12)
    product = fit("ablat:later")
    data = bcg()
    by_hand = regress(data["yi"], data["vi"], data["ablat"] * data["later"])
    assert product.coef == pytest.approx(by_hand.coef, rel=1e-12)
    assert fit("ablat", intercept=False).names == ("ablat",)
    assert fit("np.log(ablat)").predict({"ablat": [20.0]}).shape == (1, 6)


@pytest.mark.parametrize("mods", [["ablat", "alloc"], "ablat * alloc"])
def test_predictions_follow_rows_and_levels(mods):
    found, data = fit(mods), bcg()
    own = found.predict()
    again = found.predict(data.iloc[::-1])
    assert again.index.tolist() == data.index[::-1].tolist()
    assert again.iloc[::-1].to_numpy() == pytest.approx(own.to_numpy(), rel=1e-12)
    one = found.predict({"ablat": [44.0], "alloc": ["systematic"]}, level=0.8)
    assert list(one.columns) == ["estimate", "se", "ci_low", "ci_high", "pi_low", "pi_high"]
    wide = found.predict({"ablat": [44.0], "alloc": ["systematic"]})
    assert (wide["ci_low"] < one["ci_low"]).all()
    assert (wide["pi_low"] < wide["ci_low"]).all()


def test_predictions_from_arrays():
    data = bcg()
    found = regress(data["yi"], data["vi"], data[["ablat", "later"]].to_numpy())
    assert found.names == ("intercept", "x1", "x2")
    assert found.predict([33.0, 20.0]).to_numpy() == pytest.approx(
        fit(["ablat", "later"]).predict({"ablat": [33.0], "later": [20.0]}).to_numpy(), rel=1e-12
    )
    assert len(regress(data["yi"], data["vi"], data["ablat"].to_numpy()).predict([1, 2, 3])) == 3


def test_labels_are_kept():
    data = bcg().set_index("author")
    found = regress(data["yi"], data["vi"], data[["ablat"]])
    assert found.labels == tuple(data.index)
    assert found.predict().index.tolist() == data.index.tolist()


def test_the_table_holds_the_coefficients():
    found = fit(["ablat"])
    table = found.table()
    assert table.index.tolist() == ["intercept", "ablat"]
    assert table["se"].tolist() == found.se.tolist()


def broken(column, value):
    data = bcg().copy()
    data[column] = data[column].astype(object)
    data.loc[3, column] = value
    return data


@pytest.mark.parametrize(
    ("run", "said"),
    [
        (
            lambda d: regress(d["yi"], d["vi"], broken("alloc", None)[["alloc"]]),
            "alloc: missing in row.*3",
        ),
        (
            lambda d: regress(d["yi"], d["vi"], "alloc", data=broken("alloc", None)),
            "missing in row.*3",
        ),
        (
            lambda d: regress(
                d["yi"], d["vi"], d[["ablat"]].assign(ablat=[np.nan] * 2 + [1.0] * 11)
            ),
            r"ablat: missing in row\(s\) 0, 1",
        ),
        (
            lambda d: regress(d["yi"], d["vi"], d[["ablat"]].assign(ablat=[np.inf] + [1.0] * 12)),
            "ablat, row 0",
        ),
        (lambda d: regress(d["yi"], d["vi"], d[["ablat"]].iloc[::-1]), "index differs"),
        (lambda d: regress(list(d["yi"]), d["vi"], d[["ablat"]].iloc[::-1]), "index differs"),
        (lambda d: regress(d["yi"], d["vi"], "ablat"), "needs data="),
        (lambda d: regress(d["yi"], d["vi"], d[["ablat"]], data=d), "only a formula"),
        (lambda d: regress(d["yi"], d["vi"], "ablat + nothing", data=d), "nothing"),
        (lambda d: regress(d["yi"], d["vi"], "ablat +", data=d), "mods='ablat \\+'"),
        (lambda d: regress(d["yi"], d["vi"], d[["alloc"]].assign(alloc="same")), "single level"),
        (
            lambda d: regress(d["yi"], d["vi"], pd.concat([d["ablat"], d["ablat"]], axis=1)),
            "two columns",
        ),
        (lambda _: fit(["alloc"]).predict({"alloc": ["by moon"]}), "'by moon'.*'alternate'"),
        (lambda _: fit(["alloc"]).predict({"elloc": ["random"]}), "missing column.*alloc"),
        (lambda _: fit(["alloc"]).predict([1, 2]), "expected a frame with alloc"),
        (lambda _: fit("alloc").predict({"alloc": ["by moon"]}), "by moon"),
        (
            lambda d: regress(d["yi"], d["vi"], d["ablat"].to_numpy()).predict([[1, 2]]),
            "got 2 columns, expected 1",
        ),
        (lambda d: regress(d["yi"], d["vi"], d["ablat"].to_numpy()).predict([np.nan]), "nan"),
    ],
)
def test_refusals(run, said):
    with pytest.raises(ValueError, match=said):
        run(bcg())
