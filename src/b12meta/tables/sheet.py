"""A table as it was typed: rows of text, each with its line in the file, and what went wrong.

Nothing is converted here. A row carries the number of the line on which an editor shows its
beginning, for a quoted cell may run over several lines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from b12meta.tables.problems import Problem, Trouble

if TYPE_CHECKING:
    from b12meta.tables.schema import Resource


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line on which it begins, and its cells as typed."""

    line: int
    cells: dict[str, str]


@dataclass(slots=True)
class Sheet:
    """A table as typed. `whole` says that no row was lost, so that keys may be looked up in it."""

    resource: Resource
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    whole: bool = True

    def report(
        self,
        trouble: Trouble,
        line: int | None = None,
        column: str | None = None,
        value: str | None = None,
    ) -> None:
        """Note a problem at a place of this file."""
        self.problems.append(
            Problem(
                file=self.resource.path, line=line, column=column, value=value, message=str(trouble)
            )
        )

    def broken(
        self,
        trouble: Trouble,
        line: int | None = None,
        column: str | None = None,
        value: str | None = None,
    ) -> None:
        """Note a problem that costs rows."""
        self.report(trouble, line, column, value)
        self.whole = False
