"""What is known of a study is what the answers use, no more and no less."""

import math
import re
from dataclasses import replace

import pytest
from scipy import stats

from b12meta.evidence import choose, comparisons, contrasts, findings
from b12meta.evidence.dossier import RAW, dossiers, study_label
from b12meta.evidence.dossier.placed import ONLY_ONE
from b12meta.evidence.dossier.working import effect_words, formula, inputs, outcome
from b12meta.evidence.overview import ANALYTES
from b12meta.evidence.rows import records


@pytest.fixture(scope="module")
def everyone(tables):
    return dossiers(tables)


def row_of(everyone, study, analyte):
    (row,) = (row for row in records(everyone[study].placed) if row["analyte"] == analyte)
    return row


def test_every_study_has_one_and_every_row_is_in_one(tables, everyone):
    assert list(everyone) == list(tables.studies["study_id"])
    for table in RAW:
        frame = getattr(tables, table)
        lines = [line for one in everyone.values() for line in one.rows[table].index]
        assert sorted(lines) == sorted(frame.index[frame["study_id"].notna()])


def test_every_number_has_a_use(tables, everyone):
    uses = everyone["sener1996"].uses
    for table in ("arms", "contrasts", "counts"):
        for line in getattr(tables, table).index:
            use = uses[table, line]
            assert bool(use.pool) != bool(use.why)


def test_the_pools_are_those_of_the_answers(tables, everyone):
    for analyte in ANALYTES:
        rows = contrasts(choose(comparisons(tables, *ANALYTES)).chosen, analyte).rows
        expected = set(rows.index) if len(rows) > 1 else set()
        pooled = {
            key
            for key, one in everyone.items()
            for row in records(one.placed)
            if row["pooled"] and row["analyte"] == analyte
        }
        assert pooled == expected


def test_a_study_alone_with_its_analyte_is_in_no_pool(everyone):
    row = row_of(everyone, "vrethem2003", "mma")
    assert not row["pooled"]
    assert row["reason"] == ONLY_ONE


def test_comparisons_out_of_the_pools_have_a_reason(everyone):
    rows = [row for one in everyone.values() for row in records(one.placed)]
    assert all(bool(row["reason"]) != row["pooled"] for row in rows)


def test_effects_of_means_by_hand(everyone):
    """SMD by Hedges & Olkin (1985), J exact; ratio and difference of means by definition."""
    for one in everyone.values():
        for row in records(one.placed[one.placed["level"].eq("means")]):
            mine = one.measured[one.measured["analyte"].eq(row["analyte"])]
            mine = mine[mine["group1"].eq(row["group1"])].set_index("measure")["yi"]
            n1, n2 = row["n1i"], row["n2i"]
            df = n1 + n2 - 2
            pooled = math.sqrt(((n1 - 1) * row["sd1i"] ** 2 + (n2 - 1) * row["sd2i"] ** 2) / df)
            j = math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)
            assert mine["SMD"] == pytest.approx(j * (row["m1i"] - row["m2i"]) / pooled, rel=1e-9)
            corrected = row["sd1i"] ** 2 / (n1 * row["m1i"] ** 2)
            corrected -= row["sd2i"] ** 2 / (n2 * row["m2i"] ** 2)
            ratio = math.log(row["m1i"] / row["m2i"]) + corrected / 2
            assert mine["ROM"] == pytest.approx(ratio, rel=1e-9)


def test_differences_in_the_unit_only_where_levels_are_plausible(tables, everyone):
    sound = findings(tables)
    sound = sound[sound["check"].eq("level") & sound["verdict"].ne("agrees")]
    doubtful = set(sound["study_id"])
    shown = {key for key, one in everyone.items() if one.measured["measure"].eq("MD").any()}
    assert shown
    assert "sener1996" in doubtful
    assert not shown & {"sener1996", "najafi2012", "masoud2007"}


def test_what_goes_in_gives_what_comes_out(everyone):
    """The printed formula on the printed inputs, by hand with SciPy's t distribution."""
    row = row_of(everyone, "salemi2010", "homocysteine")
    n1, n2 = map(int, re.findall(r"= (\d+)", inputs(row)))
    t = stats.t.isf(0.032 / 2, n1 + n2 - 2)
    df = n1 + n2 - 2
    j = math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)
    g = j * t * math.sqrt(1 / n1 + 1 / n2)
    assert row["yi"] == pytest.approx(g, rel=1e-9)
    assert outcome(row).startswith(f"g = {g:.2f} (")
    assert "Student" in formula(row)


@pytest.mark.parametrize(
    ("study", "analyte", "said"),
    [
        ("zhang2014", "b12", "between −0.43 and 0.43"),
        ("moghaddasi2013", "b12", "below −0.32"),
        ("ali2023", "homocysteine", "above 0.44"),
    ],
)
def test_bounds_in_words(everyone, study, analyte, said):
    row = row_of(everyone, study, analyte)
    assert outcome(row) == said
    ends = [row["low"], row["high"]]
    assert [f"{abs(end):.2f}" for end in ends if math.isfinite(end)] == re.findall(r"[\d.]+", said)


def test_a_change_of_the_raw_value_reaches_the_words(tables, everyone):
    arms = tables.arms.copy()
    line = arms.index[arms["study_id"].eq("sener1996")][0]
    arms.loc[line, "centre"] = 900.0
    changed = dossiers(replace(tables, arms=arms))
    before, after = (row_of(found, "sener1996", "b12") for found in (everyone, changed))
    assert "patients 900 (" in inputs(after)
    assert outcome(after) != outcome(before)


def test_the_same_people_are_named_from_both_sides(everyone):
    twins = {key: one.twins for key, one in everyone.items() if one.twins}
    assert twins
    assert all(key in twins[other] for key, others in twins.items() for other in others)


@pytest.mark.parametrize(
    ("study", "begins"),
    [
        ("sener1996", "In the headline pools of B12 (means printed) and folate ("),
        ("goodkin1994", "In no headline pool of comparisons: a count of people."),
        ("faraji2010", "In no headline pool of comparisons: no row was extracted (awaiting full"),
        ("isfahan_nmosd2025", "In no headline pool of comparisons: B12: the patients have NMOSD"),
    ],
)
def test_where_a_study_stands(everyone, study, begins):
    assert str(everyone[study].standing).startswith(begins)


def test_names_are_told_apart(everyone):
    assert study_label("nozari2019b", "Nozari E", 2019) == "Nozari 2019b"
    assert everyone["sener1996"].name == "Sener 1996"


def test_a_ratio_is_shown_as_a_ratio_and_a_difference_with_its_unit():
    size = {"yi": math.log(0.5), "ci_low": math.log(0.25), "ci_high": 0.0}
    assert effect_words(size | {"measure": "ROM"}, unit="pmol/L") == "0.50 (0.25 to 1.00)"
    size = {"yi": -12.34, "ci_low": -20.0, "ci_high": -4.0, "measure": "MD"}
    assert effect_words(size, unit="pmol/L") == "−12.3 (−20.0 to −4.0) pmol/L"
