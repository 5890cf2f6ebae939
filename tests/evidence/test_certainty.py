"""Certainty follows its thresholds, one step at a time."""

import pytest

from b12meta.evidence import choose, comparisons, contrasts, pool_every
from b12meta.evidence.certainty import Certainty, Step, certainty
from b12meta.evidence.small_studies import silence_list
from b12meta.stats.bayes.priors import HalfNormal
from b12meta.stats.bounded.pooling import pool_bounded


@pytest.fixture(scope="module")
def b12_rows(b12_choice):
    return contrasts(b12_choice.chosen, "b12").rows


def steps(found):
    return {step.domain: step for step in found.steps}


def step(*, lowers):
    return Step(domain="imprecision", found="", rule="", lowers=lowers)


def test_no_result_is_better_than_low():
    assert Certainty(steps=(step(lowers=False),)).level == "low"
    assert Certainty(steps=(step(lowers=False), step(lowers=True))).level == "very low"


def test_the_reason_names_the_domains_that_lower_it():
    assert Certainty(steps=(step(lowers=True),)).reason == "imprecision"
    assert "abstracts" in Certainty(steps=(step(lowers=False),)).reason


def test_serum_b12_is_uncertain_for_three_reasons(tables, b12_rows):
    found = certainty(tables, pool_every(b12_rows), b12_rows, "b12")
    assert found.reason == "inconsistency, imprecision and reporting bias"
    assert len(found.as_frame()) == 5


def test_homocysteine_is_precise_enough(tables, homocysteine_choice):
    rows = contrasts(homocysteine_choice.chosen, "homocysteine").rows
    found = steps(certainty(tables, pool_every(rows), rows, "homocysteine"))
    assert not found["imprecision"].lowers
    assert found["inconsistency"].lowers


def test_silence_is_counted_from_the_list_that_readers_see(tables, b12_rows):
    """Each line of the list in notebook 08, and the studies that are pooled."""
    listed = silence_list(tables, "b12")
    found = steps(certainty(tables, pool_every(b12_rows), b12_rows, "b12"))
    words = f"{len(listed)} of {len(listed) + len(b12_rows)} "
    assert found["reporting bias"].found.startswith(words)
    assert {"basil1965", "salemi2010", "unknown_b12met"} <= set(listed["study_id"])


def test_precise_homogeneous_studies_are_not_lowered_for_their_numbers(tables, b12_rows):
    rows = b12_rows.assign(yi=-0.5, low=-0.5, high=-0.5, vi=1e-4)
    pool = pool_bounded(
        rows["yi"], rows["vi"], rows["low"], rows["high"], tau_prior=HalfNormal(0.01)
    )
    found = steps(certainty(tables, pool, rows, "b12"))
    assert not found["imprecision"].lowers
    assert not found["inconsistency"].lowers


def test_other_controls_make_it_indirect(tables, b12_rows):
    rows = b12_rows.assign(group2="neuro_control")
    assert steps(certainty(tables, pool_every(rows), rows, "b12"))["indirectness"].lowers


def test_choice_is_that_of_the_headline(tables):
    rows = contrasts(choose(comparisons(tables, "folate")).chosen, "folate").rows
    assert certainty(tables, pool_every(rows), rows, "folate").level == "very low"
