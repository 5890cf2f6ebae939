"""What the figures of low B12 draw: rows of a forest plot, and the words below them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from b12meta.evidence.pools import FEWEST_MEANS
from b12meta.evidence.prevalence.background import survey_rows
from b12meta.evidence.prevalence.cut_offs import band
from b12meta.evidence.prevalence.shares import shares
from b12meta.evidence.words import percent

if TYPE_CHECKING:
    from b12meta.evidence.prevalence.odds import OddsAgainst
    from b12meta.evidence.prevalence.shares import InBand
    from b12meta.tables import Tables

NO_VERDICT = "no pooled verdict"


def share_rows(tables: Tables) -> pd.DataFrame:
    """Shares in percent by cut-off, and below them surveys of adults in general."""
    return pd.concat([shares(tables), survey_rows(tables)])


def share_conclusion(found: InBand) -> dict[str, Any]:
    """Words about the pooled studies; no diamond, for it would seem to stand for every row."""
    low, high = found.ci
    numbers = f"{percent(found.estimate)} ({percent(low)} to {percent(high)})"
    said = NO_VERDICT if found.k < FEWEST_MEANS else numbers
    return {"label": f"{band()} (k = {found.k}): {said}"}


def odds_conclusion(found: OddsAgainst) -> dict[str, Any]:
    """The common odds ratio as a diamond, or words alone below three studies."""
    label = f"Common odds ratio (k = {found.k})"
    if found.k < FEWEST_MEANS:
        return {"label": f"{label}: {NO_VERDICT}"}
    logs = (math.log(value) for value in (found.estimate, *found.ci))
    return {"label": label, **dict(zip(("estimate", "low", "high"), logs, strict=True))}
