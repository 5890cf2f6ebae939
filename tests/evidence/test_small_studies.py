"""Small and silent studies: the rule, the descriptions, who prints numbers, and the sentences.

Numbers from R: R 4.2.2, metafor 3.8-1, on the eight point effects of homocysteine with their own
variances (`points`), given to R with 17 digits. Each call stands beside its numbers.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import special, stats

from b12meta.evidence import pool_every, simulated
from b12meta.evidence import small_studies as ss
from b12meta.evidence.chooser import choose
from b12meta.evidence.compare import comparisons
from b12meta.evidence.missing import unread_studies
from b12meta.evidence.pools import pool_means
from b12meta.evidence.small_studies import moves, prints, rule
from b12meta.evidence.words import number

R = 1e-6  # R's printed digits; closed forms agree far beyond
SEARCH = 1e-4  # both sides search for a maximum


@pytest.fixture(scope="module")
def hcy(tables):
    return ss.placed(tables, "homocysteine")


@pytest.fixture(scope="module")
def effects(hcy):
    return ss.points(hcy)


@pytest.fixture(scope="module")
def found(effects):
    return ss.described(effects).set_index("method")


@pytest.fixture(scope="module")
def stated(tables):
    return ss.stated(tables)


class TestRule:
    def test_ten_are_enough(self):
        """Sterne et al. (2011), BMJ 343, d4002: ten studies or more."""
        assert [ss.enough(k) for k in (0, 9, 10, 11)] == [False, False, True, True]
        assert ss.enough(4, fewest=4)

    def test_no_analyte_has_enough(self, tables):
        table = ss.testable(tables).set_index("analyte")
        assert table["points"].to_dict() == {"B12": 2, "homocysteine": 8, "folate": 0}
        assert (table["points"] + table["bounds"]).equals(table["studies"])
        assert table["verdict"].eq("no verdict below 10 studies").all()

    def test_tests_are_read_only_where_they_may(self):
        assert rule.reading(9, 0.001) == "no verdict below 10 studies"
        assert rule.reading(10, 0.099) == "small studies differ"
        assert rule.reading(10, 0.101) == "no sign that small studies differ"


class TestPoints:
    def test_means_keep_their_variance(self, hcy, effects):
        means = hcy[hcy["level"].eq("means")]
        got = effects.loc[means.index, "vi"]
        assert got.to_list() == pytest.approx(means["vi"].to_list(), rel=1e-12)

    def test_an_exact_p_gives_the_variance_at_its_effect(self, effects):
        """Hedges' g of two groups: 1/n1 + 1/n2 + g**2 / (2 (n1 + n2)) (metafor, vtype "LS")."""
        row = effects.loc["salemi2010"]
        expected = 1 / 40 + 1 / 80 + row["yi"] ** 2 / (2 * 120)
        assert row["vi"] == pytest.approx(expected, rel=1e-9)

    def test_bounds_stand_at_their_error_at_no_effect(self, hcy):
        rows = ss.funnel_rows(hcy)
        assert rows.loc["fahmy2018", "sei"] == pytest.approx((1 / 45 + 1 / 20) ** 0.5)
        assert rows["sei"].gt(0).all()
        assert rows["page_url"].str.startswith("../docs/studies/").all()

    def test_two_points_are_not_described(self, tables):
        assert ss.described(ss.points(ss.placed(tables, "b12"))).empty


class TestAgainstR:
    def test_egger(self, found):
        """R: ni = n1 n2 / (n1 + n2); regtest(yi, vi, model="lm"), with predictor="sqrtninv" and ni,
        and regtest(yi, 1/ni, model="lm"); lm(yi ~ sqrt(1/ni), weights=...) gives the same.
        """
        lines = found[found.index.str.startswith("Egger")]
        assert lines["pval"].to_list() == pytest.approx(
            [0.07921523, 0.1207293108, 0.1254924484], abs=R
        )
        assert lines["estimate"].to_list()[1:] == pytest.approx(
            [3.62351883615, 3.70668387233], abs=R
        )

    def test_begg(self, found):
        """ranktest(yi, vi)."""
        assert found.loc["Begg", ["estimate", "pval"]].to_list() == pytest.approx(
            [-0.0714, 0.9049], abs=5e-5
        )

    def test_adjustments(self, found):
        """trimfill(rma(test="adhoc")); lm(yi ~ sqrt(vi)) and lm(yi ~ vi), weights=1/vi;
        selmodel(rma(method="ML"), type="stepfun", steps=.025, alternative="greater").
        """
        expected = {
            "Trim and fill": (0.7057311636, 0.3798508302, 1.0316114970),
            "PET": (-0.05791883989, -0.83295569451, 0.71711801472),
            "PEESE": (0.2606060799, -0.2656024256, 0.7868145855),
            "Selection model, one step": (0.53216061101, -0.01299299157, 1.07731421359),
        }
        got = found.loc[list(expected), ["estimate", "ci_low", "ci_high"]].to_numpy(dtype=float)
        assert got == pytest.approx(np.array([*expected.values()]), abs=SEARCH)

    def test_counts(self, found):
        """fsn(type = "Rosenthal", "Orwin", "Rosenberg"); tes(yi, vi): O = 7, E = 5.954313954."""
        names = [f"Fail-safe N, {name}" for name in ("Rosenthal", "Orwin", "Rosenberg")]
        assert found.loc[names, "estimate"].to_list() == [277, 8, 162]
        assert found.loc["Excess significance", "result"].startswith("7 significant, 6.0 expected")

    def test_none_has_a_verdict(self, found):
        assert found["verdict"].eq("no verdict below 10 studies").all()

    def test_enough_studies_have_one(self, effects):
        """The same effects twice are sixteen; only then is anything read from them."""
        twice = ss.described(pd.concat([effects, effects], ignore_index=True))
        assert not twice["verdict"].eq("no verdict below 10 studies").any()


class TestPrinting:
    def test_counts_as_read_from_the_tables(self, stated):
        table = ss.printing(stated, "called").set_index("analyte").drop(columns="pval")
        assert table.loc["B12"].to_list() == [3, 1, 5, 1]
        assert table.loc["folate"].to_list() == [2, 0, 5, 0]
        assert table.loc["homocysteine"].to_list() == [11, 8, 2, 0]
        assert table.loc["all together"].to_list() == [16, 9, 12, 1]

    def test_means_decide_where_they_are_printed(self, stated):
        """masoud2007 prints P < 0.05; its means give 0.10 (extraction notes; decision 6)."""
        differ = stated[stated["significant"].ne(stated["called"])]
        assert differ["study_id"].to_list() == ["masoud2007"]
        assert not differ["significant"].item()
        table = ss.printing(stated).set_index("analyte").drop(columns="pval")
        assert table.loc["homocysteine"].to_list() == [10, 7, 3, 1]
        assert table.loc["all together"].to_list() == [15, 8, 13, 2]
        shown = ss.shown.stated_table(stated)["result"]
        assert (shown == "not significant by its means, called significant").sum() == 1

    def test_the_table_agrees_with_the_selection_model(self, stated, found):
        """Both count the effects of homocysteine by their numbers: 7 significant, 1 not."""
        row = ss.printing(stated).set_index("analyte").loc["homocysteine"]
        words = f"{row['significant_numbers']:g} significant, {row['other_numbers']:g} not"
        assert found.loc["Selection model, one step", "result"].startswith(words)

    def test_exact_p(self, stated):
        """fisher.test(matrix(c(9, 1, 7, 11), 2)), as called, and matrix(c(8, 2, 7, 11), 2), by the
        means; mantelhaen.test(exact=TRUE) by analyte, study.
        """
        called = ss.printing(stated, "called")["pval"].iloc[-1]
        assert called == pytest.approx(0.01587078063, abs=1e-9)
        p = ss.printing(stated)["pval"].iloc[-1]
        assert p == pytest.approx(0.0545712106353, abs=1e-9)
        assert ss.exact_test(stated, "analyte") == pytest.approx(0.337162837163, abs=1e-9)
        assert ss.exact_test(stated, "study_id") == pytest.approx(0.01851851852, abs=1e-9)

    def test_one_stratum_is_fisher(self, stated):
        one = stated.assign(all="one")
        table = prints.two_by_two(stated)
        expected = stats.fisher_exact(table).pvalue
        assert ss.exact_test(one, "all") == pytest.approx(expected, rel=1e-9)

    def test_strata_of_one_kind_say_nothing(self, stated):
        alike = stated[stated["significant"]]
        assert ss.exact_test(alike, "study_id") == 1

    def test_side_by_side_holds_studies_with_both_kinds(self, stated):
        both = ss.side_by_side(stated)
        assert set(both["study_id"]) == {"sener1996", "vrethem2003", "ramsaransing2006",
                                         "zhang2014"}  # fmt: skip
        words = str(ss.answers.told_strata(stated))
        assert "4 of 4 significant comparisons" in words
        assert "0 of 7 others" in words


class TestSilence:
    def test_sizes_come_from_tables_or_notes(self, tables):
        found = ss.silent(tables, "b12")
        sizes = found[["n1i", "n2i"]]
        assert sizes.loc["salemi2010"].to_list() == [40, 80]
        assert sizes.loc["mbsjohs2022"].to_list() == [60, 30]
        assert found.loc["basil1965", "sizes"] == "the tables; controls not printed"

    def test_who_is_not_silent(self, tables):
        """Pooled studies, a stated direction, studies without controls, and other diseases."""
        found = set(ss.silent(tables, "b12").index)
        assert not found & {"sener1996", "unknown_b12met", "sandyk1993", "isfahan_nmosd2025"}

    def test_who_counts_low_values_speaks(self, tables):
        """counts.csv: goodkin1994 32/156 v 0/9, kocer2009 7/35 v 1/30 (B12), 7/35 v 0/30 (Hcy)."""
        for analyte in ("b12", "homocysteine", "folate"):
            assert not set(ss.silent(tables, analyte).index) & {"goodkin1994", "kocer2009"}
        says = ss.elsewhere(tables, "b12")["says"]
        assert says["goodkin1994"] == "low B12: 32 of 156 patients, 0 of 9 neurological controls"
        assert says["kocer2009"] == "low B12: 7 of 35 patients, 1 of 30 healthy people"
        hcy = ss.elsewhere(tables, "homocysteine")["says"]
        assert hcy["goodkin1994"] == "measured only in people chosen for low B12"

    def test_without_its_controls_a_count_does_not_speak(self, tables):
        gone = tables.counts["study_id"].eq("kocer2009") & tables.counts["group"].eq("healthy")
        fewer = replace(tables, counts=tables.counts[~gone])
        assert "kocer2009" in ss.silent(fewer, "b12").index
        assert ss.silent_count(fewer, "b12")[0] == ss.silent_count(tables, "b12")[0] + 1

    def test_folate_in_red_cells_is_not_silence(self, tables):
        """reynolds1992: red-cell folate lower (contrasts.csv), serum folate not recorded."""
        assert "reynolds1992" not in ss.silent(tables, "folate").index
        assert "reynolds1992" in ss.elsewhere(tables, "folate").index
        assert ss.moved(tables, "folate")[2].people == 42 + 31 + 65 + 60 + 40 + 80 + 60 + 30

    def test_fluid_of_the_brain_says_nothing_of_blood(self, tables):
        """basil1965: B12 lower in CSF; of serum only the number of patients is printed."""
        assert "basil1965" in ss.silent(tables, "b12").index

    def test_the_table_traces_the_people_of_the_pool(self, tables):
        for analyte in ("b12", "homocysteine", "folate"):
            found = ss.silent(tables, analyte)
            sized = found[found["read"]].dropna(subset=["n1i", "n2i"])
            scenario = ss.moved(tables, analyte)[2]
            assert scenario.people == int(sized[["n1i", "n2i"]].to_numpy().sum())
            assert scenario.added == len(sized)


class TestList:
    @pytest.mark.parametrize("analyte", ["b12", "homocysteine", "folate"])
    def test_each_comparison_is_listed_once(self, tables, analyte):
        """Silent, of level none, or unread; nothing that is pooled."""
        rows = ss.silence_list(tables, analyte)
        ids = rows["study_id"].dropna()
        assert ids.is_unique
        assert not set(ids) & set(ss.placed(tables, analyte).index)
        chosen = choose(comparisons(tables, analyte)).chosen
        unread = unread_studies(tables, analyte)
        expected = {*ss.silent(tables, analyte).index}
        expected |= {*chosen.loc[chosen["level"].eq("none"), "study_id"]}
        expected |= {*unread["study_id"].dropna()}
        assert set(ids) == expected
        assert set(rows["record_id"].dropna()) >= set(
            unread.loc[unread["study_id"].isna(), "record_id"]
        )
        assert rows["page_url"].str.startswith("../docs/").all()
        assert rows["reason"].ne("").all()

    def test_counts_add_the_pooled(self, tables):
        """B12: 8 silent, 1 without group sizes, 11 of 14 unread not among them; 8 pooled."""
        assert ss.silent_count(tables, "b12") == (20, 28)
        for analyte in ("homocysteine", "folate"):
            silent, known = ss.silent_count(tables, analyte)
            assert silent == len(ss.silence_list(tables, analyte))
            assert known - silent == len(ss.placed(tables, analyte))

    def test_a_record_that_is_read_leaves_the_list(self, tables):
        rows = tables.screening.copy()
        rows.loc[rows["record_id"].eq("r131"), "decision"] = "excluded"
        assert ss.silent_count(replace(tables, screening=rows), "b12") == (19, 27)

    def test_pages_that_break_off_are_told_apart(self, tables):
        found = ss.silent(tables, "homocysteine")
        assert set(found.index[~found["read"]]) == {"aydinturkoglu2018", "yichun2019"}

    def test_no_silent_study_changes_nothing(self, tables, hcy):
        headline = ss.moved(tables, "homocysteine")[0]
        assert headline.added == 0
        assert headline.pool.estimate == pool_every(hcy).estimate

    def test_zeros_enter_as_exact_effects(self, tables):
        """Where all rows are exact zeros, the pool is at zero."""
        zeros = moves.as_zeros(ss.silent(tables, "b12")).dropna(subset=["n1i", "n2i"])
        assert pool_every(zeros).estimate == pytest.approx(0, abs=1e-6)
        assert zeros.loc["salemi2010", "vi"] == pytest.approx(1 / 40 + 1 / 80)

    def test_bounds_are_those_of_a_p_above_0_05(self, tables):
        """Hedges' g at p = 0.05: J t sqrt(1/n1 + 1/n2), J exact by the gamma function."""
        row = moves.as_bounds(ss.silent(tables, "b12")).loc["salemi2010"]
        df = 118
        expected = _exact_j(df) * stats.t.ppf(0.975, df) * (1 / 40 + 1 / 80) ** 0.5
        assert (row["low"], row["high"]) == pytest.approx((-expected, expected), rel=1e-6)

    def test_zeros_pull_further_than_bounds(self, tables):
        found = [abs(one.pool.estimate) for one in ss.moved(tables, "b12")]
        assert found[0] > found[1] > found[2]
        assert found[1] > found[3]


class TestSentences:
    def test_the_answer_states_its_parts(self, tables):
        words = str(ss.answer(tables))
        zero = ss.moved(tables, "b12")[2]
        assert "2 of 8 studies of B12, 8 of 13 studies of homocysteine" in words
        assert "8 of 15 significant comparisons come with means or an exact p and 2 of 13" in words
        assert "by the words of the pages it is 9 of 16 and 1 of 12 (exact p = 0.016)" in words
        assert f"serum B12 would stand at {number(zero.pool.estimate)}" in words

    def test_a_changed_word_changes_the_answer(self, tables):
        """One comparison called significant in the raw table reaches the reader's sentence."""
        contrasts = tables.contrasts.copy()
        row = contrasts["study_id"].eq("teunissen2008") & contrasts["analyte"].eq("homocysteine")
        contrasts.loc[row, "significance"] = "significant"
        contrasts.loc[row, "direction"] = "higher"
        words = str(ss.answer(replace(tables, contrasts=contrasts)))
        assert "8 of 16 significant comparisons" in words
        assert "2 of 12 others" in words

    def test_a_changed_size_changes_the_answer(self, tables):
        studies = tables.studies.copy()
        row = studies["study_id"].eq("mbsjohs2022")
        studies.loc[row, "notes"] = studies.loc[row, "notes"].str.replace("60", "600", n=1)
        assert str(ss.answer(replace(tables, studies=studies))) != str(ss.answer(tables))

    def test_what_setting_aside_does(self, hcy, effects):
        """REML, adhoc in R: 0.7057 (0.3799 to 1.0316) for the eight."""
        words = str(ss.answers.lopsided(hcy, name="homocysteine"))
        assert "0.71 (0.38 to 1.03) by themselves" in words
        assert "Of three null results" in words
        assert "1 would be in a funnel of effects alone" in words
        assert number(pool_every(hcy).estimate) in words
        assert pool_means(hcy).k < len(effects)

    def test_why_b12_is_untested(self, tables):
        words = str(ss.answers.why_untested(ss.placed(tables, "b12"), name="serum B12"))
        assert "two give an effect" in words
        assert "the other 6 are bounds, 2 of them open to one side" in words

    def test_the_simulation_is_quoted(self):
        cells = simulated.simulation()
        rows = cells[cells["mechanism"].eq("unmentioned") & cells["method"].eq("bayes")]
        words = str(ss.answers.told_unmentioned(cells))
        assert f"{100 * rows['coverage'].mean():.1f}%" in words
        assert number(rows["bias"].mean(), 3) in words

    def test_tables_for_readers_link_their_studies(self, tables, stated):
        assert ss.shown.stated_table(stated)["page_url"].str.contains("#contrasts-|#arms-").all()
        silent = ss.shown.silent_table(ss.silent(tables, "folate"))
        assert silent["page_url"].str.startswith("../docs/studies/").all()


def _exact_j(df):
    """Hedges (1981): gamma(m/2) / (sqrt(m/2) gamma((m - 1)/2))."""

    return np.exp(special.gammaln(df / 2) - special.gammaln((df - 1) / 2)) / np.sqrt(df / 2)
