"""Trials: what isolates B12, and two arms by three contrasts (R's lm, golden/ancova)."""

import csv
import math
from dataclasses import replace
from pathlib import Path

import pytest
from scipy import stats

from b12meta.evidence import trials
from b12meta.evidence.trials.given import others_given

GOLDEN = Path(__file__).parents[1] / "golden" / "ancova" / "ancova.csv"
NAMES = {"final": "final values", "change": "changes", "adjusted": "adjusted for baseline"}


@pytest.fixture(scope="module")
def outcomes(tables):
    return trials.isolating_b12(tables)


@pytest.fixture(scope="module")
def contrasts(tables):
    return trials.contrasts_over_r(tables)


def in_r():
    with GOLDEN.open() as lines:
        rows = [row for row in csv.DictReader(lines) if row["case"] == "quality"]
    return [row for row in rows if row["r1"] == row["r2"] and float(row["r1"]) >= 0.3]


@pytest.mark.parametrize("row", in_r(), ids=lambda row: f"{row['contrast']}-{row['r1']}")
def test_contrasts_are_those_of_the_linear_model(contrasts, row):
    """R 4.2.2, lm() on single values with exactly the moments that nozari2019 prints."""
    found = contrasts[contrasts["contrast"].eq(NAMES[row["contrast"]])]
    if row["contrast"] != "final":
        found = found[found["ri"].eq(float(row["r1"]))]
    (one,) = found.to_dict("records")
    numbers = [one["yi"], one["se"], one["pval"]]
    expected = [float(row[name]) for name in ("yi", "se", "pval")]
    assert numbers == pytest.approx(expected, rel=1e-8)  # as in test_contrast_of_changes


def test_final_values_in_standard_deviations_are_hedges_g(contrasts):
    one = contrasts[contrasts["contrast"].eq("final values")].iloc[0]
    pooled = math.sqrt((18.22**2 + 21.64**2) / 2)
    gamma = math.exp(math.lgamma(24) - math.lgamma(23.5)) / math.sqrt(24)
    assert one["g"] == pytest.approx(gamma * (51.68 - 50.98) / pooled, rel=1e-9)


def test_adjusted_lies_between_final_values_and_changes_where_the_slope_is_below_one(contrasts):
    by = contrasts.set_index(["contrast", "ri"])["yi"]
    middle = by["adjusted for baseline"].loc[[0.3, 0.5, 0.7]]
    final = contrasts.loc[contrasts["contrast"].eq("final values"), "yi"].item()
    assert middle.between(final, by["changes"].max()).all()


def test_within_arms_p_is_scipys_paired_test(tables):
    rows = trials.within_arms(tables, "msqol54_mental")
    row = rows[rows["group_label"].eq("placebo arm") & rows["ri"].eq(0.5)].iloc[0]
    sd = math.sqrt(19.01**2 + 21.64**2 - 19.01 * 21.64)
    assert row["pval"] == pytest.approx(2 * stats.t.sf(13.52 / (sd / 5), 24), rel=1e-9)


def test_no_outcome_isolates_b12_and_each_says_why(outcomes):
    assert not outcomes["isolates_b12"].any()
    assert outcomes["reason"].str.len().gt(0).all()


@pytest.mark.parametrize(
    ("study", "words"),
    [
        ("wade2002", "everybody received B12"),
        ("puri2001", "everybody received B12"),
        ("mallone2020", "no control group"),
        ("naghashpour2013", "no B12 was given"),
        ("michigan1965", "its results were not in the part that was read"),
        ("nozari2019b", "the arm is not stated"),
        ("titcomb2020", "no control group"),
        ("shemirani2023", "no group without supplements"),
        ("unknown_b12met", "compares patients with healthy people"),
    ],
)
def test_the_rule_that_speaks(outcomes, study, words):
    said = outcomes.loc[outcomes["study_id"].eq(study), "reason"]
    assert len(said) > 0
    assert said.str.contains(words).all()


def test_a_trial_that_gave_b12_alone_would_be_found(tables):
    text = tables.arms["treatment"].str.replace(" + folic acid 5 mg/d", "", regex=False)
    alone = replace(tables, arms=tables.arms.assign(treatment=text))
    rows = trials.isolating_b12(alone)
    found = rows[rows["isolates_b12"]]
    assert found[["study_id", "design"]].to_numpy().tolist() == [["nozari2019", "between arms"]]
    assert "1 can test B12 by itself: [Nozari 2019]" in str(trials.said.isolated(alone))
    assert trials.randomised(alone).set_index("study_id")["isolates_b12"].sum() == 1


def test_one_cohort_is_counted_once(outcomes):
    cohorts = outcomes.groupby("study_id")["outcome_of"].first()
    assert cohorts["nozari2019b"] == "nozari2019"
    assert cohorts["puri2001"] == "wade2002"


def test_every_outcome_of_a_trial_is_there(tables, outcomes):
    rows = tables.contrasts
    wanted = rows[rows["matrix"].eq("outcome") & rows["treatment"].notna()]
    assert set(wanted.index) <= set(outcomes["contrasts_line"].dropna())


def test_what_else_was_given():
    assert others_given("B1 300 mg + B6 450 mg + B12 1.5 mg daily") == ["vitamin B1", "vitamin B6"]
    assert others_given("B12 1 mg injection x3") == []


def test_the_answer_follows_its_rows(tables):
    said = str(trials.answer(tables))
    assert said.startswith("None of the four randomised trials with a printed result tests B12")
    assert "Two more studies had no control group, and four records were not read" in said
    assert "changed by 22.10 points with vitamins and by 13.52 with placebo" in said
    assert "differs by 0.70 (−10.68 to 12.08) in final values, by 8.58 in changes" in said
    assert "by 5.87 (−3.78 to 15.51) if before and after correlate by r = 0.58, the least" in said
    assert "to 9.23 (5.54 to 12.91) at r = 0.95" in said
    assert "only at r = 0.9 and more" in said
    assert "3.39" not in said  # at r = 0.3, which the printed p of the placebo arm rules out
    arms = tables.arms.copy()
    arms.loc[28, "centre"] = 61.68
    assert "differs by 10.70 (" in str(trials.answer(replace(tables, arms=arms)))


def test_sentences_name_the_conflict_and_the_baseline(tables):
    conflict = str(trials.said.conflict(tables))
    assert "physical quality of life (MSQOL-54) the papers disagree" in conflict
    assert "[Nozari 2019b]" in conflict
    p = stats.ttest_ind_from_stats(29.58, 15.99, 25, 37.46, 19.01, 25).pvalue
    assert f"(p = {p:.2f})" in str(trials.said.baseline(tables))


def test_a_correlation_that_the_printed_p_rules_out_is_named(tables):
    assert "correlations of 0.3 and 0.5 would not give the printed p = 0.001" in str(
        trials.said.correlations(tables)
    )


def test_tables_name_every_outcome(tables, outcomes):
    shown = trials.shown.outcome_table(tables)
    assert len(shown) == len(outcomes)
    assert shown["page_url"].str.startswith("../docs/studies/").all()


def test_what_was_not_read_is_named_and_linked(tables):
    rows = trials.unread(tables)
    assert set(rows["record_id"]) == {"r047", "r142", "r145", "r146"}
    said = str(trials.said.not_read(tables))
    assert said.startswith("Four records on supplementation were not read: ")
    assert all(f"({page})" in said for page in rows["page_url"])


def test_the_least_correlation_gives_the_largest_p_that_the_print_allows(tables):
    """scipy's t: p printed as 0.001 is at most 0.0015; placebo arm, as printed."""
    r = trials.least_r(tables)
    sd = math.sqrt(19.01**2 + 21.64**2 - 2 * r * 19.01 * 21.64)
    assert 2 * stats.t.sf(13.52 / (sd / 5), 24) == pytest.approx(0.0015, rel=1e-6)


def test_correlations_below_the_least_are_marked(tables, contrasts):
    least = trials.least_r(tables)
    swept = contrasts[contrasts["contrast"].eq("adjusted for baseline")].set_index("ri")
    assert swept.index.tolist() == [0.3, 0.5, least, 0.7, 0.9, 0.95]
    assert swept["fits_printed_p"].tolist() == [False, False, True, True, True, True]
    assert contrasts.loc[contrasts["ri"].isna(), "fits_printed_p"].all()
    within = trials.within_arms(tables, "msqol54_mental").set_index(["group_label", "ri"])
    assert within.loc["vitamin arm", "fits_printed_p"].all()
    placebo = within.loc["placebo arm"]
    assert placebo["fits_printed_p"].equals(placebo["pval"].le(0.0015))


def test_without_a_printed_p_every_correlation_stays(tables):
    rows = tables.contrasts
    quality = rows["study_id"].eq("nozari2019") & rows["analyte"].eq("msqol54_mental")
    silent = replace(tables, contrasts=rows.assign(p_operator=rows["p_operator"].mask(quality)))
    assert math.isnan(trials.least_r(silent))
    found = trials.contrasts_over_r(silent)
    assert found["fits_printed_p"].all()
    assert found["ri"].dropna().unique().tolist() == [0.3, 0.5, 0.7, 0.9, 0.95]
    assert "the least that fits" not in str(trials.answer(silent))
    assert "by 3.39" in str(trials.answer(silent))


def test_rows_have_a_kind(outcomes):
    kinds = outcomes.groupby("study_id")["kind"].agg(set)
    assert kinds["michigan1965"] == {"not read"}
    assert kinds["naghashpour2013"] == {"other vitamin"}
    assert kinds["nozari2019"] == {"level", "trial outcome"}
    assert kinds["shemirani2023"] == {"level"}
    assert kinds["wade2002"] == kinds["puri2001"] == {"trial outcome"}
    alone = {"mallone2020", "titcomb2020", "unknown_b12met"}
    assert set(kinds.index[kinds.map(lambda found: found == {"not a trial"})]) == alone


def test_trials_are_counted_by_cohort(tables, outcomes):
    found = trials.randomised(tables).set_index("study_id")
    assert found.index.tolist() == ["naghashpour2013", "nozari2019", "shemirani2023", "wade2002"]
    ours = outcomes[outcomes["kind"].eq("trial outcome")].groupby("outcome_of").size()
    assert found["outcomes"].sum() == ours.sum()
    assert found.loc["nozari2019", "why"] == "together with folic acid"
    assert not found["isolates_b12"].any()


def test_disability_shows_both_arms(tables):
    said = str(trials.said.disability(tables))
    assert "−3.6 points with B12 1 mg IM weekly + lofepramine + L-phenylalanine" in said
    assert "−2.3 points with B12 1 mg IM weekly + placebo tablets" in said
    assert "randomised difference was −0.6 points" in said
    assert "Both arms received B12" in said
    rows = tables.contrasts
    other = rows.assign(value=rows["value"].mask(rows["value"].eq(-2.3), -3.1))
    assert "−3.1 points with" in str(trials.said.disability(replace(tables, contrasts=other)))


def test_vision_has_one_arm(tables):
    said = str(trials.said.vision(tables))
    assert "to 16 patients" in said
    assert "visual acuity higher (no test)" in said
    assert "There was one arm" in said
