"""Each kind of broken cell gives exactly its sentence, and nothing else is reported."""

import pytest

from b12meta.tables import check_tables
from b12meta.tables.cells import cell_trouble
from b12meta.tables.problems import quoted, visible
from b12meta.tables.schema import Constraints, Field

# table, line, column, what was typed, what is expected, how to mend
CELLS = [
    ("arms", 20, "n", "sixty", "a whole number", "write the number alone, in digits"),
    ("arms", 20, "n", "60.0", "a whole number", "write 60, without decimals"),
    ("arms", 20, "n", "60.5", "a whole number", "correct the number; this column counts"),
    ("arms", 20, "n", "0", "a whole number from 1 to 10000000", "correct the number"),
    ("arms", 20, "n", "-60", "a whole number from 1 to 10000000", "correct the number"),
    ("arms", 20, "n", "1,000", "a whole number", "write 1000 without separators"),
    ("arms", 20, "n", "99999999", "a whole number from 1 to 10000000", "correct the number"),
    ("arms", 20, "n", "６０", "a whole number", "write the number alone, in digits"),
    ("arms", 20, "spread", "-45.3", "a number above 0", "correct the number"),
    ("arms", 20, "spread", "0", "a number above 0", "correct the number"),
    ("arms", 20, "spread", "45,3", "a number", "write 45.3, with a decimal point"),
    ("arms", 20, "spread", "1.045,3", "a number", "write 1045.3 without separators"),
    ("arms", 20, "spread", "1'045.3", "a number", "write 1045.3 without separators"),
    (
        "arms",
        20,
        "spread",
        "1,045",
        "a number",
        "write 1045, or 1.045 if the comma is a decimal one",
    ),
    ("arms", 20, "centre", "−108.9", "a number", "type an ordinary minus, -108.9"),
    ("arms", 20, "centre", "NaN", "a number", "leave the cell empty when nothing was reported"),
    ("arms", 20, "centre", "inf", "a number", "leave the cell empty when nothing was reported"),
    ("arms", 20, "centre", "1e999", "a finite number", "correct the number"),
    ("arms", 20, "centre", "n/a", "a number", "leave the cell empty when nothing was reported"),
    ("arms", 20, "centre", "", "a number", "fill the cell; this column may not be empty"),
    ("arms", 20, "centre", "108.9 ", "text without spaces at its ends", "write '108.9'"),
    (
        "arms",
        20,
        "centre",
        "\xa0108.9",
        "no invisible characters (U+00A0 is one)",
        "type an ordinary space, or remove it",
    ),
    ("arms", 20, "centre", "108.9 pg/mL", "a number", "write the number alone, in digits"),
    (
        "arms",
        20,
        "centre",
        "-108.9",
        "a number above 0, because timepoint is single",
        "correct the number",
    ),
    (
        "arms",
        20,
        "group_label",
        "MS\xa0patients",
        "no invisible characters (U+00A0 is one)",
        "type an ordinary space, or remove it",
    ),
    (
        "arms",
        20,
        "group_label",
        "MS\x00patients",
        "no invisible characters (U+0000 is one)",
        "type an ordinary space, or remove it",
    ),
    (
        "arms",
        20,
        "group_label",
        "MS\tpatients",
        "no invisible characters (U+0009 is one)",
        "type an ordinary space, or remove it",
    ),
    (
        "arms",
        20,
        "unit",
        "pg/ml",
        "one of pg/mL, ng/L, ng/dL, pmol/L, not_stated (where analyte is b12)",
        "write pg/mL",
    ),
    (
        "arms",
        20,
        "unit",
        "g/dL",
        "one of pg/mL, ng/L, ng/dL, pmol/L, not_stated (where analyte is b12)",
        "write ng/dL, if that is meant",
    ),
    ("arms", 20, "unit", "", "text", "fill the cell; this column may not be empty"),
    (
        "arms",
        20,
        "unit",
        "furlong",
        "one of pg/mL, ng/L, ng/dL, pmol/L, not_stated (where analyte is b12)",
        "choose one of them, or add it to the datapackage.json",
    ),
    (
        "arms",
        20,
        "stat",
        "mean_sdd",
        "one of mean_sd, mean_se, mean_only, median_range, median_iqr, median_only",
        "write mean_sd, if that is meant",
    ),
    ("arms", 20, "spread", "", "a value, because stat is mean_sd", "fill spread, or correct stat"),
    (
        "arms",
        20,
        "low",
        "5",
        "an empty cell, because stat is mean_sd",
        "empty low, or correct stat",
    ),
    (
        "arms",
        20,
        "spread_stated",
        "se",
        "one of sd, not_stated (where stat is mean_sd)",
        "choose one of them, or add it to the datapackage.json",
    ),
    (
        "arms",
        20,
        "study_id",
        "najafi2021",
        "a study_id of studies.csv",
        "correct it, or add it to studies.csv",
    ),
    (
        "arms",
        20,
        "source_url",
        "doaj.org",
        "text like https://doaj.org/article/7db093f64d654263946de4d9bf541215",
        "see the meaning of source_url in data/README.md",
    ),
    ("studies", 3, "year", "1823", "a whole number from 1900 to 2026", "correct the number"),
    ("studies", 3, "year", "2027", "a whole number from 1900 to 2026", "correct the number"),
    (
        "studies",
        4,
        "doi",
        "doi:10.1016/x",
        "text like 10.1159/000381212",
        "see the meaning of doi in data/README.md",
    ),
    (
        "studies",
        4,
        "pmid",
        "18258432",
        "a pmid that no row above has",
        "line 2 has it; remove one of the rows, or correct it",
    ),
    (
        "studies",
        2,
        "same_cohort_as",
        "nobody1999",
        "a study_id of studies.csv",
        "correct it, or add it to studies.csv",
    ),
    (
        "studies",
        2,
        "same_cohort_as",
        "aksungar2008",
        "something else than study_id",
        "correct same_cohort_as, or leave the cell empty when nothing was reported",
    ),
    ("contrasts", 9, "p_value", "1.2", "a number from 0 to 1", "correct the number"),
    (
        "contrasts",
        9,
        "p_value",
        "",
        "a value, because p_operator is filled",
        "fill p_value, or empty p_operator",
    ),
    (
        "contrasts",
        9,
        "p_operator",
        "",
        "a value, because p_value is filled",
        "fill p_operator, or empty p_value",
    ),
    (
        "contrasts",
        9,
        "p_operator",
        "≤",
        "one of =, <, >",
        "choose one of them, or add it to the datapackage.json",
    ),
    (
        "contrasts",
        2,
        "statistic",
        "",
        "a value, because value is filled",
        "fill statistic, or empty value",
    ),
    (
        "contrasts",
        2,
        "value",
        "1.8",
        "a number from -1 to 1, because statistic is r",
        "correct the number",
    ),
    (
        "contrasts",
        28,
        "ci_high",
        "",
        "a value, because ci_low is filled",
        "fill ci_high, or empty ci_low",
    ),
    (
        "contrasts",
        17,
        "group1",
        "before",
        "after (where design is paired)",
        "choose one of them, or add it to the datapackage.json",
    ),
    (
        "contrasts",
        2,
        "n2",
        "42",
        "an empty cell, because design is association",
        "empty n2, or correct design",
    ),
    (
        "counts",
        2,
        "cutoff",
        "",
        "a value, because cutoff_operator and cutoff_unit are filled",
        "fill cutoff, or empty cutoff_operator and cutoff_unit",
    ),
    (
        "counts",
        2,
        "cutoff_unit",
        "pmol",
        "one of pg/mL, ng/L, ng/dL, pmol/L, not_stated (where analyte is b12)",
        "write pmol/L, if that is meant",
    ),
    (
        "reviews",
        2,
        "ci_high",
        "-0.3",
        "at least estimate, -0.14",
        "correct estimate or ci_high; they may have changed places",
    ),
    ("reviews", 24, "unit", "", "a value, because measure is WMD", "fill unit, or correct measure"),
    (
        "reviews",
        2,
        "unit",
        "pmol/L",
        "an empty cell, because measure is SMD",
        "empty unit, or correct measure",
    ),
    (
        "reviews",
        18,
        "estimate",
        "-0.78",
        "at least ci_low, 0.64",
        "correct ci_low or estimate; they may have changed places",
    ),
    (
        "anchors",
        10,
        "unit",
        "percent",
        "one of %, g/mol, ng/mL, patients, pg/mL, pmol/L, r, ratio, umol/L",
        "choose one of them, or add it to the datapackage.json",
    ),
    (
        "anchors",
        3,
        "fact_id",
        "conv_b12_pg_to_pmol",
        "a key that no row above has",
        "line 2 has it; remove one of the rows, or correct it",
    ),
    (
        "claims",
        2,
        "article",
        "004.txt",
        "text like a1;a5",
        "see the meaning of article in data/README.md",
    ),
    (
        "claims",
        2,
        "answerable_by",
        "pages/b12",
        "text like arms/b12,contrasts/b12/paired,anchors/cutoff",
        "see the meaning of answerable_by in data/README.md",
    ),
    (
        "screening",
        2,
        "decision",
        "include",
        "one of included, context_only, excluded, awaiting_full_text",
        "write included, if that is meant",
    ),
    (
        "screening",
        2,
        "study_id",
        "nobody1999",
        "a study_id of studies.csv",
        "correct it, or add it to studies.csv",
    ),
    ("agreement", 2, "percent", "101", "a number from 0 to 100", "correct the number"),
]


@pytest.mark.parametrize(("table", "line", "column", "typed", "expected", "mend"), CELLS)
def test_a_broken_cell_gives_its_sentence(
    folder, alter, table, line, column, typed, expected, mend
):
    alter(table, line, column, typed)
    place = f"{table}.csv:{line}:{column}"
    sentence = f"{place}, got {quoted(typed)}, expected {expected}, how to mend: {mend}"
    assert [str(problem) for problem in check_tables(folder)] == [visible(sentence)]


@pytest.mark.parametrize(
    "typed", ["108.9", "0.001", "+3", "1e2", ".5", "007", "45.30", "1.", "2E-3"]
)
def test_plain_numbers_are_numbers(typed):
    assert cell_trouble(Field(name="value", type="number"), typed) is None


@pytest.mark.parametrize("typed", ["1_000", "٣", "0x10", "1e", "e5", "--3", "1e9999", "9" * 400])
def test_what_only_python_takes_for_a_number_is_refused(typed):
    assert cell_trouble(Field(name="value", type="number"), typed) is not None


def test_a_whole_number_must_fit_into_64_bits():
    assert cell_trouble(Field(name="n", type="integer"), "9" * 16) is not None


@pytest.mark.parametrize("typed", ["الف", "na\u200cme", "Müller", "two\nlines", "5 µmol/L ± 2"])
def test_text_may_be_in_any_script(typed):
    assert cell_trouble(Field(name="title"), typed) is None


@pytest.mark.parametrize(("typed", "sound"), [("true", True), ("TRUE", False), ("1", False)])
def test_truth_values(typed, sound):
    assert (cell_trouble(Field(name="bounded", type="boolean"), typed) is None) is sound


def test_limits_are_worded():
    field = Field(name="x", type="number", constraints=Constraints(exclusive_minimum=0, maximum=1))
    assert cell_trouble(field, "0").expected == "a number above 0 and of at most 1"
    assert cell_trouble(field, "1") is None
