"""How far the notebooks are: a bar on a terminal, plain lines in a log, nothing when quiet."""

from __future__ import annotations

import sys
from typing import Any, Protocol


class Progress(Protocol):
    """What the runner tells as it goes."""

    def done(self, name: str, seconds: float, message: str | None) -> None:
        """One notebook is finished; `message` says what failed, if anything did."""

    def close(self) -> None:
        """Nothing more will come."""


def progress(total: int, *, quiet: bool) -> Progress:
    """The kind of progress that suits where we are run."""
    if quiet or total == 0:
        return _Silent()
    return _Bar(total) if sys.stderr.isatty() else _Lines()


class _Silent:
    def done(self, name: str, seconds: float, message: str | None) -> None:
        pass

    def close(self) -> None:
        pass


class _Lines(_Silent):
    def done(self, name: str, seconds: float, message: str | None) -> None:
        outcome = f"failed, {message}" if message else f"run in {seconds:.1f} s"
        print(f"{name}: {outcome}", file=sys.stderr, flush=True)  # noqa: T201


class _Bar(_Silent):
    def __init__(self, total: int) -> None:
        from tqdm import tqdm

        layout = "{desc}{bar:24} {n_fmt} of {total_fmt} notebooks, {elapsed}"
        self._bar: Any = tqdm(total=total, bar_format=layout, leave=False)

    def done(self, name: str, seconds: float, message: str | None) -> None:  # noqa: ARG002
        if message:
            self._bar.write(f"{name}: failed, {message}", file=sys.stderr)
        self._bar.update()

    def close(self) -> None:
        self._bar.close()
