"""Formulas as MathML, which every current browser draws without a script.

A small Sphinx extension. Displayed formulas are numbered like any equation and scroll by
themselves when they are wider than a phone. A command that the converter does not know is a
warning, and so an error of the build, and never raw TeX on a page.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docutils import nodes

RAW = re.compile(r"\\[A-Za-z]+")


def mathml(formula: str, *, display: bool) -> str:
    r"""MathML of a TeX formula.

    Raises
    ------
    ValueError
        When a part of it would be shown as raw TeX.

    Examples
    --------
    >>> mathml("x^2", display=False)[:49]
    '<math xmlns="http://www.w3.org/1998/Math/MathML" '
    >>> mathml(r"\nosuchcommand", display=False)
    Traceback (most recent call last):
    ...
    ValueError: cannot show \nosuchcommand of the formula \nosuchcommand
    """
    from latex2mathml.converter import convert

    markup = str(convert(formula, display="block" if display else "inline"))
    raw = RAW.search(re.sub(r"<annotation.*?</annotation>", "", markup))
    if raw:
        raise ValueError(f"cannot show {raw[0]} of the formula {formula}")
    return markup


def setup(app: Any) -> dict[str, bool]:
    """Register the renderer under the name "mathml"."""
    app.add_html_math_renderer("mathml", (_inline, None), (_displayed, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _inline(translator: Any, node: nodes.Element) -> None:
    from docutils import nodes

    translator.body.append(_checked(node, display=False))
    raise nodes.SkipNode


def _displayed(translator: Any, node: nodes.Element) -> None:
    from docutils import nodes
    from sphinx.util.math import get_node_equation_number

    outer = node.parent.get("ids", []) if node.parent is not None else []  # a theme's own wrapper
    ids = [name for name in node.get("ids", []) if name not in outer]
    own = f' id="{escape(ids[0], quote=True)}"' if ids else ""
    label = escape(f"Formula {node['number']}" if node.get("number") else "Formula")
    translator.body.append(f'<div class="b12-formula"{own}>')
    translator.body.append(
        f'<div class="b12-scroll" role="group" tabindex="0" aria-label="{label}">'
    )
    translator.body.append(_checked(node, display=True) + "</div>")
    if node.get("number"):
        number = get_node_equation_number(translator, node)
        translator.body.append(f'<span class="eqno">({number})</span>')
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def _checked(node: nodes.Element, *, display: bool) -> str:
    try:
        return mathml(node.astext(), display=display)
    except Exception as error:  # noqa: BLE001, RUF100  the converter raises a dozen kinds
        from sphinx.util import logging

        logging.getLogger(__name__).warning("%s", error, location=node)
        return f"<code>{escape(node.astext())}</code>"
