"""Contours of an albatross plot: which p value an effect of a given size would show.

A p value mixes two things, how large an effect is and how many people were studied. The albatross
plot takes them apart: it shows each study's p against its size, on contours along which the
standardised mean difference is constant. Here are the contours; nothing is fitted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from b12meta.stats.checks import floats

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Floats

__all__ = ["Contours", "smd_contours"]


class Contours(NamedTuple):
    """Points of the contours, arrays of one length: |SMD|, number of people, two-sided p."""

    smd: Floats
    n: Floats
    p: Floats


def smd_contours(
    n: ArrayLike, *, smd: ArrayLike = (0.1, 0.2, 0.5, 0.8), ratio: float = 1.0
) -> Contours:
    """Two-sided p value of studies of `n` people that observe a standardised mean difference.

    With groups of sizes in the ratio r to 1, the SMD d has the large-sample variance
    ``((r + 1)**2 / r + d**2 / 2) / n``, and p is that of the normal statistic d / sqrt(variance).

    Parameters
    ----------
    n : array-like of shape (m,)
        Numbers of people, both groups together.
    smd : array-like of shape (c,)
        Sizes of the effect, above 0.
    ratio : float
        People in one group for each in the other.

    Returns
    -------
    Contours
        Arrays of shape (c * m,), one contour after the other; a p value too small for a float is 0.

    Raises
    ------
    ValueError
        If a number of people, an effect or the ratio is not finite and above 0.

    References
    ----------
    Harrison S, Jones HE, Martin RM, Lewis SJ, Higgins JPT (2017). The albatross plot. Research
    Synthesis Methods 8, 281-289: its contour for the SMD, solved for p.

    Examples
    --------
    >>> smd_contours([63.4], smd=[0.5]).p.round(4)
    array([0.05])
    """
    people, sizes = floats("n", n).ravel(), floats("smd", smd).ravel()
    share = floats("ratio", [ratio])
    for name, values in (("n", people), ("smd", sizes), ("ratio", share)):
        _check(name, values)
    r = float(share[0])
    each, across = (grid.ravel() for grid in np.meshgrid(sizes, people, indexing="ij"))
    stat = each * np.sqrt(across / ((r + 1) ** 2 / r + each**2 / 2))
    return Contours(smd=each, n=across, p=2 * special.ndtr(-stat))


def _check(name: str, values: Floats) -> None:
    bad = [float(value) for value in values if not (np.isfinite(value) and value > 0)]
    if bad or not values.size:
        raise ValueError(f"{name}: got {bad or 'nothing'}, expected finite numbers above 0")
