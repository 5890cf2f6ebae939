"""The README's numbers and its figure, written from the same results as the pages.

They stand between two markers; a test compares them with what is computed now.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from b12meta.evidence import choose, comparisons, effects, overview, text
from b12meta.figures import forest, to_svg
from b12meta.paths import ROOT
from b12meta.stats.pooling import pool
from b12meta.tables import load_tables

if TYPE_CHECKING:
    from pathlib import Path

    from b12meta.tables import Tables

BETWEEN = re.compile(r"(?<=<!-- answer -->\n).*?(?=<!-- /answer -->)", re.DOTALL)


def answer(tables: Tables) -> str:
    """What is known so far, in a few sentences."""
    return "\n\n".join([str(_about_b12(tables)), str(_about_homocysteine(tables))]) + "\n"


def figure(tables: Tables) -> str:
    """The forest plot of serum B12 as a file that stands alone."""
    sizes = effects(choose(comparisons(tables, "b12")).chosen, "b12")
    return to_svg(forest(sizes.rows, context=overview.earlier_reviews(tables, "b12")))


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


def _about_b12(tables: Tables) -> text.Sentence:
    sizes = effects(choose(comparisons(tables, "b12")).chosen, "b12")
    result = pool(sizes.rows["yi"], sizes.rows["vi"], test="adhoc")
    said = text.from_means(sizes, result, name="serum B12")
    others = text.not_pooled(sizes.aside, name="it")
    return said + others + text.earlier_review(tables, "li2020", "b12")


def _about_homocysteine(tables: Tables) -> text.Sentence:
    sizes = effects(choose(comparisons(tables, "homocysteine")).chosen, "homocysteine")
    result = pool(sizes.rows["yi"], sizes.rows["vi"], test="adhoc")
    said = text.pooled(result, name="homocysteine", people=text.people(sizes))
    return said + text.prediction(result)
