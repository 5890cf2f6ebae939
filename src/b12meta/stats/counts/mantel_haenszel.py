"""Mantel-Haenszel: pool two-by-two tables by adding them up.

Each table gives a piece to a numerator and to a denominator; the ratio of the two sums is the
pooled estimate. Sparse tables and zero cells need no correction, as only the sums must not be
empty. All tables are taken to share one true effect.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from b12meta.stats.checks import check_choice, check_level
from b12meta.stats.counts.result import ChiSquare, PooledTables
from b12meta.stats.counts.tables import Cells, Sum, cells_of, q_test, wald
from b12meta.stats.distributions import chi2_tail
from b12meta.stats.effects.counts import odds_ratio, risk_difference, risk_ratio

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Floats

__all__ = ["mantel_haenszel"]

MEASURES = ("OR", "RR", "RD")


def mantel_haenszel(
    ai: ArrayLike,
    bi: ArrayLike,
    ci: ArrayLike,
    di: ArrayLike,
    *,
    measure: str = "OR",
    level: float = 0.95,
    correct: bool = True,
) -> PooledTables:
    """Pool two-by-two tables by the Mantel-Haenszel method.

    Parameters
    ----------
    ai, bi, ci, di : array-like of shape (k,)
        Group 1 with and without the event, group 2 with and without it.
    measure : {"OR", "RR", "RD"}
        Odds ratio and risk ratio (both on the log scale), or risk difference.
    level : float
        Coverage of the interval.
    correct : bool
        Whether the Cochran-Mantel-Haenszel test has its continuity correction of one half.

    Returns
    -------
    PooledTables
        Where a sum is empty the ratio is 0, infinite or undefined, and a sentence says so.

    Raises
    ------
    ValueError
        For a negative or missing count, an empty group, unequal lengths (rows are named), or an
        unknown measure.

    References
    ----------
    Mantel & Haenszel (1959), *JNCI* 22; Robins, Breslow & Greenland (1986), *Biometrics* 42
    (variance of OR); Greenland & Robins (1985), *Biometrics* 41 (RR); Sato, Greenland & Robins
    (1989), *Biometrics* 45 (RD).

    Examples
    --------
    >>> pooled = mantel_haenszel([4, 6], [119, 300], [11, 29], [128, 274])
    >>> round(pooled.estimate, 4), round(pooled.se, 4), round(pooled.ratio, 4)
    (-1.4215, 0.3595, 0.2414)
    """
    check_choice("measure", measure, MEASURES)
    level = check_level(level)
    x = cells_of(ai, bi, ci, di)
    sums, own = {
        "OR": (odds, odds_ratio),
        "RR": (risks, risk_ratio),
        "RD": (difference, risk_difference),
    }[measure]
    found = sums(x)
    effects = own(**x.effects, drop00=True)
    is_odds = measure == "OR"
    tarone, breslow_day = one_odds_ratio(x, found.estimate) if is_odds else (None, None)
    return PooledTables(
        **wald(found, level),
        **q_test(effects, found.estimate),
        cmh=association(x, correct) if is_odds else None,
        tarone=tarone,
        breslow_day=breslow_day,
        k=x.a.size,
        method="MH",
        measure=measure,
        level=level,
        warnings=(*found.said, *notes_on_tables(effects.yi)),
        yi=effects.yi,
        vi=effects.vi,
        labels=x.labels,
    )


def odds(x: Cells) -> Sum:
    """Log odds ratio, with the variance of Robins, Breslow & Greenland (eq. 3)."""
    p, q = (x.a + x.d) / x.total, (x.b + x.c) / x.total
    r, s = x.a / x.total * x.d, x.b / x.total * x.c
    top, bottom = float(r.sum()), float(s.sum())
    if top == 0 or bottom == 0:
        return edge(top, bottom, "odds ratio")
    first, last = float(p @ r) / top, float(q @ s) / bottom
    middle = float(p @ s + q @ r) / top / bottom
    variance = (first / top + middle + last / bottom) / 2
    return Sum(math.log(top) - math.log(bottom), math.sqrt(variance))


def risks(x: Cells) -> Sum:
    """Log risk ratio, with the variance of Greenland & Robins (eq. 13), all parts above 0."""
    share1, share2 = x.n1 / x.total, x.n2 / x.total
    top, bottom = float(x.a @ share2), float(x.c @ share1)
    if top == 0 or bottom == 0:
        return edge(top, bottom, "risk ratio")
    parts = share1 * (x.a / x.total) * x.d + share2 * (x.c / x.total) * x.b
    se = math.sqrt(float(parts.sum()) / top / bottom)
    return Sum(math.log(top) - math.log(bottom), se, certain(se))


def difference(x: Cells) -> Sum:
    """Risk difference, with the variance of Sato, Greenland & Robins (eq. 3)."""
    share1, share2 = x.n1 / x.total, x.n2 / x.total
    weight = float(x.n1 @ share2)
    estimate = float(x.a @ share2 - x.c @ share1) / weight
    p = x.c * share1**2 - x.a * share2**2 + share1 * share2 * (x.n2 - x.n1) / 2
    q = (x.a / x.total * x.d + x.c / x.total * x.b) / 2
    se = math.sqrt(max(0.0, estimate * float(p.sum()) + float(q.sum()))) / weight
    return Sum(estimate, se, certain(se))


def edge(top: float, bottom: float, what: str) -> Sum:
    """Ratio with an empty sum: 0, infinite, or 0/0."""
    if top == bottom:
        said = f"Numerator and denominator of the {what} are both 0: it is undefined."
        return Sum(math.nan, math.nan, (said,))
    value, part, log = (
        ("0", "numerator", -math.inf) if top == 0 else ("infinite", "denominator", math.inf)
    )
    said = f"The pooled {what} is {value}, as its {part} is 0 in every table: it has no interval."
    return Sum(log, math.nan, (said,))


def certain(se: float) -> tuple[str, ...]:
    """Say that a standard error is 0."""
    if se > 0:
        return ()
    return ("Each group has either no event or only events: the standard error is 0.",)


def association(x: Cells, correct: bool) -> ChiSquare | None:
    """Cochran-Mantel-Haenszel test; the correction never moves past zero.

    References
    ----------
    Mantel & Haenszel (1959), *JNCI* 22, p. 737.
    """
    events, others = x.a + x.c, x.b + x.d
    variance = float(np.sum(x.n1 / x.total * (x.n2 / x.total) * events * (others / (x.total - 1))))
    if variance == 0:
        return None
    apart = abs(float(np.sum(x.a * (x.d / x.total) - x.b * (x.c / x.total))))
    stat = max(0.0, apart - 0.5 * correct) ** 2 / variance
    return ChiSquare(stat, 1, chi2_tail(stat, 1))


def one_odds_ratio(x: Cells, estimate: float) -> tuple[ChiSquare | None, ChiSquare | None]:
    """Tarone's and the Breslow-Day test that all tables share the estimated odds ratio.

    References
    ----------
    Breslow & Day (1980), *Statistical Methods in Cancer Research I*, eq. 4.30; Tarone (1985),
    *Biometrika* 72.
    """
    if not math.isfinite(estimate):
        return None, None
    events, others = x.a + x.c, x.b + x.d
    told = (events > 0) & (others > 0)
    if told.sum() < 2:
        return None, None
    observed, n1, n2, m = x.a[told], x.n1[told], x.n2[told], events[told]
    fitted = expected_events(n1, n2, m, math.exp(estimate))
    spread = 1 / (1 / fitted + 1 / (n1 - fitted) + 1 / (m - fitted) + 1 / (n2 - m + fitted))
    off = observed - fitted
    plain = float(np.sum(off * off / spread))
    adjusted = max(0.0, plain - float(off.sum()) ** 2 / float(spread.sum()))
    df = int(told.sum()) - 1
    return ChiSquare(adjusted, df, chi2_tail(adjusted, df)), ChiSquare(
        plain, df, chi2_tail(plain, df)
    )


def expected_events(n1: Floats, n2: Floats, events: Floats, odds_ratio: float) -> Floats:
    """Events of group 1 that give a table with these margins the odds ratio.

    The root of a quadratic equation, in whichever of its two forms does not cancel.
    """
    linear = odds_ratio * (n1 + events) + (n2 - events)
    root = np.sqrt(linear**2 - 4 * n1 * events * odds_ratio * (odds_ratio - 1))
    direct = 2 * n1 * events * odds_ratio / (np.abs(linear) + root)
    other = (np.abs(linear) + root) / (2 * abs(1 - odds_ratio) or 1.0)
    fitted: Floats = np.where(linear > 0, direct, other)
    return fitted


def notes_on_tables(yi: Floats) -> tuple[str, ...]:
    """Say which tables tell nothing about heterogeneity."""
    silent = int(np.isnan(yi).sum())
    if not silent:
        return ()
    which = "1 table has" if silent == 1 else f"{silent} tables have"
    return (f"{which} no events, or only events, in both groups; left out of Q.",)
