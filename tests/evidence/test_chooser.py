import pandas as pd
import pytest

from b12meta.evidence import choose, comparisons

ROW = {
    "study_id": "one2000", "analyte": "b12", "matrix": "serum", "group1": "ms",
    "group2": "healthy", "level": "significance", "population": "ms", "same_cohort_as": None,
}  # fmt: skip


def choice_of(*changes):
    return choose(pd.DataFrame([ROW | change for change in changes]))


def test_nothing_is_lost(tables):
    rows = comparisons(tables)
    choice = choose(rows)
    assert len(choice.chosen) + len(choice.aside) == len(rows)
    assert choice.aside["reason"].str.len().gt(10).all()


def test_one_row_per_study_and_analyte(tables):
    chosen = choose(comparisons(tables)).chosen
    assert not chosen.duplicated(["study_id", "analyte"]).any()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            {"population": "nmosd", "group1": "nmosd"},
            "the patients have NMOSD, a disease that is never pooled with MS",
        ),
        ({"group1": "cis"}, "the patients have CIS, a disease that is never pooled with MS"),
        ({"group2": "ms_placebo"}, "compares patients with patients: MS with MS placebo"),
        (
            {"group1": "ms_men"},
            "covers a part of the patients (MS men); the whole group stands for the study",
        ),
    ],
)
def test_an_unsuitable_row_is_set_aside_with_its_reason(change, reason):
    choice = choice_of(change)
    assert choice.chosen.empty
    assert choice.aside["reason"].tolist() == [reason]


def test_healthy_controls_come_first_even_with_a_poorer_level():
    choice = choice_of({"group2": "neuro_control", "level": "means"}, {})
    assert choice.chosen["group2"].tolist() == ["healthy"]
    assert choice.aside["reason"].tolist() == [
        "the comparison of MS with healthy people stands for the study"
    ]


def test_all_patients_come_before_a_subtype():
    choice = choice_of({"group1": "rrms", "level": "means"}, {})
    assert choice.chosen["group1"].tolist() == ["ms"]


def test_the_better_level_comes_first_between_equal_groups():
    choice = choice_of({"matrix": "plasma"}, {"level": "exact_p"})
    assert choice.chosen["level"].tolist() == ["exact_p"]


def test_a_linked_cohort_counts_once():
    choice = choice_of({}, {"study_id": "two2001", "same_cohort_as": "one2000"})
    assert choice.chosen["study_id"].tolist() == ["one2000"]
    assert choice.aside["reason"].tolist() == ["the same people as one2000, which stands for them"]


def test_a_linked_cohort_counts_when_its_twin_is_not_there():
    choice = choice_of({"study_id": "two2001", "same_cohort_as": "one2000"})
    assert choice.chosen["study_id"].tolist() == ["two2001"]


def test_an_empty_table_gives_an_empty_choice():
    choice = choose(pd.DataFrame([ROW]).iloc[:0])
    assert choice.chosen.empty
    assert choice.aside.empty


def test_serum_b12_as_read_by_eye(b12_choice):
    levels = b12_choice.chosen.set_index("study_id")["level"]
    assert set(levels.index[levels.eq("means")]) == {"najafi2012", "sener1996"}
    assert levels["basil1965"] == "none"
    assert set(b12_choice.aside["study_id"]) == {"isfahan_nmosd2025", "reynolds1992", "sandyk1993"}
