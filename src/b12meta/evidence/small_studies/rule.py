"""How many studies a test for small-study effects needs before it may be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.readable import plain
from b12meta.evidence.small_studies.studies import placed
from b12meta.evidence.words import count
from b12meta.stats.small_study.fitness import FEW

if TYPE_CHECKING:
    from b12meta.tables import Tables

ANALYTES = ("b12", "homocysteine", "folate")

READ_AT = 0.10
"""Level at which asymmetry tests are read, for their power is low (Egger et al. 1997)."""


def enough(k: int, fewest: int = FEW) -> bool:
    """Whether `k` point effects are enough for a verdict on small-study effects.

    Parameters
    ----------
    k : int
        Number of studies with an effect; a bound is none, for no test takes bounds.
    fewest : int
        The smallest number that is enough.

    References
    ----------
    Sterne et al. (2011), *BMJ* 343, d4002: tests of asymmetry are for ten studies or more.

    Examples
    --------
    >>> enough(8), enough(10)
    (False, True)
    """
    return k >= fewest


def too_few(fewest: int = FEW) -> str:
    """The words that stand where a verdict would.

    Examples
    --------
    >>> too_few()
    'no verdict below 10 studies'
    """
    return f"no verdict below {count(fewest, 'study', 'studies')}"


def reading(k: int, pval: float | None) -> str:
    """What may be said of a test of asymmetry.

    Examples
    --------
    >>> reading(8, 0.01), reading(12, 0.01), reading(12, 0.4)
    ('no verdict below 10 studies', 'small studies differ', 'no sign that small studies differ')
    """
    if not enough(k):
        return too_few()
    if pval is None:
        return "description only"
    return "small studies differ" if pval < READ_AT else "no sign that small studies differ"


def testable(tables: Tables) -> pd.DataFrame:
    """For each analyte: ``studies``, ``points``, ``bounds``, and whether tests may be read."""
    found = {analyte: placed(tables, analyte) for analyte in ANALYTES}
    with_effect = {analyte: int(rows["yi"].notna().sum()) for analyte, rows in found.items()}
    return pd.DataFrame(
        {
            "analyte": plain(analyte),
            "studies": len(rows),
            "points": with_effect[analyte],
            "bounds": len(rows) - with_effect[analyte],
            "verdict": "tests may be read" if enough(with_effect[analyte]) else too_few(),
        }
        for analyte, rows in found.items()
    )
