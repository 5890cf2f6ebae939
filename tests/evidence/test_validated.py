"""The comparison with metafor that a reader sees is that of the tests."""

import csv

import pandas as pd
import pytest

from b12meta.evidence import validated
from b12meta.paths import ROOT
from b12meta.tables.validation import METAFOR, read_metafor


@pytest.fixture(scope="module")
def rows():
    return validated.compared()


def test_every_value_is_one_of_the_reference_values():
    """By set and printed value: data/validation is a part of tests/golden/metafor_5.1.12.csv."""
    with (ROOT / "tests" / "golden" / "metafor_5.1.12.csv").open() as lines:
        known = {(row["set"], row["raw"]) for row in csv.DictReader(lines)}
    with METAFOR.open() as lines:
        shown = {(row["set"], row["value"]) for row in csv.DictReader(lines)}
    assert shown <= known
    assert len(shown) > 250


def test_our_numbers_are_metafors(rows):
    """1e-9 as in tests/stats/test_golden.py: where metafor's own iterations end."""
    assert len(rows) == 3 * 10 * 9
    assert rows["off"].max() < 1e-9


def test_a_wrong_value_would_be_seen(tmp_path):
    path = tmp_path / "metafor.csv"
    table = pd.read_csv(METAFOR, dtype=str, keep_default_na=False)
    hit = table["method"].eq("REML") & table["quantity"].eq("tau2") & table["set"].eq("BCG_logRR")
    table.loc[hit, "value"] = "0.3135"
    table.to_csv(path, index=False)
    words = str(validated.told(validated.compared(path)))
    assert "below 1e-02" in words or "below 1e-03" in words


def test_the_table_has_a_line_for_each_estimator(rows):
    assert len(validated.shown(rows)) == 30


def test_without_the_file_it_is_said_where_it_should_be(tmp_path):
    with pytest.raises(FileNotFoundError, match="source tree"):
        read_metafor(tmp_path / "none.csv")
