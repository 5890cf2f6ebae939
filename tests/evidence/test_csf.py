"""Cerebrospinal fluid, cord and brain: every row, the verdict by direction, and the sentences."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from b12meta.evidence import csf
from b12meta.figures import effect_direction


def changed(tables, line, **values):
    rows = tables.contrasts.copy()
    for column, value in values.items():
        rows.loc[line, column] = value
    return replace(tables, contrasts=rows)


def line_of(tables, **values):
    rows = tables.contrasts
    for column, value in values.items():
        rows = rows[rows[column].eq(value)]
    (line,) = rows.index
    return line


def test_every_row_is_there_with_a_reason(tables):
    rows = csf.every_row(tables)
    raw = tables.contrasts[tables.contrasts["matrix"].isin(["csf", "spinal_cord", "brain"])]
    assert set(rows["line"]) == set(raw.index)
    assert rows["reason"].str.len().gt(0).all()
    assert not rows["matrix"].eq("serum").any()


def test_no_comparison_has_both_group_sizes(tables):
    rows = csf.every_row(tables)
    compared = rows[rows["comparison"]]
    assert compared["level"].eq("none").all()
    assert compared["reason"].str.startswith("the size of ").all()


def test_a_row_with_sizes_would_be_usable(tables):
    line = line_of(tables, study_id="scalabrino2010", analyte="b12", group1="rrms")
    rows = csf.every_row(changed(tables, line, n1=60)).set_index("line")
    assert rows.at[line, "level"] == "means"
    assert rows.at[line, "reason"] == "can be used as printed: means"


def test_directions_keep_what_compares_b12_with_controls(tables):
    rows = csf.directions(tables)
    assert set(rows["analyte"]) == {"b12", "holotc", "cd320"}
    assert list(rows["year"]) == sorted(rows["year"])
    assert not rows.duplicated(["study", "year", "outcome"]).any()


def test_groups_with_the_same_finding_count_once(tables):
    row = csf.directions(tables).loc["scalabrino2010"]  # the preliminary report is left out
    assert row["groups"] == "RRMS and SPMS"
    assert row["p_high"] == tables.contrasts.loc[
        line_of(tables, study_id="scalabrino2010", analyte="b12", group1="spms"), "p_value"
    ]  # fmt: skip


def test_groups_that_differ_have_a_row_each(tables):
    line = line_of(tables, study_id="scalabrino2010", analyte="b12", group1="spms")
    rows = csf.directions(changed(tables, line, direction="lower"))
    assert list(rows.loc["scalabrino2010", "study"]) == ["Scalabrino, RRMS", "Scalabrino, SPMS"]


def test_directions_can_be_drawn(tables):
    label = effect_direction(csf.directions(tables)).get_label()
    assert "B12 in CSF, number of studies: 1 lower, 1 higher" in label


def told(*pairs):
    return pd.DataFrame(pairs, columns=["direction", "significance"])


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        (told(("lower", "significant"), ("higher", "significant")), "mixed"),
        (told(("lower", "significant"), ("none_stated", "not_significant")), "mixed"),
        (told(("lower", "significant"), ("higher", "not_stated")), "supported"),
        (told(("higher", "significant")), "contradicted"),
        (told(("lower", "not_significant")), "inconclusive"),
        (told(("lower", "not_stated")), "no usable evidence"),
    ],
)
def test_verdict_by_direction(rows, verdict):
    assert csf.by_direction(rows, claimed="lower") == verdict


def test_verdict_needs_a_claim():
    with pytest.raises(ValueError, match="'none', expected 'lower' or 'higher'"):
        csf.by_direction(told(("lower", "significant")), claimed="none")


def test_the_verdict_follows_the_rows(tables):
    assert "**mixed**" in str(csf.conclusion(tables))
    rows = tables.contrasts
    lower = rows.assign(
        direction=rows["direction"].mask(rows["matrix"].eq("csf"), "lower"),
        significance=rows["significance"].mask(rows["matrix"].eq("csf"), "significant"),
    )
    assert "**supported**" in str(csf.conclusion(replace(tables, contrasts=lower)))


def test_the_answer_says_who_found_what(tables):
    said = str(csf.answer(tables))
    assert "B12 in CSF was lower (untested) in [Basil 1965]" in said
    assert "B12 in CSF of RRMS and SPMS was significantly higher in [Scalabrino 2010]" in said
    assert "B12 in spinal cord was significantly lower in [Scalabrino 2015]" in said
    assert "measured in no comparisons found here" in said


def test_the_answer_links_every_study(tables):
    found = re.findall(r"\]\((\S+?)\)", str(csf.answer(tables)))
    assert len(found) == len(csf.directions(tables))
    assert all(address.startswith("../docs/studies/") and "#contrasts-" in address
               for address in found)  # fmt: skip


def test_a_changed_direction_changes_the_answer(tables):
    line = line_of(tables, study_id="basil1965", analyte="b12", matrix="csf", group2="control")
    said = str(csf.answer(changed(tables, line, direction="higher")))
    assert "B12 in CSF was higher (untested) in [Basil 1965]" in said


def test_the_sources_on_correlation_disagree(tables):
    rows = csf.correlations(tables)
    assert set(rows["says"]) == {"correlated", "not correlated"}
    assert "the sources disagree" in str(csf.correlated(tables))
    line = line_of(tables, study_id="basil1965", matrix="csf", group2="serum_b12")
    said = str(csf.correlated(changed(tables, line, direction="lower")))
    assert "found them inversely correlated" in said


def test_reference_levels_leave_out_what_followed_a_dose(tables):
    levels = csf.reference_levels(tables)
    raw = tables.anchors[tables.anchors["topic"].eq("csf_reference")]
    assert len(levels) + len(csf.other_facts(tables)) == len(raw)
    assert (
        levels["mean"].max() == raw.loc[raw.index[raw["fact_id"].eq("ide1987_before")][0], "value"]
    )
    assert levels["mean"].is_monotonic_increasing


def test_the_level_that_stands_apart(tables):
    means = csf.reference_levels(tables)["mean"]
    said = str(csf.levels(tables))
    assert "they lie within the normal range" in said
    assert f"{means.iloc[-1] / means.iloc[-2]:.1f} to {means.iloc[-1] / means.iloc[0]:.1f}" in said


def test_means_outside_the_normal_range_are_said_to_be(tables):
    anchors = tables.anchors
    narrow = anchors.assign(ci_high=anchors["ci_high"].mask(anchors["population"].eq("normal"), 25))
    assert "they do not all lie within" in str(csf.levels(replace(tables, anchors=narrow)))


def test_unread_records_wait(tables):
    rows = csf.unread(tables)
    waiting = tables.screening.loc[rows.index, "decision"]
    assert waiting.eq("awaiting_full_text").all()
    assert rows["citation"].str.contains("Nijst").any()


def test_the_table_names_every_row(tables):
    table = csf.told_table(tables)
    assert len(table) == len(csf.every_row(tables))
    assert table["page_url"].str.contains("#contrasts-").all()
