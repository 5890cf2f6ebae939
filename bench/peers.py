"""Run every snippet of docs/peers.md and compare what it prints: ``python -m bench.peers``.

With ``--write`` the printed lines are put into the page instead. Snippets in R are left out, with a
word, where R with metafor is absent.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from bench.peer_in_r import metafor_is_here

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "peers.md"
SNIPPET = re.compile(r"```(python|r)\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)


def main() -> None:
    """Run all; exit with 1 when something differs."""
    page, write = PAGE.read_text(encoding="utf-8"), "--write" in sys.argv[1:]
    differ = 0
    for language, code, expected in SNIPPET.findall(page):
        if language == "r" and not metafor_is_here():
            say("left out: R with metafor is not here")
            continue
        printed = run(language, code)
        if printed != expected:
            differ += 1
            say(f"the page says\n{expected}\nnow it is\n{printed}")
            head = f"{code}```\n\n```text\n"
            page = page.replace(head + expected, head + printed)
    if write:
        PAGE.write_text(page, encoding="utf-8")
    say(f"{differ} of {len(SNIPPET.findall(page))} snippets print something else")
    sys.exit(bool(differ and not write))


def run(language: str, code: str) -> str:
    """Give what a snippet prints."""
    command = [sys.executable, "-W", "ignore"] if language == "python" else ["Rscript", "--vanilla"]
    option = "-c" if language == "python" else "-e"
    done = subprocess.run(
        [*command, option, code],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
    )
    if done.returncode:
        raise RuntimeError(f"a snippet failed:\n{code}\n{done.stderr}")
    return re.sub(r"[ \t]+\n", "\n", done.stdout)


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
