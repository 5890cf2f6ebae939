"""What a page was made from: versions, commit and tables.

Printed at the foot of every page, from the page template, so that no notebook can forget it. It
holds no time: the same inputs give the same page on another day.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import subprocess
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from b12meta.paths import DATA_VARIABLE
from b12meta.report.cache import tables_folder
from b12meta.report.digest import digest_file

PACKAGES = ("b12meta", "numpy", "scipy", "pandas")
ARCHIVAL = ".git_archival.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where the numbers on a page come from."""

    versions: dict[str, str]
    commit: str
    tables: str  # SHA-256
    tables_from: str  # "data/raw", or the name of the variable that points elsewhere

    def as_dict(self) -> dict[str, object]:
        """Plain values, for the page template."""
        return asdict(self)


def provenance(root: Path) -> Provenance:
    """Provenance of a report built from the source tree `root`."""
    versions = {name: version(name) for name in PACKAGES}
    elsewhere = os.environ.get(DATA_VARIABLE)
    return Provenance(
        versions={"b12meta": versions.pop("b12meta"), "Python": platform.python_version()}
        | versions,
        commit=commit(root),
        tables=tables_sum(tables_folder(root)),
        tables_from=DATA_VARIABLE if elsewhere else "data/raw",
    )


def tables_sum(folder: Path) -> str:
    """One SHA-256 for all tables: ``LC_ALL=C sha256sum *.csv | sha256sum`` gives the same."""
    files = sorted(folder.glob("*.csv"), key=lambda file: os.fsencode(file.name))
    listing = "".join(f"{digest_file(file)}  {file.name}\n" for file in files)
    return hashlib.sha256(listing.encode()).hexdigest()


def commit(root: Path) -> str:
    """Twelve digits of the commit, with ``+changes`` when files differ from it.

    Outside git the commit that ``git archive`` wrote into `.git_archival.txt` is taken; without
    either the answer is "no git".
    """
    top = _git(root, "rev-parse", "--show-toplevel")
    if top and Path(top).resolve() == root.resolve():
        head = _git(root, "rev-parse", "--verify", "-q", "HEAD")
        changed = _git(root, "status", "--porcelain")
        return (head[:12] if head else "no commit yet") + ("+changes" if changed else "")
    return _archived(root / ARCHIVAL) or "no git"


def _archived(file: Path) -> str | None:
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    found = re.search(r"^commit: ([0-9a-f]{12,})$", text, re.MULTILINE)
    return found[1][:12] if found else None


def _git(root: Path, *arguments: str) -> str | None:
    """What git says, or None when it is not there, refuses, or knows no repository."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    try:
        answer = subprocess.run(
            ["git", "--no-optional-locks", *arguments],
            cwd=root,
            env=clean,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None
