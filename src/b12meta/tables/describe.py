"""Describe derived tables as a Frictionless Data Package, from their frames.

The types are those of the columns; the meaning of each column, with its unit, is given by whoever
made it. When meanings are given at all, a column without one is refused.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from b12meta.tables.frame import kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd


def package_text(
    frames: Mapping[str, pd.DataFrame],
    keys: Mapping[str, Sequence[str]],
    titles: Mapping[str, str],
    meanings: Mapping[str, str] | None,
) -> str:
    """Write the ``datapackage.json`` of a folder of derived tables."""
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "b12meta-processed",
        "title": "Tables derived from data/raw",
        "description": "A pure function of data/raw; rebuilt by the package, never edited by hand.",
        "licenses": [
            {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/legalcode"}
        ],
        "resources": [
            _resource(name, frame, keys[name], titles, meanings) for name, frame in frames.items()
        ],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _resource(
    name: str,
    frame: pd.DataFrame,
    key: Sequence[str],
    titles: Mapping[str, str],
    meanings: Mapping[str, str] | None,
) -> dict[str, Any]:
    fields = []
    for column in frame.columns:
        field = {"name": column, "type": kind_of(frame[column])}
        if meanings is not None:
            field["description"] = _meaning(name, column, meanings)
        fields.append(field)
    schema = {"missingValues": [""], "fields": fields, "primaryKey": list(key)}
    described = {"description": titles[name]} if name in titles else {}
    path = {"path": f"{name}.csv", "type": "table", "format": "csv", "encoding": "utf-8"}
    return {"name": name, **described, **path, "schema": schema}


def _meaning(table: str, column: str, meanings: Mapping[str, str]) -> str:
    meaning = meanings.get(f"{table}.{column}", meanings.get(column))
    if meaning is None:
        raise ValueError(f"{table}: column {column!r} has no meaning, expected one in `meanings`")
    return meaning
