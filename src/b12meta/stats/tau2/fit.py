"""What every estimator of tau2 hands back."""

from __future__ import annotations

import math
from typing import NamedTuple

__all__ = ["Tau2", "truncated"]


class Tau2(NamedTuple):
    """An estimate of tau2 in scaled units, and what is worth knowing about it.

    `raw` is the estimate before truncation at 0 (None where there is no such thing), `at_bound`
    says that the estimate lies at 0, `optima` counts the local maxima of the likelihood.
    """

    value: float
    se: float = math.nan
    raw: float | None = None
    at_bound: bool = False
    optima: int = 1
    converged: bool = True


def truncated(raw: float) -> float:
    """Nought for a negative variance.

    Examples
    --------
    >>> truncated(-0.2), truncated(0.3)
    (0.0, 0.3)
    """
    return max(raw, 0.0)
