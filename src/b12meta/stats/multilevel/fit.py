"""Pooling effects that are nested in clusters."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from b12meta.stats.checks import check_choice, check_level, check_studies
from b12meta.stats.distributions import critical, two_sided_p
from b12meta.stats.heterogeneity import heterogeneity, typical_variance
from b12meta.stats.inference import ratio
from b12meta.stats.interval import Interval
from b12meta.stats.multilevel.climb import Peak, highest
from b12meta.stats.multilevel.clusters import check_clusters
from b12meta.stats.multilevel.result import MultilevelPooled
from b12meta.stats.multilevel.tree import Tree, fit_at, loglik, make_tree, shares
from b12meta.stats.scaled import Scaled, standardise, weighted

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Floats

__all__ = ["pool_multilevel"]

METHODS = ("REML", "ML")
TESTS = ("z", "t")


def pool_multilevel(
    yi: ArrayLike,
    vi: ArrayLike,
    clusters: Any,
    *,
    method: str = "REML",
    test: str = "t",
    level: float = 0.95,
) -> MultilevelPooled:
    """Pool effects of which several belong together.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects, and their sampling variances in the squared unit of `yi`; sampling errors are taken
        as independent.
    clusters : array-like of shape (k, c), or DataFrame
        Labels, one column per variance component, outer first; inner labels count within the outer
        ones. No component is added: for the usual three-level model give the study and then an id
        of the row.
    method : {"REML", "ML"}
        How the variances are estimated.
    test : {"t", "z"}
        Reference distribution of the pooled effect; ``t`` has k - 1 degrees of freedom, as
        metafor's ``rma.mv(test="t")``. With few outer clusters that is too many; see
        `cluster_robust`.
    level : float
        Coverage of the intervals.

    Returns
    -------
    MultilevelPooled
        `sigma2`, one variance per column, and the pooled effect with its uncertainty.

    Raises
    ------
    ValueError
        For bad effects or variances, missing labels, variances that cannot be told apart, or an
        unknown choice.

    References
    ----------
    Konstantopoulos (2011), *Research Synthesis Methods* 2, 61-76; Nakagawa & Santos
    (2012), *Evolutionary Ecology* 26, 1253-1274 (I2).

    Examples
    --------
    >>> fit = pool_multilevel([0.1, 0.3, 0.9, 1.3], [0.01] * 4, [[1, 1], [1, 2], [2, 1], [2, 2]])
    >>> round(fit.estimate, 3), fit.sigma2.round(3)
    (0.65, array([0.38, 0.04]))
    """
    studies = check_studies(yi, vi)
    codes, names = check_clusters(clusters, studies.yi.size)
    check_choice("method", method, METHODS)
    check_choice("test", test, TESTS)
    level = check_level(level)
    restricted = method == "REML"

    data = standardise(studies.yi, studies.vi)
    tree = make_tree(data.y, data.v, codes[data.order])
    peak = highest(tree, codes.shape[1], restricted)
    fit = fit_at(tree, peak.sigma2)

    k = data.y.size
    df = math.inf if test == "z" else k - 1
    estimate = data.centre + data.unit * float(fit.mean)
    se = data.unit / math.sqrt(float(fit.levels[0].total[0]))
    stat = ratio(estimate, se)
    sigma2 = np.array([data.variance(float(value)) for value in peak.sigma2])
    crit = critical(level, df)
    half, wide = crit * se, crit * math.hypot(se, math.sqrt(float(sigma2.sum())))
    het = heterogeneity(data, 0.0, equal_effects=True)
    typical = data.variance(typical_variance(weighted(data, 0.0).w))
    parts = sigma2 / (sigma2.sum() + typical)

    return MultilevelPooled(
        estimate=estimate,
        se=se,
        stat=stat,
        df=df,
        pval=two_sided_p(stat, df),
        ci=Interval(estimate - half, estimate + half),
        pi=Interval(estimate - wide, estimate + wide),
        pi_df=df,
        sigma2=frozen(sigma2),
        sigma2_at_bound=tuple(bool(value == 0) for value in sigma2),
        names=names,
        groups=tuple(int(column.max()) + 1 for column in codes.T),
        i2=float(parts.sum()),
        i2_levels=tuple(map(float, parts)),
        q=het.q,
        q_df=het.df,
        q_pval=het.pval,
        loglik=full_loglik(tree, peak.sigma2, data, restricted),
        k=k,
        weights=frozen(in_rows(data, tree, shares(tree, fit))),
        method=method,
        test=test,
        level=level,
        optima=peak.optima,
        converged=peak.converged,
        warnings=notes(peak, names, int(codes[:, 0].max()) + 1),
        yi=frozen(studies.yi),
        vi=frozen(studies.vi),
        clusters=frozen(codes),
        labels=studies.labels,
    )


def full_loglik(tree: Tree, sigma2: Floats, data: Scaled, restricted: bool) -> float:
    """Log-likelihood in the unit of the data, with its constants (REML: that of log(k) too)."""
    k = tree.y.size
    free = k - 1 if restricted else k
    constant = -free * (math.log(2 * math.pi) / 2 + math.log(data.unit))
    return (
        float(loglik(tree, sigma2, restricted)) + constant + (math.log(k) / 2 if restricted else 0)
    )


def in_rows(data: Scaled, tree: Tree, values: Floats) -> Floats:
    """Bring one value per effect from the order of the tree to that of the data."""
    ranked = np.empty_like(values)
    ranked[tree.order] = values
    return data.in_order(ranked)


def notes(peak: Peak, names: tuple[str, ...], clusters: int) -> tuple[str, ...]:
    """Sentences for fits on an edge."""
    said = [
        f"The variance of {name} is estimated at its lower bound, 0."
        for name, value in zip(names, peak.sigma2, strict=True)
        if value == 0
    ]
    if peak.optima > 1:
        said.append(f"The likelihood has {peak.optima} local maxima; the highest found is given.")
    if not peak.converged:
        said.append("The search for the variances did not settle; do not use this result.")
    if clusters < 5:
        said.append(
            f"There are {clusters} outer clusters: the variance between them is hardly known."
        )
    return tuple(said)


def frozen(values: Any) -> Any:
    """Copy that cannot be written to."""
    copy = values.copy()
    copy.setflags(write=False)
    return copy
