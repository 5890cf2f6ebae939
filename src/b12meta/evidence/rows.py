"""Rows of a frame as plain mappings, for code that puts them into words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import pandas as pd


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """One mapping per row, column name to value; the index is left out."""
    return cast("list[dict[str, Any]]", frame.to_dict("records"))
