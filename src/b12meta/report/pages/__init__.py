"""Pages that nobody writes: one for each study, one for each table that is not about one study.

They are a pure function of the raw tables. A number anywhere in the report leads to the raw row
behind it here, and from there to the page on which it was read. They are written into `docs`,
where links from notebooks in JupyterLab look for them and Sphinx finds them, and are not kept in
git.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.evidence.trace import FOLDERS
from b12meta.report.pages.indexes import rows_index, studies_index
from b12meta.report.pages.rows import LISTINGS, listing_markdown
from b12meta.report.pages.study import study_markdown

if TYPE_CHECKING:
    from pathlib import Path

    from b12meta.tables import Tables

__all__ = ["generated", "write_pages"]


def generated(tables: Tables) -> dict[str, str]:
    """Every page by its path below `docs`, as Markdown.

    Parameters
    ----------
    tables : Tables
        Checked raw tables.
    """
    from b12meta.evidence.dossier import dossiers

    everyone = dossiers(tables)
    names = {key: one.name for key, one in everyone.items()}
    studies = {f"studies/{key}.md": study_markdown(one, names) for key, one in everyone.items()}
    rows = {f"rows/{table}.md": listing_markdown(tables, table, names) for table in LISTINGS}
    indexes = {
        "studies/index.md": studies_index(everyone.values()),
        "rows/index.md": rows_index(tables),
    }
    return studies | rows | indexes


def write_pages(docs: Path, pages: dict[str, str]) -> None:
    """Bring the folders of generated pages in line with `pages`; nothing is touched that holds."""
    for folder in FOLDERS:
        (docs / folder).mkdir(parents=True, exist_ok=True)
        for file in (docs / folder).glob("*.md"):
            if f"{folder}/{file.name}" not in pages:
                file.unlink()
    for name, words in pages.items():
        file = docs / name
        if not file.is_file() or file.read_bytes() != words.encode():
            file.write_text(words, encoding="utf-8", newline="\n")
