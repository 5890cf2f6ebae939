"""The permutation test of arrays.

If there were no effect, each study's effect would as well have had the other sign; if a moderator
made no difference, its values would as well have stood beside other studies. So the p value is the
share of such worlds in which the statistic lies at least as far from 0 as the one that was found.
No distribution is assumed, whatever the method and the test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from b12meta.stats.checks import check_choice, check_studies
from b12meta.stats.inference import TESTS
from b12meta.stats.permutation.arrangements import possible
from b12meta.stats.permutation.coefficients import Rows
from b12meta.stats.permutation.plan import make_plan, said, shares
from b12meta.stats.permutation.result import PermutationResult
from b12meta.stats.permutation.worlds import shuffles, signs
from b12meta.stats.regression.design import check_moderators, make_design
from b12meta.stats.regression.fit import check_size, frozen, with_intercept
from b12meta.stats.tau2.estimate import check_method

if TYPE_CHECKING:
    from collections.abc import Sequence

    from b12meta.stats.types import ArrayLike, Method, Test

__all__ = ["ITERATIONS", "permute_arrays"]

ITERATIONS = 10_000
"""Permutations drawn where there are too many."""


def permute_arrays(
    yi: ArrayLike,
    vi: ArrayLike,
    mods: ArrayLike | None = None,
    *,
    names: Sequence[str] | None = None,
    intercept: bool = True,
    method: Method = "REML",
    test: Test = "knha",
    exact: bool | Literal["auto"] = "auto",
    iterations: int = ITERATIONS,
    seed: int | None = None,
    progress: bool = True,
) -> PermutationResult:
    """Permutation test of a pooled effect, or of the coefficients of a meta-regression.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects and their sampling variances.
    mods : array-like of shape (k, m), optional
        Moderators, whose rows are shuffled; without them signs of the effects are turned.
    names, intercept
        As in `b12meta.stats.regression.fit.regress_arrays`.
    method, test
        As in `b12meta.stats.pooling.pool`.
    exact : bool or "auto"
        Whether to take all permutations; by default where there are at most 2^16.
    iterations : int
        Permutations to draw otherwise; what was found is the first of them.
    seed : int, optional
        Of the drawing; the one used is part of the result.
    progress : bool
        Whether a terminal shows a bar after a second.

    Raises
    ------
    ValueError
        As `regress_arrays`; for too many permutations, fewer than two iterations, a bad seed.

    References
    ----------
    Follmann & Proschan (1999), *Biometrics* 55, 732-737 (signs); Higgins & Thompson (2004),
    *Statistics in Medicine* 23, 1663-1682 (moderators).

    Examples
    --------
    >>> found = permute_arrays([0.1, 0.5, 0.3, 0.7], [0.02, 0.03, 0.05, 0.04], method="EE")
    >>> found.pval, found.iterations
    (array([0.125]), 16)
    """
    studies = check_studies(yi, vi)
    method = check_method(method)
    check_choice("test", test, TESTS)
    words = "permutations" if progress else None
    if mods is None:
        plan = make_plan(2**studies.yi.size, exact, iterations, seed)
        called: Sequence[str] = ["intercept"]
        found, here = signs(studies, plan, method, test, words)
    else:
        k = studies.yi.size
        moderators = check_moderators(mods, k, studies.labels)
        x, called, _ = with_intercept(moderators, names, None, intercept)
        check_size(k, x.shape[1], method)
        design = make_design(studies, x, called)
        different, labels = np.unique(design.x, axis=0, return_inverse=True)
        plan = make_plan(possible(labels), exact, iterations, seed)
        found, here = shuffles(design, Rows(different, labels), plan, method, test, words)
    pval, error = shares(np.abs(found.stat), np.abs(here.stat[0]), plan)
    return PermutationResult(
        names=tuple(called),
        stat=frozen(here.stat[0]),
        pval=frozen(pval),
        mc_se=frozen(error),
        statistic=frozen(found.stat),
        qm=float(here.joint[0]),
        qm_pval=float(shares(found.joint, here.joint[0], plan)[0]),
        permuted="signs" if mods is None else "rows",
        iterations=plan.iterations,
        possible=plan.possible,
        exact=plan.seed is None,
        seed=plan.seed,
        k=studies.yi.size,
        method=method,
        test=test,
        warnings=tuple(said(plan, found.stat, signs=mods is None)),
    )
