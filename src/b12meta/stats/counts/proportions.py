"""Proportions: events out of people, pooled over studies.

The binomial-normal model takes the counts as they are and is the one to prefer. Beside it stand
three transformations that make each proportion roughly normal and then pool as usual: the logit
(half a count added where a cell is empty), the arcsine, and the double arcsine of Freeman & Tukey,
which is carried back at the harmonic mean of the group sizes; that result depends on the mean
chosen, so it is a sensitivity line at best.

The pooled proportion is that of a study in the middle, its effect carried back, not the mean of the
proportions.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np

from b12meta.stats.checks import check_choice, check_level, labels_of
from b12meta.stats.counts.glmm import binomial_normal
from b12meta.stats.counts.proportion_result import PooledProportion
from b12meta.stats.effects.back import back_transform, harmonic_mean
from b12meta.stats.effects.cells import events_of
from b12meta.stats.effects.proportions import logit_proportion
from b12meta.stats.effects.registry import measure_named
from b12meta.stats.interval import Interval
from b12meta.stats.pooling import frozen, pool
from b12meta.stats.result import Pooled

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike, Floats, Method, Prediction, Test

__all__ = ["pool_proportions"]

MODELS = ("glmm", "PLO", "PAS", "PFT")


def pool_proportions(
    xi: ArrayLike,
    ni: ArrayLike,
    *,
    model: str = "glmm",
    method: Method | None = None,
    test: Test | None = None,
    level: float = 0.95,
    prediction: Prediction = "t",
) -> PooledProportion:
    """Pool proportions of independent studies.

    Parameters
    ----------
    xi, ni : array-like of shape (k,)
        Events, and people. Labels of a pandas Series are kept.
    model : {"glmm", "PLO", "PAS", "PFT"}
        Binomial-normal model, or pooling of logits, arcsines or double arcsines.
    method : str or float, optional
        How tau2 is estimated: ``ML`` (the only one) for ``glmm``, else as in `pool`, by default
        ``REML``.
    test : {"z", "t", "knha", "adhoc"}, optional
        By default ``z`` for ``glmm`` (which has ``z`` and ``t``), else ``knha``.
    level : float
        Coverage of the intervals.
    prediction : {"z", "t", "hts", "hk-pr"}
        As in `pool`; ``glmm`` has the first three.

    Returns
    -------
    PooledProportion
        Where no study has both events and non-events the binomial-normal model has no maximum: the
        estimate is infinite or NaN, ``converged`` is false, and a sentence says so.

    Raises
    ------
    ValueError
        For a negative or missing count, an empty group, more events than people (rows are named),
        or an unknown choice.

    References
    ----------
    Stijnen, Hamza & Ozdemir (2010), *Statistics in Medicine* 29, section 3 (``glmm``); Rücker et
    al. (2009), *Statistics in Medicine* 28 (``PAS``); Miller (1978), *The American Statistician*
    32, 138 (``PFT`` carried back); Schwarzer et al. (2019), *Research Synthesis Methods* 10 (why
    not to rely on it).

    Examples
    --------
    >>> pooled = pool_proportions([16, 10, 4, 43], [17, 12, 8, 90])
    >>> round(pooled.proportion, 4), round(pooled.tau2, 4), round(pooled.loglik, 4)
    (0.7216, 1.0028, -10.9623)
    """
    check_choice("model", model, MODELS)
    level = check_level(level)
    x, others = events_of(xi, ni)
    n = x + others
    if model == "glmm":
        found = binomial_normal(x, n, method or "ML", test or "z", level, prediction)
        effects = logit_proportion(xi=x, ni=n)
        found |= {"yi": effects.yi, "vi": effects.vi}
    else:
        found = transformed(x, n, model, method, test, level, prediction)
    return carried_back(found | {"labels": labels_of(xi, ni)}, model, x, n)


def transformed(
    x: Floats,
    n: Floats,
    model: str,
    method: Method | None,
    test: Test | None,
    level: float,
    prediction: Prediction,
) -> dict[str, Any]:
    """Attributes of a pool of transformed proportions."""
    effects = measure_named(model).function(xi=x, ni=n)
    pooled = pool(
        *effects,
        method="REML" if method is None else method,
        test=test or "knha",
        level=level,
        prediction=prediction,
    )
    found = {one.name: getattr(pooled, one.name) for one in fields(Pooled)}
    said = (*pooled.warnings, *notes_on_transformation(x, n, model))
    return found | {"warnings": said, "loglik": None, "points": None}


def notes_on_transformation(x: Floats, n: Floats, model: str) -> list[str]:
    """Say what a transformation does that a reader does not see."""
    if model == "PFT":
        return [
            "The double arcsine is carried back at the harmonic mean of the group sizes, "
            f"{harmonic_mean(n):.4g}; another mean gives another proportion, so show this as a "
            "sensitivity line only."
        ]
    empty = int(((x == 0) | (x == n)).sum())
    if model == "PLO" and empty:
        return [
            f"In {empty} of {x.size} studies nobody or everybody had the event: half a count was "
            "added to both cells; model='glmm' needs no addition."
        ]
    return []


def carried_back(found: dict[str, Any], model: str, x: Floats, n: Floats) -> PooledProportion:
    """Complete the result with the proportions that its effects stand for."""
    measure = "PLO" if model == "glmm" else model
    sizes = n if model == "PFT" else None

    def back(value: float) -> float:
        return float(back_transform(measure, value, sizes))

    def ends(interval: Interval) -> Interval:
        return Interval(back(interval.low), back(interval.high))

    kept: dict[str, Any] = {
        name: frozen(value) if isinstance(value, np.ndarray) else value
        for name, value in found.items()
    }
    return PooledProportion(
        **kept,
        proportion=back(found["estimate"]),
        proportion_ci=ends(found["ci"]),
        proportion_pi=None if found["pi"] is None else ends(found["pi"]),
        model=model,
        xi=frozen(x),
        ni=frozen(n),
    )
