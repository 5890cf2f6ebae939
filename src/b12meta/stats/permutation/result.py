"""The result of a permutation test."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from b12meta.stats.printing import number, p_value
from b12meta.stats.small_study.printing import Printed, Rows, studies

if TYPE_CHECKING:
    from b12meta.stats.types import Floats, Method, Test

__all__ = ["PermutationResult"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PermutationResult(Printed):
    """Where the statistics that were found lie among those of all permutations.

    Attributes
    ----------
    names : tuple of str
        The p coefficients; the only one without moderators is called ``intercept``.
    stat : array of shape (p,)
        Test statistic of each coefficient, as found.
    pval : array of shape (p,)
        Share of permutations whose statistic is at least as far from 0; what was found is among
        them.
    mc_se : array of shape (p,)
        Monte Carlo standard error of each p value; 0 where the test is exact.
    statistic : array of shape (iterations, p)
        Statistics of all permutations, what was found first or, in an exact test with moderators,
        somewhere; NaN where there is none.
    qm, qm_pval : float
        Joint statistic of all coefficients but the intercept (without moderators: of the
        intercept), and the share of permutations in which it is at least as large.
    permuted : {"signs", "rows"}
        Whether signs of the effects were turned, or rows of the moderators shuffled.
    iterations : int
        Permutations that were fitted, or known from one that was.
    possible : int
        How many there are; shuffles that differ only in equal rows are one.
    exact : bool
        Whether these are all.
    seed : int or None
        Of the drawing; None for an exact test.
    k : int
        Number of studies.
    method, test
        As asked for.
    warnings : tuple of str
        What a careful reader should know, in sentences.
    """

    names: tuple[str, ...]
    stat: Floats
    pval: Floats
    mc_se: Floats
    statistic: Floats = field(repr=False)
    qm: float
    qm_pval: float
    permuted: Literal["signs", "rows"]
    iterations: int
    possible: int
    exact: bool
    seed: int | None
    k: int
    method: Method
    test: Test
    warnings: tuple[str, ...]

    def title(self) -> str:
        """First line: the choices."""
        done = "signs turned" if self.permuted == "signs" else "moderators shuffled"
        n = f"all {self.iterations:,}" if self.exact else f"{self.iterations:,} random"
        how = self.method if isinstance(self.method, str) else f"tau2 = {number(self.method)}"
        return (
            f"permutation test · {studies(self.k)} · {done}, {n} permutations · {how} · {self.test}"
        )

    def rows(self) -> Rows:
        """Name and value of each line."""
        lines = [
            (name, f"{number(stat)} ({p_value(p)}{give_or_take(se)})")
            for name, stat, p, se in zip(
                self.names,
                *(values.tolist() for values in (self.stat, self.pval, self.mc_se)),
                strict=True,
            )
        ]
        if len(self.names) > 2:
            lines.append(("moderators together", f"{number(self.qm)} ({p_value(self.qm_pval)})"))
        return lines


def give_or_take(se: float) -> str:
    """Words for a Monte Carlo error."""
    return "" if se == 0 or math.isnan(se) else f", give or take {number(se)}"
