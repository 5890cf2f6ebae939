"""Sentences state the numbers of the results they are made from, and move with them."""

from dataclasses import replace

import pytest

from b12meta.evidence import choose, comparisons, effects, overview, text
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


def test_a_prediction_sentence_names_its_rule(pooled):
    words = str(text.prediction(pooled[1]))
    assert "t with 4 degrees of freedom" in words
    assert f"{pooled[1].pi.high:.2f}" in words


def test_a_common_effect_has_no_prediction():
    assert "No prediction interval" in str(
        text.prediction(pool([0.1, 0.2], [0.1, 0.1], method="EE"))
    )


def test_heterogeneity_is_stated_as_tau_and_share(pooled):
    words = str(text.heterogeneity(pooled[1]))
    assert f"τ = {pooled[1].tau2 ** 0.5:.2f}" in words
    assert f"I² = {100 * pooled[1].i2:.0f}%" in words


def test_every_study_without_means_is_counted(b12_choice):
    words = str(text.not_pooled(effects(b12_choice.chosen, "b12").aside, name="it"))
    assert words == (
        "Of nine further studies that compared it, two say significantly lower, "
        "four say not different and three give no usable result."
    )


def test_levels_are_counted_in_words(tables):
    words = str(text.levels(overview.level_counts(tables), "b12", "vitamin B12"))
    assert words.startswith(
        "11 studies compare vitamin B12 in people with MS and controls: two print means"
    )


def test_an_earlier_review_is_quoted(tables):
    words = str(text.earlier_review(tables, "li2020", "b12"))
    assert words == (
        "Li (2020), who read full texts, pooled 16 studies: "
        "standardised mean difference −0.08 (−0.35 to 0.20)."
    )


def test_a_changed_cell_changes_the_sentence(tables):
    """A wrong digit in the raw table reaches the reader's sentence, not only the frame."""
    arms = tables.arms.copy()
    row = arms["study_id"].eq("najafi2012") & arms["group"].eq("ms")
    arms.loc[row, "centre"] = 58.9
    said = [_from_means(case) for case in (tables, replace(tables, arms=arms))]
    assert said[0] != said[1]
    assert "Najafi 2012 found it higher" in said[0]
    assert "Najafi 2012 found it lower" in said[1]


def _from_means(tables):
    sizes = effects(choose(comparisons(tables, "b12")).chosen, "b12")
    return str(text.from_means(sizes, pool(sizes.rows["yi"], sizes.rows["vi"]), name="serum B12"))


def test_three_studies_are_pooled(pooled):
    sizes, result = pooled
    said = text.from_means(sizes, result, name="homocysteine")
    assert said == text.pooled(result, name="homocysteine", people=text.people(sizes))


def test_sentences_show_themselves_as_markdown():
    assert (text.Sentence("A.") + text.Sentence("B."))._repr_markdown_() == "A. B."
