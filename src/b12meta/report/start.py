"""What a notebook shows, shown again on the start page.

Two directives of a small Sphinx extension. Neither computes: they take a sentence or a figure
from the executed notebook, so that the start page cannot say anything else than the page that it
leads to.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = "notebooks"
PROSE = re.compile(r"\]\((?!#|[a-z]+:)([^)]+)\)")
MARKUP = re.compile(r'(?<=\s)(href|src)="(?!#|[a-z]+:)([^"]+)"')
MISSING = "This could not be computed; the page of the notebook says why."

log = logging.getLogger(__name__)


def from_root(address: str) -> str:
    """An address in a notebook, as a page above the folder of notebooks would write it.

    Examples
    --------
    >>> from_root("../studies/sener1996.html#arms-4"), from_root("02_serum_b12.ipynb")
    ('studies/sener1996.html#arms-4', 'notebooks/02_serum_b12.ipynb')
    """
    return address.removeprefix("../") if address.startswith("../") else f"{FOLDER}/{address}"


def answer(notebook: dict[str, Any]) -> str | None:
    """Markdown of the answer of a notebook, which its first cell of code gives; None without."""
    first = next((c for c in notebook["cells"] if c["cell_type"] == "code"), None)
    said = _shown(first, "text/markdown") if first else None
    return said and PROSE.sub(lambda found: f"]({from_root(found[1])})", said)


def drawing(notebook: dict[str, Any], name: str) -> tuple[str, str] | None:
    """A named figure of a notebook as HTML, and its caption; None where there is none."""
    for cell, about in _figures(notebook):
        drawn = _shown(cell, "text/html") if about.get("name") == name else None
        if drawn:
            return MARKUP.sub(lambda found: f'{found[1]}="{from_root(found[2])}"', drawn), str(
                about.get("caption", "")
            )
    return None


def _figures(notebook: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for cell in notebook["cells"]:
        about = cell["metadata"].get("mystnb", {}).get("figure")
        if about:
            yield cell, about


def _shown(cell: dict[str, Any], kind: str) -> str | None:
    """The last output of a kind."""
    found = [o["data"][kind] for o in cell.get("outputs", []) if kind in o.get("data", {})]
    return "".join(found[-1]) if found else None


class FromNotebook(SphinxDirective):
    """What both directives do: read the notebook that is named first."""

    required_arguments = 1

    def notebook(self) -> dict[str, Any]:
        """The executed notebook; one without cells when it is not there."""
        path: Path = self.env.srcdir / FOLDER / f"{self.arguments[0]}.ipynb"
        self.env.note_dependency(str(path))
        if not path.is_file():
            return {"cells": []}
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return found

    def missing(self, what: str) -> list[nodes.Node]:
        """Say so to the reader and to whoever builds; the page stays whole."""
        log.warning("%s.ipynb shows no %s", self.arguments[0], what, location=self.get_location())
        return [nodes.paragraph("", MISSING)]


class AnswerOf(FromNotebook):
    """``{answer-of} 00_summary``: the answer of that notebook."""

    def run(self) -> list[nodes.Node]:
        """Parse the sentence as part of this page."""
        said = answer(self.notebook())
        if not said:
            return self.missing("answer")
        box = nodes.container(classes=["b12-answer"])
        self.state.nested_parse(StringList(said.splitlines()), self.content_offset, box)
        return [box]


class DrawingOf(FromNotebook):
    """``{drawing-of} 00_summary fig-summary``: that figure of that notebook."""

    required_arguments = 2

    def run(self) -> list[nodes.Node]:
        """Show the figure with its caption, without a number: it has one on its own page."""
        found = drawing(self.notebook(), self.arguments[1])
        if not found:
            return self.missing(f"figure {self.arguments[1]}")
        drawn, caption = found
        words = nodes.paragraph("", nodes.Text(caption), classes=["b12-caption"])
        picture = nodes.raw("", drawn, format="html")
        return [nodes.container("", picture, words, classes=["b12-drawing"])]


def setup(app: Any) -> dict[str, bool]:
    """Register the directives and the style of the start page."""
    app.add_directive("answer-of", AnswerOf)
    app.add_directive("drawing-of", DrawingOf)
    app.add_css_file("start.css")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
