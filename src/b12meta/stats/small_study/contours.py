"""Limits drawn into a funnel plot: where an effect reaches a given p, and where studies should lie.

Contours stand around no effect. A study between those of 95% has p > 0.05; where studies are
missing only outside of them, it may be the significant result that is printed, and where they are
missing inside too, something else. Pseudo confidence limits stand around the pooled effect: if all
studies estimate that one effect (no heterogeneity) and none is missing, 95% of them lie inside.
Nothing is fitted.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from b12meta.stats.checks import check_level, floats

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from b12meta.stats.types import ArrayLike, Floats

__all__ = ["Contours", "funnel_contours"]

BEYOND = 1.08
"""Limits run a little further than the largest standard error, so that its study stands inside."""


class Contours(NamedTuple):
    """Points of the limits, arrays of one length, each limit from a standard error of 0 upwards.

    `kind` is ``contour`` (around no effect) or ``pooled``; `low` and `high` are in the unit of yi.
    """

    kind: NDArray[np.str_]
    level: Floats
    sei: Floats
    low: Floats
    high: Floats


def funnel_contours(
    sei_max: float,
    *,
    centre: float = 0.0,
    levels: ArrayLike = (0.9, 0.95, 0.99),
    pooled: float | None = None,
    pooled_level: float = 0.95,
) -> Contours:
    """Limits of a contour-enhanced funnel plot: ``centre ± z * sei``, by the normal distribution.

    Parameters
    ----------
    sei_max : float
        Largest standard error of the studies, above 0; the limits run 8% further. Two points
        hold each limit, for it is straight.
    centre : float
        No effect, in the unit of yi.
    levels : array-like of shape (c,)
        Of the contours, between 0 and 1; an effect outside of them has ``p < 1 - level``.
    pooled : float, optional
        The pooled effect, around which pseudo confidence limits stand.
    pooled_level : float
        Their level.

    Returns
    -------
    Contours
        Arrays of shape (2 * c,), or two more with `pooled`; the narrowest contour first.

    Raises
    ------
    ValueError
        If a standard error, an effect or a level is not possible.

    References
    ----------
    Peters JL, Sutton AJ, Jones DR, Abrams KR, Rushton L (2008). Contour-enhanced meta-analysis
    funnel plots help distinguish publication bias from other causes of asymmetry. Journal of
    Clinical Epidemiology 61, 991-996. Sterne JAC, Egger M (2001). Funnel plots for detecting bias
    in meta-analysis. Journal of Clinical Epidemiology 54, 1046-1055, for the pseudo limits.

    Examples
    --------
    >>> funnel_contours(0.5, levels=[0.95]).high.round(3)
    array([0.   , 1.058])
    """
    largest = _checked("sei_max", sei_max, least=0.0)
    inside = np.unique([check_level(level) for level in floats("levels", levels).ravel().tolist()])
    limits = [("contour", level, _checked("centre", centre)) for level in inside]
    if pooled is not None:
        limits.append(("pooled", check_level(pooled_level), _checked("pooled", pooled)))
    if not limits:
        raise ValueError("levels: got none and no pooled effect, expected at least one limit")
    kind, level, middle = (np.repeat(np.array(column), 2) for column in zip(*limits, strict=True))
    sei = np.tile([0.0, BEYOND * largest], len(limits))
    half = special.ndtri((1 + level) / 2) * sei
    return Contours(kind, level, sei, middle - half, middle + half)


def _checked(name: str, value: float, least: float = -math.inf) -> float:
    """One finite number above `least`."""
    number = float(floats(name, value))
    if not (math.isfinite(number) and number > least):
        limit = "" if math.isinf(least) else f" above {least:g}"
        raise ValueError(f"{name}: got {number!r}, expected a finite number{limit}")
    return number
