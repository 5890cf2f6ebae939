"""Changes after a treatment; expected values by closed forms with scipy's t distribution."""

import math
from dataclasses import replace

import pytest
from scipy import stats

from b12meta.evidence import changes
from b12meta.evidence.changes.correlation import implied, implied_table
from b12meta.evidence.rows import records

KEY = ["study_id", "analyte", "matrix", "treatment", "measure", "reading"]


@pytest.fixture(scope="module")
def effects(tables):
    return changes.effects(tables)


def j(df):
    """Hedges' factor by its gamma form."""
    return math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)


def one(effects, study, analyte, reading, measure="SMCC", matrix=None):
    rows = effects[
        effects["study_id"].eq(study)
        & effects["analyte"].eq(analyte)
        & (effects["reading"].eq(reading) | (reading == ""))
        & effects["measure"].eq(measure)
    ]
    rows = rows if matrix is None else rows[rows["matrix"].eq(matrix)]
    assert len(rows) == 1
    return rows.iloc[0]


def edited(tables, name, line, **cells):
    frame = getattr(tables, name).copy()
    for column, value in cells.items():
        frame.loc[line, column] = value
    return replace(tables, **{name: frame})


def test_every_paired_row_of_blood_and_csf_is_there_once(tables, effects):
    rows = tables.contrasts
    wanted = rows[rows["design"].eq("paired") & ~rows["matrix"].eq("outcome")]
    assert set(wanted.index) <= set(effects["contrasts_line"])
    assert not effects.duplicated(KEY).any()


def test_every_row_says_why_it_is_not_pooled(effects):
    assert effects["reason"].str.len().gt(0).all()


@pytest.mark.parametrize(("matrix", "low", "high"), [("csf", -math.inf, 1), ("serum", 1, 0)])
def test_words_after_steroids_are_bounds(effects, matrix, low, high):
    row = one(effects, "frequin1993", "b12", "", matrix=matrix)
    limit = -j(20) * stats.t.isf(0.025, 20) / math.sqrt(21)
    expected = [end * limit if end == 1 else end for end in (low, high)]
    # two ways to the same quantile of t, and to the gamma function
    assert [row["low"], row["high"]] == pytest.approx(expected, rel=1e-9)
    assert math.isnan(row["yi"])


def test_without_a_number_of_patients_there_are_no_bounds(effects):
    rows = effects[effects["study_id"].eq("miller2005")]
    assert rows["level"].eq("none").all()
    assert rows[["yi", "low", "high"]].isna().all(axis=None)
    assert rows["reason"].str.endswith("but the number of patients is not printed").all()


def test_a_direction_alone_is_half_the_line(effects):
    row = one(effects, "shemirani2023", "b12", "")
    assert (row["level"], row["low"], row["high"]) == ("direction", 0, math.inf)


@pytest.mark.parametrize(("reading", "se"), [("± read as SE", 0.39), ("± read as SD", 0.39 / 5)])
def test_a_mean_change_is_read_both_ways(effects, reading, se):
    raw = one(effects, "nozari2019", "homocysteine", reading, "MC")
    half = stats.t.isf(0.025, 24) * se
    assert [raw["ci_low"], raw["ci_high"]] == pytest.approx([-2.49 - half, -2.49 + half], rel=1e-9)
    # through p and back: the tail of t at 32 is 1e-21, its inverse keeps about nine digits
    change = one(effects, "nozari2019", "homocysteine", reading)
    assert change["yi"] == pytest.approx(j(24) * -2.49 / (se * 5), rel=1e-8)
    people = one(effects, "nozari2019", "homocysteine", f"{reading}, r = 0.9", "SMCR")
    assert people["yi"] == pytest.approx(change["yi"] * math.sqrt(0.2), rel=1e-8)


def test_the_sweep_is_metafors(effects):
    """R 4.2.2, metafor 3.8-1: escalc(measure="SMCC", m1i=13.12, m2i=11.24, sd1i=1.05, sd2i=1.54,
    ri=0.7, ni=25); "SMCR" with m1i=11.24, m2i=13.12, sd1i=1.54, sd2i=1.05, sign turned."""
    inside = one(effects, "nozari2019", "haemoglobin", "r = 0.7")
    people = one(effects, "nozari2019", "haemoglobin", "r = 0.7", "SMCR")
    assert [inside["yi"], inside["vi"]] == pytest.approx(METAFOR["SMCC"], rel=1e-9)
    assert [people["yi"], people["vi"]] == pytest.approx(METAFOR["SMCR"], rel=1e-9)


METAFOR = {
    "SMCC": [1.65481908702, 0.0947685242151],
    "SMCR": [1.18216015512, 0.051950052647],
}


def test_the_raw_change_does_not_depend_on_r_but_its_interval_does(effects):
    rows = effects[effects["analyte"].eq("mcv") & effects["measure"].eq("MC")]
    assert rows["yi"].tolist() == pytest.approx([89.64 - 95.5] * 5)
    widths = (rows["ci_high"] - rows["ci_low"]).tolist()
    assert widths == sorted(widths, reverse=True)


@pytest.mark.parametrize("r", [0.2, 0.6, 0.9])
def test_a_p_gives_back_the_correlation_behind_it(r):
    arm = {"m1i": 13.0, "sd1i": 1.2, "m2i": 12.5, "sd2i": 1.5, "ni": 25.0}
    sd = math.sqrt(1.2**2 + 1.5**2 - 2 * r * 1.2 * 1.5)
    p = 2 * stats.t.sf(0.5 / (sd / 5), 24)
    found = implied(arm, {"p_operator": "=", "p_value": p, "fragment": f"p = {p:.12f}"})
    assert found.r == pytest.approx(r, rel=1e-8)
    assert found.least == pytest.approx(r, abs=1e-5)  # p to half of its sixth digit


def test_an_impossible_correlation_is_not_used(tables):
    found = implied_table(tables, changes.before_after(tables)).set_index(["analyte", "treatment"])
    vitamins = "B12 1 mg injection x3 + folic acid 5 mg/d"
    haemoglobin = found.loc[("haemoglobin", vitamins)]
    assert math.isnan(haemoglobin["r"])
    assert "outside 0 to 0.99 and not used" in haemoglobin["words"]
    placebo = found.loc[("msqol54_mental", "placebo tablet + saline")]
    # by hand: t(24) at p = 0.001 is 3.7454, SD of change 13.52 / (3.7454 / 5) = 18.049
    assert placebo["r"] == pytest.approx(
        (21.64**2 + 19.01**2 - 18.049**2) / (2 * 21.64 * 19.01), abs=1e-4
    )
    assert placebo["least"] < placebo["r"]


def test_the_answer_follows_its_rows(tables):
    said = str(changes.answer(tables))
    assert "significantly lower in cerebrospinal fluid (by at least 0.44" in said
    assert "lower, but not significantly, in serum (by at most 0.44" in said
    assert "2.49 µmol/L lower after B12 with folic acid" in said
    more = edited(tables, "contrasts", 17, n1=84, n2=84)
    assert "(by at least 0.22" in str(changes.answer(more))
    less = edited(tables, "arms", 22, centre=-1.49)
    assert "1.49 µmol/L lower" in str(changes.answer(less))


def test_both_readings_are_told(tables):
    said = str(changes.said.two_readings(tables))
    assert "read as SE, it is −2.49 (−3.29 to −1.69), which is −1.24" in said
    assert "read as SD, it is −2.49 (−2.65 to −2.33), which is −6.18" in said


def test_nothing_is_pooled_and_it_is_said_why(tables):
    assert "each in one study, so nothing is pooled" in str(changes.said.unpooled(tables))
    diet = tables.contrasts.at[89, "treatment"]
    shared = tables.contrasts["treatment"].mask(
        tables.contrasts["study_id"].eq("titcomb2020"), diet
    )
    told = replace(tables, contrasts=tables.contrasts.assign(treatment=shared))
    assert changes.effects(told)["reason"].str.startswith("2 studies of this treatment").any()


def test_context_leads_to_its_rows(tables):
    facts = changes.context.drug_effects(tables)
    metformin = facts.loc[61]
    assert metformin["value"] == "−54 (−81 to −26)"
    assert metformin["page_url"] == "../docs/rows/anchors.md#anchors-61"
    assert len(facts) == tables.anchors["topic"].eq("drug_effect").sum()


def test_figure_rows_hold_one_measure(tables, effects):
    rows = records(changes.shown.forest_rows(tables))
    assert len(rows) == len(effects[effects["design"].eq("paired")
        & effects["matrix"].ne("outcome")].drop_duplicates(["study_id", "treatment", "analyte",
        "matrix"]))  # fmt: skip
    assert {row["url"].partition("#")[0].rpartition("/")[2] for row in rows} == {
        f"{study}.md"
        for study in ("frequin1993", "miller2005", "nozari2019", "shemirani2023", "titcomb2020")
    }
