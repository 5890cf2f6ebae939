"""What pooling proportions gives: a pooled effect, and the proportion that it stands for."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from b12meta.stats.checks import check_choice, check_level
from b12meta.stats.interval import Interval
from b12meta.stats.result import Pooled

if TYPE_CHECKING:
    from b12meta.stats.counts.binomial_normal import Events
    from b12meta.stats.counts.fit import Fit
    from b12meta.stats.types import ArrayLike, Floats

__all__ = ["PooledProportion"]

SCALES = {"glmm": "logit", "PLO": "logit", "PAS": "arcsine", "PFT": "double arcsine"}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PooledProportion(Pooled):
    """A pooled proportion; every attribute of `Pooled`, on the scale of the model, and these.

    Under the binomial-normal model ``q`` is the likelihood-ratio test against one proportion per
    study, ``weights`` are the studies' shares in the curvature of the log-likelihood in the mean,
    and ``i2``, ``h2``, ``yi``, ``vi`` come from the logits, half a count added where a cell is
    empty.

    Attributes
    ----------
    proportion : float
        The estimate carried back: the proportion of a study in the middle.
    proportion_ci, proportion_pi : Interval
        Confidence interval, and prediction interval for the proportion in a new study (None under
        equal effects).
    model : {"glmm", "PLO", "PAS", "PFT"}
        The binomial-normal model, or the transformation.
    loglik : float or None
        Log-likelihood at the estimate, with all constants; ``glmm`` only.
    points : int or None
        Points of each study's integral, per 4 units of tau; ``glmm`` only.
    xi, ni : array of shape (k,)
        Events and people.
    """

    proportion: float
    proportion_ci: Interval
    proportion_pi: Interval | None
    model: str
    loglik: float | None
    points: int | None
    xi: Floats = field(repr=False)
    ni: Floats = field(repr=False)

    @property
    def scale(self) -> str:
        """Name of the scale of `estimate`."""
        return SCALES[self.model]

    def tau2_interval(
        self,
        kind: str | None = None,
        level: float | None = None,
        weights: ArrayLike | None = None,
    ) -> Interval:
        """Confidence interval of tau2 on the scale of the model.

        Parameters
        ----------
        kind, level, weights
            As `Pooled.tau2_interval`; the binomial-normal model has ``PL`` only, its default, and
            no weights.

        Raises
        ------
        ValueError
            For another kind under the binomial-normal model; and as `Pooled.tau2_interval`.

        Examples
        --------
        >>> from b12meta.stats.counts.proportions import pool_proportions
        >>> low, high = pool_proportions([16, 10, 4, 43], [17, 12, 8, 90]).tau2_interval()
        >>> round(low, 4), round(high, 4)
        (0.1082, 9.125)
        """
        if self.model != "glmm":
            return Pooled.tau2_interval(self, "QP" if kind is None else kind, level, weights)
        check_choice("kind", "PL" if kind is None else kind, ("PL",))
        if weights is not None:
            raise ValueError("weights: the binomial-normal model has none")
        coverage = self.level if level is None else check_level(level)
        if self.k == 1 or not self.converged:
            return Interval(math.nan, math.nan)
        from b12meta.stats.counts.fit import spread_interval

        low, high = spread_interval(*self._fitted(), coverage)
        return Interval(low * low, high * high)

    def profile_interval(self, level: float | None = None) -> Interval:
        """Profile-likelihood interval of the mean logit; the binomial-normal model only.

        Unlike the normal interval it need not be symmetric; with few studies or rare events it is
        the better one.

        Raises
        ------
        ValueError
            For another model, or a level outside (0, 1).

        Examples
        --------
        >>> from b12meta.stats.counts.proportions import pool_proportions
        >>> low, high = pool_proportions([0, 1, 2], [30, 40, 35]).profile_interval()
        >>> round(low, 3), round(high, 3)
        (-5.893, -2.467)
        """
        if self.model != "glmm":
            raise ValueError(f"profile_interval: got model={self.model!r}, expected 'glmm'")
        coverage = self.level if level is None else check_level(level)
        if not self.converged:
            return Interval(math.nan, math.nan)
        from b12meta.stats.counts.fit import mean_interval

        return mean_interval(*self._fitted(), coverage, spread=self.k > 1)

    def _fitted(self) -> tuple[Events, Fit]:
        """Data and maximum of the binomial-normal model."""
        from b12meta.stats.counts.binomial_normal import prepare
        from b12meta.stats.counts.fit import fit, fit_alone

        data = prepare(self.xi, self.ni)
        return data, fit(data) if self.k > 1 else fit_alone(data)

    def __str__(self) -> str:
        from b12meta.stats.counts.printing import proportion_as_text

        return proportion_as_text(self)

    def _repr_html_(self) -> str:
        from b12meta.stats.counts.printing import proportion_as_html

        return proportion_as_html(self)
