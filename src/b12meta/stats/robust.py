"""Cluster-robust standard errors: uncertainty that does not trust the model of dependence.

Effects of one cluster may hang together in ways that the model does not know. The sandwich
estimator takes the clusters' own residuals as evidence of their variance. With few clusters it is
too small; CR2 adjusts each cluster so that it would be exact if the working model held, and
Satterthwaite's degrees of freedom say how much the result can be trusted (below 4, hardly).

The working model gives the weights: that of `pool` with its tau2, or a multilevel fit. CR0 is
unadjusted; CR1 multiplies the variance by m / (m - 1) for m clusters. With a mean alone that is
also clubSandwich's CR1p and CR1S, and metafor's ``robust(adjust=TRUE)``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from b12meta.stats.checks import check_choice, check_level, check_studies
from b12meta.stats.distributions import critical, two_sided_p
from b12meta.stats.inference import ratio
from b12meta.stats.interval import Interval
from b12meta.stats.multilevel.clusters import codes_of
from b12meta.stats.printing import degrees, number, p_value, span
from b12meta.stats.sandwich import Block, sandwich
from b12meta.stats.scaled import standardise, weighted
from b12meta.stats.tau2.estimate import check_method, estimate_tau2

if TYPE_CHECKING:
    from b12meta.stats.multilevel.result import MultilevelPooled
    from b12meta.stats.types import ArrayLike, Floats, Ints, Method

__all__ = ["Robust", "cluster_robust", "robust_of_multilevel"]

KINDS = ("CR0", "CR1", "CR2")
TESTS = ("t", "z")
FEW = 4.0
"""Degrees of freedom below which Satterthwaite's approximation fails (Tipton 2015)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Robust:
    """A pooled effect with a cluster-robust standard error.

    Attributes
    ----------
    estimate, se, stat, df, pval : float
        Pooled effect, robust standard error, their ratio, Satterthwaite's degrees of freedom (inf
        for the test ``z``) and p value.
    ci : Interval
        Confidence interval.
    clusters : int
        Number of clusters.
    kind, test, level
        As asked for.
    warnings : tuple of str
        What a careful reader should know, in sentences.
    """

    estimate: float
    se: float
    stat: float
    df: float
    pval: float
    ci: Interval
    clusters: int
    kind: str
    test: str
    level: float
    warnings: tuple[str, ...]

    def __str__(self) -> str:
        rule = f"{degrees(self.df)}; {p_value(self.pval)}"
        lines = [
            f"{self.clusters} clusters · {self.kind}",
            f"pooled estimate  {number(self.estimate)} (se {number(self.se)})",
            f"{100 * self.level:g}% interval  {span(self.ci)} ({rule})",
        ]
        return "\n".join([*lines, *(f"note: {said}" for said in self.warnings)])


def cluster_robust(
    yi: ArrayLike,
    vi: ArrayLike,
    cluster: Any,
    *,
    kind: str = "CR2",
    method: Method = "REML",
    test: str = "t",
    level: float = 0.95,
) -> Robust:
    """Pool as `pool` does, with a standard error that allows for dependence within clusters.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects, and their sampling variances in the squared unit of `yi`.
    cluster : array-like of shape (k,)
        Label of each effect's cluster.
    kind : {"CR2", "CR1", "CR0"}
        Adjustment for few clusters.
    method
        How tau2 is estimated; as in `pool`.
    test : {"t", "z"}
        ``t`` with Satterthwaite's degrees of freedom, or the normal distribution.
    level : float
        Coverage of the interval.

    Raises
    ------
    ValueError
        For bad effects or variances, missing labels, a single cluster, or an unknown choice.

    References
    ----------
    Pustejovsky & Tipton (2018), *Journal of Business & Economic Statistics* 36, 672-683;
    Tipton (2015), *Psychological Methods* 20, 375-393.

    Examples
    --------
    >>> found = cluster_robust([0, 1, 3, 5], [1] * 4, ["a", "a", "b", "c"], method=0.0)
    >>> round(found.estimate, 3), round(found.se, 3), round(found.df, 2)
    (2.25, 1.486, 1.8)
    """
    studies = check_studies(yi, vi)
    method = check_method(method)
    level = check_level(level)
    codes = check_cluster(cluster, studies.yi.size)
    check_choice("kind", kind, KINDS)
    check_choice("test", test, TESTS)
    data = standardise(studies.yi, studies.vi)
    tau2 = estimate_tau2(data, method).value
    mean = weighted(data, tau2)
    parts = codes[data.order]
    blocks = [
        Block(np.sqrt(data.v[rows] + tau2), None, data.y[rows] - mean.mean)
        for rows in members(parts)
    ]
    estimate = data.centre + data.unit * mean.mean
    return finish(blocks, estimate, data.unit, kind, test, level)


def robust_of_multilevel(
    fit: MultilevelPooled, cluster: Any, *, kind: str, test: str, level: float | None
) -> Robust:
    """Cluster-robust standard error of a multilevel fit; see `MultilevelPooled.robust`."""
    check_choice("kind", kind, KINDS)
    check_choice("test", test, TESTS)
    outer = fit.clusters[:, 0]
    codes = check_cluster(outer if cluster is None else cluster, fit.k)
    divided = [
        str(code) for code in range(fit.groups[0]) if np.unique(codes[outer == code]).size > 1
    ]
    if divided:
        raise ValueError(
            f"cluster: divides outer cluster(s) {', '.join(divided)} of the fit (numbered by first "
            "appearance), expected each to lie within one cluster"
        )
    data = standardise(fit.yi, fit.vi)
    sigma2 = fit.sigma2 / data.unit / data.unit
    nested = fit.clusters[data.order]
    centre = (fit.estimate - data.centre) / data.unit
    blocks = [
        Block(*root_of(data.v[rows], nested[rows], sigma2), data.y[rows] - centre)
        for rows in members(codes[data.order])
    ]
    chosen = fit.level if level is None else check_level(level)
    return finish(blocks, fit.estimate, data.unit, kind, test, chosen)


def check_cluster(cluster: Any, k: int) -> Ints:
    """Codes of the clusters, two or more."""
    codes = codes_of("cluster", cluster, k)
    if int(codes.max()) == 0:
        raise ValueError("cluster: got a single cluster, expected two or more")
    return codes


def members(codes: Ints) -> list[Ints]:
    """Rows of each cluster."""
    return [np.flatnonzero(codes == code) for code in range(int(codes.max()) + 1)]


def root_of(v: Floats, nested: Ints, sigma2: Floats) -> tuple[Floats, Floats]:
    """Cholesky factor of the variance of nested effects."""
    variance = np.diag(v)
    for column, value in zip(nested.T, sigma2, strict=True):
        variance = variance + value * (column[:, None] == column)
    lower = np.linalg.cholesky(variance)
    return np.asarray(np.diagonal(lower)), np.asarray(lower)


def finish(
    blocks: list[Block], estimate: float, unit: float, kind: str, test: str, level: float
) -> Robust:
    """From the sandwich to the interval."""
    found = sandwich(blocks, kind)
    se = unit * found.se
    df = math.inf if test == "z" else found.df
    stat = ratio(estimate, se)
    half = critical(level, df) * se
    return Robust(
        estimate=estimate,
        se=se,
        stat=stat,
        df=df,
        pval=two_sided_p(stat, df),
        ci=Interval(estimate - half, estimate + half),
        clusters=len(blocks),
        kind=kind,
        test=test,
        level=level,
        warnings=notes(found.df, kind),
    )


def notes(df: float, kind: str) -> tuple[str, ...]:
    """Sentences for few clusters."""
    said = []
    if df < FEW:
        said.append(
            f"Satterthwaite's degrees of freedom are {df:.1f}, below 4: the p value and the "
            "interval cannot be trusted."
        )
    if kind != "CR2" and df < 20:
        said.append(f"{kind} is too small with few clusters; CR2 adjusts for that.")
    return tuple(said)
