import csv
import hashlib
import io
import re
import stat
import zipfile
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from b12meta.figures import show
from b12meta.figures.canvas import canvas
from b12meta.figures.label import Style, write
from b12meta.paths import ROOT
from b12meta.report import show_table
from b12meta.report.downloads import BUNDLE, FOLDER, bundle, offer, set_beside, write_bundle
from b12meta.report.downloads.cells import TableCells, csv_text, plain_cell
from b12meta.report.downloads.drawings import svg_file
from b12meta.report.prepare import prepare
from b12meta.report.provenance import Provenance

ABOUT = Provenance(
    versions={"b12meta": "1.2.3"}, commit="abcdef", tables="f" * 64, tables_from="data/raw"
)
HOSTILE = "=HYPERLINK(\"https://a.example\"),\n<b>&amp; 'x'"


def contents(archive):
    with zipfile.ZipFile(io.BytesIO(archive)) as found:
        assert found.testzip() is None
        return {name.partition("/")[2]: found.read(name) for name in found.namelist()}


def rows_of(text):
    return list(csv.reader(io.StringIO(text)))


def page_with(*outputs, metadata=None):
    """A prepared notebook with one cell per output."""
    cells = [
        {
            "cell_type": "code",
            "metadata": metadata or {},
            "outputs": [{"output_type": "execute_result", "metadata": {}, "data": dict(data)}],
        }
        for data in outputs
    ]
    return prepare({"cells": cells})


def html_of(notebook, cell=0):
    return notebook["cells"][cell]["outputs"][0]["data"]["text/html"]


def table_output(frame, caption="Effects"):
    return {"text/html": show_table(frame, caption)._repr_html_()}


@pytest.fixture(scope="module")
def figure():
    ax = canvas(None, (300, 80), (0, 0, 300, 80), "a figure")
    ax.set_label("Forest plot of 3 studies: <all> & more. Then the rest.")
    write(ax, 10, 20, "Sener 1996", Style(), href="../docs/studies/sener1996.md")
    write(ax, 10, 40, "the source", Style(), href="https://a.example/?a=1&b=2")
    ax.axvline(0.5, color="#3a7ca8")
    return show(ax)._repr_mimebundle_()[0]


# ---- data.zip


def test_the_archive_has_the_same_bytes_each_time():
    first = bundle(ROOT, ABOUT)
    assert bundle(ROOT, ABOUT) == first
    with zipfile.ZipFile(io.BytesIO(first)) as found:
        entries = found.infolist()
    assert [e.filename for e in entries] == sorted(e.filename for e in entries)
    assert {e.date_time for e in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {stat.filemode(e.external_attr >> 16) for e in entries} == {"-rw-r--r--"}
    assert {e.filename.split("/")[0] for e in entries} == {"b12meta-data"}


def test_the_archive_holds_every_table_verbatim():
    found = contents(bundle(ROOT, ABOUT))
    tables = [
        path
        for folder in ("raw", "processed")
        for path in (ROOT / "data" / folder).iterdir()
        if not path.name.startswith(".")
    ]
    assert len(tables) > 15
    for path in tables:
        assert found[path.relative_to(ROOT).as_posix()] == path.read_bytes()
    others = {"README.md", "LICENSE", "data/LICENSE", "data/README.md", "redo.R", "SHA256SUMS"}
    assert set(found) == others | {path.relative_to(ROOT).as_posix() for path in tables}


def test_checksums_are_those_of_the_files():
    found = contents(bundle(ROOT, ABOUT))
    lines = found.pop("SHA256SUMS").decode().splitlines()
    said = {name: digest for digest, name in (line.split("  ") for line in lines)}
    assert said == {name: hashlib.sha256(data).hexdigest() for name, data in found.items()}


def test_the_archive_says_what_it_was_made_from():
    readme = contents(bundle(ROOT, ABOUT))["README.md"].decode()
    assert "commit abcdef with b12meta 1.2.3." in readme
    assert "f" * 64 in readme
    assert "{" not in readme


def test_no_archive_of_tables_that_the_pages_were_not_made_from(tmp_path, bare):
    elsewhere = Provenance(versions={}, commit="", tables="", tables_from="B12META_DATA")
    assert not write_bundle(ROOT, elsewhere, tmp_path / BUNDLE)
    assert not write_bundle(bare, ABOUT, tmp_path / BUNDLE)
    assert not (tmp_path / BUNDLE).exists()


def test_beside_the_site_lies_the_same_archive_or_none(tmp_path):
    site, archive = tmp_path / "html", tmp_path / "html" / FOLDER / BUNDLE
    assert write_bundle(ROOT, ABOUT, archive)
    set_beside(site, archive)
    assert (tmp_path / BUNDLE).read_bytes() == archive.read_bytes()
    archive.unlink()
    set_beside(site, archive)
    assert [path.name for path in tmp_path.iterdir()] == ["html"]


# ---- tables


def test_a_file_holds_the_cells_of_the_table():
    frame = pd.DataFrame(
        {
            "study": ["A, B", "\u202bאב\u202c"],
            "g": [-0.5, None],
            "study_url": ["https://a.example", "../docs/studies/b.md"],
        }
    )
    shown = show_table(frame, "Effects")
    page = page_with({"text/html": shown._repr_html_()})
    files = offer(page, "02_b12")
    assert rows_of(files["table-1.csv"].decode()) == [
        list(shown.headings),
        ["A, B", "-0.50"],
        ["\u202bאב\u202c", ""],
    ]
    assert 'href="../_downloads/02_b12/table-1.csv"' in html_of(page)
    assert 'aria-label="CSV, Table: Effects"' in html_of(page)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_what_a_spreadsheet_would_run_is_defused(start):
    assert plain_cell(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"
    frame = pd.DataFrame({"study": [f"{start}1+1"], "g": [1.0]})
    text = csv_text(TableCells(show_table(frame, "c")._repr_html_()))
    assert f"'{start}1+1" in text.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("cell", "plain"),
    [("−1.5", "-1.5"), ("+2", "+2"), ("-3e-05", "-3e-05"), ("=", "="), ("<", "<"), ("−", "−"),
     ("−0.3 to 0.2", "−0.3 to 0.2"), ("12 %", "12 %"), ("", ""), ("−∞", "−∞")],
)  # fmt: skip
def test_numbers_and_operators_stay(cell, plain):
    assert plain_cell(cell) == plain


def test_hostile_texts_survive_and_escape_nothing():
    page = page_with(table_output(pd.DataFrame({"study": [HOSTILE]}), '"><script>x</script>'))
    files = offer(page, "a")
    assert rows_of(files["table-1.csv"].decode())[1] == ["'" + HOSTILE]
    assert "<script" not in html_of(page)


def test_tables_are_numbered_and_other_outputs_left_alone():
    frame = pd.DataFrame({"a": [1]})
    plain = {"text/html": frame.to_html()}
    page = page_with(table_output(frame, "One"), plain, {"text/plain": "x"}, table_output(frame))
    assert list(offer(page, "n")) == ["table-1.csv", "table-2.csv"]
    assert "b12-downloads" not in html_of(page, 1)
    assert "table-2.csv" in html_of(page, 3)


def test_what_is_not_shown_is_not_offered():
    page = page_with(table_output(pd.DataFrame({"a": [1]})), metadata={"tags": ["remove-output"]})
    assert offer(page, "n") == {}


# ---- figures


def test_a_drawing_stands_by_itself_as_a_file(figure):
    page = page_with(figure)
    files = offer(page, "n")
    text = files["figure-1.svg"].decode()
    svg = ET.fromstring(text)
    assert re.search("currentcolor|var\\(", text, re.IGNORECASE) is None
    assert "'B12 Sans'" in svg.get("font-family")
    assert svg.get("viewBox") == "-16 -10 332 100"
    assert (svg.get("width"), svg.get("height")) == ("332", "100")
    links = [a.get("href") for a in svg.iter("{http://www.w3.org/2000/svg}a")]
    assert links == ["https://a.example/?a=1&b=2"]
    assert "Sener 1996" in "".join(svg.itertext())
    assert "#3a7ca8" in text
    assert "currentColor" in html_of(page)
    assert html_of(page).count("<a xmlns") == 0
    assert 'href="../studies/sener1996.html"' in html_of(page)


def test_a_picture_is_the_one_of_the_notebook(figure):
    files = offer(page_with(figure), "n")
    assert files["figure-1.png"].startswith(b"\x89PNG\r\n")
    without = {kind: data for kind, data in figure.items() if kind != "image/png"}
    page = page_with(without)
    assert list(offer(page, "n")) == ["figure-1.svg"]
    assert ">PNG<" not in html_of(page)


def test_a_figure_is_named_for_the_ear_and_by_its_own_name(figure):
    named = {"mystnb": {"figure": {"name": "fig-forest"}}}
    page = page_with(figure, figure, metadata=named)
    assert list(offer(page, "n")) == [
        "fig-forest.svg", "fig-forest.png", "figure-2.svg", "figure-2.png",
    ]  # fmt: skip
    assert 'aria-label="SVG, Forest plot of 3 studies"' in html_of(page)


def test_a_name_cannot_lead_out_of_the_folder(figure):
    page = page_with(figure, metadata={"mystnb": {"figure": {"name": "../../x"}}})
    assert list(offer(page, "n")) == ["figure-1.svg", "figure-1.png"]


def test_an_image_without_links_is_an_image():
    plain = '<svg role="group" viewBox="0 0 9 9" width="9" height="9"><desc>d</desc></svg>'
    assert 'role="img"' in svg_file(plain)


# ---- in the site


def offered(page):
    return re.findall(r'<a href="([^"]+)" download="([^"]+)"', page)


def test_every_link_leads_to_a_file_and_every_file_has_a_link(built, pages):
    site = built.page.parent
    found = {
        urljoin(f"/{name}", to).removeprefix("/")
        for name, page in pages.items()
        for to, _ in offered(page)
        if FOLDER in to
    }
    files = {p.relative_to(site).as_posix() for p in (site / FOLDER).rglob("*") if p.is_file()}
    assert found == files == {"_downloads/01_table/table-1.csv"}


def test_the_site_offers_what_its_table_shows(built, pages):
    page = pages["notebooks/01_table.html"]
    shown = TableCells(page[page.index('<table class="b12-table">') :])
    text = (built.page.parent / FOLDER / "01_table" / "table-1.csv").read_text("utf-8")
    assert rows_of(text) == [[plain_cell(cell) for cell in row] for row in shown.rows]
    assert rows_of(text)[1][:2] == ["<b>najafi2012</b>", "-0.25"]
    assert offered(page)[0][1] == "01_table-table-1.csv"
