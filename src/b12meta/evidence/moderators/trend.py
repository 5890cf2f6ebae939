"""The line of effects on the year of publication: description, and said to be.

No regression here takes bounds, so only the studies with an effect can be used; the rule asks for
ten of them for each moderator.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from b12meta.evidence.small_studies.studies import points
from b12meta.frames.regression import regress
from b12meta.stats.regression.notes import PER_MODERATOR

if TYPE_CHECKING:
    from b12meta.frames.regression import Regression

DECADE = 10
"""Years to which a slope refers."""

LINE_NEEDS = 3
"""Fewest effects for a line with a residual."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """A meta-regression on the year, and its line for a figure.

    Attributes
    ----------
    k : int
        Studies with an effect and a year.
    fit : Regression or None
        REML, Knapp-Hartung not below 1, on decades since 2000; None below three studies.
    line : DataFrame or None
        ``x`` (year), ``estimate``, ``ci_low``, ``ci_high`` from the first year to the last.
    """

    k: int
    fit: Regression | None
    line: pd.DataFrame | None

    @property
    def slope(self) -> tuple[float, float, float]:
        """Change of the effect in a decade, with its interval."""
        assert self.fit is not None
        return (float(self.fit.coef[1]), float(self.fit.ci_low[1]), float(self.fit.ci_high[1]))


def enough(k: int, moderators: int = 1) -> bool:
    """Whether `k` effects are enough for a regression on so many moderators.

    References
    ----------
    Deeks, Higgins & Altman, *Cochrane Handbook*, version 6, section 10.11.5.1: at least ten studies
    for each characteristic modelled.

    Examples
    --------
    >>> enough(8), enough(20, moderators=2)
    (False, True)
    """
    return k >= PER_MODERATOR * moderators


def year_trend(rows: pd.DataFrame) -> Trend:
    """Effects on the year of publication, among the studies with an effect.

    Parameters
    ----------
    rows : DataFrame
        From `moderators`.
    """
    found = points(rows[rows["year"].notna()])
    if len(found) < LINE_NEEDS or found["year"].nunique() < LINE_NEEDS:
        return Trend(k=len(found), fit=None, line=None)
    decades = (found["year"].astype("float64") - 2000) / DECADE
    fit = regress(found["yi"], found["vi"], decades.to_frame("decade"), test="adhoc")
    years = np.linspace(float(found["year"].min()), float(found["year"].max()), 41)
    line = fit.predict(pd.DataFrame({"decade": (years - 2000) / DECADE}))
    shown = line[["estimate", "ci_low", "ci_high"]].assign(x=years)
    return Trend(k=len(found), fit=fit, line=shown)
