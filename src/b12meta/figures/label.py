"""A text in a figure: placed by pixels, set in the shipped font, never read as mathematics.

Study names come from tables and may hold anything: dollar signs, angle brackets, Chinese. A
`Label` keeps the words as they are for the SVG (`shown`, and the unshortened `full`), and gives
matplotlib's other renderers a string they have glyphs for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from matplotlib.text import Text

from b12meta.figures import theme
from b12meta.figures.measure import CAP_HEIGHT, clean, printable, width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Label", "Style", "write"]

Align = Literal["left", "right", "center"]


class Style(NamedTuple):
    """How a text is set: size in pixels, face, opacity of the ink."""

    size: float = theme.BODY
    bold: bool = False
    italic: bool = False
    opacity: float = theme.STRONG

    def width(self, text: str) -> float:
        """Width of a text in this style, in pixels."""
        return width(text, self.size, bold=self.bold, italic=self.italic)


class Label(Text):
    """A one-line text that remembers its words, drawn or not.

    Attributes
    ----------
    shown : str
        What the reader sees; the text itself may hold stand-ins for letters without a glyph.
    full : str or None
        The unshortened words, where `shown` ends in an ellipsis.
    href : str or None
        Where the text leads to.
    """

    def __init__(
        self,
        x: float,
        y: float,
        shown: str,
        style: Style,
        *,
        full: str | None = None,
        href: str | None = None,
        **how: object,
    ):
        self.shown = shown
        self.full = full
        self.href = href
        super().__init__(x, y, printable(shown, bold=style.bold), parse_math=False, **how)  # type: ignore[arg-type]


def write(
    ax: Axes,
    x: float,
    middle: float,
    text: str,
    style: Style,
    *,
    align: Align = "left",
    full: str | None = None,
    href: str | None = None,
) -> Label:
    """Put a text at `x` and `middle` pixels from the left and top of the figure.

    Its capitals are centred on `middle`.

    Returns
    -------
    Label
        Added to `ax`.
    """
    figure = ax.get_figure(root=True)
    assert figure is not None, "an Axes that is drawn into has a figure"
    height = figure.get_size_inches()[1]
    baseline = height - theme.inches(middle + CAP_HEIGHT * style.size / 2)
    label = Label(
        theme.inches(x),
        baseline,
        clean(text),
        style,
        full=full,
        href=href,
        transform=figure.dpi_scale_trans,
        fontproperties=theme.font(style.size, bold=style.bold, italic=style.italic),
        color=theme.ink(style.opacity),
        horizontalalignment=align,
        verticalalignment="baseline",
        clip_on=False,
    )
    ax.add_artist(label)
    return label
