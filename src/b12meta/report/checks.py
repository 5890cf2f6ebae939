"""What can be wrong with a notebook, in the words of someone who must mend it.

A notebook may run to its end and still not be fit for a reader: a warning printed in red, a cell
that ends with a value but shows none, a memory address that differs on every run. Each finding
names the notebook, the cell by its place ("cell 3 of 7"), the line and its text.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Notebook = dict[str, Any]

ANSI = re.compile(r"\x1b\[[0-9;]*m")
CELL_LINE = re.compile(r"Cell In\[\d+\](?:, line |:)(\d+)")
SOURCE_LINE = re.compile(r"File (\S+?\.py):(\d+), in (\S+?)(?:\(|$)", re.MULTILINE)
WARNING = re.compile(r"\w*Warning: .*")
ADDRESS = re.compile(r" at 0x[0-9a-fA-F]{6,}")


def place(notebook: Notebook, index: int) -> str:
    """Which cell of the notebook, counted as an editor shows them: prose cells too."""
    return f"cell {index + 1} of {len(notebook['cells'])}"


def error_message(notebook: Notebook, index: int, root: Path) -> str:
    """What a cell that raised says: its place, line, source text and the error.

    Parameters
    ----------
    notebook : dict
        Executed up to the failing cell, whose error output it holds.
    index : int
        Position of the failing cell, from 0.
    root : path
        The source tree; frames below it are named too.
    """
    cell = notebook["cells"][index]
    error = next((out for out in cell["outputs"] if out["output_type"] == "error"), None)
    where = place(notebook, index)
    if error is None:
        return f"{where}: stopped without saying why"
    trace = ANSI.sub("", "\n".join(error["traceback"]))
    said = ANSI.sub("", f"{error['ename']}: {error['evalue']}").rstrip(": ")
    return f"{where}{_line(cell, trace)}: {said}{_deepest(trace, root)}"


def _line(cell: Mapping[str, Any], trace: str) -> str:
    numbers = CELL_LINE.findall(trace)
    lines = cell["source"].splitlines()
    if not numbers or not 0 < int(numbers[-1]) <= len(lines):
        return ""
    number = int(numbers[-1])
    return f", line {number} ({lines[number - 1].strip()})"


def _deepest(trace: str, root: Path) -> str:
    frames = [m for m in SOURCE_LINE.findall(trace) if m[0].startswith(f"{root}/src")]
    if not frames:
        return ""
    file, number, function = frames[-1]
    return f" (raised in {file.removeprefix(f'{root}/')}, line {number}, {function})"


def faults(notebook: Notebook) -> Iterator[str]:
    """All that is unfit for a reader in a notebook that ran to its end."""
    for index, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            for fault in _cell_faults(cell):
                yield f"{place(notebook, index)}: {fault}"


def _cell_faults(cell: Mapping[str, Any]) -> Iterator[str]:
    outputs = cell["outputs"]
    for output in outputs:
        if output.get("name") == "stderr":
            yield f"printed to stderr, which a reader would see: {_gist(output['text'])}"
        address = ADDRESS.search(_plain(output))
        if address:
            yield f"shows an object without a text of its own: {_plain(output).strip()[:80]}"
    if not outputs and ends_with_value(cell["source"]):
        yield "ends with a value but shows nothing; show the value, or end the line with ';'"


def _gist(text: str) -> str:
    """The line that says most: the warning without its place, else the last one."""
    lines = text.strip().splitlines() or ["an empty line"]
    warned = WARNING.search(text)
    return ANSI.sub("", warned[0] if warned else lines[-1])


def _plain(output: Mapping[str, Any]) -> str:
    data = output.get("data", {})
    rich = any(kind != "text/plain" for kind in data)
    return "" if rich else str(data.get("text/plain", output.get("text", "")))


def ends_with_value(source: str) -> bool:
    r"""Whether a reader expects to see something below this cell.

    Examples
    --------
    >>> ends_with_value("x = 2\nx + 1"), ends_with_value("x + 1;"), ends_with_value("x = 1")
    (True, False, False)
    """
    if source.lstrip().startswith(("%", "!")) or source.rstrip().endswith(";"):
        return False
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return False
    return bool(body) and isinstance(body[-1], ast.Expr)
