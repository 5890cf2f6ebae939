"""The way back: from the scale on which effects are pooled to the one on which they are read.

A mean of logarithms becomes a ratio, a mean of logits a proportion, a mean of z values a
correlation. Each curve rises, so the ends of an interval go the same way as the estimate.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from b12meta.stats.checks import check_choice, floats

if TYPE_CHECKING:
    from collections.abc import Callable

    from b12meta.stats.types import ArrayLike, Floats

__all__ = ["back_transform", "harmonic_mean"]


def same(value: Floats) -> Floats:
    """No transformation."""
    return value


def sine_squared(value: Floats) -> Floats:
    """Proportion of an arcsine; values outside 0 to pi / 2 are taken as its ends."""
    angle = np.clip(value, 0.0, np.pi / 2)
    proportion: Floats = np.sin(angle) ** 2
    return proportion


CURVES: MappingProxyType[str, Callable[[Floats], Floats]] = MappingProxyType(
    {
        **dict.fromkeys(("ROM", "OR", "RR", "PETO", "ROMC"), np.exp),
        "PR": same,
        "PLO": special.expit,
        "PAS": sine_squared,
        "ZCOR": np.tanh,
    }
)


def harmonic_mean(ni: ArrayLike) -> float:
    """Harmonic mean of group sizes.

    Raises
    ------
    ValueError
        For a size that is not a finite number above 0, or no size.

    Examples
    --------
    >>> harmonic_mean([10, 40])
    16.0
    """
    n = np.atleast_1d(floats("ni", ni))
    if n.size == 0 or not (np.isfinite(n) & (n > 0)).all():
        raise ValueError(f"ni: got {n.tolist()!r}, expected sizes above 0")
    return float(1 / np.mean(1 / n))


def back_transform(measure: str, value: ArrayLike, ni: ArrayLike | None = None) -> Floats:
    """Bring pooled effects back to the scale of reading.

    Parameters
    ----------
    measure : {"ROM", "OR", "RR", "PETO", "ROMC", "PR", "PLO", "PAS", "PFT", "ZCOR"}
        Ratios, proportions and a correlation; other measures are read as they are.
    value : array-like
        Estimates, or ends of intervals.
    ni : array-like of shape (k,), optional
        Group sizes of the studies, for ``PFT`` only: their harmonic mean stands for the size.

    Raises
    ------
    ValueError
        For another measure, PFT without `ni`, or `ni` where it plays no part.

    References
    ----------
    Miller (1978), *The American Statistician* 32, 138 (PFT). Its answer depends on the size that is
    put in: 0.3298, 0.3293, 0.3279 for the arithmetic mean, the harmonic mean and the least of one
    set of studies.

    Examples
    --------
    >>> back_transform("PLO", [-1.0, 0.0, 1.0]).round(4)
    array([0.2689, 0.5   , 0.7311])
    >>> back_transform("PFT", 0.6, ni=[10, 40]).round(4)
    np.float64(0.3079)
    """
    check_choice("measure", measure, (*CURVES, "PFT"))
    scale = floats("value", value)
    if measure == "PFT":
        if ni is None:
            raise ValueError("PFT: its inverse depends on the group sizes; pass them as ni")
        return np.asarray(miller(scale, harmonic_mean(ni)))
    if ni is not None:
        raise ValueError(f"{measure}: got ni, which only PFT needs")
    return np.asarray(CURVES[measure](scale))


def miller(angle: Floats, n: float) -> Floats:
    """Inverse of the double arcsine for groups of size n; values beyond its range give 0 or 1."""
    least = np.arcsin(np.sqrt(1 / (n + 1))) / 2
    inside = np.clip(angle, least, np.pi / 2 - least)
    sine = np.sin(2 * inside)
    root = np.sqrt(np.maximum(0.0, 1 - (sine + (sine - 1 / sine) / n) ** 2))
    proportion: Floats = (1 - np.sign(np.cos(2 * inside)) * root) / 2
    ends = np.where(angle < least, 0.0, np.where(angle > np.pi / 2 - least, 1.0, proportion))
    return np.where(np.isnan(angle), np.nan, ends)
