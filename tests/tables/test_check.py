"""Files that are broken as a whole, rows that disagree, and the manners of the check."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from b12meta.paths import DATA_VARIABLE, ROOT
from b12meta.tables import TableError, check, check_tables, load_tables
from b12meta.tables.reader import read_sheet
from b12meta.tables.rulebook import read_schema

RAW = ROOT / "data" / "raw"
ARMS = (RAW / "arms.csv").read_text(encoding="utf-8")
HEADER = ARMS.partition("\n")[0]
SAVE = "save the table as CSV, UTF-8, with commas and Unix line ends (LF)"
QUOTES = (
    "expected quotes that close before a comma or the end of a line (and cells below 131,072 "
    'characters), how to mend: close the quote, and double each " inside a quoted cell; '
    "the lines below were not read"
)
NAJAFI = "najafi2012,b12,serum,ms,MS patients,,single,60,mean_sd,not_stated,108.9,45.3,,,…"
CELLS = "put a cell that holds a comma in double quotes, or add or remove a comma"


def sentences(folder: Path) -> list[str]:
    return [str(problem) for problem in check_tables(folder)]


FILES = {
    "UTF-16": (ARMS.encode("utf-16"), f":1, got 'UTF-16', expected UTF-8, how to mend: {SAVE}"),
    "UTF-16 without mark": (
        ARMS.encode("utf-16-le"),
        f":1, got 'UTF-16', expected UTF-8, how to mend: {SAVE}",
    ),
    "Latin-1": (
        ARMS.encode("latin-1"),
        f":2, got 'byte 0xB1 as byte 99 of the line', expected UTF-8, how to mend: {SAVE}",
    ),
    "byte order mark": (
        b"\xef\xbb\xbf" + ARMS.encode(),
        ":1, got 'a byte order mark', expected UTF-8 without a byte order mark, "
        f"how to mend: {SAVE}",
    ),
    "empty": (
        b"",
        ":1, got nothing, expected a header and rows, the file is empty, "
        "how to mend: restore the file",
    ),
    "nothing but a byte order mark": (
        b"\xef\xbb\xbf",
        ":1, got nothing, expected a header and rows, the file is empty, "
        "how to mend: restore the file",
    ),
    "blank lines only": (
        b"\n \n",
        ":1, got nothing, expected a header and rows, the file is empty, "
        "how to mend: restore the file",
    ),
    "header only": (
        f"{HEADER}\n".encode(),
        ":2, got nothing, expected at least one row below the header, "
        "how to mend: add the rows, or restore the file",
    ),
    "CRLF": (
        ARMS.replace("\n", "\r\n").encode(),
        ":1, got 'a carriage return (CR)', expected lines that end with LF alone, "
        f"how to mend: {SAVE}",
    ),
    "semicolons": (
        ARMS.replace(",", ";").encode(),
        f":1, got 'semicolons', expected columns separated by commas, how to mend: {SAVE}",
    ),
    "tabs": (
        ARMS.replace(",", "\t").encode(),
        f":1, got 'tabs', expected columns separated by commas, how to mend: {SAVE}",
    ),
    "missing column": (
        ARMS.replace("group_label,", "", 1).encode(),
        ":1:group_label, got nothing, expected the column group_label (number 5), "
        "how to mend: add the column, with empty cells where nothing was reported",
    ),
    "misspelt column": (
        ARMS.replace("centre", "center", 1).encode(),
        ":1:centre, got 'center', expected the column name centre, how to mend: write centre",
    ),
    "extra column": (
        "\n".join(line + ",x" for line in ARMS.splitlines()).encode(),
        ":1, got 'x', expected no column of this name in arms.csv, "
        "how to mend: remove the column, or describe it in the datapackage.json",
    ),
    "repeated column": (
        ARMS.replace(",low,", ",high,", 1).encode(),
        ":1, got 'high', expected each column once, "
        "how to mend: remove or rename one of the columns",
    ),
    "swapped columns": (
        ARMS.replace(",low,high,", ",high,low,", 1).encode(),
        ":1:low, got 'high', expected the column low here, "
        f"how to mend: put the columns in the order {HEADER.replace(',', ', ')}",
    ),
    "no header": (
        b"a,b\n1,2\n",
        f":1, got 'a,b', expected the names of the columns, how to mend: write the header {HEADER}",
    ),
    "blank first line": (
        f"\n{ARMS}".encode(),
        ":1, got nothing, expected the names of the columns, "
        f"how to mend: write the header {HEADER}",
    ),
    "blank line": (
        ARMS.replace("\nnajafi", "\n\nnajafi", 1).encode(),
        ":20, got nothing, expected a row, the line is blank, how to mend: remove the line",
    ),
    "too many cells": (
        ARMS.replace("najafi2012,b12", "najafi2012,,b12", 1).encode(),
        f":20, got '20 cells', expected 19 cells, how to mend: {CELLS}",
    ),
    "too few cells": (
        ARMS.replace("najafi2012,b12", "najafi2012", 1).encode(),
        f":20, got '18 cells', expected 19 cells, how to mend: {CELLS}",
    ),
    "unclosed quote": (
        ARMS.replace('use standardised differences"\n', "use standardised differences\n").encode(),
        f":20, got '{NAJAFI}', {QUOTES}",
    ),
    "cell without end": (
        f"{ARMS}{'x' * 200_000}\n".encode(),
        f":64, got '{'x' * 79}…', {QUOTES}",
    ),
    "repeated row": (
        f"{ARMS}{ARMS.splitlines()[1]}\n".encode(),
        ":64:study_id+analyte+matrix+group+treatment+timepoint, "
        "got 'alsomali2022, b12, serum, ms, , single', expected a key that no row above has, "
        "how to mend: line 2 has it; remove one of the rows, or correct it",
    ),
}


@pytest.mark.parametrize(("data", "sentence"), FILES.values(), ids=FILES)
def test_a_broken_file_gives_its_sentence(folder, data, sentence):
    (folder / "arms.csv").write_bytes(data)
    assert sentences(folder) == [f"arms.csv{sentence}"]


ROWS = [
    (
        ("arms", 20, "spread", ""),
        ["arms.csv:20:spread, got an empty cell, expected a value, because stat is mean_sd, "
         "how to mend: fill spread, or correct stat"],
    ),
    (
        ("arms", 58, "low", "12"),
        ["arms.csv:58:centre, got '9.1', expected at least low, 12, "
         "how to mend: correct low or centre; they may have changed places"],
    ),
    (
        ("arms", 21, "group", "ms"),
        ["arms.csv:21:study_id+analyte+matrix+group+treatment+timepoint, "
         "got 'najafi2012, b12, serum, ms, , single', expected a key that no row above has, "
         "how to mend: line 20 has it; remove one of the rows, or correct it"],
    ),
    (
        ("counts", 2, "events", "84"),
        ["counts.csv:2:total, got '83', expected at least events, 84, "
         "how to mend: correct events or total; they may have changed places"],
    ),
    (
        ("contrasts", 17, "n1", "20"),
        ["contrasts.csv:17:n2, got '21', expected the same as n1, 20, because design is paired, "
         "how to mend: correct n1 or n2, or correct design"],
    ),
    (
        ("studies", 3, "study_id", "ali2032"),
        ["contrasts.csv:5:study_id, got 'ali2023', expected a study_id of studies.csv, "
         "how to mend: correct it, or add it to studies.csv",
         "screening.csv:25:study_id, got 'ali2023', expected a study_id of studies.csv, "
         "how to mend: correct it, or add it to studies.csv"],
    ),
    (
        ("agreement", 2, "n_agree", "124"),
        ["agreement.csv:2:n_compared, got '123', expected at least n_agree, 124, "
         "how to mend: correct n_agree or n_compared; they may have changed places"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "expected"), ROWS)
def test_a_cell_that_breaks_another_gives_the_sentence_of_the_other(folder, alter, cell, expected):
    alter(*cell)
    assert sentences(folder) == expected


def test_the_real_tables_are_sound():
    assert check_tables() == []


def test_everything_is_reported_at_once_in_the_order_of_files_and_lines(folder, alter):
    alter("arms", 20, "n", "sixty")
    alter("arms", 20, "spread", "45,3")
    alter("arms", 3, "unit", "")
    alter("reviews", 2, "estimate", "NaN")
    (folder / "counts.csv").unlink()
    assert [(p.file, p.line, p.column) for p in check_tables(folder)] == [
        ("arms.csv", 3, "unit"),
        ("arms.csv", 20, "n"),
        ("arms.csv", 20, "spread"),
        ("counts.csv", None, None),
        ("reviews.csv", 2, "estimate"),
    ]


def test_lines_are_those_of_an_editor_where_a_quoted_cell_runs_on(folder):
    text = ARMS.replace('"SD reading', '"SD\n\nreading', 1).replace(",single,217,", ",single,no,")
    (folder / "arms.csv").write_text(text, encoding="utf-8")
    (problem,) = check_tables(folder)
    assert text.splitlines()[problem.line - 1].startswith("zoccolella2012,homocysteine,plasma,ms,")


def test_other_cells_are_judged_beside_a_fault_of_the_file(folder, alter):
    alter("arms", 20, "n", "sixty")
    data = (folder / "arms.csv").read_bytes()
    (folder / "arms.csv").write_bytes(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"))
    assert [(p.line, p.value) for p in check_tables(folder)] == [
        (1, "a byte order mark"),
        (1, "a carriage return (CR)"),
        (20, "sixty"),
    ]


def test_an_unreadable_studies_file_does_not_make_orphans(folder):
    (folder / "studies.csv").write_bytes(b"")
    assert len(check_tables(folder)) == 1


def test_missing_file_folder_in_its_place_and_no_folder(folder):
    (folder / "arms.csv").unlink()
    assert sentences(folder) == [
        "arms.csv, got nothing, expected a file of this name in the folder, "
        "how to mend: restore arms.csv, or correct its name"
    ]
    (folder / "arms.csv").mkdir()
    assert sentences(folder) == [
        f"arms.csv, got '{os.strerror(21)}', expected a file that can be read, "
        "how to mend: make it a file that you may read"
    ]
    assert sentences(folder / "nowhere")[0].endswith(
        "nowhere, got nothing, expected a folder of tables, how to mend: correct the path"
    )
    assert "got 'a file', expected a folder of tables" in sentences(folder / "claims.csv")[0]


def test_check_writes_nothing(folder, alter):
    alter("arms", 20, "n", "sixty")
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}
    check_tables(folder)
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.iterdir()} == before


def test_load_refuses_and_lists_every_problem(folder, alter):
    alter("arms", 20, "n", "0")
    alter("claims", 2, "topic", "gossip")
    with pytest.raises(TableError) as caught:
        load_tables(folder)
    first, *rest = str(caught.value).splitlines()
    assert first == f"2 problems in {folder}"
    assert rest == [str(problem) for problem in caught.value.problems] == sentences(folder)


def test_the_folder_may_be_named_by_the_variable(folder, alter, monkeypatch):
    alter("arms", 20, "n", "0")
    monkeypatch.setenv(DATA_VARIABLE, str(folder))
    assert len(check_tables()) == 1


def test_a_folder_may_bring_its_own_rule_book(folder, alter):
    alter("claims", 2, "topic", "gossip")
    own = (RAW / "datapackage.json").read_text(encoding="utf-8")
    (folder / "datapackage.json").write_text(own.replace('"csf_brain",', '"csf_brain", "gossip",'))
    assert check_tables(folder) == []


def test_without_any_rule_book_there_is_one_clear_problem(folder, monkeypatch):
    monkeypatch.setattr(check, "SHIPPED", folder / "datapackage.json")
    assert sentences(folder) == [
        "datapackage.json, got nothing, expected the rule book of the tables, how to mend: "
        "copy the datapackage.json of the project's data/raw into the folder"
    ]


def test_the_check_is_linear_enough_for_large_tables(folder):
    head, row = ARMS.split("\n")[:2]
    rows = "\n".join(row for _ in range(5000))
    (folder / "arms.csv").write_text(f"{head}\n{rows}\n", encoding="utf-8")
    assert len(check_tables(folder)) == 4999


quick = settings(
    derandomize=True,
    max_examples=60,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
pieces = st.one_of(
    st.binary(max_size=40),
    st.sampled_from(
        [HEADER.encode(), ARMS[:600].encode(), b'"', b",", b"\n", b"\r", b"\x00", b"\xff\xfe", b";"]
    ),
)


@quick
@given(st.lists(pieces, max_size=12).map(b"".join))
def test_no_bytes_make_it_raise(folder, data):
    for file in ("arms.csv", "studies.csv"):
        (folder / file).write_bytes(data)
    problems = check_tables(folder)
    assert problems
    assert all("\n" not in str(problem) for problem in problems)


@quick
@given(st.binary(max_size=200))
def test_no_bytes_of_a_rule_book_make_it_raise(folder, data):
    (folder / "datapackage.json").write_bytes(data)
    assert len(check_tables(folder)) == 1


def test_reading_keeps_every_cell_as_typed():
    arms = next(r for r in read_schema(RAW / "datapackage.json").resources if r.name == "arms")
    sheet = read_sheet(arms, ARMS.encode())
    assert sheet.rows[18].line == 20
    assert sheet.rows[18].cells["centre"] == "108.9"
    assert len(sheet.rows) == 62
