"""What is wrong with a table, in one line that a curator can act on.

A hand-typed table is mended by a person, in an editor or a spreadsheet. So a finding is not a stack
of calls but a sentence: the file, the line that an editor shows, the name of the column, what
stands there, what should, and how to mend it::

    arms.csv:12:spread, got '-3', expected a number above 0, how to mend: …

A `Problem` is such a finding; a `TableError` carries all of them, for nobody likes to mend one cell
at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 80
"""Characters of a value that are shown."""


class Trouble(NamedTuple):
    """What was expected and how to mend it: the part of a `Problem` without its place."""

    expected: str
    mend: str

    def __str__(self) -> str:
        return f"expected {self.expected}, how to mend: {self.mend}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One finding.

    Parameters
    ----------
    file : str
        Name of the file.
    line : int or None
        Line that an editor shows (the header is line 1, a row counts from its first line); None:
        the whole file.
    column : str or None
        Name of the column; None: the whole line.
    value : str or None
        What stands there; None: nothing does.
    message : str
        What was expected, and how to mend it.

    Examples
    --------
    >>> trouble = Trouble("a number above 0", "correct the number")
    >>> print(Problem(file="arms.csv", line=12, column="spread", value="-3", message=str(trouble)))
    arms.csv:12:spread, got '-3', expected a number above 0, how to mend: correct the number
    """

    file: str
    line: int | None
    column: str | None
    value: str | None
    message: str

    def __str__(self) -> str:
        place = ":".join(
            str(part) for part in (self.file, self.line, self.column) if part is not None
        )
        return visible(f"{place}, got {quoted(self.value)}, {self.message}")


class TableError(ValueError):
    """The tables cannot be used; `problems` says why, all at once."""

    def __init__(self, where: str, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        count = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
        super().__init__("\n".join([visible(f"{count} in {where}"), *map(str, self.problems)]))


def quoted(value: str | None) -> str:
    """Say what stands in a place, on one line and not too long.

    Examples
    --------
    >>> quoted("3,5"), quoted(""), quoted(None)
    ("'3,5'", 'an empty cell', 'nothing')
    """
    if value is None:
        return "nothing"
    if not value:
        return "an empty cell"
    return f"'{value if len(value) <= LONGEST else value[: LONGEST - 1] + '…'}'"


def visible(text: str) -> str:
    r"""Write characters that cannot be seen by their codes, so that the text stays on one line.

    Examples
    --------
    >>> print(visible("3\xa0µg"), visible("two\nlines"))
    3\xa0µg two\nlines
    """
    return "".join(mark if mark.isprintable() else ascii(mark)[1:-1] for mark in text)
