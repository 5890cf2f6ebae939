"""The interactive forest plot: what the page is given, and what a browser makes of it."""

import json
import math
import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from b12meta import evidence as ev
from b12meta import load_tables
from b12meta.evidence.words import interval, number
from b12meta.figures import forest
from b12meta.figures.interactive_plot import interactive_forest
from b12meta.report.polish import polish
from b12meta.stats.pooling import pool

STATIC = Path(__file__).parents[2] / "docs" / "_static"
SCRIPTS = ("forest_math.js", "forest.js")
MOST = 40_000
"""Bytes of both scripts: a page stays light, and a reviewer can read them."""


class Page(HTMLParser):
    """Elements and texts of a page, as a browser would see them."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.texts = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)

    def only(self, tag, **attributes):
        found = [
            mine
            for name, mine in self.elements
            if name == tag and all(mine.get(key) == value for key, value in attributes.items())
        ]
        assert len(found) == 1, (tag, attributes, len(found))
        return found[0]


@pytest.fixture(scope="module")
def b12():
    tables = load_tables()
    chosen = ev.choose(ev.comparisons(tables, "b12")).chosen
    return ev.contrasts(chosen, "b12").rows, ev.effects(chosen, "b12", measure="ROM").rows


def nasty_rows(nasty):
    names = [*nasty, "x" * 300, "\"quoted\" 'both' </div><script>alert(1)</script>"]
    k = len(names)
    effects = [0.1 * i for i in range(k)]
    return pd.DataFrame(
        {"study": names, "level": "means", "vi": 0.1, "low": effects, "high": effects},
        index=[f"id{i};,=&<" for i in range(k)],
    )


def data_of(shown):
    place = Page(shown.place).only("div", **{"class": "b12-interactive"})
    return json.loads(place["data-rows"]), place


def test_data_are_the_rows(b12):
    rows, ratio = b12
    found, place = data_of(interactive_forest(rows, name="b12", ratio=ratio))
    assert [one["id"] for one in found] == list(rows.index)
    for one, row in zip(found, rows.to_dict("records"), strict=True):
        assert one["name"] == f"{row['study']} {row['year']}"
        assert one["people"] == row["n1i"] + row["n2i"]
        assert one["means"] == (row["level"] == "means")
        assert one["vi"] == row["vi"]
        limits = [-math.inf if one["low"] is None else one["low"]]
        limits.append(math.inf if one["high"] is None else one["high"])
        assert limits == [row["low"], row["high"]]
        expected = list(ratio.loc[one["id"], ["yi", "vi"]]) if one["id"] in ratio.index else None
        assert one["ratio"] == expected
    assert place["data-name"] == "b12"


def test_an_exact_p_shows_its_effect():
    row = {"study": "A", "level": "exact_p", "vi": 0.1, "low": 0.4, "high": 0.42}
    shown = {"yi": 0.41, "ci_low": -0.2, "ci_high": 1.0}
    rows = pd.DataFrame([row | shown, row], index=["a", "b"])
    found, _ = data_of(interactive_forest(rows, name="x"))
    assert [one["drawn"] for one in found] == [[0.41, -0.2, 1.0], None]


def test_words_of_the_data_stay_text(nasty):
    rows = nasty_rows(nasty)
    shown = interactive_forest(rows, name='a"><b>', what='"<i>', sides=("<u>", "&amp;"))
    found, place = data_of(shown)
    assert [tag for tag, _ in Page(shown.place).elements] == ["div"]
    assert [one["name"] for one in found][-1] == rows["study"].iloc[-1]
    assert place["data-name"] == 'a"><b>'
    assert json.loads(place["data-words"]) == {"what": '"<i>', "sides": ["<u>", "&amp;"]}


def test_static_figure_comes_first_and_is_all_there_is_without_scripts(rows, pooled, b12):
    ax = forest(rows, pooled)
    shown = interactive_forest(b12[0], name="b12", static=ax)
    assert shown._repr_html_() == f"{shown.static.html}\n{shown.place}"
    assert Page(shown.place).texts == []
    assert data_of(shown)[1]["data-open"] == "no"
    bundle, notes = shown._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain", "image/png"}
    assert notes["image/png"]["alt"] == ax.get_label()
    assert set(shown._repr_mimebundle_(include={"text/plain"})[0]) == {"text/plain"}


def test_without_a_static_figure_controls_are_open(b12):
    shown = interactive_forest(b12[0], name="b12")
    assert data_of(shown)[1]["data-open"] == "yes"
    assert set(shown._repr_mimebundle_()[0]) == {"text/html", "text/plain"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"vi": 0.0}, "vi: got 0"),
        ({"vi": math.nan}, "vi: got nan"),
        ({"low": 2.0}, "expected low <= high"),
        ({"low": math.nan}, "expected low <= high"),
        ({"low": -1.0}, "means give an effect"),
        ({"level": "guess"}, "level: got 'guess'"),
        ({"study": None}, "study is missing"),
    ],
)
def test_bad_rows_are_named(change, words):
    row = {"study": "A", "level": "means", "vi": 0.1, "low": 0.5, "high": 0.5} | change
    with pytest.raises(ValueError, match=rf"rows: a1 .*{re.escape(words)}"):
        interactive_forest(pd.DataFrame([row], index=["a1"]), name="x")


def test_an_id_given_twice_and_a_missing_name(b12):
    rows = b12[0]
    with pytest.raises(ValueError, match="sener1996: given twice"):
        interactive_forest(pd.concat([rows, rows.loc[["sener1996"]]]), name="b12")
    with pytest.raises(ValueError, match="name: got nothing"):
        interactive_forest(rows, name=" ")
    with pytest.raises(ValueError, match="column vi is missing"):
        interactive_forest(rows.drop(columns="vi"), name="b12")


def test_scripts_are_small_classic_and_ask_for_nothing():
    texts = {name: (STATIC / name).read_text(encoding="utf-8") for name in SCRIPTS}
    assert sum(len(text.encode()) for text in texts.values()) < MOST
    for text in texts.values():
        assert not re.search(r"^\s*(import|export)\b", text, re.MULTILINE)
        for word in ("innerHTML", "outerHTML", "insertAdjacent", "fetch(", "XMLHttp", "eval("):
            assert word not in text
        assert set(re.findall(r"https?://[^\"\s]+", text)) <= {"http://www.w3.org/2000/svg"}


# In a browser

ROLE = "status"


@pytest.fixture(scope="module")
def browse(tmp_path_factory):
    """Return a function that opens a figure from disk and gives the page after scripts ran."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no chromium on PATH: apt-get install chromium")
    folder = tmp_path_factory.mktemp("page")
    for name in SCRIPTS:
        shutil.copy(STATIC / name, folder)
    tags = "".join(f'<script defer src="{name}"></script>' for name in SCRIPTS)

    def dump(shown, fragment="", act=""):
        page = folder / "page.html"
        head = f'<!doctype html><html lang="en"><head><meta charset="utf-8">{tags}</head>'
        once = f"<script>addEventListener('load', () => {{{act}}})</script>" if act else ""
        html = f"{head}<body>{shown._repr_html_()}{once}</body></html>"
        page.write_text(polish(html), encoding="utf-8")
        flags = ["--headless", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            flags.append("--no-sandbox")
        ran = subprocess.run(
            [chromium, *flags, "--dump-dom", f"{page.as_uri()}{fragment}"],
            capture_output=True,
            timeout=120,
            check=True,
        )
        return ran.stdout.decode()

    return dump


def said(html):
    return re.search(r'<p role="status"[^>]*>(.*?)</p>', html, re.DOTALL)[1]


def test_page_opens_with_the_headline(browse, b12):
    rows, ratio = b12
    html = browse(interactive_forest(rows, name="b12", what="serum B12 in MS", ratio=ratio))
    headline = ev.pool_every(rows)
    assert said(html).startswith("The headline. Taking eight studies with ")
    assert f"differs by {number(headline.estimate)} standard deviations" in said(html)
    assert f"(95% credible interval {interval(*headline.ci)})" in said(html)
    assert f"expected from {interval(*headline.pi)}." in said(html)
    page = Page(html)
    menus = [one["name"] for tag, one in page.elements if tag == "select"]
    assert menus == ["studies", "measure", "method", "test"]
    boxes = [one for tag, one in page.elements if tag == "input"]
    assert [one["type"] for one in boxes] == ["checkbox"] * len(rows)
    assert page.only("p", role=ROLE)["aria-live"] == "polite"
    assert page.only("details").keys() == {"open"}


@pytest.mark.long
def test_address_says_what_is_seen(browse):
    tables = load_tables()
    chosen = ev.choose(ev.comparisons(tables, "homocysteine")).chosen
    rows = ev.contrasts(chosen, "homocysteine").rows
    ratio = ev.effects(chosen, "homocysteine", measure="ROM").rows
    shown = interactive_forest(rows, name="hcy", what="homocysteine in MS", ratio=ratio)
    left = rows[rows["level"].eq("means") & rows.index.to_series().ne("zhang2014")]
    asked = "#forest=hcy;out=zhang2014,nobody;studies=means;measure=SMD;method=DL;test=knha"
    html = browse(shown, asked)
    found = pool(left["yi"], left["vi"], method="DL", test="knha")
    people = int(left[["n1i", "n2i"]].to_numpy().sum())
    assert "without Zhang Jianlei 2014. Taking four studies that print means" in said(html)
    assert f" with {people} people (DerSimonian-Laird, Knapp-Hartung), " in said(html)
    assert f"differs by {number(found.estimate)} " in said(html)
    assert f"(95% confidence interval {interval(*found.ci)})" in said(html)
    assert f"predicted from {interval(*found.pi)}." in said(html)
    texts = Page(html).texts
    assert number(found.tau2, 3) in texts
    assert f"{100 * found.i2:.0f}%" in texts
    assert asked.replace(",nobody", "") in [one.get("href") for _, one in Page(html).elements]

    as_ratio = ratio.loc[left.index]
    html = browse(shown, asked.replace("SMD", "ROM"))
    found = pool(as_ratio["yi"], as_ratio["vi"], method="DL", test="knha")
    assert f"homocysteine in MS is {number(math.exp(found.estimate))} " in said(html)
    assert "needs means, which" in said(browse(shown, "#forest=hcy;measure=ROM"))


ACT = """
  document.querySelector("input").click();
  const menu = document.querySelector("select[name=studies]");
  menu.value = "means";
  menu.dispatchEvent(new Event("change"));
  document.body.title = location.hash + " " + document.querySelectorAll("label[hidden]").length;
"""


@pytest.mark.long
def test_a_tick_and_a_choice_are_followed_at_once(browse, b12):
    rows = b12[0]
    html = browse(interactive_forest(rows, name="b12", what="serum B12 in MS"), act=ACT)
    assert "without Sener 1996. One study: serum B12 in MS differs by " in said(html)
    najafi = rows.loc["najafi2012"]
    assert interval(najafi["ci_low"], najafi["ci_high"]) in said(html)
    address = "#forest=b12;out=sener1996;studies=means;measure=SMD;method=REML;test=adhoc"
    assert Page(html).only("body")["title"] == f"{address} 0"
    back = ACT + 'document.querySelector("button").click();'
    assert said(browse(interactive_forest(rows, name="b12"), act=back)).startswith("The headline.")


@pytest.mark.long
def test_edges_are_said_in_words(browse, b12):
    rows = b12[0]
    shown = interactive_forest(rows, name="b12")
    assert "No study is left" in said(browse(shown, f"#forest=b12;out={','.join(rows.index)}"))
    others = [one for one in rows.index if one not in ("reynolds1992", "moghaddasi2013")]
    assert "Nothing holds the mean" in said(browse(shown, f"#forest=b12;out={','.join(others)}"))
    assert 'name="measure"' not in browse(shown)
    alone = "#forest=b12;studies=means;out=sener1996;method=%;test=<b>"
    assert "One study: " in said(browse(shown, alone))


@pytest.mark.long
def test_nasty_names_stay_text_in_the_browser(browse, nasty):
    rows = nasty_rows(nasty)
    shown = interactive_forest(rows, name="<n>", what="<i>it</i>", sides=("<u>", "</svg>"))
    html = browse(shown, "#forest=%3Cn%3E;out=id0%3B%2C%3D%26%3C,%E0%A4%A")
    page = Page(html)
    assert not {"b", "i", "u", "img"} & {tag for tag, _ in page.elements}
    assert [tag for tag, _ in page.elements].count("script") == len(SCRIPTS)
    names = [one["name"] for one in data_of(shown)[0]]
    assert set(names) <= set(page.texts)
    assert re.search(r"without .*Taking 10 studies, each at the level", said(html), re.DOTALL)


@pytest.mark.long
def test_paper_keeps_the_static_figure(browse, rows, pooled, b12):
    html = browse(interactive_forest(b12[0], name="b12", static=forest(rows, pooled)))
    page = Page(html)
    assert "open" not in page.only("details")
    assert page.only("figure")["class"] == "b12-figure"
    css = (STATIC / "interactive.css").read_text(encoding="utf-8")
    assert re.search(
        r'@media print \{\s*\.b12-interactive\[data-open="no"\] \{\s*display: none', css
    )
