"""What is said and shown of low B12 follows the raw rows."""

import re
from dataclasses import replace

import pytest

from b12meta.evidence import prevalence
from b12meta.evidence.prevalence import otherwise, said, shown
from b12meta.report.tables import show_table

TABLES = (
    shown.by_cut_off, shown.against_controls, shown.without_control_counts, shown.confirmation,
    shown.other_surveys, shown.beside, shown.every_count, shown.awaiting,
)  # fmt: skip


def changed(tables, study, **cells):
    """The tables with cells of a study's low B12 in MS changed."""
    counts = tables.counts.copy()
    row = counts["study_id"].eq(study) & counts["outcome"].eq("low_b12") & counts["group"].eq("ms")
    assert row.sum() == 1
    for column, value in cells.items():
        counts.loc[row, column] = value
    return replace(tables, counts=counts)


class TestAnswer:
    def test_it_states_range_band_odds_and_confirmation(self, tables):
        words = str(prevalence.answer(tables))
        assert "between 0% and 31% had low B12" in words
        assert "run from 55 to 222 pmol/L" in words
        assert "17% (10% to 27%) in [Alsomali 2022]" in words
        assert "31% (15% to 51%) in [Reynolds 1992]" in words
        assert "7.07 (0.82 to 338) in [Kocer 2009]" in words
        assert "0.78 (0.27 to 2.26) in [Najafi 2012]" in words
        assert "more common in MS is **inconclusive**" in words
        assert "MMA) was raised in 1 of 32 (0% to 16%) in [Goodkin 1994]" in words
        assert "0 of 7 (0% to 41%) in [Vrethem 2003]" in words
        assert "homocysteine, which also rises when folate is short, in 7 of 32 and 1 of 7" in words

    def test_two_studies_are_never_one_number(self, tables):
        """Decision 2: below three studies estimates only, so no pooled share or odds ratio."""
        words = str(prevalence.answer(tables))
        assert "two studies are too few for a pool" in words
        assert f"{100 * prevalence.in_band(tables).estimate:.0f}%" not in words
        odds = prevalence.odds_against_healthy(tables)
        assert f"{odds.estimate:.2f}" not in words + str(said.against_healthy(odds))
        enough = str(said.against_healthy(replace(odds, k=3)))
        assert "taken as one, 1.31, exact 95% interval 0.54 to 3.32" in enough

    @pytest.mark.parametrize(
        ("study", "cells"),
        [
            ("reynolds1992", {"events": 12}),
            ("goodkin1994", {"cutoff": 310.0}),
            ("najafi2012", {"events": 33}),
            ("alsomali2022", {"sampling": "selected_for_deficiency"}),
            ("kocer2009", {"events": 8}),
        ],
    )
    def test_a_changed_cell_changes_it(self, tables, study, cells):
        other = changed(tables, study, **cells)
        assert str(prevalence.answer(other)) != str(prevalence.answer(tables))

    def test_three_comparable_studies_are_a_pool(self, tables):
        words = str(prevalence.answer(changed(tables, "goodkin1994", cutoff=200.0)))
        assert "too few for a pool" not in words
        assert "by the binomial-normal model" in words

    def test_studies_lead_to_their_pages(self, tables):
        assert "[Reynolds 1992](../docs/studies/reynolds1992.md)" in str(prevalence.answer(tables))


class TestSentences:
    def test_odds_are_said_study_by_study(self, tables):
        words = str(said.against_healthy(prevalence.odds_against_healthy(tables)))
        assert words.startswith("Two studies with 163 people")
        assert "7.07 (0.82 to 338) in [Kocer 2009]" in words

    def test_disagreement_is_tested(self, tables):
        """Zelen's p on these tables by R: tests/stats/test_exact_counts.py."""
        found = prevalence.odds_against_healthy(tables)
        words = str(said.disagreement(found))
        assert "The studies may disagree (Zelen's exact test of one odds ratio: p = 0.072)" in words
        alike = changed(tables, "kocer2009", events=1)
        words = str(said.disagreement(prevalence.odds_against_healthy(alike)))
        assert "No disagreement between the studies is shown" in words
        apart = changed(tables, "kocer2009", events=20)
        words = str(said.disagreement(prevalence.odds_against_healthy(apart)))
        assert "The studies disagree by more than chance" in words
        alone = replace(found, rows=found.rows.head(1))
        assert "One study alone" in str(said.disagreement(alone))

    def test_each_metabolite_count_is_said(self, tables):
        words = str(said.confirmation(tables))
        assert "raised MMA or homocysteine in 7 of 32 (22%, 9% to 40%)" in words
        assert "found in 7 of 165 (4%, 2% to 9%) of all who were tested" in words
        assert "high MMA in 0 of 7 (0%, 0% to 41%)" in words

    def test_surveys_are_said_with_cut_off_people_and_row(self, tables):
        words = str(said.beside_others(tables))
        assert re.findall(r"\[([\d.]+%)\]\(../docs/rows/anchors.md#anchors-\d+\)", words) == [
            "4.0%", "3.9%", "1%", "2.6%",
        ]  # fmt: skip
        assert "below 126 pmol/L (US adults >= 19 y, NHANES 1999-2004)" in words
        assert words.count("without anaemia (US adults > 50 y") == 2

    def test_a_forced_pool_names_its_widest_interval(self, tables):
        """Limits as in `otherwise.share_lines`; metafor's normal ones: test_prevalence.py."""
        words = str(said.pooled_all_the_same(tables))
        assert "21% (12% to 33%; binomial-normal model, normal interval)" in words
        assert "The widest interval, by logits, REML, Knapp-Hartung" in words

    def test_a_normal_level_is_no_proof(self, tables):
        assert "54%" in str(said.not_ruled_out(tables))

    def test_every_count_is_in_the_sum(self, tables):
        words = str(said.used(tables))
        total, *parts = map(int, re.findall(r"\b(\d+) (?!to|pmol)", words.replace("148", "")))
        assert total == sum(parts) == len(tables.counts)


class TestTables:
    @pytest.mark.parametrize("make", TABLES, ids=lambda make: make.__name__)
    def test_first_column_leads_to_a_page(self, tables, make):
        table = show_table(make(tables), "caption")
        assert table.rows
        assert all(row[0].startswith("../docs/") for row in table.addresses)

    def test_studies_without_control_counts_are_named(self, tables):
        assert list(shown.without_control_counts(tables)["study"]) == [
            "Reynolds 1992",
            "Vrethem 2003",
        ]

    def test_pooled_otherwise_says_the_lines(self, tables):
        rows = otherwise.pooled_otherwise(tables)
        lines = otherwise.share_lines(tables)
        assert list(rows["analysis"]) == [name for name, *_ in lines]
        assert list(rows["share with low B12"]) == [f"{100 * share:.0f}%" for *_, share, _ in lines]
        assert "Alsomali 14 of 84, not 14 of 83" in rows["analysis"].iloc[-1]

    def test_odds_otherwise_has_every_method(self, tables):
        rows = otherwise.odds_otherwise(tables).set_index("analysis")
        assert list(rows.index[:3]) == ["Exact, conditional", "Mantel-Haenszel", "Peto"]
        alone = rows.loc["Without levels whose scale is in doubt"]
        assert (alone["studies"], alone["odds ratio"]) == (1, "7.07")
        assert rows.loc["Other denominator: Kocer 6 of 30, not 7 of 35", "studies"] == 2
