"""Where the names in an albatross plot find room: beside their marks, never over words or marks.

A name may cross a contour where there is no better place. A study that finds no room keeps its
mark, and its name is returned to be said elsewhere.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from b12meta.evidence.words import minus
from b12meta.figures import theme
from b12meta.figures.albatross_layout import POINT
from b12meta.figures.label import Style

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from b12meta.figures.albatross_input import Report
    from b12meta.figures.albatross_layout import View
    from b12meta.figures.label import Align

__all__ = ["LABEL", "Name", "contour_names", "place_labels"]

LABEL = Style(theme.SMALL)
LINE = 17.0
SPACE = 6.0
EDGE = 4.0
"""Least distance of a name from the upper and lower edge, beyond which other words stand."""

Box = tuple[float, float, float, float]


class Name(NamedTuple):
    """Name of a contour: its words, where they stand and which edge they keep, and their box."""

    words: str
    x: float
    y: float
    align: Align
    box: Box


def contour_names(
    drawn: Sequence[tuple[float, list[tuple[float, float]]]], window: View
) -> list[Name]:
    """Names of contours, where these leave the panel; one that would meet another is left out."""
    names: list[Name] = []
    for smd, points in drawn:
        for side in (-1, 1):
            name = _name(side * smd, *points[-1], side, window)
            if not any(_meet(name.box, other.box) for other in names):
                names.append(name)
    return names


def _name(smd: float, x: float, y: float, side: int, window: View) -> Name:
    """Above the end of a contour, or beside it where it leaves sideways."""
    words = minus(f"{smd:g}")
    wide, at = LABEL.width(words), window.x(side * x)
    if x < window.reach * (1 - 1e-9):
        return Name(words, at, y - 10, "center", _box(at - wide / 2, y - 10, wide))
    at += side * SPACE
    if side < 0:
        return Name(words, at, y, "right", _box(at - wide, y, wide))
    return Name(words, at, y, "left", _box(at, y, wide))


def place_labels(
    reports: list[Report],
    lines: list[list[tuple[float, float]]],
    names: list[Name],
    window: View,
) -> tuple[dict[int, tuple[float, float]], list[int]]:
    """Left edge and middle of each study's name, in pixels; and the studies without room for one.

    A name may stand on one of the `lines` (contours) where there is no better place, but not on
    one of their `names`.
    """
    taken = [box for report in reports for box in _marks(report, window)]
    taken += [name.box for name in names]
    crossed = [box for line in lines for box in _along(line, window)]
    placed: dict[int, tuple[float, float]] = {}
    hidden: list[int] = []
    for place, report in enumerate(reports):
        boxes = [box for box in _offers(report, window) if _free(box, taken, window)]
        if not boxes:
            hidden.append(place)
            continue
        clear = [box for box in boxes if not any(_meet(box, other) for other in crossed)]
        best = (clear or boxes)[0]
        placed[place] = (best[0], (best[1] + best[3]) / 2)
        taken.append(best)
    return placed, hidden


def _along(line: list[tuple[float, float]], window: View) -> list[Box]:
    """Boxes that hold a contour and its mirror image, piece by piece."""
    boxes = []
    for (x0, y0), (x1, y1) in pairwise(line):
        for side in (-1, 1):
            left, right = sorted((window.x(side * x0), window.x(side * x1)))
            boxes.append((left, min(y0, y1), right, max(y0, y1)))
    return boxes


def _marks(report: Report, window: View) -> list[Box]:
    """Boxes of what is drawn for a study."""
    y, half = window.y(report.n), POINT / 2 + 1
    return [
        (window.x(low) - half, y - half, window.x(high) + half, y + half)
        for low, high in report.stretches
    ]


def _offers(report: Report, window: View) -> Iterator[Box]:
    """Places for a name, best first: beside the mark, above it, below it."""
    wide, y = LABEL.width(report.label), window.y(report.n)
    marks = _marks(report, window)
    for left, _, right, _ in marks:
        yield _box(right + SPACE / 2, y, wide)
        yield _box(left - SPACE / 2 - wide, y, wide)
    for step in (14.0, 18.0, 24.0, 31.0):
        for left, _, right, _ in marks:
            for x in ((left + right - wide) / 2, right - wide, left, right, left - wide):
                yield _box(x, y - step, wide)
                yield _box(x, y + step, wide)


def _box(x: float, middle: float, wide: float) -> Box:
    return x, middle - LINE / 2, x + wide, middle + LINE / 2


def _free(box: Box, taken: list[Box], window: View) -> bool:
    across = box[0] >= 0 and box[2] <= window.width
    inside = across and box[1] >= EDGE and box[3] <= window.height - EDGE
    return inside and not any(_meet(box, other) for other in taken)


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
