"""What a search for tau2 hands back for each data set, and the single fit where it must help."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.batch.sums import Means, means
from b12meta.stats.scaled import Scaled
from b12meta.stats.tau2.estimate import estimate_tau2

if TYPE_CHECKING:
    from b12meta.stats.batch.rows import Rows
    from b12meta.stats.types import Bools, Floats, Ints, Method

__all__ = ["Found", "one_by_one", "plain", "singly"]


class Found(NamedTuple):
    """Tau2 in scaled units, the sums at it and at 0, maxima counted, and whether it settled."""

    tau2: Floats
    at: Means
    zero: Means
    optima: Ints
    converged: Bools


def plain(rows: Rows, tau2: Floats, zero: Means) -> Found:
    """Tau2 that leaves nothing to doubt."""
    n = tau2.size
    at = means(rows, tau2) if tau2.any() else zero
    return Found(tau2, at, zero, np.ones(n, np.intp), np.ones(n, np.bool_))


def singly(rows: Rows, which: Ints, method: Method, found: Found) -> None:
    """Fit some data sets one after another, and write what comes out into `found`."""
    for row in map(int, which):
        fit = estimate_tau2(single(rows, row), method)
        found.tau2[row], found.optima[row] = fit.value, fit.optima
        found.converged[row] = fit.converged
    if which.size:
        for part, new in zip(found.at, means(rows.take(which), found.tau2[which]), strict=True):
            part[which] = new


def one_by_one(rows: Rows, method: Method) -> Found:
    """Fit all data sets by an estimator that has no batched form."""
    zero = means(rows, 0.0)
    found = plain(rows, np.zeros_like(rows.top), zero)
    found = found._replace(at=Means(*(part.copy() for part in zero)))
    singly(rows, np.flatnonzero(rows.size > 1), method, found)
    return found


def single(rows: Rows, row: int) -> Scaled:
    """One data set, as the single fits take it."""
    present = np.isfinite(rows.v[:, row])
    y, v = rows.y[present, row], rows.v[present, row]
    order = np.lexsort((y, v))
    y, v = np.append(0.0, y[order]), np.append(rows.top[row], v[order])
    return Scaled(y, v, np.arange(v.size), 0.0, 1.0)
