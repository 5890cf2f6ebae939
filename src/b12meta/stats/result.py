"""The result of pooling: one estimate, and every choice that produced it.

It keeps its inputs, so that further questions can be asked of it later, and it never rounds;
printing does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from b12meta.stats.checks import check_choice, check_level
from b12meta.stats.interval import Interval, StudyIntervals, normal_intervals
from b12meta.stats.scaled import standardise

if TYPE_CHECKING:
    from b12meta.stats.types import Floats, Labels, Method, Prediction, Test

__all__ = ["Pooled"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pooled:
    """A pooled effect.

    Attributes
    ----------
    estimate, se, stat, df, pval : float
        Pooled effect (unit of yi), standard error, test statistic, its df (inf for the normal) and
        p value.
    ci : Interval
        Confidence interval of the pooled effect.
    pi, pi_df : Interval and float, or None
        Prediction interval for the true effect in a new study, and its df; None under equal
        effects.
    tau2, se_tau2 : float
        Between-study variance (squared unit of yi) and its asymptotic standard error (NaN where
        undefined).
    tau2_raw : float or None
        Moment estimate before truncation at 0; None for other methods.
    tau2_at_bound : bool
        Whether tau2 was estimated to be 0.
    i2, h2 : float
        From tau2 and the variance of a typical study (equal effects: from Q); i2 is a proportion.
    i2_q : float
        The proportion ``(Q - df) / Q``, not below 0.
    q, q_df, q_pval : float, int, float
        Cochran's Q and its test.
    k : int
        Number of studies.
    weights : array of shape (k,)
        Shares of the studies in the estimate; they sum to 1.
    method, test, prediction, level
        As asked for.
    optima : int
        Number of local maxima of the likelihood (1 for methods without one).
    converged : bool
        Whether the search for tau2 settled.
    warnings : tuple of str
        What a careful reader should know, in sentences.
    yi, vi, labels
        The data.
    """

    estimate: float
    se: float
    stat: float
    df: float
    pval: float
    ci: Interval
    pi: Interval | None
    pi_df: float | None
    tau2: float
    se_tau2: float
    tau2_raw: float | None
    tau2_at_bound: bool
    i2: float
    h2: float
    i2_q: float
    q: float
    q_df: int
    q_pval: float
    k: int
    weights: Floats = field(repr=False)
    method: Method
    test: Test
    prediction: Prediction
    level: float
    optima: int
    converged: bool
    warnings: tuple[str, ...]
    yi: Floats = field(repr=False)
    vi: Floats = field(repr=False)
    labels: Labels = field(repr=False)

    def tau2_interval(self, kind: str = "QP", level: float | None = None) -> Interval:
        """Confidence interval of tau2, in squared units of yi.

        Parameters
        ----------
        kind : {"QP", "PL"}
            Q-profile (any method), or profile likelihood (methods ML and REML).
        level : float, optional
            Coverage; that of the result by default.

        Returns
        -------
        Interval
            ``Interval(0, 0)`` when the Q-profile set is empty (at the level of the result a
            sentence in `warnings` says so); NaN for one study.

        Raises
        ------
        ValueError
            For another kind, ``PL`` with a method that has no likelihood, or a level outside (0,
            1).

        Examples
        --------
        >>> from b12meta.stats.pooling import pool
        >>> low, high = pool([0.5, 1.5, 0.9], [0.1, 0.2, 0.1]).tau2_interval()
        >>> low, round(high, 4)
        (0.0, 9.8501)
        """
        from b12meta.stats.tau2.intervals import profile_likelihood, q_profile

        check_choice("kind", kind, ("QP", "PL"))
        coverage = self.level if level is None else check_level(level)
        data = standardise(self.yi, self.vi)
        if kind == "QP" or self.k == 1:
            low, high = q_profile(data, coverage)
        elif self.method in ("ML", "REML"):
            best = self.tau2 / data.unit / data.unit
            low, high = profile_likelihood(data, coverage, self.method == "REML", best)
        else:
            raise ValueError(f"kind='PL': got method {self.method!r}, expected a fit by ML or REML")
        return Interval(data.variance(low), data.variance(high))

    def study_intervals(self, level: float | None = None) -> StudyIntervals:
        """Each study's own normal confidence interval, two arrays of shape (k,).

        Examples
        --------
        >>> from b12meta.stats.pooling import pool
        >>> pool([0.5, 1.5], [0.25, 1.0]).study_intervals(level=0.5).low.round(4)
        array([0.1628, 0.8255])
        """
        return normal_intervals(self.yi, self.vi, self.level if level is None else level)

    def __str__(self) -> str:
        from b12meta.stats.printing import as_text

        return as_text(self)

    def _repr_html_(self) -> str:
        from b12meta.stats.printing import as_html

        return as_html(self)
