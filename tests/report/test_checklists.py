"""The checklists name every item once, answer it, and lead where they say."""

import re

import pytest

from b12meta.paths import ROOT
from b12meta.report.pages.rows import LISTINGS

FOLDER = ROOT / "docs" / "checklists"
GENERATED = {"studies/index.md", "rows/index.md", *(f"rows/{name}.md" for name in LISTINGS)}

ROW = re.compile(r"^\* - (.+)\n  - (.+)\n  - (.+)$", re.MULTILINE)

PRISMA = re.findall(
    r"\d+\w?",
    "1 2 3 4 5 6 7 8 9 10a 10b 11 12 13a 13b 13c 13d 13e 13f 14 15 16a 16b 17 18 19 "
    "20a 20b 20c 20d 21 22 23a 23b 23c 23d 24a 24b 24c 25 26 27",
)
"""The items of the statement of 2020 (Page and others, BMJ 372:n71, table 1)."""

SWIM = ["1a", "1b", "2", "3", "4", "5", "6", "7", "8", "9"]
"""The items of Campbell and others, BMJ 368:l6890, table 1."""

CRITICAL = {2, 4, 7, 9, 11, 13, 15}
"""Critical items of AMSTAR 2 (Shea and others, BMJ 358:j4008, box 1)."""


def page(name):
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")


def rows(words):
    """Item, answer and reason of every row; headings of tables are no rows."""
    found = [row for row in ROW.findall(words) if row[0] not in {"Item", "Domain"}]
    assert len(found) + words.count("{list-table}") == words.count("\n* - ")
    return found


def numbers(words):
    return [item.split()[0].replace("\\*", "*") for item, _, _ in rows(words)]


@pytest.mark.parametrize(("name", "items"), [("prisma", PRISMA), ("swim", SWIM)])
def test_every_item_is_there_once_in_its_order(name, items):
    assert numbers(page(name)) == items


def test_prisma_has_27_items():
    assert len({int(re.match(r"\d+", item)[0]) for item in numbers(page("prisma"))}) == 27


def test_amstar_has_16_items_with_the_critical_ones_marked():
    words = page("amstar").split("## ROBIS")[0]
    found = numbers(words)
    assert [int(item.strip("*")) for item in found] == list(range(1, 17))
    assert {int(item.strip("*")) for item in found if item.endswith("*")} == CRITICAL


def test_the_verdict_of_amstar_follows_from_its_items():
    """More than one critical weakness: critically low (Shea 2017, table 3)."""
    words = page("amstar").split("## ROBIS")[0]
    weak = [item for item, answer, _ in rows(words) if "\\*" in item and answer == "no"]
    assert len(weak) > 1
    assert "**critically low**" in words


@pytest.mark.parametrize("name", ["prisma", "swim"])
def test_every_answer_is_yes_partly_or_no(name):
    assert {answer for _, answer, _ in rows(page(name))} == {"yes", "partly", "no"}


def test_amstar_and_robis_are_answered_in_their_own_words():
    first, second = page("amstar").split("## ROBIS")
    assert {answer for _, answer, _ in rows(first)} == {"yes", "partly", "no"}
    assert {answer for _, answer, _ in rows(second)} <= {"low", "high", "unclear"}
    assert len(rows(second)) == 5


@pytest.mark.parametrize("name", ["prisma", "amstar", "swim"])
def test_a_yes_leads_somewhere_and_a_no_has_a_reason(name):
    for item, answer, reason in rows(page(name)):
        assert reason.endswith((".", ")")), item
        if answer in {"yes", "partly"}:
            assert "](" in reason, item


@pytest.mark.parametrize("name", ["prisma", "amstar", "swim"])
def test_every_link_leads_to_a_page_that_exists(name):
    found = [to for to in re.findall(r"\]\(([^)]+)\)", page(name)) if not to.startswith("http")]
    assert found
    for to in found:
        path, _, anchor = to.removeprefix("../").partition("#")
        folder = ROOT if path.startswith("notebooks/") else ROOT / "docs"
        assert to.startswith("../")
        assert path in GENERATED or (folder / path).is_file(), to
        assert (
            not anchor
            or f"## {anchor.replace('-', ' ')}"
            in (folder / path).read_text(encoding="utf-8").casefold()
        )


def test_what_we_did_not_do_is_said():
    answers = {item.split()[0]: answer for item, answer, _ in rows(page("prisma"))}
    assert {answers[item] for item in ("7", "11", "18", "24a", "24b", "25", "26")} == {"no"}


def test_the_lists_are_on_the_start_page():
    start = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    for path in FOLDER.glob("*.md"):
        assert f"\nchecklists/{path.stem}\n" in start
