"""Links in figures: to the web, and to the report's own pages.

JupyterLab rewrites every local link in an output, and fails with an error in red where the link
stands in an SVG. So inline drawings lead to the report's pages by the older name of the
attribute, which Lab does not look for, and by Lab's own mark for links that it opens itself, with
paths from the project's folder (`make lab`). The report turns both into ordinary links.
"""

from __future__ import annotations

import json
from xml.sax.saxutils import quoteattr

from b12meta.evidence.trace import within

__all__ = ["anchor"]

XLINK = "http://www.w3.org/1999/xlink"
OPEN = "rendermime:handle-local-link"


def anchor(address: str, drawn: str, *, inline: bool) -> str:
    """SVG elements that lead to an address.

    Parameters
    ----------
    address : str
        On the web, or of a page of the report.
    drawn : str
        SVG elements.
    inline : bool
        Whether the drawing stands in a notebook, not in a file of its own.

    Examples
    --------
    >>> anchor("https://x.org", "<text/>", inline=True)
    '<a href="https://x.org"><text/></a>'
    """
    if not (inline and within(address)):
        return f"<a href={quoteattr(address)}>{drawn}</a>"
    path, _, name = address.removeprefix("../").partition("#")
    place = json.dumps({"path": path, "id": f"#{name}" if name else ""})
    marks = f'data-commandlinker-command="{OPEN}" data-commandlinker-args={quoteattr(place)}'
    return f'<a xmlns:xlink="{XLINK}" xlink:href={quoteattr(address)} {marks}>{drawn}</a>'
