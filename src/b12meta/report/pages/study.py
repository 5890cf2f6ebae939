"""The page of one study: what was read, every raw row, and what became of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from b12meta.evidence.dossier.working import effect_words, formula, inputs, outcome
from b12meta.evidence.levels import LEVEL_NAMES
from b12meta.evidence.readable import plain
from b12meta.evidence.rows import records
from b12meta.evidence.words import number
from b12meta.report.pages.fields import CODED, place, row_block, source, typed_rows
from b12meta.report.pages.markdown import (
    bullets,
    definitions,
    heading,
    inside,
    link,
    page,
    text,
)
from b12meta.report.pages.titles import said, title
from b12meta.tables.units import STANDARD

if TYPE_CHECKING:
    from b12meta.evidence.dossier import Dossier

SECTIONS = {
    "arms": "Means and medians",
    "contrasts": "Comparisons, changes and associations",
    "counts": "Counts",
    "screening": "In the search",
}

LEVELS_PAGE = "../decisions/0005-reporting-levels.md"
LINES = (("contrasts", "contrasts_line"), ("arms", "arms_line1"), ("arms", "arms_line2"))

Cells = dict[str, str]


def study_markdown(one: Dossier, names: dict[str, str]) -> str:
    """The page of a study, as Markdown.

    Parameters
    ----------
    one : Dossier
        What is known of it.
    names : dict of str to str
        Name of every study, for links to those with the same people.
    """
    ((line, cells),) = typed_rows(one.study)
    return page(
        heading(1, one.name, target=f"studies-{line}"),
        f"{inside('All studies', 'index.md')} · {text(str(one.standing))}",
        _citation(cells),
        definitions(_about(one, cells, names, line)),
        *(_raw(one, table) for table in SECTIONS if table != "screening"),
        _used(one),
        _checks(one),
        _raw(one, "screening"),
        orphan=True,
    )


def _citation(cells: Cells) -> str:
    """Author, year, title, journal, and where to find it."""
    title_words = f"*{text(cells['title'])}*" if cells["title"] else ""
    where = [text(cells["journal"]), text(cells["country"])]
    parts = [text(cells["first_author"]), text(cells["year"]), title_words, *where]
    doi, pmid = cells["doi"], cells["pmid"]
    links = [
        link(f"doi:{doi}", f"https://doi.org/{doi}") if doi else "",
        link(f"PubMed {pmid}", f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/") if pmid else "",
    ]
    return ". ".join(part for part in (*parts, *links) if part) + "."


def _about(one: Dossier, cells: Cells, names: dict[str, str], line: int) -> list[tuple[str, str]]:
    columns = {
        "design": "Design",
        "population": "Patients",
        "ms_phase": "Phase of MS",
        "control_type": "Controls",
        "assay": "Assay",
        "age_matched": "Same age",
    }
    twins = ", ".join(inside(names[key], f"{key}.md") for key in one.twins)
    return [
        *(
            (name, text(plain(cells[column]) if column in CODED else cells[column]))
            for column, name in columns.items()
        ),
        ("Same people as", twins),
        ("Read", source(cells["source_url"], cells["source_kind"])),
        ("Notes", text(cells["notes"]) if cells["notes"] else ""),
        ("File", place("studies", line)),
    ]


def _raw(one: Dossier, table: str) -> str:
    """A section with every raw row of the study in one table; nothing where there is none."""
    blocks = [
        row_block(
            table,
            line,
            cells,
            title(table, cells),
            said=said(table),
            more=_use(one, table, line),
            target=table != "screening",
        )
        for line, cells in typed_rows(one.rows[table])
    ]
    return "\n\n".join([heading(2, SECTIONS[table]), *blocks]) if blocks else ""


def _use(one: Dossier, table: str, line: int) -> tuple[tuple[str, str], ...]:
    use = one.uses.get((table, line))
    return (("Used", text(str(use))),) if use else ()


def _used(one: Dossier) -> str:
    """Each comparison with controls in blood, with the way from printed words to an effect."""
    blocks = [_comparison(one, row) for row in records(one.placed)]
    lead = text(str(one.standing)) if not blocks else ""
    return "\n\n".join([heading(2, "How it is used"), *([lead] if lead else []), *blocks])


def _comparison(one: Dossier, row: dict[str, Any]) -> str:
    name = plain(row["analyte"])
    pair = f"{plain(row['group1'])} with {plain(row['group2'])}"
    words = f"{name}: {pair}"
    return f"{heading(3, words[:1].upper() + words[1:])}\n\n{definitions(_steps(one, row))}"


def _steps(one: Dossier, row: dict[str, Any]) -> list[tuple[str, str]]:
    lines = [(table, row[column]) for table, column in LINES]
    from_rows = [
        inside(f"{table}.csv, line {line}", f"#{table}-{line}")
        for table, line in lines
        if isinstance(line, int)
    ]
    level = text(LEVEL_NAMES.get(row["level"], "No usable result"))
    steps = [
        ("Headline pool", "yes" if row["pooled"] else f"no: {text(row['reason'])}"),
        ("Rows", "; ".join(from_rows)),
        ("Level", f"{level} ({inside('decision 5', LEVELS_PAGE)})"),
    ]
    if isinstance(row["route"], str):
        steps += [
            ("Read as", text(row["route"])),
            ("Formula", text(formula(row))),
            ("Goes in", text(inputs(row))),
            ("Comes out", text(outcome(row))),
            ("Sampling variance", text(number(row["vi"], 4))),
        ]
    return [*steps, *_measures(one, row)]


def _measures(one: Dossier, row: dict[str, Any]) -> list[tuple[str, str]]:
    """The same comparison in each measure, where means are printed."""
    sizes = one.measured
    same = [sizes[name].eq(row[name]) for name in ("analyte", "group1", "group2")]
    mine = records(sizes[same[0] & same[1] & same[2]])
    unit = STANDARD.get(row["analyte"], "")
    return [(size["measure"], text(effect_words(size, unit=unit))) for size in mine]


def _checks(one: Dossier) -> str:
    """What the checks of printed numbers say."""
    items = [
        f"**{text(row['check'])}** ({_row_link(row['row'])}): {text(row['printed'])}; "
        f"{text(row['recomputed'])}: *{text(row['verdict'])}*; {text(row['action'])}"
        for row in records(one.findings)
    ]
    if not items:
        return ""
    return f"{heading(2, 'Does what is printed agree with itself?')}\n\n{bullets(items)}"


def _row_link(row: str) -> str:
    table, _, line = row.partition(".csv:")
    return inside(f"{table}.csv, line {line}", f"#{table}-{line}")
