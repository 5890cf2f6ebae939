"""All maxima of the likelihood of tau2, so that the best of them is known to be the best.

Between two values of tau2 the falling curves of `b12meta.stats.regression.curves` bound each other:
where a at the right end exceeds b at the left there is no root of the score, and where c and d
separate in the same way there is at most one. Cells that stay open are cut, all at once, until none
is left.

References
----------
Viechtbauer (2005), *Journal of Educational and Behavioral Statistics* 30, 261-293 (scores and
information); Harville (1977), *JASA* 72 (P).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.regression.curves import Curves, curves, loglik, score_bound
from b12meta.stats.roots import Root, crossing
from b12meta.stats.tau2.fit import Tau2
from b12meta.stats.tau2.likelihood import SETTLED, first_guess

if TYPE_CHECKING:
    from b12meta.stats.regression.design import Design
    from b12meta.stats.types import Bools, Floats

__all__ = ["global_maximum", "maxima"]

CELL = 0.25
"""Width of a cell in log(v_min + t)."""

CUT = 6
"""Parts into which an open cell is cut."""

DEPTH = 16
"""Cuts after which two roots are one to the last digit."""


def global_maximum(design: Design, restricted: bool) -> Tau2:
    """Highest maximum of the likelihood; the standard error is left to the caller."""
    places, settled = maxima(design, restricted)
    best = max(places, key=lambda t: loglik(design, t, restricted)) if places[1:] else places[0]
    return Tau2(best, at_bound=best == 0, optima=len(places), converged=settled)


def maxima(design: Design, restricted: bool) -> tuple[list[float], bool]:
    """Give every local maximum on ``tau2 >= 0``, ascending, and whether all searches settled."""
    low = float(design.data.v[0])
    length = math.log1p(score_bound(design, restricted) / low)
    x = np.linspace(0.0, length, max(8, math.ceil(length / CELL)) + 1)
    grid = curves(design, low * np.expm1(x), restricted)
    places = [0.0] if grid.a[0] <= grid.b[0] else []
    settled = True
    for cell in sorted(falls(design, restricted, x, grid)):
        root = polish(design, restricted, *cell)
        places.append(root.at)
        settled &= root.converged
    return places, settled


class Cell(NamedTuple):
    """Ends in ``log(1 + t / v_min)``, and the score and its slope there."""

    left: float
    right: float
    f0: float
    f1: float
    s0: float
    s1: float


def polish(design: Design, restricted: bool, *cell: float) -> Root:
    """Exact place of the one root of the score in a cell, by Newton's method."""
    unit = float(design.data.v[0])
    low, high = (unit * math.expm1(end) for end in cell[:2])
    t = first_guess(low, high, *cell[2:])
    for _ in range(4):
        a, b, c, d = (float(part[0]) for part in curves(design, np.array([t]), restricted))
        step = (a - b) / (d - c) if d != c else math.inf
        if not low <= t + step <= high:
            break
        t += step
        if abs(a - b) <= SETTLED * (a + b):
            return Root(t, True)
    return crossing(lambda at: score(design, at, restricted), low, high, t)


def score(design: Design, t: float, restricted: bool) -> tuple[float, float]:
    """Twice the derivative of the log-likelihood at `t`, and its slope."""
    a, b, c, d = (float(part[0]) for part in curves(design, np.array([t]), restricted))
    return a - b, c - d


def falls(design: Design, restricted: bool, x: Floats, grid: Curves) -> list[Cell]:
    """Cells in which the score falls through 0, once each."""
    found: list[Cell] = []
    left, right = x[:-1], x[1:]
    at_left, at_right = (
        Curves(*(part[ends] for part in grid)) for ends in (slice(-1), slice(1, None))
    )
    for depth in range(DEPTH + 1):
        closed, single = judged(at_left, at_right)
        if depth == DEPTH:
            single[:] = True
        falling = ~closed & single & (at_left.a > at_left.b) & (at_right.a <= at_right.b)
        found += cells(left, right, at_left, at_right, falling)
        cut = ~closed & ~single
        if not cut.any():
            break
        ends = np.linspace(left[cut], right[cut], CUT + 1, axis=1)
        values = refined(design, restricted, ends, at_left, at_right, cut)
        left, right = ends[:, :-1].ravel(), ends[:, 1:].ravel()
        at_left = Curves(*(part[:, :-1].ravel() for part in values))
        at_right = Curves(*(part[:, 1:].ravel() for part in values))
    return found


def cells(left: Floats, right: Floats, low: Curves, high: Curves, which: Bools) -> list[Cell]:
    """Put together the cells told by `which`."""
    parts = (left, right, low.a - low.b, high.a - high.b, low.c - low.d, high.c - high.d)
    return [Cell(*values) for values in zip(*(p[which].tolist() for p in parts), strict=True)]


def judged(left: Curves, right: Curves) -> tuple[Bools, Bools]:
    """Which cells hold no root, and which at most one."""
    closed = (right.a > left.b) | (left.a < right.b)
    single = (left.c < right.d) | (right.c > left.d)
    return closed, single


def refined(
    design: Design, restricted: bool, ends: Floats, left: Curves, right: Curves, cut: Bools
) -> Curves:
    """Curves inside the cut cells; at old ends the old values, so that no sign is judged twice."""
    low = float(design.data.v[0])
    inner = curves(design, low * np.expm1(ends[:, 1:-1].ravel()), restricted)
    return Curves(
        *(
            np.column_stack([a[cut], part.reshape(len(ends), CUT - 1), b[cut]])
            for a, part, b in zip(left, inner, right, strict=True)
        )
    )
