"""Many fits at once beside metafor, which makes them one by one: some of them, and extrapolated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.batch import fit_many, fit_members
from b12meta.stats.gosh.run import gosh
from b12meta.stats.pooling import pool
from bench.blocks import Row, loop
from bench.data import bcg, sets, twenty
from bench.many import MANY
from bench.rows import apart

if TYPE_CHECKING:
    from bench.peer_in_r import Metafor

LOOPED = 500
"""How many of the sets, and of the subsets by REML, metafor fits."""

OF_METAFOR = ("estimate", "se", "pval", "ci_low", "ci_high", "tau2", "q", "q_pval")
"""Columns in the order of metafor.R."""


def many_r_rows(metafor: Metafor) -> list[Row]:
    """Subsets, sets and a simulated interval; `twenty` is in R already."""
    metafor.load("bcg", bcg())
    y, v = sets(MANY, 20)
    metafor.load("sets", (y[:LOOPED], v[:LOOPED]))
    effects = twenty()
    return [
        subsets_beside_metafor(metafor, "DL", 100, 1),
        subsets_beside_metafor(metafor, "REML", 2000, 8191 / LOOPED),
        Row(
            name=f"{MANY:,} sets, REML, Knapp-Hartung, and heterogeneity, k = 20",
            peer=f"metafor, {LOOPED} x {MANY // LOOPED}",
            goal=3000,
            ours=loop(lambda: fit_many(y, v)),
            theirs=metafor.timer("every_set", "sets", times=MANY / LOOPED),
            difference=lambda: apart(
                columns_of(fit_many(y[:LOOPED], v[:LOOPED]), OF_METAFOR),
                metafor.answer("every_set", "sets"),
            ),
        ),
        Row(
            name="Nagashima's interval, 25,000 draws, k = 20",
            peer="metafor, one fit",
            goal=5,
            ours=loop(lambda: pool(*effects, prediction="nagashima").pi),
            theirs=metafor.timer("rma", "twenty"),
            difference=None,
            at_most=True,
        ),
    ]


def subsets_beside_metafor(metafor: Metafor, method: str, goal: float, share: float) -> Row:
    """All subsets of the 13 trials; metafor's time is multiplied where it fits only a share."""
    effects, call = bcg(), f"gosh_{method.lower()}"

    def difference() -> float:
        codes, *theirs = np.split(metafor.answer(call, "bcg"), 5)
        names = ("estimate", "tau2", "i2", "q")
        ours = fit_members(*effects, codes.astype(np.int64), method=method, columns=names)
        return apart(columns_of(ours, names), np.concatenate(theirs))

    return Row(
        name=f"GOSH, {method}, all 8,191 subsets, k = 13",
        peer="metafor" if share == 1 else f"metafor, {LOOPED} x {share:.1f}",
        goal=goal,
        ours=loop(lambda: gosh(*effects, method=method, progress=False)),
        theirs=metafor.timer(call, "bcg", times=share),
        difference=difference,
    )


def columns_of(fits: dict[str, np.ndarray], names: tuple[str, ...]) -> np.ndarray:
    """Columns one after the other."""
    return np.concatenate([fits[name] for name in names])
