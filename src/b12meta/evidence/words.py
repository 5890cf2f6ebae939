"""How numbers and findings are put into words: the only place that rounds.

Statistics never round; sentences, tables and labels do, here and always in the same way: a true
minus sign, as many decimals as the scale deserves, "p < 0.001" for what is too small to print.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"


def minus(text: str) -> str:
    """A number's text with a true minus sign; a minus before nothing but zeros goes.

    Examples
    --------
    >>> minus("-0.95"), minus("-0.00")
    ('−0.95', '0.00')
    """
    if text.startswith("-") and not text.strip("-0."):
        return text[1:]
    return text.replace("-", MINUS)


def number(value: float | None, digits: int = 2) -> str:
    """A number with a fixed count of decimals; an en dash when missing.

    Examples
    --------
    >>> number(-0.0804), number(-0.001), number(float("nan")), number(float("-inf"))
    ('−0.08', '0.00', '–', '−∞')
    """
    if value is None or pd.isna(value):
        return DASH
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    return minus(f"{float(value):.{digits}f}")


def interval(low: float, high: float, digits: int = 2) -> str:
    """Two limits in words.

    Examples
    --------
    >>> interval(-0.35, 0.2)
    '−0.35 to 0.20'
    """
    return f"{number(low, digits)} to {number(high, digits)}"


def p_value(p: float) -> str:
    """A p value with its sign: three decimals where small, never "0.000".

    Examples
    --------
    >>> p_value(0.28441), p_value(0.0071), p_value(3e-9)
    ('p = 0.28', 'p = 0.007', 'p < 0.001')
    """
    if p < 0.001:
        return "p < 0.001"
    return f"p = {p:.3f}" if p < 0.1 else f"p = {p:.2f}"


def percent(share: float, digits: int = 0) -> str:
    """A share as a percentage.

    Examples
    --------
    >>> percent(0.9549)
    '95%'
    """
    return f"{number(100 * share, digits)}%"


def count(n: int, noun: str, plural: str | None = None) -> str:
    """A count with its noun; small counts in letters.

    Examples
    --------
    >>> count(1, "study", "studies"), count(13, "study", "studies")
    ('one study', '13 studies')
    """
    small = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    many = plural or f"{noun}s"
    return f"{small[n] if n < len(small) else n} {noun if n == 1 else many}"


def joined(words: list[str], last: str = "and") -> str:
    """A list in words.

    Examples
    --------
    >>> joined(["a"]), joined(["a", "b", "c"]), joined(["a", "b"], "or")
    ('a', 'a, b and c', 'a or b')
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def study_name(study_id: object, author: object) -> str:
    """Surname for display, without initials; the id when no author was printed.

    Examples
    --------
    >>> study_name("najafi2012", "Najafi MR"), study_name("uaq_thesis", None)
    ('Najafi', 'uaq_thesis')
    """
    if not isinstance(author, str):
        return str(study_id)
    return re.sub(r"\s+[A-Z]{1,3}$", "", author)


def what_was_printed(row: Mapping[str, object]) -> str:
    """What a comparison printed, in a few words, from a row of `comparisons`.

    Examples
    --------
    >>> what_was_printed({"level": "bounded_p", "direction": "none_stated",
    ...     "significance": "not_significant", "p_operator": ">", "p_value": 0.05})
    'not different (p > 0.05)'
    """
    return f"{_finding(row)}{_test(row)}"


def _finding(row: Mapping[str, object]) -> str:
    direction, significance = row["direction"], row["significance"]
    directed = direction if direction in ("lower", "higher") else ""
    if significance == "significant":
        return f"significantly {directed}" if directed else "significantly different"
    if significance == "not_significant":
        return f"{directed}, not significantly" if directed else "not different"
    return f"{directed} (no test)" if directed else "measured, no comparison printed"


def _test(row: Mapping[str, object]) -> str:
    operator, p = row["p_operator"], row["p_value"]
    if isinstance(operator, str) and isinstance(p, int | float) and not math.isnan(p):
        return f" (p {operator} {p:g})"
    decided = row["significance"] in ("significant", "not_significant")
    return " (no p printed)" if decided else ""
