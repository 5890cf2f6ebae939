"""How pooled counts print themselves; here they are rounded, nowhere else."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

from b12meta.stats.printing import degrees, number, p_value, span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from b12meta.stats.counts.proportion_result import PooledProportion
    from b12meta.stats.counts.result import ChiSquare, PooledTables
    from b12meta.stats.interval import Interval

__all__ = [
    "proportion_as_html",
    "proportion_as_text",
    "tables_as_html",
    "tables_as_text",
]

Rows = list[tuple[str, str]]

NAMES = {"OR": "odds ratio", "RR": "risk ratio", "RD": "risk difference"}


def tables_as_text(pooled: PooledTables) -> str:
    """Lines of plain text."""
    return as_text(tables_title(pooled), rows_of_tables(pooled), pooled.warnings)


def tables_as_html(pooled: PooledTables) -> str:
    """Table of HTML."""
    return as_html(tables_title(pooled), rows_of_tables(pooled), pooled.warnings)


def proportion_as_text(pooled: PooledProportion) -> str:
    """Lines of plain text."""
    return as_text(proportion_title(pooled), rows_of_proportion(pooled), pooled.warnings)


def proportion_as_html(pooled: PooledProportion) -> str:
    """Table of HTML."""
    return as_html(proportion_title(pooled), rows_of_proportion(pooled), pooled.warnings)


def tables_title(pooled: PooledTables) -> str:
    """First line: the choices."""
    method = "Mantel-Haenszel" if pooled.method == "MH" else pooled.method
    return f"{pooled.k} {'table' if pooled.k == 1 else 'tables'} · {method} · {pooled.measure}"


def rows_of_tables(pooled: PooledTables) -> Rows:
    """Name and value of each line."""
    name, level = NAMES[pooled.measure], f"{100 * pooled.level:g}%"
    value, ends = pooled.estimate, pooled.ci
    if pooled.ratio is not None and pooled.ratio_ci is not None:
        value, ends = pooled.ratio, pooled.ratio_ci
    lines = [(f"pooled {name}", number(value)), (f"{level} interval", span(ends))]
    if pooled.measure != "RD":
        lines.append(("on the log scale", f"{number(pooled.estimate)} (se {number(pooled.se)})"))
    lines += [
        ("z", f"{number(pooled.stat)} ({p_value(pooled.pval)})"),
        ("Q", f"{number(pooled.q)} (df {pooled.q_df}; {p_value(pooled.q_pval)})"),
        ("I2 from Q", f"{100 * pooled.i2_q:.1f}%"),
    ]
    return [*lines, *tested("CMH", pooled.cmh), *tested("Tarone", pooled.tarone)]


def tested(name: str, test: ChiSquare | None) -> Rows:
    """Line of a chi-square test, if there is one."""
    if test is None:
        return []
    return [(name, f"{number(test.stat)} (df {test.df}; {p_value(test.pval)})")]


def proportion_title(pooled: PooledProportion) -> str:
    """First line: the choices."""
    studies = "study" if pooled.k == 1 else "studies"
    return f"{pooled.k} {studies} · {pooled.model} · {pooled.method} · {pooled.test}"


def percent(ends: Interval) -> str:
    """Words for an interval of proportions."""
    return f"{share(ends.low)} to {share(ends.high)}"


def share(value: float) -> str:
    """Words for a proportion.

    Examples
    --------
    >>> share(0.32931)
    '32.9%'
    """
    return "not known" if math.isnan(value) else f"{100 * value:.3g}%"


def rows_of_proportion(pooled: PooledProportion) -> Rows:
    """Name and value of each line."""
    level = f"{100 * pooled.level:g}%"
    lines = [
        ("pooled proportion", share(pooled.proportion)),
        (f"{level} interval", f"{percent(pooled.proportion_ci)} ({degrees(pooled.df)})"),
    ]
    if pooled.proportion_pi is not None and pooled.pi_df is not None:
        rule = f"{pooled.prediction}; {degrees(pooled.pi_df)}"
        lines.append((f"{level} prediction", f"{percent(pooled.proportion_pi)} ({rule})"))
    return [
        *lines,
        (f"on the {pooled.scale} scale", f"{number(pooled.estimate)} (se {number(pooled.se)})"),
        ("tau2", f"{number(pooled.tau2)} (se {number(pooled.se_tau2)})"),
        ("I2", f"{100 * pooled.i2:.1f}% (from Q: {100 * pooled.i2_q:.1f}%)"),
        ("Q", f"{number(pooled.q)} (df {pooled.q_df}; {p_value(pooled.q_pval)})"),
    ]


def as_text(title: str, rows: Rows, said: Sequence[str]) -> str:
    """Lines of plain text in two columns."""
    width = max(len(name) for name, _ in rows)
    table = [f"{name:<{width}}  {value}" for name, value in rows]
    return "\n".join([title, *table, *(f"note: {sentence}" for sentence in said)])


def as_html(title: str, rows: Rows, said: Sequence[str]) -> str:
    """Table of HTML, every text escaped."""
    body = "".join(
        f'<tr><th scope="row">{escape(a)}</th><td>{escape(b)}</td></tr>' for a, b in rows
    )
    notes = "".join(f"<p>{escape(sentence)}</p>" for sentence in said)
    caption = f"<caption>{escape(title)}</caption>"
    return f'<table class="b12-pooled">{caption}<tbody>{body}</tbody></table>{notes}'
