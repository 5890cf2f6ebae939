"""The README's numbers and its figure, written from the same results as the pages.

They stand between two markers; a test compares them with what is computed now.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from b12meta.evidence import answers, choose, comparisons, contrasts, overview, pool_every
from b12meta.figures import Diamond, forest, to_svg
from b12meta.paths import ROOT
from b12meta.tables import load_tables

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from b12meta.evidence.text import Sentence
    from b12meta.tables import Tables

BETWEEN = re.compile(r"(?<=<!-- answer -->\n).*?(?=<!-- /answer -->)", re.DOTALL)


def answer(tables: Tables) -> str:
    """What is known so far, in a few sentences."""
    said = (
        _about(tables, "b12", name="serum B12", claimed="lower"),
        _about(tables, "homocysteine", name="homocysteine", claimed="higher"),
    )
    return "\n\n".join(map(str, said)) + "\n"


def figure(tables: Tables) -> str:
    """The forest plot of serum B12 as a file that stands alone."""
    rows = _rows(tables, "b12")
    found = pool_every(rows)
    shapes = [Diamond(**one) for one in answers.diamonds(found, rows)]
    context = overview.earlier_reviews(tables, "b12")
    return to_svg(forest(rows, shapes, context=context, footnotes=answers.footnotes(found)))


def write_readme(root: Path = ROOT) -> list[Path]:
    """Write README.md and docs/forest.svg anew; returns their paths."""
    tables = load_tables()
    page, picture = root / "README.md", root / "docs" / "forest.svg"
    words = answer(tables)
    page.write_text(
        BETWEEN.sub(lambda _: words, page.read_text(encoding="utf-8")),
        encoding="utf-8",
        newline="\n",
    )
    picture.write_text(figure(tables), encoding="utf-8", newline="\n")
    return [page, picture]


def _rows(tables: Tables, analyte: str) -> pd.DataFrame:
    return contrasts(choose(comparisons(tables, analyte)).chosen, analyte).rows


def _about(tables: Tables, analyte: str, *, name: str, claimed: str) -> Sentence:
    rows = _rows(tables, analyte)
    found = pool_every(rows)
    said = answers.every_study(found, rows, name=name)
    said += answers.judged(found, name=name, claimed=claimed)
    return said + answers.usual_practice(rows) + answers.reviews(tables, analyte)
