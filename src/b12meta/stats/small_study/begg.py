"""Begg's test: are effects ranked like their variances?

If small studies with unwelcome results are missing, the remaining effects rise (or fall) with their
variances. The test ranks both; it asks for no line, and has little power.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.checks import check_studies
from b12meta.stats.scaled import Scaled, standardise, weighted
from b12meta.stats.small_study.fitness import few_studies, need, need_spread
from b12meta.stats.small_study.kendall import kendall
from b12meta.stats.small_study.printing import Printed, Rows, number, p_value, studies

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Floats

__all__ = ["Begg", "begg"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Begg(Printed):
    """Rank correlation of standardised effects with variances.

    Attributes
    ----------
    tau, pval : float
        Kendall's tau-b and its two-sided p value.
    exact : bool
        Whether p comes from the exact distribution (no ties) or from the normal one, corrected for
        ties.
    k : int
        Number of studies.
    warnings : tuple of str
        What a careful reader should know, in sentences.
    """

    tau: float
    pval: float
    exact: bool
    k: int
    warnings: tuple[str, ...]

    def title(self) -> str:
        """First line: the choices."""
        return f"Begg's test · {studies(self.k)}"

    def rows(self) -> Rows:
        """Name and value of each line."""
        how = "exact" if self.exact else "normal, corrected for ties"
        return [("Kendall's tau", number(self.tau)), ("test", f"{p_value(self.pval)} ({how})")]


def begg(yi: ArrayLike, vi: ArrayLike) -> Begg:
    """Rank correlation test of Begg and Mazumdar.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects and their sampling variances; k >= 2.

    Returns
    -------
    Begg
        Tau and its p value, exact at every k when there are no ties.

    Raises
    ------
    ValueError
        As `b12meta.stats.pooling.pool`; for a single study; when all variances or all effects are
        equal, for then there are no ranks.

    References
    ----------
    Begg & Mazumdar (1994), *Biometrics* 50, 1088-1101.

    Examples
    --------
    >>> found = begg([0.1, 0.3, 0.2, 0.9], [0.01, 0.02, 0.03, 0.04])
    >>> round(found.tau, 4), round(found.pval, 4)
    (0.6667, 0.3333)
    """
    checked = check_studies(yi, vi)
    need(checked.yi.size, 2, "a rank correlation")
    need_spread(checked.vi, "vi", "Begg's test")
    need_spread(checked.yi, "yi", "Begg's test")
    data = standardise(checked.yi, checked.vi)
    found = kendall(standardised_effects(data), data.v)
    return Begg(
        tau=found.tau,
        pval=found.pval,
        exact=found.exact,
        k=data.y.size,
        warnings=few_studies(data.y.size),
    )


def standardised_effects(data: Scaled) -> Floats:
    """Differences from the equal-effects mean over their standard errors.

    The variance of a difference, ``v - 1 / sum(w)``, is formed as ``v`` times the share of the
    others, so that a giant study keeps its digits.
    """
    w, total, mean, _ = weighted(data, 0.0)
    others = total - w
    if w[0] > total / 2:
        others[0] = w[1:].sum()
    return (data.y - mean) / np.sqrt(data.v * (others / total))
