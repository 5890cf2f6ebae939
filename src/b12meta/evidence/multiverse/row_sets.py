"""Which studies, in which reading, each combination of choices about data pools."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from b12meta.evidence.multiverse.choices import DATA, LEFT_OUT, LEVELS
from b12meta.evidence.multiverse.entries import SILENT, entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from b12meta.evidence.multiverse.choices import Choices
    from b12meta.stats.types import Bools
    from b12meta.tables import Tables

Options = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSets:
    """Entries, and for each combination of choices about data which of them are pooled.

    Attributes
    ----------
    entries : DataFrame
        From `entries`, one row per distinct study and numbers, in the order of ``same``.
    options : list of dict
        Each combination, by the names in `DATA`.
    picks : list of tuple of int
        Places in `entries` of each combination's studies, in the order of the headline.
    choices : Choices
        The choices without options that change nothing here.
    """

    entries: pd.DataFrame
    options: list[Options]
    picks: list[tuple[int, ...]]
    choices: Choices

    def people(self) -> list[int]:
        """People behind each combination, both groups together."""
        sizes = (self.entries["n1i"] + self.entries["n2i"]).astype(int).tolist()
        return [sum(sizes[place] for place in pick) for pick in self.picks]


def row_sets(tables: Tables, analyte: str, choices: Choices) -> RowSets:
    """Every combination of choices about data with the studies that it pools.

    An option that picks the same studies as an earlier one, all else as in the headline, is not
    run.

    Parameters
    ----------
    tables : Tables
        Checked raw tables.
    analyte : {"b12", "homocysteine", "folate"}
        What was measured.
    choices : Choices
        Options to run over.
    """
    every = entries(tables, analyte, choices)
    picker = Picker(every)
    kept = _telling(picker, choices)
    options = list(_combinations(kept))
    return RowSets(
        entries=every.drop_duplicates("same").reset_index(drop=True),
        options=options,
        picks=[picker.pick(one) for one in options],
        choices=kept,
    )


def _combinations(choices: Choices) -> Iterator[Options]:
    for values in product(*(getattr(choices, name) for name in DATA)):
        yield dict(zip(DATA, values, strict=True))


def _telling(picker: Picker, choices: Choices) -> Choices:
    """Leave out options that pick what an earlier option of the choice picks."""
    headline = {name: getattr(choices, name)[0] for name in DATA}
    kept: dict[str, tuple[str, ...]] = {}
    for name in DATA:
        found: dict[tuple[int, ...], str] = {}
        for option in getattr(choices, name):
            found.setdefault(picker.pick(headline | {name: option}), option)
        kept[name] = tuple(found.values())
    return replace(choices, **kept)


class Picker:
    """Picks entries; holds them as arrays, for it is asked thousands of times."""

    def __init__(self, every: pd.DataFrame) -> None:
        self.columns = {name: every[name].to_numpy() for name in every.columns}
        self.studies = every["study_id"].to_numpy()

    def pick(self, options: Options) -> tuple[int, ...]:
        """Numbers (``same``) of the entries that the options pool."""
        rows = self.columns
        read = rows["choice"] == ""
        for name in ("controls", "plus_minus", "medians", "disagreeing", "silent"):
            changed = rows["choice"] == name
            read |= changed & (rows["option"] == options[name])
        read &= rows["measure"] == options["measure"]
        last = {self.studies[place]: place for place in np.flatnonzero(read).tolist()}
        included = self.included(options)
        return tuple(int(rows["same"][place]) for place in last.values() if included[place])

    def included(self, options: Options) -> Bools:
        """Whether each entry, once read so, is let in."""
        rows = self.columns
        admitted = np.isin(rows["level"], [*LEVELS[options["levels"]], SILENT])
        barred = {
            "serum": options["matrix"] == "serum only",
            "healthy": options["controls"] == "healthy only",
        }
        for name, wanted in barred.items():
            admitted &= rows[name] | (not wanted)
        left = {
            "secondary": options["pages"] == "no secondary",
            "cis": options["with_cis"] == LEFT_OUT,
            "relapse": options["acute_attack"] == LEFT_OUT,
            "doubtful": options["plus_minus"] == LEFT_OUT,
        }
        for name, out in left.items():
            admitted &= ~(rows[name] & out)
        found: Bools = admitted.astype(np.bool_)
        return found
