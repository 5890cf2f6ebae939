"""Maximum likelihood and restricted maximum likelihood estimates of tau2, the best of all maxima.

The derivative of twice the log-likelihood is a(t) - b(t) with a = y'PPy and b the trace of P
(restricted) or the sum of weights (ordinary); *both fall* as t = tau2 grows, and so do the two
parts of the second derivative, c - d. A grid therefore gives certainty, not a picture: on a cell
where a at its right end exceeds b at its left there is no root, and where c and d separate in the
same way there is at most one. Cells that stay open are cut again. What results is the list of all
stationary points, so that the global maximum is known to be global and the number of local ones can
be told; a maximum at 0 is one of them.

References
----------
Viechtbauer (2005), *Journal of Educational and Behavioral Statistics* 30, 261-293 (scores and
information); Harville (1977), *JASA* 72 (P).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.roots import crossing
from b12meta.stats.scaled import Scaled, traces, traces_at
from b12meta.stats.tau2.fit import Tau2

if TYPE_CHECKING:
    from b12meta.stats.types import Floats

__all__ = [
    "Stationary",
    "loglik",
    "maximum_likelihood",
    "restricted_likelihood",
    "score",
    "stationary_points",
]

CELL = 0.14
"""Width of a cell in log(v + t): c and d usually change by less than the gap between them."""

CUT = 8
"""Parts into which an open cell is cut."""

DEPTH = 14
"""Cuts after which two roots are one to the last digit."""

SETTLED = 1e-11
"""Relative score after which one more Newton step ends the search: its error is this squared."""


NEXT = 1e-16
"""Relative step that Newton's method would take next, as its last two steps foretell; not taken."""


class Curves(NamedTuple):
    """The four falling curves at one or many tau2: score = a - b, slope of the score = c - d."""

    a: Floats
    b: Floats
    c: Floats
    d: Floats


class Stationary(NamedTuple):
    """A tau2 at which the likelihood is level (or 0, where it may be cut off)."""

    at: float
    maximum: bool
    converged: bool = True


def curves(data: Scaled, t: float | Floats, restricted: bool) -> Curves:
    """Evaluate the four curves at `t`, a number or an array of shape (m,)."""
    w = 1 / (data.v + (t if isinstance(t, float) else t[:, None]))
    total, tr_p, tr_pp = traces(w)
    u = w * (data.y - (w @ data.y / total)[..., None])
    off = u - (np.vecdot(w, u) / total)[..., None]
    a, d = np.vecdot(u, u), 2 * np.vecdot(w * off, off)
    if restricted:
        return Curves(a, tr_p, tr_pp, d)
    return Curves(a, total, np.vecdot(w, w), d)


def curves_at(data: Scaled, t: float, restricted: bool) -> tuple[float, float, float, float]:
    """Give the four curves at one `t`, as plain numbers, in about half the time."""
    w = 1 / (data.v + t)
    total, tr_p, tr_pp = traces_at(w)
    u = w * (data.y - float(w @ data.y) / total)
    off = u - float(w @ u) / total
    a, d = float(u @ u), 2 * float((w * off) @ off)
    return (a, tr_p, tr_pp, d) if restricted else (a, total, float(w @ w), d)


def score(data: Scaled, t: float, restricted: bool) -> tuple[float, float]:
    """Give the derivative of the log-likelihood at `t`, and the derivative of that."""
    a, b, c, d = curves_at(data, t, restricted)
    return (a - b) / 2, (c - d) / 2


def loglik(data: Scaled, t: float, restricted: bool) -> float:
    """Log-likelihood of tau2, the mean maximised out, without constants."""
    s = data.v + t
    w = 1 / s
    total = w.sum()
    r = data.y - w @ data.y / total
    extra = math.log(total) if restricted else 0.0
    return -0.5 * float(np.log(s).sum() + w @ (r * r) + extra)


def upper_bound(data: Scaled, restricted: bool) -> float:
    """Tau2 beyond which the score is negative for certain.

    From a <= SS / (v_min + t)**2 and b >= m / (v_max + t), where SS is the sum of squares about the
    plain mean and m is k - 1 (restricted) or k.
    """
    low, high = float(data.v[0]), float(data.v[-1])
    off = data.y - float(np.add.reduce(data.y)) / data.y.size
    s2 = float(off @ off) / (data.y.size - restricted)
    root = (s2 - 2 * low + math.sqrt(s2 * (s2 + 4 * (high - low)))) / 2
    return max(0.0, root) * 1.05 + 0.05 * low


def stationary_points(data: Scaled, restricted: bool) -> list[Stationary]:
    """Find all local maxima and minima on ``tau2 >= 0``, ascending; 0 only if it is a maximum."""
    low = float(data.v[0])
    length = math.log1p(upper_bound(data, restricted) / low)
    cells = max(8, math.ceil(length / CELL))
    x = np.arange(cells + 1, dtype=np.float64) * (length / cells)
    grid = curves(data, low * np.expm1(x), restricted)
    points = [Stationary(0.0, maximum=True)] if grid.a[0] <= grid.b[0] else []
    search(data, restricted, x, grid, points)
    return points


def search(
    data: Scaled,
    restricted: bool,
    x: Floats,
    grid: Curves,
    points: list[Stationary],
    depth: int = 0,
) -> None:
    """Append the stationary points between the ends of the grid `x` in ``log(1 + t / v_min)``."""
    a, b, c, d = grid
    without = (a[1:] > b[:-1]) | (a[:-1] < b[1:])
    single = (c[:-1] < d[1:]) | (c[1:] > d[:-1])
    above = a > b
    changes = above[1:] != above[:-1]
    if depth == DEPTH:
        single[:] = True
    for cell in (~without & (changes | ~single)).nonzero()[0].tolist():
        if single[cell]:
            points.append(polish(data, restricted, x, grid, cell))
        else:
            finer = np.linspace(x[cell], x[cell + 1], CUT + 1)
            search(
                data,
                restricted,
                finer,
                refined(data, restricted, finer, grid, cell),
                points,
                depth + 1,
            )


def refined(data: Scaled, restricted: bool, x: Floats, grid: Curves, cell: int) -> Curves:
    """Refine a cell; the ends keep the values they had, so that no sign is judged twice."""
    fine = curves(data, float(data.v[0]) * np.expm1(x), restricted)
    for new, old in zip(fine, grid, strict=True):
        new[0], new[-1] = old[cell], old[cell + 1]
    return fine


def polish(data: Scaled, restricted: bool, x: Floats, grid: Curves, cell: int) -> Stationary:
    """Exact place of the one stationary point in a cell."""
    low, high = (float(data.v[0]) * math.expm1(end) for end in (x[cell], x[cell + 1]))
    maximum = bool(grid.a[cell] > grid.b[cell])
    t = first_guess(low, high, *(float(end) for end in ends(grid, cell)))
    before = math.nan
    for _ in range(4):
        a, b, c, d = curves_at(data, t, restricted)
        step = (a - b) / (d - c) if d != c else math.inf
        if not low <= t + step <= high:
            break
        t += step
        if abs(a - b) <= SETTLED * (a + b) or abs(step / before) ** 2 * abs(step) <= NEXT * t:
            return Stationary(t, maximum)
        before = step
    root = crossing(lambda at: score(data, at, restricted), low, high, t)
    return Stationary(root.at, maximum, root.converged)


def ends(grid: Curves, cell: int) -> tuple[Floats, ...]:
    """Score and its slope at both ends of a cell."""
    both = slice(cell, cell + 2)
    value, slope = (grid.a - grid.b)[both], (grid.c - grid.d)[both]
    return value[0], value[1], slope[0], slope[1]


def first_guess(low: float, high: float, f0: float, f1: float, s0: float, s1: float) -> float:
    """Root by cubic Hermite interpolation of t on the score; the middle where that fails."""
    if s0 * s1 <= 0 or f0 == f1:
        return (low + high) / 2
    h, u = f1 - f0, -f0 / (f1 - f0)
    v = 1 - u
    guess = v * v * ((1 + 2 * u) * low + u * h / s0) + u * u * ((1 + 2 * v) * high - v * h / s1)
    return guess if low < guess < high else (low + high) / 2


def best(data: Scaled, restricted: bool) -> Tau2:
    """Global maximum of the likelihood; the standard error is left to the caller."""
    maxima = [point for point in stationary_points(data, restricted) if point.maximum]
    top = (
        maxima[0] if len(maxima) == 1 else max(maxima, key=lambda p: loglik(data, p.at, restricted))
    )
    return Tau2(top.at, at_bound=top.at == 0, optima=len(maxima), converged=top.converged)


def maximum_likelihood(data: Scaled) -> Tau2:
    """Estimate tau2 by maximum likelihood; se from the expected information."""
    found = best(data, restricted=False)
    w = 1 / (data.v + found.value)
    return found._replace(se=math.sqrt(2 / float(w @ w)))


def restricted_likelihood(data: Scaled) -> Tau2:
    """Estimate tau2 by restricted maximum likelihood; se from the expected information."""
    found = best(data, restricted=True)
    return found._replace(se=math.sqrt(2 / traces_at(1 / (data.v + found.value))[2]))
