"""One study prints means, spreads and p, but not how its patients divide among the courses of MS.

Every division of its patients is tried. One that gives the printed p, by Welch's or by Student's
test, with some numbers that round to the printed ones, may be the true one. What these divisions
have in common holds as far as three readings do: that plus-minus means standard deviation, that all
controls were assayed, and that one of these two tests gave the p.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from b12meta.evidence.csf.means import COURSES, printed
from b12meta.stats.effects.means import smd
from b12meta.stats.interval import normal_intervals
from b12meta.stats.recompute import student_p, welch_p

if TYPE_CHECKING:
    from collections.abc import Callable

    from b12meta.evidence.csf.means import Printed
    from b12meta.stats.recompute import Arm, PRange
    from b12meta.stats.types import Floats
    from b12meta.tables import Tables

CONTRASTS = {"rr": "RRMS against controls", "sp": "SPMS against controls",
             "both": "RRMS and SPMS together against controls"}  # fmt: skip
TESTS: dict[str, Callable[[Arm, Arm], PRange]] = {"welch": welch_p, "student": student_p}
SMALLEST_GROUP = 2
"""A group with a standard deviation holds at least two people."""


def splits(tables: Tables, *, rounding: bool = True) -> pd.DataFrame:
    """Every division of the patients into RR, SP and the rest, and which give the printed p.

    Parameters
    ----------
    tables : Tables
        Checked raw tables.
    rounding : bool
        Whether a division fits when some numbers that round to the printed ones give the p;
        otherwise the printed ones have to.

    Returns
    -------
    DataFrame
        One row per split: ``n_rr n_sp n_pp``; whether Welch's (``welch``) or Student's
        (``student``) test meets both printed bounds, and whether either does (``fits``); whether p
        also stays above the next step that the study prints (``stepwise``); and for ``rr``, ``sp``
        and ``both`` Hedges' g against the controls with its 95% limits (``rr_yi rr_ci_low ...``).
    """
    told = printed(tables) if rounding else printed(tables).exactly()
    n_rr, n_sp = _all_pairs(told.patients)
    sizes = {"rr": n_rr, "sp": n_sp}
    out = pd.DataFrame({"n_rr": n_rr, "n_sp": n_sp, "n_pp": told.patients - n_rr - n_sp})
    for test in TESTS:
        meets = {name: _meets(told, name, test)[:, sizes[name]] for name in COURSES}
        out[test], out[f"{test}_stepwise"] = np.logical_and(meets["rr"], meets["sp"])
    out["fits"] = out[list(TESTS)].any(axis=1)
    out["stepwise"] = out.pop("welch_stepwise") | out.pop("student_stepwise")
    for name, arm in (*_arms(told, sizes).items(), ("both", _together(told, n_rr, n_sp))):
        out[[f"{name}_yi", f"{name}_ci_low", f"{name}_ci_high"]] = _effect(arm, told.controls)
    return out


def _all_pairs(total: int) -> tuple[np.ndarray, np.ndarray]:
    """All pairs of group sizes of at least two, together at most `total`."""
    sizes = np.arange(SMALLEST_GROUP, total - SMALLEST_GROUP + 1)
    rr, sp = (grid.ravel() for grid in np.meshgrid(sizes, sizes, indexing="ij"))
    return rr[rr + sp <= total], sp[rr + sp <= total]


def _meets(told: Printed, name: str, test: str) -> np.ndarray:
    """By group size: is the printed bound met, and is p also above the next step; shape (2, n)."""
    arm, sizes = told.arms[name], range(SMALLEST_GROUP, told.patients + 1)
    p = [TESTS[test](arm._replace(n=float(n)), told.controls) for n in sizes]
    below = np.array([False] * SMALLEST_GROUP + [one.low < told.below[name] for one in p])
    above = np.array([False] * SMALLEST_GROUP + [one.high >= told.not_below[name] for one in p])
    return np.vstack([below, below & above])


def _arms(told: Printed, sizes: dict[str, np.ndarray]) -> dict[str, tuple[Floats, Floats, Floats]]:
    return {
        name: (n.astype(float), np.full(n.size, told.arms[name].mean),
               np.full(n.size, told.arms[name].sd))
        for name, n in sizes.items()
    }  # fmt: skip


def _together(told: Printed, n_rr: np.ndarray, n_sp: np.ndarray) -> tuple[Floats, Floats, Floats]:
    """`combine_groups` of both courses, over all splits at once."""
    rr, sp, n = told.arms["rr"], told.arms["sp"], (n_rr + n_sp).astype(float)
    between = n_rr * n_sp / n * (rr.mean - sp.mean) ** 2
    inside = (n_rr - 1) * rr.sd**2 + (n_sp - 1) * sp.sd**2
    return n, (n_rr * rr.mean + n_sp * sp.mean) / n, np.sqrt((inside + between) / (n - 1))


def _effect(arm: tuple[Floats, Floats, Floats], controls: Arm) -> np.ndarray:
    """Hedges' g and its limits, shape (splits, 3)."""
    n, mean, sd = arm
    found = smd(m1i=mean, sd1i=sd, n1i=n, m2i=controls.mean, sd2i=controls.sd, n2i=controls.n)
    limits = normal_intervals(found.yi, found.vi, 0.95)
    return np.column_stack([found.yi, limits.low, limits.high])
