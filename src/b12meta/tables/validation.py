"""What metafor computes for public data, as kept in data/validation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from b12meta.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

METAFOR = ROOT / "data" / "validation" / "metafor.csv"


def read_metafor(path: Path | None = None) -> pd.DataFrame:
    """Read one row per value; the columns stand in data/validation/README.md.

    Raises
    ------
    FileNotFoundError
        When the file is not there.
    """
    file = path or METAFOR
    if not file.exists():
        raise FileNotFoundError(f"no reference values at {file}; they come with the source tree")
    return pd.read_csv(file, keep_default_na=False)
