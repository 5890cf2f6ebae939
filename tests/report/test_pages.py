"""Generated pages: every raw row is on one, every number leads to one, no text can break one."""

import re
from dataclasses import replace
from html import unescape
from pathlib import PurePosixPath

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from hypothesis import given
from hypothesis import strategies as st
from myst_parser.docutils_ import Parser

from b12meta.evidence import (
    as_table,
    choose,
    comparisons,
    contrasts,
    directions,
    effects,
    findings,
    leave_one_out,
    overview,
    readable,
    shown,
)
from b12meta.figures.measure import clean
from b12meta.report.digest import digest_tree
from b12meta.report.pages import generated, write_pages
from b12meta.report.pages.markdown import TURNING, bullets, code, definitions, heading, link, text
from b12meta.report.pages.rows import LISTINGS
from b12meta.tables import load_tables

EXTENSIONS = ["amsmath", "attrs_inline", "colon_fence", "deflist", "dollarmath", "smartquotes"]

NASTY = [
    "<img src=x onerror=alert(1)>",
    "</div><script>alert(1)</script>",
    "*bold* **x** _y_ __z__ ~~s~~",
    "a | b || c",
    "`code` ``more`` ```fence```",
    "{cite:t}`nobody` {ref}`nowhere` {{x}}",
    "$x^2$ and $$y$$ and \\(z\\)",
    "\"double\" 'single' it's",
    "[link](javascript:alert(1)) ![i](x) [^1] [x][y]",
    "# heading",
    "1. item",
    "- item",
    "+++ block",
    "--- rule",
    "=====",
    ": definition",
    ":::{note}",
    "(contrasts-2)=",
    "% comment",
    "> quote",
    "&lt;b&gt; &amp; &copy;",
    "<https://x.example>",
    "\\",
    "line\nbreak\r\n\r\nparagraph\u2028next",
    "\u202eright to left\u202c עברית العربية",
    "\x00\x07 control",
    "long " * 60,
    "x" * 300,
]


def parsed(source):
    """Document tree of Markdown as our pages are read, with every warning in it."""
    settings = {"myst_enable_extensions": EXTENSIONS, "report_level": 5, "raw_enabled": True}
    return publish_doctree(source, parser=Parser(), settings_overrides=settings)


def shape(source):
    """Kinds of all nodes in a document, in order, without its words."""
    kinds = (type(node).__name__ for node in parsed(source).findall())
    return [kind for kind in kinds if kind != "Text"]


def words(text_):
    """What a reader should see of a text."""
    return clean(TURNING.sub("", text_))


@pytest.fixture(scope="module")
def tables():
    return load_tables()


@pytest.fixture(scope="module")
def made(tables):
    return generated(tables)


def targets(page):
    return re.findall(r"^\(([a-z]+-\d+)\)=$", page, re.MULTILINE)


def anchors(page):
    return targets(page) + re.findall(r'<span id="([a-z]+-\d+)">', page)


def block(page, name):
    """The part of a page that belongs to a row."""
    return re.split(r"\n(?=\([a-z]+-\d+\)=\n|## )", page.partition(f"({name})=\n")[2])[0]


FRAMES = {
    "paragraph": lambda words_: f"before {words_} after",
    "beginning": lambda words_: words_,
    "definition": lambda words_: definitions([("Name", words_)]),
    "item": lambda words_: bullets([words_]),
    "heading": lambda words_: f"# {words_}",
    "emphasis": lambda words_: f"x *{words_}* y",
    "cell": lambda words_: f"| a | b |\n| --- | --- |\n| {words_} | c |",
}


@pytest.mark.parametrize("frame", FRAMES)
@given(cell=st.one_of(st.sampled_from(NASTY), st.text(min_size=1, max_size=40)))
def test_text_is_shown_and_never_obeyed(frame, cell):
    if not words(cell):
        return
    page = FRAMES[frame](text(cell))
    assert words(cell) in " ".join(parsed(page).astext().split())
    assert shape(page) == shape(FRAMES[frame]("harmless"))


@given(cell=st.one_of(st.sampled_from(NASTY), st.text("`|*<$\\ ab", min_size=1, max_size=20)))
def test_printed_text_is_a_literal(cell):
    if not words(cell):
        return
    (literal,) = parsed(f"x {code(cell)} y").findall(nodes.literal)
    assert literal.astext() == words(cell)


@given(st.one_of(st.sampled_from(NASTY), st.text(max_size=30)))
def test_an_address_cannot_leave_its_brackets(tail):
    found = list(
        parsed(f"a {link('words', 'https://x.example/' + tail)} b").findall(nodes.reference)
    )
    assert [one.astext() for one in found] == ["words"]
    assert found[0]["refuri"].startswith("https://x.example/")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//x", None, ""])
def test_only_web_addresses_become_links(address):
    assert link("words", address) == "words"


def test_a_heading_has_a_name_that_links_find():
    (section,) = parsed(f"# Top\n\n{heading(2, 'Means', target='arms-2')}").findall(nodes.target)
    assert section["refid"] == "arms-2"


def test_every_raw_row_stands_on_exactly_one_page_under_its_name(tables, made):
    expected = [
        f"{name}-{line}"
        for name in ("studies", "arms", "contrasts", "counts", *LISTINGS)
        for line in getattr(tables, name).index
    ]
    assert sorted(name for page in made.values() for name in targets(page)) == sorted(expected)


def test_every_row_of_a_study_is_on_the_page_of_the_study(tables, made):
    for study in tables.studies["study_id"]:
        expected = [
            f"{name}-{line}"
            for name in ("studies", "arms", "contrasts", "counts", "screening")
            for line in getattr(tables, name).index[getattr(tables, name)["study_id"].eq(study)]
        ]
        assert sorted(anchors(made[f"studies/{study}.md"])) == sorted(expected)


@pytest.mark.parametrize("name", ["arms", "contrasts", "counts"])
def test_a_row_shows_what_was_printed_and_links_to_where(tables, made, name):
    frame = getattr(tables, name)
    for line, row in frame.iterrows():
        shown_row = block(made[f"studies/{row['study_id']}.md"], f"{name}-{line}")
        assert f"data/raw/{name}.csv, line {line}\n" in shown_row
        assert f"](<{row['source_url']}>)" in shown_row
        printed = code(row["fragment"]) if isinstance(row["fragment"], str) else "no number"
        assert f"- **Printed** {printed}\n" in shown_row


@pytest.mark.parametrize(
    ("name", "column", "label"),
    [
        ("arms", "centre", "Mean or median"),
        ("arms", "spread", "Spread"),
        ("contrasts", "value", "Value"),
        ("anchors", "value", "Value"),
        ("reviews", "estimate", "Estimate"),
    ],
)
def test_numbers_are_shown_to_their_last_digit(tables, made, name, column, label):
    frame = getattr(tables, name)
    for line, value in frame[column].dropna().items():
        page = f"studies/{frame.at[line, 'study_id']}.md" if "study_id" in frame else None
        shown_row = block(made[page or f"rows/{name}.md"], f"{name}-{line}")
        (digits,) = re.findall(rf"^- \*\*{label}\*\* (\S+)$", shown_row, re.MULTILINE)
        assert float(digits) == value


@pytest.mark.parametrize("name", LISTINGS)
def test_rows_that_belong_to_no_study_show_every_cell(tables, made, name):
    frame = getattr(tables, name)
    for line in frame.index:
        shown_row = block(made[f"rows/{name}.md"], f"{name}-{line}")
        if "fragment" in frame and isinstance(frame.at[line, "fragment"], str):
            assert code(frame.at[line, "fragment"]) in shown_row
        for column in ("notes", "reason", "claim", "citation", "status_note"):
            if column in frame and isinstance(frame.at[line, column], str):
                assert text(frame.at[line, column]) in shown_row


def addresses(tables):
    """Every address in the frames that tables and figures are made of."""
    for analyte in overview.ANALYTES:
        chosen = choose(comparisons(tables, analyte)).chosen
        rows = contrasts(chosen, analyte).rows
        yield from rows["url"]
        yield from shown.routes(rows)["page_url"]
        yield from directions.directions(chosen, analyte)["url"]
    yield from shown.leave_one_out_table(
        leave_one_out(rows_of(tables, "b12")), rows_of(tables, "b12")
    )["page_url"]
    yield from as_table(effects(choose(comparisons(tables, "b12")).chosen, "b12"))["page_url"]
    yield from overview.study_table(tables)["page_url"]
    yield from overview.reported(tables, "homocysteine")["page_url"]
    yield from overview.awaiting(tables)["page_url"]
    yield from overview.earlier_reviews(tables, "b12")["url"]
    found = readable(findings(tables))
    yield from found["page_url"]
    yield from found["row_url"]


def rows_of(tables, analyte):
    return contrasts(choose(comparisons(tables, analyte)).chosen, analyte).rows


def test_every_address_leads_to_a_page_and_its_row(tables, made):
    found = list(addresses(tables))
    for address in found:
        page, _, name = address.removeprefix("../docs/").partition("#")
        assert page in made
        assert not name or name in anchors(made[page])
    assert any("#" in address for address in found)


def test_two_clicks_from_a_pooled_effect_to_the_page_that_was_read(tables, made):
    """First click: the address of the row in the figure. Second: the source on that page."""
    for analyte in ("b12", "homocysteine", "folate"):
        for _, row in rows_of(tables, analyte).iterrows():
            page, _, name = row["url"].removeprefix("../docs/").partition("#")
            assert f"](<{row['source_url']}>)" in block(made[page], name)


def test_an_effect_is_written_out_with_its_inputs(tables, made):
    page = made["studies/sener1996.md"]
    rows = rows_of(tables, "b12")
    assert "patients 560 (SD 295, n = 24), controls 1091 (SD 752, n = 20)" in page
    assert f"g = {rows.at['sener1996', 'yi']:.2f}".replace("-", "−") in page


@pytest.mark.parametrize(
    ("name", "column", "value", "page"),
    [
        ("arms", "centre", 561.5, "studies/sener1996.md"),
        ("contrasts", "notes", "a new remark", "studies/sener1996.md"),
        ("reviews", "estimate", -0.77, "rows/reviews.md"),
    ],
)
def test_a_changed_cell_changes_its_page(tables, made, name, column, value, page):
    frame = getattr(tables, name).copy()
    line = (
        frame.index[0] if name == "reviews" else frame.index[frame["study_id"].eq("sener1996")][0]
    )
    frame.loc[line, column] = value
    changed = generated(replace(tables, **{name: frame}))
    assert str(value) in block(changed[page], f"{name}-{line}")
    assert changed[page] != made[page]
    assert changed["studies/najafi2012.md"] == made["studies/najafi2012.md"] or name == "arms"


TEXTS = {
    "studies": ["first_author", "title", "journal", "country", "assay", "notes"],
    "arms": ["group_label", "unit", "fragment", "notes"],
    "contrasts": ["fragment", "notes"],
    "counts": ["fragment", "notes"],
    "screening": ["citation", "reason"],
    "reviews": ["fragment", "notes", "subgroup"],
}


def filled(tables, words_):
    """Tables whose free texts all read `words_`."""
    frames = {
        name: getattr(tables, name).assign(**dict.fromkeys(columns, words_))
        for name, columns in TEXTS.items()
    }
    return replace(tables, **frames)


@pytest.mark.parametrize("nasty", [cell for cell in NASTY if words(cell)])
def test_hostile_text_does_not_change_the_shape_of_a_page(few, harmless, nasty):
    hostile = generated(filled(few, nasty))
    for page, expected in harmless.items():
        assert shape(hostile[page]) == expected


@pytest.fixture(scope="module")
def few(tree):
    return load_tables(tree / "data" / "raw")


@pytest.fixture(scope="module")
def harmless(few):
    """Shapes of three pages whose texts do nothing."""
    made = generated(filled(few, "harmless"))
    names = ("studies/sener1996.md", "rows/reviews.md", "rows/screening.md")
    return {page: shape(made[page]) for page in names}


def test_pages_are_rewritten_only_where_they_differ(tmp_path):
    write_pages(tmp_path, {"studies/a.md": "a", "studies/b.md": "b", "rows/c.md": "c"})
    before = (tmp_path / "studies" / "a.md").stat().st_mtime_ns
    (tmp_path / "rows" / "own.txt").write_text("mine")
    write_pages(tmp_path, {"studies/a.md": "a", "rows/c.md": "new"})
    assert (tmp_path / "studies" / "a.md").stat().st_mtime_ns == before
    assert (tmp_path / "rows" / "c.md").read_text() == "new"
    assert not (tmp_path / "studies" / "b.md").exists()
    assert (tmp_path / "rows" / "own.txt").exists()


def test_generated_folders_are_no_input_of_a_build(tmp_path):
    (tmp_path / "index.md").write_text("x")
    before = digest_tree(tmp_path, without=("studies",))
    write_pages(tmp_path, {"studies/a.md": "a"})
    (tmp_path / "rows").rmdir()
    assert digest_tree(tmp_path, without=("studies",)) == before
    assert digest_tree(tmp_path) != before


def hrefs(page):
    return [unescape(to) for to in re.findall(r'<a [^>]*href="([^"]*)"', page)]


def test_every_link_within_the_site_leads_somewhere(pages):
    names = {name: set(re.findall(r' id="([^"]+)"', page)) for name, page in pages.items()}
    for here, page in pages.items():
        for to in hrefs(page):
            if re.match(r"[a-z]+:", to) or not to or "_downloads/" in to:
                continue
            path, _, name = to.partition("#")
            there = _normal(PurePosixPath(here).parent / path) if path else here
            assert there in names, (here, to)
            assert not name or name in names[there], (here, to)


def _normal(path):
    parts = []
    for part in path.parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


def test_tables_figures_and_sentences_of_notebooks_lead_to_rows(pages):
    table, figure = pages["notebooks/01_table.html"], pages["notebooks/02_figure.html"]
    assert '<a class="internal" href="../studies/najafi2012.html">' in table
    assert '<a class="external" href="https://a.example">abstract</a>' in table
    assert "../studies/sener1996.html#contrasts-4" in hrefs(table)
    assert "../studies/sener1996.html#arms-4" in hrefs(figure)
    assert 'id="arms-4"' in pages["studies/sener1996.html"]
    assert not any("/docs/" in to for page in pages.values() for to in hrefs(page))


def test_studies_are_listed_on_their_index_and_not_beside_every_page(pages):
    assert "sener1996.html" in "".join(hrefs(pages["studies/index.html"]))
    tree_beside = pages["index.html"].split('class="sidebar-tree"')[1].split("</aside>")[0]
    assert "studies/index.html" in tree_beside
    assert "sener1996" not in tree_beside
