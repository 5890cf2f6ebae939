"""The bootstrap of a pooled estimate and of tau2, with a table."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import pandas as pd

from b12meta.stats.bootstrap.result import BootstrapResult
from b12meta.stats.bootstrap.run import REPLICATES, bootstrap_arrays

if TYPE_CHECKING:
    from b12meta.stats.bootstrap.run import Kind
    from b12meta.stats.types import ArrayLike, Method

__all__ = ["Bootstrap", "bootstrap"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bootstrap(BootstrapResult):
    """A bootstrap with a table.

    Its attributes are those of `b12meta.stats.bootstrap.result.BootstrapResult`.
    """

    def table(self) -> pd.DataFrame:
        """Rows ``estimate`` and ``tau2``: ``value bias se ci_low ci_high bca_low bca_high``."""
        rows = []
        for one in (self.of_estimate, self.of_tau2):
            row = {"value": one.value, "bias": one.bias, "se": one.se}
            row |= {"ci_low": one.ci.low, "ci_high": one.ci.high}
            low, high = one.bca or (math.nan, math.nan)
            rows.append(row | {"bca_low": low, "bca_high": high})
        return pd.DataFrame(rows, index=["estimate", "tau2"])


def bootstrap(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    kind: Kind = "parametric",
    replicates: int = REPLICATES,
    method: Method = "REML",
    level: float = 0.95,
    seed: int | None = None,
    progress: bool = True,
) -> Bootstrap:
    """Bootstrap a pooled estimate and tau2.

    ``parametric`` draws new effects of the same studies from the fitted model, ``case`` draws
    studies with replacement.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects and their sampling variances; k >= 2.
    kind : {"parametric", "case"}
        How literatures are made.
    replicates : int
        How many, at least 100.
    method : str or float
        As in `b12meta.stats.pooling.pool`.
    level : float
        Coverage of the intervals.
    seed : int, optional
        Start of the random numbers; the one used is part of the result.
    progress : bool
        Whether a terminal shows a bar after a second.

    Returns
    -------
    Bootstrap
        Percentile intervals, for cases also BCa intervals, and all literatures' numbers.

    Raises
    ------
    ValueError
        As `pool`; for one study, an unknown kind, fewer than 100 replicates, a bad seed.

    References
    ----------
    Efron & Tibshirani (1993), *An Introduction to the Bootstrap*, sections 6.5, 13.3 and 14.3.

    Examples
    --------
    >>> found = bootstrap([0.1, 0.9, -0.4, 0.3], [0.2, 0.3, 0.1, 0.15], kind="case", seed=1)
    >>> found.table()["value"].round(4).to_dict()
    {'estimate': 0.1218, 'tau2': 0.1043}
    """
    found = bootstrap_arrays(
        yi,
        vi,
        kind=kind,
        replicates=replicates,
        method=method,
        level=level,
        seed=seed,
        progress=progress,
    )
    known = {one.name: getattr(found, one.name) for one in fields(BootstrapResult)}
    return Bootstrap(**known)
