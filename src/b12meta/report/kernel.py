"""A kernel of our own for each notebook, apart from all others and from the user's settings.

Each kernel gets a folder that dies with it: the sockets it talks through, its IPython profile and
its matplotlib settings. It runs the very interpreter that runs us, whatever kernels are or are
not installed. Hash seed, time zone, locale and thread counts are fixed, so that a second run
writes the same bytes.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from b12meta.paths import DATA_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

EPOCH = "315532800"  # 1980-01-01, the first day that zip files can hold
LONGEST_SOCKET_FOLDER = 80  # systems allow 104 to 108 bytes for the whole path of a socket

FIXED = {
    "PYTHONHASHSEED": "0",
    "SOURCE_DATE_EPOCH": EPOCH,
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


def fixed_environment() -> dict[str, str]:
    """Our environment with everything fixed that could change a byte of the output."""
    return {**os.environ, **FIXED}


@contextmanager
def private_folder(fonts: Path) -> Iterator[Path]:
    """A folder for one kernel, removed afterwards.

    Finding all fonts of a machine takes matplotlib a second or more, so its list is handed from
    one kernel to the next through the folder `fonts`.
    """
    folder = Path(tempfile.mkdtemp(prefix="b12-"))
    settings = folder / "matplotlib"
    settings.mkdir()
    try:
        for known in fonts.glob("fontlist-*.json"):
            shutil.copy(known, settings)
        yield folder
        for found in settings.glob("fontlist-*.json"):
            _keep(found, fonts)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _keep(found: Path, fonts: Path) -> None:
    if (fonts / found.name).exists():
        return
    fonts.mkdir(parents=True, exist_ok=True)
    partial = fonts / f"{found.parent.parent.name}.partial"
    shutil.copy(found, partial)
    partial.replace(fonts / found.name)


def kernel_environment(folder: Path, tables: Path) -> dict[str, str]:
    """Environment of the kernel that owns `folder` and reads `tables`."""
    own = {"IPYTHONDIR": str(folder / "ipython"), "MPLCONFIGDIR": str(folder / "matplotlib")}
    named = {DATA_VARIABLE: str(tables)} if os.environ.get(DATA_VARIABLE) else {}
    return fixed_environment() | own | named


def kernel_manager(folder: Path) -> Any:
    """A manager, not started, of an IPython kernel run by our own interpreter."""
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager

    class OurInterpreter(KernelSpecManager):
        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:  # noqa: ARG002
            launch = [sys.executable, "-Xfrozen_modules=off", "-m", "ipykernel_launcher"]
            return KernelSpec(
                argv=[*launch, "-f", "{connection_file}"],
                display_name="Python 3 (ipykernel)",
                language="python",
            )

    return AsyncKernelManager(
        kernel_name="python3",
        kernel_spec_manager=OurInterpreter(),
        connection_file=str(folder / "kernel.json"),
        **_transport(folder),
    )


def _transport(folder: Path) -> dict[str, str]:
    if sys.platform == "win32" or len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER:
        return {"transport": "tcp"}
    return {"transport": "ipc", "ip": str(folder / "k")}
