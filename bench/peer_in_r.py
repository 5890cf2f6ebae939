"""R's metafor as a process that waits for commands; see metafor.R."""

from __future__ import annotations

import functools
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from types import TracebackType

    from bench.blocks import Timer
    from bench.data import Set

SCRIPT = Path(__file__).with_name("metafor.R")

BLOCK = 0.5
"""Seconds that a block of calls in R should last."""


@functools.cache
def metafor_version() -> str:
    """Versions of metafor and R, empty when one is missing."""
    if shutil.which("Rscript") is None:
        return ""
    words = 'cat(as.character(packageVersion("metafor")), "on", R.version.string)'
    done = subprocess.run(["Rscript", "-e", words], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def metafor_is_here() -> bool:
    """Whether R and metafor are installed."""
    return bool(metafor_version())


class Metafor:
    """One R process; a context manager."""

    def __enter__(self) -> Metafor:
        self.process = subprocess.Popen(
            ["Rscript", "--vanilla", str(SCRIPT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.communicate("quit\n", timeout=60)

    def ask(self, command: str) -> np.ndarray:
        """Send a command, and read the numbers of the answer."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"R gave no answer to {command!r}; its message stands above")
        return np.array([float(value) for value in line.split(",")])

    def load(self, name: str, effects: Set) -> None:
        """Give R data under a name: arrays of shape (k,), or (n, k) for n sets."""
        sides = (",".join(f"{value:.17g}" for value in np.ravel(side)) for side in effects)
        self.ask(f"data {name} {effects[0].shape[-1]} " + ";".join(sides))

    def answer(self, call: str, name: str) -> np.ndarray:
        """Numbers of one call with the data of a name."""
        return self.ask(f"answer {call} {name}")

    def seconds(self, call: str, name: str, calls: int) -> float:
        """Seconds per call of a loop in R."""
        return float(self.ask(f"time {call} {name} {calls}")[0]) / calls

    def timer(self, call: str, name: str, *, block: float = BLOCK, times: float = 1) -> Timer:
        """Timer of a call: as many as fill a block, found by one trial; `times` extrapolates."""
        calls = 0

        def timed() -> float:
            nonlocal calls
            calls = calls or max(1, round(block / self.seconds(call, name, 1)))
            return times * self.seconds(call, name, calls)

        return timed
