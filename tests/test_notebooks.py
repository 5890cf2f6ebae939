"""Notebooks are prose with results: stripped, without functions, without typed numbers."""

import ast
import json
import re

import pytest

from b12meta.paths import ROOT
from b12meta.report.strip import stripped

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
TYPED_NUMBER = re.compile(r"\d[.,]\d|\d\s?%|\bp\s*[<>=]")


def cells(path, kind):
    book = json.loads(path.read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == kind]


def test_there_are_notebooks():
    assert [path.stem for path in NOTEBOOKS] == [
        "00_summary",
        "01_evidence",
        "02_serum_b12",
        "03_homocysteine",
        "04_low_b12",
        "05_treatment",
        "06_supplementation",
        "07_csf_brain",
        "08_small_study",
        "09_moderators",
        "10_earlier_reviews",
        "11_claims",
        "12_validation",
        "13_multiverse",
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
class TestEachNotebook:
    def test_is_stripped(self, path):
        source = path.read_text(encoding="utf-8")
        assert stripped(source) == source, "run make format"

    def test_opens_with_its_question(self, path):
        prose = cells(path, "markdown")
        assert re.match(r"# .*\?\n", prose[0])
        assert sum(bool(re.match(r"# ", text)) for text in prose) == 1

    def test_answers_in_the_second_cell(self, path):
        book = json.loads(path.read_text(encoding="utf-8"))
        second = book["cells"][1]
        assert second["cell_type"] == "code"
        assert "hide-input" in second["metadata"]["tags"]
        assert isinstance(ast.parse("".join(second["source"])).body[-1], ast.Expr)

    def test_defines_nothing(self, path):
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
        for source in cells(path, "code"):
            assert not [node for node in ast.walk(ast.parse(source)) if isinstance(node, kinds)]

    def test_cells_are_short(self, path):
        first, *rest = cells(path, "code")
        assert len(first.splitlines()) <= 11
        assert max(len(source.splitlines()) for source in rest) <= 5

    def test_no_number_is_typed_into_prose(self, path):
        for text in cells(path, "markdown"):
            assert not TYPED_NUMBER.search(re.sub(r"\]\([^)]*\)", "]", text)), text
