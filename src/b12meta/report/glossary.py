"""Terms explained where they stand: the first of each on a page leads to the glossary.

A small Sphinx extension. The glossary page is the only source: what it defines is found in the
paragraphs of every other page, notebooks' sentences included, and marked there once. A marked
term is an ordinary link to its entry; beside it stands its definition, hidden, which
`glossary.js` shows on hover, focus and tap. Without the script the link still leads to it.
Headings, links, code, citations, titles of papers and headings of tables are left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.addnodes import glossary
from sphinx.transforms.post_transforms import SphinxPostTransform

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PAGE = "glossary"
LEFT_ALONE = (
    nodes.reference,
    nodes.literal,
    nodes.math,
    nodes.raw,
    nodes.strong,
    nodes.emphasis,
    nodes.thead,
    nodes.citation,
)
"""Kinds of nodes within paragraphs, or around them, that are not for marking."""
CARDS = "b12-doors"  # class of a list whose items are links as a whole


class Marked(nodes.inline):  # type: ignore[misc]
    """A term in running words, with the address of its entry and its definition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A term of the glossary.

    Attributes
    ----------
    anchor : str
        Where the entry stands on the page of the glossary.
    names : tuple of str
        Every way to write it.
    definition : str
        Its meaning, without markup.
    """

    anchor: str
    names: tuple[str, ...]
    definition: str


def entries(page: nodes.document) -> list[Entry]:
    """What a page defines in lists of terms; the first paragraph is the definition."""
    return [
        _entry(item)
        for part in page.findall(glossary)
        for item in part.findall(nodes.definition_list_item)
    ]


def _entry(item: nodes.Element) -> Entry:
    terms = [child for child in item.children if isinstance(child, nodes.term)]
    meaning = next(iter(item.findall(nodes.paragraph)))
    return Entry(
        anchor=terms[0]["ids"][0],
        names=tuple(_straight(term.astext()) for term in terms),
        definition=" ".join(meaning.astext().split()),
    )


def pattern(names: Iterable[str]) -> re.Pattern[str]:
    """What finds any of some names as a word of its own, the longest first, plural or not.

    Abbreviations are found as they are written; words also with a capital at the beginning.

    Examples
    --------
    >>> found = pattern(["interval", "prediction interval", "CIS"])
    >>> found.findall("Prediction intervals differ; an interval of CIS, not cis or pre-CIS")
    ['Prediction intervals', 'interval', 'CIS']
    """
    ways = "|".join(map(_way, sorted(names, key=len, reverse=True)))
    return re.compile(rf"(?<![\w-])(?:{ways})(?![\w-])")


def _way(name: str) -> str:
    first = f"[{name[0].upper()}{name[0]}]" if name[0].islower() else re.escape(name[0])
    rest = re.escape(name[1:]).replace("'", "['’]").replace(r"\ ", r"\s+")
    return f"{first}{rest}s?" if name[-1].isalpha() and name[-1].isascii() else first + rest


def key(words: str) -> str:
    """What is the same for a name and for every way in which `pattern` finds it.

    Examples
    --------
    >>> key("Prediction intervals") == key("prediction interval")
    True
    """
    return _straight(" ".join(words.split())).casefold().removesuffix("s")


def _straight(words: str) -> str:
    return words.replace("’", "'")


class MarkTerms(SphinxPostTransform):
    """Marks the first of each term on a page."""

    default_priority = 300  # after references are resolved and outputs of notebooks are chosen
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Replace words in paragraphs by marked ones."""
        if PAGE not in self.env.found_docs or self.env.docname == PAGE:
            return
        known = {key(n): one for one in entries(self.env.get_doctree(PAGE)) for n in one.names}
        wanted = pattern(name for one in known.values() for name in one.names)
        seen: set[str] = set()
        for words in list(_running(self.document)) if known else ():
            parts = list(self._parts(words.astext(), wanted, known, seen))
            if len(parts) > 1 or isinstance(parts[0], Marked):
                words.parent.replace(words, parts)

    def _parts(
        self, words: str, wanted: re.Pattern[str], known: dict[str, Entry], seen: set[str]
    ) -> Iterator[nodes.Node]:
        """The words, cut where a term stands that this page has not met before."""
        done = 0
        for match in wanted.finditer(words):
            entry = known[key(match[0])]
            if entry.anchor in seen:
                continue
            seen.add(entry.anchor)
            if words[done : match.start()]:
                yield nodes.Text(words[done : match.start()])
            yield self._marked(match[0], entry)
            done = match.end()
        if words[done:] or not words:
            yield nodes.Text(words[done:])

    def _marked(self, words: str, entry: Entry) -> Marked:
        here = self.env.docname
        return Marked(
            "",
            nodes.Text(words),
            refuri=f"{self.app.builder.get_relative_uri(here, PAGE)}#{entry.anchor}",
            about=nodes.make_id(f"about-{here}-{entry.anchor}"),
            definition=entry.definition,
        )


def _running(page: nodes.document) -> Iterator[nodes.Text]:
    """Words of paragraphs that may be marked, in order."""
    for words in page.findall(nodes.Text):
        around = list(_ancestors(words))
        if any(isinstance(one, nodes.paragraph) for one in around) and not any(
            isinstance(one, LEFT_ALONE) or CARDS in one.get("classes", ()) for one in around
        ):
            yield words


def _ancestors(node: nodes.Node) -> Iterator[nodes.Element]:
    while (node := node.parent) is not None:
        yield node


def open_term(writer: Any, node: Marked) -> None:
    """Begin the link."""
    about, address = escape(node["about"]), escape(node["refuri"])
    writer.body.append(f'<a class="b12-term" href="{address}" aria-describedby="{about}">')


def close_term(writer: Any, node: Marked) -> None:
    """End the link, and put the definition behind it."""
    about, meaning = escape(node["about"]), escape(node["definition"])
    writer.body.append(
        f'</a><span class="b12-meaning" role="tooltip" id="{about}" hidden>{meaning}</span>'
    )


def setup(app: Any) -> dict[str, bool]:
    """Register the transformation, its style and its script."""
    app.add_node(Marked, html=(open_term, close_term))
    app.add_post_transform(MarkTerms)
    app.add_css_file("glossary.css")
    app.add_js_file("glossary.js", loading_method="defer")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
