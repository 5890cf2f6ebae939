"""Names in an albatross plot: of studies beside their marks, of contours at their ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from b12meta.evidence.words import minus
from b12meta.figures.scatter_names import LABEL, Spot, along, place_names
from b12meta.figures.scatter_offers import SPACE, Box, box, meet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from b12meta.figures.albatross_input import Report
    from b12meta.figures.albatross_layout import View
    from b12meta.figures.label import Align

__all__ = ["Name", "contour_names", "place_labels", "spot_of"]


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
            if not any(meet(name.box, other.box) for other in names):
                names.append(name)
    return names


def _name(smd: float, x: float, y: float, side: int, window: View) -> Name:
    """Above the end of a contour, or beside it where it leaves sideways."""
    words = minus(f"{smd:g}")
    wide, at = LABEL.width(words), window.x(side * x)
    if x < window.reach * (1 - 1e-9):
        return Name(words, at, y - 10, "center", box(at - wide / 2, y - 10, wide))
    at += side * SPACE
    if side < 0:
        return Name(words, at, y, "right", box(at - wide, y, wide))
    return Name(words, at, y, "left", box(at, y, wide))


def spot_of(report: Report, window: View) -> Spot:
    """Where a study is drawn, in pixels of the panel."""
    ends = tuple((window.x(low), window.x(high)) for low, high in report.stretches)
    return Spot(report.label, report.url, window.y(report.n), ends)


def place_labels(
    spots: Sequence[Spot],
    lines: list[list[tuple[float, float]]],
    names: list[Name],
    window: View,
) -> tuple[dict[int, tuple[float, float]], list[int]]:
    """Left edge and middle of each study's name, in pixels; and the studies without room for one.

    A name may stand on one of the `lines` (contours) where there is no better place, but not on
    one of their `names`.
    """
    crossed = [
        part
        for line in lines
        for side in (-1, 1)
        for part in along([(window.x(side * x), y) for x, y in line])
    ]
    return place_names(
        spots,
        (window.width, window.height),
        taken=[name.box for name in names],
        crossed=crossed,
    )
