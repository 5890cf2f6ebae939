"""What a printed p says: not a number but an interval of numbers.

"p = 0.02" is any p that rounds to 0.02; "p = 0.000" is a p below 0.0005; "p = 0.001" with three
decimals is often the smallest number that software prints, and so is read as a p up to 0.0015.
"p < 0.05" and "significant" reach down to 0, "p > 0.05" and "not significant" up to 1. All digits
are kept in decimal arithmetic, so that 0.02 is from 0.015 to 0.025 and not a little beside it.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from b12meta.stats.summaries.rows import Rows

__all__ = ["NOTHING", "Said", "interval_of", "require_p", "said_by"]

OPERATORS = {"=": "=", "<": "<", ">": ">", "<=": "<", ">=": ">", "≤": "<", "≥": ">"}
WORDS = {"significant": "<", "not_significant": ">", "not_stated": None, None: None}

TINIEST = Decimal("1e-100")
"""Below this no paper prints a p, and quantiles of t lose their digits."""

FLOOR = Decimal("0.001")
"""What software prints for any smaller p, where it prints three decimals (decision 5)."""


class Said(NamedTuple):
    """An interval of p, whether it was printed with ``=``, and the words for it."""

    low: float
    high: float
    exact: bool
    words: str


NOTHING = Said(0.0, 1.0, False, "no test printed")


def require_p(x: Rows) -> None:
    """Refuse entries of the column ``p`` that no test gives."""
    tiny = float(TINIEST)
    x.require("p", (x["p"] >= tiny) & (x["p"] <= 1), f"a p from {tiny:g} to 1; 0 is never exact")


def said_by(
    p: str | None, operator: str | None, word: str | None, decimals: int | None, alpha: float
) -> Said:
    """Interval of p that one row states: by its p, else by its word, else all of 0 to 1.

    Raises
    ------
    ValueError
        For an unknown operator or word, a p that no test gives, or one that does not fit its
        decimals.

    Examples
    --------
    >>> said_by("0.02", "=", None, None, 0.05)
    Said(low=0.015, high=0.025, exact=True, words='p = 0.02')
    >>> said_by(None, None, "not_significant", None, 0.05)
    Said(low=0.05, high=1.0, exact=False, words='not significant, read as p > 0.05')
    """
    if word not in WORDS:
        raise ValueError(f"got {word!r}, expected significant, not_significant or not_stated")
    if p is not None:
        return interval_of(p, operator, decimals)
    way = WORDS[word]
    if way is None:
        return NOTHING
    words = f"{str(word).replace('_', ' ')}, read as p {way} {alpha:g}"
    return Said(*((0.0, alpha) if way == "<" else (alpha, 1.0)), False, words)


def interval_of(p: float | str, operator: str | None, decimals: int | None) -> Said:
    """Interval of p between the rounding limits of ``=``, or on one side of a bound.

    Parameters
    ----------
    p : float or str
        As printed; a string keeps its zeros (``"0.020"``).
    operator : {"=", "<", ">"}
        Also ``<=`` and ``>=``, which are read as ``<`` and ``>``.
    decimals : int, optional
        Number of decimals printed; by default those that `p` shows.

    Examples
    --------
    >>> interval_of(0.02, "=", 3)[:2], interval_of("0.000", "=", None)[:2]
    ((0.0195, 0.0205), (0.0, 0.0005))
    """
    value = as_decimal(p)
    if operator not in OPERATORS:
        raise ValueError(f"got operator {operator!r}, expected =, < or >")
    way = OPERATORS[operator]
    shown = -int(value.as_tuple().exponent)
    words = f"p {way} {value if decimals is None else value.quantize(Decimal(1).scaleb(-decimals))}"
    if way == "<":
        return Said(0.0, float(positive(value)), False, words)
    if way == ">":
        return Said(float(below_one(positive(value))), 1.0, False, words)
    return rounding_limits(value, shown if decimals is None else decimals, words)


def rounding_limits(value: Decimal, decimals: int, words: str) -> Said:
    """All p that are printed as `value` with so many decimals."""
    if value != round(value, decimals):
        raise ValueError(f"got {value}, expected at most {decimals} decimals, as stated")
    if value == 0 and decimals < 2:
        raise ValueError(
            'got 0, expected the digits as printed, such as "0.000" or decimals=3; '
            "no p is exactly 0"
        )
    half = Decimal(5).scaleb(-decimals - 1)
    low = Decimal(0) if decimals == 3 and value == FLOOR else max(value - half, Decimal(0))
    return Said(float(low), float(min(value + half, Decimal(1))), True, words)


def as_decimal(p: float | str) -> Decimal:
    """The digits of a p from 0 to 1."""
    try:
        value = Decimal(str(p))
    except InvalidOperation:
        raise ValueError(f"got {p!r}, expected a number from 0 to 1") from None
    if not (value.is_finite() and 0 <= value <= 1):
        raise ValueError(f"got {p!r}, expected a p from 0 to 1")
    if 0 < value < TINIEST:
        raise ValueError(f"got {p!r}, expected a p that a paper can print (1e-100 or more)")
    return value


def positive(value: Decimal) -> Decimal:
    """A bound above 0."""
    if value == 0:
        raise ValueError("got a bound of 0, expected one above 0; no p is below 0")
    return value


def below_one(value: Decimal) -> Decimal:
    """A bound below 1."""
    if value == 1:
        raise ValueError("got p > 1, expected a bound below 1")
    return value
