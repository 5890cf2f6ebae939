"""Every pooled number of the report in one long table, each with the choices that made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.alternatives import alternatives
from b12meta.evidence.moderators import groups, moderators
from b12meta.evidence.moderators.splits import as_frame as groups_as_frame
from b12meta.evidence.pools import analyses, as_frame, bayes
from b12meta.evidence.small_studies import moved
from b12meta.evidence.small_studies.moves import as_frame as moves_as_frame
from b12meta.evidence.summary import ASKED

if TYPE_CHECKING:
    from b12meta.evidence.levels import Contrasts
    from b12meta.tables import Tables

COLUMNS = ["analyte", "measure", "analysis", "method", "k", "people", "estimate", "ci_low",
           "ci_high", "pi_low", "pi_high", "tau"]  # fmt: skip


def every_pool(tables: Tables, chosen: pd.DataFrame, placed: dict[str, Contrasts]) -> pd.DataFrame:
    """All pools, the headline of an analyte first.

    Parameters
    ----------
    tables : Tables
        Checked raw tables.
    chosen : DataFrame
        From `choose`.
    placed : dict of str to Contrasts
        The rows of each analyte.

    Returns
    -------
    DataFrame
        `COLUMNS`; effects are standardised differences.
    """
    parts = [_analyses(tables, chosen, analyte, placed[analyte]) for analyte in ASKED]
    parts += [_groups(tables, analyte) for analyte in ASKED]
    parts += [_with_silent(tables, placed[analyte], analyte) for analyte in ASKED]
    return pd.concat(parts, ignore_index=True).reindex(columns=COLUMNS)


def _analyses(tables: Tables, chosen: pd.DataFrame, analyte: str, found: Contrasts) -> pd.DataFrame:
    others = alternatives(tables, chosen, analyte)
    return as_frame(analyses(found.rows, others)).assign(analyte=analyte, measure="SMD")


def _groups(tables: Tables, analyte: str) -> pd.DataFrame:
    """Pools of a part of the studies, by moderator."""
    rows = groups_as_frame(groups(moderators(tables, analyte)))
    rows = rows[rows["estimate"].notna()]
    name = "only " + rows["moderator"] + ": " + rows["value"]
    return rows.assign(analyte=analyte, measure="SMD", method=bayes(), analysis=name)


def _with_silent(tables: Tables, found: Contrasts, analyte: str) -> pd.DataFrame:
    """Pools with the studies that were silent; the first scenario is the headline itself."""
    rows = moves_as_frame(moved(tables, analyte)).iloc[1:]
    people = int(found.rows["n1i"].sum() + found.rows["n2i"].sum()) + rows["people"]
    return rows.assign(
        analyte=analyte,
        measure="SMD",
        method=bayes(),
        analysis="with silent studies: " + rows["scenario"],
        k=len(found.rows) + rows["added"],
        people=people,
    )
