"""Is low B12 more common in MS than in the healthy people of the same study?

Patients and controls of one study share laboratory and cut-off, so that their odds can be compared
even where no cut-off was printed. The odds ratio is exact (`exact_odds`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.clinical import DOUBTFUL_LEVELS
from b12meta.evidence.compare import PATIENTS
from b12meta.evidence.pools import FEWEST_MEANS
from b12meta.evidence.prevalence.names import with_names
from b12meta.evidence.prevalence.placed import COMPARED, CONTEXT, ODDS, POOLED, with_uses
from b12meta.evidence.verdict import verdict
from b12meta.stats.counts.exact_odds import exact_odds_ratio
from b12meta.stats.interval import Interval

if TYPE_CHECKING:
    from b12meta.tables import Tables

CELLS = ["ai", "bi", "ci", "di"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OddsAgainst:
    """Odds of low B12 in MS over those in controls of the same studies.

    Attributes
    ----------
    k, people : int
        Number of studies, and of people in both groups.
    estimate : float
        Common odds ratio, conditional on the margins; above 1 low B12 is more common in MS.
    ci : Interval
        Its exact 95% interval.
    level : float
        Least coverage of the interval.
    rows : DataFrame
        From `odds_rows`.
    """

    k: int
    people: int
    estimate: float
    ci: Interval
    level: float
    rows: pd.DataFrame

    @property
    def verdict(self) -> str:
        """Verdict on "more common in MS", by decision 11; fewer than three studies allow none.

        The limits become standardised differences by pi over the square root of 3 (Chinn 2000,
        *Statistics in Medicine* 19, 3127-3131).
        """
        if self.k < FEWEST_MEANS:
            return "inconclusive"
        return verdict(as_differences(self.ci), claimed="higher")


def odds_against_healthy(tables: Tables) -> OddsAgainst:
    """Common odds ratio of low B12, people with MS against healthy people of the same study.

    Raises
    ------
    ValueError
        When no study counted both.
    """
    return common_odds(odds_rows(tables))


def common_odds(rows: pd.DataFrame) -> OddsAgainst:
    """The exact common odds ratio of some rows of `odds_rows`."""
    if rows.empty:
        raise ValueError("low B12: got no study with counts in both groups, expected at least one")
    found = exact_odds_ratio(*(rows[cell] for cell in CELLS))
    return OddsAgainst(
        k=found.k,
        people=int(rows[["n1i", "n2i"]].to_numpy().sum()),
        estimate=found.estimate,
        ci=found.ci,
        level=found.level,
        rows=rows,
    )


def odds_rows(tables: Tables, controls: str = "healthy") -> pd.DataFrame:
    """Two-by-two tables of low B12 with their exact odds ratios.

    Parameters
    ----------
    tables : Tables
        Checked raw tables.
    controls : str
        Group of the controls.

    Returns
    -------
    DataFrame
        Indexed by ``study_id``, by year: ``study``, ``year``, ``ai bi ci di`` (MS with and without
        low B12, controls with and without), ``n1i``, ``n2i``, ``ratio``, ``ratio_low``,
        ``ratio_high``, their logarithms ``yi``, ``ci_low``, ``ci_high`` for a forest plot,
        ``doubtful`` (the scale of the levels), ``note``, ``url``, ``page_url``, ``source_url`` and
        ``notes`` of both rows.
    """
    rows = with_uses(tables)
    rows = rows[rows["outcome"].eq("low_b12")]
    patients = rows[rows["use"].isin([POOLED, COMPARED]) & rows["group"].isin(PATIENTS)]
    use = ODDS if controls == "healthy" else CONTEXT
    others = rows[rows["group"].eq(controls) & rows["use"].eq(use)]
    pairs = patients.merge(others, on="study_id", suffixes=("1", "2"))
    named = with_names(pairs, tables).sort_values("year").set_index("study_id")
    return _with_ratios(_as_tables(named))


def as_differences(ci: Interval) -> Interval:
    """Limits of an odds ratio as standardised differences.

    >>> as_differences(Interval(0.5, math.inf)).high
    inf
    """
    low, high = (
        (math.log(end) if end else -math.inf) * math.sqrt(3) / math.pi for end in (ci.low, ci.high)
    )
    return Interval(low, high)


def _as_tables(pairs: pd.DataFrame) -> pd.DataFrame:
    """Pairs of counts as the cells of a table."""
    sizes = {f"n{arm}i": pairs[f"total{arm}"].astype("int64") for arm in "12"}
    events = [pairs[f"events{arm}"].astype("int64") for arm in "12"]
    notes = [pairs[f"notes{arm}"].fillna("") for arm in "12"]
    return pairs.assign(
        **sizes,
        ai=events[0],
        bi=sizes["n1i"] - events[0],
        ci=events[1],
        di=sizes["n2i"] - events[1],
        doubtful=pairs.index.isin(DOUBTFUL_LEVELS),
        url=pairs["page_url"],
        source_url=pairs["source_url1"],
        notes=[f"{first}; controls: {second}" for first, second in zip(*notes, strict=True)],
    )


def _with_ratios(rows: pd.DataFrame) -> pd.DataFrame:
    found = [exact_odds_ratio(*([value] for value in cells)) for cells in _cells(rows)]
    drawn = pd.DataFrame(
        {
            "ratio": [one.estimate for one in found],
            "ratio_low": [one.ci.low for one in found],
            "ratio_high": [one.ci.high for one in found],
            "note": [f"low B12: {a} of {a + b} and {c} of {c + d}" for a, b, c, d in _cells(rows)],
        },
        index=rows.index,
    )
    logs = {
        log: [math.log(value) if value else -math.inf for value in drawn[name]]
        for log, name in (("yi", "ratio"), ("ci_low", "ratio_low"), ("ci_high", "ratio_high"))
    }
    return rows.assign(**drawn, **logs)


def _cells(rows: pd.DataFrame) -> list[tuple[int, ...]]:
    return list(rows[CELLS].itertuples(index=False, name=None))
