"""How wide a text is, before it is drawn.

Nothing can overlap if every width is known beforehand, so texts are measured in the font files
that are shipped: the sum of the advance widths of their characters, unhinted, without kerning
(which would only make them narrower). The answer is the same on every machine and with every
matplotlib. Characters that the shipped font lacks are measured in the font that comes with
matplotlib, and those that it lacks too (Chinese, emoji) are taken as one em. Widths and sizes are
CSS pixels.
"""

from __future__ import annotations

import math
import re
import unicodedata
from functools import cache
from pathlib import Path

from matplotlib import get_data_path
from matplotlib.ft2font import FT2Font, LoadFlags

from b12meta.figures import theme

__all__ = ["clean", "printable", "shorten", "width", "wrap"]

ASCENT, DESCENT, CAP_HEIGHT = 0.75, 0.25, 0.66
_UNPRINTABLE = re.compile(r"[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MISSING = "□"
_ROUNDING = 1e-6


@cache
def _faces(bold: bool, italic: bool) -> tuple[FT2Font, FT2Font]:
    fallback = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    files = (
        theme.font_file(bold=bold, italic=italic),
        Path(get_data_path()) / "fonts" / "ttf" / fallback,
    )
    shipped, other = (FT2Font(str(path)) for path in files)
    for face in (shipped, other):
        face.set_size(100, 72)
    return shipped, other


def _is_mark(char: str) -> bool:
    """Whether a character takes no room of its own (accents, joiners, direction marks)."""
    return unicodedata.category(char) in {"Mn", "Me", "Cf"}


@cache
def _advance(char: str, bold: bool, italic: bool) -> float:
    """Advance width of a character in em."""
    if _is_mark(char):
        return 0.0
    for face in _faces(bold, italic):
        if face.get_char_index(ord(char)):
            glyph = face.load_char(ord(char), flags=LoadFlags.NO_HINTING)
            return round(glyph.linearHoriAdvance / 65536 / 100, 4)
    return 1.0


def width(
    text: str, size: float = theme.BODY, *, bold: bool = False, italic: bool = False
) -> float:
    """Width of a text in pixels.

    Parameters
    ----------
    text : str
        One line.
    size : float
        Font size in pixels.
    bold, italic : bool
        Which of the shipped faces.

    Examples
    --------
    >>> round(width("1234", 10), 2) == round(width("8888", 10), 2)  # figures are of one width
    True
    """
    return size * math.fsum(_advance(char, bold, italic) for char in text)


def clean(text: object) -> str:
    r"""Return one line that XML can hold: no control characters, no line breaks, no double spaces.

    >>> clean("Smith\n et al.")
    'Smith et al.'
    """
    return " ".join(_UNPRINTABLE.sub(" ", str(text)).split())


def printable(text: str, *, bold: bool = False) -> str:
    """Replace what matplotlib's own renderers have no glyph for, so that they need not warn.

    >>> printable("Müller 学")
    'Müller □'
    """
    shipped, other = _faces(False, False)
    faces = (shipped,) if bold else (shipped, other)
    return "".join(
        char if any(face.get_char_index(ord(char)) for face in faces) else _substitute(char)
        for char in text
    )


def _substitute(char: str) -> str:
    return "" if _is_mark(char) else _MISSING


def shorten(text: str, room: float, size: float = theme.BODY, *, bold: bool = False) -> str:
    """Cut a text so that it fits, with an ellipsis; as it is when it fits.

    >>> shorten("Triantafyllou", 60)
    'Triantaf…'
    """
    if width(text, size, bold=bold) <= room + _ROUNDING:
        return text
    cut = text
    while cut and width(cut + "…", size, bold=bold) > room + _ROUNDING:
        cut = cut[:-1]
    return cut.rstrip() + "…"


def wrap(text: str, room: float, size: float = theme.BODY) -> list[str]:
    """Break a text at spaces into lines that fit.

    >>> wrap("one two three", 45)
    ['one two', 'three']
    """
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if width(longer, size) <= room + _ROUNDING or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
