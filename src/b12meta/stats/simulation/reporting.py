"""What a study prints: its means, or no more than the side of 0.05 on which its p fell.

Five mechanisms. In the first two, printing depends on the result at most through its significance,
which the bound knows: there the likelihood of bounds is right. In the others it is not, each in its
own way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.simulation.worlds import SIZES

if TYPE_CHECKING:
    from b12meta.stats.simulation.worlds import Studies
    from b12meta.stats.types import Bools, Floats, Ints

__all__ = ["MECHANISMS", "Reports", "report"]

ALPHA = 0.05

MECHANISMS = {
    "at_random": "means with probability 0.3, whatever the result",
    "by_significance": "means with probability 0.6 if p < 0.05, else 0.15",
    "by_p": "means with probability 0.6 if p < 0.05, else 0.45 ((1 - p) / 0.95)^2",
    "unmentioned": "as by_significance, but half of the results with p > 0.05 are not mentioned",
    "mann_whitney": "as by_significance, but p is of the Mann-Whitney test, bounds assume t",
}


class Reports(NamedTuple):
    """What is printed, arrays of shape (n, k).

    `g` and `vi` (large-sample variance) are known where `exact`; `word` is 0 for "not significant",
    -1 and 1 for "significantly lower" and "higher"; who is not `present` is not mentioned at all.
    `null` is the variance at no effect.
    """

    pair: Ints
    g: Floats
    vi: Floats
    null: Floats
    exact: Bools
    word: Ints
    present: Bools

    @property
    def size(self) -> Ints:
        """Studies that are mentioned, for each literature."""
        found: Ints = self.present.sum(1)
        return found

    def rows(self, which: Ints) -> Reports:
        """Some of the literatures."""
        return Reports(*(column[which] for column in self))  # type: ignore[arg-type]


def report(studies: Studies, mechanism: str, rng: np.random.Generator) -> Reports:
    """Decide what each study prints."""
    ranks = mechanism == "mann_whitney"
    p = studies.rank_p if ranks else studies.p
    sign = studies.rank_sign if ranks else np.sign(studies.g)
    significant = p < ALPHA
    exact = rng.random(p.shape) < chance_of_means(p, mechanism)
    unmentioned = (rng.random(p.shape) < 0.5) & (mechanism == "unmentioned") & ~significant
    n1, n2 = np.moveaxis(SIZES[studies.pair], -1, 0)
    null = 1 / n1 + 1 / n2
    return Reports(
        pair=studies.pair,
        g=studies.g,
        vi=null + studies.g**2 / (2 * (n1 + n2)),
        null=null,
        exact=exact & ~unmentioned,
        word=np.where(significant, sign, 0.0).astype(np.intp),
        present=~unmentioned,
    )


def chance_of_means(p: Floats, mechanism: str) -> Floats:
    """Probability that means are printed."""
    if mechanism == "at_random":
        return np.full_like(p, 0.3)
    null = 0.45 * ((1 - p) / (1 - ALPHA)) ** 2 if mechanism == "by_p" else 0.15
    return np.where(p < ALPHA, 0.6, null)
