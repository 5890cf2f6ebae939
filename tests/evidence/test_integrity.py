"""Findings on the real tables, as a reader of the abstracts knows them."""

from dataclasses import replace

import pytest

from b12meta.evidence.integrity import findings
from b12meta.evidence.integrity.levels import reference_limits
from b12meta.evidence.integrity.p_values import printed_range

KNOWN = [
    ("zhang2014", "spread against other studies", "doubtful"),
    ("masoud2007", "p from the means", "disagrees"),
    ("moghaddasi2013", "p over every split", "disagrees"),
    ("moghaddasi2013", "p of a correlation", "disagrees"),
    ("fahmy2018", "p of a correlation", "disagrees"),
    ("fahmy2018", "word and p", "disagrees"),
    ("frequin1993", "p of a correlation", "disagrees"),
    ("nozari2019", "spread of a change", "doubtful"),
    ("isfahan_nmosd2025", "p from the means", "disagrees"),
    ("alsomali2022", "count and percentage", "disagrees"),
    ("kocer2009", "count and percentage", "doubtful"),
    ("najafi2012", "level", "doubtful"),
    ("nozari2019b", "same people", "doubtful"),
]


@pytest.fixture(scope="module")
def found(tables):
    return findings(tables)


@pytest.mark.parametrize(("study", "check", "verdict"), KNOWN)
def test_what_is_known_to_be_wrong_is_found(found, study, check, verdict):
    rows = found[found["study_id"].eq(study) & found["check"].eq(check)]
    assert verdict in set(rows["verdict"])


def test_nothing_else_disagrees(found):
    wrong = found[found["verdict"].eq("disagrees")]
    expected = {(study, check) for study, check, verdict in KNOWN if verdict == "disagrees"}
    assert set(zip(wrong["study_id"], wrong["check"], strict=True)) == expected


def test_printed_p_values_that_follow_are_said_to_agree(found):
    rows = found[found["check"].eq("p from the means")].set_index("study_id")["verdict"]
    assert rows["najafi2012"] == rows["sener1996"] == rows["moghaddasi2008"] == "agrees"


def test_a_mended_row_agrees(tables):
    arms = tables.arms.copy()
    row = arms["study_id"].eq("masoud2007") & arms["group"].eq("healthy")
    arms.loc[row, "spread"] = 3.0
    mended = findings(replace(tables, arms=arms)).set_index(["study_id", "check"])
    assert mended.loc[("masoud2007", "p from the means"), "verdict"] == "agrees"


def test_every_finding_names_its_row_and_what_is_done(found):
    assert found["row"].str.fullmatch(r"\w+\.csv:\d+").all()
    assert found["action"].str.len().gt(0).all()


@pytest.mark.parametrize(
    ("operator", "p", "fragment", "expected"),
    [
        ("=", 0.02, "p = 0.02", (0.015, 0.025)),
        ("=", 0.2, "P=0.20", (0.195, 0.205)),
        ("=", 0.0, "P=0.000", (0.0, 0.0005)),
        ("=", 0.001, "p = 0.001", (0.0, 0.0015)),
        ("<", 0.05, "p<0.05", (0.0, 0.05)),
        (">", 0.05, "p>0.05", (0.05, 1.0)),
    ],
)
def test_a_printed_p_is_an_interval(operator, p, fragment, expected):
    row = {"p_operator": operator, "p_value": p, "fragment": fragment}
    assert printed_range(row) == pytest.approx(expected)


def test_reference_limits_are_in_the_project_unit(tables):
    """anchors.csv: lowest lower limit 139 pg/mL, highest upper limit 641 pmol/L."""
    assert reference_limits(tables, "b12") == pytest.approx((139000 / 1355.37, 641))
