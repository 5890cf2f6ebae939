"""Leave-one-out: what the others say without each study in turn.

If one study carries the result, the estimate moves when that study goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.batch import subsets
from b12meta.stats.sensitivity.refits import Refits, ask, refits

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Method, Test

__all__ = ["leave_one_out"]


def leave_one_out(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    method: Method = "REML",
    test: Test = "knha",
    level: float = 0.95,
) -> Refits:
    """Pool all studies but one, for each study.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects and their sampling variances; k >= 2.
    method, test, level
        As in `b12meta.stats.pooling.pool`.

    Returns
    -------
    Refits
        Arrays of shape (k,): row i is what `pool` gives without study i.

    Raises
    ------
    ValueError
        As `pool`, and for a single study.

    References
    ----------
    Viechtbauer & Cheung (2010), *Research Synthesis Methods* 1, 112-125.

    Examples
    --------
    >>> leave_one_out([0.1, 0.5, 0.3], [0.02, 0.03, 0.05], method="EE", test="z").estimate.round(3)
    array([0.425, 0.157, 0.26 ])
    """
    asked = ask(yi, vi, method, test, level, least=2)
    k = asked.studies.yi.size
    batch = subsets(asked.studies.yi, asked.studies.vi, ~np.eye(k, dtype=np.bool_))
    return refits(asked, batch, np.arange(k), "left out")
