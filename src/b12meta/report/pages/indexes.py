"""The two pages that list the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.evidence.levels import LEVEL_NAMES
from b12meta.evidence.readable import plain
from b12meta.evidence.rows import records
from b12meta.evidence.words import DASH
from b12meta.report.pages.markdown import bullets, heading, inside, page, table, text
from b12meta.report.pages.rows import LISTINGS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from b12meta.evidence.dossier import Dossier
    from b12meta.tables import Tables

KINDS = {
    "independent": "comparisons",
    "paired": "changes over time",
    "association": "associations",
    "arms": "means or medians",
    "counts": "counts of people",
}

TREE = "```{{toctree}}\n:hidden:\n:titlesonly:\n\n{names}\n```"


def studies_index(everyone: Iterable[Dossier]) -> str:
    """The list of studies, each with a link to its page."""
    rows = sorted(map(_line, everyone), key=lambda row: row[0].casefold())
    headings = (
        "Study",
        "Country",
        "Patients",
        "In the headline pool of",
        "Rows that were extracted",
    )
    return page(
        heading(1, "Studies"),
        text(
            "One page for each study whose page was seen, with every row that was extracted from "
            "it, where it was read, and what became of it. The headline pools take comparisons of "
            "people with MS and controls in blood; a study in none of them says why on its page. "
            "Counts, changes and trials are answered on pages of their own."
        ),
        table(headings, rows),
    )


def rows_index(tables: Tables) -> str:
    """The list of raw tables that are not about one study."""
    items = [
        f"{inside(shown.title, f'{name}.md')} ({len(getattr(tables, name))} rows). "
        f"{text(shown.about)}"
        for name, shown in LISTINGS.items()
    ]
    return page(
        heading(1, "Other tables"),
        text("Rows that numbers on other pages lead to, each with the page on which it was read."),
        bullets(items),
        TREE.format(names="\n".join(LISTINGS)),
    )


def _line(one: Dossier) -> list[str]:
    (study,) = records(one.study)
    about = [study["country"], plain(study["population"]), _pools(one), _extracted(one)]
    cells = [text(cell) if isinstance(cell, str) and cell else DASH for cell in about]
    return [inside(one.name, f"{one.study_id}.md"), *cells]


def _pools(one: Dossier) -> str:
    pooled = records(one.placed[one.placed["pooled"].astype(bool)])
    return ", ".join(
        f"{plain(row['analyte'])} ({LEVEL_NAMES[row['level']].lower()})" for row in pooled
    )


def _extracted(one: Dossier) -> str:
    """What kinds of rows a study has, and how many of each."""
    counts = one.rows["contrasts"]["design"].value_counts().to_dict()
    counts |= {table: len(one.rows[table]) for table in ("arms", "counts")}
    return ", ".join(f"{counts[kind]} {name}" for kind, name in KINDS.items() if counts.get(kind))
