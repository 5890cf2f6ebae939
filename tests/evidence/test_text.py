"""Sentences state the numbers of the results they are made from, and move with them."""

from dataclasses import replace

import pytest

from b12meta.evidence import effects, overview, text
from b12meta.stats.pooling import pool


@pytest.fixture(scope="module")
def pooled(homocysteine_choice):
    sizes = effects(homocysteine_choice.chosen, "homocysteine")
    return sizes, pool(sizes.rows["yi"], sizes.rows["vi"], test="adhoc")


def test_a_pooled_sentence_states_the_result(pooled):
    sizes, result = pooled
    words = str(text.pooled(result, name="homocysteine", people=text.people(sizes)))
    assert f"{result.estimate:.2f}" in words
    assert f"{result.ci.high:.2f}" in words
    assert "five studies with 470 people" in words
    assert "higher in MS" in words


def test_heterogeneity_is_stated_as_tau_and_share(pooled):
    words = str(text.heterogeneity(pooled[1]))
    assert f"τ = {pooled[1].tau2 ** 0.5:.2f}" in words
    assert f"I² = {100 * pooled[1].i2:.0f}%" in words


def test_what_was_found_is_counted(tables):
    words = str(text.found(tables))
    assert "149 records: 56 contribute data" in words
    assert "28 await their full text" in words


def test_levels_are_counted_in_words(tables):
    words = str(text.levels(overview.level_counts(tables), "b12", "vitamin B12"))
    assert words.startswith(
        "11 studies compare vitamin B12 in people with MS and controls: two print means"
    )


def test_agreement_is_that_of_the_table(tables):
    """agreement.csv, notes of "all fields": 18 omissions by one extractor and 1 contradiction."""
    words = str(text.agreement(tables))
    assert "Of the 520 fields that could be compared, 501 agree; 18 were recorded by one" in words
    assert "and one field by both but differently" in words
    assert words.endswith("no rows remain in dispute.")


def test_who_extracted_what_is_counted(tables):
    """Data dictionary: arms 53 both, 5 one only, 4 not blind; contrasts 94, 4 + 21, 2; counts 32,
    0, 1; reviews 4 + 2 of 30 and anchors 95 of 104 by one extractor only.
    """
    words = str(text.agreement(tables))
    assert f"Both extractors have {53 + 94 + 32} of the {62 + 121 + 33} rows" in words
    assert f"{5 + 25} come from one of them only" in words
    assert "for seven rows the value itself was visible" in words
    assert "6 of 30 results of earlier reviews and 95 of 104 facts from outside MS" in words
    assert "check-list" in words
    assert "people" not in words


def test_a_row_of_one_extractor_changes_the_words(tables):
    arms = tables.arms.assign(agreement="first_only")
    assert f"{62 + 25} come from one" in str(text.agreement(replace(tables, arms=arms)))


def test_where_studies_were_read_is_counted(tables):
    words = str(text.found(tables))
    kinds = tables.studies["source_kind"].value_counts()
    assert f"{kinds['secondary']} on secondary pages such as news or a forum" in words
    assert f"{kinds['abstract']} as an abstract" in words
    one = tables.studies.assign(source_kind="secondary")
    assert f"{len(one)} on secondary" in str(text.found(replace(tables, studies=one)))


def test_sentences_show_themselves_as_markdown():
    assert (text.Sentence("A.") + text.Sentence("B."))._repr_markdown_() == "A. B."
