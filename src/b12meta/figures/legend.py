"""A line that explains the marks: small pictures with words, flowing like text.

Each picture is drawn by the same functions as the marks it explains.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from b12meta.figures import theme
from b12meta.figures.canvas import pixels
from b12meta.figures.label import Style, write
from b12meta.figures.measure import wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.transforms import Transform

    Picture = Callable[[Axes, float, float, Transform], None]

__all__ = ["Entry", "Key", "draw", "flow"]

STYLE = Style(theme.SMALL, opacity=theme.QUIET)
PICTURE = 28.0
"""Room for a small picture."""
SPACE = 8.0
GAP = 24.0
ROW = 19.0
TURN = 17.0
"""From a line of words to the next of the same entry."""


class Key(NamedTuple):
    """A mark, by name, and what it means."""

    mark: str
    words: str


class Entry(NamedTuple):
    """A key in its place: left edge, middle of its first line, its words by line and their edge."""

    mark: str
    lines: tuple[str, ...]
    x: float
    middle: float
    words_x: float


def flow(
    keys: Sequence[Key], left: float, right: float, top: float, *, picture: float = PICTURE
) -> tuple[tuple[Entry, ...], float]:
    """Place keys one after another, on as many lines as they need; return where they end."""
    entries: list[Entry] = []
    x, y = left, top
    for key in keys:
        lines = tuple(wrap(key.words, right - left - picture - SPACE, STYLE.size))
        wide = picture + SPACE + max(STYLE.width(line) for line in lines)
        if x > left and x + wide > right:
            x, y = left, y + ROW
        entries.append(Entry(key.mark, lines, x, y + ROW / 2, x + picture + SPACE))
        x += wide + GAP
        if len(lines) > 1:
            x, y = left, y + ROW + TURN * (len(lines) - 1)
    return tuple(entries), y + (ROW if x > left else 0.0)


def draw(ax: Axes, entries: Sequence[Entry], pictures: Mapping[str, Picture]) -> None:
    """Draw the pictures, each given its left edge and middle in pixels, and write the words."""
    sheet = pixels(ax)
    for entry in entries:
        pictures[entry.mark](ax, entry.x, entry.middle, sheet)
        for place, words in enumerate(entry.lines):
            write(ax, entry.words_x, entry.middle + place * TURN, words, STYLE)
