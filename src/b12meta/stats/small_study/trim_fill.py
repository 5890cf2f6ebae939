"""Trim and fill: how would the funnel look if it were symmetric?

The most extreme studies of one side are set aside until the rest is symmetric about its mean; then
they come back, together with their mirror images on the other side. The filled studies are not
data: the adjusted estimate says how much asymmetry of this kind could matter, not what is true.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from b12meta.stats.checks import check_choice
from b12meta.stats.pooling import pool
from b12meta.stats.sensitivity.refits import ask
from b12meta.stats.small_study.fitness import few_studies, need_spread
from b12meta.stats.small_study.printing import Printed, Rows, number, span, studies
from b12meta.stats.small_study.slope import slope_is_negative
from b12meta.stats.small_study.trimming import Estimator, Trimmed, standard_error, trim

if TYPE_CHECKING:
    from b12meta.stats.result import Pooled
    from b12meta.stats.types import ArrayLike, Bools, Floats, Labels, Method, Test

__all__ = ["TrimFill", "trim_and_fill"]

ESTIMATORS = ("L0", "R0", "Q0")
SIDES = ("left", "right")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TrimFill(Printed):
    """The filled funnel and its pooled effect.

    Attributes
    ----------
    k0 : int
        Estimated number of missing studies.
    se_k0 : float
        Its standard error (NaN where the formula gives none).
    p_k0 : float or None
        R0 only: p value of "no study is missing".
    side : {"left", "right"}
        Where they are missing.
    pooled : Pooled
        The pool of all studies, filled ones included.
    yi, vi : array of shape (k + k0,)
        Effects and variances, the filled ones last.
    filled : array of bool, shape (k + k0,)
        Which of them are filled.
    estimator, k
        As asked for; number of observed studies.
    converged : bool
        False when the number of missing studies went round in a circle; the largest of it is given.
    warnings : tuple of str
        What a careful reader should know, in sentences.
    """

    k0: int
    se_k0: float
    p_k0: float | None
    side: Literal["left", "right"]
    pooled: Pooled
    yi: Floats = field(repr=False)
    vi: Floats = field(repr=False)
    filled: Bools = field(repr=False)
    estimator: Estimator
    k: int
    converged: bool
    warnings: tuple[str, ...]

    def title(self) -> str:
        """First line: the choices."""
        how = f"{self.pooled.method} · {self.pooled.test} · {self.estimator}"
        return f"trim and fill · {studies(self.k)} · {how}"

    def rows(self) -> Rows:
        """Name and value of each line."""
        level = f"{100 * self.pooled.level:g}% interval"
        return [
            ("missing studies", f"{self.k0} on the {self.side} (se {number(self.se_k0)})"),
            ("filled estimate", number(self.pooled.estimate)),
            (level, span(self.pooled.ci)),
        ]


def trim_and_fill(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    estimator: Estimator = "L0",
    side: Literal["left", "right"] | None = None,
    method: Method = "REML",
    test: Test = "knha",
    level: float = 0.95,
) -> TrimFill:
    """Fill a funnel until it is symmetric.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects and their sampling variances; k >= 2.
    estimator : {"L0", "R0", "Q0"}
        How missing studies are counted.
    side : {"left", "right"}, optional
        Where studies may be missing; by default on the right when effects fall with their standard
        errors (slope by the same `method`), else on the left.
    method, test, level
        As in `b12meta.stats.pooling.pool`.

    Returns
    -------
    TrimFill
        Number of missing studies, the filled data and their pool.

    Raises
    ------
    ValueError
        As `pool`; for a single study, an unknown choice, no `side` where all variances are equal,
        or where Q0 would be the root of a negative number.

    References
    ----------
    Duval & Tweedie (2000), *JASA* 95, 89-98, and *Biometrics* 56, 455-463.

    Examples
    --------
    >>> yi = [0.10, 0.12, 0.15, 0.30, 0.45, 0.60, 0.75, 0.90, 1.10, 1.25]
    >>> vi = [0.01, 0.01, 0.02, 0.03, 0.05, 0.08, 0.10, 0.15, 0.20, 0.25]
    >>> found = trim_and_fill(yi, vi, test="z")
    >>> found.k0, found.side, round(found.pooled.estimate, 3)
    (5, 'left', 0.184)
    """
    check_choice("estimator", estimator, ESTIMATORS)
    asked = ask(yi, vi, method, test, level, least=2)
    y, v, labels = asked.studies
    if side is None:
        need_spread(v, "vi", "the choice of a side")
        side = "right" if slope_is_negative(asked.studies, asked.method) else "left"
    check_choice("side", side, SIDES)
    sign = -1.0 if side == "right" else 1.0
    order = np.lexsort((v, sign * y))
    trimmed = trim(sign * y[order], v[order], asked.method, estimator)
    extreme = order[y.size - trimmed.k0 :]
    mirrored = sign * (2 * trimmed.centre) - y[extreme]
    filled_y, filled_v = np.concatenate([y, mirrored]), np.concatenate([v, v[extreme]])
    pooled = pool(filled_y, filled_v, method=asked.method, test=asked.test, level=asked.level)
    return TrimFill(
        k0=trimmed.k0,
        se_k0=standard_error(estimator, y.size, trimmed.raw),
        p_k0=0.5 ** (trimmed.k0 + 1) if estimator == "R0" else None,
        side=side,
        pooled=replace(pooled, labels=with_filled(labels, trimmed.k0)),
        yi=pooled.yi,
        vi=pooled.vi,
        filled=np.arange(filled_y.size) >= y.size,
        estimator=estimator,
        k=y.size,
        converged=trimmed.converged,
        warnings=(*few_studies(y.size), *circle(trimmed)),
    )


def with_filled(labels: Labels, k0: int) -> Labels:
    """Labels of observed and filled studies."""
    return labels and (*labels, *(f"filled {i + 1}" for i in range(k0)))


def circle(trimmed: Trimmed) -> tuple[str, ...]:
    """Say that the number of missing studies did not settle."""
    if trimmed.converged:
        return ()
    return (f"The number of missing studies goes round in a circle; {trimmed.k0} is its largest.",)
