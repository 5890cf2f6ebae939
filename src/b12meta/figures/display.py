"""How a figure reaches its reader.

`show` makes a `Drawing`: in a notebook, and in the page made from it, an inline SVG whose text
can be searched, selected and read aloud, and which takes the page's ink in light and dark; a PNG
stands behind it for places that know pictures only. `to_svg` and `save_svg` give the same drawing
as a file.

On a narrow screen the figure keeps its columns and scrolls sideways inside its own box, never
shrinking below 85 % (11 px text). A second, stacked layout was considered: it would put every
number in the page twice and break the one thing a forest plot is for, reading all rows against
one axis.

The description is `ax.get_label()`, made by the function that drew the figure from the same
numbers.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from b12meta.figures import theme
from b12meta.figures.measure import clean
from b12meta.figures.svg import SvgRenderer, attributes, number

if TYPE_CHECKING:
    import os
    from collections.abc import Container

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Drawing", "save_svg", "show", "to_svg"]

_PREFIX = "b12-figure-id"
_FAMILY = (
    f"'{theme.FAMILY}','Source Sans 3','Source Sans Pro',system-ui,'Helvetica Neue',Arial,"
    "sans-serif"
)
_PNG_DPI = 144
_SMALLEST = 0.85
_FILE_MARGIN = (16, 10)
_STYLE = (
    "<style>.b12-figure svg a{text-decoration:underline;text-decoration-thickness:.06em;"
    "text-underline-offset:.2em;fill:currentcolor}@media print{"
    ".b12-figure>div{overflow:visible!important}.b12-figure svg{min-width:0!important}}</style>"
)
_FILE_STYLE = (
    "<style>@media (prefers-color-scheme:dark){"
    f"svg{{color:{theme.DARK_INK}}}.paper{{fill:{theme.DARK_PAPER}}}}}</style>"
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Drawing:
    """A figure ready to be shown.

    Attributes
    ----------
    html : str
        ``<figure>`` with the inline SVG and, if given, the caption.
    png : bytes
        The same picture at 144 dpi on white.
    alt : str
        The description in words.
    """

    html: str
    png: bytes
    alt: str

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(
        self, include: Container[str] | None = None, exclude: Container[str] | None = None
    ) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        bundle = {
            "text/html": self.html,
            "image/png": base64.b64encode(self.png).decode("ascii"),
            "text/plain": self.alt,
        }
        wanted = {
            kind: data
            for kind, data in bundle.items()
            if (include is None or kind in include) and kind not in (exclude or ())
        }
        return wanted, {"image/png": {"alt": self.alt}} if "image/png" in wanted else {}


def show(ax: Axes, caption: str | None = None, *, key: str = "") -> Drawing:
    """Make a drawing of the figure that `ax` belongs to, for a notebook or a page.

    Parameters
    ----------
    ax : Axes
        With a description as its label; the figures of this package set one.
    caption : str, optional
        Plain text under the figure.
    key : str
        Only needed to show one figure twice in one page: ids in the SVG are made from what is
        drawn, the caption and the key.

    Returns
    -------
    Drawing
        Shows itself; the same bytes for the same figure.

    Raises
    ------
    ValueError
        If the Axes has no description.
    """
    svg, figure_width = _svg(ax, inline=True, key=f"{caption}{key}")
    floor = round(figure_width * _SMALLEST)
    svg = svg.replace(
        "<svg",
        f'<svg style="width:100%;height:auto;min-width:{floor}px;max-width:{figure_width}px"',
        1,
    )
    below = f"<figcaption>{escape(clean(caption))}</figcaption>" if caption else ""
    html = (
        f'<figure class="b12-figure" style="margin:0">{_STYLE}'
        '<div role="group" aria-label="Figure, scrolls sideways on a narrow screen" tabindex="0" '
        f'style="overflow-x:auto">{svg}</div>{below}</figure>'
    )
    return Drawing(html=html, png=_png(_figure(ax)), alt=_description(ax))


def to_svg(ax: Axes) -> str:
    """Return the figure as the text of an SVG file, the same bytes each time.

    Parameters
    ----------
    ax : Axes
        With a description as its label.

    Raises
    ------
    ValueError
        If the Axes has no description.
    """
    svg, _ = _svg(ax, inline=False, key="")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{svg}\n'


def save_svg(ax: Axes, path: str | os.PathLike[str]) -> Path:
    """Write `to_svg` to a file and return its path."""
    target = Path(path)
    target.write_text(to_svg(ax), encoding="utf-8", newline="\n")
    return target


def _figure(ax: Axes) -> Figure:
    figure = ax.get_figure(root=True)
    if figure is None:
        raise ValueError("the Axes belongs to no figure (was it removed?); draw it again")
    return figure


def _description(ax: Axes) -> str:
    words = clean(ax.get_label())
    if not words:
        raise ValueError(
            "the Axes has no description, so people who cannot see the figure would get nothing; "
            "set one by ax.set_label('what the figure shows')"
        )
    return words


def _svg(ax: Axes, *, inline: bool, key: str) -> tuple[str, int]:
    """Return the SVG element and its width in pixels."""
    words = _description(ax)
    renderer = _draw(_figure(ax), inline=inline)
    body = "\n".join(renderer.elements)
    prefix = "b12-" + hashlib.sha256(f"{words}{body}{key}".encode()).hexdigest()[:10]
    wide, high = (round(side) for side in renderer.size)
    left, top = (0, 0) if inline else _FILE_MARGIN
    head = attributes(
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"{-left} {-top} {wide + 2 * left} {high + 2 * top}",
        width=str(wide + 2 * left),
        height=str(high + 2 * top),
        role=_role(body),
        aria_labelledby=f"{prefix}-title {prefix}-desc",
        font_family=_FAMILY,
        font_size=number(theme.BODY),
        color=None if inline else theme.INK,
    )
    title, _, rest = words.partition(". ")
    paper = "" if inline else _paper(-left, -top)
    svg = (
        f'<svg{head}><title id="{prefix}-title">{escape(title)}</title>'
        f'<desc id="{prefix}-desc">{escape(rest)}</desc>{paper}\n{body}\n</svg>'
    )
    return svg.replace(_PREFIX, prefix), wide


def _role(body: str) -> str:
    """An image has no parts; with links in it, it is a group of them."""
    return "group" if "<a " in body else "img"


def _paper(x: int, y: int) -> str:
    """Background of a file, and the rule that darkens it for readers who prefer dark."""
    box = attributes(x=str(x), y=str(y), width="100%", height="100%", fill=theme.PAPER)
    return f'{_FILE_STYLE}<rect class="paper"{box}/>'


def _draw(figure: Figure, *, inline: bool) -> SvgRenderer:
    """Draw at 96 dpi; the figure's own resolution is put back."""
    dpi = figure.dpi
    try:
        figure.dpi = theme.PX_PER_INCH
        wide, high = figure.get_size_inches() * theme.PX_PER_INCH
        renderer = SvgRenderer(wide, high, inline=inline, prefix=_PREFIX)
        with theme.house():
            figure.draw(renderer)
    finally:
        figure.dpi = dpi
    return renderer


def _png(figure: Figure) -> bytes:
    file = BytesIO()
    with theme.house():
        figure.savefig(
            file, format="png", dpi=_PNG_DPI, facecolor=theme.PAPER, metadata={"Software": None}
        )
    return file.getvalue()
