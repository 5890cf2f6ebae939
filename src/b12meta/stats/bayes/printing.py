"""How a Bayesian pool prints itself; here it is rounded, nowhere else."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from b12meta.stats.printing import number, span

if TYPE_CHECKING:
    from b12meta.stats.bayes.marginal import Marginal
    from b12meta.stats.bayes.result import BayesPool

__all__ = ["as_html", "as_text", "posterior_rows", "probability"]


def probability(value: float) -> str:
    """Three decimals, and never a rounded certainty.

    Examples
    --------
    >>> probability(0.92316), probability(0.99996)
    ('0.923', '> 0.999')
    """
    if value > 0.9995:
        return "> 0.999"
    return "< 0.001" if value < 0.0005 else f"{value:.3f}"


def posterior_rows(mu: Marginal, tau: Marginal, theta_new: Marginal) -> list[tuple[str, str]]:
    """Name and value of each line on the posteriors."""
    level = f"{100 * mu.level:g}%"
    return [
        ("mean effect (median)", number(mu.median)),
        (f"{level} interval", f"{span(mu.interval)} (equal-tailed)"),
        (f"{level} predictive", span(theta_new.interval)),
        ("P(mean effect < 0)", probability(mu.prob_below(0))),
        ("tau (median)", f"{number(tau.median)} ({level}: {span(tau.interval)})"),
    ]


def title(pool: BayesPool) -> str:
    """First line: the choices."""
    studies = "study" if pool.k == 1 else "studies"
    flat = "flat" if pool.mu_prior is None else str(pool.mu_prior)
    return f"{pool.k} {studies} · Bayes · tau: {pool.tau_prior} · mean: {flat}"


def as_text(pool: BayesPool) -> str:
    """Lines of plain text."""
    rows = posterior_rows(pool.mu, pool.tau, pool.theta_new)
    width = max(len(name) for name, _ in rows)
    table = [f"{name:<{width}}  {value}" for name, value in rows]
    return "\n".join([title(pool), *table, *(f"note: {said}" for said in pool.warnings)])


def as_html(pool: BayesPool) -> str:
    """Table of HTML, every text escaped."""
    rows = posterior_rows(pool.mu, pool.tau, pool.theta_new)
    body = "".join(
        f'<tr><th scope="row">{escape(a)}</th><td>{escape(b)}</td></tr>' for a, b in rows
    )
    said = "".join(f"<p>{escape(sentence)}</p>" for sentence in pool.warnings)
    caption = f"<caption>{escape(title(pool))}</caption>"
    return f'<table class="b12-pooled">{caption}<tbody>{body}</tbody></table>{said}'
