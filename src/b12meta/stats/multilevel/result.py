"""The result of pooling nested effects."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from b12meta.stats.printing import degrees, number, p_value, span

if TYPE_CHECKING:
    from b12meta.stats.interval import Interval
    from b12meta.stats.robust import Robust
    from b12meta.stats.types import Floats, Ints, Labels

__all__ = ["MultilevelPooled"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MultilevelPooled:
    """A pooled effect of nested effects.

    Attributes
    ----------
    estimate, se, stat, df, pval : float
        Pooled effect (unit of yi), standard error, test statistic, its df (inf for the normal) and
        p value.
    ci : Interval
        Confidence interval of the pooled effect.
    pi, pi_df : Interval, float
        Prediction interval for a true effect in a new outer cluster (all variances add up), and its
        df.
    sigma2 : array of shape (c,)
        One variance per column of clusters, outer first (squared unit of yi).
    sigma2_at_bound : tuple of bool
        Which of them are estimated to be 0.
    names, groups : tuple
        Names of the columns, and how many clusters each makes.
    i2, i2_levels : float, tuple of float
        Share of all variances, and of each, in the total variance of a typical effect.
    q, q_df, q_pval : float, int, float
        Cochran's Q of all effects, as if they were independent.
    loglik : float
        Log-likelihood (restricted for REML) with its constants, that of metafor's ``logLik``.
    k : int
        Number of effects.
    weights : array of shape (k,)
        Shares of the effects in the estimate; they sum to 1.
    method, test, level
        As asked for.
    optima, converged, warnings
        Number of local maxima found, whether the score is 0 (or points below 0 at a bound), and
        what a careful reader should know.
    yi, vi, clusters, labels
        The data; `clusters` numbers the nested groups, shape (k, c).
    """

    estimate: float
    se: float
    stat: float
    df: float
    pval: float
    ci: Interval
    pi: Interval
    pi_df: float
    sigma2: Floats
    sigma2_at_bound: tuple[bool, ...]
    names: tuple[str, ...]
    groups: tuple[int, ...]
    i2: float
    i2_levels: tuple[float, ...]
    q: float
    q_df: int
    q_pval: float
    loglik: float
    k: int
    weights: Floats = field(repr=False)
    method: str
    test: str
    level: float
    optima: int
    converged: bool
    warnings: tuple[str, ...]
    yi: Floats = field(repr=False)
    vi: Floats = field(repr=False)
    clusters: Ints = field(repr=False)
    labels: Labels = field(repr=False)

    def robust(
        self, cluster: Any = None, *, kind: str = "CR2", test: str = "t", level: float | None = None
    ) -> Robust:
        """Cluster-robust standard error of this fit; clusters are the outermost by default.

        See `b12meta.stats.robust.cluster_robust`. Each outer cluster must lie within one of
        `cluster`.

        Examples
        --------
        >>> from b12meta.stats.multilevel.fit import pool_multilevel
        >>> fit = pool_multilevel([0, 1, 3, 5], [1] * 4, [1, 1, 2, 2])
        >>> round(fit.robust().df, 6)
        1.0
        """
        from b12meta.stats.robust import robust_of_multilevel

        return robust_of_multilevel(self, cluster, kind=kind, test=test, level=level)

    def __str__(self) -> str:
        lines = rows(self)
        width = max(len(name) for name, _ in lines)
        table = [f"{name:<{width}}  {value}" for name, value in lines]
        return "\n".join([title(self), *table, *(f"note: {said}" for said in self.warnings)])

    def _repr_html_(self) -> str:
        body = "".join(
            f'<tr><th scope="row">{escape(a)}</th><td>{escape(b)}</td></tr>' for a, b in rows(self)
        )
        said = "".join(f"<p>{escape(sentence)}</p>" for sentence in self.warnings)
        caption = f"<caption>{escape(title(self))}</caption>"
        return f'<table class="b12-pooled">{caption}<tbody>{body}</tbody></table>{said}'


def title(found: MultilevelPooled) -> str:
    """First line: the choices."""
    return f"{found.k} effects in {found.groups[0]} clusters · {found.method} · {found.test}"


def rows(found: MultilevelPooled) -> list[tuple[str, str]]:
    """Name and value of each printed line."""
    level = f"{100 * found.level:g}%"
    df = "normal" if found.pi_df == math.inf else f"t, df {found.pi_df:g}"
    variances = [
        (f"variance, {name}", f"{number(float(value))} ({count} groups, {100 * share:.1f}%)")
        for name, value, count, share in zip(
            found.names, found.sigma2, found.groups, found.i2_levels, strict=True
        )
    ]
    return [
        ("pooled estimate", number(found.estimate)),
        (f"{level} interval", f"{span(found.ci)} ({degrees(found.df)}; {p_value(found.pval)})"),
        (f"{level} prediction", f"{span(found.pi)} ({df})"),
        *variances,
        ("Q", f"{number(found.q)} (df {found.q_df}; {p_value(found.q_pval)})"),
    ]
