"""The studies of an analyte, each with the standard error that places it in a funnel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from b12meta.evidence.chooser import choose
from b12meta.evidence.compare import comparisons
from b12meta.evidence.levels import contrasts
from b12meta.evidence.remember import remembered

if TYPE_CHECKING:
    import pandas as pd

    from b12meta.tables import Tables

COMPARABLE = (
    "healthy", "other_neurological", "healthy+other_neurological", "unspecified",
    "trauma_patients", "ms_like_disease",
)  # fmt: skip
"""Kinds of controls, of studies.csv, with whom a level could have been compared."""

OTHER_DISEASES = ("nmosd", "cis")

CONTOURS = (0.95, 0.99)
"""Levels of the contours of a funnel: what lies within the first is not significant."""

WIDTH = 2 * float(special.ndtri(0.975))
"""Width of a normal 95% interval in standard errors."""


def with_controls(tables: Tables) -> pd.DataFrame:
    """Studies, by ``study_id``, of people with MS and of people with whom to compare them."""
    rows = tables.studies.set_index("study_id")
    return rows[rows["control_type"].isin(COMPARABLE) & ~rows["population"].isin(OTHER_DISEASES)]


@remembered
def placed(tables: Tables, analyte: str) -> pd.DataFrame:
    """Every study that can be pooled, as `contrasts` places it; ``page_url`` leads to its row."""
    rows = contrasts(choose(comparisons(tables, analyte)).chosen, analyte).rows
    return rows.assign(page_url=rows["url"])


def funnel_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """The same rows with ``sei``, of the effect where there is one, else at no effect."""
    width = rows["ci_high"].astype("float64") - rows["ci_low"].astype("float64")
    at_null = np.sqrt(rows["vi"].astype("float64"))
    return rows.assign(sei=(width / WIDTH).where(rows["yi"].notna(), at_null))


def points(rows: pd.DataFrame) -> pd.DataFrame:
    """Studies with an effect, from printed means or implied by an exact p.

    Parameters
    ----------
    rows : DataFrame
        From `placed`.

    Returns
    -------
    DataFrame
        The rows with an effect, ``vi`` being its own sampling variance (of an exact p: at the
        effect that it implies), ``sei`` its root, and ``ni`` the size ``n1 n2 / (n1 + n2)``, whose
        inverse is the variance at no effect and does not hold the effect itself.
    """
    found = funnel_rows(rows[rows["yi"].notna()])
    n1, n2 = (found[name].astype("float64") for name in ("n1i", "n2i"))
    effects = found["yi"].astype("float64")
    return found.assign(yi=effects, vi=found["sei"] ** 2, ni=n1 * n2 / (n1 + n2))
