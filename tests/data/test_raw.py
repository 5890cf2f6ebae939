"""The real tables: unchanged, complete, in step with their dictionary, true to what was printed."""

import csv
import re
from decimal import Decimal
from hashlib import sha256

import pytest

from b12meta.paths import ROOT
from b12meta.tables import load_tables
from b12meta.tables.rulebook import read_schema

RAW = ROOT / "data" / "raw"
SCHEMA = read_schema(RAW / "datapackage.json")
README = (ROOT / "data" / "README.md").read_text(encoding="utf-8")

SHAPES = {
    "studies": (53, 18),
    "arms": (62, 19),
    "contrasts": (121, 21),
    "counts": (33, 15),
    "reviews": (30, 21),
    "anchors": (104, 16),
    "claims": (31, 6),
    "screening": (149, 8),
    "agreement": (13, 5),
}

NOT_AS_PRINTED = {("nozari2019", "change", "-2.49")}
"""Numbers that got their sign from the wording: a reduction is printed as 2.49."""


@pytest.fixture(scope="module")
def tables():
    return load_tables(RAW)


def test_checksums_are_those_written_down():
    listed = dict(
        reversed(line.split("  ")) for line in (RAW / "SHA256SUMS").read_text().splitlines()
    )
    files = [*RAW.glob("*.csv"), RAW / "datapackage.json"]
    assert listed == {file.name: sha256(file.read_bytes()).hexdigest() for file in files}


def test_shapes(tables):
    assert {name: getattr(tables, name).shape for name in SHAPES} == SHAPES


def test_bytes_survive_reading_and_writing():
    for file in RAW.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as text:
            rows = list(csv.reader(text))
        lines = [",".join(_quote(cell) for cell in row) for row in rows]
        assert ("\n".join(lines) + "\n").encode() == file.read_bytes()


def _quote(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if re.search('[",\n]', cell) else cell


def test_frames_are_typed_and_indexed_by_line(tables):
    arms = tables.arms
    assert arms.index.name == "line"
    assert arms.index.tolist() == list(range(2, 64))
    assert str(arms["n"].dtype) == "Int64"
    assert str(arms["spread"].dtype) == "float64"
    assert arms["unit"].dtype == "string"
    assert arms["n"].isna().sum() == 9
    assert arms.loc[20, "centre"] == 108.9


def test_digest_is_that_of_the_listing(tables):
    assert tables.sha256["arms.csv"] == sha256((RAW / "arms.csv").read_bytes()).hexdigest()
    listing = "".join(f"{tables.sha256[name]}  {name}\n" for name in sorted(tables.sha256))
    assert tables.digest == sha256(listing.encode()).hexdigest()
    assert str(tables).startswith("raw tables (rows: studies 53, arms 62,")
    assert str(ROOT) not in str(tables)


@pytest.mark.parametrize("table", SCHEMA.resources, ids=lambda table: table.name)
def test_dictionary_is_in_step_with_the_rule_book(table):
    section = re.search(rf"^### {table.name}\.csv \(key (.*?)\)\n(.*?)(?=^##)", README, re.M | re.S)
    assert section is not None
    assert tuple(re.findall("`(.*?)`", section[1])) == table.primary_key
    words = set(re.findall(r"\w+", section[2]))
    assert [column for column in table.columns if column not in words] == []
    assert all(field.description for field in table.fields)
    rows = SHAPES[table.name][0]
    assert f"| {table.path} | {rows} |" in README


def test_dictionary_names_no_column_that_is_gone():
    gone = {"seed"} - {column for table in SCHEMA.resources for column in table.columns}
    assert all(f"| {name} |" not in README for name in gone)


def test_articles_are_as_the_readme_lists_them(tables):
    claims = tables.claims.assign(article=tables.claims["article"].str.split(";")).explode(
        "article"
    )
    for article, rows in claims.groupby("article"):
        topics = ", ".join(f"{t} {n}" for t, n in rows["topic"].value_counts(sort=False).items())
        line = next(line for line in README.splitlines() if line.startswith(f"| {article} |"))
        _, _, count, said, ids, _ = (part.strip() for part in line.split("|"))
        assert int(count) == len(rows)
        assert sorted(said.split(", ")) == sorted(topics.split(", "))
        assert ids.split() == rows["claim_id"].tolist()


def printed_numbers(fragment: str) -> set[Decimal]:
    return {Decimal(number) for number in re.findall(r"\d+(?:\.\d+)?", fragment)}


def test_centre_and_spread_stand_in_the_fragment():
    with (RAW / "arms.csv").open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    for row in rows:
        printed = printed_numbers(row["fragment"])
        for column in ("centre", "spread", "low", "high"):
            if (row["study_id"], row["timepoint"], row[column]) in NOT_AS_PRINTED:
                assert abs(Decimal(row[column])) in printed
            elif row[column]:
                assert Decimal(row[column]) in printed, row


def test_percentages_of_agreement_follow_from_their_counts(tables):
    agreement = tables.agreement
    percent = 100 * agreement["n_agree"] / agreement["n_compared"]
    assert (abs(percent - agreement["percent"]) <= 0.05 + 1e-9).all()  # printed to one decimal


def test_screening_and_studies_name_the_same_studies(tables):
    screened = tables.screening["study_id"].dropna()
    assert screened.is_unique
    assert set(screened) == set(tables.studies["study_id"])


def test_what_a_claim_points_to_exists(tables):
    for targets in tables.claims["answerable_by"]:
        for target in [] if targets == "none" else targets.split(","):
            table, *parts = target.split("/")
            frame = getattr(tables, table)
            for part in parts:
                columns = [
                    c for c in ("analyte", "matrix", "design", "outcome", "topic") if c in frame
                ]
                assert any((frame[column] == part).any() for column in columns), target


def test_licence_names_the_canonical_page():
    text = (ROOT / "data" / "LICENSE").read_text(encoding="utf-8")
    assert "https://creativecommons.org/licenses/by/4.0/legalcode" in text
