"""Where each study stands in a Baujat plot and in a radial plot.

A Baujat plot sets what a study adds to the heterogeneity against how far it moves the result: the
studies of interest stand at the top right. A radial (Galbraith) plot sets the standardised effect
against precision: the pooled effect is the slope of a line through the origin, and studies stray
from it by about one unit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.scaled import standardise
from b12meta.stats.sensitivity.influence import delete_each
from b12meta.stats.sensitivity.refits import ask
from b12meta.stats.tau2.estimate import estimate_tau2

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Floats, Method, Test

__all__ = ["Points", "baujat", "radial"]


class Points(NamedTuple):
    """Coordinates of the studies, arrays of shape (k,)."""

    x: Floats
    y: Floats


def baujat(yi: ArrayLike, vi: ArrayLike, *, method: Method = "EE", test: Test = "z") -> Points:
    """Coordinates of a Baujat plot.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects and their sampling variances; k >= 2.
    method, test
        As in `b12meta.stats.pooling.pool`; by default the equal-effects model of the paper.

    Returns
    -------
    Points
        x: squared Pearson residual, under equal effects the contribution to Q; y: squared change of
        the pooled effect without the study, over its variance then. Both without unit.

    Raises
    ------
    ValueError
        As `pool`, and for a single study.

    References
    ----------
    Baujat et al. (2002), *Statistics in Medicine* 21, 2641-2652.

    Examples
    --------
    >>> baujat([0.1, 0.5, 0.3], [0.02, 0.03, 0.05]).x.round(3)
    array([1.407, 1.798, 0.021])
    """
    found = delete_each(ask(yi, vi, method, test, 0.95, least=2))
    one = found.without
    with np.errstate(divide="ignore", invalid="ignore"):
        return Points(
            (found.y - found.estimate) ** 2 / (found.v + found.tau2),
            ((found.estimate - one.estimate) / one.se) ** 2,
        )


def radial(yi: ArrayLike, vi: ArrayLike, *, method: Method = "EE") -> Points:
    """Coordinates of a radial (Galbraith) plot.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects and their sampling variances.
    method
        As in `b12meta.stats.pooling.pool`; by default the equal-effects model of the paper.

    Returns
    -------
    Points
        x: precision ``1 / sqrt(vi + tau2)``, in 1 / unit of yi; y: ``yi * x``, without unit.

    Raises
    ------
    ValueError
        As `pool`.

    References
    ----------
    Galbraith (1988), *Technometrics* 30, 271-281.

    Examples
    --------
    >>> radial([0.5, 1.0], [0.25, 0.25])
    Points(x=array([2., 2.]), y=array([1., 2.]))
    """
    asked = ask(yi, vi, method, "z", 0.95)
    data = standardise(asked.studies.yi, asked.studies.vi)
    tau2 = data.variance(estimate_tau2(data, asked.method).value)
    x = 1 / np.sqrt(asked.studies.vi + tau2)
    return Points(x, asked.studies.yi * x)
