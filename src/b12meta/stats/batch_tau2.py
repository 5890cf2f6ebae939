"""Tau2 of many data sets at once, with the certainty of the single fits.

The likelihoods are searched as in `b12meta.stats.tau2.likelihood`, on one grid for all rows: of the
four falling curves (score = a - b, its slope = c - d) the values at both ends of a cell tell
whether it can hold a root. A row with at most one such cell, in which there can be only one root,
is settled by Newton's method inside that cell. Any other row (several maxima, or a cell that stays
open) goes to the single fit, which cuts further. Estimators without a batched form do so too.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from b12meta.stats.roots import EPS, LIMIT
from b12meta.stats.scaled import Scaled, traces
from b12meta.stats.tau2.estimate import estimate_tau2
from b12meta.stats.tau2.likelihood import CELL, SETTLED

if TYPE_CHECKING:
    from b12meta.stats.types import Bools, Floats, Ints, Method

__all__ = ["Found", "batch_tau2"]

BLOCK = 2**17
"""Numbers in one array of the grid (1 MB): rows are taken in blocks that stay in the cache."""

STEPS = 6
"""Newton steps in a cell before a row goes to the single fit; two or three are usual."""


class Found(NamedTuple):
    """One estimate per row, in scaled units."""

    value: Floats
    optima: Ints
    converged: Bools


class Curves(NamedTuple):
    """The four falling curves: score = a - b, slope of the score = c - d."""

    a: Floats
    b: Floats
    c: Floats
    d: Floats


def batch_tau2(y: Floats, v: Floats, size: Ints, unit: float, method: Method) -> Found:
    """Tau2 of each row of `y` and `v`, both (n, k), by a method that has been checked."""
    found = Found(np.zeros(len(y)), np.ones(len(y), np.intp), np.ones(len(y), np.bool_))
    if isinstance(method, float):
        found.value[size > 1] = method / unit / unit
    elif method in ("ML", "REML"):
        by_likelihood(y, v, size, found, restricted=method == "REML")
    elif method == "DL":
        dersimonian_laird(y, v, size, found)
    elif method in ("PM", "EB"):
        with_target(y, v, degrees(size), found)
    elif method == "PMM":
        with_target(y, v, special.chdtri(degrees(size), 0.5), found)
    elif method != "EE":
        one_by_one(y, v, size, method, size > 1, found)
    return found


def degrees(size: Ints) -> Floats:
    """Degrees of freedom of each row."""
    return (size - 1).astype(np.float64)


def dersimonian_laird(y: Floats, v: Floats, size: Ints, found: Found) -> None:
    """Fill in the DerSimonian-Laird estimates."""
    rows = size > 1
    w = 1 / v[rows]
    q = about_mean(w, y[rows])[1]
    found.value[rows] = np.maximum(0.0, (q - degrees(size[rows])) / traces(w).p)


def with_target(y: Floats, v: Floats, target: Floats, found: Found) -> None:
    """Fill in the tau2 at which Q falls to its target: Newton's method on 1/Q never overshoots."""
    rows = np.flatnonzero(target > 0)
    for _ in range(LIMIT):
        tau2, goal = found.value[rows], target[rows]
        w = 1 / (v[rows] + tau2[:, None])
        r, q = about_mean(w, y[rows])
        u = w * r
        above = q > goal
        slope = np.where(above, np.vecdot(u, u), 1.0)
        step = np.where(above, q / goal * (q - goal) / slope, 0.0)
        found.value[rows] = tau2 + step
        rows = rows[step > 2 * EPS * tau2]
        if rows.size == 0:
            return
    found.converged[rows] = False


def about_mean(w: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Differences from the weighted mean of each row, and their weighted sum of squares."""
    r = y - (np.vecdot(w, y) / w.sum(-1))[..., None]
    return r, np.vecdot(w, r * r)


def one_by_one(y: Floats, v: Floats, size: Ints, method: Method, rows: Bools, found: Found) -> None:
    """Fill in rows by the single fits."""
    for row in map(int, np.flatnonzero(rows)):
        k = int(size[row])
        data = Scaled(y[row, :k], v[row, :k], np.arange(k), 0.0, 1.0)
        fit = estimate_tau2(data, method)
        found.value[row], found.optima[row] = fit.value, fit.optima
        found.converged[row] = fit.converged


def by_likelihood(y: Floats, v: Floats, size: Ints, found: Found, *, restricted: bool) -> None:
    """Fill in the (restricted) maximum likelihood estimates."""
    rows = np.flatnonzero(size > 1)
    top = upper_bounds(y[rows], v[rows], size[rows], restricted)
    length = np.log1p(top / v[rows, 0])
    cells = np.maximum(8, np.ceil(length / CELL)).astype(np.intp)
    open_rows = np.zeros(len(y), np.bool_)
    at = 0
    while at < rows.size:
        ahead = max(1, BLOCK // int(y.shape[1] * cells[at:].max()))
        now = rows[at : at + ahead]
        done = settle(y[now], v[now], length[at : at + ahead], restricted)
        found.value[now], open_rows[now] = done, np.isnan(done)
        at += ahead
    one_by_one(y, v, size, "REML" if restricted else "ML", open_rows, found)


def upper_bounds(y: Floats, v: Floats, size: Ints, restricted: bool) -> Floats:
    """Tau2 beyond which each score is negative for certain, as for the single fit."""
    absent = np.isinf(v)
    low = v[:, 0]
    high = np.take_along_axis(v, (size - 1)[:, None], 1)[:, 0]
    off = np.where(absent, 0.0, y - (y.sum(1) / size)[:, None])
    s2 = np.vecdot(off, off) / (size - restricted)
    root = (s2 - 2 * low + np.sqrt(s2 * (s2 + 4 * (high - low)))) / 2
    bound: Floats = np.maximum(0.0, root) * 1.05 + 0.05 * low
    return bound


def curves(y: Floats, v: Floats, t: Floats, restricted: bool) -> Curves:
    """Evaluate the curves; `y`, `v` of shape (n, 1, k) or (n, k), `t` (n, m) or (n,)."""
    w = 1 / (v + t[..., None])
    total, tr_p, tr_pp = traces(w)
    u = w * (y - (np.vecdot(w, y) / total)[..., None])
    off = u - (np.vecdot(w, u) / total)[..., None]
    a, d = np.vecdot(u, u), 2 * np.vecdot(w * off, off)
    return Curves(a, tr_p, tr_pp, d) if restricted else Curves(a, total, np.vecdot(w, w), d)


def settle(y: Floats, v: Floats, length: Floats, restricted: bool) -> Floats:
    """Tau2 of each row, NaN for rows that are left to the single fit."""
    cells = max(8, math.ceil(length.max() / CELL))
    t = v[:, :1] * np.expm1(np.linspace(0.0, 1.0, cells + 1) * length[:, None])
    grid = curves(y[:, None], v[:, None], t, restricted)
    holds, sure = roots_by_cell(grid)
    falling = grid.a[:, 0] > grid.b[:, 0]
    found = np.where(sure & (holds.sum(1) == 0) & ~falling, 0.0, math.nan)
    rows = np.flatnonzero(sure & (holds.sum(1) == 1) & falling)
    if rows.size:
        cell = holds[rows].argmax(1)
        found[rows] = newton(y[rows], v[rows], *ends(t, grid, rows, cell), restricted)
    return found


def roots_by_cell(grid: Curves) -> tuple[Bools, Bools]:
    """Which cells hold exactly one root, and for which rows nothing else can be."""
    a, b, c, d = grid
    without = (a[:, 1:] > b[:, :-1]) | (a[:, :-1] < b[:, 1:])
    single = (c[:, :-1] < d[:, 1:]) | (c[:, 1:] > d[:, :-1])
    above = a > b
    changes = above[:, 1:] != above[:, :-1]
    return ~without & changes & single, np.all(without | single, axis=1)


def ends(t: Floats, grid: Curves, rows: Ints, cell: Ints) -> tuple[Floats, Floats, Floats]:
    """Both ends of one cell per row, and a first guess by cubic Hermite interpolation."""
    value, slope = grid.a - grid.b, grid.c - grid.d
    low, high = t[rows, cell], t[rows, cell + 1]
    f0, f1, s0, s1 = (
        value[rows, cell],
        value[rows, cell + 1],
        slope[rows, cell],
        slope[rows, cell + 1],
    )
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        h, u = f1 - f0, f0 / (f0 - f1)
        left = (1 - u) ** 2 * ((1 + 2 * u) * low + u * h / s0)
        guess = left + u**2 * ((3 - 2 * u) * high - (1 - u) * h / s1)
    good = (s0 * s1 > 0) & (low < guess) & (guess < high)
    return low, high, np.where(good, guess, (low + high) / 2)


def newton(y: Floats, v: Floats, low: Floats, high: Floats, t: Floats, restricted: bool) -> Floats:
    """Roots inside their cells; NaN where Newton's method leaves the cell or takes too long."""
    settled = np.zeros(t.size, np.bool_)
    for _ in range(STEPS):
        a, b, c, d = curves(y, v, t, restricted)
        following = t + (a - b) / np.where(d == c, math.nan, d - c)
        t = np.where(
            settled, t, np.where((low <= following) & (following <= high), following, math.nan)
        )
        settled |= np.abs(a - b) <= SETTLED * (a + b)
        if settled.all():
            break
    return np.where(settled, t, math.nan)
