"""Last touches on the finished pages that neither theme nor exporter offers a switch for.

Labels for landmarks, a quiet fold, and a Content-Security-Policy in every page: nothing may be
loaded but the site's own files, and of inline scripts only those whose hash is named. Each touch
is looked for in the page, and a theme that has changed so that it no longer applies fails the
tests, not the reader.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TOUCHES = (
    ('<summary aria-label="Toggle hidden content">', "<summary>"),
    ('<aside class="sidebar-drawer">', '<aside class="sidebar-drawer" aria-label="Contents">'),
    ('<aside class="toc-drawer', '<aside aria-label="On this page" class="toc-drawer'),
    ('<p class="caption" role="heading">', '<p class="caption" role="heading" aria-level="2">'),
    (
        '<div class="table-wrapper',
        '<div role="group" tabindex="0" aria-label="Table" class="table-wrapper',
    ),
    ("<pre>", '<pre tabindex="0">'),
    (' role="list" class="citation-list"', ' class="citation-list"'),
    (' role="doc-biblioentry"', ""),
    ('<th class="head"><p></p></th>', '<td class="head"></td>'),
    (
        '</noscript>\n\n<div id="search-results">',
        '</noscript>\n<h1>Search</h1><div id="search-results">',
    ),
)
WRAPPED = re.compile(r'(<div[^>]*class="table-wrapper[^"]*") id="[^"]*"')
"""The theme repeats a captioned table's id on what it wraps around it."""

INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
CHARSET = '<meta charset="utf-8">'


def polish_site(folder: Path) -> None:
    """Touch up every page of the site in `folder`."""
    for page in sorted(folder.rglob("*.html")):
        text = polish(page.read_text(encoding="utf-8"))
        page.write_text(text, encoding="utf-8", newline="\n")


def polish(page: str) -> str:
    """Touch up one page."""
    for old, new in TOUCHES:
        page = page.replace(old, new)
    page = WRAPPED.sub(r"\1", page)
    policy = f'<meta http-equiv="Content-Security-Policy" content="{content_policy(page)}">'
    return page.replace(CHARSET, f"{CHARSET}\n    {policy}", 1)


def content_policy(page: str) -> str:
    """What a page may load: its own files, and the inline scripts that it holds now.

    Examples
    --------
    >>> content_policy("<p>no script</p>").split("; ")[-1]
    "base-uri 'none'"
    """
    digests = [hashlib.sha256(code.encode()).digest() for code in INLINE.findall(page)]
    named = [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]
    scripts = " ".join(["script-src 'self'", *sorted(set(named))])
    return "; ".join(
        [
            "default-src 'none'",
            "img-src 'self' data:",
            "font-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            scripts,
            "form-action 'self'",
            "base-uri 'none'",
        ]
    )
