"""Moment estimators of tau2 for many data sets: closed forms, and roots of Q."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from b12meta.stats.batch.found import Found, plain
from b12meta.stats.batch.sums import Means, means, over_studies
from b12meta.stats.roots import LIMIT

if TYPE_CHECKING:
    from b12meta.stats.batch.rows import Rows
    from b12meta.stats.types import Floats

__all__ = ["dersimonian_laird", "fixed", "paule_mandel", "paule_mandel_median"]


NEAR = 1e-9
"""Last step, relative to tau2 plus the least variance; the next would be about its square."""


def fixed(rows: Rows, value: float) -> Found:
    """One tau2, in the squared unit of the data, for all data sets of more than one study."""
    tau2 = np.where(rows.size > 1, value / rows.unit / rows.unit, 0.0)
    return plain(rows, tau2, means(rows, 0.0))


def dersimonian_laird(rows: Rows) -> Found:
    """DerSimonian-Laird, in closed form."""
    zero = means(rows, 0.0)
    return plain(rows, moment(rows, zero), zero)


def moment(rows: Rows, zero: Means) -> Floats:
    """Give the DerSimonian-Laird estimates, from the sums at 0."""
    found: Floats = np.where(
        rows.size > 1, np.maximum(0.0, (zero.q - (rows.size - 1)) / zero.p), 0.0
    )
    return found


def paule_mandel(rows: Rows) -> Found:
    """Paule-Mandel: Q meets its expectation."""
    return with_target(rows, rows.df)


def paule_mandel_median(rows: Rows) -> Found:
    """Paule-Mandel for the median: Q meets its median."""
    return with_target(rows, special.chdtri(rows.df, 0.5))


def with_target(rows: Rows, target: Floats) -> Found:
    """Tau2 at which Q falls to its target: Newton's method on 1/Q, which is concave and rising.

    From any start the first step ends at or below the root, and no later one overshoots.
    """
    zero = means(rows, 0.0)
    tau2 = np.where(zero.q > target, moment(rows, zero), 0.0)
    converged = np.ones(tau2.size, np.bool_)
    left = np.flatnonzero((zero.q > target) & (rows.size > 1))
    here = rows if left.size == tau2.size else rows.take(left)
    for _ in range(LIMIT):
        if left.size == 0:
            break
        at, goal = tau2[left], target[left]
        following = np.maximum(0.0, at + step_of_q(here, at, goal))
        tau2[left] = following
        rising = np.abs(following - at) > NEAR * (at + here.top)
        if rising.mean() < 0.75:
            left, here = left[rising], here.take(np.flatnonzero(rising))
    converged[left] = False
    return plain(rows, tau2, zero)._replace(converged=converged)


def step_of_q(rows: Rows, tau2: Floats, target: Floats) -> Floats:
    """Newton step towards the root of Q = target, on 1/Q."""
    w = 1 / (rows.v + tau2)
    top = 1 / (rows.top + tau2)
    mean = over_studies(w, rows.y) / (top + w.sum(0))
    r = rows.y - mean
    w *= r
    q = over_studies(w, r) + top * mean * mean
    slope = over_studies(w, w) + (top * mean) ** 2
    step: Floats = q / target * (q - target) / slope
    return step
