"""How a result prints itself: the only place of this package that rounds."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from b12meta.stats.interval import Interval
    from b12meta.stats.result import Pooled

__all__ = ["as_html", "as_text", "number", "p_value"]


def number(value: float) -> str:
    """Four significant digits, at most four decimals, without an exponent where one can do without.

    Examples
    --------
    >>> number(-0.71453), number(302.4411), number(0.00001234)
    ('-0.7145', '302.4', '1.234e-05')
    """
    if not math.isfinite(value) or value == 0:
        return str(value)
    if not 1e-3 <= abs(value) < 1e6:
        return f"{value:.4g}"
    return f"{value:.{min(4, max(0, 3 - math.floor(math.log10(abs(value)))))}f}"


def p_value(value: float) -> str:
    """Words for a p value.

    Examples
    --------
    >>> p_value(0.00192), p_value(1e-26)
    ('p = 0.0019', 'p < 0.0001')
    """
    return "p < 0.0001" if value < 1e-4 else f"p = {value:.4f}"


def span(interval: Interval) -> str:
    """Words for an interval."""
    return f"{number(interval.low)} to {number(interval.high)}"


def degrees(df: float) -> str:
    """Words for degrees of freedom."""
    return "normal" if df == math.inf else f"t, df {df:g}"


def rows(pooled: Pooled) -> list[tuple[str, str]]:
    """Name and value of each printed line."""
    level = f"{100 * pooled.level:g}%"
    lines = [
        ("pooled estimate", number(pooled.estimate)),
        (f"{level} interval", f"{span(pooled.ci)} ({degrees(pooled.df)}; {p_value(pooled.pval)})"),
    ]
    if pooled.pi is not None and pooled.pi_df is not None:
        rule = f"{pooled.prediction}; {degrees(pooled.pi_df)}"
        if pooled.pi_error is not None:
            rule += ", simulated"
        lines.append((f"{level} prediction", f"{span(pooled.pi)} ({rule})"))
    return [
        *lines,
        ("tau2", f"{number(pooled.tau2)} (se {number(pooled.se_tau2)})"),
        ("I2", f"{100 * pooled.i2:.1f}% (from Q: {100 * pooled.i2_q:.1f}%)"),
        ("Q", f"{number(pooled.q)} (df {pooled.q_df}; {p_value(pooled.q_pval)})"),
    ]


def title(pooled: Pooled) -> str:
    """First line: the choices."""
    method = (
        pooled.method
        if isinstance(pooled.method, str)
        else f"tau2 fixed at {number(pooled.method)}"
    )
    return f"{pooled.k} {'study' if pooled.k == 1 else 'studies'} · {method} · {pooled.test}"


def as_text(pooled: Pooled) -> str:
    """Table of plain text."""
    lines = rows(pooled)
    width = max(len(name) for name, _ in lines)
    table = [f"{name:<{width}}  {value}" for name, value in lines]
    return "\n".join([title(pooled), *table, *(f"note: {said}" for said in pooled.warnings)])


def as_html(pooled: Pooled) -> str:
    """Table of HTML, every text escaped."""
    body = "".join(
        f'<tr><th scope="row">{escape(a)}</th><td>{escape(b)}</td></tr>' for a, b in rows(pooled)
    )
    said = "".join(f"<p>{escape(sentence)}</p>" for sentence in pooled.warnings)
    caption = f"<caption>{escape(title(pooled))}</caption>"
    return f'<table class="b12-pooled">{caption}<tbody>{body}</tbody></table>{said}'
