"""Pages of the raw tables that are not about one study: reviews, anchors, claims and the like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from b12meta.evidence.dossier import study_label
from b12meta.evidence.readable import plain
from b12meta.evidence.trace import study_page
from b12meta.report.pages.fields import row_block, typed_rows
from b12meta.report.pages.markdown import heading, inside, page, text
from b12meta.report.pages.titles import said, title

if TYPE_CHECKING:
    from b12meta.tables import Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """How a raw table is shown: its title, what a row is, and the column that makes sections."""

    title: str
    about: str
    by: str = ""


LISTINGS = {
    "reviews": Listing(
        title="Earlier reviews",
        about="Each row is a pooled result of an earlier review, or of a genetic study.",
    ),
    "anchors": Listing(
        title="Facts from outside MS",
        about="Each row is a fact to compare with, such as a reference interval. None of them is "
        "evidence on MS.",
        by="topic",
    ),
    "claims": Listing(
        title="Claims",
        about="Each row is a claim of five popular articles, a1 to a5, in our words.",
        by="topic",
    ),
    "screening": Listing(
        title="Records",
        about="Each row is a record that was seen or cited, and what became of it.",
        by="decision",
    ),
    "agreement": Listing(
        title="Agreement of the extractors",
        about="Each row is a kind of field, and how often two extractors agreed on it.",
    ),
}


def listing_markdown(tables: Tables, table: str, names: dict[str, str]) -> str:
    """The page of a raw table, as Markdown.

    Parameters
    ----------
    tables : Tables
        Checked raw tables.
    table : str
        A key of `LISTINGS`.
    names : dict of str to str
        Name of every study, for links to their pages.
    """
    shown = LISTINGS[table]
    sections: dict[str, list[str]] = {}
    for line, cells in typed_rows(getattr(tables, table)):
        block = row_block(
            table, line, cells, title(table, cells), said=said(table), more=_study(cells, names)
        )
        sections.setdefault(_section(table, cells), []).append(block)
    parts = ["\n\n".join([heading(2, name), *blocks]) for name, blocks in sections.items()]
    return page(heading(1, shown.title), text(shown.about), *parts)


def _section(table: str, cells: dict[str, str]) -> str:
    """Title of the section that a row belongs to."""
    if table == "reviews":
        return study_label(cells["review_id"], cells["first_author"], cells["year"])
    words = plain(cells.get(LISTINGS[table].by, "kinds of fields"))
    return words[:1].upper() + words[1:]


def _study(cells: dict[str, str], names: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """A link to the study that a record became."""
    key = cells.get("study_id")
    if not key:
        return ()
    return (("Study", inside(names[key], study_page(key).replace("../docs/", "../"))),)
