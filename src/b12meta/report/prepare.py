"""From an executed notebook to one that makes a good page.

A reviewer reads prose and results, so all code is folded; wide tables and figures scroll inside
their own frame, which the keyboard can reach; a picture's alternative text moves to where the
exporter looks for it; links to `../docs/`, which work in Lab, become links within the site, whose
root is `docs`. Lab never sees any of this: it is done on a copy.
"""

from __future__ import annotations

import re
from typing import Any

Notebook = dict[str, Any]

HIDING_TAGS = {"hide-input", "hide-cell", "remove-input", "remove-cell"}
PANDAS_STYLE = re.compile(r"<style scoped>.*?</style>\s*", re.DOTALL)
HEAD = re.compile(r"<thead>.*?</thead>", re.DOTALL)
ADDRESS = re.compile(r'href="\.\./docs/([^"#]+)\.md(#[^"]*)?"')
NOTEBOOK = re.compile(r'href="([\w-]+)\.ipynb"')
FOR_LAB = re.compile(r'<a xmlns:xlink="[^"]*" xlink:(href="[^"]*") data-[^>]*>')
BODY = re.compile(r"<tbody>.*?</tbody>", re.DOTALL)


def prepare(notebook: Notebook) -> Notebook:
    """Change an executed notebook in place so that it makes a page, and give it back."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = within_site("".join(cell["source"]))
        elif cell["cell_type"] == "code":
            _fold(cell)
            for output in cell["outputs"]:
                _prepare_output(cell, output)
    return notebook


def within_site(prose: str) -> str:
    """Let links to the folder of prose lead to its pages.

    Examples
    --------
    >>> within_site("see [why](../docs/decisions/0003-sign.md)")
    'see [why](../decisions/0003-sign.md)'
    """
    return prose.replace("](../docs/", "](../")


def pages_of_site(html: str) -> str:
    """The same for links in a table or drawing, which nobody will turn into pages.

    Examples
    --------
    >>> pages_of_site('<a href="../docs/studies/sener1996.md#arms-2">Sener</a>')
    '<a href="../studies/sener1996.html#arms-2">Sener</a>'
    """
    html = NOTEBOOK.sub(r'href="\1.html"', html)
    return ADDRESS.sub(r'href="../\1.html\2"', FOR_LAB.sub(r"<a \1>", html))


def _fold(cell: dict[str, Any]) -> None:
    tags = cell["metadata"].setdefault("tags", [])
    if not HIDING_TAGS & set(tags):
        tags.append("hide-input")


def _prepare_output(cell: dict[str, Any], output: dict[str, Any]) -> None:
    data = output.get("data", {})
    if "text/html" in data:
        data["text/html"] = reachable(pages_of_site("".join(data["text/html"])))
    if "text/markdown" in data:
        data["text/markdown"] = within_site("".join(data["text/markdown"]))
    alt = output.get("metadata", {}).get("image/png", {}).get("alt")
    if alt:
        image = cell["metadata"].setdefault("mystnb", {}).setdefault("image", {})
        image.setdefault("alt", alt)


def reachable(html: str) -> str:
    """Wrap a table or drawing so that it scrolls by itself, by keyboard too.

    Examples
    --------
    >>> reachable("<p>text</p>")
    '<p>text</p>'
    >>> reachable('<svg viewBox="0 0 9 9"></svg>')[:43]
    '<div class="b12-scroll" role="group" tabind'
    """
    if 'tabindex="0"' in html:
        return html
    if "<table" in html:
        html = PANDAS_STYLE.sub("", html)
        return _framed(BODY.sub(_row_scopes, HEAD.sub(_column_scopes, html)), "Table")
    return _framed(html, "Figure") if "<svg" in html else html


def _framed(html: str, what: str) -> str:
    return f'<div class="b12-scroll" role="group" tabindex="0" aria-label="{what}">\n{html}\n</div>'


def _column_scopes(head: re.Match[str]) -> str:
    named = head[0].replace("<th></th>", "<td></td>")
    return re.sub(r"<th(?=[ >])(?![^>]*scope=)", '<th scope="col"', named)


def _row_scopes(body: re.Match[str]) -> str:
    return re.sub(r"<th(?=[ >])(?![^>]*scope=)", '<th scope="row"', body[0])
