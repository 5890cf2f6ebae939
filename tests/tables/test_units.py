"""Units against the formulas of the substances, against what papers print, and in words."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b12meta.paths import ROOT
from b12meta.tables import UnitError, convert, load_tables, standard_unit, to_standard
from b12meta.tables.rulebook import read_schema
from b12meta.tables.units import MOLAR_MASS, units_of

ATOMS = {  # IUPAC standard atomic weights, abridged, g/mol
    "C": 12.011, "H": 1.008, "N": 14.007, "O": 15.999, "P": 30.974, "S": 32.06, "Co": 58.933,
}  # fmt: skip
FORMULAS = {
    "b12": {"C": 63, "H": 88, "Co": 1, "N": 14, "O": 14, "P": 1},
    "homocysteine": {"C": 4, "H": 9, "N": 1, "O": 2, "S": 1},
    "folate": {"C": 19, "H": 19, "N": 7, "O": 6},
}
ABRIDGED = 2e-5  # weights have five digits; the oldest tables give 1355.37 where these give 1355.39


@pytest.mark.parametrize("analyte", FORMULAS)
def test_molar_mass_follows_from_the_formula(analyte):
    mass = sum(ATOMS[atom] * number for atom, number in FORMULAS[analyte].items())
    assert MOLAR_MASS[analyte] == pytest.approx(mass, rel=ABRIDGED)


def test_conversions_that_papers_and_laboratories_print():
    anchors = load_tables(ROOT / "data" / "raw").anchors.set_index("fact_id")
    value = anchors["value"]
    assert MOLAR_MASS["b12"] == pytest.approx(value["conv_b12_molar_mass"], rel=1e-5)
    one = to_standard(1, "pg/mL", "b12")
    assert round(one, 3) == value["conv_b12_pg_to_pmol"] == value["conv_b12_pg_to_pmol_legend"]
    assert round(1 / one, 4) == value["conv_b12_pmol_to_pg"]
    vignette = to_standard(205, "pg/mL", "b12")
    assert abs(vignette - value["conv_b12_worked_value"]) < 0.1  # its factor is 0.7376
    assert round(to_standard(200, "ng/L", "b12")) == value["cut_b12_deficiency"]


@pytest.mark.parametrize(
    ("value", "unit", "analyte", "expected"),
    [
        (1.0, "pg/mL", "b12", 1000 / 1355.37),
        (1.0, "ng/L", "b12", 1000 / 1355.37),
        (1.0, "ng/dL", "b12", 10000 / 1355.37),
        (240.0, "pmol/L", "b12", 240.0),
        (2.0, "mg/L", "homocysteine", 2000 / 135.18),
        (13.8, "umol/L", "homocysteine", 13.8),
        (9.74, "ng/mL", "folate", 9740 / 441.40),
        (9.74, "ug/L", "folate", 9740 / 441.40),
        (22.0, "nmol/L", "folate", 22.0),
        (1.0, "nmol/L", "b12", 1000.0),
    ],
)
def test_closed_forms(value, unit, analyte, expected):
    assert to_standard(value, unit, analyte) == pytest.approx(expected, rel=1e-15)


def test_the_factor_is_the_one_in_common_use():
    assert round(to_standard(1, "pg/mL", "b12"), 4) == 0.7378


def test_every_unit_that_the_rule_book_allows_can_be_converted():
    arms = next(
        table for table in read_schema(ROOT / "data/raw/datapackage.json").resources
        if table.name == "arms"
    )  # fmt: skip
    (rule,) = (rule for rule in arms.rules if rule.columns == ("unit",))
    for analyte in MOLAR_MASS:
        assert set(rule.allowed[analyte]) - {"not_stated"} <= set(units_of(analyte))
        assert standard_unit(analyte) in rule.allowed[analyte]


def test_every_row_without_a_unit_is_named_at_once():
    units = pd.Series(
        ["pg/mL", "not_stated", None, "furlong"], index=[20, 21, 22, 23], dtype="string"
    )
    with pytest.raises(UnitError) as caught:
        convert([1.0, 2.0, 3.0, 4.0], units, "b12")
    assert str(caught.value) == (
        "b12 in pmol/L needs the unit of every row; 21: got 'not_stated'; 22: got no unit; "
        "23: got 'furlong', expected one of pmol/L, nmol/L, umol/L, pg/mL, ng/L, ng/dL, ng/mL, "
        "ug/L, mg/L; leave these rows out, or use a standardised difference"
    )


def test_rows_are_named_by_labels_then_by_place():
    with pytest.raises(UnitError, match="row; najafi2012: got '%'"):
        convert([1.0], ["%"], "b12", labels=["najafi2012"])
    with pytest.raises(UnitError, match="row; 1: got '%'"):
        convert([1.0, 2.0], ["pg/mL", "%"], "b12")


def test_analyte_without_unit_and_unequal_lengths():
    with pytest.raises(UnitError, match="no standard unit for 'egf', expected one of b12, "):
        standard_unit("egf")
    with pytest.raises(ValueError, match="got 2 values, 1 units and 1 labels"):
        convert([1.0, 2.0], ["pg/mL"], "b12")


def test_nothing_and_nan_pass():
    assert convert([], [], "b12").shape == (0,)
    assert np.isnan(convert([np.nan], ["pg/mL"], "b12")[0])


@settings(derandomize=True, database=None, max_examples=30)
@given(st.floats(0.01, 1e5), st.sampled_from(sorted(MOLAR_MASS)), st.floats(1e-6, 1e6))
def test_conversion_is_proportional(value, analyte, factor):
    for unit in units_of(analyte):
        assert to_standard(factor * value, unit, analyte) == pytest.approx(
            factor * to_standard(value, unit, analyte), rel=1e-14
        )
