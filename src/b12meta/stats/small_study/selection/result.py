"""The result of a selection model: estimates, or the reason why there are none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from b12meta.stats.small_study.printing import Printed, Rows, number, p_value, span, studies

if TYPE_CHECKING:
    from b12meta.stats.interval import Interval
    from b12meta.stats.types import Floats, Ints

__all__ = ["SelectionModel", "Side"]

Side: TypeAlias = Literal["greater", "less"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SelectionModel(Printed):
    """Effect and selection, estimated together by maximum likelihood.

    Attributes
    ----------
    estimate, se, stat, pval : float
        Mean effect of all studies, seen or not; its standard error from the observed information, z
        statistic and p value. NaN when `at_bound`.
    ci : Interval
        Normal confidence interval.
    tau2, se_tau2 : float
        Variance of true effects and its standard error (NaN at tau2 = 0).
    weights, se_weights : array of shape (intervals,)
        Chance of being seen relative to the first interval, whose weight is 1. When `at_bound`:
        infinite or 0 where the estimate runs away, NaN elsewhere.
    counts : array of int, shape (intervals,)
        Studies in each interval of p values.
    lr_stat, lr_df, lr_pval : float, int, float
        Likelihood-ratio test of "all weights are 1".
    loglik, loglik_unselected : float
        Log-likelihoods with their constants, with and without selection.
    at_bound : bool
        A weight has no finite, positive estimate: nothing is reported.
    tau2_at_bound : bool
        Whether tau2 is estimated to be 0.
    converged : bool
        Whether the search settled on a maximum.
    steps, alternative, level, k
        As asked for (or the direction that was taken); number of studies.
    warnings : tuple of str
        What a careful reader should know, in sentences.
    """

    estimate: float
    se: float
    stat: float
    pval: float
    ci: Interval
    tau2: float
    se_tau2: float
    weights: Floats = field(repr=False)
    se_weights: Floats = field(repr=False)
    counts: Ints = field(repr=False)
    lr_stat: float
    lr_df: int
    lr_pval: float
    loglik: float
    loglik_unselected: float
    at_bound: bool
    tau2_at_bound: bool
    converged: bool
    steps: tuple[float, ...]
    alternative: Side
    level: float
    k: int
    warnings: tuple[str, ...]

    def title(self) -> str:
        """First line: the choices."""
        steps = ", ".join(f"{step:g}" for step in self.steps)
        return f"selection model · {studies(self.k)} · {self.alternative} · steps at p = {steps}"

    def rows(self) -> Rows:
        """Name and value of each line."""
        weights = ", ".join(number(float(w)) for w in self.weights)
        lines = [("weights", f"{weights} (studies: {', '.join(map(str, self.counts))})")]
        if self.at_bound:
            return [("estimate", "none"), *lines]
        return [
            ("estimate", number(self.estimate)),
            (f"{100 * self.level:g}% interval", f"{span(self.ci)} ({p_value(self.pval)})"),
            ("tau2", number(self.tau2)),
            *lines,
            ("no selection", f"{number(self.lr_stat)} (df {self.lr_df}; {p_value(self.lr_pval)})"),
        ]
