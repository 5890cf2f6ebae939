"""Moderators: what is known of each study, groups, the line on the year, and the sentences.

The slope on the year: R 4.2.2, metafor 3.8-1, on the eight point effects of homocysteine with their
own variances, ``rma(yi, vi, mods = ~ I((year - 2000) / 10), method = "REML", test = "adhoc")``.
"""

from dataclasses import replace

import numpy as np
import pytest

from b12meta.evidence import moderators as mo
from b12meta.evidence import pool_every
from b12meta.evidence.moderators import regions, splits, table
from b12meta.evidence.words import number


@pytest.fixture(scope="module")
def hcy(tables):
    return mo.moderators(tables, "homocysteine")


@pytest.fixture(scope="module")
def groups(hcy):
    return mo.groups(hcy)


@pytest.fixture(scope="module")
def frame(groups):
    return splits.as_frame(groups).set_index(["moderator", "value"])


class TestTable:
    def test_missing_stays_missing(self, hcy):
        assert hcy["phase"].isna().sum() == 9
        assert hcy["assay"].isna().sum() == 10
        assert hcy.loc["zoccolella2012", "controls"] == "neurological controls"

    def test_every_study_is_in_one_period(self, hcy):
        assert hcy["period"].value_counts().to_dict() == {"until 2010": 7, "after 2010": 6}

    def test_every_country_has_a_region(self, tables):
        countries = tables.studies["country"].dropna().unique()
        assert {regions.region(country) for country in countries} == set(regions.COUNTRIES)

    def test_a_new_country_is_named(self):
        with pytest.raises(ValueError, match="'Atlantis'"):
            regions.region("Atlantis")

    def test_coverage_counts_what_is_known(self, hcy):
        found = mo.coverage(hcy).set_index("moderator")
        assert (found["studies"] + found["missing"]).eq(len(hcy)).all()
        assert found.loc["assay", ["studies", "poolable"]].to_list() == [3, 0]


class TestGroups:
    def test_every_study_stands_once_in_each_moderator(self, hcy, groups):
        for name in table.NAMES.values():
            members = [key for one in groups if one.moderator == name for key in one.rows.index]
            assert sorted(members) == sorted(hcy.index)

    def test_a_group_is_the_headline_pool_of_its_studies(self, hcy, frame):
        asia = hcy[hcy["country"].isin(["Iran", "China"])]
        row = frame.loc[("region", "Asia")]
        assert row["k"] == len(asia) == 4
        assert row["estimate"] == pool_every(asia).estimate

    def test_two_studies_are_listed_and_not_pooled(self, frame):
        row = frame.loc[("region", "Africa")]
        assert (row["k"], row["why"]) == (2, "fewer than 3 studies")
        assert np.isnan(row["estimate"])
        assert row["studies"] == "Fahmy 2018, Ali 2023"

    def test_what_is_not_printed_is_never_a_group(self, groups):
        assert all(one.pool is None for one in groups if one.value == splits.NOT_PRINTED)

    def test_bounds_open_to_one_side_are_not_pooled(self, hcy):
        """Three half-lines say nothing of how far the mean may lie."""
        rows = hcy.loc[["ribeiro2024", "moghaddasi2013", "ali2023"]]
        assert splits.unpoolable(rows) == splits.ONE_SIDE
        assert splits.unpoolable(hcy) == ""


class TestTrend:
    def test_the_slope_is_that_of_metafor(self, hcy):
        found = mo.year_trend(hcy)
        assert found.k == 8
        expected = (-0.1116272329, -1.2188911105, 0.9956366446)
        assert found.slope == pytest.approx(expected, abs=1e-5)  # REML is searched on both sides

    def test_the_line_runs_from_the_first_year_to_the_last(self, hcy):
        line = mo.year_trend(hcy).line
        assert (line["x"].min(), line["x"].max()) == (2003, 2014)
        steps = np.diff(line["estimate"]) / np.diff(line["x"])
        assert steps == pytest.approx([-0.01116272329] * 40, abs=1e-6)

    def test_two_effects_have_no_line(self, tables):
        found = mo.year_trend(mo.moderators(tables, "b12"))
        assert (found.k, found.fit, found.line) == (2, None, None)

    def test_the_rule_counts_moderators(self):
        """Cochrane Handbook 10.11.5.1: ten studies for each characteristic modelled."""
        assert [mo.enough(k) for k in (9, 10)] == [False, True]
        assert not mo.enough(19, moderators=2)


class TestSentences:
    def test_the_answer_states_what_k_allows(self, tables, groups):
        words = str(mo.answer(tables))
        pooled = [one.pool.estimate for one in groups if one.pool]
        assert "2 of 8 studies of serum B12 and 8 of 13 studies of homocysteine" in words
        assert f"between {number(min(pooled))} and {number(max(pooled))}" in words

    def test_too_few_effects_decide_nothing(self, hcy):
        words = str(mo.answers.told_trend(mo.year_trend(hcy), name="homocysteine"))
        assert "changes by −0.11" in words
        assert words.endswith(
            "8 effects are fewer than 10: this describes them and decides nothing."
        )

    def test_intervals_that_part_are_named(self, groups):
        assert "overlap in each of them" in str(mo.answers.told_apart(groups))
        far = [replace(one, pool=replace(one.pool, ci=type(one.pool.ci)(5, 6)))
               if one.value == "Asia" else one for one in groups]  # fmt: skip
        assert "do not meet for region" in str(mo.answers.told_apart(far))

    def test_what_is_mostly_missing_is_named(self, hcy):
        words = str(mo.answers.told_missing(mo.coverage(hcy)))
        assert words == (
            "Missing for at least half of the studies: relapse or remission (9 of 13) and "
            "assay (10 of 13)."
        )

    def test_a_changed_country_changes_the_answer(self, tables):
        """A study moved to another region reaches the table of groups."""
        studies = tables.studies.copy()
        studies.loc[studies["study_id"].eq("ribeiro2024"), "country"] = "Egypt"
        moved = mo.groups(mo.moderators(replace(tables, studies=studies), "homocysteine"))
        africa = next(one for one in moved if one.value == "Africa")
        assert len(africa.rows) == 3
        assert africa.pool is not None

    def test_a_changed_mean_changes_the_answer(self, tables):
        arms = tables.arms.copy()
        row = arms["study_id"].eq("najafi2012") & arms["group"].eq("ms")
        arms.loc[row, "centre"] = 58.9
        assert str(mo.answer(replace(tables, arms=arms))) != str(mo.answer(tables))


class TestSexes:
    def test_medians_as_printed(self, tables):
        found = mo.sexes.within_study(tables)
        assert (found.men, found.women) == (10.4, 8.4)
        assert (found.control_men, found.control_women) == (9.1, 8.5)
        assert found.groups == (9.1, 8.6)

    def test_the_sentence_takes_differences(self, tables):
        words = str(mo.sexes.told_sexes(mo.sexes.within_study(tables)))
        assert "1.3 among men, by −0.1 among women, and by 0.5 in all" in words

    def test_a_changed_fragment_changes_the_sentence(self, tables):
        contrasts = tables.contrasts.copy()
        row = contrasts["group1"].eq("ms_men") & contrasts["group2"].eq("ms_women")
        contrasts.loc[row, "fragment"] = "11.4 vs. 8.4; p < 0.0001"
        words = str(
            mo.sexes.told_sexes(mo.sexes.within_study(replace(tables, contrasts=contrasts)))
        )
        assert "2.3 among men" in words

    def test_without_the_rows_it_says_so(self, tables):
        contrasts = tables.contrasts[tables.contrasts["study_id"].ne("zoccolella2012")]
        found = mo.sexes.within_study(replace(tables, contrasts=contrasts))
        assert str(mo.sexes.told_sexes(found)) == "No study prints homocysteine by sex."
