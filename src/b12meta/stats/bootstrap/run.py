"""The bootstrap of arrays."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from b12meta.stats.batch import fit_many, fit_members
from b12meta.stats.bootstrap.intervals import Boot, summary
from b12meta.stats.bootstrap.result import BootstrapResult
from b12meta.stats.checks import check_choice, check_studies
from b12meta.stats.chunks import blocks, each, generator, known_seed
from b12meta.stats.pooling import pool
from b12meta.stats.regression.fit import frozen

if TYPE_CHECKING:
    from b12meta.stats.batch.describe import Column
    from b12meta.stats.result import Pooled
    from b12meta.stats.types import ArrayLike, Floats, Method

__all__ = ["KINDS", "REPLICATES", "Kind", "bootstrap_arrays"]

Kind: TypeAlias = Literal["parametric", "case"]

KINDS = ("parametric", "case")

REPLICATES = 10_000
"""Literatures, so that an end of a 95 % interval is known to about 1 % of its width."""

CHUNK = 2**12
"""Literatures that share one seed, and are sent to a worker together."""

FEW = 6
"""Studies below which resampling them has little to draw from."""

NAMES = ("estimate", "tau2")


def bootstrap_arrays(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    kind: Kind = "parametric",
    replicates: int = REPLICATES,
    method: Method = "REML",
    level: float = 0.95,
    seed: int | None = None,
    progress: bool = True,
) -> BootstrapResult:
    """Bootstrap a pooled estimate and tau2.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects and their sampling variances; k >= 2.
    kind : {"parametric", "case"}
        Draw effects from the fitted model, or studies with replacement.
    replicates : int
        Literatures to draw, at least 100.
    method : str or float
        As in `b12meta.stats.pooling.pool`.
    level : float
        Coverage of the intervals.
    seed : int, optional
        Start of the random numbers; the one used is part of the result.
    progress : bool
        Whether a terminal shows a bar after a second.

    Returns
    -------
    BootstrapResult
        Percentile intervals, for cases also BCa intervals, and all literatures' numbers.

    Raises
    ------
    ValueError
        As `pool`; for one study, an unknown kind, fewer than 100 replicates, a bad seed.

    References
    ----------
    Efron & Tibshirani (1993), *An Introduction to the Bootstrap*, sections 6.5, 13.3 and 14.3;
    Viechtbauer (2005), *Journal of Educational and Behavioral Statistics* 30, 261-293.

    Examples
    --------
    >>> found = bootstrap_arrays([0.1, 0.9, -0.4, 0.3], [0.2, 0.3, 0.1, 0.15], seed=1)
    >>> found.estimate.shape, round(found.of_estimate.value, 4)
    ((10000,), 0.1218)
    """
    checked = check_studies(yi, vi)
    check_choice("kind", kind, KINDS)
    if checked.yi.size < 2:
        raise ValueError("a bootstrap: got 1 study, expected at least 2")
    whole = isinstance(replicates, int | np.integer) and not isinstance(replicates, bool)
    if not whole or replicates < 100:
        raise ValueError(f"replicates: got {replicates!r}, expected a whole number from 100")
    known = known_seed(seed)
    found = pool(checked.yi, checked.vi, method=method, test="z", level=level)
    work = partial(literatures, checked.yi, checked.vi, found=found, kind=kind, seed=known)
    words = "bootstrap" if progress else None
    parts = [*each(work, blocks(int(replicates), CHUNK), progress=words)]
    estimate, tau2 = (frozen(np.concatenate([part[name] for part in parts])) for name in NAMES)
    others = left_out(checked.yi, checked.vi, found.method) if kind == "case" else {}
    of_estimate = summary(found.estimate, estimate, others.get("estimate"), level)
    of_tau2 = summary(found.tau2, tau2, others.get("tau2"), level)
    return BootstrapResult(
        of_estimate=of_estimate,
        of_tau2=of_tau2,
        estimate=estimate,
        tau2=tau2,
        kind=kind,
        replicates=int(replicates),
        seed=known,
        k=found.k,
        method=found.method,
        level=level,
        warnings=tuple(said(found, kind, of_estimate, of_tau2)),
    )


def literatures(
    yi: Floats, vi: Floats, part: range, *, found: Pooled, kind: Kind, seed: int
) -> dict[str, Floats]:
    """Make one chunk of literatures, and pool them."""
    rng, shape = generator(seed, part.start // CHUNK), (len(part), yi.size)
    if kind == "case":
        who = rng.integers(yi.size, size=shape)
        y, v = yi[who], vi[who]
    else:
        y, v = found.estimate + np.sqrt(vi + found.tau2) * rng.standard_normal(shape), vi
    return floats_of(fit_many(y, v, method=found.method, columns=NAMES))


def left_out(yi: Floats, vi: Floats, method: Method) -> dict[str, Floats]:
    """Estimate and tau2 without each study."""
    members = ~np.eye(yi.size, dtype=np.bool_)
    return floats_of(fit_members(yi, vi, members, method=method, columns=NAMES))


def floats_of(columns: dict[str, Column]) -> dict[str, Floats]:
    """Columns that are floats."""
    return {name: np.asarray(values, dtype=np.float64) for name, values in columns.items()}


def said(found: Pooled, kind: Kind, of_estimate: Boot, of_tau2: Boot) -> list[str]:
    """Sentences about what limits the bootstrap."""
    words = [*found.warnings]
    if kind == "case" and found.k < FEW:
        words.append(f"Resampling {found.k} studies gives few different literatures.")
    words += [
        f"There is no BCa interval of {name}."
        for name, one in (("the estimate", of_estimate), ("tau2", of_tau2))
        if kind == "case" and one.bca is None
    ]
    return words
