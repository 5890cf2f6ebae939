"""The summary states its results, and they move with the tables."""

import dataclasses

import pytest

from b12meta.evidence import summary
from b12meta.evidence.missing import (
    if_unread_showed,
    pool_with_more,
    scattered,
    unread_studies,
)


@pytest.fixture(scope="module")
def found(tables):
    return summary.answered(tables, "b12")


def test_the_first_sentence_holds_our_estimate_and_both_reviews(tables, found):
    words = str(summary.first_sentence(tables, found))
    assert f"−{-found.pool.estimate:.2f}" in words
    assert "−0.08 (−0.35 to 0.20; Li 2020, 16 studies)" in words
    assert "−0.09 (−0.29 to 0.10; Dardiotis 2017, 12 studies)" in words


def test_a_changed_mean_changes_the_sentence(tables, found):
    sener = tables.arms["study_id"].eq("sener1996") & tables.arms["group"].eq("ms")
    moved = tables.arms.assign(centre=tables.arms["centre"].mask(sener, 1060))
    other = dataclasses.replace(tables, arms=moved)
    again = summary.answered(other, "b12")
    assert again.pool.estimate > found.pool.estimate + 0.05
    assert str(summary.first_sentence(other, again)) != str(summary.first_sentence(tables, found))


def test_each_answer_has_its_row(tables):
    answers = [summary.answered(tables, analyte) for analyte in summary.ASKED]
    table = summary.findings_table(answers)
    wanted = [f"{one.pool.k} ({one.people})" for one in answers]
    assert table["studies (people)"].tolist() == wanted
    assert table["verdict"].tolist() == ["inconclusive", "supported", "inconclusive"]


def test_unread_studies_are_of_ms_with_controls(tables):
    unread = unread_studies(tables, "b12")
    assert len(unread) == 14
    assert not unread["citation"].str.contains("NMO").any()
    assert "maljaei2020" not in set(unread["study_id"].dropna())


def test_no_unread_study_moves_nothing(found):
    same = pool_with_more(found.rows, -0.5, 0)
    assert same.estimate == pytest.approx(found.pool.estimate, abs=1e-9)


def test_unread_studies_scatter_as_the_others_do(found):
    """Mean and spread of the supposed effects: closed form, by construction."""
    supposed = scattered(14, 0.4)
    assert supposed.mean() == pytest.approx(0, abs=1e-15)
    assert supposed.std(ddof=1) == pytest.approx(0.4, rel=1e-12)
    pool = pool_with_more(found.rows, 0.0, 14)
    assert pool.tau.median > 0.2


def test_more_extreme_unread_studies_move_it_further(found):
    table = if_unread_showed(found.rows, 14, claimed="lower")
    assert table["estimate"].is_monotonic_increasing
    assert table["verdict"].iloc[0] == "supported"
    assert table["verdict"].iloc[-1] == "contradicted"


def test_what_reading_would_change_is_said(tables, found):
    words = str(summary.worth_reading(tables, found))
    table = summary.unread_table(tables, found)
    assert table["we would say"].iloc[0] in words
    assert table["we would say"].iloc[-1] in words
    assert "supported, inconclusive or contradicted" in words
