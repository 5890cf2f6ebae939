"""The ledger: every claim has one rule, and the verdict follows from the tables."""

import dataclasses

import pandas as pd
import pytest

from b12meta.evidence import claims
from b12meta.evidence.claims.decision import Facts
from b12meta.evidence.claims.outside import Half, Trend
from b12meta.evidence.claims.pooled import clearly
from b12meta.evidence.claims.printed import Brain, Changes, Correlations
from b12meta.evidence.claims.reading import READINGS
from b12meta.evidence.trace import within
from b12meta.evidence.verdict import VERDICTS
from b12meta.paths import ROOT


@pytest.fixture(scope="module")
def decided(tables):
    return claims.decide(tables)


def with_rows(tables, name, rows, **cells):
    """The tables with some cells of some rows of one table changed."""
    table = getattr(tables, name)
    changed = {column: table[column].mask(rows, value) for column, value in cells.items()}
    return dataclasses.replace(tables, **{name: table.assign(**changed)})


def test_every_claim_has_one_verdict(tables, decided):
    assert set(decided) == set(tables.claims["claim_id"])
    assert len(decided) == 31
    assert {one.verdict for one in decided.values()} <= set(VERDICTS)


def test_a_claim_without_a_rule_stops_the_build(tables):
    more = tables.claims.iloc[[0]].assign(claim_id="c99")
    other = dataclasses.replace(tables, claims=pd.concat([tables.claims, more]))
    with pytest.raises(ValueError, match="differ in c99"):
        claims.decide(other)


def test_every_reason_is_given_and_every_address_leads_somewhere(decided):
    notebooks = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    for one in decided.values():
        assert one.rule
        assert not one.page or one.page in notebooks
        assert all(within(source.address) for source in one.sources)


def test_a_verdict_with_weight_names_its_number_and_its_rows(decided):
    weighty = set(VERDICTS) - {"no usable evidence", "not a numeric claim"}
    for one in decided.values():
        if one.verdict in weighty:
            assert one.number
            assert one.sources
            assert one.page


def test_what_nobody_can_answer_is_what_the_extractors_could_not_place(tables, decided):
    """Claims of claims.csv with ``answerable_by`` none: biology, knowledge, advice, unmeasured."""
    unanswerable = tables.claims.loc[tables.claims["answerable_by"].eq("none"), "claim_id"]
    silent = {"no usable evidence", "not a numeric claim"}
    assert {decided[key].verdict for key in unanswerable} <= silent


def test_the_level_of_b12_decides_by_its_pool(decided):
    assert decided["c02"].verdict == "inconclusive"
    assert decided["c02"].number == "SMD −0.30 (−0.75 to 0.09)"
    assert any("mr2021" in source.words for source in decided["c02"].sources)


def test_some_studies_and_not_all(tables, decided):
    assert decided["c01"].number == "reported significantly lower in 3 of 8 studies"
    answer = Facts(tables).answer("b12")
    lower = clearly(answer.rows, "lower")
    assert set(lower.index[lower]) == {"sener1996", "reynolds1992", "moghaddasi2013"}


def test_a_cause_is_an_association_at_most(tables):
    facts = Facts(tables)
    assert READINGS["c22"].decide(facts).verdict == "association only"
    assert READINGS["c24"].decide(facts).verdict == "association only"


def test_correlations_are_mixed_until_all_agree(tables):
    rule = Correlations(analyte="b12", page="02_serum_b12.ipynb")
    assert "significant in 2 of 4 studies" in rule.decide(Facts(tables)).number
    null = tables.contrasts["significance"].eq("not_significant")
    only = dataclasses.replace(tables, contrasts=tables.contrasts[~null])
    assert rule.decide(Facts(only)).verdict == "association only"


def test_a_fall_that_is_not_significant_does_not_support(tables):
    rows = tables.contrasts["study_id"].eq("frequin1993") & tables.contrasts["matrix"].eq("csf")
    other = with_rows(tables, "contrasts", rows, significance="not_significant")
    rule = Changes(treatment="methylprednisolone", matrix="csf", page="05_treatment.ipynb")
    assert rule.decide(Facts(other)).verdict == "inconclusive"


def test_a_statement_without_group_sizes_carries_no_weight(tables, decided):
    assert decided["c23"].verdict == "no usable evidence"
    rows = tables.contrasts["study_id"].eq("miller2005")
    sized = with_rows(tables, "contrasts", rows, n1=30, n2=30)
    assert READINGS["c23"].decide(Facts(sized)).verdict == "association only"


def test_the_brain_is_mixed_for_both_sides_are_significant(tables, decided):
    assert decided["c21"].verdict == "mixed"
    rows = tables.contrasts["study_id"].eq("scalabrino2010")
    other = with_rows(tables, "contrasts", rows, direction="lower")
    verdict = Brain(analyte="b12", page="07_csf_brain.ipynb").decide(Facts(other)).verdict
    assert verdict == "supported"


def test_a_half_is_judged_by_exact_intervals(tables):
    """Clopper-Pearson, R 4.2.2: binom.test(20, 37)$conf.int is 0.369 to 0.705,
    binom.test(11, 70)$conf.int is 0.081 to 0.264.
    """
    found = Half(page="04_low_b12.ipynb").decide(Facts(tables))
    assert "20 of 37 (37% to 71%) and 11 of 70 (8% to 26%)" in found.number
    assert any("Oh and Brown" in source.words for source in found.sources)
    assert found.verdict == "mixed"


def test_shares_without_intervals_leave_a_trend_open(tables):
    rule = READINGS["c06"]
    assert isinstance(rule, Trend)
    assert rule.decide(Facts(tables)).verdict == "no usable evidence"
    first = tables.anchors["fact_id"].eq(rule.before)
    last = tables.anchors["fact_id"].eq(rule.after)
    known = with_rows(tables, "anchors", first, ci_low=3.0, ci_high=5.0)
    known = with_rows(known, "anchors", last, ci_low=6.0, ci_high=8.0)
    assert rule.decide(Facts(known)).verdict == "supported"


def test_no_trial_isolates_b12(tables):
    """Folic acid, other vitamins or B12 in both arms stand in the way."""
    facts = Facts(tables)
    assert READINGS["c28"].decide(facts).verdict == "supported"
    assert READINGS["c25"].decide(facts).verdict == "inconclusive"


def test_the_ledger_counts_its_verdicts(tables):
    words = str(claims.answer(tables))
    counts = claims.ledger(tables)["verdict"].value_counts()
    assert sum(counts) == 31
    assert f"{counts['mixed']} mixed" in words
    assert words.startswith("Of 31 claims")


def test_the_table_shows_every_claim_once(tables):
    table = claims.shown(tables)
    assert sorted(table["id"]) == sorted(tables.claims["claim_id"])
    assert table["verdict"].iloc[0] == "supported"
    assert all(map(within, table["page_url"]))


def test_every_claim_is_traced(tables):
    words = str(claims.traced(tables))
    assert words.count("\n") == 30
    assert "[Frequin 1993](../docs/studies/frequin1993.md#contrasts-17)" in words


def test_unpooled_answers_are_very_uncertain(tables):
    table = claims.not_pooled(tables)
    assert table["certainty"].str.startswith(("very low", "none")).all()
    assert table.loc[table["question"].str.contains("methyl"), "people"].item() == 21


def test_records_that_could_not_be_read_are_named(decided):
    words = [source.words for source in decided["c27"].sources]
    assert any("Kira 1994" in name for name in words)
    assert "four records that could hold one could not be read" in decided["c27"].rule


def test_two_odds_ratios_speak_for_themselves(tables, decided):
    """Fisher's exact intervals, R 4.2.2: fisher.test(matrix(c(7, 28, 1, 29), 2)) 0.82 to 338 and
    fisher.test(matrix(c(13, 47, 10, 28), 2)) 0.27 to 2.26.
    """
    assert decided["c04"].number.startswith("odds ratio 7.07 (0.82 to 338) in Kocer and 0.78 (0.27")
    assert decided["c04"].verdict == "inconclusive"
    rows = tables.counts["study_id"].isin(["kocer2009", "najafi2012"])
    cases = rows & tables.counts["outcome"].eq("low_b12") & tables.counts["group"].eq("ms")
    many = with_rows(tables, "counts", cases, events=34)
    assert READINGS["c04"].decide(Facts(many)).verdict == "association only"
