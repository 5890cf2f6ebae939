"""From the likelihood on the grid to estimates and intervals: Bayesian, and maximum likelihood.

Sums over an even grid integrate a smooth bump almost without error; ends of intervals between two
points come from the bump's own slope (Bayesian), or from the root of the fall of the profile, which
is nearly straight (maximum likelihood). Both say for which literatures the grid reaches far enough.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from b12meta.stats.simulation.grid import MEAN, TAU_BEND, nodes

if TYPE_CHECKING:
    from b12meta.stats.types import Bools, Floats, Ints

__all__ = ["Answers", "Likeliest", "bayesian", "likeliest", "peak"]

STEP = float(MEAN[1] - MEAN[0])

REST = 3e-5
"""Posterior density at the ends of the grid that sends a literature to the single fit."""

TINY = 1e-12
"""Least curvature at a top, so that a flat one stays where it is."""


class Answers(NamedTuple):
    """Estimate and interval of each literature, arrays of shape (n,); NaN where there is none."""

    estimate: Floats
    low: Floats
    high: Floats


class Likeliest(NamedTuple):
    """Maximum likelihood, with both profile intervals, and who fits on the grid."""

    chi2: Answers
    t: Answers
    tau: Floats
    fits: Bools


def bayesian(loglik: Floats) -> tuple[Answers, Bools]:
    """Posterior median and equal-tailed 95 % interval, and who fits on the grid."""
    top = loglik.max((1, 2), keepdims=True)
    density = nodes().weight @ np.exp(loglik - top)
    cumulated = cumulative(density)
    whole = cumulated[:, -1:]
    fits = (density[:, [0, -1]].sum(1) < REST * whole[:, 0]) & (whole[:, 0] > 0)
    share, density = cumulated / whole, density / whole
    median, low, high = (quantile(share, density, at) for at in (0.5, 0.025, 0.975))
    return Answers(median, low, high), fits


def cumulative(density: Floats) -> Floats:
    """Integrals up to each point of the grid, by the cubic through four points for each cell."""
    wide = np.pad(density, ((0, 0), (1, 1)))
    cell = 13 * (wide[:, 1:-2] + wide[:, 2:-1]) - wide[:, :-3] - wide[:, 3:]
    return np.pad(np.cumsum(cell, axis=1) * (STEP / 24), ((0, 0), (1, 0)))


def quantile(share: Floats, density: Floats, at: float) -> Floats:
    """Where the cumulated share passes `at`: Newton's method on the cubic inside one cell."""
    row = np.arange(len(share))
    cell = np.clip((share < at).sum(1) - 1, 0, MEAN.size - 2)
    f0, f1 = share[row, cell], share[row, cell + 1]
    d0, d1 = STEP * density[row, cell], STEP * density[row, cell + 1]
    rise = f1 - f0
    a, b = d0 + d1 - 2 * rise, 3 * rise - 2 * d0 - d1
    x = (at - f0) / rise
    for _ in range(4):
        value = f0 - at + x * (d0 + x * (b + x * a))
        x = np.clip(x - value / (d0 + x * (2 * b + 3 * a * x)), 0.0, 1.0)
    found: Floats = MEAN[cell] + STEP * x
    return found


def likeliest(loglik: Floats, size: Ints) -> Likeliest:
    """Maximum likelihood and its profile intervals, with the cut-offs of chi-square and t²."""
    profile, u = over_tau(loglik)
    row = np.arange(len(profile))
    at = np.clip(profile.argmax(1), 2, MEAN.size - 3)
    top, shift = peak(*(profile[row, at + step] for step in (-2, -1, 0, 1, 2)))
    estimate = MEAN[at] + STEP * shift
    fall = np.sqrt(2 * np.maximum(top[:, None] - profile, 0.0))
    inside = (np.abs(shift) < 1) & (u[row, at] < nodes().u[-1])
    cuts = np.full(len(at), -special.ndtri(0.025)), -special.stdtrit(size - 1.0, 0.025)
    ends = [crossings(fall, u, cut) for cut in cuts]
    fits = inside & ends[0][2] & ends[1][2]
    chi2, t = (Answers(estimate, low, high) for low, high, _ in ends)
    return Likeliest(chi2, t, TAU_BEND * np.sinh(u[row, at]), fits)


def over_tau(loglik: Floats) -> tuple[Floats, Floats]:
    """Highest value over tau for each mean, and where (in u); the likelihood is even in u."""
    u = nodes().u
    best = loglik.argmax(1)
    around = (np.minimum(np.abs(best + step), u.size - 1) for step in (-2, -1, 0, 1, 2))
    top, shift = peak(*(np.take_along_axis(loglik, at[:, None], 1)[:, 0] for at in around))
    return top, u[best] + (u[1] - u[0]) * shift


def peak(a: Floats, b: Floats, c: Floats, d: Floats, e: Floats) -> tuple[Floats, Floats]:
    """Top of the quartic through five even points, of which the middle one is the highest.

    Its height, and where it lies from the middle, in steps.

    Examples
    --------
    >>> top, shift = peak(*(2 - (np.array([x]) - 0.25) ** 2 for x in (-2, -1, 0, 1, 2)))
    >>> top, shift
    (array([2.]), array([0.25]))
    """
    first, second = (a - 8 * b + 8 * d - e) / 12, (16 * (b + d) - a - e - 30 * c) / 12
    third, fourth = (2 * (b - d) - a + e) / 2, a + e - 4 * (b + d) + 6 * c
    x = np.zeros_like(c)
    for _ in range(4):
        slope = first + x * (second + x * (third / 2 + x * fourth / 6))
        bend = np.minimum(second + x * (third + x * fourth / 2), -TINY)
        x = np.clip(x - slope / bend, -1.0, 1.0)
    return c + x * (first + x * (second / 2 + x * (third / 6 + x * fourth / 24))), x


def crossings(fall: Floats, u: Floats, cut: Floats) -> tuple[Floats, Floats, Bools]:
    """Outermost means at which the fall of the profile passes `cut`, and who has both."""
    held = fall <= cut[:, None]
    row = np.arange(len(fall))
    first = held.argmax(1)
    last = MEAN.size - 1 - held[:, ::-1].argmax(1)
    beyond = (held & (u >= nodes().u[-1])).any(1)
    fits = (first > 0) & (last < MEAN.size - 1) & ~beyond
    first, last = np.maximum(first, 2), np.minimum(last, MEAN.size - 3)
    steps = (1, 0, -1, -2)
    low = MEAN[first] - STEP * passed(cut, *(fall[row, first + step] for step in steps))
    high = MEAN[last] + STEP * passed(cut, *(fall[row, last - step] for step in steps))
    return low, high, fits


def passed(cut: Floats, before: Floats, inside: Floats, outside: Floats, after: Floats) -> Floats:
    """Where, between the two middle ones of four even points, a rising curve passes `cut`."""
    rise = outside - inside
    bend = (before - inside - outside + after) / 2
    straight = rise > TINY
    rise = np.where(straight, rise, 1.0)
    x = np.where(straight, (cut - inside) / rise, 0.0)
    for _ in range(3):
        value = inside - cut + x * (rise + (x - 1) * bend / 2)
        x = np.clip(x - np.where(straight, value / (rise + (x - 0.5) * bend), 0.0), 0.0, 1.0)
    return x
