"""The log-likelihood of mean and tau2, with its first and second derivatives.

Each bounded study hides an estimate between its limits. By Fisher's identity the slope of the
log-likelihood is the mean of the slope that the hidden estimate would give, and by Louis' formula
the curvature is the mean of its curvature plus the variance of its slope; both need only moments of
a normal distribution between two limits. In the mean the log-likelihood is concave for each tau2,
as a normal probability of an interval is.

References
----------
Tobin (1958), *Econometrica* 26, 24-36 (the likelihood); Louis (1982), *JRSS B* 44, 226-233;
Prékopa (1973), *Acta Scientiarum Mathematicarum* 34 (log-concavity).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.bounded.truncated import (
    LOG_ROOT_2PI,
    Moments,
    above,
    between,
    log_above,
    log_between,
)

if TYPE_CHECKING:
    from b12meta.stats.bounded.rows import Rows
    from b12meta.stats.types import Floats

__all__ = ["Surface", "information", "log_likelihood", "surface"]


class Surface(NamedTuple):
    """Log-likelihood at many points, and its derivatives in the mean (m) and in tau2 (t)."""

    value: Floats
    m: Floats
    t: Floats
    mm: Floats
    mt: Floats
    tt: Floats


def surface(rows: Rows, mean: Floats, tau2: Floats) -> Surface:
    """Evaluate at points of equal shape (...,), in scaled units."""
    mean, tau2 = mean[..., None], tau2[..., None]
    found = exact_part(rows, mean, tau2)
    if rows.bound.size:
        s2 = rows.bound_v + tau2
        z = above(rows.side * (rows.bound - mean) / np.sqrt(s2))
        found = added(found, hidden_part(z, s2, rows.side))
    if rows.low.size:
        s2 = rows.gap_v + tau2
        s = np.sqrt(s2)
        z = between((rows.low - mean) / s, rows.width / s)
        found = added(found, hidden_part(z, s2, 1.0))
    return found


def added(one: Surface, other: Surface) -> Surface:
    """Sum of two parts."""
    return Surface(*(a + b for a, b in zip(one, other, strict=True)))


def exact_part(rows: Rows, mean: Floats, tau2: Floats) -> Surface:
    """Sum over the exact rows; last axis of the arguments has length 1."""
    s2 = rows.y_v + tau2
    w = 1 / s2
    r = rows.y - mean
    u = w * r
    total, uu = np.add.reduce(w, -1), np.vecdot(u, u)
    return Surface(
        value=-0.5 * (np.add.reduce(np.log(s2), -1) + np.vecdot(u, r)) - rows.y.size * LOG_ROOT_2PI,
        m=np.add.reduce(u, -1),
        t=0.5 * (uu - total),
        mm=-total,
        mt=-np.vecdot(u, w),
        tt=0.5 * np.vecdot(w, w) - np.vecdot(u * u, w),
    )


def hidden_part(z: Moments, s2: Floats, side: Floats | float) -> Surface:
    """Sum over bounded rows, from the moments of their hidden estimates."""
    w = 1 / s2
    half = np.sqrt(w)
    aside = side * half
    return Surface(
        value=np.add.reduce(z.logp, -1),
        m=np.vecdot(z.mean, aside),
        t=0.5 * np.vecdot(z.square, w),
        mm=np.vecdot(z.var - 1, w),
        mt=np.vecdot(0.5 * z.cov - z.mean, aside * w),
        tt=np.vecdot(0.25 * z.var2 - z.square - 0.5, w * w),
    )


def log_likelihood(rows: Rows, mean: Floats, tau2: Floats) -> Floats:
    """Log-likelihood alone, at points of shapes that broadcast."""
    mean, tau2 = mean[..., None], tau2[..., None]
    s2 = rows.y_v + tau2
    r = rows.y - mean
    total: Floats = -0.5 * np.log(s2).sum(-1) - 0.5 * (r * r / s2).sum(-1)
    total = total - rows.y.size * LOG_ROOT_2PI
    if rows.bound.size:
        s = np.sqrt(rows.bound_v + tau2)
        total += log_above(rows.side * (rows.bound - mean) / s).sum(-1)
    if rows.low.size:
        s = np.sqrt(rows.gap_v + tau2)
        low, width = np.broadcast_arrays((rows.low - mean) / s, rows.width / s)
        total += log_between(low, width).sum(-1)
    return total


def information(rows: Rows, mean: float, tau2: float) -> Floats:
    """What each row contributes to the curvature in the mean: ``(1 - var z) / (vi + tau2)``.

    Shape (k,), in the order of the rows; ``1 / (vi + tau2)`` for an exact one, whose estimate is
    not hidden.
    """
    root = np.sqrt(rows.v + tau2)
    of_bound, of_gap = root[rows.y.size :][: rows.bound.size], root[rows.k - rows.low.size :]
    kept = [np.ones(rows.y.size)]
    if rows.bound.size:
        kept.append(1 - above(rows.side * (rows.bound - mean) / of_bound).var)
    if rows.low.size:
        kept.append(1 - between((rows.low - mean) / of_gap, rows.width / of_gap).var)
    shares: Floats = np.concatenate(kept) / (root * root)
    return shares
