"""Pools of every study: the headline, its alternatives, and the sentences they make."""

from dataclasses import replace

import pytest

from b12meta.evidence import (
    alternatives,
    analyses,
    answers,
    choose,
    comparisons,
    contrasts,
    leave_one_out,
    pool_every,
    pool_means,
    shown,
)
from b12meta.evidence.missing import needed, unread_studies, with_more
from b12meta.evidence.pools import as_frame
from b12meta.evidence.verdict import verdict
from b12meta.stats.interval import Interval


@pytest.fixture(scope="module")
def rows(b12_choice):
    return contrasts(b12_choice.chosen, "b12").rows


@pytest.fixture(scope="module")
def pool(rows):
    return pool_every(rows)


@pytest.fixture(scope="module")
def others(tables, homocysteine_choice):
    return alternatives(tables, homocysteine_choice.chosen, "homocysteine")


def test_each_alternative_changes_what_it_says(others):
    assert "zhang2014" not in others["Without spreads read as standard errors"].index
    as_sd = others["Every ± read as a standard deviation"].loc["zhang2014", "yi"]
    assert as_sd == pytest.approx(7.5, abs=0.2)  # data/README.md: "would mean d = 7.5"
    assert others["Serum only"]["matrix"].eq("serum").all()
    printed = others["Printed p instead of means where they disagree"]
    assert printed.loc["masoud2007", "level"] == "bounded_p"
    assert "ribeiro2024" not in others["No secondary pages"].index


def test_silent_studies_enter_as_not_different(tables, b12_choice):
    found = alternatives(tables, b12_choice.chosen, "b12")
    known = set(contrasts(b12_choice.chosen, "b12").rows.index)
    silent = found["Silent studies as not different"]
    assert set(silent.index) - known == {"salemi2010"}
    assert silent.loc["salemi2010", "low"] == -silent.loc["salemi2010", "high"]


@pytest.mark.parametrize(("words", "controls"), [("half as", 20), ("as", 40), ("twice as", 80)])
def test_missing_control_sizes_are_assumed_openly(tables, b12_choice, words, controls):
    found = alternatives(tables, b12_choice.chosen, "b12")
    row = found[f"… and {words} many controls as patients where not printed"].loc["basil1965"]
    assert (row["n1i"], row["n2i"]) == (40, controls)


def test_the_headline_comes_first_and_is_the_bayesian_fit(rows, pool):
    first = as_frame(analyses(rows, {})).iloc[0]
    assert first["analysis"] == "Every study (headline)"
    assert first["estimate"] == pool.estimate
    assert (first["pi_low"], first["pi_high"]) == tuple(pool.pi)


def test_two_studies_with_means_are_not_an_analysis_of_their_own(rows):
    assert not as_frame(analyses(rows, {}))["analysis"].str.contains("Means only").any()


def test_the_sentence_states_the_pool(rows, pool):
    words = str(answers.every_study(pool, rows, name="serum B12"))
    assert "eight studies with 740 people" in words
    assert f"differs by −{-pool.estimate:.2f}" in words
    assert f"{100 * pool.mu.prob_below(0):.0f}%" in words


def test_the_assumption_stands_where_the_result_is(pool):
    assert "only through the bound that it printed" in str(answers.assumption(pool))


def test_the_diamonds_are_the_pools(rows, pool):
    usual, headline = answers.diamonds(pool, rows)
    assert usual == {"label": "Means only (k = 2): no pooled verdict"}
    assert (headline["estimate"], headline["low"]) == (pool.estimate, pool.ci.low)


@pytest.mark.parametrize(
    ("ci", "claimed", "expected"),
    [
        (Interval(-0.8, -0.1), "lower", "supported"),
        (Interval(-0.8, 0.1), "lower", "inconclusive"),
        (Interval(-0.1, 0.1), "lower", "contradicted"),
        (Interval(0.1, 0.8), "lower", "contradicted"),
        (Interval(-0.2, 0.5), "lower", "inconclusive"),
        (Interval(0.1, 0.8), "higher", "supported"),
        (Interval(-0.3, 0.19), "higher", "contradicted"),
    ],
)
def test_verdicts_follow_the_written_rule(ci, claimed, expected):
    """Decision 11: contradicted only where the interval excludes 0.2 on the claimed side."""
    assert verdict(ci, claimed=claimed) == expected


def test_a_verdict_needs_a_direction():
    with pytest.raises(ValueError, match="'down'"):
        verdict(Interval(0, 1), claimed="down")


def test_leaving_out_names_the_study_that_moves_most(rows):
    table = leave_one_out(rows)
    words = str(answers.leaving_out(table, rows))
    assert f"{table['estimate'].max():.2f}".replace("-", "−") in words
    assert len(shown.leave_one_out_table(table, rows)) == len(rows)


def test_what_the_unread_studies_would_need_brings_the_target(rows):
    """The answer is put back into the pool, which must then give the target."""
    effect = needed(rows, -0.08, 16)
    assert with_more(rows, effect, 16) == pytest.approx(-0.08, abs=1e-5)


def test_unread_studies_are_those_awaiting_their_text(tables):
    assert unread_studies(tables, "b12")["decision"].eq("awaiting_full_text").all()


def test_a_changed_cell_changes_the_answer(tables):
    """A wrong digit in the raw table reaches the reader's sentence, not only the frame."""
    arms = tables.arms.copy()
    row = arms["study_id"].eq("najafi2012") & arms["group"].eq("ms")
    arms.loc[row, "centre"] = 58.9
    said = []
    for case in (tables, replace(tables, arms=arms)):
        rows = contrasts(choose(comparisons(case, "b12")).chosen, "b12").rows
        said.append(str(answers.every_study(pool_every(rows), rows, name="serum B12")))
    assert said[0] != said[1]


def test_the_usual_practice_is_said_beside_it(homocysteine_choice):
    rows = contrasts(homocysteine_choice.chosen, "homocysteine").rows
    means = pool_means(rows)
    assert f"{means.estimate:.2f}" in str(answers.usual_practice(rows))


def test_routes_show_bounds_and_effects(rows):
    table = shown.routes(rows)
    assert table.loc["reynolds1992", "effect or bounds"] == "below −0.51"
    assert table.loc["sener1996", "effect or bounds"] == "−0.95 (−1.57 to −0.32)"
