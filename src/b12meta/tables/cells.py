"""Judge one cell at a time: is this text what its column may hold.

A cell is judged in three steps, and the first that fails speaks: characters that nobody can see
(spaces at the ends, no-break spaces, control codes), the type (a number typed in one of the ways in
which people type numbers), and the constraints of the column. So a cell has at most one trouble,
and the trouble names the slip: a decimal comma is called a decimal comma, with the number that was
probably meant.
"""

from __future__ import annotations

import math
import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from b12meta.tables.numerals import INTEGER, NUMBER, numeral_mend
from b12meta.tables.problems import Trouble, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from b12meta.tables.schema import Constraints, Field

WANTED = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}

_UNSEEN = re.compile(
    r"[^\S \n]|[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2028-\u202e\u2060\ufeff]"
)


def cell_trouble(field: Field, text: str) -> Trouble | None:
    """Say what is wrong with the text of a cell, or None.

    Examples
    --------
    >>> from b12meta.tables.schema import Constraints, Field
    >>> n = Field(name="n", type="integer", constraints=Constraints(minimum=1))
    >>> cell_trouble(n, "35"), cell_trouble(n, "")
    (None, None)
    >>> print(cell_trouble(n, "0"))
    expected a whole number of at least 1, how to mend: correct the number
    >>> print(cell_trouble(n, "sixty"))
    expected a whole number, how to mend: write the number alone, in digits
    """
    if not text:
        return _required(field) if field.constraints.required else None
    return next(_troubles(field, text), None)


def _required(field: Field) -> Trouble:
    return Trouble(_wanted(field), "fill the cell; this column may not be empty")


def _wanted(field: Field) -> str:
    if field.constraints.enum:
        return f"one of {', '.join(field.constraints.enum)}"
    return WANTED[field.type]


def _troubles(field: Field, text: str) -> Iterator[Trouble]:
    if unseen := _unseen(text):
        yield unseen
    elif field.type in ("integer", "number"):
        yield from _number(field, text)
    elif field.type == "boolean" and text not in ("true", "false"):
        yield not_among(text, ("true", "false"))
    elif field.constraints.enum and text not in field.constraints.enum:
        yield not_among(text, field.constraints.enum)
    elif field.constraints.pattern and not re.fullmatch(field.constraints.pattern, text):
        form = (
            f"like {field.example}" if field.example else f"of the form {field.constraints.pattern}"
        )
        yield Trouble(f"text {form}", f"see the meaning of {field.name} in data/README.md")


def _unseen(text: str) -> Trouble | None:
    if text != text.strip(" \n"):
        return Trouble("text without spaces at its ends", f"write {quoted(text.strip())}")
    if found := _UNSEEN.search(text):
        code = f"U+{ord(found[0]):04X}"
        return Trouble(
            f"no invisible characters ({code} is one)", "type an ordinary space, or remove it"
        )
    return None


def not_among(text: str, allowed: Sequence[str], what: str = "") -> Trouble:
    """Trouble of a text that is not one of those allowed; names the one that was probably meant.

    Examples
    --------
    >>> print(not_among("pg/ml", ["pg/mL", "pmol/L"], " (units of b12)"))
    expected one of pg/mL, pmol/L (units of b12), how to mend: write pg/mL
    """
    by_case = {option.casefold(): option for option in allowed}
    typed = text[:80].casefold()
    near = get_close_matches(typed, by_case, n=1, cutoff=0.75)
    mend = "choose one of them, or add it to the datapackage.json"
    if near:
        mend = f"write {by_case[near[0]]}{'' if near[0] == typed else ', if that is meant'}"
    choice = f"one of {', '.join(allowed)}" if len(allowed) > 1 else allowed[0]
    return Trouble(choice + what, mend)


def _number(field: Field, text: str) -> Iterator[Trouble]:
    expected = WANTED[field.type]
    form = INTEGER if field.type == "integer" else NUMBER
    if not form.fullmatch(text):
        yield Trouble(expected, numeral_mend(text, whole=field.type == "integer"))
    elif not math.isfinite(float(text)):
        yield Trouble("a finite number", "correct the number")
    else:
        yield from outside(float(text), field.constraints, expected)


def outside(value: float, limits: Constraints, what: str) -> Iterator[Trouble]:
    """Trouble of a number outside its limits.

    Examples
    --------
    >>> from b12meta.tables.schema import Constraints
    >>> print(*outside(-3.0, Constraints(exclusive_minimum=0), "a number"))
    expected a number above 0, how to mend: correct the number
    """
    low, above, high = limits.minimum, limits.exclusive_minimum, limits.maximum
    too_low = (low is not None and value < low) or (above is not None and value <= above)
    if too_low or (high is not None and value > high):
        yield Trouble(f"{what} {_between(low, above, high)}", "correct the number")


def _between(low: float | None, above: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"from {low:.15g} to {high:.15g}"
    below = [f"of at most {high:.15g}"] if high is not None else []
    least = [f"above {above:.15g}"] if above is not None else []
    return " and ".join([f"of at least {low:.15g}"] if low is not None else [*least, *below])
