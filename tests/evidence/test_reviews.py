"""Earlier reviews: every row, what each could include, how the estimate moved, what overlaps."""

import math
from dataclasses import replace

import pandas as pd
import pytest

from b12meta import figures
from b12meta.evidence import pool_every, reviews
from b12meta.evidence.reviews import dates
from b12meta.figures.cumulative_plot import cumulative

LI, DARDIOTIS, ZHU = "li2020", "dardiotis2017", "zhu2011"


def changed(tables, review_id, analyte="b12", **values):
    rows = tables.reviews.copy()
    ours = rows["review_id"].eq(review_id) & rows["analyte"].eq(analyte)
    ours &= rows["subgroup"].isin(["all MS", "umbrella"]) & rows["model"].ne("fixed").fillna(True)
    assert ours.sum() == 1
    for column, value in values.items():
        rows.loc[ours, column] = value
    return replace(tables, reviews=rows)


class TestResults:
    def test_every_row_is_drawn_or_has_a_reason(self, tables):
        rows = reviews.every_result(tables)
        assert list(rows.index) == list(tables.reviews.index)
        drawable = rows["measure"].eq("SMD") & rows[["ci_low", "ci_high"]].notna().all(axis=1)
        assert rows["reason"].eq("").equals(drawable.fillna(value=False).astype(bool))

    def test_each_reason_has_its_row(self, tables):
        rows = reviews.every_result(tables)
        reason = dict(zip(rows["review_id"] + " " + rows["analyte"], rows["reason"], strict=True))
        assert reason["dardiotis2017 folate"] == "no interval is printed"
        assert reason["nutrhealth2022 b12"].startswith("a difference in pmol/L")
        assert reason["mthfr_mr homocysteine"].startswith("about genes")
        assert reason["unnamed_review b12+homocysteine"].startswith("the size")

    def test_the_table_leads_to_each_row(self, tables):
        table = reviews.table(tables)
        assert len(table) == len(tables.reviews)
        lines = table["page_url"].str.extract(r"#reviews-(\d+)$")[0].astype(int)
        assert set(lines) == set(tables.reviews.index)

    def test_one_extractor_is_named(self, tables):
        table = reviews.table(tables)
        alone = tables.reviews["agreement"].str.endswith("_only").sum()
        assert table["extracted"].eq("once").sum() == alone

    @pytest.mark.parametrize("analyte", ["b12", "homocysteine", "folate"])
    def test_they_can_be_drawn_with_ours(self, tables, analyte):
        ours = figures.Diamond(**reviews.our_diamond(tables, analyte))
        label = figures.forest(reviews.drawn(tables, analyte), [ours]).get_label()
        assert "This analysis, every study" in label

    def test_ours_is_the_headline(self, tables):
        pool = pool_every(reviews.ours(tables, "b12"))
        drawn = reviews.our_diamond(tables, "b12")
        assert (drawn["estimate"], drawn["low"], drawn["high"]) == (pool.estimate, *pool.ci)

    def test_one_row_per_review_without_the_umbrella(self, tables):
        rows = reviews.random_models(tables, "b12")
        assert list(rows.index) == [ZHU, DARDIOTIS, LI]


class TestDates:
    def test_studies_are_seen_from_each_review(self, tables):
        rows = reviews.available(tables, "b12").set_index("study")
        assert rows.at["Fahmy", "Li 2020"] == dates.BEFORE
        assert rows.at["Fahmy", "Dardiotis 2017"] == dates.AFTER
        assert rows.at["Saeedi", "Zhu 2011"] == dates.SAME

    def test_a_year_that_is_not_known_is_said(self, tables):
        studies = tables.studies.copy()
        studies.loc[studies["study_id"].eq("fahmy2018"), "year"] = pd.NA
        rows = reviews.available(replace(tables, studies=studies), "b12").set_index("study")
        assert rows.at["Fahmy", "Li 2020"] == dates.UNKNOWN

    def test_counts_agree_with_the_rows(self, tables):
        rows, found = reviews.available(tables, "b12"), reviews.counts(tables, "b12")
        pooled = rows[rows["status"].eq(dates.POOLED)]
        for key, name in ((ZHU, "Zhu 2011"), (DARDIOTIS, "Dardiotis 2017"), (LI, "Li 2020")):
            assert found.at[key, "later"] == pooled[name].eq(dates.AFTER).sum()
            assert found.at[key, "pooled"] + found.at[key, "later"] == len(pooled)

    def test_others_are_what_remains(self, tables):
        found = reviews.counts(tables, "b12")
        assert found.at[LI, "others"] == found.at[LI, "k"] - found.at[LI, "pooled"]
        assert pd.isna(found.at[ZHU, "others"])

    def test_the_sentence_follows_k(self, tables):
        before = reviews.counts(tables, "b12").at[LI, "others"]
        said = str(reviews.could_include(changed(tables, LI, k=18), "b12"))
        assert f"pooled at least {before + 2} others" in said


class TestFading:
    def test_the_last_row_is_the_headline(self, tables):
        last = reviews.cumulative(tables).iloc[-1]
        pool = pool_every(reviews.ours(tables, "b12"))
        assert (last["estimate"], last["ci_low"]) == (pool.estimate, pool.ci.low)
        assert last["k"] == pool.k

    def test_each_row_pools_what_was_published(self, tables):
        table = reviews.cumulative(tables)
        rows = reviews.ours(tables, "b12")
        assert list(table["year"]) == sorted(table["year"])
        assert table["estimate"].iloc[3] == pool_every(rows.head(4)).estimate

    def test_a_bound_alone_gives_no_estimate(self, tables):
        first = reviews.cumulative(tables).iloc[0]
        assert first["study"] == "Reynolds"
        assert math.isnan(first["estimate"])
        assert math.isnan(first["ci_low"])

    def test_it_can_be_drawn(self, tables):
        label = cumulative(reviews.cumulative(tables)).get_label()
        assert "Cumulative forest plot of 8 pools" in label

    def test_standard_errors_against_the_normal_interval(self):
        # -0.35 to 0.20: 0.55 / (2 * 1.959964), worked by hand
        rows = pd.DataFrame({"ci_low": [-0.35], "ci_high": [0.2]})
        assert reviews.standard_errors(rows)[0] == pytest.approx(0.140309, abs=5e-7)  # six digits

    def test_information_that_shrinks_is_shown(self, tables):
        last = reviews.steps(tables).iloc[-1]
        assert last["information_later"] < last["information_earlier"]
        # widths as printed: 0.55 and 0.39; floating point only
        assert last["width_ratio"] == pytest.approx(0.55 / 0.39, rel=1e-12)

    def test_nothing_is_made_up_of_the_added_studies(self, tables):
        table = reviews.steps(tables)
        assert pd.isna(table["added"].iloc[0])
        assert table["added"].iloc[-1] == 4
        assert not table.columns.str.startswith("implied").any()
        assert "averaged" not in str(reviews.added(tables))

    def test_sentence_says_why_intervals_do_not_tell(self, tables):
        assert "1.4 times as wide as that of Dardiotis 2017" in str(reviews.added(tables))
        narrow = changed(tables, LI, ci_low=-0.2, ci_high=0.04)
        assert "No later interval is wider" in str(reviews.added(narrow))

    def test_sentence_on_ours_follows_the_rows(self, tables):
        said = str(reviews.faded(tables))
        assert "Our own studies up to 2011" in said
        assert (
            "So among our studies the difference faded, for later ones came nearer to zero" in said
        )
        assert "chance alone could have done it" in said
        later = changed(tables, ZHU, year=2013)
        assert "up to 2013" in str(reviews.faded(later))
        last = replace(tables, reviews=tables.reviews.assign(year=2030))
        assert "None of our studies is later than 2030" in str(reviews.faded(last))

    def test_before_and_since_split_ours_by_the_first_review(self, tables):
        rows, found = reviews.ours(tables, "b12"), reviews.before_and_since(tables)
        early, late = rows[rows["year"].le(2011)], rows[rows["year"].gt(2011)]
        assert found["k"].tolist() == [len(early), len(late), len(rows)] == [4, 4, 8]
        assert found.at["since", "estimate"] == pool_every(late).estimate
        assert found.at["all", "ci_high"] == pool_every(rows).ci.high
        # by hand: sener1996 -0.947 + 1.96 * 0.32; bounds of the two significant results
        assert found.at["before", "below"] == ["reynolds1992", "sener1996"]
        assert found.at["since", "below"] == ["moghaddasi2013"]


# R 4.2.2, metafor 3.8-1, 2026-11-20: ci <- rbind(c(-0.45, -0.04), c(-0.29, 0.10), c(-0.35, 0.20));
# rma(yi = c(-0.25, -0.09, -0.08), sei = (ci[, 2] - ci[, 1]) / (2 * qnorm(0.975)), method = "EE")
METAFOR = (-0.1480417086, -0.2737140989, -0.0223693183)


class TestOverlap:
    def test_as_if_independent_against_metafor(self, tables):
        found = reviews.as_if_independent(tables)
        got = (found.estimate, found.ci.low, found.ci.high)
        assert got == pytest.approx(METAFOR, abs=1e-9)  # printed to ten digits

    def test_widths_against_the_umbrella(self, tables):
        rows = reviews.widths(tables).set_index("review")
        assert rows.at["Abbasi", "ratio"] == 1
        assert rows.at["Li", "ratio"] == pytest.approx(0.55 / 0.21, rel=1e-12)  # as printed
        assert "1.5 to 2.6 times as wide" in str(reviews.overlapping(tables))

    def test_a_wider_umbrella_changes_the_sentence(self, tables):
        wide = changed(tables, "abbasi2025", ci_low=-0.5, ci_high=0.3)
        assert "0.4 to 0.7 times as wide" in str(reviews.overlapping(wide))

    def test_the_demonstration_is_called_one(self, tables):
        assert "not a result" in str(reviews.if_independent(tables))


class TestConversion:
    def test_only_plausible_levels_lend_their_spread(self, tables):
        rows = reviews.approximate(tables)
        assert "Najafi" not in set(rows["study"])
        assert rows.set_index("study").at["Alsomali", "sd"] == 117

    def test_division_by_hand(self, tables):
        row = reviews.approximate(tables).set_index("study").loc["Alsomali"]
        # 7.01, -25.54 and 39.55 pmol/L over 117 pmol/L
        assert row["smd"] == pytest.approx(0.0599145, abs=5e-8)
        assert row["low"] == pytest.approx(-0.2182906, abs=5e-8)
        assert row["high"] == pytest.approx(0.3380342, abs=5e-8)

    def test_the_sentence_follows_the_review(self, tables):
        assert "approximately" in str(reviews.in_pmol(tables))
        other = changed(tables, "nutrhealth2022", estimate=-20.0)
        assert "−20.00" in str(reviews.in_pmol(other))


class TestSentences:
    def test_the_answer_names_the_ends_and_ours(self, tables):
        said = str(reviews.answer(tables))
        assert "pooled −0.25 ([Zhu 2011]" in said
        assert "to −0.08 ([Li 2020]" in said
        assert "beside ours of −0.30" in said

    def test_a_changed_review_changes_the_answer(self, tables):
        said = str(reviews.answer(changed(tables, LI, estimate=-0.05, ci_low=-0.3)))
        assert "to −0.05 ([Li 2020]" in said

    def test_common_values_are_in_every_interval(self, tables):
        rows = reviews.random_models(tables, "b12")
        pool = pool_every(reviews.ours(tables, "b12"))
        low, high = max(*rows["ci_low"], pool.ci.low), min(*rows["ci_high"], pool.ci.high)
        assert f"from −{-low:.2f} to −{-high:.2f}" in str(reviews.compatible(tables, "b12"))
        apart = changed(tables, LI, estimate=0.5, ci_low=0.2, ci_high=0.8)
        assert "no value lies in all of the intervals" in str(reviews.compatible(apart, "b12"))

    def test_who_excludes_zero(self, tables):
        said = str(reviews.compatible(tables, "b12"))
        assert "Only [Zhu 2011]" in said
        assert "and [Abbasi 2025]" in said
        assert "Every review's interval excludes zero" in str(
            reviews.compatible(tables, "homocysteine")
        )

    def test_a_limit_printed_as_nothing_touches_zero(self, tables):
        said = str(reviews.compatible(tables, "folate"))
        assert "No review's interval excludes zero; [Abbasi 2025]" in said
        assert "touches it" in said
        below = changed(tables, "abbasi2025", "folate", ci_high=-0.01)
        assert "Only [Abbasi 2025]" in str(reviews.compatible(below, "folate"))
        notes = reviews.drawn(tables, "folate").set_index("study")["note"]
        assert notes["Abbasi"] == "its upper limit is printed with a minus sign"
        assert "minus sign" not in notes["Li"]

    def test_one_review_is_no_range(self, tables):
        assert "one review pooled 0.07" in str(reviews.compatible(tables, "folate"))

    def test_a_review_without_an_interval_is_named(self, tables):
        said = str(reviews.compatible(tables, "folate"))
        page = reviews.table(tables).query("review == 'Dardiotis' and analyte == 'folate'")
        address = page["page_url"].item()
        assert f"and [Dardiotis 2017]({address}) −0.06 (k = 9, no interval printed)" in said
        assert "no interval printed" not in str(reviews.compatible(tables, "b12"))

    def test_how_far_it_moved(self, tables):
        said = str(reviews.moved(tables))
        assert "by 0.16 to [Dardiotis 2017]" in said
        assert "both estimates lie within Zhu's own interval" in said
        far = changed(tables, LI, estimate=0.1)
        assert "one of the two estimates lies within" in str(reviews.moved(far))

    def test_the_first_review_was_read_once(self, tables):
        assert "one extractor alone" in str(reviews.single(tables))
        both = replace(tables, reviews=tables.reviews.assign(agreement="both"))
        assert "Both extractors" in str(reviews.single(both))

    def test_genes_point_the_other_way(self, tables):
        said = str(reviews.genetic(tables))
        assert "0.78 (0.64 to 0.94)" in said
        assert "opposite to" in said
        assert "one letter ([Genetic letter 2021]" in said
        assert "on B12 and folate it states no significant relation without an estimate" in said
        assert "not the same as no relation" in said
        assert "[MTHFR variant]" in said
        assert "odds of MS about 9% lower with the variant (secondary page)" in said
        assert "pleiotropy" in said

    def test_the_genetic_sentence_follows_its_row(self, tables):
        other = tables.reviews.assign(estimate=tables.reviews["estimate"].replace(0.78, 1.3))
        assert "in line with" in str(reviews.genetic(replace(tables, reviews=other)))
