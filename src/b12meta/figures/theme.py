"""The house theme: one ink, two hues, three text sizes.

A figure here is a table with a picture in it, so type does most of the work. Everything that is
text or line is ink, quieter where it matters less. Colour marks only two things: what a study
found (blue) and what we conclude (orange). The two differ in hue for every common kind of colour
blindness, in shape (square, diamond, bar) for print in grey, and both stand out on white and on
near-black.

Lengths are CSS pixels (1/96 inch), the unit of the page. The smallest text is 12 px, 9 pt, so
that a figure of 700 px keeps 8 pt when a printed page shrinks it to 165 mm.

Nothing here happens at import: `font` registers the shipped font when the first text is made, and
`house` sets matplotlib's options for the length of a `with` block only.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.font_manager import FontProperties

__all__ = ["BODY", "CONTEXT", "FAMILY", "INK", "POOLED", "ROLES", "SMALL", "STUDY"]

PX_PER_INCH = 96
FONTS = Path(__file__).parent / "fonts"
FAMILY = "B12 Sans"
FALLBACK = "DejaVu Sans"
"""Comes with matplotlib; draws letters that the shipped font lacks (Cyrillic, Arabic)."""

BODY = 13.0
SMALL = 12.0

INK = "#1b1d1f"
STUDY = "#3a7ca8"
POOLED = "#c0602a"
CONTEXT = "#7d7f82"

ROLES = {STUDY: "--b12-study", POOLED: "--b12-pooled", CONTEXT: "--b12-context"}
"""CSS custom properties by which a page may recolour an inline figure."""

DARK_INK = "#cfd0d0"
PAPER = "#ffffff"
DARK_PAPER = "#131416"

STRONG = 1.0
QUIET = 0.7
"""Opacity of ink for text of second rank; 5 to 1 against the page, light and dark."""
LINE = 0.4


def ink(opacity: float = STRONG) -> tuple[str, float]:
    """Ink at an opacity, as matplotlib takes colours."""
    return (INK, opacity)


def inches(px: float) -> float:
    """CSS pixels to inches."""
    return px / PX_PER_INCH


def points(px: float) -> float:
    """CSS pixels to points.

    >>> points(12)
    9.0
    """
    return px * 72 / PX_PER_INCH


def font_file(*, bold: bool = False, italic: bool = False) -> Path:
    """File of the shipped font: semibold, italic or regular."""
    face = "SemiBold" if bold else "Italic" if italic else "Regular"
    return FONTS / f"B12Sans-{face}.ttf"


@cache
def _register() -> None:
    from matplotlib.font_manager import fontManager

    known = {entry.fname for entry in fontManager.ttflist}
    for path in sorted(FONTS.glob("*.ttf")):
        if str(path) not in known:
            fontManager.addfont(path)


def font(size: float = BODY, *, bold: bool = False, italic: bool = False) -> FontProperties:
    """Font of a text, `size` in pixels."""
    from matplotlib.font_manager import FontProperties

    _register()
    return FontProperties(
        family=FAMILY if bold else [FAMILY, FALLBACK],
        size=points(size),
        weight="semibold" if bold else "normal",
        style="italic" if italic else "normal",
    )


@contextmanager
def house() -> Iterator[None]:
    """Set matplotlib's own defaults inside the block, then what the session had set."""
    import matplotlib.style

    with matplotlib.style.context("default"):
        yield
