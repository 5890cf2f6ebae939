"""From a matplotlib figure to SVG that a page can own.

Matplotlib's SVG is made for files. Ours stands in a page, so it needs what files do not: text
that can be searched and that keeps its measured width in any font, ink that follows the page's
colour, and the same bytes each time. A renderer is the part of matplotlib that is meant to be
written anew for that: this one knows paths and texts, which is all our figures use.

Two flavours. *Inline*: ink is `currentColor`, hues are CSS custom properties with the house
colour as fallback, no background. *Standalone* (files, README): plain colours that every program
understands, its own paper, and a media rule that turns both for readers who prefer dark. An own
paper, because an image in a page cannot know on which colour it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_hex, to_rgba
from matplotlib.path import Path as MplPath
from matplotlib.transforms import Affine2D, Bbox, Transform

from b12meta.figures import theme
from b12meta.figures.label import Label
from b12meta.figures.links import anchor
from b12meta.figures.measure import ASCENT, DESCENT, clean, width

if TYPE_CHECKING:
    from typing import Any

    from matplotlib.backend_bases import GraphicsContextBase
    from matplotlib.font_manager import FontProperties
    from matplotlib.text import Text
    from matplotlib.typing import ColorType

__all__ = ["SvgRenderer"]

_LETTER = {MplPath.MOVETO: "M", MplPath.LINETO: "L", MplPath.CURVE3: "Q", MplPath.CURVE4: "C"}
_CAPS = {"butt": None, "projecting": "square", "round": "round"}
_PX_PER_POINT = theme.PX_PER_INCH / 72
_NUDGE = 1e-6
"""Moves a number off the middle between two hundredths, where the last bit would decide."""


def number(value: float) -> str:
    """Shortest decimal, to a hundredth of a pixel.

    >>> number(12.3), number(-0.001), number(7.0)
    ('12.3', '0', '7')
    """
    text = f"{value + _NUDGE:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def attributes(**named: str | float | None) -> str:
    """Attributes of an element; None is left out, an underscore stands for a hyphen.

    >>> attributes(stroke_width=2, fill=None)
    ' stroke-width="2"'
    """
    pairs = ((name.replace("_", "-"), value) for name, value in named.items() if value is not None)
    return "".join(
        f" {name}={quoteattr(value if isinstance(value, str) else number(value))}"
        for name, value in pairs
    )


class SvgRenderer(RendererBase):
    """Draws a figure as SVG elements, one pixel being 1/96 inch.

    Attributes
    ----------
    elements : list of str
        What was drawn, in order.
    """

    def __init__(self, width: float, height: float, *, inline: bool, prefix: str):
        super().__init__()
        self.size = (width, height)
        self.elements: list[str] = []
        self._inline = inline
        self._prefix = prefix
        self._clips: dict[str, str] = {}
        self._flip = Affine2D().scale(1, -1).translate(0, height)

    def get_canvas_width_height(self) -> tuple[float, float]:
        """Size of the canvas in pixels."""
        return self.size

    def points_to_pixels(self, points: Any) -> Any:
        """Points to pixels."""
        return points * _PX_PER_POINT

    def get_text_width_height_descent(
        self,
        s: str,
        prop: FontProperties,
        ismath: object,  # noqa: ARG002  matplotlib's signature
    ) -> tuple[float, float, float]:
        """Measured in the shipped font, whatever fonts the machine has."""
        size = prop.get_size_in_points() * _PX_PER_POINT
        return _width(s, prop), (ASCENT + DESCENT) * size, DESCENT * size

    def draw_path(
        self,
        gc: GraphicsContextBase,
        path: MplPath,
        transform: Transform,
        rgbFace: ColorType | None = None,  # noqa: N803  matplotlib's signature
    ) -> None:
        """Write a path, unless nothing of it would be seen."""
        fill, fill_opacity = self._paint(rgbFace, gc)
        stroke, stroke_opacity = self._paint(gc.get_rgb() if gc.get_linewidth() else None, gc)
        data = _data(path, transform + self._flip)
        if not data or fill == stroke == "none":
            return
        lines: dict[str, str | float | None] = {}
        if stroke != "none":
            lines = {
                "stroke": stroke,
                "stroke_opacity": stroke_opacity,
                "stroke_width": self.points_to_pixels(gc.get_linewidth()),
                "stroke_linecap": _CAPS[str(gc.get_capstyle())],
                "stroke_dasharray": self._dashes(gc),
            }
        clip = self._clip(gc, path, transform)
        named = attributes(fill=fill, fill_opacity=fill_opacity, **lines, clip_path=clip)
        self.elements.append(f'<path d="{data}"{named}/>')

    def draw_text(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: object = False,  # noqa: ARG002  matplotlib's signature
        mtext: Text | None = None,
    ) -> None:
        """Write a text with its measured width, so that another font cannot make it wider."""
        shown = mtext.shown if isinstance(mtext, Label) else clean(s)
        length = _width(shown, prop)
        if not length:
            return
        share = {"left": 0.0, "center": 0.5, "right": 1.0}[
            str(mtext.get_horizontalalignment()) if mtext else "left"
        ]
        x -= share * (length - _width(s, prop))  # stand-ins may be of another width than the words
        full, href = (mtext.full, mtext.href) if isinstance(mtext, Label) else (None, None)
        fill, opacity = self._paint(gc.get_rgb(), gc)
        size = prop.get_size_in_points() * _PX_PER_POINT
        named = attributes(
            x=x,
            y=y,
            textLength=length,
            lengthAdjust="spacingAndGlyphs",
            font_size=None if size == theme.BODY else size,
            font_weight="600" if _bold(prop) else None,
            font_style="italic" if _italic(prop) else None,
            fill=fill,
            fill_opacity=opacity,
            transform=f"rotate({number(-angle)} {number(x)} {number(y)})" if angle else None,
        )
        title = f"<title>{escape(full)}</title>" if full else ""
        text = f"<text{named}>{escape(shown)}{title}</text>"
        self.elements.append(anchor(href, text, inline=self._inline) if href else text)

    def _paint(self, color: Any, gc: GraphicsContextBase) -> tuple[str, float | None]:
        """Colour and opacity (None: opaque) as SVG wants them."""
        if color is None:
            return "none", None
        rgba = to_rgba(color)
        alpha = gc.get_alpha() if gc.get_forced_alpha() else rgba[3]
        if not alpha:
            return "none", None
        return self._named(to_hex(rgba)), None if alpha == 1 else alpha

    def _named(self, color: str) -> str:
        if color == theme.INK:
            return "currentColor"
        if self._inline and color in theme.ROLES:
            return f"var({theme.ROLES[color]},{color})"
        return color

    def _dashes(self, gc: GraphicsContextBase) -> str | None:
        pattern: Any = gc.get_dashes()[1]
        if pattern is None:
            return None
        return " ".join(number(self.points_to_pixels(step)) for step in pattern)

    def _clip(self, gc: GraphicsContextBase, path: MplPath, transform: Transform) -> str | None:
        """Name a clipping rectangle, only where the path really reaches beyond it."""
        window = gc.get_clip_rectangle()
        if window is None:
            return None
        frame = Bbox.from_extents(*window.extents)
        reach = path.get_extents(transform)
        if (
            frame.x0 <= reach.x0
            and reach.x1 <= frame.x1
            and frame.y0 <= reach.y0
            and reach.y1 <= frame.y1
        ):
            return None
        top = self.size[1] - frame.y1
        box = attributes(x=frame.x0, y=top, width=frame.width, height=frame.height)
        if box not in self._clips:
            self._clips[box] = f"{self._prefix}-clip{len(self._clips) + 1}"
            self.elements.append(f'<clipPath id="{self._clips[box]}"><rect{box}/></clipPath>')
        return f"url(#{self._clips[box]})"


def _data(path: MplPath, transform: Transform) -> str:
    steps = []
    for vertices, code in path.iter_segments(transform, simplify=False):
        if code == MplPath.CLOSEPOLY:
            steps.append("Z")
        elif code != MplPath.STOP:
            steps.append(_LETTER[code] + " ".join(number(value) for value in vertices))
    return "" if set(steps) <= {"Z"} else "".join(steps)


def _width(text: str, prop: FontProperties) -> float:
    size = prop.get_size_in_points() * _PX_PER_POINT
    return round(width(text, size, bold=_bold(prop), italic=_italic(prop)) + _NUDGE, 2)


def _bold(prop: FontProperties) -> bool:
    weight = prop.get_weight()
    return weight in {"semibold", "demibold", "demi", "bold", "heavy", "extra bold", "black"} or (
        isinstance(weight, int | float) and weight >= 600
    )


def _italic(prop: FontProperties) -> bool:
    return prop.get_style() != "normal"
