"""How a reference is printed and cited: what the source printed, no more.

Many pages behind the tables name no author, no journal or no volume. A bibliography style that
insists on them would print holes or make them up; this one leaves them out, and begins with the
title where there is no author. Titles in square brackets are our own description, as in the
tables.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pybtex.style import template as t
from pybtex.style.formatting import BaseStyle
from sphinxcontrib.bibtex.style.referencing import BracketStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle

if TYPE_CHECKING:
    from collections.abc import Iterable


class PrintedOnly(BaseStyle):  # type: ignore[misc]
    """Authors, year, title, journal, volume, pages, DOI: each only where there is one."""

    default_name_style = "lastfirst"
    default_label_style = "alpha"

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.sort = _in_order  # pybtex sets it for each instance from the name of a plugin

    def get_article_template(self, _entry: Any) -> Any:
        """One paragraph for each reference."""
        head = t.first_of[
            t.optional[t.join(sep=" ")[_people("author"), _year(), _title()]],
            t.optional[t.join(sep=" ")[_people("editor"), "(eds)", _year(), _title()]],
            t.join(sep=" ")[_title(), _year()],
        ]
        return t.join(sep=" ")[head, t.optional[t.sentence[_where()]], _link()]

    get_book_template = get_article_template


def _in_order(entries: Iterable[Any]) -> list[Any]:
    """By first author, else by title; then by year."""
    return sorted(entries, key=_order)


def _order(entry: Any) -> tuple[str, str]:
    people = entry.persons.get("author") or entry.persons.get("editor")
    name = " ".join(people[0].last_names) if people else entry.fields["title"]
    return name.strip("{[").casefold(), entry.fields.get("year", "")


def _people(role: str) -> Any:
    return t.names(role, sep=", ", sep2=" and ", last_sep=" and ")


def _year() -> Any:
    return t.optional[t.join["(", t.field("year"), ")."]]


def _title() -> Any:
    return t.sentence(capfirst=False)[t.field("title")]


def _where() -> Any:
    number = t.optional[t.join["(", t.field("number"), ")"]]
    volume = t.optional[t.join[" ", t.field("volume"), number]]
    pages = t.optional[t.join[":", t.field("pages")]]
    journal = t.optional[t.tag("em")[t.field("journal")]]
    return t.first_of[t.optional[t.field("publisher")], t.join[journal, volume, pages]]


def _link() -> Any:
    doi = t.field("doi", raw=True)
    return t.first_of[
        t.optional[t.href[t.join["https://doi.org/", doi], t.join["doi:", doi]]],
        t.optional[t.href[t.field("url", raw=True), "Page that was read"]],
        "",
    ]


def _round() -> BracketStyle:
    return BracketStyle(left="(", right=")", sep="; ")


@dataclass
class RoundYear(AuthorYearReferenceStyle):
    """Cited as "Author (year)" or "(Author, year; Author, year)"."""

    bracket_textual: BracketStyle = field(default_factory=_round)
    bracket_parenthetical: BracketStyle = field(default_factory=_round)
