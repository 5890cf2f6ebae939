"""A figure of a page as a file of its own.

The page's drawing takes ink, hues and width from the page, and leads to its neighbours. A file has
none of these: it brings its colours, its paper and its size, and keeps only links to the web.
"""

from __future__ import annotations

import re
from html import unescape

from b12meta.figures import theme

__all__ = ["drawn", "svg_file", "title"]

DRAWN = re.compile(r'<figure class="b12-figure".*?(<svg .*?</svg>)', re.DOTALL)
TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.DOTALL)
SIZED = re.compile(r'<svg style="[^"]*"')
BOX = re.compile(r'viewBox="0 0 (\d+) (\d+)" width="\d+" height="\d+"')
INK = re.compile("currentcolor", re.IGNORECASE)
HUE = re.compile(r"var\(--[\w-]+,\s*([^()]+)\)")
LINK = re.compile(r"<a ([^>]*)>(.*?)</a>", re.DOTALL)
AFTER_WORDS = "</desc>"
SIDE, TOP = 16, 10


def drawn(html: str) -> str | None:
    """The drawing in an output of the house's figures, or None."""
    found = DRAWN.search(html)
    return found[1] if found else None


def title(svg: str) -> str:
    """What the drawing is, in a few words: its title up to the first colon."""
    found = TITLE.search(svg)
    return unescape(found[1]).partition(":")[0] if found else "Figure"


def svg_file(svg: str) -> str:
    """The text of an SVG file.

    Examples
    --------
    >>> text = svg_file(
    ...     '<svg style="width:100%" viewBox="0 0 9 9" width="9" height="9"><desc>d</desc>'
    ...     '<a href="../studies/a.html"><text fill="currentColor">A</text></a></svg>'
    ... )
    >>> text.splitlines()[1]
    '<svg viewBox="-16 -10 41 29" width="41" height="29"><desc>d</desc>...
    """
    svg = LINK.sub(_to_web_only, SIZED.sub("<svg", svg, count=1))
    svg = HUE.sub(r"\1", INK.sub(theme.INK, svg))
    paper = f'<rect x="{-SIDE}" y="{-TOP}" width="100%" height="100%" fill="{theme.PAPER}"/>'
    svg = BOX.sub(_with_margin, svg, count=1).replace(AFTER_WORDS, AFTER_WORDS + paper, 1)
    if "<a " not in svg:
        svg = svg.replace('role="group"', 'role="img"', 1)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{svg}\n'


def _to_web_only(link: re.Match[str]) -> str:
    return link[0] if 'href="http' in link[1] else link[2]


def _with_margin(box: re.Match[str]) -> str:
    wide, high = int(box[1]) + 2 * SIDE, int(box[2]) + 2 * TOP
    return f'viewBox="{-SIDE} {-TOP} {wide} {high}" width="{wide}" height="{high}"'
