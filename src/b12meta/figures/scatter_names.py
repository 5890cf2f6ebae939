"""Where names find room in a plot of points: beside their marks, never over words or marks.

A name may cross a line where there is no better place. A study that finds no room keeps its mark,
and its name is returned to be said elsewhere. All lengths are pixels from the top left corner of
the panel.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from b12meta.figures import theme
from b12meta.figures.label import Style, write
from b12meta.figures.scatter_offers import SPACE, Box, far, meet, near
from b12meta.figures.shapes import Stretch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from b12meta.figures.scatter_view import Panel

__all__ = ["LABEL", "POINT", "Box", "Spot", "along", "draw_names", "place_names"]

LABEL = Style(theme.SMALL)
POINT = 9.0
"""Size of a study's mark."""
EDGE = 4.0
"""Least distance of a name from the upper and lower edge, beyond which other words stand."""
NEAR = 20.0
"""A name at most so far above or below its mark needs no line to it."""
HALF = 6.0
PIECE = 10.0
"""Length of the pieces into which a line is cut."""
ROUNDS = 6

Pixels = tuple[float, float]


class Spot(NamedTuple):
    """A study in the panel: its name, where that leads, its height, and where it is drawn across.

    `ends` are stretches from left to right; a point is a stretch without length.
    """

    name: str
    url: str | None
    y: float
    ends: tuple[Pixels, ...]

    @property
    def boxes(self) -> list[Box]:
        """Boxes of what is drawn."""
        half = POINT / 2 + 1
        return [(low - half, self.y - half, high + half, self.y + half) for low, high in self.ends]


def along(line: Sequence[Pixels], *, finely: bool = False) -> list[Box]:
    """Boxes that hold a line, piece by piece; `finely`: long pieces are cut into short ones."""
    boxes = []
    for (x0, y0), (x1, y1) in pairwise(line):
        cuts = max(1, math.ceil(max(abs(x1 - x0), abs(y1 - y0)) / PIECE)) if finely else 1
        for cut in range(cuts):
            (a, b), (c, d) = (
                (x0 + share * (x1 - x0), y0 + share * (y1 - y0))
                for share in (cut / cuts, (cut + 1) / cuts)
            )
            boxes.append((min(a, c), min(b, d), max(a, c), max(b, d)))
    return boxes


def place_names(
    spots: Sequence[Spot],
    size: tuple[float, float],
    *,
    taken: Sequence[Box] = (),
    crossed: Sequence[Box] = (),
) -> tuple[dict[int, Pixels], list[int]]:
    """Find room for each name: first come, first served, again with who got none in front.

    Parameters
    ----------
    spots : sequence of Spot
        The studies.
    size : tuple of float
        Width and height of the panel.
    taken, crossed : sequence of Box
        Where no name may stand, and where one stands only for want of a better place (lines).

    Returns
    -------
    dict of int to tuple of float
        Left edge and middle of the names that found room, by place of the study.
    list of int
        Places of the studies whose names found none.
    """
    order, best = list(range(len(spots))), None
    for _ in range(ROUNDS):
        found = _place(spots, order, size, list(taken), crossed)
        best = found if best is None or len(found[1]) < len(best[1]) else best
        if not found[1]:
            break
        order = found[1] + [place for place in order if place not in found[1]]
    assert best is not None, "there is at least one round"
    placed, hidden = best
    return dict(sorted(placed.items())), sorted(hidden)


def _place(
    spots: Sequence[Spot],
    order: Sequence[int],
    size: tuple[float, float],
    taken: list[Box],
    crossed: Sequence[Box],
) -> tuple[dict[int, Pixels], list[int]]:
    full = [box for spot in spots for box in spot.boxes] + taken
    placed: dict[int, Pixels] = {}
    hidden: list[int] = []
    for place in order:
        spot = spots[place]
        room = LABEL.width(spot.name), spot.y, spot.boxes
        close, apart = (
            [box for box in offers if _free(spot, box, full, size)]
            for offers in (near(*room), far(*room))
        )
        if not (close or apart):
            hidden.append(place)
            continue
        clear = (box for box in close if not any(meet(box, other) for other in crossed))
        best = next(clear, [*close, *apart][0])
        placed[place] = (best[0], _middle(best))
        full += [(best[0] - SPACE, best[1], best[2] + SPACE, best[3]), *_leader(spot, best)]
    return placed, hidden


def draw_names(ax: Axes, spots: Sequence[Spot], placed: dict[int, Pixels], panel: Panel) -> None:
    """Write the names in their places, each that stands apart with a line to its mark."""
    for place, (x, y) in placed.items():
        _lead(ax, spots[place], x, y, Stretch.of(ax, panel.width))
        write(ax, panel.left + x, panel.top + y, spots[place].name, LABEL, href=spots[place].url)


def _lead(ax: Axes, spot: Spot, x: float, middle: float, window: Stretch) -> None:
    if abs(middle - spot.y) <= NEAR:
        return
    foot = middle - math.copysign(HALF, middle - spot.y)
    edge = spot.y + math.copysign(POINT / 2, middle - spot.y)
    across = [window.low + window.pixel * at for at in _ends(spot, x)]
    ax.plot(across, [edge, foot], color=theme.STUDY, linewidth=0.75, zorder=2)


def _ends(spot: Spot, x: float) -> Pixels:
    """Where a line from the mark begins, and where it ends at a name whose left edge is `x`."""
    wide = LABEL.width(spot.name)
    nearest = (min(max(x + wide / 2, low), high) for low, high in spot.ends)
    at = min(nearest, key=lambda end: abs(end - x))
    return at, min(max(at, x), x + wide)


def _leader(spot: Spot, name: Box) -> list[Box]:
    """Box of the line from a mark to its name, if there is one."""
    away = _middle(name) - spot.y
    if abs(away) <= NEAR:
        return []
    left, right = sorted(_ends(spot, name[0]))
    low, high = sorted((spot.y + math.copysign(POINT / 2 + 1, away), name[3 if away < 0 else 1]))
    return [(left - 1, low, right + 1, high)]


def _middle(box: Box) -> float:
    return (box[1] + box[3]) / 2


def _free(spot: Spot, box: Box, taken: list[Box], size: tuple[float, float]) -> bool:
    """Whether a name, and the line that leads to it, meet nothing and stay in the panel."""
    across = box[0] >= 0 and box[2] <= size[0]
    inside = across and box[1] >= EDGE and box[3] <= size[1] - EDGE
    return inside and not any(
        meet(part, other) for part in (box, *_leader(spot, box)) for other in taken
    )
