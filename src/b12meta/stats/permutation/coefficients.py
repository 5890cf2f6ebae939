"""Test statistics of the coefficients of many shuffles at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.permutation.spectrum import contrasts, spectrum
from b12meta.stats.permutation.tau2 import tau2_of
from b12meta.stats.regression.inference import ROUNDING
from b12meta.stats.regression.projection import project

if TYPE_CHECKING:
    from b12meta.stats.regression.design import Design
    from b12meta.stats.types import Floats, Ints, Method, Test

__all__ = ["Shuffled", "shuffled"]


class Shuffled(NamedTuple):
    """Statistic of each coefficient, (n, p), and the joint one of the slopes, (n,)."""

    stat: Floats
    joint: Floats


class Rows(NamedTuple):
    """Different rows of a design, and which one each study has, as a label from 0."""

    x: Floats
    labels: Ints


def shuffled(design: Design, rows: Rows, words: Ints, method: Method, test: Test) -> Shuffled:
    """Give row ``words[i, j]`` to study j, and fit, for each i."""
    x = rows.x[np.sort(rows.labels)]
    places = words.argsort(1, kind="stable")
    y, v = design.data.y[places], design.data.v[places]
    with np.errstate(divide="ignore", invalid="ignore"):
        tau2 = tau2_of(spectrum(contrasts(x), y, v), method, design.data.unit)
        return statistics(design, x, y, 1 / (v + tau2[:, None]), test)


def statistics(design: Design, x: Floats, y: Floats, w: Floats, test: Test) -> Shuffled:
    """Weighted least squares of `y` on `x` with weights `w`; `y` and `w` have shape (n, k).

    As `b12meta.stats.regression.inference.coefficients` does for one data set.
    """
    data, basis = design.data, design.basis
    k, p = x.shape
    known = np.isfinite(w.sum(axis=1))
    root = np.sqrt(np.where(known[:, None], w, 1.0))
    projection = project(x, root * root)
    e = projection.residual(root * y)
    fitted = projection.at_chosen(root * y - e)
    value = (projection.z @ fitted[:, :, None])[:, :, 0]
    variance = projection.z @ projection.g @ projection.z.swapaxes(1, 2)
    q = np.vecdot(e, e)
    size = np.abs(y) + np.abs(value) @ np.abs(x).T + abs(data.centre) / data.unit
    q = np.where(q <= np.vecdot(root * root, (ROUNDING * size) ** 2), 0.0, q)
    factor = factor_of(q / (k - p) if k > p else np.full_like(q, np.nan), test)
    if basis.intercept is not None:
        value[:, basis.intercept] += data.centre / data.unit
    back = basis.back()
    coef, model = value @ back.T, back @ variance @ back.T
    plain = coef / np.sqrt(np.diagonal(model, axis1=1, axis2=2))
    stat = plain / np.sqrt(factor)[:, None]
    joint = together(plain, model, factor, basis.slopes or [*range(p)], test)
    stat[~known], joint[~known] = np.nan, np.nan
    return Shuffled(stat, joint)


def factor_of(inflation: Floats, test: Test) -> Floats:
    """What the test multiplies variances by."""
    if test == "knha":
        return inflation
    return np.maximum(1.0, inflation) if test == "adhoc" else np.ones_like(inflation)


def together(plain: Floats, model: Floats, factor: Floats, places: list[int], test: Test) -> Floats:
    """Wald's statistic of the coefficients at `places`, as a chi-square or as F."""
    se = np.sqrt(np.diagonal(model, axis1=1, axis2=2))
    correlation = (model / (se[:, :, None] * se[:, None, :]))[:, places][:, :, places]
    part = plain[:, places]
    q = np.vecdot(part, np.linalg.solve(correlation, part[:, :, None])[:, :, 0])
    found: Floats = q if test == "z" else q / (factor * len(places))
    return found
