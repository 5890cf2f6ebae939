"""What an import costs, in time and in memory: each in a fresh process."""

from __future__ import annotations

import os
import subprocess
import sys

from bench.blocks import Measured, Row, measure

OURS = "import b12meta"
POOL = "import b12meta; b12meta.pool([-0.9, 0.2, 0.1], [0.10, 0.05, 0.08])"
PEER = "import statsmodels.api"

PROBE = """
import time
start = time.perf_counter()
{code}
spent = time.perf_counter() - start
try:
    with open("/proc/self/status") as facts:
        peak = next(int(line.split()[1]) for line in facts if line.startswith("VmHWM"))
except OSError:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(spent, 1024 * peak)
"""


def cost(code: str) -> tuple[float, float]:
    """Seconds that a line of code takes, and bytes that its interpreter needs at most."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(code=code)],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    spent, peak = done.stdout.split()
    return float(spent), float(peak)


def import_rows(pairs: int) -> list[Measured]:
    """Time and memory of the import, and of the import with a first result."""
    for code in (OURS, POOL, PEER):
        cost(code)
    return [
        measure(row(name, code, goal, what), pairs)
        for name, code, goals in (
            ("import b12meta", OURS, (2.5, 1.0)),
            ("import b12meta, and a first pool", POOL, (None, None)),
        )
        for what, goal in zip(("time", "memory"), goals, strict=True)
    ]


def row(name: str, code: str, goal: float | None, what: str) -> Row:
    """One comparison with ``import statsmodels.api``."""
    which = 0 if what == "time" else 1

    return Row(
        name=name if what == "time" else f"{name}, memory",
        peer="import statsmodels.api",
        goal=goal,
        ours=lambda: cost(code)[which],
        theirs=lambda: cost(PEER)[which],
        difference=None,
        what=what,
    )
