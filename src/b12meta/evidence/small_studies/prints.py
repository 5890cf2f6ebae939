"""Who prints numbers: do comparisons with a significant result come with means more often?

If they do, then setting aside the studies without numbers leaves a funnel that is lopsided although
no study is missing. Three exact tests ask it: of all comparisons together, within each analyte
(homocysteine differs more often and is printed better), and within each study that prints both
kinds of result, which holds constant whatever belongs to the study.

Where means are printed they decide what is significant, as in the pools (decision 6): by Welch's
test, whatever the page calls it. What the pages call significant is kept beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
import pandas as pd
from scipy import stats

from b12meta.evidence.chooser import choose
from b12meta.evidence.compare import comparisons
from b12meta.evidence.readable import plain
from b12meta.evidence.rows import records
from b12meta.evidence.sizes import study_names
from b12meta.evidence.small_studies.rule import ANALYTES
from b12meta.evidence.trace import comparison_page
from b12meta.stats.recompute import Arm, welch_p

if TYPE_CHECKING:
    from b12meta.tables import Tables

NUMBERS = ("means", "exact_p")
"""Levels of reporting that give a point effect."""

ALPHA = 0.05

TIE = 1 + 1e-7
"""Relative tolerance for equal probabilities, as in R's fisher.test."""

Result: TypeAlias = Literal["significant", "called"]


def stated(tables: Tables, *analytes: str) -> pd.DataFrame:
    """Chosen comparisons whose result is called significant or not, and how they were printed.

    Returns
    -------
    DataFrame
        ``study_id study year analyte significant called numbers printed page_url``: ``called`` is
        the word of the page, ``significant`` the same unless means are printed, which decide;
        ``numbers`` is True for printed means with standard deviations or an exact p.
    """
    chosen = choose(comparisons(tables, *(analytes or ANALYTES))).chosen
    decided = chosen["significance"].isin(["significant", "not_significant"])
    rows = chosen[decided & chosen["level"].ne("none")].set_index("study_id")
    found = pd.DataFrame(
        {
            "study": study_names(rows),
            "year": rows["year"],
            "analyte": rows["analyte"],
            "significant": significant(rows),
            "called": rows["significance"].eq("significant"),
            "numbers": rows["level"].isin(NUMBERS),
            "printed": rows["level"].map(plain),
            "page_url": [
                comparison_page(key, row)
                for key, row in zip(rows.index, records(rows), strict=True)
            ],
        }
    )
    return found.reset_index().sort_values(["analyte", "year"], ignore_index=True)


def significant(rows: pd.DataFrame) -> list[bool]:
    """Whether each comparison is significant: by its means, else as the page calls it.

    Parameters
    ----------
    rows : DataFrame
        From `comparisons` or `contrasts`.
    """
    return [
        _p_of_means(row) < ALPHA
        if row["level"] == "means"
        else row["significance"] == "significant"
        for row in records(rows)
    ]


def _p_of_means(row: dict[str, Any]) -> float:
    one, two = (Arm(*(float(row[f"{name}{arm}i"]) for name in ("m", "sd", "n"))) for arm in (1, 2))
    return welch_p(one, two).low


def printing(rows: pd.DataFrame, result: Result = "significant") -> pd.DataFrame:
    """Comparisons with numbers among significant and other results, by analyte and together.

    Parameters
    ----------
    rows : DataFrame
        From `stated`.
    result : {"significant", "called"}
        Column that says which comparisons are significant.

    Returns
    -------
    DataFrame
        ``analyte``, ``significant``, ``significant_numbers``, ``other``, ``other_numbers`` and
        ``pval`` (Fisher's exact test, two-sided), the last row for all together.
    """
    groups = [*rows.groupby("analyte"), ("all together", rows)]
    tables = [(str(name), two_by_two(group, result)) for name, group in groups]
    return pd.DataFrame(
        {
            "analyte": plain(name),
            "significant": int(table[0].sum()),
            "significant_numbers": int(table[0, 0]),
            "other": int(table[1].sum()),
            "other_numbers": int(table[1, 0]),
            "pval": float(stats.fisher_exact(table).pvalue),
        }
        for name, table in tables
    )


def two_by_two(
    rows: pd.DataFrame, result: Result = "significant"
) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Counts of significant (first row) and other results, with numbers (first column) or not."""
    cells = [
        [int((rows[result].eq(yes) & rows["numbers"].eq(shown)).sum()) for shown in (True, False)]
        for yes in (True, False)
    ]  # fmt: skip
    return np.array(cells, dtype=np.int64).reshape(2, 2)


def exact_test(rows: pd.DataFrame, within: str) -> float:
    """Exact p of "numbers go with significance" within strata, their margins held fixed.

    Parameters
    ----------
    rows : DataFrame
        From `stated`.
    within : str
        Column of the strata, such as ``"analyte"`` or ``"study_id"``.

    Returns
    -------
    float
        Two-sided: probability of all sums that are not likelier than the one seen. Comparisons
        within a stratum are taken as exchangeable. 1 where no stratum holds both kinds.

    References
    ----------
    Cox & Snell (1989), *Analysis of Binary Data*, 2nd ed., 2.1; R's ``mantelhaen.test(exact=TRUE)``
    gives the same p.

    Examples
    --------
    >>> rows = pd.DataFrame({"s": "one", "significant": [True, True, False, False, False],
    ...                      "numbers": [True, True, False, False, False]})
    >>> round(exact_test(rows, "s"), 3)
    0.1
    """
    chances, seen = np.ones(1), 0
    for _, group in rows.groupby(within):
        table = two_by_two(group)
        first, shown = int(table[0].sum()), int(table[:, 0].sum())
        sums = np.arange(min(first, shown) + 1)
        chances = np.convolve(chances, stats.hypergeom.pmf(sums, len(group), first, shown))
        seen += int(table[0, 0])
    return min(1.0, float(chances[chances <= chances[seen] * TIE].sum()))


def side_by_side(rows: pd.DataFrame) -> pd.DataFrame:
    """The comparisons of studies that print a significant and another result side by side."""
    kinds = rows.groupby("study_id")["significant"].transform("nunique")
    return rows[kinds.eq(2)].sort_values(["year", "study_id", "analyte"], ignore_index=True)
