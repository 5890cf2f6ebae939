"""Where everything in a funnel plot stands.

Across: effects, so far that the limits and every estimate are inside; upwards: precision, the
standard error 0 on top. A bound far away is cut at the edge, a half-line points outwards.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from b12meta.figures.scatter_names import Spot, along

if TYPE_CHECKING:
    from b12meta.figures.conclusions import Diamond
    from b12meta.figures.funnel_input import Limit, Study
    from b12meta.figures.scatter_names import Box
    from b12meta.figures.scatter_view import View

__all__ = ["lines", "reach", "spots"]

BEYOND = 1.08
PAD = 0.04
OPEN = 0.15
"""Least share of the window that a half-line takes."""
FAR = 0.5
"""How far beyond all else a bound may widen the window, in its widths."""


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
