"""From the name of a method to an estimate of tau2. A new estimator is one entry."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.tau2.fit import Tau2
from b12meta.stats.tau2.likelihood import maximum_likelihood, restricted_likelihood
from b12meta.stats.tau2.moments import (
    dersimonian_laird,
    hedges,
    hunter_schmidt,
    hunter_schmidt_corrected,
    paule_mandel,
    paule_mandel_median,
    sidik_jonkman,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from b12meta.stats.scaled import Scaled
    from b12meta.stats.types import Method

__all__ = ["ESTIMATORS", "check_method", "estimate_tau2"]


def equal_effects(data: Scaled) -> Tau2:
    """All studies share one true effect: tau2 is 0 by assumption, not by estimate."""
    del data
    return Tau2(0.0)


ESTIMATORS: MappingProxyType[str, Callable[[Scaled], Tau2]] = MappingProxyType(
    {
        "EE": equal_effects,
        "DL": dersimonian_laird,
        "HE": hedges,
        "HS": hunter_schmidt,
        "HSk": hunter_schmidt_corrected,
        "SJ": sidik_jonkman,
        "ML": maximum_likelihood,
        "REML": restricted_likelihood,
        "EB": paule_mandel,
        "PM": paule_mandel,
        "PMM": paule_mandel_median,
    }
)


def check_method(method: Method) -> Method:
    """Name of a known estimator (``FE`` is ``EE``), or a fixed tau2 as a float.

    Raises
    ------
    ValueError
        For an unknown name, or a number that is negative or not finite.

    Examples
    --------
    >>> check_method("FE"), check_method(0)
    ('EE', 0.0)
    """
    if isinstance(method, str):
        name = "EE" if method == "FE" else method
        if name in ESTIMATORS:
            return name
    elif isinstance(method, int | float | np.number) and not isinstance(method, bool):
        value = float(method)
        if 0 <= value < math.inf:
            return value
    known = ", ".join([*ESTIMATORS, "FE"])
    raise ValueError(
        f"method: got {method!r}, expected one of {known}, or a number >= 0 that fixes tau2"
    )


def estimate_tau2(data: Scaled, method: Method) -> Tau2:
    """Tau2 in scaled units, by a method that `check_method` has passed; one study has none."""
    if data.y.size == 1:
        return Tau2(0.0)
    if isinstance(method, float):
        return Tau2(method / data.unit / data.unit)
    return ESTIMATORS[method](data)
