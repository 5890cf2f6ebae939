"""The frames hold the numbers of the arrays, under the labels of the data."""

import pandas as pd
import pytest

from b12meta.frames.sensitivity import baujat, cumulative, influence, leave_one_out, radial
from b12meta.stats.pooling import pool
from b12meta.stats.sensitivity import coordinates
from b12meta.stats.sensitivity import cumulative as _cumulative
from b12meta.stats.sensitivity import influence as _influence
from b12meta.stats.sensitivity import leave_one_out as _leave_one_out
from b12meta.stats.sensitivity.influence import MEASURES

STUDIES = pd.DataFrame(
    {
        "yi": [0.10, 0.30, 0.35, 0.65],
        "vi": [0.03, 0.03, 0.05, 0.01],
        "year": [2003, 1999, 2010, 2001],
    },
    index=pd.Index(["kim", "lee", "ng", "oh"], name="study"),
)
COLUMNS = ["estimate", "se", "stat", "pval", "ci_low", "ci_high", "q", "q_pval", "tau2", "i2", "h2"]


def test_leave_one_out():
    found = leave_one_out(STUDIES["yi"], STUDIES["vi"], method="DL", test="z", level=0.9)
    assert list(found.columns) == COLUMNS
    assert found.index.equals(STUDIES.index)
    others = STUDIES.drop("ng")
    one = pool(others["yi"], others["vi"], method="DL", test="z", level=0.9)
    assert found.loc["ng", "ci_high"] == pytest.approx(one.ci.high, rel=1e-12)
    arrays = _leave_one_out.leave_one_out(
        STUDIES["yi"], STUDIES["vi"], method="DL", test="z", level=0.9
    )
    for name in COLUMNS:
        assert found[name].tolist() == getattr(arrays, name).tolist()


def test_cumulative():
    found = cumulative(STUDIES["yi"], STUDIES["vi"], STUDIES["year"])
    assert list(found.columns) == COLUMNS
    assert found.index.tolist() == ["lee", "oh", "kim", "ng"]
    assert found.index.name == "study"
    assert found["estimate"].iloc[-1] == pytest.approx(
        pool(STUDIES["yi"], STUDIES["vi"]).estimate, rel=1e-12
    )
    plain = cumulative(STUDIES["yi"].to_numpy(), STUDIES["vi"].to_numpy(), STUDIES["year"].tolist())
    assert plain.index.tolist() == [1, 3, 0, 2]
    assert plain.to_numpy().tolist() == found.to_numpy().tolist()
    arrays = _cumulative.cumulative(STUDIES["yi"], STUDIES["vi"], STUDIES["year"])
    assert found.attrs["warnings"] == arrays.warnings
    assert arrays.warnings[0].startswith("lee added: there is one study")


def test_influence():
    found = influence(STUDIES["yi"], STUDIES["vi"])
    assert tuple(found.columns) == MEASURES
    assert found["influential"].dtype == bool
    assert found.index.equals(STUDIES.index)
    arrays = _influence.influence(STUDIES["yi"], STUDIES["vi"])
    for name in MEASURES:
        assert found[name].tolist() == getattr(arrays, name).tolist()


def test_coordinates():
    for ours, theirs in ((baujat, coordinates.baujat), (radial, coordinates.radial)):
        found = ours(STUDIES["yi"], STUDIES["vi"], method="REML")
        assert list(found.columns) == ["x", "y"]
        assert found.index.equals(STUDIES.index)
        points = theirs(STUDIES["yi"], STUDIES["vi"], method="REML")
        assert found["x"].tolist() == points.x.tolist()
        assert found["y"].tolist() == points.y.tolist()


def test_labels_may_come_from_vi():
    found = leave_one_out(STUDIES["yi"].to_numpy(), STUDIES["vi"])
    assert found.index.equals(STUDIES.index)


def test_a_warning_goes_with_the_frame():
    found = leave_one_out([0.1, 0.5], [0.1, 0.2])
    assert found.index.tolist() == [0, 1]
    assert "there is one study" in found.attrs["warnings"][0]
    assert leave_one_out(STUDIES["yi"], STUDIES["vi"]).attrs["warnings"] == ()
