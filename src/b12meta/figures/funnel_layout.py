"""Where everything in a funnel plot stands.

Across: effects, so far that the limits and every estimate are inside; upwards: precision, the
standard error 0 on top. A bound far away is cut at the edge, a half-line points outwards.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from b12meta.figures.scatter_names import LABEL, Spot, along
from b12meta.figures.scatter_offers import box

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from b12meta.figures.conclusions import Diamond
    from b12meta.figures.funnel_input import Limit, Study
    from b12meta.figures.scatter_names import Box
    from b12meta.figures.scatter_view import View


Pixels: TypeAlias = tuple[float, float]

__all__ = ["broken", "lines", "name_boxes", "reach", "spots"]

BEYOND = 1.08
PAD = 0.04
OPEN = 0.15
"""Least share of the window that a half-line takes."""
FAR = 0.5
"""How far beyond all else a bound may widen the window, in its widths."""
AROUND = 2.0
"""Pixels between a name and a line that stops at it."""


def reach(
    studies: list[Study], limits: list[Limit], pooled: Diamond | None
) -> tuple[float, float, float]:
    """Least and greatest effect, and the greatest standard error, that the plot shows."""
    drawn = [study for study in studies if study.known != "nothing"]
    core = [0.0, *(end for limit in limits for end in limit.end[1:])]
    core += [study.low for study in drawn if study.known == "estimate"]
    core += [min(max(study.low, 0.0), study.high) for study in drawn]
    core += list(pooled.limits[:1]) if pooled is not None and pooled.drawn else []
    low, high = min(core), max(core)
    wide = (high - low) or 1.0
    ends = [end for study in drawn for end in (study.low, study.high) if math.isfinite(end)]
    ends += [study.low + OPEN * wide for study in drawn if math.isinf(study.high)]
    ends += [study.high - OPEN * wide for study in drawn if math.isinf(study.low)]
    ends = [end for end in ends if math.isfinite(end)]
    low = max(min([low, *ends]), low - FAR * wide)
    high = min(max([high, *ends]), high + FAR * wide)
    pad = PAD * ((high - low) or 1.0)
    largest = limits[0].end[0] if limits else BEYOND * max(study.sei for study in drawn)
    return low - pad, high + pad, largest


def spots(studies: list[Study], window: View) -> list[Spot]:
    """Where studies are drawn, in pixels of the panel."""
    return [
        Spot(
            study.label,
            study.url,
            window.y(study.sei),
            ((window.x(study.low), window.x(study.high)),),
        )
        for study in studies
    ]


def lines(limits: list[Limit], pooled: Diamond | None, window: View) -> list[Box]:
    """Boxes along the lines that names should keep clear of."""
    upright = [0.0, pooled.limits[0]] if pooled is not None and pooled.drawn else [0.0]
    found = [[(window.x(at), 0.0), (window.x(at), window.height)] for at in upright]
    for limit in limits:
        for side in (1, 2):
            found.append([(window.x(point[side]), window.y(point[0])) for point in limit.points])
    return [part for line in found for part in along(line, finely=True)]


def name_boxes(marks: Sequence[Spot], placed: dict[int, Pixels], window: View) -> list[Box]:
    """Boxes of the names that found room; across in the unit of the data, upwards in pixels."""
    pixel = (window.high - window.low) / window.width
    found = [box(x, middle, LABEL.width(marks[at].name)) for at, (x, middle) in placed.items()]
    return [
        (window.low + pixel * (left - AROUND), top, window.low + pixel * (right + AROUND), bottom)
        for left, top, right, bottom in found
    ]


def broken(line: Sequence[Pixels], boxes: Sequence[Box]) -> list[list[Pixels]]:
    """The parts of a line that lie outside of all boxes, so that no line runs through a name.

    Examples
    --------
    >>> broken([(0, 0), (10, 0)], [(4, -1, 6, 1)])
    [[(0.0, 0.0), (4.0, 0.0)], [(6.0, 0.0), (10.0, 0.0)]]
    >>> broken([(0, 0), (10, 0)], [(4, 1, 6, 3)])
    [[(0.0, 0.0), (10.0, 0.0)]]
    """
    parts = []
    for start, end in pairwise(line):
        for low, high in _outside(_inside(start, end, one) for one in boxes):
            parts.append([_at(start, end, low), _at(start, end, high)])
    return parts


def _inside(start: Pixels, end: Pixels, one: Box) -> Pixels:
    """From which share of a straight line to which it lies in a box; ``(1, 0)``: nowhere."""
    low, high = 0.0, 1.0
    for a, b, least, most in zip(start, end, one[:2], one[2:], strict=True):
        if a == b:
            low, high = (low, high) if least < a < most else (1.0, 0.0)
            continue
        ends = sorted(((least - a) / (b - a), (most - a) / (b - a)))
        low, high = max(low, ends[0]), min(high, ends[1])
    return (low, high) if low < high else (1.0, 0.0)


def _outside(taken: Iterable[Pixels]) -> list[Pixels]:
    """What stretches within 0 and 1 leave free."""
    free, at = [], 0.0
    for low, high in sorted(one for one in taken if one[0] < one[1]):
        if low > at:
            free.append((at, low))
        at = max(at, high)
    return [*free, (at, 1.0)] if at < 1 else free


def _at(start: Pixels, end: Pixels, share: float) -> Pixels:
    a, b = ((1 - share) * p + share * q for p, q in zip(start, end, strict=True))
    return a, b
