"""The rule book is followed in full or refused, and a second program agrees with the checker."""

import json
import shutil

import pytest
from frictionless import Package

from b12meta.paths import ROOT
from b12meta.tables import TableError, check_tables, load_tables
from b12meta.tables import rules as rule_module
from b12meta.tables.rulebook import KINDS, read_schema
from b12meta.tables.schema import SchemaError

RAW = ROOT / "data" / "raw"


def package(**table) -> dict:
    schema = {"fields": [{"name": "n", "type": "integer"}, {"name": "unit"}]} | table
    return {"resources": [{"name": "arms", "path": "arms.csv", "schema": schema}]}


BROKEN = [
    ([], "no data package"),
    ({}, "no property 'resources'"),
    ({"resources": [{"name": "arms", "path": "arms.csv"}]}, "no property 'schema'"),
    (package(missingValues=["", "NA"]), "arms: missingValues must be"),
    (package(fields=[]), "arms: needs columns, each once"),
    (package(fields=[{"name": "n"}, {"name": "n"}]), "arms: needs columns, each once"),
    (package(fields=[{"name": "n", "type": "date"}]), "n: type must be one of string, integer"),
    (package(fields=[{"name": "n", "constraints": {"minLength": 3}}]), "no rule of the name min"),
    (package(fields=[{"name": "n", "constraints": {"minimum": 3}}]), "does not go with the type"),
    (package(fields=[{"name": "n", "constraints": {"pattern": "("}}]), "no data package"),
    (
        package(fields=[{"name": "n", "type": "number", "constraints": {"minimum": "low"}}]),
        "no data package",
    ),
    (package(primaryKey=["who"]), "arms: no column who in arms"),
    (
        package(foreignKeys=[{"fields": ["n"], "reference": {"resource": "x", "fields": ["n"]}}]),
        "arms: no table x",
    ),
    (package(**{"b12meta:rules": [{"rule": "magic", "column": "n"}]}), "no kind of rule 'magic'"),
    (package(**{"b12meta:rules": [{"rule": "empty", "column": "x"}]}), "no column x in arms"),
    (package(**{"b12meta:rules": [{"rule": "range", "column": "unit"}]}), "a rule for numbers"),
    (
        package(**{"b12meta:rules": [{"rule": "allowed", "column": "n"}]}),
        "allowed needs column, by and values",
    ),
    (package(**{"b12meta:rules": [{"rule": "empty", "column": "n", "if": {}}]}), "name if"),
]


@pytest.mark.parametrize(("content", "message"), BROKEN)
def test_a_rule_that_cannot_be_followed_is_refused(tmp_path, content, message):
    (tmp_path / "datapackage.json").write_text(json.dumps(content))
    with pytest.raises(SchemaError, match=message):
        read_schema(tmp_path / "datapackage.json")
    (problem,) = check_tables(tmp_path)
    assert problem.file == "datapackage.json"
    assert problem.message == (
        "expected a data package that the checker can follow, "
        "how to mend: correct the file, or remove it to use the project's own"
    )


def test_a_table_outside_the_folder_is_refused(tmp_path):
    outside = package()
    outside["resources"][0]["path"] = "../arms.csv"
    (tmp_path / "datapackage.json").write_text(json.dumps(outside))
    with pytest.raises(SchemaError, match=r"path must be a plain file name, got '\.\./arms\.csv'"):
        read_schema(tmp_path / "datapackage.json")


def test_a_rule_book_that_leaves_tables_out_does_not_load(tmp_path):
    (tmp_path / "datapackage.json").write_text(json.dumps(package()))
    (tmp_path / "arms.csv").write_text("n,unit\n1,pg/mL\n")
    assert check_tables(tmp_path) == []
    with pytest.raises(TableError, match=r"^8 problems in .*\ndatapackage.json, got nothing"):
        load_tables(tmp_path)


def test_every_kind_of_rule_has_its_generator():
    assert set(rule_module.KINDS) == set(KINDS)


def test_every_kind_of_rule_is_explained():
    readme = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    assert all(f"`{kind}`" in readme and kind in rule_module.__doc__ for kind in KINDS)


@pytest.fixture
def packaged(folder):
    shutil.copy(RAW / "datapackage.json", folder)
    return folder


def second_opinion(folder, *names: str) -> bool:
    package = Package(str(folder / "datapackage.json"))
    wanted = {*names, "studies"} if names else set(package.resource_names)
    for name in set(package.resource_names) - wanted:
        package.remove_resource(name)
    return package.validate().valid


def test_frictionless_finds_the_real_tables_sound(packaged):
    assert second_opinion(packaged)


@pytest.mark.parametrize(
    ("table", "line", "column", "typed"),
    [
        ("arms", 20, "n", "sixty"),
        ("arms", 20, "n", "0"),
        ("arms", 20, "spread", "-45.3"),
        ("arms", 20, "spread", "45,3"),
        ("arms", 20, "centre", ""),
        ("arms", 20, "stat", "mean_sdd"),
        ("arms", 20, "study_id", "najafi2021"),
        ("arms", 21, "group", "ms"),
        ("studies", 4, "doi", "doi:10.1016/x"),
        ("studies", 2, "same_cohort_as", "nobody1999"),
    ],
)
def test_frictionless_agrees_that_a_broken_cell_is_broken(
    packaged, alter, table, line, column, typed
):
    alter(table, line, column, typed)
    assert not second_opinion(packaged, table)
    assert check_tables(packaged)
