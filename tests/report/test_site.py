import re
import shutil
from html.parser import HTMLParser

import pytest

from b12meta.report import ReportError, build
from b12meta.report.polish import TOUCHES, content_policy
from b12meta.report.provenance import tables_sum

LOADING = {"script", "img", "link", "iframe", "source", "video", "audio", "object", "embed", "use"}


class Loads(HTMLParser):
    """Addresses of everything that a browser fetches by itself."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag in LOADING:
            self.found += [v for k, v in attrs if k in {"src", "href", "data", "srcset"} and v]


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def test_every_output_of_a_notebook_is_on_its_page(pages):
    table, figure = pages["notebooks/01_table.html"], pages["notebooks/02_figure.html"]
    assert "&lt;b&gt;najafi2012&lt;/b&gt;" in table
    assert "<span>Effects shown</span></caption>" in table
    assert "a frame cell" in table
    assert "Pooled over <strong>three</strong> studies" in table
    assert "studies, by DerSimonian and Laird (1986), such as Sener." in text_of(table)
    assert "<text>Sener drawn</text></a></svg>" in figure
    assert "a printed line" in figure


def test_code_is_folded_and_there(pages):
    page = pages["notebooks/01_table.html"]
    assert page.count("<details") == 3
    assert "Show code" in page
    assert page.index("Effects shown") < page.index("<details")
    assert "<details open" not in page


def test_figures_and_formulas_are_numbered_and_referred_to(pages):
    assert "Figure 1 Three studies." in text_of(pages["notebooks/02_figure.html"])
    start = text_of(pages["index.html"])
    assert "See Equation 1 and Figure 1 in Figures." in start
    assert "<math " in pages["index.html"]


def test_citations_print_what_there_is(pages):
    assert "Higgins and Thompson (" in text_of(pages["index.html"])
    references = text_of(pages["references.html"])
    assert "Higgins, Julian P. T. and Thompson, Simon G. (2002). Quantifying" in references
    assert (
        "[Homocysteine and cognition in relapsing-remitting MS]. (2022). mbsjohs 8(2)."
        in references
    )
    assert (
        "{" not in references.split("Studies of multiple sclerosis")[-1].split("What this page")[0]
    )


def test_nothing_is_loaded_from_elsewhere(pages, built):
    for page in pages.values():
        assert [to for to in Loads(page).found if re.match(r"(https?:)?//", to)] == []
        assert content_policy(page) in page
    styles = "".join(p.read_text("utf-8") for p in built.page.parent.rglob("*.css"))
    assert re.findall(r"url\(['\"]?(?:https?:)?//[^)]*", styles) == []
    assert "mathjax" not in "".join(pages.values()).lower().replace("mathjax_ignore", "")


def test_the_only_inline_script_is_the_one_that_keeps_dark_pages_from_flashing(pages):
    inline = {
        code.strip()
        for page in pages.values()
        for code in re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    }
    assert inline == {'document.body.dataset.theme = localStorage.getItem("theme") || "auto";'}
    assert not any(
        re.search(r"\son[a-z]+=", tag)
        for page in pages.values()
        for tag in re.findall(r"<[^>]+>", page)
    )


def test_fonts_are_the_ones_of_the_figures(built):
    fonts = built.page.parent / "_static" / "fonts"
    style = (fonts.parent / "b12.css").read_text("utf-8")
    assert {f.name for f in fonts.glob("*.ttf")} == set(re.findall(r"fonts/(\S+?\.ttf)", style))


def test_touches_still_apply_to_the_theme(pages):
    everything = "".join(pages.values())
    for old, new in TOUCHES:
        assert old not in everything
        assert new in everything


def test_what_scrolls_can_be_reached_by_keyboard(pages):
    for page in pages.values():
        for tag in re.findall(r'<div[^>]*class="(?:b12-scroll|table-wrapper)[^>]*>', page):
            assert 'tabindex="0"' in tag
            assert "aria-label=" in tag
    assert "b12-scroll" in pages["notebooks/01_table.html"]


def test_search_knows_what_tables_and_figures_say(built, pages):
    index = (built.page.parent / "searchindex.js").read_text("utf-8")
    assert '"najafi2012"' in index or "najafi2012:" in index
    assert "drawn" in index
    assert '<script src="searchindex.js' in pages["search.html"]


def test_the_foot_of_every_page_says_what_it_was_made_from(pages, tree):
    for page in pages.values():
        foot = text_of(page.split('<div class="b12-made-from">')[1])
        assert re.search(
            r"Software b12meta [\d.]+\S*, Python 3\.\d+\.\d+\S*, numpy \S+, scipy \S+, pandas \S+ ",
            foot,
        )
        assert "Commit no git " in foot
        assert f"Tables (data/raw) SHA-256 {tables_sum(tree / 'data' / 'raw')}" in foot


def test_nothing_to_do_takes_no_time(built, tree):
    again = build(tree, quiet=True)
    assert again.unchanged
    assert again.page == built.page
    assert again.cached == built.executed == ("01_table.ipynb", "02_figure.ipynb")
    assert again.seconds < 1.5


def test_a_page_that_cannot_be_made_leaves_the_old_report(built, tmp_path):
    copy = tmp_path / "tree"
    shutil.copytree(built.page.parents[2], copy)
    index = copy / "docs" / "index.md"
    index.write_text(index.read_text("utf-8") + "\n{cite:t}`nobody1900`\n", encoding="utf-8")
    before = (copy / "reports" / "html" / "index.html").read_bytes()
    with pytest.raises(ReportError, match=r"tree/docs/index\.md.*nobody1900"):
        build(copy, quiet=True)
    assert (copy / "reports" / "html" / "index.html").read_bytes() == before
    assert {p.name for p in (copy / "reports").iterdir()} == {"html", ".cache", ".lock"}


@pytest.mark.long
def test_a_failed_notebook_has_a_page_that_says_so_and_the_rest_is_built(built, tmp_path):
    copy = tmp_path / "tree"
    shutil.copytree(built.page.parents[2], copy)
    (copy / "notebooks" / "01_table.ipynb").write_text("{}", encoding="utf-8")
    result = build(copy, quiet=True)
    assert [str(failure) for failure in result.failed] == [
        "01_table.ipynb, this is not a Jupyter notebook of format 4: 'cells'"
    ]
    page = (copy / "reports/html/notebooks/01_table.html").read_text("utf-8")
    assert "This notebook failed" in page
    assert "format 4" in page
    assert "Sener drawn" in (copy / "reports/html/notebooks/02_figure.html").read_text("utf-8")
    assert not build(copy, quiet=True).unchanged


@pytest.mark.long
def test_two_clean_builds_have_the_same_bytes(built, tree, tmp_path, monkeypatch):
    copy = tmp_path / "elsewhere"
    shutil.copytree(tree, copy, ignore=shutil.ignore_patterns("reports"))
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    build(copy, quiet=True, jobs=1)
    assert contents(copy / "reports" / "html") == contents(built.page.parent)


def contents(site):
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}
