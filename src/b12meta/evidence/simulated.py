"""What the simulation says: which way of pooling finds a known truth.

The numbers are made by ``make simulate`` and kept in ``data/simulation/coverage.csv``; its README
tells the design. Here they are summed up, by mechanism of reporting and by method.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.text import Sentence
from b12meta.evidence.words import number, percent
from b12meta.tables.simulation import read_coverage

if TYPE_CHECKING:
    from pathlib import Path

MECHANISMS = {
    "at_random": "at random",
    "by_significance": "by significance",
    "by_p": "also by p among the rest",
    "unmentioned": "half of null results unmentioned",
    "mann_whitney": "tested by Mann-Whitney",
}

METHODS = {
    "exact_only": "means only (usual practice)",
    "zero": "not significant set to zero",
    "imputation": "multiple imputation",
    "ml": "bounds, ML, chi-square",
    "ml_t": "bounds, ML, t",
    "bayes": "bounds, Bayesian (headline)",
}

REAL = 8
"""The k of the cells in which each real study of serum B12 appears once, with its group sizes."""

FAILS = 0.93
"""Coverage of a 95% interval below which a method is said to fail in a cell."""


def simulation(path: Path | None = None) -> pd.DataFrame:
    """Every cell of the simulation, as `read_coverage`."""
    return read_coverage(path)


def by_mechanism(cells: pd.DataFrame) -> pd.DataFrame:
    """Mean bias, coverage with its range over cells, and width, by mechanism and method."""
    groups = cells.groupby(["mechanism", "method"])
    found = groups.agg(
        bias=("bias", "mean"),
        coverage=("coverage", "mean"),
        least=("coverage", "min"),
        width=("width_median", "mean"),
        failing=("coverage", lambda coverage: (coverage < FAILS).mean()),
    )
    order = pd.MultiIndex.from_product([MECHANISMS, METHODS], names=["mechanism", "method"])
    return found.reindex(order).reset_index()


def shown_by_mechanism(cells: pd.DataFrame) -> pd.DataFrame:
    """The same in words, for a reader."""
    found = by_mechanism(cells)
    return pd.DataFrame(
        {
            "reporting": found["mechanism"].map(MECHANISMS),
            "method": found["method"].map(METHODS),
            "bias": [number(value, 3) for value in found["bias"]],
            "coverage": [percent(value, 1) for value in found["coverage"]],
            "least": [percent(value, 1) for value in found["least"]],
            "median width": [number(value) for value in found["width"]],
            "cells that fail": [percent(value) for value in found["failing"]],
        }
    )


def worst_cells(cells: pd.DataFrame, method: str = "bayes", rows: int = 8) -> pd.DataFrame:
    """The cells in which a method covers least."""
    worst = cells[cells["method"].eq(method)].nsmallest(rows, "coverage")
    return pd.DataFrame(
        {
            "reporting": worst["mechanism"].map(MECHANISMS),
            "mean effect": worst["mu"],
            "τ": worst["tau"],
            "studies": worst["k"],
            "bias": [number(value, 3) for value in worst["bias"]],
            "coverage": [percent(value, 1) for value in worst["coverage"]],
        }
    )


def at_real_sizes(cells: pd.DataFrame) -> pd.DataFrame:
    """Coverage of each method with the group sizes of the real studies, over true effects."""
    real = cells[cells["k"].eq(REAL)]
    table = real.pivot_table(index=["mechanism", "tau"], columns="method", values="coverage")
    table = table.reindex(index=list(MECHANISMS), level=0)[list(METHODS)]
    words = table.map(lambda coverage: percent(coverage, 1)).rename(columns=METHODS).reset_index()
    return words.assign(mechanism=words["mechanism"].map(MECHANISMS)).rename(
        columns={"mechanism": "reporting", "tau": "τ"}
    )


def told(cells: pd.DataFrame) -> Sentence:
    """How often the headline interval holds the truth, beside the usual practice."""
    ours, usual = (cells[cells["method"].eq(name)] for name in ("bayes", "exact_only"))
    return Sentence(
        f"Over {len(ours)} simulated situations the headline interval held the truth in "
        f"{percent(ours['coverage'].mean(), 1)} of replicates on average (worst "
        f"{percent(ours['coverage'].min(), 1)}), and its estimate was off by "
        f"{number(ours['bias'].abs().mean(), 3)} standard deviations on average (worst "
        f"{number(ours['bias'].abs().max(), 3)}). The usual practice held it in "
        f"{percent(usual['coverage'].mean(), 1)} (worst {percent(usual['coverage'].min(), 1)}), "
        f"off by {number(usual['bias'].abs().mean(), 3)} (worst "
        f"{number(usual['bias'].abs().max(), 3)}), and gave no answer at all in "
        f"{percent(1 - usual['available'].mean())} of replicates."
    )


def where_it_fails(cells: pd.DataFrame) -> Sentence:
    """Plainly: in which situations the headline interval covers too rarely."""
    ours = cells[cells["method"].eq("bayes")]
    failing = ours[ours["coverage"] < FAILS]
    if failing.empty:
        return Sentence(f"In no situation did it cover less than {percent(FAILS)}.")
    share = failing.groupby("mechanism").size().reindex(list(MECHANISMS), fill_value=0)
    counts = ours.groupby("mechanism").size()
    parts = [
        f"{share[name]} of {counts[name]} ({words})"
        for name, words in MECHANISMS.items()
        if share[name]
    ]
    return Sentence(
        f"It covered less than {percent(FAILS)} in {len(failing)} of {len(ours)} situations: "
        f"{'; '.join(parts)}."
    )
