"""What the two curves of the likelihood look like far out, and a first guess of where they meet.

See `b12meta.stats.batch.likelihood` for the curves A = a^(-1/2) and 1 / b.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.batch.sums import over_studies

if TYPE_CHECKING:
    from b12meta.stats.batch.rows import Rows
    from b12meta.stats.batch.sums import Sums
    from b12meta.stats.types import Floats, Ints

__all__ = ["Shape", "first_guess", "shape_of", "tangent_step"]

ROUNDS = 2
"""Steps on the model of the curves; each costs next to nothing."""


class Shape(NamedTuple):
    """Sum of squares of the effects, their variance-weighted mean, mean variance, count; (n,)."""

    squares: Floats
    error: Floats
    typical: Floats
    variance: Floats
    size: Ints

    def take(self, which: Ints) -> Shape:
        """Some of the data sets."""
        squares, error, typical, variance = (part[which] for part in self[:4])
        return Shape(squares, error, typical, variance, self.size[which])


class Hyperbola(NamedTuple):
    """The curve ``level + slope t - part / (t + pole)``."""

    level: Floats
    slope: Floats
    part: Floats
    pole: Floats

    def at(self, t: Floats) -> tuple[Floats, Floats]:
        """Value and slope."""
        gap = self.part / (t + self.pole)
        return self.level + self.slope * t - gap, self.slope + gap / (t + self.pole)


def shape_of(rows: Rows) -> Shape:
    """Describe the data sets; `error` bounds what rounding does to the sum of squares."""
    v = np.where(np.isinf(rows.v), 0.0, rows.v)
    total, raw = rows.y.sum(0), over_studies(rows.y, rows.y)
    vy = np.multiply(v, rows.y)
    mean = total / rows.size
    squares = raw - total * mean
    all_v = v.sum(0) + rows.top
    spread = over_studies(vy, rows.y) - 2 * mean * vy.sum(0) + mean * mean * all_v
    return Shape(squares, 1e-13 * raw, spread / squares, all_v / rows.size, rows.size)


def hyperbola(level: Floats, slope: Floats, value: Floats, rise: Floats) -> Hyperbola:
    """Curve with an asymptote that starts at `level`, and with value and slope at 0."""
    gap, steeper = level - value, rise - slope
    bent = (gap > 0) & (steeper > 1e-9 * rise)
    pole = np.where(bent, gap / np.where(bent, steeper, 1.0), 1.0)
    return Hyperbola(level, slope, np.where(bent, pole * gap, 0.0), pole)


def first_guess(shape: Shape, zero: Sums, restricted: bool) -> Floats:
    """Where the models of A and 1 / b meet; not below 0."""
    count = shape.size - restricted
    flat = 1 / np.sqrt(shape.squares)
    a, b = 1 / np.sqrt(zero.a), 1 / zero.b
    one = hyperbola(shape.typical * flat, flat, a, zero.d / (2 * zero.a) * a)
    other = hyperbola(shape.variance / count, 1.0 / count, b, zero.c * b * b)
    t = np.zeros_like(a)
    t = step_to_meet(one.level, one.slope, other.level, other.slope)
    for _ in range(ROUNDS):
        t = np.where(t > 0, t, 0.0)
        t = t + step_to_meet(*one.at(t), *other.at(t))
    return np.where((t > 0) & np.isfinite(t), t, shape.variance)


def tangent_step(found: Sums) -> Floats:
    """Step to where the tangents of A and 1 / b meet."""
    a, b = 1 / np.sqrt(found.a), 1 / found.b
    return step_to_meet(a, found.d / (2 * found.a) * a, b, found.c * b * b)


def step_to_meet(a: Floats, da: Floats, b: Floats, db: Floats) -> Floats:
    """Largest x at which ``(a + da x)² = b + db x``."""
    square, half, rest = da * da, a * da - db / 2, a * a - b
    root = np.sqrt(np.maximum(half * half - square * rest, 0.0))
    found: Floats = np.where(half > 0, -rest / (half + root), (root - half) / square)
    return found
