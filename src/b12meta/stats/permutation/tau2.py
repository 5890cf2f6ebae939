"""Estimators of tau2 for many shuffles at once; each is that of `b12meta.stats.regression.tau2`."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from b12meta.stats.permutation.likelihood import best
from b12meta.stats.roots import EPS, LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable

    from b12meta.stats.permutation.spectrum import Spectrum
    from b12meta.stats.types import Floats, Method

__all__ = ["ESTIMATORS", "tau2_of"]


def none_at_all(sets: Spectrum) -> Floats:
    """Nothing is left between studies, by assumption."""
    return np.zeros(sets.y.shape[1])


def dersimonian_laird(sets: Spectrum) -> Floats:
    """Method of moments with weights 1 / v."""
    q, _ = sets.q(none_at_all(sets))
    return cut((q - len(sets.e)) / (1 / sets.e).sum(0))


def hedges(sets: Spectrum) -> Floats:
    """Method of moments with equal weights."""
    return cut((sets.z2.sum(0) - sets.e.sum(0)) / len(sets.e))


def hunter_schmidt(sets: Spectrum) -> Floats:
    """Method of moments of Hunter & Schmidt."""
    q, _ = sets.q(none_at_all(sets))
    return cut((q - len(sets.v)) / (1 / sets.v).sum(0))


def hunter_schmidt_corrected(sets: Spectrum) -> Floats:
    """The same with Q multiplied by k / (k - p)."""
    q, _ = sets.q(none_at_all(sets))
    factor = len(sets.v) / len(sets.e)
    return cut((factor * q - len(sets.v)) / (1 / sets.v).sum(0))


def sidik_jonkman(sets: Spectrum) -> Floats:
    """Plain variance of the effects, times a Q that takes it as tau2; 0 where there is none."""
    start = sets.y.var(0)
    part = sets.z2 * start / np.where(start > 0, sets.e + start, 1.0)
    found: Floats = part.sum(0) / len(sets.e)
    return found


def with_target(sets: Spectrum, target: float) -> Floats:
    """Smallest tau2 >= 0 at which Q is at most `target`, by Newton's method on 1/Q from 0."""
    tau2 = none_at_all(sets)
    left = np.arange(tau2.size)
    for _ in range(LIMIT):
        q, slope = sets.take(left).q(tau2[left])
        above = q > target
        left, q, slope = left[above], q[above], slope[above]
        step = q / target * (q - target) / slope
        tau2[left] += step
        left = left[step > 4 * EPS * tau2[left]]
        if left.size == 0:
            return tau2
    tau2[left] = np.nan
    return tau2


def paule_mandel(sets: Spectrum) -> Floats:
    """Q meets its expectation; empirical Bayes has the same root."""
    return with_target(sets, len(sets.e))


def paule_mandel_median(sets: Spectrum) -> Floats:
    """Q meets its median."""
    return with_target(sets, float(special.chdtri(len(sets.e), 0.5)))


def cut(raw: Floats) -> Floats:
    """Nought for negative variances."""
    return np.maximum(raw, 0.0)


ESTIMATORS: MappingProxyType[str, Callable[[Spectrum], Floats]] = MappingProxyType(
    {
        "EE": none_at_all,
        "DL": dersimonian_laird,
        "HE": hedges,
        "HS": hunter_schmidt,
        "HSk": hunter_schmidt_corrected,
        "SJ": sidik_jonkman,
        "ML": partial(best, restricted=False),
        "REML": partial(best, restricted=True),
        "EB": paule_mandel,
        "PM": paule_mandel,
        "PMM": paule_mandel_median,
    }
)


def tau2_of(sets: Spectrum, method: Method, unit: float) -> Floats:
    """Tau2 of each data set in scaled units, by a checked method; NaN where none was found."""
    if isinstance(method, float):
        return np.full(sets.y.shape[1], method / unit / unit)
    return ESTIMATORS[method](sets)
