"""The sums over studies that pooling needs, for many data sets at one tau2 each.

With weights w = 1 / (v + tau2) and the differences r from the weighted mean, u = w r sums to 0; so
the most precise study's part in every sum follows from the mean alone, without cancellation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from b12meta.stats.batch.rows import Rows
    from b12meta.stats.types import Bools, Floats, Ints

__all__ = ["Means", "Sums", "assembled", "flat", "means", "moved", "over_studies", "sums"]


class Means(NamedTuple):
    """Sum of weights, mean (from the most precise study), Q about it, trace of P; shape (n,)."""

    total: Floats
    mean: Floats
    q: Floats
    p: Floats


class Sums(NamedTuple):
    """The four falling curves of the likelihood, and what the mean and its slope are made of.

    Twice the score is a - b and its slope c - d; a is also how fast Q falls. `squares` is the sum
    of squared weights, how fast their sum falls; `cross` is the sum of w u, how fast the mean falls
    times the sum of weights.
    """

    a: Floats
    b: Floats
    c: Floats
    d: Floats
    at: Means
    squares: Floats
    cross: Floats

    def take(self, which: Ints | Bools) -> Sums:
        """Some of the data sets."""
        return assembled(part[which] for part in flat(self))


def over_studies(x: Floats, y: Floats) -> Floats:
    """Sum of products down the columns."""
    found: Floats = np.einsum("ij,ij->j", x, y)
    return found


def means(rows: Rows, tau2: Floats | float) -> Means:
    """Mean and Q of each data set at its `tau2`."""
    w = np.add(rows.v, tau2)
    np.divide(1.0, w, out=w)
    top = 1 / (rows.top + tau2)
    rest = w.sum(0)
    total = top + rest
    mean = over_studies(w, rows.y) / total
    p = (2 * top * rest + (rest * rest - over_studies(w, w))) / total
    r = rows.y - mean
    w *= r
    return Means(total, mean, over_studies(w, r) + top * mean * mean, p)


def sums(rows: Rows, tau2: Floats | float, restricted: bool) -> Sums:
    """All sums of each data set at its `tau2`; `restricted` decides b and c."""
    w, u, ww = np.empty((3, *rows.y.shape))  # one block, which malloc then keeps for the next call
    np.divide(1.0, np.add(rows.v, tau2, out=w), out=w)
    top = 1 / (rows.top + tau2)
    rest = w.sum(0)
    total = top + rest
    mean = over_studies(w, rows.y) / total
    np.multiply(w, np.subtract(rows.y, mean, out=u), out=ww)
    q = over_studies(ww, u) + top * mean * mean
    cross = over_studies(w, ww)
    np.multiply(ww, ww, out=u)
    first = -top * mean
    a = u.sum(0) + first * first
    share = top / total
    half_d = over_studies(w, u) + share * (rest * first * first - 2 * first * cross)
    d = 2 * (half_d - cross * cross / total)
    np.multiply(w, w, out=ww)
    s2, s3 = ww.sum(0), over_studies(ww, w)
    p = (2 * top * rest + (rest * rest - s2)) / total
    pp = s2 + ((top * rest) ** 2 + s2 * (2 * top * top + s2) - 2 * total * s3) / (total * total)
    squares = top * top + s2
    b, c = (p, pp) if restricted else (total, squares)
    return Sums(a, b, c, d, Means(total, mean, q, p), squares, cross + top * first)


def flat(found: Sums) -> tuple[Floats, ...]:
    """All arrays of the sums in a row."""
    return (*found[:4], *found.at, found.squares, found.cross)


def assembled(parts: Iterable[Floats]) -> Sums:
    """Sums from their arrays in a row."""
    a, b, c, d, total, mean, q, p, squares, cross = parts
    return Sums(a, b, c, d, Means(total, mean, q, p), squares, cross)


def moved(found: Sums, step: Floats) -> Means:
    """Give the means a small step of tau2 further, to first order in the step."""
    total, mean, q, p = found.at
    return Means(
        total - step * found.squares, mean - step * found.cross / total, q - step * found.a, p
    )
