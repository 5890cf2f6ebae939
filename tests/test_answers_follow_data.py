"""A changed raw value changes every sentence that depends on it, and no other.

Notebooks are run here cell by cell, once on the tables as they are and once on a copy in which one
cell differs, and their answers (the second cell) are compared.
"""

import ast
import csv
import functools
import json
import shutil

import pytest

from b12meta.paths import DATA_VARIABLE, ROOT

RAW = ROOT / "data" / "raw"


def first_code(name):
    book = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
    return next("".join(c["source"]) for c in book["cells"] if c["cell_type"] == "code")


def answer(name, folder, monkeypatch):
    """Words of the second cell of a notebook, run on the raw tables in `folder`."""
    monkeypatch.setenv(DATA_VARIABLE, str(folder))
    tree = ast.parse(first_code(name))
    space = {}
    *before, last = tree.body
    exec(compile(ast.Module(before, []), name, "exec"), space)
    return str(eval(compile(ast.Expression(last.value), name, "eval"), space))


@functools.cache
def as_printed(name):
    with pytest.MonkeyPatch.context() as patch:
        return answer(name, RAW, patch)


def changed(folder, file, where, column, value):
    """Copy the raw tables with one cell changed."""
    shutil.copytree(RAW, folder)
    path = folder / file
    with path.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    hit = [row for row in rows if all(row[key] == text for key, text in where.items())]
    assert len(hit) == 1, f"{where} meets {len(hit)} rows of {file}"
    assert hit[0][column] != value
    hit[0][column] = value
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return folder


B12_OF_SENER = {"study_id": "sener1996", "analyte": "b12", "group": "ms"}
HCY_OF_RAMSARANSING = {"study_id": "ramsaransing2006", "analyte": "homocysteine", "group": "ms"}
LI_ON_B12 = {"review_id": "li2020", "analyte": "b12"}
LOW_IN_NAJAFI = {"study_id": "najafi2012", "outcome": "low_b12", "group": "ms"}
AFTER_STEROIDS = {"study_id": "frequin1993", "analyte": "b12", "matrix": "csf"}
CSF_OF_RRMS = {"study_id": "scalabrino2010", "analyte": "b12", "group": "rrms"}
MIND_AFTER = {
    "study_id": "nozari2019",
    "analyte": "msqol54_mental",
    "group_label": "vitamin arm",
    "timepoint": "after",
}

CASES = {
    "mean of B12": (
        ("arms.csv", B12_OF_SENER, "centre", "1060"),
        {"00_summary", "02_serum_b12", "10_earlier_reviews"},
        {"03_homocysteine", "06_supplementation", "07_csf_brain"},
    ),
    "mean of homocysteine": (
        ("arms.csv", HCY_OF_RAMSARANSING, "centre", "10.3"),
        {"03_homocysteine"},
        {"02_serum_b12", "04_low_b12", "06_supplementation"},
    ),
    "an earlier review": (
        ("reviews.csv", LI_ON_B12, "estimate", "-0.18"),
        {"00_summary", "10_earlier_reviews"},
        {"02_serum_b12", "04_low_b12"},
    ),
    "a count": (
        ("counts.csv", LOW_IN_NAJAFI, "events", "33"),
        {"04_low_b12"},
        {"02_serum_b12", "05_treatment"},
    ),
    "a significance": (
        ("contrasts.csv", AFTER_STEROIDS, "significance", "not_significant"),
        {"05_treatment", "11_claims"},
        {"02_serum_b12", "04_low_b12"},
    ),
    "a trial arm": (
        ("arms.csv", MIND_AFTER, "centre", "71.68"),
        {"06_supplementation", "11_claims"},
        {"02_serum_b12", "05_treatment"},
    ),
    "a mean in spinal fluid": (
        ("arms.csv", CSF_OF_RRMS, "centre", "29.9"),
        {"07_csf_brain"},
        {"02_serum_b12", "04_low_b12"},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_sentences_follow_the_tables(case, tmp_path, monkeypatch):
    cell, moved, still = CASES[case]
    folder = changed(tmp_path / "raw", *cell)
    now = {name: answer(name, folder, monkeypatch) for name in moved | still}
    assert {name for name in moved if now[name] == as_printed(name)} == set()
    assert {name for name in still if now[name] != as_printed(name)} == set()
