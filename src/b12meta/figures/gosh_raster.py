"""A raster of shades: cells that hold more are darker, in few steps, told by a key.

Each step is one path over all cells that reach it, laid over the steps before. So neighbours of
one shade become one rectangle, no hairline shows between cells, and the file stays small. Shades
are opacities of one hue, which darken alike in grey and turn about on a dark page.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from b12meta.figures.legend import PICTURE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.transforms import Transform
    from numpy.typing import NDArray

    from b12meta.figures.legend import Picture

    Numbers = NDArray[np.float64]
    Corners = tuple[float, float, float, float]

__all__ = ["boxes", "draw_shades", "opacities", "ramp", "runs", "steps"]

PALEST, DARKEST = 0.24, 0.94
BASES = (2, 4, 10, 32, 100, 1000)
MOST = 6
"""Steps at most."""
SWATCH = 11.0
_BOX = (Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY)


def steps(most: int) -> list[int]:
    """Least counts of the steps, each so many times the one before.

    >>> steps(1), steps(50), steps(3000)
    ([1], [1, 2, 4, 8, 16, 32], [1, 4, 16, 64, 256, 1024])
    """
    base = next((base for base in BASES if base**MOST > most), BASES[-1])
    return [base**power for power in range(MOST) if base**power <= max(most, 1)]


def opacities(count: int) -> list[float]:
    """Opacity that each of so many steps ends up with.

    >>> [round(opacity, 2) for opacity in opacities(3)]
    [0.24, 0.59, 0.94]
    """
    return [PALEST + (DARKEST - PALEST) * place / max(count - 1, 1) for place in range(count)]


def _layers(count: int) -> list[float]:
    """Opacity of each step alone, laid over those before it."""
    whole = [0.0, *opacities(count)]
    return [1 - (1 - over) / (1 - under) for under, over in pairwise(whole)]


def runs(inside: NDArray[np.bool_]) -> list[tuple[int, int, int]]:
    """Rows, and the first cell and the one after the last, of neighbours that are inside.

    `inside` has the cells of a row along its first axis, the rows along its second.

    >>> runs(np.array([[True, False], [True, True], [False, True]]))
    [(0, 0, 2), (1, 1, 3)]
    """
    changes = np.diff(np.pad(inside.T.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    starts, ends = np.argwhere(changes == 1), np.argwhere(changes == -1)
    return [
        (int(row), int(first), int(end))
        for (row, first), (_, end) in zip(starts, ends, strict=True)
    ]


def boxes(corners: Sequence[Corners]) -> Path:
    """One path of rectangles, each given as left, top, right and bottom."""
    points = [
        point
        for left, top, right, bottom in corners
        for point in ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
    ]
    return Path(np.array(points), _BOX * len(corners))


def draw_shades(
    ax: Axes,
    held: Numbers,
    edges: Sequence[float],
    rows: Sequence[tuple[float, float]],
    least: Sequence[float],
    color: str,
    transform: Transform | None = None,
) -> None:
    """Draw what cells hold.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    held : array of shape (nx, ny)
        What each cell holds.
    edges : sequence of float
        The nx + 1 edges across, in the unit of the transform.
    rows : sequence of tuple of float
        Top and bottom of the ny rows.
    least : sequence of float
        Least that a cell must hold for each step, rising.
    color : str
        Hue of all steps.
    transform : Transform, optional
        That of the data by default.
    """
    for bound, opacity in zip(least, _layers(len(least)), strict=True):
        corners = [
            (float(edges[first]), rows[row][0], float(edges[end]), rows[row][1])
            for row, first, end in runs(held >= bound)
        ]
        if corners:
            ax.add_patch(
                PathPatch(boxes(corners), facecolor=(color, opacity), linewidth=0, zorder=1,
                          clip_on=False, transform=transform or ax.transData)
            )  # fmt: skip


def ramp(count: int, color: str) -> Picture:
    """Small picture of so many steps, palest first."""

    def picture(ax: Axes, x: float, y: float, sheet: Transform) -> None:
        wide = PICTURE / count
        for place, opacity in enumerate(opacities(count)):
            left = x + place * wide
            corners = [(left, y - SWATCH / 2, left + wide, y + SWATCH / 2)]
            ax.add_patch(
                PathPatch(boxes(corners), facecolor=(color, opacity), linewidth=0, clip_on=False,
                          transform=sheet)
            )  # fmt: skip

    return picture
