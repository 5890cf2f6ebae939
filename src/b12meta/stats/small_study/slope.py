"""Which way effects change with their standard errors, by any method for tau2.

Trim and fill needs only the sign of a slope. As tau2 grows, all weights change slowly: moving
``log(v_min + tau2)`` by h moves the weighted correlation of effect and standard error by at most h.
So if that correlation keeps clear of 0 on a grid from tau2 = 0 to a value beyond which all weights
are equal, its sign is known without tau2; only else is the regression fitted.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.scaled import standardise

if TYPE_CHECKING:
    from b12meta.stats.checks import Studies
    from b12meta.stats.types import Floats, Method

__all__ = ["slope_is_negative"]

CELL = 0.05
"""Width of a cell of the grid in ``log(v_min + tau2)``."""

FAR = 100.0
"""Largest tau2 of the grid, in multiples of the largest variance: weights then differ by 1%."""


def slope_is_negative(studies: Studies, method: Method) -> bool:
    """Whether effects fall as their standard errors grow; the variances are not all equal."""
    data = standardise(studies.yi, studies.vi)
    if data.y.size == 2:
        return bool(data.y[1] < data.y[0])
    x = np.sqrt(data.v)
    top = 0.0 if method == "EE" else math.log(FAR * float(data.v[-1] / data.v[0]))
    t = data.v[0] * np.expm1(np.linspace(0.0, top, math.ceil(top / CELL) + 1))
    sizes = correlations(data.y, x, 1 / (data.v + t[:, None]))
    clear = 0.0 if method == "EE" else CELL
    if sizes.min() > clear or sizes.max() < -clear:
        return bool(sizes[0] < 0)
    return fitted_slope(studies, method) < 0


def correlations(y: Floats, x: Floats, w: Floats) -> Floats:
    """Weighted correlations, one for each row of weights `w`, shape (m, k); 0 for constant y."""
    share = w / w.sum(1)[:, None]
    off_x = x - (share @ x)[:, None]
    off_y = y - (share @ y)[:, None]
    both = np.vecdot(share * off_x, off_y)
    size = np.sqrt(np.vecdot(share * off_x, off_x) * np.vecdot(share * off_y, off_y))
    found: Floats = np.divide(both, size, out=np.zeros_like(both), where=size > 0)
    return found


def fitted_slope(studies: Studies, method: Method) -> float:
    """Slope of the mixed-effects regression of effects on standard errors."""
    from b12meta.stats.regression.fit import regress_arrays

    found = regress_arrays(studies.yi, studies.vi, np.sqrt(studies.vi), method=method, test="z")
    return float(found.coef[1])
