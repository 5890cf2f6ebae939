"""How a meta-regression prints itself."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

from b12meta.stats.printing import number, p_value

if TYPE_CHECKING:
    from b12meta.stats.regression.result import RegressionResult

__all__ = ["as_html", "as_text"]


def title(found: RegressionResult) -> str:
    """First line: the choices."""
    fixed = f"tau2 fixed at {number(found.method)}" if isinstance(found.method, float) else None
    return f"meta-regression of {found.k} studies · {fixed or found.method} · {found.test}"


def heading(found: RegressionResult) -> tuple[str, ...]:
    """Names of the columns of coefficients."""
    level = f"{100 * found.level:g}%"
    return ("", "coefficient", "se", f"{level} low", f"{level} high", "")


def coefficients(found: RegressionResult) -> list[tuple[str, ...]]:
    """One row of texts per coefficient."""
    numbers = zip(found.coef, found.se, found.ci_low, found.ci_high, strict=True)
    return [
        (name, *(number(float(value)) for value in values), p_value(float(p)))
        for name, values, p in zip(found.names, numbers, found.pval, strict=True)
    ]


def summary(found: RegressionResult) -> list[tuple[str, str]]:
    """Name and value of each line below the coefficients."""
    m, df = found.qm_df
    test = f"df {m}" if df == math.inf else f"F, df {m} and {df:g}"
    lines = [("moderators together", f"{number(found.qm)} ({test}; {p_value(found.qm_pval)})")]
    if found.r2 is not None:
        lines.append(("R2", f"{100 * found.r2:.1f}%"))
    return [
        *lines,
        ("tau2 left", f"{number(found.tau2)} (se {number(found.se_tau2)})"),
        ("I2 left", f"{100 * found.i2:.1f}%"),
        ("QE", f"{number(found.qe)} (df {found.qe_df}; {p_value(found.qe_pval)})"),
    ]


def as_text(found: RegressionResult) -> str:
    """Table of plain text."""
    rows = [heading(found), *coefficients(found)]
    widths = [max(len(row[j]) for row in rows) for j in range(len(rows[0]))]
    table = ["  ".join(f"{cell:<{w}}" for cell, w in zip(row, widths, strict=True)) for row in rows]
    lines = [f"{name}: {value}" for name, value in summary(found)]
    said = [f"note: {sentence}" for sentence in found.warnings]
    return "\n".join([title(found), *(line.rstrip() for line in table), *lines, *said])


def as_html(found: RegressionResult) -> str:
    """Table of HTML, every text escaped."""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in heading(found))
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        + "</tr>"
        for name, *cells in coefficients(found)
    )
    lines = "".join(f"<p>{escape(name)}: {escape(value)}</p>" for name, value in summary(found))
    said = "".join(f"<p>{escape(sentence)}</p>" for sentence in found.warnings)
    caption = f"<caption>{escape(title(found))}</caption>"
    table = f"{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return f'<table class="b12-regression">{table}</table>{lines}{said}'
