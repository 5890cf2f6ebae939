"""From a search to a result: the estimates, or in words why there are none."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.distributions import chi2_tail, critical, two_sided_p
from b12meta.stats.interval import Interval
from b12meta.stats.small_study.selection.likelihood import StepModel, loglik, tau2_of
from b12meta.stats.small_study.selection.result import SelectionModel, Side

if TYPE_CHECKING:
    from b12meta.stats.scaled import Scaled
    from b12meta.stats.small_study.selection.search import Maximum
    from b12meta.stats.types import Floats

__all__ = ["Asked", "empty_intervals", "estimated", "loose_intervals", "refused"]


class Asked(NamedTuple):
    """Data, scaled and turned so that success lies above; the fit without selection; choices."""

    data: Scaled
    model: StepModel
    plain: Floats
    steps: tuple[float, ...]
    side: Side
    level: float
    said: tuple[str, ...]

    @property
    def constant(self) -> float:
        """What brings a log-likelihood to the unit of the data."""
        return -self.data.y.size * math.log(self.data.unit)

    def interval(self, j: int) -> str:
        """Words for an interval of p values."""
        ends = (0.0, *self.steps, 1.0)
        return f"between {ends[j]:g} and {ends[j + 1]:g} (one-sided, {self.side})"


def estimated(asked: Asked, top: Maximum) -> SelectionModel:
    """Put the estimates together."""
    model, unit = asked.model, asked.data.unit
    sign = -1.0 if asked.side == "less" else 1.0
    estimate, error = sign * float(top.x[0]) * unit, float(top.se[0]) * unit
    stat = estimate / error
    half = critical(asked.level, math.inf) * error
    before = unselected(asked)
    ratio = max(0.0, 2 * (top.value - before))
    weights = np.exp(np.concatenate([[0.0], top.x[2:]]))
    slope = float(model.v.min()) * math.exp(top.x[1])
    return SelectionModel(
        estimate=estimate,
        se=error,
        stat=stat,
        pval=two_sided_p(stat, math.inf),
        ci=Interval(estimate - half, estimate + half),
        tau2=asked.data.variance(float(tau2_of(model, top.x[None])[0])),
        se_tau2=asked.data.variance(slope * float(top.se[1])),
        weights=weights,
        se_weights=weights * np.concatenate([[0.0], top.se[2:]]),
        counts=model.counts,
        lr_stat=ratio,
        lr_df=len(asked.steps),
        lr_pval=chi2_tail(ratio, len(asked.steps)),
        loglik=top.value + asked.constant,
        loglik_unselected=before + asked.constant,
        at_bound=False,
        tau2_at_bound=bool(top.x[1] == 0),
        converged=top.converged,
        steps=asked.steps,
        alternative=asked.side,
        level=asked.level,
        k=model.y.size,
        warnings=(*asked.said, *edges(model, top)),
    )


def unselected(asked: Asked) -> float:
    """Log-likelihood without selection, in the unit of the model."""
    return float(loglik(asked.model, asked.plain[None])[0])


def edges(model: StepModel, top: Maximum) -> list[str]:
    """Sentences on a fit that lies on an edge."""
    said = []
    if (model.counts == 1).any():
        said.append("An interval of p values holds a single study: its weight is hardly known.")
    if top.x[1] == 0:
        said.append("tau2 is estimated at its lower bound, 0: standard errors take it as known.")
    if not top.converged:
        said.append("The search did not settle on a maximum; do not use this result.")
    return said


def refused(asked: Asked, runaway: Floats, reasons: list[str]) -> SelectionModel:
    """Report no estimate; `runaway` is -1 for weights that fall to 0, 1 for those that grow."""
    counts, nan = asked.model.counts, math.nan
    weights = np.select([runaway < 0, runaway > 0], [0.0, math.inf], nan)
    if counts[0] == 0:
        weights[1:] = np.where(counts[1:] == 0, nan, math.inf)
    weights[0] = 1.0
    return SelectionModel(
        estimate=nan,
        se=nan,
        stat=nan,
        pval=nan,
        ci=Interval(nan, nan),
        tau2=nan,
        se_tau2=nan,
        weights=weights,
        se_weights=np.full(counts.size, nan),
        counts=counts,
        lr_stat=nan,
        lr_df=len(asked.steps),
        lr_pval=nan,
        loglik=nan,
        loglik_unselected=unselected(asked) + asked.constant,
        at_bound=True,
        tau2_at_bound=False,
        converged=False,
        steps=asked.steps,
        alternative=asked.side,
        level=asked.level,
        k=asked.model.y.size,
        warnings=(*asked.said, *reasons),
    )


def empty_intervals(asked: Asked) -> list[str]:
    """Name the intervals without a study, and what to do."""
    return [
        f"No study has a p value {asked.interval(j)}: "
        f"{'the other weights grow without end' if j == 0 else 'its weight falls to 0'}, so "
        "nothing is estimated; choose other steps, or the other direction if the question allows."
        for j in map(int, np.flatnonzero(asked.model.counts == 0))
    ]


def loose_intervals(asked: Asked, runaway: Floats) -> list[str]:
    """Name the weights of which the likelihood says nothing, and what to do."""
    return [
        f"The likelihood hardly changes as the weight of p values {asked.interval(j)} "
        f"{'grows without end' if runaway[j] > 0 else 'falls to 0'}, so nothing is estimated; "
        "choose other steps, or the other direction if the question allows."
        for j in map(int, np.flatnonzero(runaway))
    ]
