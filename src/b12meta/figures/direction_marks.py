"""The marks of an effect-direction plot: arrows, an equals sign, a ring; larger for larger studies.

Only a stated direction has the colour of findings; the other two are quieter.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from matplotlib.path import Path

from b12meta.figures import theme
from b12meta.figures.direction_input import FINDINGS
from b12meta.figures.shapes import point

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.transforms import Transform

    from b12meta.figures.direction_input import Finding
    from b12meta.figures.legend import Picture

__all__ = ["PICTURE", "mark", "mark_side", "pictures"]

SMALLEST, LARGEST = 7.0, 15.0
"""Width of the marks in the first and last band, in pixels."""
RING = 0.75
"""Of a ring, which looks larger than an arrow of its width."""
PICTURE = 16.0

_UP = Path([(-0.5, -0.43), (0.5, -0.43), (0, 0.43), (-0.5, -0.43)], [1, 2, 2, 79])
_DOWN = Path([(-0.5, 0.43), (0.5, 0.43), (0, -0.43), (-0.5, 0.43)], [1, 2, 2, 79])
_EQUAL = Path(
    [
        *((-0.5, 0.12), (0.5, 0.12), (0.5, 0.32), (-0.5, 0.32), (-0.5, 0.12)),
        *((-0.5, -0.32), (0.5, -0.32), (0.5, -0.12), (-0.5, -0.12), (-0.5, -0.32)),
    ],
    [1, 2, 2, 2, 79] * 2,
)
_SHAPES: Mapping[Finding, str | Path] = {
    "lower": _DOWN,
    "higher": _UP,
    "not_different": _EQUAL,
    "not_stated": "o",
}


def mark_side(n: float | None, edges: Sequence[float]) -> float:
    """Width of a mark in pixels, by the band of its sample size; the first where n is not known.

    >>> [mark_side(n, (50, 300)) for n in (None, 49, 50, 300)]
    [7.0, 7.0, 11.0, 15.0]
    """
    return _band_side(0 if n is None else bisect_right(edges, n), len(edges) + 1)


def _band_side(band: int, bands: int) -> float:
    return SMALLEST + (LARGEST - SMALLEST) * band / (bands - 1)


def mark(
    ax: Axes, x: float, y: float, side: float, finding: Finding, transform: Transform | None = None
) -> None:
    """Draw one finding."""
    hollow = finding == "not_stated"
    colour = theme.STUDY if finding in {"lower", "higher"} else theme.CONTEXT
    wide = RING * side if hollow else side
    point(ax, x, y, wide, _SHAPES[finding], colour, transform, hollow=hollow)


def pictures(bands: int) -> dict[str, Picture]:
    """Pictures of the legend: each finding, and each band of sample size."""

    def picture(finding: Finding, side: float) -> Picture:
        return lambda ax, x, y, sheet: mark(ax, x + PICTURE / 2, y, side, finding, sheet)

    middle = (SMALLEST + LARGEST) / 2
    found = {str(finding): picture(finding, middle) for finding in FINDINGS}
    sizes = {f"band{band}": picture("lower", _band_side(band, bands)) for band in range(bands)}
    return found | sizes
