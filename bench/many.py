"""Many fits at once, beside PyMARE and beside fewer of our own."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from pymare import Dataset
from pymare.estimators import VarianceBasedLikelihoodEstimator

from b12meta.frames.permutation import permutation_test
from b12meta.stats.batch import fit_many
from b12meta.stats.bayes.pooling import pool_bayes
from b12meta.stats.gosh.run import gosh
from bench.blocks import Row, loop, one_call
from bench.data import bcg, sets, twenty
from bench.rows import apart

if TYPE_CHECKING:
    from pymare.results import MetaRegressionResults

    from b12meta.frames.permutation import Permutation
    from b12meta.stats.interval import Interval
    from bench.data import Set

MANY = 100_000
"""Meta-analyses at once."""

REACH = 4.0
"""Standard errors by which a p value may miss by chance: once in 16,000 times."""

OF_FE_STATS = ("estimate", "se", "stat", "pval", "ci_low", "ci_high", "tau2")
"""Columns that PyMARE gives for each set."""


def many_rows() -> list[Row]:
    """Rows for which no R is needed."""
    return [sets_beside_pymare(), *shuffles_beside_pymare(), bayes_beside_pymare(), *beside_ours()]


def pymare_summary(effects: Set) -> MetaRegressionResults:
    """PyMARE's fit with its summary."""
    return pymare_fitted(effects).summary()


def pymare_fitted(effects: Set) -> VarianceBasedLikelihoodEstimator:
    """Fit by REML in PyMARE."""
    return VarianceBasedLikelihoodEstimator(method="reml").fit_dataset(Dataset(*effects))


def sets_beside_pymare() -> Row:
    """All sets on both sides; PyMARE fits them at once too, with a set in each column.

    Means and standard errors are compared. Interval ends and p values magnify the little by which
    PyMARE's tau2 is off; a few of them differ by up to 1e-7.
    """
    y, v = sets(MANY, 20)
    columns = np.ascontiguousarray(y.T), np.ascontiguousarray(v.T)

    def theirs() -> dict[str, np.ndarray]:
        found: dict[str, np.ndarray] = pymare_summary(columns).get_fe_stats()
        return found

    def difference() -> float:
        ours, found = fit_many(y, v), theirs()
        pairs = (("estimate", "est"), ("se", "se"))
        return max(apart(ours[name], np.ravel(found[named])) for name, named in pairs)

    return Row(
        name=f"{MANY:,} sets, REML, Knapp-Hartung, k = 20",
        peer="PyMARE",
        goal=10,
        ours=loop(lambda: fit_many(y, v, columns=OF_FE_STATS)),
        theirs=one_call(theirs),
        difference=difference,
    )


def shuffled(*, exact: bool) -> Permutation:
    """Signs of the 13 trials turned in all ways, or in 1,000 drawn at random."""
    return permutation_test(*bcg(), exact=exact, iterations=1000, seed=1, progress=False)


def shuffles_beside_pymare() -> list[Row]:
    """1,000 shuffles: of PyMARE's fit made beforehand, and from the data on both sides.

    Ours begins with the data in both rows.
    """
    fit = pymare_fitted(bcg())
    calls = {
        "": lambda: fit.summary().permutation_test(1000),
        ", with the first fit": lambda: pymare_summary(bcg()).permutation_test(1000),
    }
    return [
        Row(
            name=f"permutation test, 1,000 shuffles{words}, REML, k = 13",
            peer="PyMARE",
            goal=None if words else 8,
            ours=loop(lambda: shuffled(exact=False)),
            theirs=loop(theirs),
            difference=shuffles_apart,
        )
        for words, theirs in calls.items()
    ]


def shuffles_apart() -> float:
    """Compare the statistic that was found; PyMARE's drawn p value must be near the exact one."""
    np.random.seed(1)  # noqa: NPY002  PyMARE draws from it
    found = pymare_summary(bcg())
    mean, drawn = found.get_fe_stats(), found.permutation_test(1000).perm_p["fe_p"]
    far = near_exact(float(np.ravel(drawn)[0]))
    return max(far, apart(shuffled(exact=True).stat, np.ravel(mean["est"] / mean["se"])))


def near_exact(drawn: float) -> float:
    """Give 0 where chance explains a p value of 1,000 shuffles, and infinity where it does not."""
    exact = float(shuffled(exact=True).pval[0])
    error = math.sqrt(exact * (1 - exact) / 1000)
    return 0.0 if abs(drawn - exact) <= REACH * error else math.inf


def three_intervals(effects: Set) -> tuple[Interval, ...]:
    """Fit the Bayesian model, and read what is worked out only when it is asked for."""
    found = pool_bayes(*effects)
    return found.mu.interval, found.tau.interval, found.theta_new.interval


def bayes_beside_pymare() -> Row:
    """Intervals of mean, tau and a new study's effect, beside PyMARE's mean with its interval."""
    effects = bcg()
    return Row(
        name="Bayesian fit with three intervals (theirs: REML), k = 13",
        peer="PyMARE",
        goal=8,
        ours=loop(lambda: three_intervals(effects)),
        theirs=loop(lambda: pymare_summary(effects).get_fe_stats()),
        difference=None,
    )


def beside_ours() -> list[Row]:
    """More work of ours beside less of it."""
    return [
        Row(
            name="GOSH, REML, all 2^20 subsets, k = 20",
            peer="all 2^13, k = 13",
            goal=250,
            ours=one_call(lambda: gosh(*twenty(), progress=False)),
            theirs=loop(lambda: gosh(*bcg(), progress=False)),
            difference=None,
            at_most=True,
        ),
        Row(
            name="permutation test, all 2^13, REML, k = 13",
            peer="1,000 shuffles",
            goal=8,
            ours=loop(lambda: shuffled(exact=True)),
            theirs=loop(lambda: shuffled(exact=False)),
            difference=drawn_apart,
            at_most=True,
        ),
    ]


def drawn_apart() -> float:
    """Compare our exact test with our 1,000 shuffles, in the same way as `shuffles_apart`."""
    drawn = shuffled(exact=False)
    return max(near_exact(float(drawn.pval[0])), apart(shuffled(exact=True).stat, drawn.stat))
