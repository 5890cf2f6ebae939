"""Many small pools at once: one data set per row.

Leaving out each study in turn, adding them one by one, or drawing subsets means to pool many data
sets that are nearly the same. Done one after another, almost all time goes into overhead; done
side by side in arrays, it is arithmetic. A `Batch` holds one data set per row, most precise study
first; a study that is absent has an infinite variance, hence weight 0, and stands last. So rows of
unequal length are no special case, and the sums of `b12meta.stats.scaled` hold as they are.

Each row gets what `b12meta.stats.pooling.pool` would give for it, to the last digits.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from b12meta.stats.batch_tau2 import batch_tau2
from b12meta.stats.scaled import traces

if TYPE_CHECKING:
    from b12meta.stats.types import Bools, Floats, Ints, Method, Test

__all__ = ["Batch", "Fits", "fit_batch", "subsets"]


class Batch(NamedTuple):
    """Data sets in units of their own.

    `y` and `v` have shape (n, k): effects as differences from the first study of the row, and
    variances; an absent study has y 0 and v infinite. `size` counts the studies of each row,
    `centre` is the effect of its first study in the unit of the data, `unit` is that of all rows.
    """

    y: Floats
    v: Floats
    size: Ints
    centre: Floats
    unit: float


class Fits(NamedTuple):
    """One pooled result per row, arrays of shape (n,), in the unit of the data."""

    estimate: Floats
    se: Floats
    stat: Floats
    pval: Floats
    ci_low: Floats
    ci_high: Floats
    q: Floats
    q_pval: Floats
    tau2: Floats
    i2: Floats
    h2: Floats
    factor: Floats
    optima: Ints
    converged: Bools


def subsets(yi: Floats, vi: Floats, members: Bools) -> Batch:
    """Choose subsets of the same studies: row i of `members`, shape (n, k), says who is in set i.

    Every row needs at least one member.

    Examples
    --------
    >>> batch = subsets(np.array([3.0, 1.0]), np.array([4.0, 1.0]), np.array([[1, 1], [1, 0]]) > 0)
    >>> batch.v
    array([[0.25, 1.  ],
           [1.  ,  inf]])
    >>> batch.centre
    array([1., 3.])
    """
    order = np.lexsort((yi, vi))
    unit = math.ldexp(1.0, math.frexp(vi[order[vi.size // 2]])[1] // 2)
    inside = members[:, order]
    place = np.argsort(~inside, axis=1, kind="stable")
    size = inside.sum(1)
    place = place[:, : size.max()]
    absent = np.arange(place.shape[1]) >= size[:, None]
    y, v = yi[order][place], vi[order][place]
    centre = y[:, 0].copy()
    y = np.where(absent, 0.0, (y - centre[:, None]) / unit)
    return Batch(y, np.where(absent, math.inf, v / unit / unit), size, centre, unit)


def fit_batch(batch: Batch, method: Method, test: Test, level: float) -> Fits:
    """Pool every row by a checked method and test; a row of one study keeps its own z interval."""
    found = batch_tau2(batch.y, batch.v, batch.size, batch.unit, method)
    with np.errstate(divide="ignore", invalid="ignore"):
        return describe(batch, found.value, found.optima, found.converged, method, test, level)


def describe(
    batch: Batch,
    tau2: Floats,
    optima: Ints,
    converged: Bools,
    method: Method,
    test: Test,
    level: float,
) -> Fits:
    """From each row's tau2 (scaled) to everything else."""
    mean, variance, generalised = means(batch, tau2)
    alone = batch.size == 1
    df = batch.size - 1.0
    factor = np.where(alone, 1.0, scale_factor(generalised / df, test))
    q, q_pval, i2, h2 = spread(batch, tau2, equal_effects=method == "EE")
    estimate = batch.centre + batch.unit * mean
    se = batch.unit * np.sqrt(variance * factor)
    stat = np.where((se == 0) & (estimate == 0), math.nan, estimate / se)
    ref = np.where(alone | (test == "z"), math.inf, df)
    half = critical(level, ref) * se
    return Fits(
        estimate=estimate,
        se=se,
        stat=stat,
        pval=2 * t_tail(stat, ref),
        ci_low=estimate - half,
        ci_high=estimate + half,
        q=q,
        q_pval=q_pval,
        tau2=tau2 * batch.unit * batch.unit,
        i2=i2,
        h2=h2,
        factor=factor,
        optima=optima,
        converged=converged,
    )


def means(batch: Batch, tau2: Floats) -> tuple[Floats, Floats, Floats]:
    """Inverse-variance mean of each row, its variance, and the generalised Q about it."""
    w = 1 / (batch.v + tau2[:, None])
    total = w.sum(1)
    mean = np.vecdot(w, batch.y) / total
    r = batch.y - mean[:, None]
    return mean, 1 / total, np.vecdot(w, r * r)


def scale_factor(ratio: Floats, test: Test) -> Floats:
    """What a test multiplies the variance of the mean by."""
    if test == "knha":
        return ratio
    return np.maximum(1.0, ratio) if test == "adhoc" else np.ones_like(ratio)


def spread(
    batch: Batch, tau2: Floats, *, equal_effects: bool
) -> tuple[Floats, Floats, Floats, Floats]:
    """Q, its p value, I2 and H2 of each row; a single study has none: 0, 1, 0, 1."""
    df = batch.size - 1.0
    _, _, q = means(batch, np.zeros_like(tau2))
    alone = df == 0
    if equal_effects:
        h2 = q / df
        i2 = np.where(q > df, 1 - 1 / h2, 0.0)
    else:
        ratio = tau2 * traces(1 / batch.v).p / df
        i2, h2 = ratio / (1 + ratio), 1 + ratio
    tail = np.where(alone, 1.0, special.chdtrc(df, q))
    return np.where(alone, 0.0, q), tail, np.where(alone, 0.0, i2), np.where(alone, 1.0, h2)


def critical(level: float, df: Floats) -> Floats:
    """Quantile of t (normal where df is infinite) that a central interval reaches."""
    tail = (1 - level) / 2
    normal = np.isinf(df)
    values = special.stdtrit(np.where(normal, 1.0, df), tail)
    quantile: Floats = np.where(normal, -special.ndtri(tail), -values)
    return quantile


def t_tail(stat: Floats, df: Floats) -> Floats:
    """Probability, under t, of a value beyond ``|stat|`` on one side."""
    normal = np.isinf(df)
    far = -np.abs(stat)
    tail: Floats = np.where(
        normal, special.ndtr(far), special.stdtr(np.where(normal, 1.0, df), far)
    )
    return tail
