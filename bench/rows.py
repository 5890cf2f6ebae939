"""What is compared with what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pymare import Dataset
from pymare.estimators import VarianceBasedLikelihoodEstimator
from statsmodels.stats.meta_analysis import combine_effects

from b12meta.frames.sensitivity import influence, leave_one_out
from b12meta.stats.pooling import pool
from b12meta.stats.small_study.trim_fill import trim_and_fill
from bench.blocks import Row, loop
from bench.data import Set, bcg, twenty

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from bench.peer_in_r import Metafor


def python_rows() -> list[Row]:
    """Fits beside PyMARE and statsmodels."""
    return [
        row
        for effects in (bcg(), twenty())
        for row in (beside_pymare(effects), beside_statsmodels(effects))
    ]


def apart(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Largest difference, of the value or of 1 where the value is smaller."""
    return float(np.max(np.abs(ours - theirs) / np.maximum(1.0, np.abs(theirs))))


def whole_fit(effects: Set) -> np.ndarray:
    """Fit by REML with Knapp-Hartung, and the Q-profile interval of tau2; tau2 itself last."""
    pooled = pool(*effects, method="REML", test="knha")
    return np.array(
        [
            *(pooled.estimate, pooled.se, pooled.pval, *pooled.ci, *pooled.tau2_interval()),
            *(pooled.q, pooled.q_pval, pooled.i2_q, pooled.tau2),
        ]
    )


def pymare_fit(effects: Set) -> np.ndarray:
    """Give the same numbers by PyMARE."""
    estimator = VarianceBasedLikelihoodEstimator(method="reml")
    found = estimator.fit_dataset(Dataset(*effects)).summary()
    mean, spread, q = found.get_fe_stats(), found.get_re_stats(), found.get_heterogeneity_stats()
    parts = [mean[name] for name in ("est", "se", "p", "ci_l", "ci_u")]
    parts += [spread["ci_l"], spread["ci_u"], q["Q"], q["p(Q)"], q["I^2"] / 100, spread["tau^2"]]
    return np.array([float(np.ravel(part)[0]) for part in parts])


def beside_pymare(effects: Set) -> Row:
    """REML with Knapp-Hartung and all that PyMARE reports.

    Its tau2 is left out of the comparison: it looks for the lowest point of a curve, and that fixes
    tau2 to about the root of the machine's precision (2e-8 here); all that rests on it agrees.
    """
    return Row(
        name=f"REML, Knapp-Hartung, all results, k = {effects[0].size}",
        peer="PyMARE",
        goal=10,
        ours=loop(lambda: whole_fit(effects)),
        theirs=loop(lambda: pymare_fit(effects)),
        difference=lambda: apart(whole_fit(effects)[:-1], pymare_fit(effects)[:-1]),
    )


def beside_statsmodels(effects: Set) -> Row:
    """REML here against DerSimonian-Laird there; the answers compared are those of DL."""

    def theirs() -> pd.DataFrame:
        return combine_effects(*effects, method_re="dl").summary_frame()

    def difference() -> float:
        ours, mean = pool(*effects, method="DL", test="z"), theirs().loc["random effect"]
        numbers = mean[["eff", "sd_eff", "ci_low", "ci_upp"]].to_numpy(float)
        return apart(np.array([ours.estimate, ours.se, *ours.ci]), numbers)

    return Row(
        name=f"REML, Knapp-Hartung (theirs: DL), k = {effects[0].size}",
        peer="statsmodels",
        goal=1,
        ours=loop(lambda: pool(*effects, method="REML", test="knha")),
        theirs=loop(theirs),
        difference=difference,
    )


def r_rows(metafor: Metafor) -> list[Row]:
    """Refits and profiles beside metafor, k = 20; its fit of all studies is made beforehand."""
    y, v = twenty()
    metafor.load("twenty", (y, v))
    pooled = pool(y, v, method="REML", test="knha")

    def interval() -> np.ndarray:
        return np.array(pooled.tau2_interval("PL"))

    calls: list[tuple[str, str, float, Callable[[], object], Callable[[], np.ndarray]]] = [
        ("fit of all studies", "rma", 0, lambda: pool(y, v), lambda: fitted(y, v)),
        ("leave-one-out", "leave_one_out", 60, lambda: leave_one_out(y, v), lambda: left(y, v)),
        ("influence", "influence", 40, lambda: influence(y, v), lambda: influences(y, v)),
        ("trim and fill", "trim_and_fill", 30, lambda: trim_and_fill(y, v), lambda: filled(y, v)),
        ("profile-likelihood interval", "profile_likelihood", 60, interval, interval),
    ]
    return [beside_metafor(metafor, *call) for call in calls]


def beside_metafor(
    metafor: Metafor,
    name: str,
    call: str,
    goal: float,
    function: Callable[[], object],
    answer: Callable[[], np.ndarray],
) -> Row:
    """One function against the one of the same name in R."""
    return Row(
        name=f"{name}, k = 20",
        peer="metafor",
        goal=goal or None,
        ours=loop(function),
        theirs=metafor.timer(call, "twenty"),
        difference=lambda: apart(answer(), metafor.answer(call, "twenty")),
    )


def fitted(y: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Numbers of a fit, as metafor.R gives them."""
    one = pool(y, v)
    return np.array([one.estimate, one.se, one.pval, *one.ci, one.tau2, one.q, one.q_pval])


def left(y: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Columns of leave-one-out, as metafor.R gives them."""
    table = leave_one_out(y, v).drop(columns="stat")
    return table.assign(i2=100 * table["i2"]).to_numpy(float).T.ravel()


def influences(y: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Columns of influence, as metafor.R gives them."""
    return influence(y, v).to_numpy(float).T.ravel()


def filled(y: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Numbers of trim and fill, as metafor.R gives them."""
    found = trim_and_fill(y, v)
    one = found.pooled
    return np.array([found.k0, one.estimate, one.se, one.pval, *one.ci, one.tau2])
