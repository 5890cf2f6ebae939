"""How a pool with bounds prints itself; here it is rounded, nowhere else.

The assumption is printed with the result, and no I²: there is no typical variance of studies that
print none.
"""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

from b12meta.stats.bayes.printing import posterior_rows
from b12meta.stats.printing import number, span

if TYPE_CHECKING:
    from b12meta.stats.bounded.result import BoundedPool

__all__ = ["ASSUMPTION", "as_html", "as_text"]

ASSUMPTION = (
    "Assumed: what a study reports depends on its result only through the bound that it printed."
)


def title(pool: BoundedPool) -> str:
    """First line: how many, and how."""
    how = "maximum likelihood" if pool.tau_prior is None else f"Bayes · tau: {pool.tau_prior}"
    return f"{pool.k_exact} exact and {pool.k_bounded} bounded studies · {how}"


def rows(pool: BoundedPool) -> list[tuple[str, str]]:
    """Name and value of each line."""
    level = f"{100 * pool.level:g}%"
    if pool.mu is not None and pool.tau is not None and pool.theta_new is not None:
        lines = posterior_rows(pool.mu, pool.tau, pool.theta_new)
    else:
        lines = [
            ("mean effect", number(pool.estimate)),
            (f"{level} interval", f"{span(pool.ci)} (profile likelihood, chi-square)"),
        ]
        if pool.ci_t is not None:
            lines.append((f"{level} interval", f"{span(pool.ci_t)} (the same, t cut-off)"))
        lines.append(("tau", number(math.sqrt(pool.tau2))))
    alone = pool.exact
    if alone is not None:
        lines.append(("exact studies alone", f"{number(alone.estimate)} ({span(alone.ci)})"))
    return lines


def as_text(pool: BoundedPool) -> str:
    """Lines of plain text."""
    lines = rows(pool)
    width = max(len(name) for name, _ in lines)
    table = [f"{name:<{width}}  {value}" for name, value in lines]
    return "\n".join(
        [title(pool), *table, ASSUMPTION, *(f"note: {said}" for said in pool.warnings)]
    )


def as_html(pool: BoundedPool) -> str:
    """Table of HTML, every text escaped."""
    body = "".join(
        f'<tr><th scope="row">{escape(a)}</th><td>{escape(b)}</td></tr>' for a, b in rows(pool)
    )
    said = "".join(f"<p>{escape(sentence)}</p>" for sentence in (ASSUMPTION, *pool.warnings))
    caption = f"<caption>{escape(title(pool))}</caption>"
    return f'<table class="b12-pooled">{caption}<tbody>{body}</tbody></table>{said}'
