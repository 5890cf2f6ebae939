"""Sentences state the numbers of the results they are made from, and move with them."""

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
    assert "501 of 520 fields. 18 were recorded by one of them only, and one field by both" in words
    assert words.endswith("no rows remain in dispute.")


def test_sentences_show_themselves_as_markdown():
    assert (text.Sentence("A.") + text.Sentence("B."))._repr_markdown_() == "A. B."
