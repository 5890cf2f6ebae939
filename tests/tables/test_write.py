"""Derived tables: same numbers, same bytes; a file changes only when a number does."""

import json
import math
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from frictionless import validate

from b12meta.tables import SchemaError, csv_text, read_processed, rewrite_if_changed

KEYS = {"effects": ["study_id", "order"]}


def effects(**changes) -> dict[str, pd.DataFrame]:
    columns = {
        "study_id": ["najafi2012", "sener, 1996"],
        "order": [0.5, 1.5],
        "n": pd.array([98, None], dtype="Int64"),
        "yi": [1 / 3, -2e5],
        "low": [-math.inf, math.nan],
        "bounded": [True, False],
    }
    return {"effects": pd.DataFrame(columns | changes)}


def test_text_is_as_written_by_hand():
    assert csv_text(effects()["effects"]) == (
        "study_id,order,n,yi,low,bounded\n"
        "najafi2012,0.5,98,0.333333333,-INF,true\n"
        '"sener, 1996",1.5,,-200000,,false\n'
    )


@pytest.mark.parametrize("dtype", ["object", "string", "category"])
def test_bytes_do_not_depend_on_the_kind_of_text(dtype):
    frame = pd.DataFrame({"a": pd.Series(["x", None], dtype=dtype)})
    assert csv_text(frame) == 'a\nx\n""\n'


def test_first_write_then_nothing(tmp_path):
    folder = tmp_path / "processed"
    assert rewrite_if_changed(folder, effects(), KEYS) == ("datapackage.json", "effects.csv")
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert rewrite_if_changed(folder, effects(), KEYS) == ()
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    assert b"\r" not in (folder / "effects.csv").read_bytes()


@pytest.mark.parametrize(
    ("changes", "rewritten"),
    [
        ({"yi": [1 / 3 + 9e-9, -2e5]}, False),  # below 1e-8
        ({"yi": [1 / 3 + 2e-8, -2e5]}, True),
        ({"yi": [1 / 3, -2e5 - 1.9e-3]}, False),  # below 1e-8 of 2e5
        ({"yi": [1 / 3, -2e5 - 3e-3]}, True),
        ({"yi": [1 / 3, math.nan]}, True),
        ({"yi": [1 / 3, math.inf]}, True),
        ({"low": [math.inf, math.nan]}, True),
        ({"low": [-1e308, math.nan]}, True),
        ({"order": [0.5 + 5e-9, 1.5]}, True),  # a key is compared exactly
        ({"study_id": ["najafi2012", "sener 1996"]}, True),
        ({"n": pd.array([98, 0], dtype="Int64")}, True),
        ({"bounded": [True, True]}, True),
    ],
)
def test_a_file_changes_only_when_a_number_or_text_does(tmp_path, changes, rewritten):
    rewrite_if_changed(tmp_path, effects(), KEYS)
    assert rewrite_if_changed(tmp_path, effects(**changes), KEYS) == ("effects.csv",) * rewritten


@pytest.mark.parametrize(
    "old", [b"", b"study_id\n", b"\xff\xfe", b'"open', b"study_id,order,n,yi,low,bounded\na\nb\n"]
)
def test_a_damaged_file_is_written_anew(tmp_path, old):
    rewrite_if_changed(tmp_path, effects(), KEYS)
    (tmp_path / "effects.csv").write_bytes(old)
    assert rewrite_if_changed(tmp_path, effects(), KEYS) == ("effects.csv",)


def test_what_is_written_is_read_again(tmp_path):
    rewrite_if_changed(tmp_path, effects(), KEYS)
    frame = read_processed(tmp_path)["effects"]
    assert frame["n"].tolist() == [98, pd.NA]
    assert frame["low"].iloc[0] == -math.inf
    assert frame["bounded"].tolist() == [True, False]
    assert frame["study_id"].tolist() == ["najafi2012", "sener, 1996"]
    np.testing.assert_allclose(frame["yi"], [1 / 3, -2e5], rtol=1e-9)  # nine digits
    assert rewrite_if_changed(tmp_path, {"effects": frame}, KEYS) == ()


def test_an_interrupted_write_leaves_the_old_file(tmp_path, monkeypatch):
    rewrite_if_changed(tmp_path, effects(), KEYS)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        rewrite_if_changed(tmp_path, effects(yi=[9.0, 9.0]), KEYS)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_the_package_describes_every_column(tmp_path):
    meanings = {name: f"meaning of {name}" for name in effects()["effects"]}
    meanings["effects.yi"] = "Hedges' g, no unit"
    titles = {"effects": "An effect."}
    rewrite_if_changed(tmp_path, effects(), KEYS, titles=titles, meanings=meanings)
    (resource,) = json.loads((tmp_path / "datapackage.json").read_text())["resources"]
    assert resource["description"] == "An effect."
    assert resource["schema"]["primaryKey"] == KEYS["effects"]
    said = {field["name"]: field["description"] for field in resource["schema"]["fields"]}
    assert said["yi"] == "Hedges' g, no unit"
    assert said["n"] == "meaning of n"
    assert validate(tmp_path / "datapackage.json").valid


@pytest.mark.parametrize(
    ("frames", "keys", "meanings", "message"),
    [
        (effects(), {}, None, r"effects: got the key \[\], expected columns of the table"),
        (effects(), {"effects": ["who"]}, None, r"effects: got the key \['who'\]"),
        (effects(study_id=["a", "a"], order=[1.0, 1.0]), KEYS, None, r"the key \(a, 1.0\) twice"),
        (effects(), KEYS, {"yi": "x"}, "column 'study_id' has no meaning"),
    ],
)
def test_nothing_is_written_when_a_table_cannot_be(tmp_path, frames, keys, meanings, message):
    with pytest.raises(ValueError, match=message):
        rewrite_if_changed(tmp_path / "new", frames, keys, meanings=meanings)
    assert not Path(tmp_path / "new").exists()


def test_a_folder_without_a_package_is_refused(tmp_path):
    with pytest.raises(SchemaError):
        read_processed(tmp_path)
