"""The commands: `b12meta report | check | tables | pages | readme | strip`.

Each command is one function that returns an exit code: 0 when all is well, 1 when something that
was asked for failed, 2 when the raw tables or the arguments are at fault. Heavy modules are
imported by the command that needs them, so that `--help` answers at once.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    Command: TypeAlias = Callable[[argparse.Namespace], int]
    Commands: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]

OK, FAILED, BAD_INPUT = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except KeyboardInterrupt:
        print("\nStopped. Nothing that was there before has changed.", file=sys.stderr)
        return 130


def report(arguments: argparse.Namespace) -> int:
    """Check the tables, rebuild data/processed, run the notebooks and write the pages."""
    if code := _checked(None):
        return code
    from b12meta.report.build import build
    from b12meta.report.errors import ReportError

    _rebuild()
    try:
        result = build(quiet=arguments.quiet)
    except ReportError as error:
        print(error, file=sys.stderr)
        return FAILED
    for failure in result.failed:
        print(failure, file=sys.stderr)
    if result.page.exists():
        print(f"Open {_short(result.page)}")
    return FAILED if result.failed else OK


def check(arguments: argparse.Namespace) -> int:
    """Print every problem of the raw tables."""
    return _checked(arguments.folder, say=True)


def tables(_: argparse.Namespace) -> int:
    """Rebuild data/processed from the raw tables."""
    if code := _checked(None):
        return code
    print("\n".join(_rebuild()))
    return OK


def pages(_: argparse.Namespace) -> int:
    """Write the pages of studies and rows into docs, where JupyterLab's links look for them."""
    if code := _checked(None):
        return code
    from b12meta.paths import ROOT
    from b12meta.report.pages import generated, write_pages
    from b12meta.tables import load_tables

    write_pages(ROOT / "docs", generated(load_tables()))
    return OK


def readme(_: argparse.Namespace) -> int:
    """Write the README's numbers and its figure anew."""
    from b12meta.report.readme import write_readme

    for path in write_readme():
        print(f"written: {_short(path)}")
    return OK


def strip(_: argparse.Namespace) -> int:
    """Remove outputs and counts from the notebooks, as they are kept in git."""
    from b12meta.report.strip import strip_notebooks

    for path in strip_notebooks():
        print(f"stripped: {_short(path)}")
    return OK


def _checked(folder: str | None, *, say: bool = False) -> int:
    """Print the problems of a folder of tables; 0 when there are none."""
    from b12meta.paths import raw_folder
    from b12meta.tables import check_tables

    try:
        where = raw_folder(folder)
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    problems = check_tables(where)
    if problems:
        print(*problems, sep="\n", file=sys.stderr)
        many = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        print(f"{many} in {_short(where)}; nothing was written.", file=sys.stderr)
        return BAD_INPUT
    if say:
        print(f"The tables in {_short(where)} are in order.")
    return OK


def _rebuild() -> list[str]:
    """Bring data/processed up to date; tables of another folder leave it as it is."""
    from b12meta.evidence.processed import rebuild
    from b12meta.paths import ROOT
    from b12meta.tables import load_tables

    found = load_tables()
    if found.path.resolve() != (ROOT / "data" / "raw").resolve():
        return [f"data/processed was left as it is: it belongs to data/raw, not to {found.path}"]
    return [f"rewritten: {name}" for name in rebuild(found)] or ["data/processed is up to date"]


def _short(path: Path) -> str:
    """A path as a person would type it from here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="b12meta", description="Vitamin B12 and multiple sclerosis: tables, pages, checks."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    build = _add(commands, report, "run the notebooks and write the pages to reports/html")
    build.add_argument("--quiet", action="store_true", help="say only what fails")
    checking = _add(commands, check, "check the raw tables; exit code 2 when there are problems")
    checking.add_argument("folder", nargs="?", help="default: $B12META_DATA, else data/raw")
    _add(commands, tables, "rebuild data/processed")
    _add(commands, pages, "write the pages of studies and rows, for links in JupyterLab")
    _add(commands, readme, "write the README's numbers and figure anew")
    _add(commands, strip, "remove outputs from the notebooks")
    return parser


def _add(commands: Commands, run: Command, text: str) -> argparse.ArgumentParser:
    command = commands.add_parser(run.__name__, help=text, description=text)
    command.set_defaults(run=run)
    return command
