"""Does a printed p follow from the printed numbers?

Printed means and standard deviations are rounded, so what they imply is not one p but a range: the
widest difference with the smallest spread gives the smallest p, the narrowest difference with the
largest spread the largest. A printed p that lies outside the range of every usual test cannot come
from these numbers.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from b12meta.stats.distributions import two_sided_p

if TYPE_CHECKING:
    from collections.abc import Callable

_Spread: TypeAlias = tuple[float, float, float]
"""Standard deviation, its square over n, and n."""

__all__ = ["Arm", "PRange", "correlation_p", "paired_p", "student_p", "welch_p"]


class Arm(NamedTuple):
    """A printed mean and standard deviation, the half-unit of each one's last digit, and n."""

    mean: float
    sd: float
    n: float
    mean_half: float = 0.0
    sd_half: float = 0.0

    def extreme(self, sign: int) -> tuple[float, float]:
        """Standard deviation at its largest (`sign` 1) or smallest (-1), and squared over n."""
        sd = max(self.sd + sign * self.sd_half, 0.0)
        return sd, sd * sd / self.n


class PRange(NamedTuple):
    """Smallest and largest two-sided p that rounded numbers allow."""

    low: float
    high: float


def welch_p(one: Arm, two: Arm) -> PRange:
    """Range of Welch's test, which lets the variances differ.

    References
    ----------
    Welch (1947), *Biometrika* 34, 28-35.

    Examples
    --------
    >>> p = welch_p(Arm(108.9, 45.3, 60), Arm(98.9, 44.4, 38))
    >>> round(p.low, 3), p.low == p.high
    (0.284, True)
    """
    return _range(one, two, _welch)


def student_p(one: Arm, two: Arm) -> PRange:
    """Range of Student's test, which pools the variances.

    References
    ----------
    Student (1908), *Biometrika* 6, 1-25; two-sample form by Fisher (1925).

    Examples
    --------
    >>> round(student_p(Arm(108.9, 45.3, 60), Arm(98.9, 44.4, 38)).low, 3)
    0.286
    """
    return _range(one, two, _student)


def paired_p(change: Arm) -> PRange:
    """Range of the paired test of a mean change.

    Examples
    --------
    >>> f"{paired_p(Arm(-2.49, 1.95, 25)).low:.2g}"
    '1.3e-06'
    """
    still = Arm(0.0, 0.0, change.n)
    return _range(change, still, lambda gap, a, b: _t(gap, a[1] + b[1], change.n - 1))


def correlation_p(r: float, n: float, half: float = 0.0) -> PRange:
    r"""Range of the test that a correlation is 0, for `r` printed to within `half`.

    Raises
    ------
    ValueError
        For \|r\| > 1 or fewer than three pairs.

    References
    ----------
    Fisher (1915), *Biometrika* 10, 507-521.

    Examples
    --------
    >>> round(correlation_p(-0.345, 45).low, 3)
    0.02
    """
    if not (abs(r) <= 1 and n >= 3):
        raise ValueError(f"got r = {r} with n = {n}, expected |r| <= 1 and n >= 3")
    return PRange(_of_r(min(abs(r) + half, 1.0), n), _of_r(max(abs(r) - half, 0.0), n))


def _of_r(r: float, n: float) -> float:
    return 0.0 if r == 1 else two_sided_p(r * math.sqrt((n - 2) / (1 - r * r)), n - 2)


def _range(one: Arm, two: Arm, test: Callable[[float, _Spread, _Spread], float]) -> PRange:
    """The test at the widest difference with least spread, and at the narrowest with most."""
    gap, half = abs(one.mean - two.mean), one.mean_half + two.mean_half
    return PRange(
        test(gap + half, (*one.extreme(-1), one.n), (*two.extreme(-1), two.n)),
        test(max(gap - half, 0.0), (*one.extreme(1), one.n), (*two.extreme(1), two.n)),
    )


def _welch(gap: float, one: _Spread, two: _Spread) -> float:
    total = one[1] + two[1]
    parts = one[1] ** 2 / (one[2] - 1) + two[1] ** 2 / (two[2] - 1)
    return _t(gap, total, total**2 / parts if parts else math.inf)


def _student(gap: float, one: _Spread, two: _Spread) -> float:
    df = one[2] + two[2] - 2
    pooled = ((one[2] - 1) * one[0] ** 2 + (two[2] - 1) * two[0] ** 2) / df
    return _t(gap, pooled * (1 / one[2] + 1 / two[2]), df)


def _t(gap: float, variance: float, df: float) -> float:
    if variance == 0:
        return 0.0 if gap else 1.0
    return two_sided_p(gap / math.sqrt(variance), df)
