"""One build at a time: a lock that the system itself releases when the holder dies."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from b12meta.report.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold `folder` for one build.

    Raises
    ------
    ReportError
        When another build holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ".lock"
    with path.open("a") as held:
        try:
            _take(held)
        except OSError:
            raise ReportError(
                f"another build is writing to {folder}; wait until it is done, then try again"
            ) from None
        yield


if sys.platform == "win32":

    def _take(held: IO[str]) -> None:
        import msvcrt

        held.seek(0)
        msvcrt.locking(held.fileno(), msvcrt.LK_NBLCK, 1)

else:

    def _take(held: IO[str]) -> None:
        import fcntl

        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
