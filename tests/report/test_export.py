import pytest

from b12meta.figures.links import anchor
from b12meta.report import ReportError, build
from b12meta.report.digest import digest_tree
from b12meta.report.export import repair
from b12meta.report.lock import only_one
from b12meta.report.mathml import mathml
from b12meta.report.prepare import pages_of_site, prepare


def test_an_interrupted_swap_is_repaired(tmp_path):
    old = tmp_path / ".html-old"
    old.mkdir()
    (old / "index.html").write_text("old")
    (tmp_path / ".html-new").mkdir()
    repair(tmp_path / "html")
    assert [p.name for p in tmp_path.iterdir()] == ["html"]
    assert (tmp_path / "html" / "index.html").read_text() == "old"


def test_a_finished_swap_keeps_the_new_report(tmp_path):
    for name in ("html", ".html-old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(name)
    repair(tmp_path / "html")
    assert [p.name for p in tmp_path.iterdir()] == ["html"]
    assert (tmp_path / "html" / "index.html").read_text() == "html"


def test_two_builds_at_once_do_not_mix(bare):
    (bare / "notebooks").mkdir()
    (bare / "notebooks" / "a.ipynb").write_text("{}")
    with only_one(bare / "reports"), pytest.raises(ReportError, match="another build is writing"):
        build(bare, quiet=True)
    with only_one(bare / "reports"):
        pass


def test_nothing_to_report_is_an_error(bare):
    with pytest.raises(ReportError, match=r"no notebooks in .*notebooks; nothing to report"):
        build(bare, quiet=True)


def test_digest_sees_names_and_bytes_only(tmp_path):
    (tmp_path / "a").write_text("1")
    first = digest_tree(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "x.pyc").write_text("x")
    (tmp_path / ".swp").write_text("x")
    (tmp_path / "a").touch()
    assert digest_tree(tmp_path) == first
    (tmp_path / "a").rename(tmp_path / "b")
    assert digest_tree(tmp_path) != first
    assert digest_tree(tmp_path / "none") != digest_tree(tmp_path / "b")


def test_a_picture_keeps_its_alternative_text():
    output = {"output_type": "display_data", "data": {"image/png": "x"},
              "metadata": {"image/png": {"alt": "A forest plot"}}}  # fmt: skip
    cell = {"cell_type": "code", "metadata": {}, "outputs": [output]}
    prepare({"cells": [cell]})
    assert cell["metadata"] == {
        "tags": ["hide-input"],
        "mystnb": {"image": {"alt": "A forest plot"}},
    }


def test_links_of_a_drawing_lose_what_only_lab_needs():
    drawn = anchor("../docs/studies/a.md#arms-2", "<text>A</text>", inline=True)
    assert pages_of_site(f"<svg>{drawn}{drawn}</svg>") == (
        "<svg>" + 2 * '<a href="../studies/a.html#arms-2"><text>A</text></a>' + "</svg>"
    )


def test_plain_frames_get_scopes_and_their_own_tags_stay():
    lines = [
        "<table><thead><tr><th></th><th>a</th></tr></thead>",
        "<tbody><tr><th>0</th></tr></tbody></table>",
    ]
    output = {"output_type": "execute_result", "data": {"text/html": lines}, "metadata": {}}
    cell = {"cell_type": "code", "metadata": {"tags": ["remove-input"]}, "outputs": [output]}
    prepare({"cells": [cell]})
    html = output["data"]["text/html"]
    assert '<td></td><th scope="col">a</th>' in html
    assert '<th scope="row">0</th>' in html
    assert html.startswith('<div class="b12-scroll"')
    assert cell["metadata"]["tags"] == ["remove-input"]


@pytest.mark.parametrize(
    "formula",
    [r"\hat\tau^2", r"\frac{a}{b}", r"\sum_i w_i (y_i - \mu)^2", r"\sqrt{v}", r"\text{se}"],
)
def test_common_formulas_have_no_tex_left(formula):
    assert "\\" not in mathml(formula, display=True)
