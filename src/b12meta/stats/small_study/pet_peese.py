"""PET-PEESE: what would an infinitely precise study find?

PET draws a line through the effects against their standard errors, PEESE against their variances;
the intercept of each is an estimate without small-study effects. PET is the better one when there
is no effect, PEESE when there is; so PET's test of its intercept chooses. The choice is unstable,
and with few or very different studies both are: read them beside the pooled effect, not instead of
it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from b12meta.stats.checks import check_level, check_studies
from b12meta.stats.small_study.fail_safe import check_alpha
from b12meta.stats.small_study.fitness import few_studies, need, need_spread
from b12meta.stats.small_study.line import SMD, Line, Model, check_model, fit_line
from b12meta.stats.small_study.printing import Printed, Rows, number, p_value, span, studies

if TYPE_CHECKING:
    from b12meta.stats.interval import Interval
    from b12meta.stats.types import ArrayLike, Method, Test

__all__ = ["PetPeese", "pet_peese"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PetPeese(Printed):
    """The two lines, and the intercept that was chosen.

    Attributes
    ----------
    pet, peese : Line
        The line on standard errors, and that on variances; see `b12meta.stats.small_study.line`.
    chosen : {"pet", "peese"}
        PEESE if PET's intercept differs from 0 at `alpha`, two-sided.
    estimate, se, pval : float
        Intercept of the chosen line, its standard error and p value.
    ci : Interval
        Its confidence interval, which does not know of the choice.
    model, method, test, level, alpha, k
        As asked for; number of studies.
    warnings : tuple of str
        What a careful reader should know, in sentences.
    """

    pet: Line
    peese: Line
    chosen: Literal["pet", "peese"]
    estimate: float
    se: float
    pval: float
    ci: Interval
    model: Model
    method: Method | None
    test: Test | None
    level: float
    alpha: float
    k: int
    warnings: tuple[str, ...]

    def title(self) -> str:
        """First line: the choices."""
        how = self.model if self.method is None else f"{self.model} {self.method} {self.test}"
        return f"PET-PEESE · {studies(self.k)} · {how} · chosen: {self.chosen.upper()}"

    def rows(self) -> Rows:
        """Name and value of each line."""
        return [
            (name, f"{number(line.estimate)} ({span(line.ci)}; {p_value(line.pval)})")
            for name, line in (("PET", self.pet), ("PEESE", self.peese))
        ]


def pet_peese(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    model: Model | None = None,
    method: Method | None = None,
    test: Test | None = None,
    level: float = 0.95,
    alpha: float = 0.10,
) -> PetPeese:
    """Precision-effect test and precision-effect estimate with standard error.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects and their sampling variances; k >= 3.
    model : {"lm", "rma"}, optional
        Weighted least squares as in the papers, or mixed-effects meta-regression; by default
        ``rma`` when a `method` or a `test` is given, else ``lm``.
    method, test
        For ``rma``, as in `b12meta.stats.pooling.pool`; REML and z by default.
    level : float
        Coverage of the intervals.
    alpha : float
        Two-sided level at which PET's intercept lets PEESE take over; 0.10 is the papers' one-sided
        0.05.

    Returns
    -------
    PetPeese
        Both lines and the chosen intercept.

    Raises
    ------
    ValueError
        As `pool`; for fewer than 3 studies, equal variances, or a method or test with ``lm``.

    References
    ----------
    Stanley & Doucouliagos (2014), *Research Synthesis Methods* 5, 60-78.

    Examples
    --------
    >>> found = pet_peese([0.1, 0.3, 0.2, 0.7], [0.01, 0.02, 0.03, 0.05])
    >>> found.chosen, round(found.estimate, 3)
    ('pet', -0.293)
    """
    checked = check_studies(yi, vi)
    taken: Model = model or ("lm" if method is None and test is None else "rma")
    method, test = check_model(taken, method, test)
    level, alpha = check_level(level), check_alpha(alpha)
    k = checked.yi.size
    need(k, 3, "a line")
    need_spread(checked.vi, "vi", "PET-PEESE")
    pet = fit_line(checked, np.sqrt(checked.vi), taken, method, test, level)
    peese = fit_line(checked, checked.vi, taken, method, test, level)
    best = peese if pet.pval < alpha else pet
    return PetPeese(
        pet=pet,
        peese=peese,
        chosen="peese" if pet.pval < alpha else "pet",
        estimate=best.estimate,
        se=best.se,
        pval=best.pval,
        ci=best.ci,
        model=taken,
        method=None if taken == "lm" else method,
        test=None if taken == "lm" else test,
        level=level,
        alpha=alpha,
        k=k,
        warnings=(*few_studies(k), f"{SMD}, so that PET and PEESE mislead.", *best.warnings),
    )
