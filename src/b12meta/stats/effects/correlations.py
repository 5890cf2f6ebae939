"""Correlations, on Fisher's scale.

The variance of a correlation depends on the correlation itself; that of its z does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.effects.core import Effect, columns

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike

__all__ = ["fisher_z"]


def fisher_z(*, ri: ArrayLike, ni: ArrayLike) -> Effect:
    """Fisher's z of a correlation (ZCOR).

    Parameters
    ----------
    ri, ni : array-like of shape (k,)
        Correlation, and number of people.

    Raises
    ------
    ValueError
        For a correlation not inside -1 to 1 (its z is infinite), or fewer than four people; rows
        are named.

    References
    ----------
    Fisher (1921), *Metron* 1, 3-32.

    Examples
    --------
    >>> z = fisher_z(ri=0.5, ni=28)
    >>> z.yi.round(4), z.vi.round(4)
    (array([0.5493]), array([0.04]))
    """
    x = columns(ri=ri, ni=ni)
    x.require("ri", np.abs(x["ri"]) < 1, "a correlation above -1 and below 1")
    x.require("ni", x["ni"] >= 4, "a sample of at least 4, as the variance is 1 / (n - 3)")
    x.settle()
    return Effect(np.arctanh(x["ri"]), 1 / (x["ni"] - 3))
