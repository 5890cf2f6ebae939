"""Read the rule book of the tables, a Frictionless Data Package.

A rule that is silently ignored is worse than none. So a ``datapackage.json`` is read only when the
checker can follow all of it: types, constraints and kinds of rule that it knows, columns that
exist, limits on numbers and patterns on text.
"""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from b12meta.tables.schema import (
    Constraints,
    Field,
    ForeignKey,
    Resource,
    Rule,
    Schema,
    SchemaError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FILE = "datapackage.json"
RULES = "b12meta:rules"
BOUNDS = ("minimum", "exclusiveMinimum", "maximum")
TYPES = ("string", "integer", "number", "boolean")
NUMERIC = ("integer", "number")
KINDS = ("ascending", "together", "filled", "empty", "equal", "differ", "allowed", "range")
MALFORMED = (ValueError, TypeError, AttributeError, ArithmeticError, RecursionError, re.error)


def read_schema(path: Path) -> Schema:
    """Read a ``datapackage.json``.

    Raises
    ------
    SchemaError
        When the file cannot be read, is not a data package, or holds a rule that the checker does
        not know.
    """
    try:
        package = json.loads(path.read_bytes())
        resources = tuple(_resource(entry) for entry in package["resources"])
    except OSError as error:
        raise SchemaError(str(error.strerror)) from error
    except KeyError as error:
        raise SchemaError(f"no property {error}") from error
    except SchemaError:
        raise
    except MALFORMED as error:
        raise SchemaError(f"no data package ({error})") from error
    _consistent(resources)
    return Schema(path=path, resources=resources)


def _resource(entry: Mapping[str, Any]) -> Resource:
    schema = entry["schema"]
    if schema.get("missingValues", [""]) != [""]:
        raise SchemaError(f'{entry["name"]}: missingValues must be [""], the empty cell')
    if Path(entry["path"]).name != entry["path"]:
        raise SchemaError(f"{entry['name']}: path must be a plain file name, got {entry['path']!r}")
    return Resource(
        name=entry["name"],
        path=entry["path"],
        title=entry.get("title", ""),
        description=entry.get("description", ""),
        fields=tuple(_field(field) for field in schema["fields"]),
        primary_key=tuple(schema.get("primaryKey", ())),
        foreign_keys=tuple(
            _foreign_key(key, entry["name"]) for key in schema.get("foreignKeys", ())
        ),
        rules=tuple(_rule(rule) for rule in schema.get(RULES, ())),
    )


def _field(entry: Mapping[str, Any]) -> Field:
    kind, constraints = entry.get("type", "string"), _constraints(entry.get("constraints", {}))
    if kind not in TYPES:
        raise SchemaError(f"{entry['name']}: type must be one of {', '.join(TYPES)}, got {kind!r}")
    bounded = any(getattr(constraints, _snake(bound)) is not None for bound in BOUNDS)
    wordy = bool(constraints.enum or constraints.pattern)
    if (bounded and kind not in NUMERIC) or (wordy and kind != "string"):
        raise SchemaError(f"{entry['name']}: a constraint that does not go with the type {kind}")
    return Field(
        name=entry["name"],
        type=kind,
        description=entry.get("description", ""),
        example=entry.get("example"),
        constraints=constraints,
    )


def _constraints(entry: Mapping[str, Any]) -> Constraints:
    known = {_snake(name): value for name, value in entry.items()}
    _only(known, {field.name for field in fields(Constraints)})
    known["enum"] = tuple(known.get("enum", ()))
    re.compile(known.get("pattern") or "")
    for bound in {_snake(name) for name in BOUNDS} & known.keys():
        known[bound] = float(known[bound])
    return Constraints(**known)


def _foreign_key(entry: Mapping[str, Any], table: str) -> ForeignKey:
    (column,), reference = entry["fields"], entry["reference"]
    (target,) = reference["fields"]
    return ForeignKey(column=column, table=reference.get("resource") or table, target=target)


def _rule(entry: Mapping[str, Any]) -> Rule:
    bounds = {name: entry[name] for name in BOUNDS if name in entry}
    _only(entry, {"rule", "column", "columns", "by", "values", "when", *bounds})
    return Rule(
        rule=entry["rule"],
        columns=tuple(entry.get("columns") or [entry["column"]]),
        by=entry.get("by"),
        allowed=_lists(entry.get("values", {})),
        when=_lists(entry.get("when", {})),
        constraints=_constraints(bounds),
    )


def _lists(entry: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(values) for name, values in entry.items()}


def _only(entry: Mapping[str, Any], known: set[str]) -> None:
    if unknown := sorted(set(entry) - known):
        raise SchemaError(f"no rule of the name {', '.join(unknown)}")


def _snake(name: str) -> str:
    return re.sub("([A-Z])", lambda match: "_" + match[1].lower(), name)


def _consistent(resources: tuple[Resource, ...]) -> None:
    """Refuse a rule book that speaks of tables, columns or kinds of rule that do not exist."""
    tables = {resource.name: resource for resource in resources}
    for resource in resources:
        _no_repeats(resource)
        _exist(resource, resource, resource.primary_key)
        for rule in resource.rules:
            _exist(resource, resource, [*rule.columns, *rule.when, *([rule.by] if rule.by else ())])
            _sensible(resource, rule)
        for key in resource.foreign_keys:
            if key.table not in tables:
                raise SchemaError(f"{resource.name}: no table {key.table}")
            _exist(resource, resource, [key.column])
            _exist(resource, tables[key.table], [key.target])


def _no_repeats(resource: Resource) -> None:
    if not resource.fields or len(set(resource.columns)) < len(resource.columns):
        raise SchemaError(f"{resource.name}: needs columns, each once")


def _exist(where: Resource, table: Resource, columns: Iterable[str]) -> None:
    if unknown := sorted(set(columns) - set(table.columns)):
        raise SchemaError(f"{where.name}: no column {', '.join(unknown)} in {table.name}")


def _sensible(resource: Resource, rule: Rule) -> None:
    types = {field.name: field.type for field in resource.fields}
    if rule.rule not in KINDS:
        raise SchemaError(
            f"{resource.name}: no kind of rule {rule.rule!r}; there are {', '.join(KINDS)}"
        )
    if rule.rule in ("ascending", "range") and not all(
        types[name] in NUMERIC for name in rule.columns
    ):
        raise SchemaError(f"{resource.name}: {rule.rule} is a rule for numbers")
    if (rule.rule == "allowed") != bool(rule.by and rule.allowed and len(rule.columns) == 1):
        raise SchemaError(f"{resource.name}: allowed needs column, by and values; others do not")
