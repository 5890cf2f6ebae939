"""Pooling every study, and the same question asked in other ways.

The headline pool is Bayesian and takes each study at its level (decision 2). Beside it stand the
same studies by maximum likelihood, the usual practice of means only, and each choice that a reader
might have made otherwise. Every row is one analysis with its own studies; none is hidden.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from b12meta.frames.bounded import leave_one_out_bounded
from b12meta.stats.bayes.priors import HalfCauchy, HalfNormal
from b12meta.stats.bounded.pooling import pool_bounded
from b12meta.stats.pooling import pool

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from b12meta.stats.bayes.priors import TauPrior
    from b12meta.stats.bounded.result import BoundedPool
    from b12meta.stats.interval import Interval
    from b12meta.stats.result import Pooled

PRIOR = HalfNormal(0.5)
"""Prior on the between-study standard deviation of the headline pool (decision 2)."""

FEWEST_MEANS = 3
"""Fewest studies with means that are pooled by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """One analysis: its name and method, its studies, and what came out."""

    name: str
    method: str
    rows: pd.DataFrame
    estimate: float
    ci: Interval
    pi: Interval | None
    tau: float


def pool_every(rows: pd.DataFrame, *, tau_prior: TauPrior | None = PRIOR) -> BoundedPool:
    """Pool effects and bounds together; the headline with its prior, ML without one."""
    columns = (rows[name] for name in ("yi", "vi", "low", "high"))
    return pool_bounded(*columns, tau_prior=tau_prior)


def leave_one_out(rows: pd.DataFrame) -> pd.DataFrame:
    """The headline pool again, each time without one study; see `leave_one_out_bounded`."""
    columns = (rows[name] for name in ("yi", "vi", "low", "high"))
    return leave_one_out_bounded(*columns, tau_prior=PRIOR)


def pool_means(rows: pd.DataFrame) -> Pooled:
    """Pool the studies that print means alone, as is usual (REML, Knapp-Hartung not below 1)."""
    means = rows[rows["level"].eq("means")]
    return pool(means["yi"], means["vi"], method="REML", test="adhoc")


def analyses(rows: pd.DataFrame, others: dict[str, pd.DataFrame]) -> Iterator[Analysis]:
    """The headline, its sensitivity to method and prior, and each other set of rows.

    Parameters
    ----------
    rows : DataFrame
        From `contrasts`.
    others : dict of str to DataFrame
        Name of an alternative to its rows, in the same form.
    """
    yield bayesian("Every study (headline)", rows)
    yield from likelihood("Every study", rows)
    if rows["level"].eq("means").sum() >= FEWEST_MEANS:
        yield usual("Means only, the usual practice", rows)
    for scale in (0.25, 1.0):
        yield bayesian(f"Prior on τ: half-normal({scale:g})", rows, HalfNormal(scale))
    yield bayesian("Prior on τ: half-Cauchy(0.5)", rows, HalfCauchy(0.5))
    for name, alternative in others.items():
        yield bayesian(name, alternative)


def bayesian(name: str, rows: pd.DataFrame, prior: HalfNormal | HalfCauchy = PRIOR) -> Analysis:
    """An analysis by the Bayesian fit."""
    found = pool_every(rows, tau_prior=prior)
    assert found.tau is not None
    return Analysis(
        name=name,
        method=bayes(prior),
        rows=rows,
        estimate=found.estimate,
        ci=found.ci,
        pi=found.pi,
        tau=found.tau.median,
    )


def bayes(prior: HalfNormal | HalfCauchy = PRIOR) -> str:
    """The Bayesian model in words.

    Examples
    --------
    >>> bayes()
    'Bayes: flat mean, half-normal(0.5) between studies'
    """
    kind = "half-normal" if isinstance(prior, HalfNormal) else "half-Cauchy"
    return f"Bayes: flat mean, {kind}({prior.scale:g}) between studies"


def likelihood(name: str, rows: pd.DataFrame) -> Iterator[Analysis]:
    """The same studies by maximum likelihood, with both cut-offs of the profile."""
    found = pool_every(rows, tau_prior=None)
    cut_offs = {"chi-square": found.ci, "t": found.ci_t}
    for cut_off, interval in cut_offs.items():
        if interval is not None:
            yield Analysis(
                name=f"{name}, maximum likelihood ({cut_off} cut-off)",
                method="maximum likelihood, profile interval",
                rows=rows,
                estimate=found.estimate,
                ci=interval,
                pi=None,
                tau=found.tau2**0.5,
            )


def usual(name: str, rows: pd.DataFrame) -> Analysis:
    """The pool of means only."""
    found = pool_means(rows)
    means = rows[rows["level"].eq("means")]
    return Analysis(
        name=name,
        method="REML, Knapp-Hartung with a factor not below one",
        rows=means,
        estimate=found.estimate,
        ci=found.ci,
        pi=found.pi,
        tau=found.tau2**0.5,
    )


def as_frame(found: Iterable[Analysis]) -> pd.DataFrame:
    """Analyses as a tidy frame: name, method, k, people, estimate, interval, prediction, tau."""
    return pd.DataFrame(
        {
            "analysis": one.name,
            "method": one.method,
            "k": len(one.rows),
            "people": int(one.rows["n1i"].sum() + one.rows["n2i"].sum()),
            "estimate": one.estimate,
            "ci_low": one.ci.low,
            "ci_high": one.ci.high,
            "pi_low": one.pi.low if one.pi else float("nan"),
            "pi_high": one.pi.high if one.pi else float("nan"),
            "tau": one.tau,
        }
        for one in found
    )
