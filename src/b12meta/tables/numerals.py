"""The ways in which people type numbers, and what they probably meant.

A number in the tables is ASCII digits with a decimal point and an ASCII minus, and nothing else.
What people type instead is a short list: a decimal comma, a thousands separator, the minus sign of
a typesetter, a word for "not reported", a unit behind the number. Each has a pattern and a way to
mend it; the first that fits is named.
"""

from __future__ import annotations

import re

NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?", re.ASCII)
INTEGER = re.compile(r"[-+]?\d{1,15}", re.ASCII)
LEAVE_EMPTY = "leave the cell empty when nothing was reported"

_SIGN = "[-+]?"
_GROUPED = rf"{_SIGN}[1-9]\d{{0,2}}(,\d{{3}})+"

_SLIPS: tuple[tuple[str, str], ...] = (
    (rf"(?i){_SIGN}(nan|inf(inity)?|n[./ ]?[ard]\.?|none|null|not_stated|[-.?–—]+)", LEAVE_EMPTY),
    (r"[−–—]\s?[\d.]+", "type an ordinary minus, {minus}"),
    (rf"{_SIGN}\d{{1,3}}([.' ’]\d{{3}})+,\d+", "write {plain} without separators"),
    (rf"{_SIGN}\d{{1,3}}([,' ’]\d{{3}})+(\.\d+)?", "write {plain} without separators"),
    (rf"{_SIGN}\d*,\d+", "write {dotted}, with a decimal point"),
)
_SLIPS_OF_COUNTS: tuple[tuple[str, str], ...] = (
    (rf"{_SIGN}\d{{1,15}}\.0*", "write {whole}, without decimals"),
    (rf"{_SIGN}\d*\.\d+", "correct the number; this column counts"),
)
_SLIPS_OF_NUMBERS: tuple[tuple[str, str], ...] = (
    (_GROUPED, "write {plain}, or {dotted} if the comma is a decimal one"),
)


def numeral_mend(text: str, *, whole: bool = False) -> str:
    """Say how to mend a text that should be a number, or a `whole` one.

    Examples
    --------
    >>> numeral_mend("290,5"), numeral_mend("1.234,5")
    ('write 290.5, with a decimal point', 'write 1234.5 without separators')
    >>> numeral_mend("35.0", whole=True)
    'write 35, without decimals'
    """
    for pattern, mend in (*(_SLIPS_OF_COUNTS if whole else _SLIPS_OF_NUMBERS), *_SLIPS):
        if re.fullmatch(pattern, text, re.ASCII):
            return mend.format(
                minus="-" + text[1:].strip(),
                plain=_plain(text),
                dotted=text.replace(",", ".", 1),
                whole=text.partition(".")[0],
            )
    return "write the number alone, in digits"


def _plain(text: str) -> str:
    """Drop thousands separators; of comma and point, the last is the decimal one."""
    if text.rfind(",") > text.rfind(".") >= 0:
        text = text.replace(".", "").replace(",", ".")
    return re.sub("[,' ’]", "", text) if re.search(r"[,' ’]\d{3}(\D|$)", text) else text
