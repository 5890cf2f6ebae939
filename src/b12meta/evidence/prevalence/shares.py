"""The share of people with MS whose B12 was low, study by study, and where they can be pooled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.clinical import DOUBTFUL_LEVELS
from b12meta.evidence.prevalence.cut_offs import as_printed, heading
from b12meta.evidence.prevalence.names import with_names
from b12meta.evidence.prevalence.placed import COMPARED, POOLED, with_uses
from b12meta.evidence.rows import records
from b12meta.stats.counts.proportions import pool_proportions

if TYPE_CHECKING:
    from b12meta.stats.counts.proportion_result import PooledProportion
    from b12meta.stats.interval import Interval
    from b12meta.tables import Tables

DOUBT = "; scale in doubt"


@dataclass(frozen=True, slots=True, kw_only=True)
class InBand:
    """The studies whose cut-offs are near enough to be pooled, and their pool.

    Attributes
    ----------
    k : int
        Number of studies; below three the estimate is no verdict.
    estimate : float
        Share in a study in the middle, between 0 and 1 (binomial-normal model).
    ci : Interval
        Its normal 95% interval on the logit scale, carried back.
    rows : DataFrame
        Their rows of `shares`.
    pooled : PooledProportion
        The whole result.
    """

    k: int
    estimate: float
    ci: Interval
    rows: pd.DataFrame
    pooled: PooledProportion


def shares(tables: Tables) -> pd.DataFrame:
    """Share with low B12 in each study of people with MS who were not chosen for it.

    Parameters
    ----------
    tables : Tables
        Checked raw tables.

    Returns
    -------
    DataFrame
        Indexed by ``study_id``, by cut-off, those without a printed one last, then by year: the
        columns of `counts`, ``study``, ``year``, ``country``, ``printed`` (the cut-off as printed)
        and ``doubtful`` (whether the scale of the levels is), ``notes`` of the extractors, and
        what a forest plot needs: ``yi``, ``ci_low``, ``ci_high`` in percent (``share`` keeps the
        proportion), ``n1i``, ``group``, ``note``, ``url``.
    """
    rows = with_uses(tables)
    rows = with_names(rows[rows["use"].isin([POOLED, COMPARED])], tables)
    doubtful = rows["study_id"].isin(DOUBTFUL_LEVELS)
    drawn = rows.assign(
        yi=100 * rows["share"],
        ci_low=100 * rows["ci_low"],
        ci_high=100 * rows["ci_high"],
        n1i=rows["total"],
        printed=[as_printed(row) for row in records(rows)],
        doubtful=doubtful,
        group=rows["cutoff_pmol"].map(heading),
        url=rows["page_url"],
    )
    drawn = drawn.assign(note=[_note(row) for row in records(drawn)])
    ordered = drawn.sort_values(["cutoff_pmol", "year"], na_position="last", kind="stable")
    return ordered.set_index("study_id")


def in_band(tables: Tables) -> InBand:
    """Pool the shares whose cut-offs are near enough, by the binomial-normal model.

    Raises
    ------
    ValueError
        When no study has such a cut-off.
    """
    rows = shares(tables)
    rows = rows[rows["use"].eq(POOLED)]
    if rows.empty:
        raise ValueError("low B12: got no study with a cut-off in the band, expected at least one")
    pooled = pool_proportions(
        rows["events"].astype(float), rows["total"].astype(float), model="glmm"
    )
    return InBand(
        k=pooled.k, estimate=pooled.proportion, ci=pooled.proportion_ci, rows=rows, pooled=pooled
    )


def _note(row: dict[str, object]) -> str:
    """Small words below a study's name: what was counted, below which level."""
    counted = f"{row['events']} of {row['total']}"
    if pd.isna(row["cutoff_pmol"]):  # type: ignore[call-overload]
        return counted
    return f"{counted} below {row['cutoff_pmol']:.0f} pmol/L{DOUBT if row['doubtful'] else ''}"
