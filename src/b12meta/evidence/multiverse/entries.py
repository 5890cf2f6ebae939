"""Every study in every reading, once; a data set is then a pick of entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from b12meta.evidence.chooser import choose
from b12meta.evidence.compare import comparisons
from b12meta.evidence.multiverse.readings import CHANGES, POOLED, doubtful, measured, read
from b12meta.evidence.small_studies.moves import as_bounds, as_zeros
from b12meta.evidence.small_studies.silence import silent

if TYPE_CHECKING:
    from b12meta.evidence.multiverse.choices import Choices
    from b12meta.tables import Tables

SILENT = "silent"
"""Level of a study that measured and printed no comparison."""


def entries(tables: Tables, analyte: str, choices: Choices) -> pd.DataFrame:
    """Every study in every reading.

    Parameters
    ----------
    tables : Tables
        Checked raw tables.
    analyte : {"b12", "homocysteine", "folate"}
        What was measured.
    choices : Choices
        Options to prepare for.

    Returns
    -------
    DataFrame
        ``study_id measure choice option`` (empty choice: the headline's reading), what pools take
        (`POOLED`), ``n1i n2i level``, and what inclusion asks: ``serum healthy secondary cis
        relapse doubtful``; ``same`` numbers rows with the same study and numbers alike.
    """
    choice = choose(comparisons(tables, analyte))
    usual = read(choice.chosen, analyte)
    wanted = {key: make for key, make in CHANGES.items() if key[1] in getattr(choices, key[0])}
    changed = {key: make(tables, choice) for key, make in wanted.items()}
    placed = {key: read(chosen, analyte) for key, chosen in changed.items()}
    parts = []
    for measure in choices.measure:
        base = measured(usual, choice.chosen, analyte, measure)
        parts.append(base.assign(measure=measure, choice="", option=""))
        for (name, option), chosen in changed.items():
            rows = measured(placed[name, option], chosen, analyte, measure)
            differing = _differing(rows, base)
            parts.append(differing.assign(measure=measure, choice=name, option=option))
    silents = [
        rows.assign(measure=measure)
        for rows in _silent(tables, analyte, choices)
        for measure in choices.measure
    ]
    every = pd.concat([part for part in [*parts, *silents] if len(part)])
    return _numbered(_described(tables, every))


def _differing(rows: pd.DataFrame, usual: pd.DataFrame) -> pd.DataFrame:
    """Studies whose numbers differ from the headline's reading."""
    columns = [*POOLED, "n1i", "n2i", "group2"]
    before = usual[columns].reindex(rows.index)
    same = rows[columns].eq(before) | (rows[columns].isna() & before.isna())
    return rows[~same.fillna(value=False).all(axis=1)]


def _silent(tables: Tables, analyte: str, choices: Choices) -> list[pd.DataFrame]:
    """Silent studies whose abstract was read and whose sizes are known: as bounds, and as zeros."""
    found = silent(tables, analyte)
    sized = found[found["read"]].dropna(subset=["n1i", "n2i"])
    ways = {"not different": as_bounds, "zero": as_zeros}
    sized = sized.assign(
        effect_yi=np.nan,
        effect_vi=np.nan,
        level=SILENT,
        matrix="not known",
        sd_route="",
        group2=sized["controls"].replace("healthy people", "healthy"),
    )
    return [
        way(sized).assign(choice="silent", option=option)
        for option, way in ways.items()
        if option in choices.silent and len(sized)
    ]


def _described(tables: Tables, rows: pd.DataFrame) -> pd.DataFrame:
    """What the rules of inclusion ask of each row."""
    studies = tables.studies.set_index("study_id")
    arms = tables.arms[tables.arms["group"].eq("ms")]
    cis = set(arms.loc[arms["group_label"].str.contains("CIS").fillna(value=False), "study_id"])
    about = studies.reindex(rows.index)
    described = rows.assign(
        serum=rows["matrix"].eq("serum"),
        healthy=rows["group2"].eq("healthy"),
        secondary=about["source_kind"].eq("secondary").to_numpy(bool, na_value=False),
        cis=rows.index.isin(cis),
        relapse=about["ms_phase"].eq("relapse").to_numpy(bool, na_value=False),
        doubtful=doubtful(rows),
    )
    return described[COLUMNS].rename_axis("study_id").reset_index()


COLUMNS = ["measure", "choice", "option", *POOLED, "n1i", "n2i", "level", "serum", "healthy",
           "secondary", "cis", "relapse", "doubtful"]  # fmt: skip


def _numbered(rows: pd.DataFrame) -> pd.DataFrame:
    """Number rows of one study with the same numbers alike."""
    key = ["study_id", *POOLED, "n1i", "n2i"]
    same = rows.groupby(key, dropna=False, sort=False).ngroup()
    return rows.assign(same=same)
