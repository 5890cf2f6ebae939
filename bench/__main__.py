"""Measure, print, and write docs/benchmarks.md: ``python -m bench [--pairs 8] [--only WORD]``."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from bench.blocks import Measured, measure
from bench.growth import over_fits, over_studies
from bench.growth_page import growth_section, pictures
from bench.imports import import_rows
from bench.many import many_rows
from bench.many_in_r import many_r_rows
from bench.page import as_page, as_text, machine, summary, versions
from bench.peer_in_r import Metafor, metafor_is_here
from bench.rows import python_rows, r_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"


def main() -> None:
    """Run the rows that the machine can run."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--pairs", type=int, default=8, help="pairs of blocks per row (8)")
    parser.add_argument("--only", default="", help="rows whose name holds this word; no page then")
    chosen = parser.parse_args()
    here = metafor_is_here()
    if not here:
        say("R with metafor is not here: its rows are left out.")
    say("Each line takes up to a minute; the machine should have nothing else to do.\n")
    with ExitStack() as open_files:
        metafor = open_files.enter_context(Metafor()) if here else None
        found = []
        for measured in run(metafor, chosen.pairs, chosen.only):
            say(as_text(measured))
            found.append(measured)
        if not chosen.only:
            say("\nNow how cost grows with size: another minute.")
            section = grow(metafor)
            page = as_page(found, section, machine(), versions(), r_is_here=here)
            PAGE.write_text(page, encoding="utf-8", newline="\n")
            say(f"{summary(found)}\nwritten: docs/benchmarks.md and its figures")


def run(metafor: Metafor | None, pairs: int, only: str) -> Iterator[Measured]:
    """Measure each row whose name holds the word."""
    rows = [*python_rows(), *many_rows()]
    if metafor is not None:
        rows += [*r_rows(metafor), *many_r_rows(metafor)]
    for row in rows:
        if only in row.name:
            yield measure(row, pairs)
    if only in "import b12meta":
        yield from import_rows(pairs)


def grow(metafor: Metafor | None) -> str:
    """Measure how cost grows, draw it, and give the section of the page."""
    return growth_section(pictures(over_studies(metafor), over_fits()), PAGE.parent)


def say(line: str) -> None:
    """Print at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
