"""Six ways to pool what was printed.

`exact_only` is usual practice: studies without means are left out. `zero` puts 0 where a study says
"not significant", and the effect at p = 0.05 where it says "significant". `imputation` draws the
missing effects between their bounds and combines 20 completed literatures by Rubin's rules, in the
manner of MetaNSUE (mean and tau, from maximum likelihood, are held fixed while drawing; half-lines
are drawn like gaps). These three pool by REML with the Knapp-Hartung interval, factor not below 1.
`ml` and `ml_t` are the likelihood of bounds with profile intervals, `bayes` is the same with a
half-normal(0.5) prior on tau: the headline of this project. Each needs two studies.

References
----------
Albajes-Eizagirre, Solanes & Radua (2019), *Statistical Methods in Medical Research* 28, 3741-3754
(imputation within bounds); Rubin (1987), *Multiple Imputation for Nonresponse in Surveys*, ch. 3.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from b12meta.stats.batch import Batch, fit_batch
from b12meta.stats.bayes.priors import HalfNormal
from b12meta.stats.bounded.pooling import pool_bounded
from b12meta.stats.simulation.fits import Answers, bayesian, likeliest
from b12meta.stats.simulation.grid import PRIOR_SCALE, bound_of, log_likelihood
from b12meta.stats.simulation.worlds import SIZES

if TYPE_CHECKING:
    from b12meta.stats.bounded.result import BoundedPool
    from b12meta.stats.interval import Interval
    from b12meta.stats.simulation.reporting import Reports
    from b12meta.stats.types import Bools, Floats

__all__ = ["IMPUTATIONS", "METHODS", "limits", "pool_all"]

METHODS = ("exact_only", "zero", "imputation", "ml", "ml_t", "bayes")

IMPUTATIONS = 20

LEAST = 2
"""Studies that every method needs."""


def pool_all(reports: Reports, rng: np.random.Generator) -> dict[str, Answers]:
    """Pool each literature by each method."""
    by_grid, tau = on_grid(reports)
    bounded = np.where(reports.word == 0, 0.0, reports.word * bound_of()[reports.pair])
    y = np.where(reports.exact, reports.g, bounded)
    v = np.where(reports.exact, reports.vi, reports.null)
    return {
        "exact_only": reml(reports.g, reports.vi, reports.exact),
        "zero": reml(y, v, reports.present),
        "imputation": imputed(reports, by_grid["ml"].estimate, tau, rng),
        **by_grid,
    }


def limits(reports: Reports) -> tuple[Floats, Floats]:
    """Limits of each study's g, shape (n, k); both are g itself where it is exact."""
    bound = bound_of()[reports.pair]
    low = np.choose(reports.word + 1, [np.full_like(bound, -np.inf), -bound, bound])
    high = np.choose(reports.word + 1, [-bound, bound, np.full_like(bound, np.inf)])
    return np.where(reports.exact, reports.g, low), np.where(reports.exact, reports.g, high)


def on_grid(reports: Reports) -> tuple[dict[str, Answers], Floats]:
    """Both likelihood methods, by the grid or (few) by the single fit; and tau of the former."""
    loglik = log_likelihood(reports)
    anchored = (reports.exact | (reports.present & (reports.word == 0))).any(1)
    best = likeliest(loglik, np.maximum(reports.size, LEAST))
    bayes, bayes_fits = bayesian(loglik)
    found = {"ml": best.chi2, "ml_t": best.t, "bayes": bayes}
    for row in map(int, np.flatnonzero(~(best.fits & anchored))):
        fit = singly(reports, row, None)
        store(found["ml"], row, fit, fit.ci if fit else None)
        store(found["ml_t"], row, fit, fit.ci_t if fit else None)
        best.tau[row] = math.sqrt(fit.tau2) if fit else math.nan
    for row in map(int, np.flatnonzero(~(bayes_fits & anchored))):
        fit = singly(reports, row, HalfNormal(PRIOR_SCALE))
        store(bayes, row, fit, fit.ci if fit else None)
    for answers in found.values():
        for column in answers:
            column[reports.size < LEAST] = math.nan
    return found, best.tau


def singly(reports: Reports, row: int, prior: HalfNormal | None) -> BoundedPool | None:
    """Fit one literature with `pool_bounded`; None where there is no finite answer."""
    here = reports.present[row]
    if here.sum() < LEAST:
        return None
    low, high = (end[row, here] for end in limits(reports))
    v = np.where(reports.exact, reports.vi, reports.null)[row, here]
    fit = pool_bounded(reports.g[row, here], v, low, high, tau_prior=prior)
    return fit if math.isfinite(fit.estimate) and math.isfinite(fit.tau2) else None


def store(answers: Answers, row: int, fit: BoundedPool | None, ends: Interval | None) -> None:
    """Write one answer of the single fit."""
    known = (math.nan,) * 3 if fit is None or ends is None else (fit.estimate, *ends)
    for column, value in zip(answers, known, strict=True):
        column[row] = value


def reml(y: Floats, v: Floats, members: Bools) -> Answers:
    """REML with the Knapp-Hartung interval; NaN below two studies."""
    size = members.sum(1)
    rows = size >= LEAST
    found = Answers(*(np.full(len(y), math.nan) for _ in range(3)))
    if rows.any():
        fits = fit_batch(as_batch(y[rows], v[rows], members[rows]), "REML", "adhoc", 0.95)
        for column, value in zip(found, (fits.estimate, fits.ci_low, fits.ci_high), strict=True):
            column[rows] = value
    return found


def as_batch(y: Floats, v: Floats, members: Bools) -> Batch:
    """Sort each row by variance, absent studies last."""
    unit = 0.25
    v = np.where(members, v / unit / unit, np.inf)
    order = v.argsort(1, kind="stable")
    y, v = np.take_along_axis(y, order, 1), np.take_along_axis(v, order, 1)
    centre = y[:, 0].copy()
    y = np.where(np.isinf(v), 0.0, (y - centre[:, None]) / unit)
    return Batch(y, v, members.sum(1), centre, unit)


def imputed(reports: Reports, mean: Floats, tau: Floats, rng: np.random.Generator) -> Answers:
    """Multiple imputation within bounds, combined by Rubin's rules."""
    rows = np.flatnonzero(np.isfinite(mean))
    found = Answers(*(np.full(len(mean), math.nan) for _ in range(3)))
    u = rng.random((IMPUTATIONS, *reports.g.shape))[:, rows]
    here = reports.rows(rows)
    y = hidden(here, mean[rows], tau[rows], u)
    v = np.where(here.exact, here.vi, variance_at(here, y))
    flat = (IMPUTATIONS * rows.size, -1)
    members = np.broadcast_to(here.present, y.shape)
    parts = reml(y.reshape(flat), v.reshape(flat), members.reshape(flat))
    estimate, low, high = (part.reshape(IMPUTATIONS, -1) for part in parts)
    t = -special.stdtrit(here.size - 1.0, 0.025)
    within = (((high - low) / 2 / t) ** 2).mean(0)
    between = estimate.var(0, ddof=1)
    half = t * np.sqrt(within + (1 + 1 / IMPUTATIONS) * between)
    middle = estimate.mean(0)
    for column, value in zip(found, (middle, middle - half, middle + half), strict=True):
        column[rows] = value
    return found


def hidden(reports: Reports, mean: Floats, tau: Floats, u: Floats) -> Floats:
    """Effects drawn between their limits; exact ones as they are. `u` has shape (m, n, k)."""
    low, high = limits(reports)
    s = np.sqrt(reports.null + tau[:, None] ** 2)
    a, b = (low - mean[:, None]) / s, (high - mean[:, None]) / s
    turned = a > 0
    a, b = np.where(turned, -b, a), np.where(turned, -a, b)
    below, above = special.ndtr(a), special.ndtr(b)
    z = np.clip(special.ndtri(below + u * (above - below)), a, b)
    drawn = mean[:, None] + s * np.where(turned, -z, z)
    return np.where(reports.exact, reports.g, drawn)


def variance_at(reports: Reports, y: Floats) -> Floats:
    """Large-sample variance at drawn effects."""
    total = SIZES.sum(1)[reports.pair]
    found: Floats = reports.null + y * y / (2 * total)
    return found
