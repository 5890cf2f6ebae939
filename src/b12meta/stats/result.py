"""The result of pooling: one estimate, and every choice that produced it.

It keeps its inputs, so that further questions can be asked of it later, and it never rounds;
printing does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from b12meta.stats.checks import check_level, check_positive
from b12meta.stats.heterogeneity import typical_variance
from b12meta.stats.interval import Interval, StudyIntervals, normal_intervals
from b12meta.stats.scaled import standardise

if TYPE_CHECKING:
    from b12meta.stats.prediction import Simulated
    from b12meta.stats.types import (
        ArrayLike,
        Convention,
        Floats,
        Labels,
        Method,
        Prediction,
        Test,
    )

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
    pi_error : Interval or None
        Monte Carlo standard errors of the two ends of `pi`, where it was simulated.
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
    convention : str or None
        The program whose conventions were asked for; see `b12meta.stats.conventions`.
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
    pi_error: Interval | None = None
    convention: Convention | None = None

    def tau2_interval(
        self, kind: str = "QP", level: float | None = None, weights: ArrayLike | None = None
    ) -> Interval:
        """Confidence interval of tau2, in squared units of yi.

        Parameters
        ----------
        kind : {"QP", "PL", "GENQ", "HT"}
            Q-profile, or profile likelihood (methods ML and REML), or Jackson's exact interval from
            the generalised Q with fixed weights, or the one implied by Higgins and Thompson's
            interval of H2. None but ``PL`` depends on the method.
        level : float, optional
            Coverage; that of the result by default.
        weights : array-like of shape (k,), optional
            Weights of ``GENQ``, above 0; ``1 / vi`` by default. Jackson recommends ``1 /
            sqrt(vi)``.

        Returns
        -------
        Interval
            ``Interval(0, 0)`` when the set is empty (for the Q-profile at the level of the result a
            sentence in `warnings` says so); NaN for one study.

        Raises
        ------
        ValueError
            For another kind, ``PL`` with a method that has no likelihood, weights that are not
            above 0 or without ``GENQ``, or a level outside (0, 1).

        Examples
        --------
        >>> from b12meta.stats.pooling import pool
        >>> low, high = pool([0.5, 1.5, 0.9], [0.1, 0.2, 0.1]).tau2_interval()
        >>> low, round(high, 4)
        (0.0, 9.8501)
        """
        from b12meta.stats.tau2.intervals import interval_of_tau2

        data = standardise(self.yi, self.vi)
        low, high = interval_of_tau2(
            data,
            kind,
            self.level if level is None else check_level(level),
            method=self.method,
            best=self.tau2 / data.unit / data.unit,
            weights=None
            if weights is None
            else check_positive("weights", weights, self.labels, self.k),
        )
        return Interval(data.variance(low), data.variance(high))

    def h2_interval(
        self, kind: str = "QP", level: float | None = None, weights: ArrayLike | None = None
    ) -> Interval:
        """Confidence interval of H2, from an interval of tau2 and the typical variance.

        Parameters
        ----------
        kind, level, weights
            As in `tau2_interval`; ``HT`` rests on Q alone (Higgins & Thompson 2002).

        Returns
        -------
        Interval
            Its ends are not below 1.

        Raises
        ------
        ValueError
            As `tau2_interval`.

        Examples
        --------
        >>> from b12meta.stats.pooling import pool
        >>> low, high = pool([0.5, 1.5, 0.9], [0.1, 0.2, 0.1]).h2_interval("HT")
        >>> low, round(high, 4)
        (1.0, 5.4783)
        """
        low, high = self._over_typical(kind, level, weights)
        return Interval(1 + low, 1 + high)

    def i2_interval(
        self, kind: str = "QP", level: float | None = None, weights: ArrayLike | None = None
    ) -> Interval:
        """Confidence interval of I2, a proportion; other words as in `h2_interval`.

        Examples
        --------
        >>> from b12meta.stats.pooling import pool
        >>> low, high = pool([0.5, 1.5, 0.9], [0.1, 0.2, 0.1]).i2_interval("HT")
        >>> low, round(high, 4)
        (0.0, 0.8175)
        """
        low, high = self._over_typical(kind, level, weights)
        return Interval(low / (1 + low), high / (1 + high))

    def _over_typical(self, kind: str, level: float | None, weights: ArrayLike | None) -> Interval:
        """Interval of tau2, over the variance of a typical study."""
        low, high = self.tau2_interval(kind, level, weights)
        data = standardise(self.yi, self.vi)
        typical = data.variance(typical_variance(1 / data.v)) if self.k > 1 else math.nan
        return Interval(low / typical, high / typical)

    def simulated_prediction(
        self, level: float | None = None, draws: int = 25_000, seed: int = 180401054
    ) -> Simulated:
        """Nagashima's prediction interval, with a number of draws and a seed of one's own.

        Parameters
        ----------
        level : float, optional
            Coverage; that of the result by default.
        draws, seed : int
            Size and start of the simulation; by default those of ``prediction="nagashima"``.

        Returns
        -------
        Simulated
            ``interval``, and in ``error`` the Monte Carlo standard errors of its two ends.

        Raises
        ------
        ValueError
            For one study, fewer than 1,000 draws, or a level outside (0, 1).

        Examples
        --------
        >>> from b12meta.stats.pooling import pool
        >>> pooled = pool([0.5, 1.5, 0.9, 0.2], [0.1, 0.2, 0.1, 0.1])
        >>> fine, coarse = (pooled.simulated_prediction(draws=n) for n in (100_000, 10_000))
        >>> fine.error.high < coarse.error.high
        True
        """
        from b12meta.stats.prediction import nagashima

        coverage = self.level if level is None else check_level(level)
        return nagashima(standardise(self.yi, self.vi), coverage, draws, seed)

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
