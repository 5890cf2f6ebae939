"""Years and countries of the studies, and what each brings."""

from dataclasses import replace

from b12meta.evidence.chooser import choose
from b12meta.evidence.compare import comparisons
from b12meta.evidence.places import KINDS, places, where_and_when


def test_every_study_has_one_row_and_a_kind(tables):
    rows = places(tables)
    assert sorted(rows.index) == sorted(tables.studies["study_id"])
    assert set(rows["reports"]) == set(KINDS)


def test_kinds_follow_the_comparisons_and_the_screening(tables):
    rows = places(tables)
    compared = set(choose(comparisons(tables, "b12")).chosen["study_id"])
    assert set(rows.index[rows["reports"].eq(KINDS[0])]) == compared
    waiting = tables.screening.query("decision == 'awaiting_full_text'")["study_id"].dropna()
    assert set(rows.index[rows["reports"].eq(KINDS[3])]) == set(waiting)


def test_the_sentence_counts_countries_and_keeps_ties(tables):
    said = str(where_and_when(places(tables)))
    countries = tables.studies["country"].value_counts()
    assert f"{len(tables.studies)} study pages come from {len(countries)} countries" in said
    assert f"the most, {countries.iloc[0]}, from {countries.index[0]};" in said
    assert "Italy" not in said
    assert "two pages do not name one" in said
    studies = tables.studies.assign(country=["Malta", "Chad"] * 26 + [None])
    other = str(where_and_when(places(replace(tables, studies=studies))))
    assert "come from two countries, the most, 26 each, from " in other
    assert "Malta" in other
    assert "Chad" in other
    assert "one page does not name one" in other
