"""Markdown from data: pieces of a page whose words, whoever typed them, stay words.

Text from tables passes through `text` (running words) or `code` (as printed) and through nothing
else, so that an asterisk, a pipe, a backtick, a role, a formula or a tag in a cell is shown and
never obeyed, by MyST and by CommonMark alike.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from b12meta.figures.measure import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SPECIAL = re.compile(r"""([\\`*_{}\[\]<>&$~|"'])""")
LEADING = re.compile(r"^(\d*)(?=(?<=\d)[.)](?:\s|$)|(?<!\d)(?:[#=%:(!^]|[-+](?![\w.])))")
TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
WEB = re.compile(r"https?://[^/?#\s]+\S*", re.IGNORECASE)
SAFE = "/?:@!$&'()*+,;=%#~-._"
"""What an address may hold between angle brackets; brackets, quotes and spaces are encoded."""


def text(words: object) -> str:
    r"""Running words on one line, without any effect on the page.

    Examples
    --------
    >>> print(text("a *b* `c` {d} <e> | f_g"))
    a \*b\* \`c\` \{d\} \<e\> \| f\_g
    >>> print(text("1. not a list"), text("- nor this"), text("-0.95"))
    1\. not a list \- nor this -0.95
    """
    return LEADING.sub(r"\1\\", SPECIAL.sub(r"\\\1", _plain(words)))


def code(words: object) -> str:
    """Words as they were printed; the fence is longer than any run of backticks in them.

    Examples
    --------
    >>> print(code("560± 295 pg/ml"), code("a `b` ``c"))
    `560± 295 pg/ml` ``` a `b` ``c ```
    """
    shown = _plain(words)
    fence = "`" * (1 + max(map(len, re.findall("`+", shown)), default=0))
    room = " " if "`" in shown else ""
    return f"{fence}{room}{shown}{room}{fence}"


def link(words: object, address: object) -> str:
    """Words that lead to a page on the web; without a sound address, the words alone.

    Examples
    --------
    >>> print(link("page", "https://x.org/a b?c=<d>"), link("page", "javascript:alert(1)"))
    [page](<https://x.org/a%20b?c=%3Cd%3E>) page
    """
    if not isinstance(address, str) or not WEB.fullmatch(_plain(address).replace(" ", "%20")):
        return text(words)
    return f"[{text(words)}](<{quote(_plain(address), safe=SAFE)}>)"


def inside(words: object, address: str) -> str:
    """Words that lead to another page of the report, or to a row.

    Examples
    --------
    >>> print(inside("line 45", "#contrasts-45"))
    [line 45](#contrasts-45)
    """
    return f"[{text(words)}]({address})"


def heading(level: int, words: object, *, target: str = "") -> str:
    """A heading; `target` is the name under which links find it.

    Examples
    --------
    >>> print(heading(2, "Means", target="arms-2"))
    (arms-2)=
    ## Means
    """
    line = f"{'#' * level} {text(words)}"
    return f"({target})=\n{line}" if target else line


def definitions(pairs: Iterable[tuple[str, str]]) -> str:
    """Names with values, the values being Markdown already; those without a value are left out.

    Examples
    --------
    >>> print(definitions([("Printed", "`5`"), ("Unit", "")]))
    <div class="b12-row">
    <BLANKLINE>
    - **Printed** `5`
    <BLANKLINE>
    </div>
    """
    items = bullets(f"**{text(name)}** {value}" for name, value in pairs if value)
    return f'<div class="b12-row">\n\n{items}\n\n</div>'


def bullets(items: Iterable[str]) -> str:
    """A list of items that are Markdown already."""
    return "\n".join(f"- {item}" for item in items)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose cells are Markdown already.

    Examples
    --------
    >>> print(table(["a", "b"], [["1", "2"]]))
    | a | b |
    | --- | --- |
    | 1 | 2 |
    """
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def page(*parts: str, orphan: bool = False) -> str:
    """Parts of a page, one blank line between them; the contents beside it name sections only."""
    front = ["---", *(["orphan: true"] if orphan else []), "tocdepth: 2", "---"]
    return "\n\n".join(["\n".join(front), *(part for part in parts if part)]) + "\n"


def _plain(words: object) -> str:
    """One line without control characters, and without marks that turn the direction of writing."""
    return clean(TURNING.sub("", str(words)))
