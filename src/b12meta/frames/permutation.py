"""Permutation tests on columns of a frame, or by a formula."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from b12meta.frames.moderators import encode
from b12meta.stats.checks import check_level
from b12meta.stats.permutation.result import PermutationResult
from b12meta.stats.permutation.run import ITERATIONS, permute_arrays

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Method, Test

__all__ = ["Permutation", "permutation_test"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Permutation(PermutationResult):
    """A permutation test with a table.

    Its attributes are those of `b12meta.stats.permutation.result.PermutationResult`.
    """

    def table(self) -> pd.DataFrame:
        """Coefficients, one row each: ``stat pval mc_se``."""
        names = ("stat", "pval", "mc_se")
        return pd.DataFrame({name: getattr(self, name) for name in names}, index=list(self.names))


def permutation_test(
    yi: ArrayLike,
    vi: ArrayLike,
    mods: Any = None,
    *,
    data: pd.DataFrame | None = None,
    method: Method = "REML",
    test: Test = "knha",
    level: float = 0.95,
    intercept: bool = True,
    exact: bool | Literal["auto"] = "auto",
    iterations: int = ITERATIONS,
    seed: int | None = None,
    progress: bool = True,
) -> Permutation:
    """Test a pooled effect, or the coefficients of a meta-regression, without any distribution.

    Without moderators the signs of the effects are turned; with moderators their rows are shuffled
    among the studies. The p value is the share of permutations whose statistic is at least as far
    from 0 as the one that was found, which is among them.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects, and their sampling variances in the squared unit of `yi`.
    mods, data, intercept
        As in `b12meta.frames.regression.regress`; none by default.
    method : str or float
        ``EE DL HE HS HSk SJ ML REML EB PM PMM`` (``FE`` is ``EE``), or a number that fixes tau2.
    test : {"z", "t", "knha", "adhoc"}
        Which statistic is compared: estimate over the standard error of this test.
    level : float
        Accepted for the sake of one signature; no number here depends on it.
    exact : bool or "auto"
        Whether to take all permutations; by default where there are at most 2^16, those that differ
        only in equal rows being one.
    iterations : int
        Permutations to draw otherwise; what was found is the first of them.
    seed : int, optional
        Of the drawing; the one used is part of the result.
    progress : bool
        Whether a terminal shows a bar after a second.

    Returns
    -------
    Permutation
        A p value per coefficient, with its Monte Carlo error, and all statistics.

    Raises
    ------
    ValueError
        As `regress`; for too many permutations, fewer than two iterations, or a bad seed.

    References
    ----------
    Follmann & Proschan (1999), *Biometrics* 55, 732-737 (signs); Higgins & Thompson (2004),
    *Statistics in Medicine* 23, 1663-1682 (moderators).

    Examples
    --------
    >>> effects, variances = [0.1, 0.5, 0.3, 0.7, 0.2], [0.02, 0.03, 0.05, 0.04, 0.01]
    >>> permutation_test(effects, variances, method="EE").table()
                   stat    pval  mc_se
    intercept  2.996631  0.0625    0.0
    """
    check_level(level)
    given: dict[str, Any] = {
        "method": method,
        "test": test,
        "exact": exact,
        "iterations": iterations,
    }
    given |= {"seed": seed, "progress": progress}
    if mods is None:
        if data is not None or not intercept:
            raise ValueError("data, intercept: they need mods; without mods signs are turned")
        fit = permute_arrays(yi, vi, **given)
    else:
        found = encode(mods, data, intercept, (yi, vi))
        given |= {"names": found.names, "intercept": found.intercept}
        fit = permute_arrays(yi, vi, found.x, **given)
    known = {one.name: getattr(fit, one.name) for one in fields(PermutationResult)}
    return Permutation(**known)
