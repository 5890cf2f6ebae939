"""Where a name may stand: boxes beside a mark, above it and below it, in order of preference."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["SPACE", "Box", "box", "far", "meet", "near"]

LINE = 17.0
SPACE = 6.0
"""Between names; half of it between a name and its mark."""
STEPS = (14.0, 18.0, 24.0, 31.0)
FAR_STEPS = (40.0, 52.0, 66.0)
"""How far above or below its mark a name may stand."""
SHIFTS = (-7.0, 7.0, -12.0, 12.0)
"""How far from level a name beside its mark may stand."""

Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in pixels."""


def box(x: float, middle: float, wide: float) -> Box:
    """Box of a line of words that begins at `x`."""
    return x, middle - LINE / 2, x + wide, middle + LINE / 2


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes share more than an edge.

    >>> meet((0, 0, 2, 2), (1, 1, 3, 3)), meet((0, 0, 2, 2), (2, 0, 3, 2))
    (True, False)
    """
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def near(wide: float, y: float, marks: Sequence[Box]) -> Iterator[Box]:
    """Places for a name, best first: beside the marks at height `y`, above them, below them."""
    yield from _beside(wide, y, marks)
    yield from _above_and_below(wide, y, marks, STEPS)


def far(wide: float, y: float, marks: Sequence[Box]) -> Iterator[Box]:
    """Places for want of a better one: beside the marks but not level with them, and far off."""
    for shift in SHIFTS:
        yield from _beside(wide, y + shift, marks)
    yield from _above_and_below(wide, y, marks, FAR_STEPS)


def _beside(wide: float, y: float, marks: Sequence[Box]) -> Iterator[Box]:
    for left, _, right, _ in marks:
        yield box(right + SPACE / 2, y, wide)
        yield box(left - SPACE / 2 - wide, y, wide)


def _above_and_below(
    wide: float, y: float, marks: Sequence[Box], steps: Iterable[float]
) -> Iterator[Box]:
    for step in steps:
        for left, _, right, _ in marks:
            for x in ((left + right - wide) / 2, right - wide, left, right, left - wide):
                yield box(x, y - step, wide)
                yield box(x, y + step, wide)
