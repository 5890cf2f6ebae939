"""Judge several cells of one row: they must agree with each other.

Table Schema judges a cell alone. That the lower limit lies below the estimate, that a mean with an
SD has one, or that B12 is not measured in grams, are rules over a row. They stand in the
``datapackage.json`` under ``b12meta:rules``; each kind is one small generator here. A rule looks
only at cells that are sound by themselves, so that one slip is reported once.

=========  =====================================================================================
kind       meaning
=========  =====================================================================================
ascending  the filled cells of `columns` do not fall from left to right
together   `columns` are all filled or all empty
filled     `columns` are filled
empty      `columns` are empty
equal      `columns` hold the same
differ     `columns` hold different things
allowed    the cell holds one of `values`, by the cell in column `by` (``*``: any other content)
range      the number lies within `minimum`, `exclusiveMinimum`, `maximum`
=========  =====================================================================================

Each may have a `when`: columns with the contents for which the rule holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from b12meta.tables.cells import not_among, outside
from b12meta.tables.numerals import LEAVE_EMPTY
from b12meta.tables.problems import Trouble

if TYPE_CHECKING:
    from b12meta.tables.schema import Rule

Cells: TypeAlias = Mapping[str, str]
Found: TypeAlias = Iterator[tuple[str, Trouble]]


def rule_troubles(rule: Rule, cells: Cells) -> Found:
    """Give the columns in which the cells of a row break a rule, and the trouble of each.

    `cells` holds the sound cells only; a rule that needs another one does not speak.

    Examples
    --------
    >>> from b12meta.tables.schema import Rule
    >>> order = Rule(rule="ascending", columns=("events", "total"))
    >>> for column, trouble in rule_troubles(order, {"events": "9", "total": "7"}):
    ...     print(column, trouble, sep=": ")
    total: expected at least events, 9, how to mend: correct events or total; ...
    """
    needed = {*rule.columns, *rule.when, *([rule.by] if rule.by else ())}
    if needed <= cells.keys() and all(
        cells[column] in wanted for column, wanted in rule.when.items()
    ):
        yield from KINDS[rule.rule](rule, cells)


def _ascending(rule: Rule, cells: Cells) -> Found:
    filled = [column for column in rule.columns if cells[column]]
    for left, right in pairwise(filled):
        if float(cells[left]) > float(cells[right]):
            mend = f"correct {left} or {right}; they may have changed places"
            yield right, Trouble(f"at least {left}, {cells[left]}", mend)


def _together(rule: Rule, cells: Cells) -> Found:
    filled = [column for column in rule.columns if cells[column]]
    for column in rule.columns:
        if filled and not cells[column]:
            others = " and ".join(filled)
            verb = "is" if len(filled) == 1 else "are"
            yield (
                column,
                Trouble(
                    f"a value, because {others} {verb} filled", f"fill {column}, or empty {others}"
                ),
            )


def _filled(rule: Rule, cells: Cells) -> Found:
    for column in rule.columns:
        if not cells[column]:
            yield (
                column,
                Trouble(f"a value{_because(rule, cells)}", f"fill {column}{_or_correct(rule)}"),
            )


def _empty(rule: Rule, cells: Cells) -> Found:
    for column in rule.columns:
        if cells[column]:
            yield (
                column,
                Trouble(
                    f"an empty cell{_because(rule, cells)}", f"empty {column}{_or_correct(rule)}"
                ),
            )


def _equal(rule: Rule, cells: Cells) -> Found:
    first, *others = rule.columns
    for column in others:
        if cells[column] != cells[first]:
            expected = (
                f"the same as {first}, {cells[first] or 'an empty cell'}{_because(rule, cells)}"
            )
            yield column, Trouble(expected, f"correct {first} or {column}{_or_correct(rule)}")


def _differ(rule: Rule, cells: Cells) -> Found:
    first, *others = rule.columns
    for column in others:
        if cells[column] and cells[column] == cells[first]:
            yield (
                column,
                Trouble(f"something else than {first}", f"correct {column}, or {LEAVE_EMPTY}"),
            )


def _allowed(rule: Rule, cells: Cells) -> Found:
    (column,) = rule.columns
    key = cells[rule.by or ""]
    allowed = rule.allowed.get(key, rule.allowed.get("*", ()))
    if cells[column] and allowed and cells[column] not in allowed:
        yield column, not_among(cells[column], allowed, f" (where {rule.by} is {key or 'empty'})")


def _range(rule: Rule, cells: Cells) -> Found:
    for column in rule.columns:
        if cells[column]:
            for trouble in outside(float(cells[column]), rule.constraints, "a number"):
                yield column, trouble._replace(expected=trouble.expected + _because(rule, cells))


def _because(rule: Rule, cells: Cells) -> str:
    return "".join(f", because {column} is {cells[column]}" for column in list(rule.when)[:1])


def _or_correct(rule: Rule) -> str:
    return "".join(f", or correct {column}" for column in list(rule.when)[:1])


KINDS: dict[str, Callable[[Rule, Cells], Found]] = {
    "ascending": _ascending,
    "together": _together,
    "filled": _filled,
    "empty": _empty,
    "equal": _equal,
    "differ": _differ,
    "allowed": _allowed,
    "range": _range,
}
