"""A small source tree with two notebooks, built once for all tests that look at pages."""

from __future__ import annotations

import csv
import json
import shutil

import pytest

from b12meta.paths import DATA_VARIABLE, ROOT
from b12meta.report import build
from b12meta.report.runner import run_notebooks

INDEX = """# Start

Said by {cite:t}`higgins2002`, and a study without author {cite:p}`unknown_b12met`. See
{eq}`excess` and {numref}`fig-drawn` in {doc}`notebooks/02_figure`.

```{math}
:label: excess
Q - (k - 1)
```

|   | b |
| --- | --- |
| 1 | 2 |

```{toctree}
:caption: Pages
:hidden:

notebooks/01_table
notebooks/02_figure
studies/index
rows/index
references
```
"""

STUDIES = ("najafi2012", "sener1996", "zhang2014", "faraji2010")

STUB = "---\norphan: true\n---\n\n# 5. Levels\n"

SENTENCE = """\
class Sentence:
    def _repr_markdown_(self):
        return (
            "Pooled over **three** studies, by {cite:t}`dersimonian1986`, "
            "such as [Sener](../docs/studies/sener1996.md#contrasts-4)."
        )

Sentence()"""

DRAWING = """\
from IPython.display import HTML

HTML('<svg role="group" aria-label="Forest" viewBox="0 0 9 9">'
     '<a href="../docs/studies/sener1996.md#arms-4"><text>Sener drawn</text></a></svg>')"""

FIGURE = {"mystnb": {"figure": {"caption": "Three *studies*.", "name": "fig-drawn"}}}

TABLES = """\
import pandas as pd

from b12meta.report.tables import show_table

frame = pd.DataFrame({"study": ["<b>najafi2012</b>"], "g": [-0.25], "source": ["abstract"],
                      "source_url": ["https://a.example"],
                      "page_url": ["../docs/studies/najafi2012.md"]})
show_table(frame, "Effects shown")"""

PLAIN_FRAME = 'pd.DataFrame({"plainly": ["a frame cell"]})'


def notebook(*cells):
    """A notebook as JSON; a cell is its source, or (source, metadata); prose begins with #."""
    pairs = [cell if isinstance(cell, tuple) else (cell, {}) for cell in cells]
    return {
        "cells": [_cell(number, *pair) for number, pair in enumerate(pairs)],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _cell(number, source, metadata):
    prose = source.startswith("#")
    lines = source.splitlines(keepends=True)  # as Lab writes them
    cell = {"cell_type": "markdown" if prose else "code", "id": f"c{number}", "source": lines}
    own = {} if prose else {"outputs": [], "execution_count": None}
    return cell | own | {"metadata": metadata}


def write(folder, **notebooks):
    """Write notebooks, by name, and give back their paths in order."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.ipynb" for name in notebooks]
    for path, content in zip(paths, notebooks.values(), strict=True):
        path.write_text(json.dumps(content), encoding="utf-8")
    return paths


def few_studies(folder, studies=STUDIES, facts=4):
    """Raw tables cut down to a few studies, and to a few rows of the tables that have none."""
    folder.mkdir(parents=True)
    for file in sorted((ROOT / "data" / "raw").glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as source:
            header, *rows = csv.reader(source)
        about = header.index("study_id") if "study_id" in header else None
        kept = [row for row in rows if row[about] in studies] if about is not None else rows[:facts]
        if file.name == "anchors.csv":
            kept = [row for row in rows if "reference_interval" in row]
        with (folder / file.name).open("w", encoding="utf-8", newline="") as target:
            csv.writer(target, lineterminator="\n").writerows([header, *kept])


def source_tree(root):
    """Everything that a build reads, small, with the real templates and styles."""
    left_out = ("decisions", "checklists", "index.md", "*.svg", ".*", "__pycache__")
    wanted = shutil.ignore_patterns(*left_out)
    shutil.copytree(ROOT / "docs", root / "docs", ignore=wanted)
    for page in (root / "docs").glob("*.md"):
        if page.name != "references.md":
            page.unlink()
    (root / "docs" / "index.md").write_text(INDEX, encoding="utf-8")
    (root / "docs" / "decisions").mkdir()
    (root / "docs" / "decisions" / "0005-reporting-levels.md").write_text(STUB, encoding="utf-8")
    few_studies(root / "data" / "raw")
    write(
        root / "notebooks",
        **{
            "01_table": notebook("# Tables", TABLES, PLAIN_FRAME, SENTENCE),
            "02_figure": notebook("# Figures", (DRAWING, FIGURE), "print('a printed line')"),
        },
    )
    return root


@pytest.fixture(autouse=True)
def _own_tables(monkeypatch):
    monkeypatch.delenv(DATA_VARIABLE, raising=False)


@pytest.fixture(scope="session")
def tree(tmp_path_factory):
    return source_tree(tmp_path_factory.mktemp("tree"))


@pytest.fixture(scope="session")
def built(tree):
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(DATA_VARIABLE, raising=False)
        return build(tree, quiet=True)


@pytest.fixture(scope="session")
def pages(built):
    """Text of every page of the site, by its path in it."""
    site = built.page.parent
    return {p.relative_to(site).as_posix(): p.read_text("utf-8") for p in site.rglob("*.html")}


@pytest.fixture
def bare(tmp_path):
    """A tree with tables and nothing else."""
    (tmp_path / "data" / "raw").mkdir(parents=True)
    return tmp_path


@pytest.fixture(scope="session")
def outcomes(tmp_path_factory):
    """What the runner says of notebooks that fail in different ways, and of one that does not."""
    root = tmp_path_factory.mktemp("outcomes")
    (root / "data" / "raw").mkdir(parents=True)
    (root / "src").mkdir()
    (root / "src" / "deep.py").write_text("def fall():\n    return {}['mean']\n", encoding="utf-8")
    deep = "import sys\nsys.path.insert(0, 'src')\nimport deep\ndeep.fall()"
    notebooks = write(
        root / "notebooks",
        good=notebook("# Good", "import os\nos.getcwd()"),
        raises=notebook("# Raises", "x = 1", deep, "y = 1"),
        dies=notebook("# Dies", "import os\nos._exit(3)"),
        warns=notebook(
            "# Warns", "import warnings\nwarnings.warn('mind the gap')", "object()", "None"
        ),
    )
    (root / "notebooks" / "broken.ipynb").write_text('{"cells": 3', encoding="utf-8")
    notebooks.append(root / "notebooks" / "broken.ipynb")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(DATA_VARIABLE, raising=False)
        run = run_notebooks(notebooks, root=root, cache=root / ".cache", quiet=True)
    return root, run
