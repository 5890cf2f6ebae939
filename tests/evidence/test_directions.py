"""Directions and p ranges of the real comparisons, as read by eye from contrasts.csv."""

import pytest

from b12meta.evidence import directions


@pytest.fixture(scope="module")
def told(b12_choice):
    return directions.directions(b12_choice.chosen, "b12")


def test_every_study_is_counted(told, b12_choice):
    found = directions.signs(told)
    assert (found.lower, found.higher, found.unstated) == (4, 1, 6)
    assert len(told) == len(b12_choice.chosen)


def test_p_is_what_the_print_allows(told):
    limits = told[["p_low", "p_high"]]
    assert limits.loc["zhang2014"].tolist() == [0.05, 1]
    assert limits.loc["sener1996"].tolist() == [0, 0.01]
    assert limits.loc["najafi2012"].tolist() == pytest.approx([0.2835, 0.2845])
    assert limits.loc["salemi2010"].tolist() == [0, 1]


def test_one_sided_p_follows_the_direction(told):
    lower = directions.one_sided(told, "lower")
    assert lower.loc["sener1996"].tolist() == [0, 0.005]
    assert lower.loc["najafi2012"].tolist() == pytest.approx([1 - 0.2845 / 2, 1 - 0.2835 / 2])
    assert lower.loc["zhang2014"].tolist() == [0.025, 0.975]


def test_sentences_state_the_counts_and_ranges(told):
    assert str(directions.told_by_directions(told)).startswith(
        "Four studies say lower, 1 higher, and 6 state no direction."
    )
    assert "of the eight studies that report a test" in str(
        directions.told_by_p(told, side="lower")
    )
