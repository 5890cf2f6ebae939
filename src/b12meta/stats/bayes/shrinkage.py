"""What the pool says about each study: its effect, drawn towards the mean.

Given tau and the mean, the true effect of a study is normal about a compromise of its own estimate
and the mean; over the posterior of both it is one more mixture of normals.

References
----------
Röver (2020), *Journal of Statistical Software* 93(6), section 2.6; DuMouchel & Harris (1983),
*Journal of the American Statistical Association* 78, 293-308.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.bayes.curves import Mixture
from b12meta.stats.bayes.posterior import of_mixture

if TYPE_CHECKING:
    from b12meta.stats.bayes.exact import Solution
    from b12meta.stats.bayes.marginal import Marginal

__all__ = ["shrunken_effects"]

BOTH = 2
"""Mean and SD of a true effect exist whenever the posterior does: far out in tau it is its own."""


def shrunken_effects(solution: Solution, level: float) -> tuple[Marginal, ...]:
    """Posterior of the true effect of each study, in the order of the data."""
    data, given = solution.data, solution.given
    tau2 = solution.tau**2
    found: list[Marginal | None] = [None] * data.y.size
    for place, y, v in zip(data.order, data.y, data.v, strict=True):
        towards = v / (v + tau2)
        mean = towards * given.mean + (1 - towards) * y
        var = tau2 * towards + towards**2 * given.var
        curve = Mixture.of(solution.weight, mean, np.sqrt(var))
        found[place] = of_mixture(curve, BOTH, level, data.centre, data.unit)
    return tuple(one for one in found if one is not None)
