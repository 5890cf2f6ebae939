"""The rule book of the tables, read from a Frictionless Data Package.

What a table may hold is not written in code but in the ``datapackage.json`` beside it: types,
constraints, keys and units in the words of Table Schema, so that other programs can read it too.
What Table Schema cannot say (the lower limit lies below the estimate, an SD needs a spread, B12 has
these units) stands there as well, under ``b12meta:rules``. These are the small typed objects into
which `rulebook` reads that file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class SchemaError(ValueError):
    """The rule book itself cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraints:
    """What a cell of a column may hold, in the words of Table Schema."""

    required: bool = False
    unique: bool = False
    enum: tuple[str, ...] = ()
    pattern: str | None = None
    minimum: float | None = None
    exclusive_minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column: its name, type, meaning and constraints."""

    name: str
    type: str = "string"
    description: str = ""
    example: str | None = None
    constraints: Constraints = Constraints()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule over several cells of a row; `b12meta.tables.rules` says what each kind means."""

    rule: str
    columns: tuple[str, ...]
    by: str | None = None
    allowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    constraints: Constraints = Constraints()


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignKey:
    """A column whose values must stand in a column of another table (or of the same one)."""

    column: str
    table: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One table."""

    name: str
    path: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    rules: tuple[Rule, ...] = ()
    title: str = ""
    description: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(field.name for field in self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """The rule book: every table that a folder must hold."""

    path: Path
    resources: tuple[Resource, ...]
