"""A multiverse as a figure and as tables for readers."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.multiverse.choices import NAMES, NONE, Choices
from b12meta.evidence.multiverse.run import universe
from b12meta.evidence.multiverse.summary import STANDARDISED, by_option, merged, varying
from b12meta.evidence.verdict import SMALLEST
from b12meta.evidence.words import number, percent

if TYPE_CHECKING:
    from b12meta.tables import Tables

ANALYTES = ("b12", "homocysteine")
"""Analytes whose multiverse is kept in data/processed."""

FOOTNOTES = (
    "Combinations that come to the same analysis are drawn once, under the options nearest to the "
    "headline's.",
    "Shares of specifications describe our choices; they are no probabilities.",
)
"""What a reader of the curve should know."""

LOOK = MappingProxyType({"highlight": 0, "smallest": SMALLEST, "footnotes": FOOTNOTES})
"""What `figures.specification_curve` is given beside a `curve`."""


def curve(frame: pd.DataFrame) -> pd.DataFrame:
    """Distinct specifications on the standardised scale, as a specification curve wants them.

    Choices are categories in the order of `Choices`, missing where a model has no such choice; row
    0 is the headline.
    """
    rows = merged(frame[frame["scale"].eq(STANDARDISED)])
    order = Choices()
    columns = {
        name: pd.Categorical(rows[name].mask(rows[name].eq(NONE)), list(getattr(order, name)))
        for name in NAMES
    }
    return rows.assign(**columns)


def drawn(frame: pd.DataFrame) -> dict[str, str]:
    """Columns of the choices that were made, with their names."""
    rows = frame[frame["scale"].eq(STANDARDISED)]
    return {name: NAMES[name] for name in varying(rows)}


def options_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Each option with what the specifications that take it say."""
    found = by_option(frame)
    found = found[found["option"].ne(NONE)]
    return pd.DataFrame(
        {
            "choice": found["choice"].mask(found["choice"].duplicated(), ""),
            "option": found["option"],
            "specifications": [number(weight, 0) for weight in found["weight"]],
            "median": [number(value) for value in found["median"]],
            "below zero": list(map(percent, found["below_zero"])),
            "interval excludes zero": list(map(percent, found["excludes"])),
        }
    )


def shares_table(found: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Shares of several analytes side by side, in words, from name to `shares`."""
    rows = pd.concat([table.assign(analyte=name) for name, table in found.items()])
    ends = zip(rows["least"], rows["greatest"], strict=True)
    words = {
        name: [percent(share) if pd.notna(share) else None for share in rows[name]]
        for name in rows.columns
        if name.startswith(("below", "above", "interval"))
    }
    return pd.DataFrame(
        {
            "analyte": rows["analyte"],
            "scale": rows["scale"],
            "specifications": rows["specifications"],
            "median": [number(value) for value in rows["median"]],
            "from … to": [f"{number(low)} to {number(high)}" for low, high in ends],
            "below zero": words["below_zero"],
            "below −smallest": words["below_smallest"],
            "above smallest": words["above_smallest"],
            "interval below zero": words["interval_below"],
            "interval above zero": words["interval_above"],
        }
    )


def moves_table(found: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Share of the variance by choice, analytes side by side, from name to `moves`."""
    columns = [table.set_index("name")["share"].rename(name) for name, table in found.items()]
    rows = pd.concat(columns, axis=1)
    last = rows.index == "Interplay"
    ranked = pd.concat([rows[~last].sort_values(rows.columns[0], ascending=False), rows[last]])
    shown = {name: [None if pd.isna(x) else percent(x) for x in ranked[name]] for name in ranked}
    return pd.DataFrame({"choice": ranked.index, **shown})


def senseless_table(found: dict[str, dict[str, int]]) -> pd.DataFrame:
    """Combinations that were not run, by the rule against them, from name to counts."""
    rows = pd.DataFrame(found).fillna(0).astype("int64")
    return rows.rename_axis("rule against it").reset_index()


def tidy(tables: Tables) -> pd.DataFrame:
    """Distinct specifications of every analyte of `ANALYTES` in one frame."""
    parts = [
        merged(universe(tables, analyte).frame).drop(columns="pick").assign(analyte=analyte)
        for analyte in ANALYTES
    ]
    whole = pd.concat(parts, ignore_index=True)
    return whole[["analyte", *(name for name in whole.columns if name != "analyte")]]
