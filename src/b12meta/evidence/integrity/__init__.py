"""Does what was printed agree with itself?

Each check takes the raw tables and returns findings: which row, what was checked, what was
printed, what follows from the other numbers, a verdict, and what the analysis does about it.
Nothing is corrected here; a finding is for a reader, and for the analyst who runs a row the other
way. `findings` puts all checks into one frame.
"""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.integrity.cohorts import same_people
from b12meta.evidence.integrity.finding import Finding
from b12meta.evidence.integrity.grains import whole_numbers
from b12meta.evidence.integrity.levels import unusual_levels
from b12meta.evidence.integrity.p_values import (
    p_from_means,
    p_from_r,
    split_of_groups,
    word_and_p,
)
from b12meta.evidence.integrity.shares import counts_from_percents
from b12meta.evidence.integrity.spread import doubtful_spreads, skewed_spreads
from b12meta.evidence.remember import remembered

if TYPE_CHECKING:
    from b12meta.tables import Tables

__all__ = ["Finding", "findings"]

CHECKS = (
    p_from_means, split_of_groups, p_from_r, word_and_p, doubtful_spreads, skewed_spreads,
    whole_numbers, counts_from_percents, unusual_levels, same_people,
)  # fmt: skip


@remembered
def findings(tables: Tables) -> pd.DataFrame:
    """Every finding, agreeing ones too.

    Parameters
    ----------
    tables : Tables
        Checked raw tables.

    Returns
    -------
    DataFrame
        ``study_id``, ``row`` (file and line), ``check``, ``printed``, ``recomputed``, ``verdict``
        ("agrees", "disagrees", "doubtful" or "cannot be checked") and ``action``, by study.
    """
    rows = [asdict(finding) for check in CHECKS for finding in check(tables)]
    frame = pd.DataFrame(rows, columns=[field.name for field in fields(Finding)])
    return frame.sort_values(["study_id", "check", "row"], kind="stable").reset_index(drop=True)
