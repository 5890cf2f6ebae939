"""Terms are explained where they stand, once a page, from one glossary."""

import json
import re
import shutil
import subprocess
import sys
from html import unescape

import pytest

from b12meta.paths import ROOT
from b12meta.report.glossary import key

CONF = """\
extensions = ["myst_nb", "b12meta.report.glossary"]
html_theme = "basic"
nb_execution_mode = "off"
nb_render_markdown_format = "myst"
html_static_path = ["_static"]
"""

GLOSSARY = """\
# Words

```{glossary}
SMD
standardised mean difference
  A difference, of *any* <b>size</b> & "unit".

  More of it.

interval
  A rangelike thing.

prediction interval
  Where a new one lies.

I²
  A share.

Hedges' g
  A letter.
```

The SMD is not marked on its own page.
"""

INDEX = """\
# The SMD in a heading

`SMD`, [SMD](https://a.example), **SMD**, *SMD*, not-SMD, SMDx; here SMD, and again SMD,
the same as the standardised mean difference. Prediction intervals; an interval; Hedges’ g; I².

| interval I² |
| --- |
| nothing |

```python
Hedges' g
```

```{toctree}
glossary
deep/cells
deep/quiet
```
"""

SECOND = """\
# Second

| SMD |
| --- |
| SMDs of interval |
"""


def cells():
    """A notebook whose sentence and table name terms."""
    outputs = [
        {"output_type": "display_data", "metadata": {}, "data": {kind: words}}
        for kind, words in (
            ("text/html", "<table><tr><td>I²</td></tr></table>"),
            ("text/markdown", "An SMD was found."),
        )
    ]
    code = {"cell_type": "code", "id": "a", "metadata": {}, "source": "interval = 1"}
    prose = {"cell_type": "markdown", "id": "b", "metadata": {}, "source": "# Cells"}
    return {
        "cells": [prose, code | {"outputs": outputs, "execution_count": None}],
        "metadata": {"language_info": {"name": "python", "pygments_lexer": "ipython3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def site(root, **files):
    """Build a small site, warnings being errors; gives its pages by name."""
    (root / "deep").mkdir(parents=True)
    (root / "_static").mkdir()
    for name in ("glossary.css", "glossary.js"):
        shutil.copy(ROOT / "docs" / "_static" / name, root / "_static" / name)
    for name, words in {"conf.py": CONF, **files}.items():
        (root / name).write_text(words, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-W", "--keep-going"]
    answer = subprocess.run(
        [*command, ".", "html"], cwd=root, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    out = root / "html"
    return {p.relative_to(out).as_posix(): p.read_text("utf-8") for p in out.rglob("*.*ml")}


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    return tmp_path_factory.mktemp("glossary") / "tree"


@pytest.fixture(scope="module")
def pages(tree):
    files = {"index.md": INDEX, "glossary.md": GLOSSARY, "deep/quiet.md": SECOND}
    return site(tree, **files, **{"deep/cells.ipynb": json.dumps(cells())})


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """Our own glossary, with its terms in the order of the page."""
    words = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    index = "# I\n\n```{toctree}\nglossary\n```\n"
    page = site(
        tmp_path_factory.mktemp("real") / "tree", **{"index.md": index, "glossary.md": words}
    )
    return page["glossary.html"]


def marked(page):
    """Marked words of a page with their definitions, in order."""
    found = re.findall(
        r'<a class="b12-term" href="([^"]+)" aria-describedby="([^"]+)">([^<]+)</a>'
        r'<span class="b12-meaning" role="tooltip" id="([^"]+)" hidden>([^<]+)</span>',
        page,
    )
    assert page.count("b12-term") == len(found)
    assert all(about == name for _, about, _, name, _ in found)
    return [(words, to, unescape(meaning)) for to, _, words, _, meaning in found]


def test_the_first_of_each_term_is_marked_and_no_other(pages):
    words = [word for word, _, _ in marked(pages["index.html"])]
    assert words == ["SMD", "Prediction intervals", "interval", "Hedges’ g", "I²"]


def test_headings_links_code_titles_and_heads_of_tables_are_left_alone(pages):
    page = pages["index.html"]
    for kept in (
        "The SMD in a heading",
        '<span class="pre">SMD</span></code>',
        ">SMD</a>, <strong>SMD</strong>, <em>SMD</em>, not-SMD, SMDx; here ",
        '<th class="head"><p>interval I²</p></th>',
    ):
        assert kept in page
    assert "here <a " in page


def test_a_definition_is_shown_as_words_and_leads_to_its_entry(pages):
    word, to, meaning = marked(pages["index.html"])[0]
    assert (word, to) == ("SMD", "glossary.html#term-SMD")
    assert meaning == "A difference, of any <b>size</b> & “unit”."
    assert 'id="term-SMD"' in pages["glossary.html"]


def test_sentences_and_cells_of_tables_are_marked_on_pages_in_folders(pages):
    ((word, to, _),) = marked(pages["deep/cells.html"])
    assert (word, to) == ("SMD", "../glossary.html#term-SMD")
    assert "<td>I²</td>" in pages["deep/cells.html"]
    assert [word for word, _, _ in marked(pages["deep/quiet.html"])] == ["SMDs", "interval"]


def test_the_glossary_does_not_explain_itself(pages):
    assert marked(pages["glossary.html"]) == []


def test_search_finds_a_definition_in_the_glossary_only(pages, tree):
    assert "rangelike" in pages["index.html"]
    index = (tree / "html" / "searchindex.js").read_text("utf-8")
    names = json.loads(re.search(r'docnames:(\[.*?\])|"docnames":\s*(\[.*?\])', index)[2])
    (found,) = re.findall(r'"rangelik\w*":\s*(\d+|\[[\d, ]+\])', index)
    assert found == str(names.index("glossary"))


def test_names_in_one_site_differ_between_pages(pages):
    names = [name for page in pages.values() for name in re.findall(r' id="(about-[^"]+)"', page)]
    assert len(names) == len(set(names)) == 8


def test_style_and_script_are_files_and_nothing_is_inline(pages):
    page = pages["deep/cells.html"]
    assert re.search(r'<script defer="defer" src="\.\./_static/glossary\.js', page)
    assert re.search(r'href="\.\./_static/glossary\.css', page)
    assert not re.search(r"\son\w+=", page)


@pytest.mark.long
def test_without_a_glossary_nothing_is_marked(tmp_path):
    page = site(tmp_path / "tree", **{"index.md": "# One\n\nAn SMD.\n"})["index.html"]
    assert marked(page) == []
    assert "An SMD." in page


NEEDED = (
    *("SMD", "Hedges' g", "ROM", "odds ratio", "p value", "bounded effect", "reporting level"),
    *("confidence interval", "credible interval", "prediction interval", "tau", "I²"),
    *("random effects", "REML", "Knapp-Hartung", "heterogeneity", "certainty", "funnel plot"),
    *("GOSH", "multiverse", "Mendelian randomisation", "MMA", "homocysteine"),
    *("holotranscobalamin", "CSF", "RRMS", "SPMS", "PPMS", "CIS", "NMOSD"),
)


def names(page):
    return [unescape(term) for term in re.findall(r'<dt id="term-[^"]+">([^<]+)<', page)]


def test_our_glossary_explains_what_readers_meet(real):
    found = {key(name) for name in names(real)}
    assert [name for name in NEEDED if key(name) not in found] == []


def test_no_two_entries_of_our_glossary_are_found_by_the_same_word(real):
    found = [key(name) for name in names(real)]
    assert sorted(found) == sorted(set(found))


def test_our_definitions_are_short_and_without_numbers(real):
    meanings = re.findall(r"<dd><p>(.*?)</p>\s*</dd>", real, re.DOTALL)
    assert len(meanings) > 30
    for meaning in meanings:
        assert 20 < len(meaning) < 230
        assert meaning.rstrip().endswith((".", "?"))
        assert not re.search(r"\d\.\d|\d\s?%", meaning)
