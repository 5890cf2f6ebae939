"""The README states what is computed now."""

from b12meta.paths import ROOT
from b12meta.report.readme import BETWEEN, answer, figure
from b12meta.tables import load_tables


def test_the_answer_in_the_readme_is_the_computed_one():
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    assert BETWEEN.search(page).group() == answer(load_tables()), "run make readme"


def test_the_figure_in_the_readme_is_the_computed_one():
    picture = (ROOT / "docs" / "forest.svg").read_text(encoding="utf-8")
    assert picture == figure(load_tables()), "run make readme"
