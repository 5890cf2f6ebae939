"""Fail-safe N: how many unseen studies without effect would undo the result?

Rosenthal adds z values of 0 until the sum of all is no longer significant; Rosenberg adds studies
of average weight until the equal-effects mean is not; Orwin until the plain mean shrinks to a
target. All three assume that unseen studies average exactly no effect and ignore how effects
differ, so the number says little about bias; it is given because readers ask for it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from scipy import special

from b12meta.stats.checks import check_choice, check_level, check_studies
from b12meta.stats.small_study.fitness import few_studies
from b12meta.stats.small_study.printing import Printed, Rows, number, p_value, studies

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Floats

__all__ = ["FailSafe", "Kind", "fail_safe_n"]

Kind: TypeAlias = Literal["rosenthal", "orwin", "rosenberg"]
KINDS = ("rosenthal", "orwin", "rosenberg")

WHOLE = 1.5e-8
"""A number this close to a whole one is that: 13.000000000000002 studies are 13, not 14."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FailSafe(Printed):
    """Number of unseen studies.

    Attributes
    ----------
    n : int or float
        The number, rounded up; infinite for Orwin's target 0.
    kind : str
        Whose rule.
    pval : float or None
        p value of the test that would be undone (Rosenthal: one-sided; Rosenberg: two-sided); None
        for Orwin.
    alpha : float
        Significance level.
    target : float or None
        Orwin: the mean, in the direction of the observed one, at which to stop; else None.
    k : int
        Number of studies.
    warnings : tuple of str
        What a careful reader should know, in sentences.
    """

    n: int | float
    kind: Kind
    pval: float | None
    alpha: float
    target: float | None
    k: int
    warnings: tuple[str, ...]

    def title(self) -> str:
        """First line: the choices."""
        return f"fail-safe N · {self.kind} · {studies(self.k)}"

    def rows(self) -> Rows:
        """Name and value of each line."""
        lines = [("unseen studies", f"{self.n}")]
        if self.pval is not None:
            lines.append(("test now", p_value(self.pval)))
        if self.target is not None:
            lines.append(("target", number(self.target)))
        return lines


def fail_safe_n(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    kind: Kind = "rosenthal",
    alpha: float = 0.05,
    target: float | None = None,
) -> FailSafe:
    """Compute a fail-safe N.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects and their sampling variances (Orwin's rule does not use the variances).
    kind : {"rosenthal", "orwin", "rosenberg"}
        The rule.
    alpha : float
        Significance level; one-sided for Rosenthal, two-sided for Rosenberg.
    target : float, optional
        Orwin only: a mean in the unit of `yi`, its sign ignored; half the observed mean by default.

    Returns
    -------
    FailSafe
        The number, rounded up.

    Raises
    ------
    ValueError
        As `b12meta.stats.pooling.pool`; for an unknown kind, an alpha outside (0, 1), or a target
        with another kind than Orwin's.

    References
    ----------
    Rosenthal (1979), *Psychological Bulletin* 86, 638-641; Orwin (1983), *Journal of Educational
    Statistics* 8, 157-159; Rosenberg (2005), *Evolution* 59, 464-468.

    Examples
    --------
    >>> fail_safe_n([0.5, 0.7, 0.2], [0.02, 0.05, 0.03]).n
    20
    """
    checked = check_studies(yi, vi)
    check_choice("kind", kind, KINDS)
    alpha = check_alpha(alpha)
    if target is not None and (kind != "orwin" or not math.isfinite(target)):
        raise ValueError(
            f"target: got {target!r} with kind={kind!r}, expected a number with 'orwin'"
        )
    y, v = checked.yi, checked.vi
    if kind == "orwin":
        goal = abs(float(y.mean())) / 2 if target is None else abs(float(target))
        count, pval = orwin(y, goal), None
        aim: float | None = math.copysign(goal, float(y.mean()))
    else:
        count, pval = (rosenthal if kind == "rosenthal" else rosenberg)(y, v, alpha)
        aim = None
    return FailSafe(
        n=rounded_up(count),
        kind=kind,
        pval=pval,
        alpha=alpha,
        target=aim,
        k=y.size,
        warnings=few_studies(y.size),
    )


def rosenthal(y: Floats, v: Floats, alpha: float) -> tuple[float, float]:
    """Number by Stouffer's sum of z, and the one-sided p value of that sum now."""
    z = abs(float((y / v**0.5).sum())) / math.sqrt(y.size)
    return y.size * ((z / float(special.ndtri(alpha))) ** 2 - 1), float(special.ndtr(-z))


def rosenberg(y: Floats, v: Floats, alpha: float) -> tuple[float, float]:
    """Number by the equal-effects mean, and the two-sided p value of that mean now."""
    w = v.min() / v
    z = abs(float(w @ y)) / math.sqrt(float(w.sum()) * float(v.min()))
    return y.size * ((z / float(special.ndtri(alpha / 2))) ** 2 - 1), 2 * float(special.ndtr(-z))


def orwin(y: Floats, goal: float) -> float:
    """Number by the plain mean."""
    mean = abs(float(y.mean()))
    if mean == 0:
        return 0.0
    return math.inf if goal == 0 else y.size * (mean - goal) / goal


def rounded_up(count: float) -> int | float:
    """Next whole number, not below 0.

    Examples
    --------
    >>> rounded_up(13.000000000000002), rounded_up(13.1), rounded_up(-3.0), rounded_up(math.inf)
    (13, 14, 0, inf)
    """
    if math.isinf(count):
        return count
    whole = round(count)
    return max(0, whole if abs(count - whole) < WHOLE else math.ceil(count))


def check_alpha(alpha: float) -> float:
    """Significance level as a float strictly between 0 and 1."""
    try:
        return check_level(alpha)
    except ValueError:
        raise ValueError(f"alpha: got {alpha!r}, expected a number between 0 and 1") from None
