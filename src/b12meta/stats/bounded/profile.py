"""The best mean for each tau2, and the best tau2: the global maximum of the likelihood.

For one tau2 the log-likelihood is concave in the mean, so Newton's method inside a bracket finds
its top. Over tau2 it may have several maxima: a fine grid in ``log(1 + tau2 / v_min)`` shows where
the slope changes its sign, each such place is polished, and the highest maximum wins. Tau2 = 0
counts as a maximum where the slope is not positive there. All points of a grid are worked on at
once.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.bounded.likelihood import Surface, surface

if TYPE_CHECKING:
    from collections.abc import Callable

    from b12meta.stats.bounded.rows import Rows
    from b12meta.stats.types import Floats

__all__ = [
    "Peak",
    "Scan",
    "Turn",
    "has_top",
    "limit_at_infinity",
    "peak",
    "ridge",
    "scan",
    "turning",
]

CELL = 0.15
"""Width of a cell in log(1 + tau2 / v_min), as in the search for exact studies."""

GROWTH = 1.15
"""Growth of the cells beyond the spread of the data, where nothing new can happen."""

BEYOND = 60.0
"""How far past the spread of the data a scan goes at most: a tau of 1e13 spreads."""

LIMIT = 100
"""Steps after which a search is called not converged; usual ones take 3 to 8."""

SETTLED = 1e-9
"""Relative step after which one more Newton step ends a search: its error is this squared."""


class Scan(NamedTuple):
    """The ridge over a grid of tau2, arrays of shape (m,)."""

    tau2: Floats
    mean: Floats
    surface: Surface


class Peak(NamedTuple):
    """The global maximum; `optima` counts the local ones."""

    mean: float
    tau2: float
    value: float
    optima: int
    converged: bool


def limit_at_infinity(rows: Rows) -> float:
    """Supremum of the log-likelihood as tau2 grows without end; -inf where a row is anchored.

    A half-line is then on either side of the mean with probabilities that sum to 1, so the mean
    (in units of tau) settles where they are the shares of the half-lines on each side.
    """
    if rows.anchors:
        return -math.inf
    up = int((rows.side > 0).sum())
    counts = [n for n in (up, rows.k - up) if n]
    return sum(n * math.log(n / rows.k) for n in counts)


def has_top(rows: Rows) -> bool:
    """Whether the likelihood falls as the mean goes to either side, for each tau2."""
    return bool(rows.anchors) or bool((rows.side > 0).any() and (rows.side < 0).any())


def bracket(rows: Rows, tau2: Floats) -> tuple[Floats, Floats]:
    """Means between which the top of the ridge lies for certain, for each tau2.

    A half-line pulls with at most 0.8 / s beyond its bound; a row that holds from the other side
    pulls back with at least distance / s².
    """
    low, high = rows.span()
    s2 = rows.bound_v + tau2[:, None]
    pulls = 0.8 / np.sqrt(s2)
    up, down = ((pulls * (rows.side == side)).sum(-1) for side in (1, -1))
    margin = 1e-3 * np.sqrt(rows.v.min() + tau2)
    back = rows.v.max() + tau2
    return low - down * back - margin, high + up * back + margin


def ridge(
    rows: Rows, tau2: Floats, start: Floats | None = None, settled: float = 1e-12
) -> tuple[Floats, Surface]:
    """Means that maximise the log-likelihood for each tau2, shape (m,), and the surface there.

    `settled` is the last Newton step, in standard errors, that still asks for another one.
    """
    low, high = bracket(rows, tau2)
    mean = (low + high) / 2 if start is None else np.clip(start, low, high)
    if start is None and rows.y.size:
        w = 1 / (rows.y_v + tau2[:, None])
        mean = (w * rows.y).sum(-1) / w.sum(-1)
    for _ in range(LIMIT):
        at = surface(rows, mean, tau2)
        rising = at.m > 0
        low, high = np.where(rising, mean, low), np.where(rising, high, mean)
        bend = np.maximum(-at.mm, np.finfo(float).tiny)
        with np.errstate(over="ignore"):
            step = at.m / bend
        done = step * step * bend <= settled * settled
        if done.all():
            break
        inside = (low < mean + step) & (mean + step < high)
        mean = np.where(done, mean, np.where(inside, mean + step, (low + high) / 2))
    return mean, at


def scan(rows: Rows, drop: float) -> Scan:
    """The ridge from tau2 = 0 to where it lies `drop` below its highest point, or to `BEYOND`."""
    if rows.k == 1:
        zero = np.zeros(1)
        return Scan(zero, *ridge(rows, zero))
    least = float(rows.v.min())
    low, high = rows.span()
    far = math.log1p(4 * ((high - low) ** 2 + float(rows.v.max())) / least)
    x = np.linspace(0.0, far, max(8, math.ceil(far / CELL)) + 1)
    found = ridge_on(rows, least, x)
    end = far + BEYOND
    while found.surface.value[-1] > found.surface.value.max() - drop and x[-1] < end:
        steps = (x[-1] - x[-2]) * np.minimum(GROWTH ** np.arange(1, 17), 16)
        x = np.minimum(x[-1] + np.concatenate([[0.0], np.cumsum(steps)]), end)
        x = x[: 1 + np.searchsorted(x, end)]
        found = joined(found, ridge_on(rows, least, x[1:]))
    return found


def ridge_on(rows: Rows, least: float, x: Floats) -> Scan:
    """The ridge on a grid of log(1 + tau2 / least), good enough to see its shape."""
    tau2 = least * np.expm1(x)
    return Scan(tau2, *ridge(rows, tau2, settled=1e-7))


def joined(one: Scan, other: Scan) -> Scan:
    """Two pieces of a grid as one."""
    both = zip(one.surface, other.surface, strict=True)
    return Scan(
        np.concatenate([one.tau2, other.tau2]),
        np.concatenate([one.mean, other.mean]),
        Surface(*(np.concatenate(pair) for pair in both)),
    )


def peak(rows: Rows, found: Scan) -> Peak:
    """Polish each local maximum of a scan, and take the highest."""
    slope = found.surface.t
    if rows.k == 1 or (slope <= 0).all():
        mean, at = ridge(rows, found.tau2[:1], found.mean[:1])
        return Peak(float(mean[0]), 0.0, float(at.value[0]), 1, True)
    cells = np.flatnonzero((slope[:-1] > 0) & (slope[1:] <= 0))
    left, right = found.tau2[cells], found.tau2[cells + 1]
    share = slope[cells] / (slope[cells] - slope[cells + 1])
    start = left + share * (right - left)
    mean = found.mean[cells] + share * (found.mean[cells + 1] - found.mean[cells])
    if not cells.size and slope[0] > 0:
        last = found.surface.value[-1]
        return Peak(float(found.mean[-1]), float(found.tau2[-1]), float(last), 1, False)
    if slope[0] <= 0:
        left, right, start = (np.insert(x, 0, 0.0) for x in (left, right, start))
        mean = np.insert(mean, 0, found.mean[0])
    top = turning(lambda t, m: ridge(rows, t, m), along_ridge, left, right, start, mean)
    best = int(np.argmax(top.surface.value))
    value = float(top.surface.value[best])
    return Peak(float(top.mean[best]), float(top.tau2[best]), value, left.size, top.converged)


def ridge_through(rows: Rows, found: Scan, best: Peak) -> Scan:
    """The scan with the peak as one of its points."""
    if best.tau2 == 0:
        return found
    tau2, mean = np.array([best.tau2]), np.array([best.mean])
    whole = joined(found, Scan(tau2, mean, surface(rows, mean, tau2)))
    order = np.argsort(whole.tau2)
    parts = (part[order] for part in whole.surface)
    return Scan(whole.tau2[order], whole.mean[order], Surface(*parts))


def along_ridge(at: Surface) -> tuple[Floats, Floats]:
    """Slopes, along the ridge, of the mean and of the derivative in tau2."""
    drift = -at.mt / at.mm
    return drift, at.tt + at.mt * drift


class Turn(NamedTuple):
    """Places on curves where the derivative in tau2 is 0 (or tau2 is 0, where it is negative)."""

    tau2: Floats
    mean: Floats
    surface: Surface
    converged: bool


def turning(
    curve: Callable[[Floats, Floats], tuple[Floats, Surface]],
    along: Callable[[Surface], tuple[Floats, Floats]],
    left: Floats,
    right: Floats,
    start: Floats,
    mean: Floats,
) -> Turn:
    """Follow curves mean(tau2), one for each bracket of shape (m,), to where they turn.

    `curve` gives the means at given tau2, and the surface there; `along` the slopes along the curve
    of the mean and of the derivative in tau2. A surface of NaN means that the curve has ended: back
    towards the start.
    """
    tau2, anchor = start, start
    unit, done = right - left, np.zeros(left.shape, dtype=bool)
    for _ in range(LIMIT):
        mean, at = curve(tau2, mean)
        ended, rising = np.isnan(at.t), at.t > 0
        left = np.where(rising | (ended & (tau2 < anchor)), tau2, left)
        right = np.where(rising | (ended & (tau2 < anchor)), right, tau2)
        with np.errstate(invalid="ignore", divide="ignore"):
            drift, bend = along(at)
            newton = tau2 - at.t / bend
        following = np.where((left <= newton) & (newton <= right), newton, (left + right) / 2)
        step = np.where(done | (left == right), 0.0, following - tau2)
        mean, tau2 = np.where(ended, mean, mean + drift * step), tau2 + step
        done |= np.abs(step) <= SETTLED * (tau2 + unit)
        if done.all():
            return Turn(tau2, *curve(tau2, mean), True)
    return Turn(tau2, mean, at, False)
