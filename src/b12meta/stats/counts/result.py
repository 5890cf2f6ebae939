"""What pooling tables gives: one estimate with its tests."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from b12meta.stats.interval import Interval

if TYPE_CHECKING:
    from b12meta.stats.types import Floats, Labels

__all__ = ["ChiSquare", "PooledTables"]


class ChiSquare(NamedTuple):
    """A chi-square statistic, its degrees of freedom and p value."""

    stat: float
    df: int
    pval: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PooledTables:
    """Two-by-two tables pooled under the assumption that all share one true effect.

    Attributes
    ----------
    estimate, se, stat, pval : float
        Log odds ratio, log risk ratio or risk difference; standard error, z statistic, p value.
        Infinite or NaN where a sum is empty; `warnings` says so.
    ci : Interval
        Normal confidence interval of `estimate`.
    ratio, ratio_ci : float and Interval, or None
        The same carried back from the logarithm; None for the risk difference.
    q, q_df, q_pval : float, int, float
        Heterogeneity of the tables' own effects about the estimate, and its test.
    i2_q, h2 : float
        ``(Q - df) / Q``, not below 0, and ``Q / df``.
    cmh, tarone, breslow_day : ChiSquare or None
        Mantel-Haenszel odds ratio only: the Cochran-Mantel-Haenszel test of no association, and
        Tarone's and the Breslow-Day test of one common odds ratio; None where not computable.
    k, k_q : int
        Tables, and those of them that have an effect of their own, counted in `q`.
    method : {"MH", "Peto"}
        How the tables were summed.
    measure : {"OR", "RR", "RD"}
        What is estimated.
    level : float
        Coverage of the interval.
    warnings : tuple of str
        What a careful reader should know, in sentences.
    yi, vi : array of shape (k,)
        The tables' own effects and variances, NaN where they have none.
    labels
        Labels of the tables.
    """

    estimate: float
    se: float
    stat: float
    pval: float
    ci: Interval
    q: float
    q_df: int
    q_pval: float
    i2_q: float
    h2: float
    cmh: ChiSquare | None
    tarone: ChiSquare | None
    breslow_day: ChiSquare | None
    k: int
    k_q: int
    method: str
    measure: str
    level: float
    warnings: tuple[str, ...]
    yi: Floats = field(repr=False)
    vi: Floats = field(repr=False)
    labels: Labels = field(repr=False)

    @property
    def ratio(self) -> float | None:
        """The odds ratio or risk ratio."""
        return None if self.measure == "RD" else math.exp(self.estimate)

    @property
    def ratio_ci(self) -> Interval | None:
        """Confidence interval of the ratio."""
        if self.measure == "RD":
            return None
        return Interval(math.exp(self.ci.low), math.exp(self.ci.high))

    def __str__(self) -> str:
        from b12meta.stats.counts.printing import tables_as_text

        return tables_as_text(self)

    def _repr_html_(self) -> str:
        from b12meta.stats.counts.printing import tables_as_html

        return tables_as_html(self)
