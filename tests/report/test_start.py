"""The start page says what the summary says, and leads to everything."""

import json
import re
import subprocess
import sys

import pytest

from b12meta.evidence.text import SEARCHED
from b12meta.paths import ROOT
from b12meta.report.start import MISSING, answer, drawing

PAGE = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
CONF = 'extensions = ["myst_nb", "b12meta.report.start"]\nhtml_theme = "basic"\n'
CONF += 'nb_execution_mode = "off"\nmyst_enable_extensions = ["colon_fence"]\n'
INDEX = """\
# Start

:::{answer-of} 00_one
:::

:::{drawing-of} 00_one fig-drawn
:::

:::{toctree}
notebooks/00_one
studies/a
:::
"""
SVG = (
    '<svg><a href="../studies/a.html#arms-2">A</a><a href="#inside">I</a>'
    '<a href="https://x.example">X</a><a href="00_one.html">N</a></svg>'
)


def output(kind, words):
    return {"output_type": "display_data", "metadata": {}, "data": {kind: words}}


def code(*outputs, **metadata):
    cell = {"cell_type": "code", "id": f"c{sum(map(len, map(str, outputs)))}", "source": "1"}
    return cell | {"metadata": metadata, "outputs": list(outputs), "execution_count": None}


def notebook(said="It is **3.25**; see [A](../studies/a.md), [N](00_one.ipynb)."):
    figure = {"figure": {"name": "fig-drawn", "caption": "Drawn <here>."}}
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# One?"},
        code(output("text/markdown", said)),
        code(output("text/markdown", "Something later.")),
        code(output("text/html", SVG), mystnb=figure),
    ]
    kernel = {"language_info": {"name": "python", "pygments_lexer": "ipython3"}}
    return {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}


def build(root, *, strict=True, **files):
    for folder in ("notebooks", "studies"):
        (root / folder).mkdir(parents=True)
    own = {"conf.py": CONF, "index.md": INDEX, "studies/a.md": "# A\n"}
    for name, words in {**own, **files}.items():
        (root / name).write_text(words, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", *(["-W"] if strict else [])]
    done = subprocess.run(
        [*command, ".", "html"], cwd=root, capture_output=True, text=True, check=False
    )
    return done, root / "html" / "index.html"


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    root = tmp_path_factory.mktemp("start") / "tree"
    done, page = build(root, **{"notebooks/00_one.ipynb": json.dumps(notebook())})
    assert done.returncode == 0, done.stderr
    return page.read_text(encoding="utf-8")


def test_the_answer_is_the_one_of_the_notebook(start):
    box = start.split('class="b12-answer')[1].split("</div>")[0]
    assert "It is <strong>3.25</strong>; see" in box
    assert 'href="studies/a.html"' in box
    assert 'href="notebooks/00_one.html"' in box
    assert "Something later" not in start


def test_the_figure_is_the_one_of_the_notebook_and_its_links_hold(start):
    box = start.split('class="b12-drawing')[1].split("</div>")[0]
    assert re.findall(r'href="([^"]+)"', box) == [
        "studies/a.html#arms-2",
        "#inside",
        "https://x.example",
        "notebooks/00_one.html",
    ]
    assert "Drawn &lt;here&gt;." in box


def test_another_result_changes_the_start_page():
    assert answer(notebook("It is **4.5**.")) == "It is **4.5**."
    assert answer({"cells": []}) is None
    assert answer({"cells": [code()]}) is None
    assert drawing(notebook(), "fig-other") is None


@pytest.mark.long
def test_a_notebook_that_shows_nothing_leaves_the_page_whole_and_is_named(tmp_path):
    empty = notebook() | {"cells": notebook()["cells"][:1]}
    done, page = build(
        tmp_path / "tree", strict=False, **{"notebooks/00_one.ipynb": json.dumps(empty)}
    )
    assert "00_one.ipynb shows no answer" in done.stderr
    assert "00_one.ipynb shows no figure fig-drawn" in done.stderr
    assert page.read_text(encoding="utf-8").count(MISSING) == 2


def test_the_start_page_says_how_the_answer_came_about():
    said = PAGE.casefold()
    for words in (SEARCHED, "Abstracts only, full texts not read", "No medical advice", "funding"):
        assert words.casefold() in said
    assert not re.search(r"\d\.\d|\d ?%|p <", PAGE.replace("Python 3.11", ""))


def test_the_start_page_shows_an_answer_and_a_figure_that_exist():
    (named,) = re.findall(r"\{answer-of\} (\S+)", PAGE)
    ((drawn, figure),) = re.findall(r"\{drawing-of\} (\S+) (\S+)", PAGE)
    cells = json.loads((ROOT / "notebooks" / f"{drawn}.ipynb").read_text("utf-8"))["cells"]
    figures = [c["metadata"].get("mystnb", {}).get("figure", {}).get("name") for c in cells]
    assert figures.count(figure) == 1
    assert (ROOT / "notebooks" / f"{named}.ipynb").is_file()


def test_every_notebook_is_in_the_list_of_questions_and_beside_the_page():
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        assert f"](notebooks/{path.name})" in PAGE
        assert f"\nnotebooks/{path.stem}\n" in PAGE


def test_there_are_three_doors():
    doors = PAGE.split("b12-doors\n")[1].split("\n:::")[0]
    assert re.findall(r"^- \[.*?\]\((.*?)\)", doors, re.MULTILINE) == [
        "notebooks/00_summary.ipynb",
        "notebooks/01_evidence.ipynb",
        "#run-it-again",
    ]
    assert "\n## Run it again\n" in PAGE
