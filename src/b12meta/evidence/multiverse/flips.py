"""A permutation test of a whole multiverse: would turned signs give as much?

Were there nothing to find, the sign of each study's result would be a toss. Every pattern of tosses
is tried, each turned study turned in every specification at once (its bounds with it), and the
median estimate over the distinct specifications is compared with the one that was found. So the
specifications are tested together, once, and how many of them there are does not matter.

References
----------
Simonsohn, Simmons & Nelson (2020), *Nature Human Behaviour* 4, 1208-1214 (joint test of a
specification curve, here with signs in place of shuffled data); Fisher (1935), *The Design of
Experiments*, section 21 (turning signs).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from b12meta.evidence.multiverse.choices import BAYES, BOUNDED_ML, PRIORS
from b12meta.stats.batch import fit_signs
from b12meta.stats.sign_flips import mean_under_signs

if TYPE_CHECKING:
    import pandas as pd

    from b12meta.evidence.multiverse.run import Universe
    from b12meta.stats.types import Floats, Ints

FEWEST = 6
"""Studies below which nothing is computed: with five, no p below 0.05 could come out."""

EXACT_TO = 16
"""Studies that a turn can change, up to which every pattern is tried."""

DRAWS = 999
"""Patterns drawn beyond that."""

SEED = 20261120

NEAR = 1e-9
"""Medians that differ by less count as equal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlipTest:
    """The median estimate under turned signs.

    Attributes
    ----------
    statistic : float
        Median estimate over the distinct specifications on the standardised scale, on the grid of
        `b12meta.stats.sign_flips` (three decimals).
    pval : float
        Two-sided share of patterns with a median at least as far from 0; NaN below `FEWEST`.
    least : float
        Smallest p that could have come out.
    studies : int
        Studies in any specification.
    turnable : int
        Those that a turn changes: "not different" is the same on both sides of 0.
    specifications, patterns : int
        Distinct specifications; patterns of signs tried, their mirror images not counted.
    exact : bool
        Whether every pattern was tried.
    error : float
        Monte Carlo standard error of `pval`; 0 if exact.
    medians : array
        The median under each pattern.
    """

    statistic: float
    pval: float
    least: float
    studies: int
    turnable: int
    specifications: int
    patterns: int
    exact: bool
    error: float
    medians: Floats = field(repr=False)


def flip_test(found: Universe) -> FlipTest:
    """Turn the signs of studies, jointly across all specifications.

    Parameters
    ----------
    found : Universe
        From `universe`.
    """
    frame = found.frame[found.frame["scale"].eq("standardised")].drop_duplicates("distinct")
    entries = found.sets.entries
    studies = entries.loc[sorted({place for pick in frame["pick"] for place in pick}), "study_id"]
    turnable = [key for key in studies.unique() if _turns(entries, frame, key)]
    about = {"studies": studies.nunique(), "turnable": len(turnable), "specifications": len(frame)}
    if about["studies"] < FEWEST or not turnable:
        return _not_computed(float(frame["estimate"].median()), about)
    signs, exact = patterns(len(turnable))
    medians = _medians(entries, frame, turnable, signs)
    far = np.abs(medians) >= abs(medians[0]) - NEAR
    pval = float(far.mean())
    return FlipTest(
        statistic=float(medians[0]),
        pval=pval,
        least=1 / len(signs),
        **about,
        patterns=len(signs),
        exact=exact,
        error=0.0 if exact else math.sqrt(pval * (1 - pval) / len(signs)),
        medians=medians,
    )


def _not_computed(statistic: float, about: dict[str, int]) -> FlipTest:
    nothing = math.nan
    return FlipTest(
        statistic=statistic, pval=nothing, least=0.5 ** max(0, about["turnable"] - 1), **about,
        patterns=0, exact=True, error=0.0, medians=np.empty(0),
    )  # fmt: skip


def _turns(entries: pd.DataFrame, frame: pd.DataFrame, study: str) -> bool:
    """Whether any reading of a study that is pooled lies on one side more than on the other."""
    pooled = {place for pick in frame["pick"] for place in pick}
    rows = entries[entries["study_id"].eq(study) & entries.index.isin(pooled)]
    return bool((rows["low"] != -rows["high"]).any())


def patterns(m: int) -> tuple[Floats, bool]:
    """Signs of m studies, the untouched pattern first; of two mirror images only one.

    Examples
    --------
    >>> patterns(2)
    (array([[ 1.,  1.],
           [ 1., -1.]]), True)
    """
    if m <= EXACT_TO:
        bits = np.arange(2 ** (m - 1))[:, None] >> np.arange(m - 1)[::-1] & 1
        return np.hstack([np.ones((len(bits), 1)), 1.0 - 2.0 * bits]), True
    drawn = np.random.default_rng(SEED).choice([-1.0, 1.0], size=(DRAWS, m))
    return np.vstack([np.ones(m), drawn]), False


def _medians(
    entries: pd.DataFrame, frame: pd.DataFrame, turnable: list[str], signs: Floats
) -> Floats:
    """Median over the specifications under each pattern; each fit counts as often as it stands."""
    place = {key: at for at, key in enumerate(turnable)}
    columns = []
    for _, rows in frame.groupby("pick", sort=False):
        pooled = entries.loc[list(rows["pick"].iloc[0])]
        keys = [place.get(key) for key in pooled["study_id"]]
        first = next((key for key in keys if key is not None), 0)
        few, back, mirror = _own_patterns(signs[:, [first if key is None else key for key in keys]])
        counted = rows.groupby(["model", "prior"], sort=False).size()
        fits = _estimates(pooled, few, list(counted.index))
        columns.append(np.repeat(fits[back] * mirror[:, None], counted.to_numpy(), axis=1))
    found: Floats = np.median(np.hstack(columns), axis=1)
    return found


def _own_patterns(signs: Floats) -> tuple[Floats, Ints, Floats]:
    """Distinct patterns of one data set, up to mirror images; where each is, and its sign."""
    mirror = signs[:, 0].copy()
    few, back = np.unique(signs * mirror[:, None], axis=0, return_inverse=True)
    return few, back.reshape(-1), mirror


def _estimates(rows: pd.DataFrame, signs: Floats, methods: list[tuple[str, str]]) -> Floats:
    """Estimate of each pattern by each model and prior, in their order."""
    bounded = [one for one in methods if one[0] in (BAYES, BOUNDED_ML)]
    yi, vi, low, high = (rows[name].to_numpy(float) for name in ("yi", "vi", "low", "high"))
    priors = [PRIORS.get(prior) for _, prior in bounded]
    by_grid = mean_under_signs(yi, vi, low, high, signs, priors)
    found = dict(zip(bounded, by_grid.T, strict=True))
    for model, prior in methods:
        if (model, prior) not in found:
            effects = rows["effect_yi"].to_numpy(float), rows["effect_vi"].to_numpy(float)
            fits = fit_signs(*effects, signs < 0, method=model, test="z", columns=["estimate"])  # type: ignore[arg-type]
            found[model, prior] = fits["estimate"].astype(float)
    return np.stack([found[one] for one in methods], axis=1)
