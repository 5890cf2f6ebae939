"""The tidy frames of data/processed: a pure function of the raw tables.

`build` makes them, `rebuild` writes those that changed. A test rebuilds them and compares, so what
is committed can never drift from what is extracted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.chooser import choose
from b12meta.evidence.compare import comparisons
from b12meta.evidence.dictionary import MEANINGS, TITLES
from b12meta.evidence.overview import ANALYTES
from b12meta.evidence.sizes import effects
from b12meta.paths import ROOT
from b12meta.stats.pooling import pool
from b12meta.tables.write import rewrite_if_changed

if TYPE_CHECKING:
    from pathlib import Path

    from b12meta.stats.result import Pooled
    from b12meta.tables import Tables

FOLDER = ROOT / "data" / "processed"

KEYS = {
    "comparisons": ["study_id", "analyte", "matrix", "group1", "group2"],
    "set_aside": ["study_id", "analyte", "matrix", "group1", "group2"],
    "effects": ["study_id", "analyte", "measure"],
    "pooled": ["analyte", "measure", "method", "test"],
}

MEASURES = ("SMD", "ROM")
FEWEST = 3
"""Fewest studies that are pooled: two get no verdict (decision 2)."""


def build(tables: Tables) -> dict[str, pd.DataFrame]:
    """Every frame of data/processed by name, from checked raw tables."""
    choice = choose(comparisons(tables, *ANALYTES))
    sizes = _all_effects(choice.chosen)
    return {
        "comparisons": choice.chosen,
        "set_aside": choice.aside,
        "effects": sizes,
        "pooled": _all_pools(sizes),
    }


def rebuild(tables: Tables, folder: Path = FOLDER) -> tuple[str, ...]:
    """Write the frames that differ from what is there; returns the names of the files."""
    return rewrite_if_changed(folder, build(tables), KEYS, titles=TITLES, meanings=MEANINGS)


def _all_effects(chosen: pd.DataFrame) -> pd.DataFrame:
    columns = ["study_id", "analyte", "measure", "yi", "vi", "ci_low", "ci_high", "sd_route"]
    parts = [
        effects(chosen, analyte, measure=measure).rows.reset_index().assign(measure=measure)
        for analyte in ANALYTES
        if chosen["analyte"].eq(analyte).mul(chosen["level"].eq("means")).any()
        for measure in MEASURES
    ]
    return pd.concat(parts, ignore_index=True)[columns]


def _all_pools(sizes: pd.DataFrame) -> pd.DataFrame:
    rows = [
        _pool_row(str(analyte), str(measure), pool(part["yi"], part["vi"], test="adhoc"))
        for (analyte, measure), part in sizes.groupby(["analyte", "measure"], sort=True)
        if len(part) >= FEWEST
    ]
    return pd.DataFrame(rows)


def _pool_row(analyte: str, measure: str, result: Pooled) -> dict[str, object]:
    low, high = result.pi if result.pi is not None else (float("nan"), float("nan"))
    names = ("method", "test", "level", "k", "estimate", "se", "pval", "tau2", "i2", "q", "q_pval")
    return {
        "analyte": analyte,
        "measure": measure,
        **{name: getattr(result, name) for name in names},
        "ci_low": result.ci.low,
        "ci_high": result.ci.high,
        "pi_low": low,
        "pi_high": high,
    }
