"""The flow of records: counted from screening.csv, and boxes that must add up."""

from dataclasses import replace

import pandas as pd
import pytest

from b12meta.evidence.chooser import choose
from b12meta.evidence.compare import comparisons
from b12meta.evidence.flow import awaited, by_question, counted_elsewhere, flow
from b12meta.evidence.flow_boxes import Box, Flow, Step
from b12meta.evidence.levels import contrasts
from b12meta.evidence.missing import not_counted, unread_studies
from b12meta.evidence.text import found

NONE = pd.DataFrame(columns=["question", "included", "pooled", "awaiting"])


@pytest.fixture(scope="module")
def counted(tables):
    return flow(tables)


def numbers(counted):
    return [(step.box.n, step.out.n if step.out else None) for step in counted.steps]


def with_decision(tables, record, decision):
    rows = tables.screening.copy()
    rows.loc[rows["record_id"].eq(record), "decision"] = decision
    return replace(tables, screening=rows)


def test_counts_are_those_of_the_data_dictionary(counted):
    """The dictionary of the tables: 149 records, 56 included, 59 context, 6 excluded, 28 await."""
    assert counted.steps[1].box.n == 149
    assert counted.steps[1].out.n == 59 + 6
    assert sum(step.out.n for step in counted.steps[2:4]) == 28
    assert counted.steps[-1].box.n == 56


def test_each_count_is_a_count_of_rows(tables, counted):
    rows = tables.screening
    cited = rows["reason"].str.contains("page not located").fillna(False)
    waiting = rows["decision"].eq("awaiting_full_text")
    assert counted.steps[2].out.n == (cited & waiting).sum()
    assert counted.steps[3].out.n == (~cited & waiting).sum()
    primary = rows.loc[rows["decision"].eq("included"), "study_id"].notna().sum()
    assert dict(counted.steps[-1].box.parts)["primary studies"] == primary


def test_what_nobody_wrote_down_stays_empty(counted):
    assert numbers(counted)[0] == (None, None)


def test_studies_of_a_pool_are_those_of_the_comparisons(tables, counted):
    by = counted.questions
    for outcome, analyte in (("serum_b12", "b12"), ("homocysteine", "homocysteine")):
        rows = contrasts(choose(comparisons(tables, analyte)).chosen, analyte).rows
        assert by.at[outcome, "pooled"] == len(rows)
        bearing = tables.screening["outcome_set"].str.split(";").map(lambda codes: outcome in codes)  # noqa: B023
        assert set(rows.index) <= set(tables.screening.loc[bearing, "study_id"])
    assert by["pooled"].isna().sum() == len(by) - 3


def test_every_outcome_of_the_table_is_a_question(tables, counted):
    codes = set(tables.screening["outcome_set"].str.split(";").explode())
    assert codes == set(counted.questions.index)


def test_a_changed_decision_moves_a_record(tables, counted):
    """r001 (najafi2012) and r023 are included, r031 awaits its full text with a page."""
    excluded = flow(with_decision(tables, "r001", "excluded"))
    assert excluded.steps[-1].box.n == counted.steps[-1].box.n - 1
    assert excluded.steps[1].out.n == counted.steps[1].out.n + 1
    assert excluded.questions.at["serum_b12", "included"] == 19
    read = flow(with_decision(tables, "r031", "included"))
    assert numbers(read)[2] == numbers(counted)[2]
    assert read.steps[3].out.n == counted.steps[3].out.n - 1
    assert str(by_question(read)) != str(by_question(counted))
    assert str(awaited(read)) != str(awaited(counted))


def test_sentences_say_the_same_as_the_boxes(tables, counted):
    assert f"{counted.steps[1].box.n} records" in str(found(tables))
    first = counted.questions.iloc[0]
    assert f"{first['included']} bear on serum B12" in str(by_question(counted))
    assert f"serum B12 ({first['awaiting']})" in str(awaited(counted))


def test_fewer_unread_comparisons_than_records_is_explained(tables, counted):
    """maljaei2020 has no controls, Jarius 2012 is about NMOSD; of homocysteine none is left out."""
    words = str(counted_elsewhere(tables, counted))
    waiting = counted.questions.at["serum_b12", "awaiting"]
    unread = len(unread_studies(tables, "b12"))
    assert f"count {unread} of the {waiting} as unread comparisons" in words
    assert (
        "Maljaei MB](../docs/rows/screening.md#screening-34) (its study has no controls)" in words
    )
    assert "(its patients have another disease)" in words
    assert "homocysteine" not in words
    assert len(not_counted(tables, "b12")) == waiting - unread
    assert not_counted(tables, "homocysteine").empty
    read = with_decision(tables, "r143", "excluded")
    assert "Jarius" not in str(counted_elsewhere(read, flow(read)))


def test_a_decision_that_is_not_known_does_not_vanish(tables):
    with pytest.raises(ValueError, match="holds 83, but the box before leaves 84"):
        flow(with_decision(tables, "r001", "maybe"))


def test_boxes_that_do_not_add_up_are_refused():
    with pytest.raises(ValueError, match="the parts add up to 3, the box holds 4"):
        Box(words="Set aside", n=4, parts=(("a", 1), ("b", 2)))
    steps = (
        Step(stage="s", box=Box(words="seen", n=9), out=Box(words="left", n=2)),
        Step(stage="s", box=Box(words="kept", n=8)),
    )
    with pytest.raises(ValueError, match="kept: holds 8, but the box before leaves 7"):
        Flow(steps=steps, questions=NONE)


def test_no_record_of_a_kind_leaves_an_empty_box(tables):
    rows = tables.screening[tables.screening["decision"].eq("included")]
    counted = flow(replace(tables, screening=rows))
    assert numbers(counted)[1:] == [(56, 0), (56, 0), (56, 0), (56, None)]
